"""A range over text, so that the database can refuse overlaps per issuer and role without an extension."""

from django.db import migrations

# The collation is fixed: a range must order its bounds the same on every machine.
CREATE = """CREATE TYPE standing_textrange AS RANGE (subtype = text, collation = "C");"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [migrations.RunSQL(CREATE, "DROP TYPE standing_textrange;")]
