"""A call to look at a holder anew comes with a row of the record, is answered once, and never deleted."""

from django.db import migrations

from trustlane.ledger.guarding import function, kept, trigger
from trustlane.programme.guarding import filled_once

GUARDS = (
    function(
        "programme_review_is_recorded",
        """
BEGIN
    PERFORM FROM public.ledger_row WHERE id = NEW.recorded_in_id AND xid = pg_current_xact_id()
    AND actor = 'system:monitoring' AND verb = 'programme.call_review';
    IF NOT FOUND OR NEW.answered_at IS NOT NULL THEN
        RAISE EXCEPTION 'a review is called for by the rules, recorded in the same transaction'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + trigger("recorded", "BEFORE INSERT", "programme_reviewcall", "programme_review_is_recorded")
    + filled_once("answered", "programme_reviewcall", "answered_at", "answered_by_id", "outcome", "reason")
    + kept("programme_reviewcall", against="DELETE")
)


class Migration(migrations.Migration):
    dependencies = [("programme", "0009_what_asks_for_a_review")]

    operations = [GUARDS.operation()]
