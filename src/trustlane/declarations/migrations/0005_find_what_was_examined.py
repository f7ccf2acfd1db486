"""What was really examined is a small part of what others did; figures of finds ask for it alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0004_find_by_beginning_party_and_value")]

    operations = [
        migrations.AddIndex(
            model_name="observedtreatment",
            index=models.Index(
                condition=models.Q(("result__isnull", False)),
                fields=["reference", "received", "id"],
                include=("result",),
                name="declarations_observed_result",
            ),
        ),
    ]
