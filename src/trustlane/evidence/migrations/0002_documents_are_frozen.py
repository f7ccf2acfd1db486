"""The database refuses to change or remove a document."""

from django.db import migrations

FREEZE = """
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON evidence_document FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON evidence_document EXECUTE FUNCTION trustlane_append_only();
"""

UNDO = """
DROP TRIGGER never_emptied ON evidence_document;
DROP TRIGGER kept ON evidence_document;
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_documents"), ("ledger", "0002_nothing_recorded_changes")]

    operations = [migrations.RunSQL(FREEZE, UNDO)]
