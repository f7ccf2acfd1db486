"""An applicant appeals because its application was not accepted, a holder against a downgrade."""

from django.db import migrations, models

from trustlane.programme.guarding import ChangeWays, reworded

# Each behind the one that stands before it in the table of moves.
ADDED = {
    "migrate:>non_acceptance_appealed": "migrate:>not_accepted",
    "migrate:>downgrade_appealed": "migrate:>amending",
    "report_yearly:downgrade_appealed>downgrade_appealed": "take_effect:granted>monitored",
    "notify_change:downgrade_appealed>downgrade_appealed": "notify_change:annulment_hearing>annulment_hearing",
    "report_incident:downgrade_appealed>downgrade_appealed": "report_incident:annulment_hearing>annulment_hearing",
    "tell_incident:downgrade_appealed>downgrade_appealed": "tell_incident:annulment_hearing>annulment_hearing",
    "grant_benefits:downgrade_appealed>downgrade_appealed": "grant_benefits:annulment_hearing>annulment_hearing",
    "withhold_benefits:downgrade_appealed>downgrade_appealed": "withhold_benefits:annulment_hearing>annulment_hearing",
    "end_benefits:downgrade_appealed>downgrade_appealed": "end_benefits:annulment_hearing>annulment_hearing",
    "appeal_non_acceptance:not_accepted>non_acceptance_appealed": "drop_hearing:revocation_hearing>revalidation_at_desk",
    "appeal_downgrade:monitored>downgrade_appealed": "appeal_refusal:refused>refusal_appealed",
    "appeal_downgrade:revalidating>downgrade_appealed": "appeal_downgrade:monitored>downgrade_appealed",
    "appeal_downgrade:revalidation_at_desk>downgrade_appealed": "appeal_downgrade:revalidating>downgrade_appealed",
    "appeal_downgrade:revalidation_correcting>downgrade_appealed": "appeal_downgrade:revalidation_at_desk>downgrade_appealed",
    "appeal_downgrade:revalidation_pending>downgrade_appealed": "appeal_downgrade:revalidation_correcting>downgrade_appealed",
    "appeal_downgrade:revalidation_planned>downgrade_appealed": "appeal_downgrade:revalidation_pending>downgrade_appealed",
    "appeal_downgrade:revalidation_reporting>downgrade_appealed": "appeal_downgrade:revalidation_planned>downgrade_appealed",
    "appeal_downgrade:revalidation_review>downgrade_appealed": "appeal_downgrade:revalidation_reporting>downgrade_appealed",
    "dismiss_non_acceptance_appeal:non_acceptance_appealed>not_accepted": "appeal_annulment:annulled>annulment_appealed",
    "dismiss_downgrade_appeal:downgrade_appealed>monitored": "dismiss_refusal_appeal:refusal_appealed>refused",
    "dismiss_downgrade_appeal:downgrade_appealed>revalidation_review": "dismiss_downgrade_appeal:downgrade_appealed>monitored",
    "dismiss_downgrade_appeal:downgrade_appealed>revalidation_planned": "dismiss_downgrade_appeal:downgrade_appealed>revalidation_review",
    "dismiss_downgrade_appeal:downgrade_appealed>revalidating": "dismiss_downgrade_appeal:downgrade_appealed>revalidation_planned",
    "dismiss_downgrade_appeal:downgrade_appealed>revalidation_reporting": "dismiss_downgrade_appeal:downgrade_appealed>revalidating",
    "dismiss_downgrade_appeal:downgrade_appealed>revalidation_correcting": "dismiss_downgrade_appeal:downgrade_appealed>revalidation_reporting",
    "dismiss_downgrade_appeal:downgrade_appealed>revalidation_pending": "dismiss_downgrade_appeal:downgrade_appealed>revalidation_correcting",
    "dismiss_downgrade_appeal:downgrade_appealed>revalidation_at_desk": "dismiss_downgrade_appeal:downgrade_appealed>revalidation_pending",
    "allow_non_acceptance_appeal:non_acceptance_appealed>accepted": "dismiss_annulment_appeal:annulment_appealed>annulled",
    "allow_downgrade_appeal:downgrade_appealed>monitored": "allow_refusal_appeal:refusal_appealed>decision_pending",
    "allow_downgrade_appeal:downgrade_appealed>revalidation_review": "allow_downgrade_appeal:downgrade_appealed>monitored",
    "allow_downgrade_appeal:downgrade_appealed>revalidation_planned": "allow_downgrade_appeal:downgrade_appealed>revalidation_review",
    "allow_downgrade_appeal:downgrade_appealed>revalidating": "allow_downgrade_appeal:downgrade_appealed>revalidation_planned",
    "allow_downgrade_appeal:downgrade_appealed>revalidation_reporting": "allow_downgrade_appeal:downgrade_appealed>revalidating",
    "allow_downgrade_appeal:downgrade_appealed>revalidation_correcting": "allow_downgrade_appeal:downgrade_appealed>revalidation_reporting",
    "allow_downgrade_appeal:downgrade_appealed>revalidation_pending": "allow_downgrade_appeal:downgrade_appealed>revalidation_correcting",
    "allow_downgrade_appeal:downgrade_appealed>revalidation_at_desk": "allow_downgrade_appeal:downgrade_appealed>revalidation_pending",
    "expire:downgrade_appealed>lapsed": "expire:annulment_hearing>lapsed",
    "give_to_officer:downgrade_appealed>downgrade_appealed": "give_to_officer:desk_review>desk_review",
    "give_to_officer:non_acceptance_appealed>non_acceptance_appealed": "give_to_officer:monitored>monitored",
    "extend:downgrade_appealed>downgrade_appealed": "extend:desk_review>desk_review",
    "extend:non_acceptance_appealed>non_acceptance_appealed": "extend:monitored>monitored",
    "ask_extension:downgrade_appealed>downgrade_appealed": "ask_extension:desk_review>desk_review",
    "ask_extension:non_acceptance_appealed>non_acceptance_appealed": "ask_extension:monitored>monitored",
    "decline_extension:downgrade_appealed>downgrade_appealed": "decline_extension:desk_review>desk_review",
    "decline_extension:non_acceptance_appealed>non_acceptance_appealed": "decline_extension:monitored>monitored",
    "stop_clock:downgrade_appealed>downgrade_appealed": "stop_clock:desk_review>desk_review",
    "start_clock:downgrade_appealed>downgrade_appealed": "start_clock:desk_review>desk_review",
}
STAGES = [
    "draft",
    "submitted",
    "not_accepted",
    "non_acceptance_appealed",
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
    "downgrade_appealed",
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
EYES, TERMS = "programme_event_has_fresh_eyes", "programme_terms_are_decided"
SETTLES = '"allow_appeal_of_suspended": ["revoke", "annul"]'
THESE = """,
        "dismiss_non_acceptance_appeal": ["not_accept"], "allow_non_acceptance_appeal": ["not_accept"],
        "dismiss_downgrade_appeal": ["downgrade"], "allow_downgrade_appeal": ["downgrade"]"""
CLOSES = "'grant', 'refuse', 'intend_refusal', 'send_back', 'revalidate'"
OUTSIDERS = (
    ", 'dismiss_non_acceptance_appeal', 'allow_non_acceptance_appeal', 'dismiss_downgrade_appeal',"
    " 'allow_downgrade_appeal'"
)
BACK = "    -- Back is where the case came from.\n"
LOWERED = """    -- Only what a downgrade lowered, and nobody appealed against before.
    IF NEW.move = 'appeal_downgrade' THEN
        SELECT e.move INTO before FROM public.programme_event e WHERE e.case_id = NEW.case_id
        AND e.move IN ('grant', 'amend', 'downgrade', 'appeal_downgrade') ORDER BY e.number DESC LIMIT 1;
        IF before IS DISTINCT FROM 'downgrade' THEN
            RAISE EXCEPTION 'no downgrade of case % can be appealed', NEW.case_id
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    -- A settled appeal leads back into the round of validation it came from, or to where the status is in force.
    IF NEW.move IN ('dismiss_downgrade_appeal', 'allow_downgrade_appeal') THEN
        SELECT e.source INTO before FROM public.programme_event e WHERE e.case_id = NEW.case_id
        AND e.move = 'appeal_downgrade' ORDER BY e.number DESC LIMIT 1;
        IF NEW.target NOT IN ('monitored', coalesce(before, 'monitored')) THEN
            RAISE EXCEPTION 'case % came from %', NEW.case_id, before USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
"""
REDRAWN = """
DROP TRIGGER no_part_in_a_redraw ON programme_event;
CREATE TRIGGER no_part_in_a_redraw BEFORE INSERT ON programme_event
    FOR EACH ROW WHEN (NEW.move IN ({moves}))
    EXECUTE FUNCTION programme_had_no_part_in_a_redraw();
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0035_applications_come_on_paper_too")]

    operations = [
        ChangeWays(ADDED),
        migrations.RemoveConstraint(model_name="case", name="programme_case_stage_is_known"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(stage__in=STAGES), name="programme_case_stage_is_known"
            ),
        ),
        reworded(EYES, SETTLES, SETTLES + THESE),
        # Whoever had a part in the case settles neither.
        reworded(EYES, CLOSES, CLOSES + OUTSIDERS),
        reworded(
            EYES, "'refuse', 'allow_refusal_appeal'", "'refuse', 'allow_refusal_appeal', 'allow_non_acceptance_appeal'"
        ),
        reworded(EYES, BACK, LOWERED + BACK),
        reworded(
            TERMS,
            "'amend', 'downgrade'",
            "'amend', 'downgrade', 'appeal_downgrade', 'dismiss_downgrade_appeal', 'allow_downgrade_appeal'",
        ),
        migrations.RunSQL(REDRAWN.format(moves=CLOSES + OUTSIDERS), REDRAWN.format(moves=CLOSES)),
    ]
