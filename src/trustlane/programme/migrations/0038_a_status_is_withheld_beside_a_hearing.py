"""One officer withholds a status while a hearing or an appeal goes on, and a second ratifies that or ends it."""

from django.db import migrations

from trustlane.programme.guarding import ChangeWays, rewritten

ADDED = {
    "freeze:annulment_appealed>annulment_appealed": "freeze:amending>frozen",
    "freeze:annulment_hearing>annulment_hearing": "freeze:annulment_appealed>annulment_appealed",
    "freeze:revocation_appealed>revocation_appealed": "freeze:revalidation_review>frozen",
    "freeze:revocation_hearing>revocation_hearing": "freeze:revocation_appealed>revocation_appealed",
    "freeze:suspension_appealed>suspension_appealed": "freeze:revocation_hearing>revocation_hearing",
    "ratify:annulment_appealed>annulment_appealed": "freeze:suspension_appealed>suspension_appealed",
    "ratify:annulment_hearing>annulment_hearing": "ratify:annulment_appealed>annulment_appealed",
    "ratify:revocation_appealed>revocation_appealed": "ratify:frozen>suspended",
    "ratify:revocation_hearing>revocation_hearing": "ratify:revocation_appealed>revocation_appealed",
    "ratify:suspension_appealed>suspension_appealed": "ratify:revocation_hearing>revocation_hearing",
    "lapse_freeze:annulment_appealed>annulment_appealed": "ratify:suspension_appealed>suspension_appealed",
    "lapse_freeze:annulment_hearing>annulment_hearing": "lapse_freeze:annulment_appealed>annulment_appealed",
    "lapse_freeze:revocation_appealed>revocation_appealed": "lapse_freeze:frozen>revalidation_at_desk",
    "lapse_freeze:revocation_hearing>revocation_hearing": "lapse_freeze:revocation_appealed>revocation_appealed",
    "lapse_freeze:suspension_appealed>suspension_appealed": "lapse_freeze:revocation_hearing>revocation_hearing",
    "meet_condition:annulment_hearing>annulment_hearing": "request_suspension:revalidation_review>suspended",
    "meet_condition:revocation_hearing>revocation_hearing": "meet_condition:annulment_hearing>annulment_hearing",
    "allow_appeal_of_suspended:suspension_appealed>suspended": "allow_appeal_of_suspended:revocation_appealed>suspended",
}
# What a decision beside something else rests on: what was done last since that began.
LAST = """    IF NEW.source LIKE '%\\_hearing' OR NEW.source LIKE '%\\_appealed' THEN
        SELECT e.move INTO before FROM public.programme_event e WHERE e.case_id = NEW.case_id
        AND (e.move IN ('freeze', 'ratify', 'lapse_freeze') OR e.move ~ '^(intend|appeal)_')
        ORDER BY e.number DESC LIMIT 1;
        IF NEW.move IN ('ratify', 'lapse_freeze') AND before IS DISTINCT FROM 'freeze' THEN
            RAISE EXCEPTION 'no freeze runs in case %', NEW.case_id USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.move = 'freeze' AND before IN ('freeze', 'ratify') THEN
            RAISE EXCEPTION 'the status of case % is withheld already', NEW.case_id
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.move IN ('drop_hearing', 'allow_status_appeal', 'allow_appeal_of_suspended') AND before = 'freeze' THEN
            RAISE EXCEPTION 'a freeze runs in case %', NEW.case_id USING ERRCODE = 'restrict_violation';
        END IF;
        before := NULL;
    END IF;
"""
# What was suspended beside a hearing that is dropped stays so.
SUSPENDED = """IF EXISTS (
            SELECT FROM public.programme_event r WHERE r.case_id = NEW.case_id AND r.move = 'ratify'
            AND r.number > (SELECT max(e.number) FROM public.programme_event e WHERE e.case_id = NEW.case_id
                            AND e.move IN ('intend_revocation', 'intend_annulment'))
        ) THEN
            before := 'suspended';
        END IF;
        """
BACK = "IF before IS NOT NULL AND before <> NEW.target THEN"
HOME = "CASE WHEN before LIKE 'revalidat%' THEN"
STAYS = "CASE WHEN before LIKE 'revalidat%' OR before LIKE '%\\_hearing' OR before LIKE '%\\_appealed' THEN"
PERSON = "    IF NEW.person_id IS NULL THEN"
# An appeal is settled by others than who decided before it; what was ratified while it went on is another decision.
SETTLED = "(SELECT jsonb_array_elements_text(settles -> NEW.move))"
BEFORE_IT = """(SELECT jsonb_array_elements_text(settles -> NEW.move))
        AND (NEW.move !~ '_appeal' OR e.number < coalesce((SELECT max(a.number) FROM public.programme_event a
             WHERE a.case_id = NEW.case_id AND a.move ~ '^appeal_'), e.number + 1))"""
OF_SUSPENDED = '"allow_appeal_of_suspended": ["revoke", "annul"]'
ANY_OF_SUSPENDED = '"allow_appeal_of_suspended": ["ratify", "revoke", "annul"]'


class Migration(migrations.Migration):
    dependencies = [("programme", "0037_what_operators_send_is_entered")]

    operations = [
        ChangeWays(ADDED),
        rewritten(
            "programme_event_has_fresh_eyes",
            {
                PERSON: LAST + PERSON,
                BACK: SUSPENDED + BACK,
                HOME: STAYS,
                SETTLED: BEFORE_IT,
                OF_SUSPENDED: ANY_OF_SUSPENDED,
            },
        ),
    ]
