"""An order to apply a file tells how far it is until it ends once; a cut-over is signed once more and stays as proposed."""

from django.db import migrations

from trustlane.ledger.guarding import function, kept, trigger
from trustlane.programme.guarding import filled_once, recorded

GUARDS = (
    function(
        "programme_order_ends_once",
        """
DECLARE
    told text[] := ARRAY['step', 'done', 'whole', 'told_at', 'outcome', 'said', 'ended_at'];
BEGIN
    IF OLD.outcome = '' AND to_jsonb(NEW) - told = to_jsonb(OLD) - told THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'order % is as it was given, and ends once', OLD.id USING ERRCODE = 'restrict_violation';
END
""",
    )
    + recorded("programme_migrationorder", "programme.order_migration", "ordered_by_id")
    + trigger("ends", "BEFORE UPDATE", "programme_migrationorder", "programme_order_ends_once")
    + kept("programme_migrationorder", against="DELETE")
    + recorded("programme_comparison", "programme.compare_migrated", "compared_by_id")
    + kept("programme_comparison")
    + kept("programme_cutover").removed
    + filled_once("signed", "programme_cutover", "confirmed_by_id", "confirmed_at", "confirmed_in_id")
    + kept("programme_cutover", against="DELETE")
)


class Migration(migrations.Migration):
    dependencies = [("programme", "0013_files_are_ordered_to_be_applied_and_two_cut_over")]

    operations = [GUARDS.operation()]
