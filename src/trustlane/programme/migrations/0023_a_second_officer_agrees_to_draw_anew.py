"""A seat that was drawn anew twice is drawn once more only where a second officer agreed to it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

DO = """
CREATE FUNCTION programme_redraw_is_agreed_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM public.ledger_row r JOIN public.programme_event e ON e.id = NEW.plan_id
        WHERE r.id = NEW.asked_in_id AND r.xid = pg_current_xact_id() AND r.verb = 'programme.ask_redraw'
        AND r.actor = 'user:' || NEW.asked_by_id AND e.move = 'plan_validation' AND NEW.agreed_by_id IS NULL;
    ELSE
        PERFORM FROM public.ledger_row r
        WHERE r.id = NEW.agreed_in_id AND r.xid = pg_current_xact_id() AND r.verb = 'programme.agree_redraw'
        AND r.actor = 'user:' || NEW.agreed_by_id AND OLD.agreed_by_id IS NULL
        AND to_jsonb(NEW) - ARRAY['agreed_by_id', 'agreed_at', 'agreed_in_id']
            = to_jsonb(OLD) - ARRAY['agreed_by_id', 'agreed_at', 'agreed_in_id']
        AND NOT EXISTS (
            SELECT FROM public.programme_assignment s JOIN public.programme_event p ON p.case_id = s.case_id
            WHERE p.id = NEW.plan_id AND s.person_id = NEW.agreed_by_id AND s.ended_in_id IS NULL
        );
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a redraw is asked for by one recorded deed and agreed to once by another'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION programme_third_redraw_is_agreed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    rounds jsonb := NEW.data #> '{draw,drawn,rounds}';
    each jsonb;
BEGIN
    IF jsonb_typeof(rounds) IS DISTINCT FROM 'array' THEN
        RETURN NEW;
    END IF;
    FOR each IN SELECT value FROM jsonb_array_elements(rounds) LOOP
        IF (each ->> 'number')::int > 2 AND jsonb_typeof(each -> 'taken_out') = 'object' THEN
            PERFORM FROM public.programme_redrawasked a JOIN public.programme_event p ON p.id = a.plan_id
            WHERE p.case_id = NEW.case_id AND a.leaves_id::text = each #>> '{taken_out,person}'
            AND 'user:' || a.agreed_by_id = each #>> '{taken_out,agreed_by}'
            AND 'user:' || a.agreed_by_id <> each #>> '{taken_out,by}';
            IF NOT FOUND THEN
                RAISE EXCEPTION 'case % was drawn anew twice; once more takes a second officer who agreed', NEW.case_id
                    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'programme_third_redraw_is_agreed';
            END IF;
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE FUNCTION programme_had_no_part_in_a_redraw() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    concerned bigint := CASE TG_TABLE_NAME
        WHEN 'programme_event' THEN (to_jsonb(NEW) ->> 'case_id')::bigint
        WHEN 'programme_owedaudit' THEN
            (SELECT case_id FROM public.programme_event WHERE id = (to_jsonb(NEW) ->> 'decision_id')::bigint)
        ELSE (SELECT case_id FROM public.programme_sampledcase WHERE id = (to_jsonb(NEW) ->> 'sampled_id')::bigint)
    END;
BEGIN
    PERFORM FROM public.programme_redrawasked a JOIN public.programme_event p ON p.id = a.plan_id
    WHERE p.case_id = concerned AND NEW.person_id IN (a.asked_by_id, a.agreed_by_id);
    IF FOUND THEN
        RAISE EXCEPTION 'person % had a part in drawing the team of case % anew', NEW.person_id, concerned
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'programme_redraw_is_handling';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER no_part_in_a_redraw BEFORE INSERT ON programme_event
    FOR EACH ROW WHEN (NEW.move IN ('grant', 'refuse', 'intend_refusal', 'send_back'))
    EXECUTE FUNCTION programme_had_no_part_in_a_redraw();
CREATE TRIGGER no_part_in_a_redraw BEFORE INSERT ON programme_owedaudit
    FOR EACH ROW EXECUTE FUNCTION programme_had_no_part_in_a_redraw();
CREATE TRIGGER no_part_in_a_redraw BEFORE INSERT ON programme_look
    FOR EACH ROW EXECUTE FUNCTION programme_had_no_part_in_a_redraw();
CREATE TRIGGER agreed BEFORE INSERT OR UPDATE ON programme_redrawasked
    FOR EACH ROW EXECUTE FUNCTION programme_redraw_is_agreed_once();
CREATE TRIGGER kept BEFORE DELETE ON programme_redrawasked
    FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
CREATE TRIGGER drawn_anew BEFORE INSERT ON programme_event
    FOR EACH ROW WHEN (NEW.move = 'plan_validation') EXECUTE FUNCTION programme_third_redraw_is_agreed();
"""

UNDO = """
DROP TRIGGER no_part_in_a_redraw ON programme_look;
DROP TRIGGER no_part_in_a_redraw ON programme_owedaudit;
DROP TRIGGER no_part_in_a_redraw ON programme_event;
DROP TRIGGER drawn_anew ON programme_event;
DROP TRIGGER kept ON programme_redrawasked;
DROP TRIGGER agreed ON programme_redrawasked;
DROP FUNCTION programme_third_redraw_is_agreed();
DROP FUNCTION programme_redraw_is_agreed_once();
DROP FUNCTION programme_had_no_part_in_a_redraw();
"""


def _person(**more: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


def _row(**more: object) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.row", **more
    )


class Migration(migrations.Migration):
    dependencies = [("programme", "0022_audits_that_are_owed_are_done")]

    operations = [
        migrations.CreateModel(
            name="RedrawAsked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ground", models.TextField()),
                ("words", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                ("agreed_by", _person(null=True)),
                ("agreed_in", _row(null=True)),
                ("asked_by", _person()),
                ("asked_in", _row()),
                ("leaves", _person()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redraws_asked",
                        to="programme.event",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(agreed_by__isnull=True, agreed_at__isnull=True, agreed_in__isnull=True)
                        | Q(agreed_by__isnull=False, agreed_at__gte=F("asked_at"), agreed_in__isnull=False),
                        name="programme_redraw_is_agreed_whole",
                    ),
                    models.CheckConstraint(
                        condition=Q(agreed_by__isnull=True) | (~Q(agreed_by=F("asked_by")) & ~Q(agreed_by=F("leaves"))),
                        name="programme_redraw_has_a_second_hand",
                    ),
                    models.CheckConstraint(condition=~Q(words=""), name="programme_redraw_says_why"),
                ],
            },
        ),
        migrations.RunSQL(DO, UNDO),
    ]
