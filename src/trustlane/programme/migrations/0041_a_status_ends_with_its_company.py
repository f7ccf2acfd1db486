"""A status ends with its company: one officer reads in its register that it ended, a second says so."""

from django.db import migrations

from trustlane.programme.guarding import ChangeWays, also_handling, rewritten

ADDED = {
    "propose_lapse:amending>amending": "lapse:validation_planned>lapsed",
    "propose_lapse:annulment_hearing>annulment_hearing": "propose_lapse:amending>amending",
    "propose_lapse:downgrade_appealed>downgrade_appealed": "propose_lapse:annulment_hearing>annulment_hearing",
    "propose_lapse:frozen>frozen": "propose_lapse:downgrade_appealed>downgrade_appealed",
    "propose_lapse:granted>granted": "propose_lapse:frozen>frozen",
    "propose_lapse:monitored>monitored": "propose_lapse:granted>granted",
    "propose_lapse:reinstating>reinstating": "propose_lapse:monitored>monitored",
    "propose_lapse:revalidating>revalidating": "propose_lapse:reinstating>reinstating",
    "propose_lapse:revalidation_at_desk>revalidation_at_desk": "propose_lapse:revalidating>revalidating",
    "propose_lapse:revalidation_correcting>revalidation_correcting": "propose_lapse:revalidation_at_desk>revalidation_at_desk",
    "propose_lapse:revalidation_pending>revalidation_pending": "propose_lapse:revalidation_correcting>revalidation_correcting",
    "propose_lapse:revalidation_planned>revalidation_planned": "propose_lapse:revalidation_pending>revalidation_pending",
    "propose_lapse:revalidation_reporting>revalidation_reporting": "propose_lapse:revalidation_planned>revalidation_planned",
    "propose_lapse:revalidation_review>revalidation_review": "propose_lapse:revalidation_reporting>revalidation_reporting",
    "propose_lapse:revocation_hearing>revocation_hearing": "propose_lapse:revalidation_review>revalidation_review",
    "propose_lapse:suspended>suspended": "propose_lapse:revocation_hearing>revocation_hearing",
    "propose_lapse:suspension_appealed>suspension_appealed": "propose_lapse:suspended>suspended",
    "lapse_status:amending>lapsed": "propose_lapse:suspension_appealed>suspension_appealed",
    "lapse_status:annulment_hearing>lapsed": "lapse_status:amending>lapsed",
    "lapse_status:downgrade_appealed>lapsed": "lapse_status:annulment_hearing>lapsed",
    "lapse_status:frozen>lapsed": "lapse_status:downgrade_appealed>lapsed",
    "lapse_status:granted>lapsed": "lapse_status:frozen>lapsed",
    "lapse_status:monitored>lapsed": "lapse_status:granted>lapsed",
    "lapse_status:reinstating>lapsed": "lapse_status:monitored>lapsed",
    "lapse_status:revalidating>lapsed": "lapse_status:reinstating>lapsed",
    "lapse_status:revalidation_at_desk>lapsed": "lapse_status:revalidating>lapsed",
    "lapse_status:revalidation_correcting>lapsed": "lapse_status:revalidation_at_desk>lapsed",
    "lapse_status:revalidation_pending>lapsed": "lapse_status:revalidation_correcting>lapsed",
    "lapse_status:revalidation_planned>lapsed": "lapse_status:revalidation_pending>lapsed",
    "lapse_status:revalidation_reporting>lapsed": "lapse_status:revalidation_planned>lapsed",
    "lapse_status:revalidation_review>lapsed": "lapse_status:revalidation_reporting>lapsed",
    "lapse_status:revocation_hearing>lapsed": "lapse_status:revalidation_review>lapsed",
    "lapse_status:suspended>lapsed": "lapse_status:revocation_hearing>lapsed",
    "lapse_status:suspension_appealed>lapsed": "lapse_status:suspended>lapsed",
}
TWO = """
CREATE FUNCTION programme_ended_with_company() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.programme_event p WHERE p.case_id = NEW.case_id AND p.person_id <> NEW.person_id
        AND p.at > NEW.at - interval '30 days'
        AND p.number = (SELECT max(e.number) FROM public.programme_event e
                        WHERE e.case_id = NEW.case_id AND e.move = 'propose_lapse')
    ) THEN
        RAISE EXCEPTION 'no other officer read lately that the company of case % ended', NEW.case_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'programme_ended_with_company';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ended_with_company BEFORE INSERT ON programme_event
    FOR EACH ROW WHEN (NEW.move = 'lapse_status') EXECUTE FUNCTION programme_ended_with_company();
"""
ONE = """
DROP TRIGGER ended_with_company ON programme_event;
DROP FUNCTION programme_ended_with_company();
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0040_cases_keep_what_they_are_asked")]

    operations = [
        ChangeWays(ADDED),
        also_handling("propose_lapse"),
        rewritten("programme_entered_by_other_hands", {"'succeed'];": "'succeed', 'lapse_status'];"}),
        migrations.RunSQL(TWO, ONE),
    ]
