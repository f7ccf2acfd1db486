"""The database keeps proposals, grants, refusals and revocations as given, and ties a grant to its proposal."""

from django.db import migrations

MATCH = """
CREATE FUNCTION access_grant_matches_proposal() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.proposal_id IS NULL THEN
        RETURN NEW;
    END IF;
    -- The lock makes an approval and a refusal of the same proposal wait for one another.
    PERFORM FROM access_roleproposal p
        WHERE p.id = NEW.proposal_id AND p.user_id = NEW.user_id AND p.role = NEW.role AND p.office = NEW.office
          AND p.valid_from = NEW.valid_from AND p.valid_to IS NOT DISTINCT FROM NEW.valid_to
          AND p.proposed_by_id = NEW.proposed_by_id
        FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the grant is not what proposal % asked for', NEW.proposal_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM FROM access_rolerefusal WHERE proposal_id = NEW.proposal_id;
    IF FOUND THEN
        RAISE EXCEPTION 'proposal % was refused', NEW.proposal_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION access_refusal_of_open_proposal() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM access_roleproposal WHERE id = NEW.proposal_id FOR NO KEY UPDATE;
    PERFORM FROM access_rolegrant WHERE proposal_id = NEW.proposal_id;
    IF FOUND THEN
        RAISE EXCEPTION 'proposal % was approved', NEW.proposal_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER matches BEFORE INSERT ON access_rolegrant
    FOR EACH ROW EXECUTE FUNCTION access_grant_matches_proposal();
CREATE TRIGGER open BEFORE INSERT ON access_rolerefusal
    FOR EACH ROW EXECUTE FUNCTION access_refusal_of_open_proposal();
"""

TABLES = ("access_roleproposal", "access_rolegrant", "access_rolerefusal", "access_rolerevocation")

KEPT = "".join(
    f"CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();\n"
    f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION trustlane_append_only();\n"
    for table in TABLES
)

UNDO = (
    "".join(f"DROP TRIGGER never_emptied ON {table};\nDROP TRIGGER kept ON {table};\n" for table in TABLES)
    + "DROP TRIGGER open ON access_rolerefusal;\nDROP TRIGGER matches ON access_rolegrant;\n"
    + "DROP FUNCTION access_refusal_of_open_proposal();\nDROP FUNCTION access_grant_matches_proposal();\n"
)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_people_and_their_roles"),
        ("ledger", "0002_nothing_recorded_changes"),
    ]

    operations = [migrations.RunSQL(MATCH + TRIGGERS + KEPT, UNDO)]
