"""Operators ask for more time, officers grant or decline it; a case says whether such a request waits."""

from django.db import migrations, models

from trustlane.programme.guarding import ChangeWays

STAGES = (
    "accepted",
    "amending",
    "annulment_appealed",
    "annulment_hearing",
    "correcting",
    "decision_pending",
    "desk_review",
    "frozen",
    "granted",
    "monitored",
    "refusal_appealed",
    "refusal_hearing",
    "reinstating",
    "reporting",
    "revalidating",
    "revalidation_at_desk",
    "revalidation_correcting",
    "revalidation_pending",
    "revalidation_planned",
    "revalidation_reporting",
    "revalidation_review",
    "revocation_appealed",
    "revocation_hearing",
    "submitted",
    "suspended",
    "suspension_appealed",
    "validating",
    "validation_planned",
)
ASKED = [f"ask_extension:{one}>{one}" for one in STAGES]
DECLINED = [f"decline_extension:{one}>{one}" for one in STAGES]
BEHIND = ["extend:withdrawn>withdrawn", *ASKED, *DECLINED]
# The case row follows its events in this too.
FOLLOWS = (
    "DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('public.programme_case_is_its_events'::regproc), "
    "'{old}', '{new}'); END $do$;"
)
OLD, NEW = "''ends''", "''ends'', ''wants_time''"


class Migration(migrations.Migration):
    dependencies = [("programme", "0032_sections_have_owners")]

    operations = [
        ChangeWays(dict(zip([*ASKED, *DECLINED], BEHIND, strict=False))),
        migrations.AddField("case", "wants_time", models.BooleanField(default=False, db_default=False)),
        migrations.AddIndex(
            "case",
            models.Index(fields=["id"], condition=models.Q(("wants_time", True)), name="programme_cases_asking"),
        ),
        migrations.RunSQL(FOLLOWS.format(old=OLD, new=NEW), FOLLOWS.format(old=NEW, new=OLD)),
    ]
