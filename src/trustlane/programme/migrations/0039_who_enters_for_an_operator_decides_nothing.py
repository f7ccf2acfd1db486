"""Who entered what an operator sent decides nothing later either; who validates a case enters nothing in it."""

from django.db import migrations

DO = """
CREATE FUNCTION programme_entered_by_other_hands() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    entered text[] := ARRAY['receive', 'answer_information', 'answer_correction', 'comment_report', 'hear',
        'report_yearly', 'notify_change', 'report_incident', 'request_suspension', 'meet_condition', 'appeal_refusal',
        'appeal_suspension', 'appeal_revocation', 'appeal_annulment', 'appeal_non_acceptance', 'appeal_downgrade', 'withdraw', 'give_back', 'ask_extension'];
    deciding text[] := ARRAY['send_back', 'intend_refusal', 'grant', 'refuse', 'revalidate', 'amend',
        'decline_amendment', 'downgrade', 'ratify', 'lapse_freeze', 'reinstate', 'decline_reinstatement', 'revoke',
        'annul', 'drop_hearing', 'dismiss_refusal_appeal', 'dismiss_suspension_appeal', 'dismiss_revocation_appeal',
        'dismiss_annulment_appeal', 'dismiss_non_acceptance_appeal', 'dismiss_downgrade_appeal',
        'allow_refusal_appeal', 'allow_status_appeal', 'allow_appeal_of_suspended', 'allow_non_acceptance_appeal',
        'allow_downgrade_appeal', 'succeed'];
    validating text[] := ARRAY['begin_validation', 'end_validation', 'ask_correction', 'settle_corrections', 'report'];
BEGIN
    IF NEW.person_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.move = ANY (deciding) AND EXISTS (
        SELECT FROM public.programme_event e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
        AND e.move = ANY (entered)
    ) THEN
        RAISE EXCEPTION 'person % entered what the operator of case % sent and decides nothing in it',
            NEW.person_id, NEW.case_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'programme_decided_by_fresh_eyes';
    END IF;
    IF NEW.move = ANY (entered) AND (
        EXISTS (SELECT FROM public.programme_assignment a WHERE a.case_id = NEW.case_id
                AND a.person_id = NEW.person_id)
        OR EXISTS (SELECT FROM public.programme_event e WHERE e.case_id = NEW.case_id AND e.person_id = NEW.person_id
                   AND e.move = ANY (validating))
    ) THEN
        RAISE EXCEPTION 'person % validates case % and enters nothing for its operator', NEW.person_id, NEW.case_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER other_hands BEFORE INSERT ON programme_event
    FOR EACH ROW EXECUTE FUNCTION programme_entered_by_other_hands();
"""
UNDO = """
DROP TRIGGER other_hands ON programme_event;
DROP FUNCTION programme_entered_by_other_hands();
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0038_a_status_is_withheld_beside_a_hearing")]

    operations = [migrations.RunSQL(DO, UNDO)]
