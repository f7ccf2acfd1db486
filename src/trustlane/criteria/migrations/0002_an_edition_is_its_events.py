"""The database keeps words, events and comments as they were, and lets nobody adopt what he drafted."""

from django.db import migrations

from trustlane.ledger.guarding import Guard, function, kept, trigger

GUARDS = (
    function(
        "criteria_event_follows",
        """
DECLARE
    last public.criteria_event;
BEGIN
    PERFORM FROM public.ledger_row WHERE id = NEW.recorded_in_id AND xid = pg_current_xact_id()
    AND actor = 'user:' || NEW.person_id AND verb = 'criteria.' || NEW.move;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an event of an edition is added only by a deed recorded in the same transaction, of one hand'
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO last FROM public.criteria_event WHERE edition_id = NEW.edition_id ORDER BY number DESC LIMIT 1;
    IF NOT FOUND THEN
        IF NEW.number <> 1 OR NEW.source <> '' THEN
            RAISE EXCEPTION 'the first event of edition % has number 1 and comes from nowhere', NEW.edition_id
                USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NEW.number <> last.number + 1 OR NEW.source <> last.target OR NEW.at < last.at THEN
        RAISE EXCEPTION 'event % of edition % does not follow event %', NEW.number, NEW.edition_id, last.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.move IN ('adopt', 'send_back') AND EXISTS (
        SELECT FROM public.criteria_event e WHERE e.edition_id = NEW.edition_id AND e.person_id = NEW.person_id
        AND e.move IN ('load', 'revise', 'consult', 'close')
    ) THEN
        RAISE EXCEPTION 'person % drafted edition % and does not adopt it', NEW.person_id, NEW.edition_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'criteria_adopted_by_fresh_eyes';
    END IF;
    IF NEW.move = 'adopt' AND EXISTS (
        SELECT FROM public.criteria_comment c WHERE c.edition_id = NEW.edition_id
        AND NOT EXISTS (SELECT FROM public.criteria_reply r WHERE r.comment_id = c.id)
    ) THEN
        RAISE EXCEPTION 'edition % has comments that nobody answered', NEW.edition_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'criteria_adopted_with_every_comment_answered';
    END IF;
    RETURN NEW;
END
""",
    )
    + function(
        "criteria_edition_is_its_events",
        """
DECLARE
    moving text[] := ARRAY['stage', 'last_event', 'wording', 'begins', 'until'];
    kept public.criteria_edition := NEW;
    last public.criteria_event;
BEGIN
    -- Asked at the end of the deed that loads it, because an edition is written before its first event.
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO kept FROM public.criteria_edition WHERE id = NEW.id;
    ELSIF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'what edition % was loaded as is never edited', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO last FROM public.criteria_event WHERE edition_id = kept.id ORDER BY number DESC LIMIT 1;
    IF last.number IS NULL OR kept.last_event <> last.number OR kept.stage <> last.target
        OR kept.wording <> (SELECT max(w.number) FROM public.criteria_wording w WHERE w.edition_id = kept.id)
        OR (kept.stage = 'adopted' AND (kept.begins::text <> last.data ->> 'begins'
                                       OR kept.until::text <> last.data ->> 'until'))
    THEN
        RAISE EXCEPTION 'edition % is where its events have brought it', kept.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + function(
        "criteria_words_are_a_deed",
        """
BEGIN
    PERFORM FROM public.ledger_row WHERE xid = pg_current_xact_id() AND actor = NEW."by"
    AND verb IN ('criteria.load', 'criteria.revise');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'words are added only by loading or revising an edition' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.number > 1 AND (SELECT e.stage FROM public.criteria_edition e WHERE e.id = NEW.edition_id)
        NOT IN ('draft', 'settling') THEN
        RAISE EXCEPTION 'the words of edition % stand still', NEW.edition_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + function(
        "criteria_comment_in_its_time",
        """
BEGIN
    PERFORM FROM public.criteria_edition e
    JOIN public.criteria_body b ON b.id = NEW.body_id AND b.edition_id = e.id
    JOIN public.ledger_row r ON r.id = NEW.recorded_in_id AND r.xid = pg_current_xact_id()
        AND r.actor = NEW."by" AND r.verb = 'criteria.comment'
    WHERE e.id = NEW.edition_id AND e.stage = 'consultation' AND e.wording = NEW.wording;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a comment comes from a body that was asked, during the consultation'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + function(
        "criteria_reply_in_its_time",
        """
BEGIN
    PERFORM FROM public.criteria_comment c
    JOIN public.criteria_edition e ON e.id = c.edition_id AND e.stage IN ('consultation', 'settling')
    JOIN public.ledger_row r ON r.id = NEW.recorded_in_id AND r.xid = pg_current_xact_id()
        AND r.actor = NEW."by" AND r.verb = 'criteria.reply'
    WHERE c.id = NEW.comment_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a comment is answered before the edition is adopted, by a recorded deed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + trigger("follows", "BEFORE INSERT", "criteria_event", "criteria_event_follows")
    + trigger("moved", "BEFORE UPDATE", "criteria_edition", "criteria_edition_is_its_events")
    + Guard(
        """
CREATE CONSTRAINT TRIGGER begun AFTER INSERT ON criteria_edition DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION criteria_edition_is_its_events();
""",
        "DROP TRIGGER begun ON criteria_edition;\n",
    )
    + trigger("loaded", "BEFORE INSERT", "criteria_wording", "criteria_words_are_a_deed")
    + trigger("in_time", "BEFORE INSERT", "criteria_comment", "criteria_comment_in_its_time")
    + trigger("in_time", "BEFORE INSERT", "criteria_reply", "criteria_reply_in_its_time")
    + kept("criteria_edition", against="DELETE")
    + kept("criteria_wording", "criteria_event", "criteria_body", "criteria_comment", "criteria_reply")
)


class Migration(migrations.Migration):
    dependencies = [("criteria", "0001_editions_of_our_own"), ("ledger", "0002_nothing_recorded_changes")]

    operations = [GUARDS.operation()]
