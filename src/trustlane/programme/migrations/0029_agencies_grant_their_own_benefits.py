"""Agencies grant their own benefits; one officer withholds them for 72 hours, a second one ends them."""

from django.db import migrations

from trustlane.programme.guarding import ChangeWays

STAGES = (
    "amending",
    "annulment_hearing",
    "frozen",
    "granted",
    "monitored",
    "reinstating",
    "revocation_hearing",
    "suspended",
    "suspension_appealed",
)
WAYS = [f"{move}:{one}>{one}" for move in ("grant_benefits", "withhold_benefits", "end_benefits") for one in STAGES]
BEHIND = ["tell_incident:suspension_appealed>suspension_appealed", *WAYS]

DO = """
CREATE FUNCTION programme_agency_ends_by_two() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    ended text;
    last public.programme_event;
BEGIN
    FOR ended IN SELECT jsonb_array_elements_text(NEW.data -> 'benefits') LOOP
        SELECT * INTO last FROM public.programme_event e WHERE e.case_id = NEW.case_id
        AND e.move IN ('answer_consultation', 'grant_benefits', 'withhold_benefits', 'end_benefits')
        AND e.data -> 'benefits' ? ended ORDER BY e.number DESC LIMIT 1;
        IF last.move IS DISTINCT FROM 'withhold_benefits' OR last.person_id = NEW.person_id
            OR last.data ->> 'agency' IS DISTINCT FROM NEW.data ->> 'agency'
            OR NEW.at >= last.at + interval '72 hours' THEN
            RAISE EXCEPTION 'benefit % of case % is ended by a second officer within 72 hours', ended, NEW.case_id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'programme_agency_ends_by_two';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER ended_by_two BEFORE INSERT ON programme_event
    FOR EACH ROW WHEN (NEW.move = 'end_benefits') EXECUTE FUNCTION programme_agency_ends_by_two();
"""
UNDO = """
DROP TRIGGER ended_by_two ON programme_event;
DROP FUNCTION programme_agency_ends_by_two();
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0028_guests_hear_of_reports_and_of_being_left_out")]

    operations = [
        ChangeWays(dict(zip(WAYS, BEHIND, strict=False))),
        migrations.RunSQL(DO, UNDO),
    ]
