"""A sample is drawn by one recorded deed and never changed; who took part in a case does not look at it as an auditor."""

from django.db import migrations

from trustlane.ledger.guarding import function, kept, trigger
from trustlane.programme.guarding import recorded

GUARDS = (
    function(
        "programme_recorded_now",
        """
BEGIN
    PERFORM FROM public.ledger_row WHERE id = NEW.recorded_in_id AND xid = pg_current_xact_id()
    AND verb = TG_ARGV[0] AND actor = 'user:' || (to_jsonb(NEW) ->> TG_ARGV[1]);
    IF NOT FOUND THEN
        RAISE EXCEPTION '% is added only by a deed recorded in the same transaction, of the same hand', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + function(
        "programme_sampled_with_its_sample",
        """
BEGIN
    PERFORM FROM public.programme_sample s JOIN public.ledger_row r ON r.id = s.recorded_in_id
    WHERE s.id = NEW.sample_id AND r.xid = pg_current_xact_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a case is drawn with its sample and never put to it afterwards'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + function(
        "programme_look_has_fresh_eyes",
        """
DECLARE
    looked_at bigint;
BEGIN
    SELECT case_id INTO looked_at FROM public.programme_sampledcase WHERE id = NEW.sampled_id;
    IF EXISTS (SELECT FROM public.programme_event WHERE case_id = looked_at AND person_id = NEW.person_id)
        OR EXISTS (SELECT FROM public.programme_assignment WHERE case_id = looked_at AND person_id = NEW.person_id)
    THEN
        RAISE EXCEPTION 'person % took part in case % and does not audit it', NEW.person_id, looked_at
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
""",
    )
    + recorded("programme_sample", "programme.draw_sample", "drawn_by_id")
    + trigger("drawn", "BEFORE INSERT", "programme_sampledcase", "programme_sampled_with_its_sample")
    + recorded("programme_look", "programme.look", "person_id")
    + trigger("fresh_eyes", "BEFORE INSERT", "programme_look", "programme_look_has_fresh_eyes")
    + kept("programme_sample", "programme_sampledcase", "programme_look")
)


class Migration(migrations.Migration):
    dependencies = [("programme", "0011_an_auditor_draws_cases_and_looks")]

    operations = [GUARDS.operation()]
