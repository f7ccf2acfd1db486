"""A table of what names are looked up by; it is reckoned from the names and can be made anew."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_sites_have_people_to_meet")]

    operations = [
        migrations.CreateModel(
            name="NameKeys",
            fields=[
                (
                    "name",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="keys",
                        serialize=False,
                        to="parties.operatorname",
                    ),
                ),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="parties_name_keys")],
            },
        ),
    ]
