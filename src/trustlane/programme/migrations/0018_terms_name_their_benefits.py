"""What is granted names its benefits."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0017_cases_go_over_to_another_edition")]

    operations = [
        migrations.AddField(
            model_name="terms",
            name="benefits",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
    ]
