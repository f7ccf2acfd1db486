"""Word of changed standing waits here, and decisions are found by whose standing they rest on."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("selectivity", "0009_agencies_stop_consignments")]

    operations = [
        migrations.CreateModel(
            name="ChangedStanding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("operators", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("issuer", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="decision",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("standing", []), _negated=True),
                fields=["standing"],
                name="selectivity_by_standing",
                opclasses=["jsonb_path_ops"],
            ),
        ),
    ]
