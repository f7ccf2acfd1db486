"""An open case goes over to another edition of its criteria, and only so: by a deed that says what became of each line."""

import django.db.models.deletion
from django.db import migrations, models

from trustlane.ledger.guarding import function, kept, trigger

GUARDS = (
    function(
        "programme_case_changes_edition",
        """
BEGIN
    PERFORM FROM public.programme_editionchange c JOIN public.ledger_row r ON r.id = c.recorded_in_id
    WHERE c.case_id = NEW.id AND c.old = OLD.catalogue AND c.new = NEW.catalogue AND r.xid = pg_current_xact_id()
    AND r.verb = 'programme.change_edition';
    IF NOT FOUND OR to_jsonb(NEW) - 'catalogue' <> to_jsonb(OLD) - 'catalogue' THEN
        RAISE EXCEPTION 'case % goes over to another edition by a deed that says what became of each line', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.stage NOT IN ('draft', 'submitted', 'accepted', 'desk_review') THEN
        RAISE EXCEPTION 'case % stays on %, as it is %', OLD.id, OLD.catalogue, OLD.stage
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + trigger("moved", "BEFORE UPDATE", "programme_case", "programme_case_is_its_events").removed
    + trigger(
        "moved",
        "BEFORE UPDATE",
        "programme_case",
        "programme_case_is_its_events",
        where="OLD.catalogue = NEW.catalogue",
    )
    + trigger(
        "went_over",
        "BEFORE UPDATE",
        "programme_case",
        "programme_case_changes_edition",
        where="OLD.catalogue IS DISTINCT FROM NEW.catalogue",
    )
    + kept("programme_editionchange")
)


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0016_who_is_told"),
        ("ledger", "0002_nothing_recorded_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old", models.TextField()),
                ("new", models.TextField()),
                ("lines", models.JSONField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_changes",
                        to="programme.case",
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.row",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("old", models.F("new")), _negated=True),
                        name="programme_edition_change_changes",
                    )
                ],
            },
        ),
        GUARDS.operation(),
    ]
