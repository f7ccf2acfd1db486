"""An application that came on paper is entered by an officer, who neither validates nor decides it."""

from django.db import migrations

from trustlane.programme.guarding import ChangeWays, also_handling

DO = """
CREATE FUNCTION programme_team_did_not_receive() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.programme_event e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
               AND e.move = 'receive') THEN
        RAISE EXCEPTION 'person % received the application of case % and has no part in its validation',
            NEW.person_id, NEW.case_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER did_not_receive BEFORE INSERT ON programme_assignment
    FOR EACH ROW EXECUTE FUNCTION programme_team_did_not_receive();
"""
UNDO = """
DROP TRIGGER did_not_receive ON programme_assignment;
DROP FUNCTION programme_team_did_not_receive();
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0034_consignments_are_traced")]

    operations = [
        ChangeWays({"receive:>submitted": "open:>draft"}),
        also_handling("receive"),
        migrations.RunSQL(DO, UNDO),
    ]
