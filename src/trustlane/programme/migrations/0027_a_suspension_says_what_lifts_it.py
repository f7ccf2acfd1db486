"""A suspension lists its conditions; lifting it is proposed only once each is met, or waived with a reason."""

from django.db import migrations

from trustlane.programme.guarding import ChangeWays

DO = """
CREATE FUNCTION programme_conditions_are_settled() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    asked jsonb;
    many integer;
    settled integer;
BEGIN
    SELECT CASE e.move WHEN 'ratify' THEN e.data -> 'conditions' END INTO asked FROM public.programme_event e
    WHERE e.case_id = NEW.case_id AND e.move IN ('ratify', 'request_suspension') ORDER BY e.number DESC LIMIT 1;
    many := CASE jsonb_typeof(asked) WHEN 'array' THEN jsonb_array_length(asked) ELSE 0 END;
    IF many = 0 THEN
        RETURN NEW;
    END IF;
    SELECT count(DISTINCT (one ->> 'number')::int) INTO settled
    FROM jsonb_array_elements(
        CASE jsonb_typeof(NEW.data -> 'conditions') WHEN 'array' THEN NEW.data -> 'conditions' ELSE '[]' END
    ) AS one
    WHERE (one ->> 'number')::int BETWEEN 1 AND many
    AND (one ->> 'outcome' = 'met' OR (one ->> 'outcome' = 'waived' AND coalesce(one ->> 'reason', '') <> ''));
    IF settled < many THEN
        RAISE EXCEPTION 'of % conditions of the suspension of case % only % are met or waived',
            many, NEW.case_id, settled
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'programme_conditions_are_settled';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conditions_settled BEFORE INSERT ON programme_event
    FOR EACH ROW WHEN (NEW.move = 'propose_reinstatement') EXECUTE FUNCTION programme_conditions_are_settled();
"""
UNDO = """
DROP TRIGGER conditions_settled ON programme_event;
DROP FUNCTION programme_conditions_are_settled();
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0026_customs_tells_holders_of_incidents")]

    operations = [
        ChangeWays(
            {
                "meet_condition:suspended>suspended": "request_suspension:monitored>suspended",
                "meet_condition:suspension_appealed>suspension_appealed": "meet_condition:suspended>suspended",
            }
        ),
        migrations.RunSQL(DO, UNDO),
    ]
