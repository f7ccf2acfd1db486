"""A holder is validated again in a round of its own, which somebody closes who neither handled nor validated the case.

And a case keeps the end of every clock that waits for somebody, so that lists count by each.
"""

from django.db import migrations, models

from trustlane.programme.guarding import ChangeWays

# Each behind the one that stands before it in the table of moves.
ADDED = {
    "migrate:>revalidation_review": "migrate:>amending",
    "migrate:>revalidation_planned": "migrate:>revalidation_review",
    "migrate:>revalidating": "migrate:>revalidation_planned",
    "migrate:>revalidation_reporting": "migrate:>revalidating",
    "migrate:>revalidation_correcting": "migrate:>revalidation_reporting",
    "migrate:>revalidation_pending": "migrate:>revalidation_correcting",
    "migrate:>revalidation_at_desk": "migrate:>revalidation_pending",
    "plan_validation:revalidation_planned>revalidation_planned": "plan_validation:desk_review>validation_planned",
    "plan_validation:revalidation_review>revalidation_planned": "plan_validation:revalidation_planned>revalidation_planned",
    "begin_validation:revalidation_planned>revalidating": "plan_validation:validation_planned>validation_planned",
    "end_validation:revalidating>revalidation_reporting": "begin_validation:validation_planned>validating",
    "ask_correction:revalidation_reporting>revalidation_correcting": "ask_correction:reporting>correcting",
    "answer_correction:revalidation_correcting>revalidation_correcting": "answer_correction:correcting>correcting",
    "settle_corrections:revalidation_correcting>revalidation_reporting": "settle_corrections:correcting>reporting",
    "report:revalidation_reporting>revalidation_pending": "report:reporting>decision_pending",
    "comment_report:revalidation_pending>revalidation_pending": "comment_report:decision_pending>decision_pending",
    "send_back:revalidation_at_desk>revalidation_review": "send_back:decision_pending>reporting",
    "send_back:revalidation_pending>revalidation_reporting": "send_back:revalidation_at_desk>revalidation_review",
    "report_yearly:revalidating>revalidating": "report_yearly:monitored>monitored",
    "report_yearly:revalidation_at_desk>revalidation_at_desk": "report_yearly:revalidating>revalidating",
    "report_yearly:revalidation_correcting>revalidation_correcting": "report_yearly:revalidation_at_desk>revalidation_at_desk",
    "report_yearly:revalidation_pending>revalidation_pending": "report_yearly:revalidation_correcting>revalidation_correcting",
    "report_yearly:revalidation_planned>revalidation_planned": "report_yearly:revalidation_pending>revalidation_pending",
    "report_yearly:revalidation_reporting>revalidation_reporting": "report_yearly:revalidation_planned>revalidation_planned",
    "report_yearly:revalidation_review>revalidation_review": "report_yearly:revalidation_reporting>revalidation_reporting",
    "notify_change:revalidating>revalidating": "notify_change:reinstating>reinstating",
    "notify_change:revalidation_at_desk>revalidation_at_desk": "notify_change:revalidating>revalidating",
    "notify_change:revalidation_correcting>revalidation_correcting": "notify_change:revalidation_at_desk>revalidation_at_desk",
    "notify_change:revalidation_pending>revalidation_pending": "notify_change:revalidation_correcting>revalidation_correcting",
    "notify_change:revalidation_planned>revalidation_planned": "notify_change:revalidation_pending>revalidation_pending",
    "notify_change:revalidation_reporting>revalidation_reporting": "notify_change:revalidation_planned>revalidation_planned",
    "notify_change:revalidation_review>revalidation_review": "notify_change:revalidation_reporting>revalidation_reporting",
    "report_incident:revalidating>revalidating": "report_incident:reinstating>reinstating",
    "report_incident:revalidation_at_desk>revalidation_at_desk": "report_incident:revalidating>revalidating",
    "report_incident:revalidation_correcting>revalidation_correcting": "report_incident:revalidation_at_desk>revalidation_at_desk",
    "report_incident:revalidation_pending>revalidation_pending": "report_incident:revalidation_correcting>revalidation_correcting",
    "report_incident:revalidation_planned>revalidation_planned": "report_incident:revalidation_pending>revalidation_pending",
    "report_incident:revalidation_reporting>revalidation_reporting": "report_incident:revalidation_planned>revalidation_planned",
    "report_incident:revalidation_review>revalidation_review": "report_incident:revalidation_reporting>revalidation_reporting",
    "begin_revalidation:monitored>revalidation_review": "report_incident:suspension_appealed>suspension_appealed",
    "call_off_revalidation:revalidation_planned>monitored": "begin_revalidation:monitored>revalidation_review",
    "call_off_revalidation:revalidation_review>monitored": "call_off_revalidation:revalidation_planned>monitored",
    "conclude_at_desk:revalidation_review>revalidation_at_desk": "call_off_revalidation:revalidation_review>monitored",
    "revalidate:revalidation_at_desk>monitored": "conclude_at_desk:revalidation_review>revalidation_at_desk",
    "revalidate:revalidation_pending>monitored": "revalidate:revalidation_at_desk>monitored",
    "freeze:revalidating>frozen": "freeze:monitored>frozen",
    "freeze:revalidation_at_desk>frozen": "freeze:revalidating>frozen",
    "freeze:revalidation_correcting>frozen": "freeze:revalidation_at_desk>frozen",
    "freeze:revalidation_pending>frozen": "freeze:revalidation_correcting>frozen",
    "freeze:revalidation_planned>frozen": "freeze:revalidation_pending>frozen",
    "freeze:revalidation_reporting>frozen": "freeze:revalidation_planned>frozen",
    "freeze:revalidation_review>frozen": "freeze:revalidation_reporting>frozen",
    "lapse_freeze:frozen>revalidation_review": "lapse_freeze:frozen>monitored",
    "lapse_freeze:frozen>revalidation_planned": "lapse_freeze:frozen>revalidation_review",
    "lapse_freeze:frozen>revalidating": "lapse_freeze:frozen>revalidation_planned",
    "lapse_freeze:frozen>revalidation_reporting": "lapse_freeze:frozen>revalidating",
    "lapse_freeze:frozen>revalidation_correcting": "lapse_freeze:frozen>revalidation_reporting",
    "lapse_freeze:frozen>revalidation_pending": "lapse_freeze:frozen>revalidation_correcting",
    "lapse_freeze:frozen>revalidation_at_desk": "lapse_freeze:frozen>revalidation_pending",
    "request_suspension:revalidating>suspended": "request_suspension:monitored>suspended",
    "request_suspension:revalidation_at_desk>suspended": "request_suspension:revalidating>suspended",
    "request_suspension:revalidation_correcting>suspended": "request_suspension:revalidation_at_desk>suspended",
    "request_suspension:revalidation_pending>suspended": "request_suspension:revalidation_correcting>suspended",
    "request_suspension:revalidation_planned>suspended": "request_suspension:revalidation_pending>suspended",
    "request_suspension:revalidation_reporting>suspended": "request_suspension:revalidation_planned>suspended",
    "request_suspension:revalidation_review>suspended": "request_suspension:revalidation_reporting>suspended",
    "intend_revocation:revalidating>revocation_hearing": "intend_revocation:monitored>revocation_hearing",
    "intend_revocation:revalidation_at_desk>revocation_hearing": "intend_revocation:revalidating>revocation_hearing",
    "intend_revocation:revalidation_correcting>revocation_hearing": "intend_revocation:revalidation_at_desk>revocation_hearing",
    "intend_revocation:revalidation_pending>revocation_hearing": "intend_revocation:revalidation_correcting>revocation_hearing",
    "intend_revocation:revalidation_planned>revocation_hearing": "intend_revocation:revalidation_pending>revocation_hearing",
    "intend_revocation:revalidation_reporting>revocation_hearing": "intend_revocation:revalidation_planned>revocation_hearing",
    "intend_revocation:revalidation_review>revocation_hearing": "intend_revocation:revalidation_reporting>revocation_hearing",
    "intend_annulment:revalidating>annulment_hearing": "intend_annulment:monitored>annulment_hearing",
    "intend_annulment:revalidation_at_desk>annulment_hearing": "intend_annulment:revalidating>annulment_hearing",
    "intend_annulment:revalidation_correcting>annulment_hearing": "intend_annulment:revalidation_at_desk>annulment_hearing",
    "intend_annulment:revalidation_pending>annulment_hearing": "intend_annulment:revalidation_correcting>annulment_hearing",
    "intend_annulment:revalidation_planned>annulment_hearing": "intend_annulment:revalidation_pending>annulment_hearing",
    "intend_annulment:revalidation_reporting>annulment_hearing": "intend_annulment:revalidation_planned>annulment_hearing",
    "intend_annulment:revalidation_review>annulment_hearing": "intend_annulment:revalidation_reporting>annulment_hearing",
    "drop_hearing:annulment_hearing>revalidation_review": "drop_hearing:annulment_hearing>suspended",
    "drop_hearing:annulment_hearing>revalidation_planned": "drop_hearing:annulment_hearing>revalidation_review",
    "drop_hearing:annulment_hearing>revalidating": "drop_hearing:annulment_hearing>revalidation_planned",
    "drop_hearing:annulment_hearing>revalidation_reporting": "drop_hearing:annulment_hearing>revalidating",
    "drop_hearing:annulment_hearing>revalidation_correcting": "drop_hearing:annulment_hearing>revalidation_reporting",
    "drop_hearing:annulment_hearing>revalidation_pending": "drop_hearing:annulment_hearing>revalidation_correcting",
    "drop_hearing:annulment_hearing>revalidation_at_desk": "drop_hearing:annulment_hearing>revalidation_pending",
    "drop_hearing:revocation_hearing>revalidation_review": "drop_hearing:revocation_hearing>suspended",
    "drop_hearing:revocation_hearing>revalidation_planned": "drop_hearing:revocation_hearing>revalidation_review",
    "drop_hearing:revocation_hearing>revalidating": "drop_hearing:revocation_hearing>revalidation_planned",
    "drop_hearing:revocation_hearing>revalidation_reporting": "drop_hearing:revocation_hearing>revalidating",
    "drop_hearing:revocation_hearing>revalidation_correcting": "drop_hearing:revocation_hearing>revalidation_reporting",
    "drop_hearing:revocation_hearing>revalidation_pending": "drop_hearing:revocation_hearing>revalidation_correcting",
    "drop_hearing:revocation_hearing>revalidation_at_desk": "drop_hearing:revocation_hearing>revalidation_pending",
    "give_back:revalidating>withdrawn": "give_back:monitored>withdrawn",
    "give_back:revalidation_at_desk>withdrawn": "give_back:revalidating>withdrawn",
    "give_back:revalidation_correcting>withdrawn": "give_back:revalidation_at_desk>withdrawn",
    "give_back:revalidation_pending>withdrawn": "give_back:revalidation_correcting>withdrawn",
    "give_back:revalidation_planned>withdrawn": "give_back:revalidation_pending>withdrawn",
    "give_back:revalidation_reporting>withdrawn": "give_back:revalidation_planned>withdrawn",
    "give_back:revalidation_review>withdrawn": "give_back:revalidation_reporting>withdrawn",
    "expire:revalidating>lapsed": "expire:reinstating>lapsed",
    "expire:revalidation_at_desk>lapsed": "expire:revalidating>lapsed",
    "expire:revalidation_correcting>lapsed": "expire:revalidation_at_desk>lapsed",
    "expire:revalidation_pending>lapsed": "expire:revalidation_correcting>lapsed",
    "expire:revalidation_planned>lapsed": "expire:revalidation_pending>lapsed",
    "expire:revalidation_reporting>lapsed": "expire:revalidation_planned>lapsed",
    "expire:revalidation_review>lapsed": "expire:revalidation_reporting>lapsed",
    "give_to_officer:revalidating>revalidating": "give_to_officer:reporting>reporting",
    "give_to_officer:revalidation_at_desk>revalidation_at_desk": "give_to_officer:revalidating>revalidating",
    "give_to_officer:revalidation_correcting>revalidation_correcting": "give_to_officer:revalidation_at_desk>revalidation_at_desk",
    "give_to_officer:revalidation_pending>revalidation_pending": "give_to_officer:revalidation_correcting>revalidation_correcting",
    "give_to_officer:revalidation_planned>revalidation_planned": "give_to_officer:revalidation_pending>revalidation_pending",
    "give_to_officer:revalidation_reporting>revalidation_reporting": "give_to_officer:revalidation_planned>revalidation_planned",
    "give_to_officer:revalidation_review>revalidation_review": "give_to_officer:revalidation_reporting>revalidation_reporting",
    "succeed:revalidating>succeeded": "succeed:monitored>succeeded",
    "succeed:revalidation_at_desk>succeeded": "succeed:revalidating>succeeded",
    "succeed:revalidation_correcting>succeeded": "succeed:revalidation_at_desk>succeeded",
    "succeed:revalidation_pending>succeeded": "succeed:revalidation_correcting>succeeded",
    "succeed:revalidation_planned>succeeded": "succeed:revalidation_pending>succeeded",
    "succeed:revalidation_reporting>succeeded": "succeed:revalidation_planned>succeeded",
    "succeed:revalidation_review>succeeded": "succeed:revalidation_reporting>succeeded",
    "extend:revalidating>revalidating": "extend:reporting>reporting",
    "extend:revalidation_at_desk>revalidation_at_desk": "extend:revalidating>revalidating",
    "extend:revalidation_correcting>revalidation_correcting": "extend:revalidation_at_desk>revalidation_at_desk",
    "extend:revalidation_pending>revalidation_pending": "extend:revalidation_correcting>revalidation_correcting",
    "extend:revalidation_planned>revalidation_planned": "extend:revalidation_pending>revalidation_pending",
    "extend:revalidation_reporting>revalidation_reporting": "extend:revalidation_planned>revalidation_planned",
    "extend:revalidation_review>revalidation_review": "extend:revalidation_reporting>revalidation_reporting",
    "stop_clock:revalidating>revalidating": "stop_clock:reporting>reporting",
    "stop_clock:revalidation_at_desk>revalidation_at_desk": "stop_clock:revalidating>revalidating",
    "stop_clock:revalidation_correcting>revalidation_correcting": "stop_clock:revalidation_at_desk>revalidation_at_desk",
    "stop_clock:revalidation_pending>revalidation_pending": "stop_clock:revalidation_correcting>revalidation_correcting",
    "stop_clock:revalidation_planned>revalidation_planned": "stop_clock:revalidation_pending>revalidation_pending",
    "stop_clock:revalidation_reporting>revalidation_reporting": "stop_clock:revalidation_planned>revalidation_planned",
    "stop_clock:revalidation_review>revalidation_review": "stop_clock:revalidation_reporting>revalidation_reporting",
    "start_clock:revalidating>revalidating": "start_clock:reporting>reporting",
    "start_clock:revalidation_at_desk>revalidation_at_desk": "start_clock:revalidating>revalidating",
    "start_clock:revalidation_correcting>revalidation_correcting": "start_clock:revalidation_at_desk>revalidation_at_desk",
    "start_clock:revalidation_pending>revalidation_pending": "start_clock:revalidation_correcting>revalidation_correcting",
    "start_clock:revalidation_planned>revalidation_planned": "start_clock:revalidation_pending>revalidation_pending",
    "start_clock:revalidation_reporting>revalidation_reporting": "start_clock:revalidation_planned>revalidation_planned",
    "start_clock:revalidation_review>revalidation_review": "start_clock:revalidation_reporting>revalidation_reporting",
    "revalidate:monitored>monitored": "start_clock:validation_planned>validation_planned",
}
# It stays at the end of the list: cases hold such events, and the guard below lets nobody add one.
REMOVED = ("revalidate:monitored>monitored",)
STAGES = [
    "draft",
    "submitted",
    "not_accepted",
    "accepted",
    "desk_review",
    "validation_planned",
    "validating",
    "reporting",
    "correcting",
    "decision_pending",
    "refusal_hearing",
    "refused",
    "refusal_appealed",
    "granted",
    "monitored",
    "amending",
    "revalidation_review",
    "revalidation_planned",
    "revalidating",
    "revalidation_reporting",
    "revalidation_correcting",
    "revalidation_pending",
    "revalidation_at_desk",
    "frozen",
    "suspended",
    "suspension_appealed",
    "reinstating",
    "revocation_hearing",
    "revoked",
    "revocation_appealed",
    "annulment_hearing",
    "annulled",
    "annulment_appealed",
    "withdrawn",
    "lapsed",
    "succeeded",
]

# What was there before is made of the same words: those in capitals are filled in either way.
GUARDS = """
CREATE OR REPLACE FUNCTION programme_event_has_fresh_eyes() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    handling text[] := ARRAY['ask_information', 'accept', 'not_accept', 'begin_review', 'consult', 'plan_validation',
        'report_incident', __HANDLING__, 'propose_amendment', 'propose_reinstatement', 'intend_revocation',
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
__GUARDS__    IF NEW.person_id IS NULL THEN
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
    IF NEW.move IN ('grant', 'refuse', 'intend_refusal', 'send_back'__CLOSES__) AND (
        EXISTS (SELECT FROM public.programme_event e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
                AND (e.move = ANY (handling || validating)__FORMER__))
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
CREATE OR REPLACE FUNCTION programme_case_is_its_events() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moving text[] := ARRAY['stage', 'came_from', 'since', 'last_event', 'officer_id', 'due', 'due_term', 'turn',
        'wakes'__ENDS__];
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
CREATE OR REPLACE FUNCTION programme_owed_audit_has_fresh_eyes() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    decided public.programme_event;
BEGIN
    SELECT * INTO decided FROM public.programme_event WHERE id = NEW.decision_id;
    IF decided.move NOT IN ('grant', 'refuse'__CLOSES__) OR decided.at > NEW.at THEN
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
CREATE OR REPLACE FUNCTION programme_guest_has_fresh_eyes() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    handling text[] := ARRAY['ask_information', 'accept', 'not_accept', 'begin_review', 'consult', 'plan_validation',
        'report_incident', __HANDLING__, 'propose_amendment', 'propose_reinstatement', 'intend_revocation',
        'intend_annulment', 'lapse', 'give_to_officer', 'stop_clock', 'start_clock'];
BEGIN
    IF NEW.duty = 'guest' AND (
        EXISTS (SELECT FROM public.programme_case c WHERE c.id = NEW.case_id AND c.officer_id = NEW.person_id)
        OR EXISTS (SELECT FROM public.programme_event e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
                   AND (e.move = ANY (handling)__FORMER__))
    ) THEN
        RAISE EXCEPTION 'person % handled case % and is no guest in it', NEW.person_id, NEW.case_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
NEW_GUARDS = """    -- Once, a case officer alone said that a holder was looked at anew; now somebody closes what others did.
    IF NEW.path = 'revalidate:monitored>monitored' THEN
        RAISE EXCEPTION 'case % is validated again before that is closed', NEW.case_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- A freeze that ends leads back into the round of validation it came from, and else to where a status is in force.
    IF NEW.move = 'lapse_freeze' THEN
        SELECT e.source INTO before FROM public.programme_event e WHERE e.case_id = NEW.case_id AND e.move = 'freeze'
        ORDER BY e.number DESC LIMIT 1;
        IF before IS NOT NULL AND NEW.target <> (CASE WHEN before LIKE 'revalidat%' THEN before ELSE 'monitored' END)
        THEN
            RAISE EXCEPTION 'case % came from %', NEW.case_id, before USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
"""
FILLED = {
    "__HANDLING__": ("'begin_revalidation', 'call_off_revalidation', 'conclude_at_desk'", "'revalidate'"),
    "__CLOSES__": (", 'revalidate'", ""),
    "__FORMER__": (" OR e.path = 'revalidate:monitored>monitored'", ""),
    "__GUARDS__": (NEW_GUARDS, ""),
    "__ENDS__": (", 'ends'", ""),
}
REDRAWN = """
DROP TRIGGER no_part_in_a_redraw ON programme_event;
CREATE TRIGGER no_part_in_a_redraw BEFORE INSERT ON programme_event
    FOR EACH ROW WHEN (NEW.move IN ('grant', 'refuse', 'intend_refusal', 'send_back'__CLOSES__))
    EXECUTE FUNCTION programme_had_no_part_in_a_redraw();
"""


def _filled(way: int) -> str:
    words = GUARDS + REDRAWN
    for name, ways in FILLED.items():
        words = words.replace(name, ways[way])
    return words


class Migration(migrations.Migration):
    dependencies = [("programme", "0024_who_handled_a_case_is_no_guest_in_it")]

    operations = [
        ChangeWays(ADDED, REMOVED),
        migrations.RemoveConstraint(model_name="case", name="programme_case_stage_is_known"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(stage__in=STAGES), name="programme_case_stage_is_known"
            ),
        ),
        migrations.AddField(model_name="case", name="ends", field=models.JSONField(null=True)),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("ends__isnull", True)), fields=["id"], name="programme_cases_to_reckon"
            ),
        ),
        migrations.RunSQL(_filled(0), _filled(1)),
    ]
