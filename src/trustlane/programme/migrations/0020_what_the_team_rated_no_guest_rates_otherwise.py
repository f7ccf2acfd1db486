"""What the administration's own team rated at a joint validation, no guest of a partner rates otherwise."""

from django.db import migrations

# The case is locked, so that a guest cannot rate between the team's rating and its end; who is a guest is told by the
# assignments of that very round.
TRIGGERS = """
CREATE FUNCTION programme_last_word_is_the_teams() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    -- Asked for by its name in quotes: to this language the bare word is one of its own.
    who text := NEW."by";
    last text;
BEGIN
    IF NOT EXISTS (SELECT FROM public.programme_assignment a
                   WHERE a.case_id = NEW.case_id AND a.round = NEW.round AND a.duty = 'guest'
                     AND 'user:' || a.person_id = who) THEN
        RETURN NEW;
    END IF;
    PERFORM FROM public.programme_case c WHERE c.id = NEW.case_id FOR NO KEY UPDATE;
    SELECT f."by" INTO last FROM public.programme_finding f
    WHERE f.case_id = NEW.case_id AND f.round = NEW.round AND f.item = NEW.item AND f.site IS NOT DISTINCT FROM NEW.site
    ORDER BY f.id DESC LIMIT 1;
    IF last IS NOT NULL AND NOT EXISTS (SELECT FROM public.programme_assignment a
                                        WHERE a.case_id = NEW.case_id AND a.round = NEW.round AND a.duty = 'guest'
                                          AND 'user:' || a.person_id = last) THEN
        RAISE EXCEPTION 'criterion % of case % was rated by the team, whose word is the last', NEW.item, NEW.case_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER last_word BEFORE INSERT ON programme_finding
    FOR EACH ROW EXECUTE FUNCTION programme_last_word_is_the_teams();
"""
UNDO = """
DROP TRIGGER last_word ON programme_finding;
DROP FUNCTION programme_last_word_is_the_teams();
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0019_what_holders_report_and_validators_photograph")]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
