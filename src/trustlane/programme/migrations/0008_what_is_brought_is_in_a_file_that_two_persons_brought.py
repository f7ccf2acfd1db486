"""A case comes with a past only out of a file that one person uploaded and another applied, in that transaction."""

from django.db import migrations

# Asked at the end of the transaction: the deed says who applied the file once all of it is there.
DO = """
CREATE FUNCTION programme_past_is_of_a_file() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    named text := NEW.data ->> 'file';
BEGIN
    IF NEW.number <> 1 OR named IS NULL OR named !~ '^[0-9]{1,18}$' THEN
        RAISE EXCEPTION 'event % of case % brings a past and names no file', NEW.number, NEW.case_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- Applied by who made the event, in this transaction, as another than who uploaded it; each of the two on record.
    PERFORM FROM public.programme_migrationfile f
    JOIN public.programme_reconciliationreport p ON p.file_id = f.id AND p.signed_by_id = f.applied_by_id
    JOIN public.programme_case c ON c.id = NEW.case_id AND c.migrated AND c.preset = f.preset
        AND c.catalogue = f.catalogue
    JOIN public.ledger_row a ON a.id = f.recorded_in_id AND a.verb = 'programme.apply_migration'
        AND a.actor = 'user:' || f.applied_by_id AND a.xid = pg_current_xact_id()
    JOIN public.ledger_subject u ON u.kind = 'migration' AND u.subject_id = f.id::text
    JOIN public.ledger_row r ON r.id = u.row_id AND r.verb = 'programme.upload_migration'
        AND r.actor = 'user:' || f.uploaded_by_id
    WHERE f.id = named::bigint AND f.applied_by_id = NEW.person_id AND f.applied_by_id <> f.uploaded_by_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'case % comes with a past that no file brings which one person uploaded and another applied',
            NEW.case_id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'programme_migration_needs_two_persons';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION programme_file_is_uploaded_first() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.applied_by_id IS NOT NULL THEN
        RAISE EXCEPTION 'a file of cases is uploaded before another person applies it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'programme_migration_needs_two_persons';
    END IF;
    RETURN NEW;
END $$;
CREATE CONSTRAINT TRIGGER of_a_file AFTER INSERT ON programme_event DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.move = 'migrate') EXECUTE FUNCTION programme_past_is_of_a_file();
CREATE TRIGGER uploaded BEFORE INSERT ON programme_migrationfile
    FOR EACH ROW EXECUTE FUNCTION programme_file_is_uploaded_first();
"""
UNDO = """
DROP TRIGGER uploaded ON programme_migrationfile;
DROP TRIGGER of_a_file ON programme_event;
DROP FUNCTION programme_file_is_uploaded_first();
DROP FUNCTION programme_past_is_of_a_file();
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0007_a_clock_is_extended_wherever_it_runs")]

    operations = [migrations.RunSQL(DO, UNDO)]
