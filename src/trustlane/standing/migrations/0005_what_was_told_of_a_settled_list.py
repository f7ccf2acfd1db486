"""What was refused of a list, and noted, is kept with it when it is settled: the register goes on, the list does not."""

from django.db import migrations, models

SETTLED = """
CREATE OR REPLACE FUNCTION standing_list_settled_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    settling text[] := ARRAY['applied_by_id', 'applied_at', 'applied_digest', 'counts', 'discarded_by_id',
                             'discarded_at', 'reason'%s];
BEGIN
    IF OLD.applied_at IS NULL AND OLD.discarded_at IS NULL AND to_jsonb(NEW) - settling = to_jsonb(OLD) - settling THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'list %% is applied or discarded once and otherwise never changed', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("standing", "0004_lists_under_an_arrangement")]

    operations = [
        migrations.AddField("listupload", "told", models.JSONField(null=True)),
        migrations.RunSQL(SETTLED % ", 'told'", SETTLED % ""),
    ]
