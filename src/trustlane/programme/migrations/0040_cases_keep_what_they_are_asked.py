"""A case keeps how the questions are called that it is asked, so that those which come or ship later change nothing."""

from django.db import migrations, models

# What a case is asked changes only with its edition; until then it is among what it was opened with.
GOES_OVER = (
    "DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('public.programme_case_changes_edition'::regproc), "
    "$old${old}$old$, $new${new}$new$); END $do$;"
)
OLD = "to_jsonb(NEW) - 'catalogue' <> to_jsonb(OLD) - 'catalogue'"
NEW = "to_jsonb(NEW) - 'catalogue' - 'asks' <> to_jsonb(OLD) - 'catalogue' - 'asks'"


class Migration(migrations.Migration):
    dependencies = [("programme", "0039_who_enters_for_an_operator_decides_nothing")]

    operations = [
        migrations.AddField("case", "asks", models.TextField(blank=True, default="", db_default="")),
        migrations.AddField("editionchange", "old_asks", models.TextField(blank=True, default="", db_default="")),
        migrations.RunSQL(GOES_OVER.format(old=OLD, new=NEW), GOES_OVER.format(old=NEW, new=OLD)),
    ]
