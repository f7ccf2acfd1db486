"""The database keeps arrangements, terms and verdicts as they were, and lets nobody settle what he began."""

from django.db import migrations

from trustlane.ledger.guarding import Guard, function, kept, trigger

GUARDS = (
    function(
        "recognition_event_follows",
        """
DECLARE
    last public.recognition_event;
BEGIN
    PERFORM FROM public.ledger_row WHERE id = NEW.recorded_in_id AND xid = pg_current_xact_id()
    AND actor = NEW."by" AND verb = 'recognition.' || NEW.move;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an event of an arrangement is added only by a deed recorded in the same transaction'
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO last FROM public.recognition_event WHERE arrangement_id = NEW.arrangement_id
    ORDER BY number DESC LIMIT 1;
    IF NOT FOUND THEN
        IF NEW.number <> 1 OR NEW.source <> '' THEN
            RAISE EXCEPTION 'the first event of arrangement % has number 1 and comes from nowhere', NEW.arrangement_id
                USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NEW.number <> last.number + 1 OR NEW.source <> last.target OR NEW.at < last.at THEN
        RAISE EXCEPTION 'event % of arrangement % does not follow event %', NEW.number, NEW.arrangement_id, last.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    # Two persons: who proposed or withheld does not settle it. Alone a clock ends a hold, after its 72 hours.
    + function(
        "recognition_event_has_fresh_eyes",
        """
DECLARE
    settles jsonb := '{"sign": ["propose_signature"], "agree_change": ["propose_change"], "ratify_hold": ["hold"],
        "end_hold": ["hold"], "resume": ["propose_resumption"], "terminate": ["propose_termination"]}';
    begun public.recognition_event;
    before text;
BEGIN
    IF settles ? NEW.move THEN
        SELECT * INTO begun FROM public.recognition_event e WHERE e.arrangement_id = NEW.arrangement_id
        AND e.move IN (SELECT jsonb_array_elements_text(settles -> NEW.move)) ORDER BY e.number DESC LIMIT 1;
    END IF;
    IF NEW.person_id IS NULL THEN
        IF NEW.move <> 'end_hold' THEN
            RAISE EXCEPTION '% is done by a person', NEW.move USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.at < begun.at + interval '72 hours' THEN
            RAISE EXCEPTION 'the hold of arrangement % has not lasted 72 hours', NEW.arrangement_id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW."by" <> 'user:' || NEW.person_id THEN
        RAISE EXCEPTION 'an event is by the person it names' USING ERRCODE = 'restrict_violation';
    END IF;
    IF begun.person_id = NEW.person_id THEN
        RAISE EXCEPTION 'person % cannot settle in arrangement % what the same person began',
            NEW.person_id, NEW.arrangement_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'recognition_settled_by_fresh_eyes';
    END IF;
    IF NEW.move = 'ratify_hold' AND NEW.at >= begun.at + interval '72 hours' THEN
        RAISE EXCEPTION 'the hold of arrangement % is over', NEW.arrangement_id USING ERRCODE = 'restrict_violation';
    END IF;
    -- Back is where the arrangement came from.
    IF NEW.move = 'drop_proposal' THEN
        SELECT e.source INTO before FROM public.recognition_event e WHERE e.arrangement_id = NEW.arrangement_id
        AND e.target = NEW.source AND e.source <> e.target ORDER BY e.number DESC LIMIT 1;
        IF before <> NEW.target THEN
            RAISE EXCEPTION 'arrangement % came from %', NEW.arrangement_id, before
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    -- Signed and changed are the terms that were proposed last, and there are some.
    IF NEW.move IN ('sign', 'agree_change') THEN
        IF NEW.data -> 'proposed_in' IS DISTINCT FROM to_jsonb(begun.number)
            OR NOT EXISTS (SELECT FROM public.recognition_terms t WHERE t.proposed_in_id = begun.id) THEN
            RAISE EXCEPTION 'what is agreed in arrangement % is what was proposed last', NEW.arrangement_id
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END
""",
    )
    + function(
        "recognition_arrangement_is_its_events",
        """
DECLARE
    moving text[] := ARRAY['stage', 'came_from', 'since', 'last_event', 'owner_id'];
    kept public.recognition_arrangement := NEW;
    last public.recognition_event;
    partners integer;
BEGIN
    -- Asked at the end of the deed that opens it, because an arrangement is written before its first event.
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO kept FROM public.recognition_arrangement WHERE id = NEW.id;
        SELECT count(*) INTO partners FROM public.recognition_partner p WHERE p.arrangement_id = NEW.id;
        IF partners = 0 OR (partners > 1 AND NOT kept.plurilateral) THEN
            RAISE EXCEPTION 'arrangement % has % partners', NEW.id, partners USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'what arrangement % was opened with is never edited', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO last FROM public.recognition_event WHERE arrangement_id = kept.id ORDER BY number DESC LIMIT 1;
    IF last.number IS NULL OR kept.last_event <> last.number OR kept.stage <> last.target THEN
        RAISE EXCEPTION 'arrangement % is where its events have brought it', kept.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + function(
        "recognition_terms_are_proposed",
        """
BEGIN
    PERFORM FROM public.recognition_event e
    JOIN public.ledger_row r ON r.id = e.recorded_in_id AND r.xid = pg_current_xact_id()
    JOIN public.recognition_partner p ON p.id = NEW.partner_id AND p.arrangement_id = e.arrangement_id
    WHERE e.id = NEW.proposed_in_id AND e.move IN ('propose_signature', 'propose_change');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'terms are kept by the move that proposes them' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + function(
        "recognition_recorded_now",
        """
BEGIN
    PERFORM FROM public.ledger_row WHERE id = NEW.recorded_in_id AND xid = pg_current_xact_id()
    AND actor = NEW."by" AND verb = ANY (TG_ARGV);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a row of % is added only by a deed recorded in the same transaction', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    # All but the columns named stays as it is; those are filled once, by the deed of the verb that is named last.
    + function(
        "recognition_settled_once",
        """
DECLARE
    filled text[] := TG_ARGV[0:TG_NARGS - 2];
    row_of_it bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
    IF to_jsonb(OLD) -> TG_ARGV[0] = 'null'::jsonb AND to_jsonb(NEW) - filled = to_jsonb(OLD) - filled AND EXISTS (
        SELECT FROM public.ledger_row r WHERE r.id = row_of_it AND r.xid = pg_current_xact_id()
        AND r.verb = TG_ARGV[TG_NARGS - 1] AND r.actor = to_jsonb(NEW) ->> TG_ARGV[1]
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% % is settled once and otherwise never changed', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation';
END
""",
    )
    + function(
        "recognition_edition_follows",
        """
DECLARE
    last integer;
BEGIN
    SELECT max(number) INTO last FROM public.recognition_comparisonedition WHERE comparison_id = NEW.comparison_id;
    IF NEW.number <> coalesce(last, 0) + 1 THEN
        RAISE EXCEPTION 'edition % of comparison % does not follow edition %', NEW.number, NEW.comparison_id, last
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + function(
        "recognition_verdict_on_the_newest",
        """
BEGIN
    IF NEW.edition <> (SELECT max(e.number) FROM public.recognition_comparisonedition e
                       WHERE e.comparison_id = NEW.comparison_id) THEN
        RAISE EXCEPTION 'a verdict is given upon the newest edition' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW."by" <> 'user:' || NEW.person_id THEN
        RAISE EXCEPTION 'a verdict is by the person it names' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + trigger("follows", "BEFORE INSERT", "recognition_event", "recognition_event_follows")
    + trigger("fresh_eyes", "BEFORE INSERT", "recognition_event", "recognition_event_has_fresh_eyes")
    + trigger("moved", "BEFORE UPDATE", "recognition_arrangement", "recognition_arrangement_is_its_events")
    + Guard(
        """
CREATE CONSTRAINT TRIGGER begun AFTER INSERT ON recognition_arrangement DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION recognition_arrangement_is_its_events();
""",
        "DROP TRIGGER begun ON recognition_arrangement;\n",
    )
    + trigger("proposed", "BEFORE INSERT", "recognition_terms", "recognition_terms_are_proposed")
    + sum(
        (
            trigger("recorded", "BEFORE INSERT", f"recognition_{table}", "recognition_recorded_now", *verbs)
            for table, verbs in (
                ("partner", ("recognition.open",)),
                ("directiondraft", ("recognition.draft_terms",)),
                ("task", ("recognition.add_task",)),
                ("paper", ("recognition.keep_paper",)),
                ("minutes", ("recognition.keep_minutes",)),
                ("contact", ("recognition.add_contact",)),
                ("comparison", ("recognition.open_comparison",)),
                ("comparisonedition", ("recognition.open_comparison", "recognition.change_editions")),
                (
                    "sidefile",
                    ("recognition.open_comparison", "recognition.change_editions", "recognition.import_file"),
                ),
                ("verdict", ("recognition.judge",)),
            )
        ),
        Guard(),
    )
    + trigger(
        "done",
        "BEFORE UPDATE",
        "recognition_task",
        "recognition_settled_once",
        *("done_in_id", "done_by", "done_at", "note", "recognition.finish_task"),
    )
    + trigger(
        "ended",
        "BEFORE UPDATE",
        "recognition_contact",
        "recognition_settled_once",
        *("ended_in_id", "ended_by", "ended_at", "recognition.end_contact"),
    )
    + trigger("follows", "BEFORE INSERT", "recognition_comparisonedition", "recognition_edition_follows")
    + trigger("newest", "BEFORE INSERT", "recognition_verdict", "recognition_verdict_on_the_newest")
    + kept("recognition_arrangement", "recognition_task", "recognition_contact", against="DELETE")
    + kept(
        *(
            f"recognition_{table}"
            for table in (
                "partner",
                "event",
                "directiondraft",
                "terms",
                "paper",
                "minutes",
                "comparison",
                "comparisonedition",
                "sidefile",
                "verdict",
            )
        )
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0005_arrangements_and_comparisons"),
        ("ledger", "0002_nothing_recorded_changes"),
    ]

    operations = [GUARDS.operation()]
