"""What tracing a consignment of a validation plan showed is kept, and never changed."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from trustlane.ledger.guarding import kept


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_nothing_recorded_changes"),
        ("programme", "0033_operators_ask_for_more_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="Traced",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.IntegerField()),
                ("consignment", models.TextField()),
                ("outcome", models.TextField()),
                ("documents", models.TextField(blank=True, default="")),
                ("note", models.TextField(blank=True, default="")),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="traced", to="programme.case"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "round", "consignment", "-id"], name="programme_traced_of_case")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(outcome__in=["matches", "differs", "untraceable"]),
                        name="programme_traced_is_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(outcome="untraceable") | ~Q(documents=""), name="programme_traced_names_documents"
                    ),
                    models.CheckConstraint(
                        condition=Q(outcome="matches") | ~Q(note=""), name="programme_traced_says_what"
                    ),
                ],
            },
        ),
        kept("programme_traced").operation(),
    ]
