"""Whoever handled a case is no guest at its validation."""

from django.db import migrations

DO = """
CREATE FUNCTION programme_guest_has_fresh_eyes() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    handling text[] := ARRAY['ask_information', 'accept', 'not_accept', 'begin_review', 'consult', 'plan_validation',
        'report_incident', 'revalidate', 'propose_amendment', 'propose_reinstatement', 'intend_revocation',
        'intend_annulment', 'lapse', 'give_to_officer', 'stop_clock', 'start_clock'];
BEGIN
    IF NEW.duty = 'guest' AND (
        EXISTS (SELECT FROM public.programme_case c WHERE c.id = NEW.case_id AND c.officer_id = NEW.person_id)
        OR EXISTS (SELECT FROM public.programme_event e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
                   AND e.move = ANY (handling))
    ) THEN
        RAISE EXCEPTION 'person % handled case % and is no guest in it', NEW.person_id, NEW.case_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fresh_eyes BEFORE INSERT ON programme_assignment
    FOR EACH ROW EXECUTE FUNCTION programme_guest_has_fresh_eyes();
"""
UNDO = """
DROP TRIGGER fresh_eyes ON programme_assignment;
DROP FUNCTION programme_guest_has_fresh_eyes();
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0023_a_second_officer_agrees_to_draw_anew")]

    operations = [migrations.RunSQL(DO, UNDO)]
