"""The database keeps a file of cases as it was uploaded until it is applied once, its counts as signed, each cut-over."""

from django.db import migrations

TRIGGERS = """
CREATE TRIGGER applied BEFORE UPDATE ON programme_migrationfile
    FOR EACH ROW EXECUTE FUNCTION programme_filled_once('applied_by_id', 'applied_at', 'recorded_in_id');
CREATE TRIGGER signed BEFORE UPDATE ON programme_reconciliationreport
    FOR EACH ROW EXECUTE FUNCTION programme_filled_once('countersigned_by_id', 'countersigned_at');
CREATE TRIGGER kept BEFORE DELETE ON programme_migrationfile
    FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
CREATE TRIGGER kept BEFORE DELETE ON programme_reconciliationreport
    FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON programme_cutover
    FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
"""

UNDO = """
DROP TRIGGER kept ON programme_cutover;
DROP TRIGGER kept ON programme_reconciliationreport;
DROP TRIGGER kept ON programme_migrationfile;
DROP TRIGGER signed ON programme_reconciliationreport;
DROP TRIGGER applied ON programme_migrationfile;
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0003_arriving_with_a_past")]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
