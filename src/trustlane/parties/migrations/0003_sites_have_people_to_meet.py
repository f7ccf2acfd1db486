"""A site says its UN/LOCODE and whom to meet there."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_what_is_known_is_only_superseded")]

    operations = [
        migrations.AddField("site", "locode", models.TextField(blank=True, default="", db_default="")),
        migrations.AddField("site", "contact", models.TextField(blank=True, default="", db_default="")),
        migrations.AddConstraint(
            "site",
            models.CheckConstraint(
                condition=Q(locode="") | Q(locode__regex="^[A-Z]{2}[A-Z2-9]{3}$"), name="parties_site_locode_is_one"
            ),
        ),
    ]
