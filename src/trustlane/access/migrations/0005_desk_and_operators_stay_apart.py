"""The database gives no role of the administration to who acts for an operator, nor lets anybody act for none."""

from django.db import migrations

APART = """
CREATE FUNCTION access_grant_fits_account() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM access_user WHERE id = NEW.user_id AND (operator <> '') = (NEW.role = 'operator') FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the role % does not fit whom account % acts for', NEW.role, NEW.user_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON access_rolegrant FOR EACH ROW EXECUTE FUNCTION access_grant_fits_account();
"""

UNDO = """
DROP TRIGGER fits ON access_rolegrant;
DROP FUNCTION access_grant_fits_account();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_passwords_are_set_up_by_two")]

    operations = [migrations.RunSQL(APART, UNDO)]
