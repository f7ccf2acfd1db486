"""Documents go with the answers of a holder's yearly report."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0020_what_the_team_rated_no_guest_rates_otherwise")]

    operations = [
        migrations.AddField(
            model_name="reportanswer",
            name="evidence",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
    ]
