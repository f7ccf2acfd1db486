"""Holders that are validated again are told of incidents, and other agencies give and take their benefits."""

from django.db import migrations

from trustlane.programme.guarding import ChangeWays

# Each behind the one that stands before it in the table of moves.
ADDED = {
    "tell_incident:revalidating>revalidating": "tell_incident:reinstating>reinstating",
    "tell_incident:revalidation_at_desk>revalidation_at_desk": "tell_incident:revalidating>revalidating",
    "tell_incident:revalidation_correcting>revalidation_correcting": "tell_incident:revalidation_at_desk>revalidation_at_desk",
    "tell_incident:revalidation_pending>revalidation_pending": "tell_incident:revalidation_correcting>revalidation_correcting",
    "tell_incident:revalidation_planned>revalidation_planned": "tell_incident:revalidation_pending>revalidation_pending",
    "tell_incident:revalidation_reporting>revalidation_reporting": "tell_incident:revalidation_planned>revalidation_planned",
    "tell_incident:revalidation_review>revalidation_review": "tell_incident:revalidation_reporting>revalidation_reporting",
    "grant_benefits:revalidating>revalidating": "grant_benefits:reinstating>reinstating",
    "grant_benefits:revalidation_at_desk>revalidation_at_desk": "grant_benefits:revalidating>revalidating",
    "grant_benefits:revalidation_correcting>revalidation_correcting": "grant_benefits:revalidation_at_desk>revalidation_at_desk",
    "grant_benefits:revalidation_pending>revalidation_pending": "grant_benefits:revalidation_correcting>revalidation_correcting",
    "grant_benefits:revalidation_planned>revalidation_planned": "grant_benefits:revalidation_pending>revalidation_pending",
    "grant_benefits:revalidation_reporting>revalidation_reporting": "grant_benefits:revalidation_planned>revalidation_planned",
    "grant_benefits:revalidation_review>revalidation_review": "grant_benefits:revalidation_reporting>revalidation_reporting",
    "withhold_benefits:revalidating>revalidating": "withhold_benefits:reinstating>reinstating",
    "withhold_benefits:revalidation_at_desk>revalidation_at_desk": "withhold_benefits:revalidating>revalidating",
    "withhold_benefits:revalidation_correcting>revalidation_correcting": "withhold_benefits:revalidation_at_desk>revalidation_at_desk",
    "withhold_benefits:revalidation_pending>revalidation_pending": "withhold_benefits:revalidation_correcting>revalidation_correcting",
    "withhold_benefits:revalidation_planned>revalidation_planned": "withhold_benefits:revalidation_pending>revalidation_pending",
    "withhold_benefits:revalidation_reporting>revalidation_reporting": "withhold_benefits:revalidation_planned>revalidation_planned",
    "withhold_benefits:revalidation_review>revalidation_review": "withhold_benefits:revalidation_reporting>revalidation_reporting",
    "end_benefits:revalidating>revalidating": "end_benefits:reinstating>reinstating",
    "end_benefits:revalidation_at_desk>revalidation_at_desk": "end_benefits:revalidating>revalidating",
    "end_benefits:revalidation_correcting>revalidation_correcting": "end_benefits:revalidation_at_desk>revalidation_at_desk",
    "end_benefits:revalidation_pending>revalidation_pending": "end_benefits:revalidation_correcting>revalidation_correcting",
    "end_benefits:revalidation_planned>revalidation_planned": "end_benefits:revalidation_pending>revalidation_pending",
    "end_benefits:revalidation_reporting>revalidation_reporting": "end_benefits:revalidation_planned>revalidation_planned",
    "end_benefits:revalidation_review>revalidation_review": "end_benefits:revalidation_reporting>revalidation_reporting",
    "meet_condition:suspended>suspended": "request_suspension:revalidation_review>suspended",
    "meet_condition:suspension_appealed>suspension_appealed": "meet_condition:suspended>suspended",
}
MOVED = (
    "meet_condition:suspended>suspended",
    "meet_condition:suspension_appealed>suspension_appealed",
)


class Migration(migrations.Migration):
    dependencies = [("programme", "0030_measures_that_all_operators_have")]

    operations = [ChangeWays(ADDED, MOVED)]
