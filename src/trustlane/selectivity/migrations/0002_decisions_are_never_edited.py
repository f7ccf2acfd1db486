"""The database refuses to change or remove a decision, a price or a basis."""

from django.db import migrations

TABLES = ("selectivity_decision", "selectivity_price", "selectivity_priceversion", "selectivity_basisversion")

KEPT = "".join(
    f"CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();\n"
    for table in TABLES
)
UNDO = "".join(f"DROP TRIGGER kept ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("selectivity", "0001_decisions_prices_and_their_basis"),
        ("ledger", "0002_nothing_recorded_changes"),
    ]

    operations = [migrations.RunSQL(KEPT, UNDO)]
