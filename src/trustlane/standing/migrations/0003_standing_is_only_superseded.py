"""The database keeps each row of the register as it was said, and a list as uploaded until it is settled once."""

from django.db import migrations

SETTLED = """
CREATE FUNCTION standing_list_settled_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    settling text[] := ARRAY['applied_by_id', 'applied_at', 'applied_digest', 'counts', 'discarded_by_id',
                             'discarded_at', 'reason'];
BEGIN
    IF OLD.applied_at IS NULL AND OLD.discarded_at IS NULL AND to_jsonb(NEW) - settling = to_jsonb(OLD) - settling THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'list % is applied or discarded once and otherwise never changed', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
"""

TRIGGERS = """
CREATE TRIGGER recorded BEFORE INSERT ON standing_standing FOR EACH ROW EXECUTE FUNCTION trustlane_recorded_now();
CREATE TRIGGER superseded BEFORE UPDATE ON standing_standing FOR EACH ROW EXECUTE FUNCTION trustlane_only_superseded();
CREATE TRIGGER kept BEFORE DELETE ON standing_standing FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
CREATE TRIGGER settled BEFORE UPDATE ON standing_listupload FOR EACH ROW EXECUTE FUNCTION standing_list_settled_once();
CREATE TRIGGER kept BEFORE DELETE ON standing_listupload FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
"""

UNDO = """
DROP TRIGGER kept ON standing_listupload;
DROP TRIGGER settled ON standing_listupload;
DROP TRIGGER kept ON standing_standing;
DROP TRIGGER superseded ON standing_standing;
DROP TRIGGER recorded ON standing_standing;
DROP FUNCTION standing_list_settled_once();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("standing", "0002_the_register_and_its_lists"),
        ("parties", "0002_what_is_known_is_only_superseded"),
    ]

    operations = [migrations.RunSQL(SETTLED + TRIGGERS, UNDO)]
