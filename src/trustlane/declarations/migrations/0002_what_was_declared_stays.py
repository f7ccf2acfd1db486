"""The database refuses to change or remove what was declared, what happened to it, and what others did with it."""

from django.db import migrations

TABLES = (
    "declarations_declaration",
    "declarations_declarationversion",
    "declarations_declarationline",
    "declarations_declarationparty",
    "declarations_declarationevent",
    "declarations_observedtreatment",
)

KEPT = "".join(
    f"CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();\n"
    for table in TABLES
)
UNDO = "".join(f"DROP TRIGGER kept ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0001_what_is_declared"),
        ("ledger", "0002_nothing_recorded_changes"),
    ]

    operations = [migrations.RunSQL(KEPT, UNDO)]
