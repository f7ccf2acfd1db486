"""What came of an audit that a small office owed is kept once, and comes from somebody who had no part in the case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

DO = """
CREATE FUNCTION programme_owed_audit_has_fresh_eyes() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    decided public.programme_event;
BEGIN
    SELECT * INTO decided FROM public.programme_event WHERE id = NEW.decision_id;
    IF decided.move NOT IN ('grant', 'refuse') OR decided.at > NEW.at THEN
        RAISE EXCEPTION 'an audit is owed of a case that was granted or refused before'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM public.programme_event WHERE case_id = decided.case_id AND person_id = NEW.person_id)
        OR EXISTS (
            SELECT FROM public.programme_assignment WHERE case_id = decided.case_id AND person_id = NEW.person_id
        )
    THEN
        RAISE EXCEPTION 'person % took part in case % and does not audit it', NEW.person_id, decided.case_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recorded BEFORE INSERT ON programme_owedaudit
    FOR EACH ROW EXECUTE FUNCTION programme_recorded_now('programme.audit_owed', 'person_id');
CREATE TRIGGER fresh_eyes BEFORE INSERT ON programme_owedaudit
    FOR EACH ROW EXECUTE FUNCTION programme_owed_audit_has_fresh_eyes();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON programme_owedaudit
    FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
"""

UNDO = """
DROP TRIGGER kept ON programme_owedaudit;
DROP TRIGGER fresh_eyes ON programme_owedaudit;
DROP TRIGGER recorded ON programme_owedaudit;
DROP FUNCTION programme_owed_audit_has_fresh_eyes();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0021_documents_go_with_a_yearly_report"),
        ("ledger", "0002_nothing_recorded_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OwedAudit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("one", models.TextField()),
                ("other", models.TextField()),
                ("due", models.DateField()),
                ("verdict", models.TextField()),
                ("note", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owed_audits",
                        to="programme.event",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recorded_in",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "one", "other"), name="programme_owed_audit_is_done_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(verdict__in=["in_order", "finding"]), name="programme_owed_audit_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(verdict="in_order") | ~Q(note=""), name="programme_owed_audit_says_what"
                    ),
                ],
            },
        ),
        migrations.RunSQL(DO, UNDO),
    ]
