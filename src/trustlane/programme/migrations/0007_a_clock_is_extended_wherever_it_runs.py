"""A clock is extended at whatever stage it runs, of a case that ended too."""

from django.db import migrations

from trustlane.programme.guarding import ChangeWays

# Each behind the one that stands before it in the table of moves.
ADDED = {
    "extend:annulled>annulled": "extend:amending>amending",
    "extend:annulment_appealed>annulment_appealed": "extend:annulled>annulled",
    "extend:lapsed>lapsed": "extend:granted>granted",
    "extend:not_accepted>not_accepted": "extend:monitored>monitored",
    "extend:refusal_appealed>refusal_appealed": "extend:not_accepted>not_accepted",
    "extend:refused>refused": "extend:refusal_hearing>refusal_hearing",
    "extend:revocation_appealed>revocation_appealed": "extend:reporting>reporting",
    "extend:revoked>revoked": "extend:revocation_hearing>revocation_hearing",
    "extend:succeeded>succeeded": "extend:submitted>submitted",
    "extend:withdrawn>withdrawn": "extend:validation_planned>validation_planned",
}


class Migration(migrations.Migration):
    dependencies = [("programme", "0006_qualifications_are_ended_never_edited")]

    operations = [ChangeWays(ADDED)]
