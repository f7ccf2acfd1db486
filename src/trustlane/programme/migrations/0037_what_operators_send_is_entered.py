"""What an operator without an account sends is entered by an officer, who then neither validates nor decides."""

from django.db import migrations

from trustlane.programme.guarding import also_handling

ENTERED = (
    "submit",
    "answer_information",
    "answer_correction",
    "comment_report",
    "hear",
    "report_yearly",
    "notify_change",
    "request_suspension",
    "meet_condition",
    "appeal_non_acceptance",
    "appeal_downgrade",
    "appeal_refusal",
    "appeal_suspension",
    "appeal_revocation",
    "appeal_annulment",
    "withdraw",
    "give_back",
    "ask_extension",
)
_RECEIVED = "e.move = 'receive'"
_ALSO = f"e.move = ANY (ARRAY['receive', 'report_incident', {', '.join(map(repr, ENTERED))}])"
_SAID = "received the application of case %"
_SAYS = "entered what the operator of case % sent"


def _team_guard(old: str, new: str) -> str:
    old, new = (one.replace("'", "''") for one in (old, new))
    return (
        "DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('public.programme_team_did_not_receive'::regproc), "
        f"'{old}', '{new}'); END $do$;"
    )


class Migration(migrations.Migration):
    dependencies = [("programme", "0036_more_decisions_are_appealed")]

    operations = [
        also_handling(*ENTERED),
        migrations.RunSQL(_team_guard(_RECEIVED, _ALSO), _team_guard(_ALSO, _RECEIVED)),
        migrations.RunSQL(_team_guard(_SAID, _SAYS), _team_guard(_SAYS, _SAID)),
    ]
