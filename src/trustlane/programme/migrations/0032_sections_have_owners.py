"""Who of an operator's people sees to a section of a self-assessment; what was said of it is never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from trustlane.ledger.guarding import kept


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0031_holders_validated_again_are_told_too"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SectionOwner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="section_owners",
                        to="programme.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "section", "-id"], name="programme_section_owners")],
                "constraints": [
                    models.CheckConstraint(condition=~Q(section=""), name="programme_owned_section_is_named")
                ],
            },
        ),
        kept("programme_sectionowner").operation(),
    ]
