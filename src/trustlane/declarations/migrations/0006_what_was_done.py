"""What was last reported of each declaration, as a view that other rooms may join with their own rows."""

from django.db import migrations

DONE = """
CREATE VIEW declarations_done AS
SELECT last.reference,
       coalesce(nullif(last.rerouted_to, ''), last.lane, '') AS applied,
       coalesce(last.examination, '') AS examination,
       CASE WHEN last.released_at >= first.lodged
            THEN (extract(epoch FROM last.released_at - first.lodged) / 60)::bigint END AS waited_minutes
FROM declarations_observedtreatment last
LEFT JOIN declarations_declarationversion first ON first.reference = last.reference AND first.number = 1
WHERE NOT EXISTS (
    SELECT FROM declarations_observedtreatment later
    WHERE later.reference = last.reference
      AND (later.received > last.received OR (later.received = last.received AND later.id > last.id))
)
"""


class Migration(migrations.Migration):
    dependencies = [("declarations", "0005_find_what_was_examined")]

    operations = [migrations.RunSQL(DONE, "DROP VIEW declarations_done")]
