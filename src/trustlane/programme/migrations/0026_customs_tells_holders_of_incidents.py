"""Customs tells a holder of an incident that concerns it; whoever does so handled the case."""

from django.db import migrations

from trustlane.programme.guarding import ChangeWays, also_handling

STAGES = (
    "amending",
    "annulment_hearing",
    "frozen",
    "granted",
    "monitored",
    "reinstating",
    "revocation_hearing",
    "suspended",
    "suspension_appealed",
)
_BEHIND = ("report_incident:suspension_appealed>suspension_appealed", *(f"tell_incident:{one}>{one}" for one in STAGES))
ADDED = {f"tell_incident:{one}>{one}": behind for one, behind in zip(STAGES, _BEHIND, strict=False)}


class Migration(migrations.Migration):
    dependencies = [("programme", "0025_a_holder_is_validated_again")]

    operations = [ChangeWays(ADDED), also_handling("tell_incident")]
