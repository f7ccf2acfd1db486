"""What is said of a validator is ended by somebody, and otherwise never changed."""

from django.db import migrations

DO = """
CREATE TRIGGER ended BEFORE UPDATE ON programme_qualification
    FOR EACH ROW EXECUTE FUNCTION programme_filled_once('ended_at', 'ended_by');
CREATE TRIGGER kept BEFORE DELETE ON programme_qualification FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();
"""
UNDO = """
DROP TRIGGER kept ON programme_qualification;
DROP TRIGGER ended ON programme_qualification;
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0005_what_validators_can_do")]

    operations = [migrations.RunSQL(DO, UNDO)]
