"""A document has a last day and may take the place of an older one of the same operator, which stays."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

OF_ONE_OPERATOR = """
CREATE FUNCTION evidence_of_one_operator() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.supersedes_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.evidence_document WHERE id = NEW.supersedes_id AND operator = NEW.operator
    ) THEN
        RAISE EXCEPTION 'a document takes the place of one of the same operator' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_one_operator BEFORE INSERT ON evidence_document
    FOR EACH ROW EXECUTE FUNCTION evidence_of_one_operator();
"""
UNDO = """
DROP TRIGGER of_one_operator ON evidence_document;
DROP FUNCTION evidence_of_one_operator();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_documents_are_frozen")]

    operations = [
        migrations.AddField("document", "expires", models.DateField(blank=True, null=True)),
        migrations.AddField(
            "document",
            "supersedes",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="newer",
                to="evidence.document",
            ),
        ),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=Q(expires__isnull=True) | Q(speaks_of__isnull=True) | Q(expires__gte=F("speaks_of")),
                name="evidence_expires_after_it_speaks",
            ),
        ),
        migrations.RunSQL(OF_ONE_OPERATOR, UNDO),
    ]
