"""Covert holds, and what becomes of them: rows that are added and never edited."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

KEPT = "".join(
    f"CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();\n"
    for table in ("selectivity_hold", "selectivity_holdratified", "selectivity_holdended")
)
UNDO = "".join(f"DROP TRIGGER kept ON selectivity_{name};\n" for name in ("hold", "holdratified", "holdended"))


class Migration(migrations.Migration):
    dependencies = [
        ("selectivity", "0005_sum_up_what_was_decided"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.TextField()),
                ("subject", models.TextField()),
                ("numbers", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("withdraws_credit", models.BooleanField()),
                ("demands_look", models.BooleanField()),
                ("reason", models.TextField()),
                ("placed_by", models.TextField()),
                ("placed_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("about__in", ["operator", "declaration"])),
                        name="selectivity_hold_is_about_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdraws_credit", True), ("demands_look", True), _connector="OR"),
                        name="selectivity_hold_does_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("placed_at"))), name="selectivity_hold_has_an_end"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="selectivity_hold_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HoldEnded",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("reason", models.TextField()),
                (
                    "hold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ended", to="selectivity.hold"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HoldRatified",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("placed_by", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "hold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratified", to="selectivity.hold"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("placed_by")), _negated=True),
                        name="selectivity_hold_is_ratified_by_another",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
