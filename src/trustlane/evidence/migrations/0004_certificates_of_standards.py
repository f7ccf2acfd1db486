"""A document may be the certificate of a standard; then it says from which day it is and until when it is good."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_documents_expire_and_are_superseded")]

    operations = [
        migrations.AddField("document", "certifies", models.TextField(blank=True, db_default="", default="")),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=Q(certifies="")
                | Q(certifies__regex=r"^[a-z0-9_]{1,40}$", speaks_of__isnull=False, expires__isnull=False),
                name="evidence_certificates_have_their_days",
            ),
        ),
    ]
