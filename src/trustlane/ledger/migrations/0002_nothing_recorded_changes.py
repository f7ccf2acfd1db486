"""The database refuses to change what is recorded; the one exception is the recorded erasure of a body."""

from django.db import migrations

# Every function names its search path: else a temporary table called ledger_row could stand in for the real one.
APPEND_ONLY = """
CREATE FUNCTION trustlane_append_only() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% keeps what it was given: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""

STAMP = """
CREATE FUNCTION ledger_stamp_row() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.xid := pg_current_xact_id();
    RETURN NEW;
END $$;
"""

WHOLE = """
CREATE FUNCTION ledger_part_comes_with_its_row() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM ledger_row WHERE id = NEW.row_id AND xid = pg_current_xact_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger row % was recorded by another transaction: nothing is added to it later', NEW.row_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

ERASURE = """
CREATE FUNCTION ledger_erasure_is_recorded(erased bigint, erasure bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM ledger_row deed JOIN ledger_subject about ON about.row_id = deed.id
        WHERE deed.id = erasure AND deed.verb = 'ledger.erase' AND deed.xid = pg_current_xact_id()
          AND about.kind = 'ledger_row' AND about.subject_id = erased::text AND erased <> erasure
    )
$$;

CREATE FUNCTION ledger_body_only_erased() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.erased_by_id IS NULL AND NEW.row_id = OLD.row_id AND NEW.erased_by_id IS NOT NULL
       AND ledger_erasure_is_recorded(OLD.row_id, NEW.erased_by_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the body of ledger row % changes only by an erasure recorded in the same transaction', OLD.row_id
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION ledger_erase_body(erased bigint, erasure bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT ledger_erasure_is_recorded(erased, erasure) THEN
        RAISE EXCEPTION 'no erasure of ledger row % is recorded in this transaction', erased
            USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE ledger_body SET before = NULL, after = NULL, reason = '', salt = NULL, erased_by_id = erasure
        WHERE row_id = erased AND erased_by_id IS NULL;
    RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION ledger_erase_body(bigint, bigint) FROM PUBLIC;
"""

TRIGGERS = """
CREATE TRIGGER stamp BEFORE INSERT ON ledger_row FOR EACH ROW EXECUTE FUNCTION ledger_stamp_row();
CREATE TRIGGER whole BEFORE INSERT ON ledger_subject FOR EACH ROW EXECUTE FUNCTION ledger_part_comes_with_its_row();
CREATE TRIGGER whole BEFORE INSERT ON ledger_body FOR EACH ROW EXECUTE FUNCTION ledger_part_comes_with_its_row();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON ledger_row FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON ledger_subject FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
CREATE TRIGGER kept BEFORE DELETE ON ledger_body FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
CREATE TRIGGER only_erased BEFORE UPDATE ON ledger_body FOR EACH ROW EXECUTE FUNCTION ledger_body_only_erased();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ledger_row EXECUTE FUNCTION trustlane_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ledger_subject EXECUTE FUNCTION trustlane_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ledger_body EXECUTE FUNCTION trustlane_append_only();
"""

LENGTHS = """
ALTER TABLE ledger_row ADD CONSTRAINT ledger_row_digest_is_sha256 CHECK (octet_length(digest) = 32);
ALTER TABLE ledger_body ADD CONSTRAINT ledger_body_salt_is_long CHECK (octet_length(salt) = 32);
"""

UNDO = """
ALTER TABLE ledger_row DROP CONSTRAINT ledger_row_digest_is_sha256;
ALTER TABLE ledger_body DROP CONSTRAINT ledger_body_salt_is_long;
DROP TRIGGER never_emptied ON ledger_body;
DROP TRIGGER never_emptied ON ledger_subject;
DROP TRIGGER never_emptied ON ledger_row;
DROP TRIGGER only_erased ON ledger_body;
DROP TRIGGER kept ON ledger_body;
DROP TRIGGER kept ON ledger_subject;
DROP TRIGGER kept ON ledger_row;
DROP TRIGGER whole ON ledger_body;
DROP TRIGGER whole ON ledger_subject;
DROP TRIGGER stamp ON ledger_row;
DROP FUNCTION ledger_erase_body(bigint, bigint);
DROP FUNCTION ledger_body_only_erased();
DROP FUNCTION ledger_erasure_is_recorded(bigint, bigint);
DROP FUNCTION ledger_part_comes_with_its_row();
DROP FUNCTION ledger_stamp_row();
DROP FUNCTION trustlane_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_rows_subjects_and_bodies")]

    operations = [migrations.RunSQL(APPEND_ONLY + STAMP + WHOLE + ERASURE + TRIGGERS + LENGTHS, UNDO)]
