"""The database keeps a case's events in a chain that is never changed, and refuses a decision by who took part before."""

from django.db import migrations

FOLLOWS = """
CREATE FUNCTION programme_event_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last public.programme_event;
BEGIN
    PERFORM FROM public.ledger_row WHERE id = NEW.recorded_in_id AND xid = pg_current_xact_id()
    AND actor = NEW."by" AND verb = CASE NEW.move WHEN 'migrate' THEN verb ELSE 'programme.' || NEW.move END;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an event of a case is added only by a deed recorded in the same transaction, of the same hand'
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO last FROM public.programme_event WHERE case_id = NEW.case_id ORDER BY number DESC LIMIT 1;
    IF NOT FOUND THEN
        IF NEW.number <> 1 OR NEW.source <> '' THEN
            RAISE EXCEPTION 'the first event of case % has number 1 and comes from nowhere', NEW.case_id
                USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NEW.number <> last.number + 1 OR NEW.source <> last.target OR NEW.at < last.at THEN
        RAISE EXCEPTION 'event % of case % does not follow event %, which led to % at %',
            NEW.number, NEW.case_id, last.number, last.target, last.at USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# Who handled or validated a case decides nothing in it; who proposed, froze or decided does not settle that.
EYES = """
CREATE FUNCTION programme_event_has_fresh_eyes() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    handling text[] := ARRAY['ask_information', 'accept', 'not_accept', 'begin_review', 'consult', 'plan_validation',
        'report_incident', 'revalidate', 'propose_amendment', 'propose_reinstatement', 'intend_revocation',
        'intend_annulment', 'lapse', 'give_to_officer', 'stop_clock', 'start_clock'];
    validating text[] := ARRAY['begin_validation', 'end_validation', 'ask_correction', 'settle_corrections', 'report'];
    by_clock text[] := ARRAY['accept', 'answer_consultation', 'take_effect', 'lapse_freeze', 'expire', 'migrate'];
    settles jsonb := '{"ratify": ["freeze"], "lapse_freeze": ["freeze"], "amend": ["propose_amendment"],
        "downgrade": ["propose_amendment"], "decline_amendment": ["propose_amendment"],
        "reinstate": ["propose_reinstatement"], "decline_reinstatement": ["propose_reinstatement"],
        "revoke": ["intend_revocation"], "annul": ["intend_annulment"],
        "drop_hearing": ["intend_revocation", "intend_annulment"],
        "dismiss_refusal_appeal": ["refuse"], "allow_refusal_appeal": ["refuse"],
        "dismiss_suspension_appeal": ["ratify"], "dismiss_revocation_appeal": ["revoke"],
        "dismiss_annulment_appeal": ["annul"], "allow_status_appeal": ["ratify", "revoke", "annul"],
        "allow_appeal_of_suspended": ["revoke", "annul"]}';
    other bigint;
    since timestamptz;
    before text;
BEGIN
    IF NEW.person_id IS NULL THEN
        IF NOT NEW.move = ANY (by_clock) THEN
            RAISE EXCEPTION '% is done by a person', NEW.move USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.move = 'lapse_freeze' THEN
            SELECT e.at INTO since FROM public.programme_event e WHERE e.case_id = NEW.case_id AND e.move = 'freeze'
            ORDER BY e.number DESC LIMIT 1;
            IF NEW.at < since + interval '72 hours' THEN
                RAISE EXCEPTION 'the freeze of case % has not lasted 72 hours', NEW.case_id
                    USING ERRCODE = 'restrict_violation';
            END IF;
        END IF;
        RETURN NEW;
    END IF;
    IF NEW."by" <> 'user:' || NEW.person_id THEN
        RAISE EXCEPTION 'an event is by the person it names' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.move IN ('grant', 'refuse', 'intend_refusal', 'send_back') AND (
        EXISTS (SELECT FROM public.programme_event e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
                AND e.move = ANY (handling || validating))
        OR EXISTS (SELECT FROM public.programme_assignment a WHERE a.case_id = NEW.case_id
                   AND a.person_id = NEW.person_id)
        OR EXISTS (SELECT FROM public.programme_case c WHERE c.id = NEW.case_id AND c.officer_id = NEW.person_id)
        OR EXISTS (SELECT FROM public.programme_event e WHERE e.case_id = NEW.case_id
                   AND e.move = 'give_to_officer' AND e.data -> 'officer' = to_jsonb(NEW.person_id))
    ) THEN
        RAISE EXCEPTION 'person % handled or validated case % and decides nothing in it', NEW.person_id, NEW.case_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'programme_decided_by_fresh_eyes';
    END IF;
    -- Decided anew after an appeal: by somebody who has neither refused it before nor allowed the appeal.
    IF NEW.move = 'grant' AND EXISTS (
        SELECT FROM public.programme_event e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
        AND e.move IN ('refuse', 'allow_refusal_appeal')
    ) THEN
        RAISE EXCEPTION 'person % refused case % before, or allowed the appeal', NEW.person_id, NEW.case_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'programme_decided_by_fresh_eyes';
    END IF;
    -- What the holder asked for itself is lifted by two officers, and not by an appeal.
    IF NEW.move = 'appeal_suspension' THEN
        SELECT e.move INTO before FROM public.programme_event e WHERE e.case_id = NEW.case_id
        AND e.move IN ('ratify', 'request_suspension') ORDER BY e.number DESC LIMIT 1;
        IF before IS DISTINCT FROM 'ratify' THEN
            RAISE EXCEPTION 'nobody suspended case % but its holder', NEW.case_id USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    -- Back is where the case came from.
    IF NEW.move = 'drop_hearing' THEN
        SELECT e.source INTO before FROM public.programme_event e WHERE e.case_id = NEW.case_id
        AND e.move IN ('intend_revocation', 'intend_annulment') ORDER BY e.number DESC LIMIT 1;
        IF before IS NOT NULL AND before <> NEW.target THEN
            RAISE EXCEPTION 'case % came from %', NEW.case_id, before USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF settles ? NEW.move THEN
        SELECT e.person_id INTO other FROM public.programme_event e
        WHERE e.case_id = NEW.case_id AND e.move IN (SELECT jsonb_array_elements_text(settles -> NEW.move))
        ORDER BY e.number DESC LIMIT 1;
        IF other = NEW.person_id THEN
            RAISE EXCEPTION 'person % cannot settle in case % what the same person began', NEW.person_id, NEW.case_id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'programme_decided_by_fresh_eyes';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""

CASE = """
CREATE FUNCTION programme_case_is_its_events() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moving text[] := ARRAY['stage', 'came_from', 'since', 'last_event', 'officer_id', 'due', 'due_term', 'turn',
        'wakes'];
    last public.programme_event;
BEGIN
    IF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'what case % was opened with is never edited', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO last FROM public.programme_event WHERE case_id = NEW.id ORDER BY number DESC LIMIT 1;
    IF NEW.last_event <> coalesce(last.number, 0) OR NEW.stage <> coalesce(last.target, 'draft') THEN
        RAISE EXCEPTION 'case % is where its events have brought it', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# Asked at the end of the deed, because a case is written before its first event.
BEGUN = """
CREATE FUNCTION programme_case_has_its_events() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kept public.programme_case;
    last public.programme_event;
BEGIN
    SELECT * INTO kept FROM public.programme_case WHERE id = NEW.id;
    SELECT * INTO last FROM public.programme_event WHERE case_id = NEW.id ORDER BY number DESC LIMIT 1;
    IF last.number IS NULL OR kept.last_event <> last.number OR kept.stage <> last.target THEN
        RAISE EXCEPTION 'case % has no event that brought it to %', NEW.id, NEW.stage
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
"""

TERMS = """
CREATE FUNCTION programme_terms_are_decided() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM public.programme_event e JOIN public.ledger_row r ON r.id = e.recorded_in_id
    WHERE e.id = NEW.decided_in_id AND e.case_id = NEW.case_id AND r.xid = pg_current_xact_id()
    AND e.move IN ('grant', 'amend', 'downgrade', 'migrate');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'terms are kept by the decision that grants them' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# A row that is settled once: all but the column named stays as it is, and that is filled but never changed.
ONCE = """
CREATE FUNCTION programme_filled_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    filled text[] := TG_ARGV;
BEGIN
    IF to_jsonb(OLD) -> TG_ARGV[0] = 'null'::jsonb AND to_jsonb(NEW) - filled = to_jsonb(OLD) - filled THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% % is settled once and otherwise never changed', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
"""

KEPT = ("event", "answer", "message", "finding", "correction", "correctionstep", "terms")
NEVER_DELETED = ("case", "assignment", "consultation")

TRIGGERS = (
    """
CREATE TRIGGER follows BEFORE INSERT ON programme_event FOR EACH ROW EXECUTE FUNCTION programme_event_follows();
CREATE TRIGGER fresh_eyes BEFORE INSERT ON programme_event
    FOR EACH ROW EXECUTE FUNCTION programme_event_has_fresh_eyes();
CREATE TRIGGER moved BEFORE UPDATE ON programme_case FOR EACH ROW EXECUTE FUNCTION programme_case_is_its_events();
CREATE CONSTRAINT TRIGGER begun AFTER INSERT ON programme_case DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION programme_case_has_its_events();
CREATE TRIGGER decided BEFORE INSERT ON programme_terms FOR EACH ROW EXECUTE FUNCTION programme_terms_are_decided();
CREATE TRIGGER ended BEFORE UPDATE ON programme_assignment
    FOR EACH ROW EXECUTE FUNCTION programme_filled_once('ended_in_id');
CREATE TRIGGER answered BEFORE UPDATE ON programme_consultation
    FOR EACH ROW EXECUTE FUNCTION programme_filled_once('answered_in_id', 'opinion', 'text');
"""
    + "".join(
        f"CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON programme_{table} "
        "FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();\n"
        for table in KEPT
    )
    + "".join(
        f"CREATE TRIGGER kept BEFORE DELETE ON programme_{table} "
        "FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();\n"
        for table in NEVER_DELETED
    )
)

UNDO = (
    "".join(f"DROP TRIGGER kept ON programme_{table};\n" for table in (*KEPT, *NEVER_DELETED))
    + """
DROP TRIGGER answered ON programme_consultation;
DROP TRIGGER ended ON programme_assignment;
DROP TRIGGER decided ON programme_terms;
DROP TRIGGER begun ON programme_case;
DROP TRIGGER moved ON programme_case;
DROP TRIGGER fresh_eyes ON programme_event;
DROP TRIGGER follows ON programme_event;
DROP FUNCTION programme_filled_once();
DROP FUNCTION programme_terms_are_decided();
DROP FUNCTION programme_case_has_its_events();
DROP FUNCTION programme_case_is_its_events();
DROP FUNCTION programme_event_has_fresh_eyes();
DROP FUNCTION programme_event_follows();
"""
)


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_cases_and_what_happens_in_them"), ("ledger", "0002_nothing_recorded_changes")]

    operations = [migrations.RunSQL(FOLLOWS + EYES + CASE + BEGUN + TERMS + ONCE + TRIGGERS, UNDO)]
