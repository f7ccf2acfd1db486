"""The database lets a row be superseded by a deed recorded in the same transaction, and refuses every other change."""

from django.db import migrations

SUPERSEDED = """
CREATE FUNCTION trustlane_only_superseded() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.known_to IS NULL AND NEW.known_to IS NOT NULL
       AND to_jsonb(NEW) - 'known_to' - 'superseded_in_id' = to_jsonb(OLD) - 'known_to' - 'superseded_in_id'
       AND EXISTS (SELECT FROM public.ledger_row WHERE id = NEW.superseded_in_id AND xid = pg_current_xact_id()) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% % is superseded by a recorded deed and never edited', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION trustlane_recorded_now() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM public.ledger_row WHERE id = NEW.recorded_in_id AND xid = pg_current_xact_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a row of % is added only by a deed recorded in the same transaction', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

TABLES = ("parties_operatorname", "parties_operatoridentifier", "parties_site")

TRIGGERS = "".join(
    f"CREATE TRIGGER recorded BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION trustlane_recorded_now();\n"
    f"CREATE TRIGGER superseded BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION trustlane_only_superseded();\n"
    f"CREATE TRIGGER kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();\n"
    for table in TABLES
) + (
    "CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON parties_operator "
    "FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();\n"
)

UNDO = (
    "DROP TRIGGER kept ON parties_operator;\n"
    + "".join(f"DROP TRIGGER {name} ON {table};\n" for table in TABLES for name in ("kept", "superseded", "recorded"))
    + "DROP FUNCTION trustlane_recorded_now();\nDROP FUNCTION trustlane_only_superseded();\n"
)


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0001_operators_and_what_is_known_of_them"),
        ("ledger", "0002_nothing_recorded_changes"),
    ]

    operations = [migrations.RunSQL(SUPERSEDED + TRIGGERS, UNDO)]
