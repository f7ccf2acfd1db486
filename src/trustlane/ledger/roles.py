"""The two database roles: the owner migrates; the application works, and may only add to the record."""

from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

APPLICATION = "trustlane_app"
RECORD = ("ledger_row", "ledger_subject", "ledger_body")
ERASURE = "ledger_erase_body(bigint, bigint)"

# Made inside a block of its own: two databases of one server may be migrated at the same moment, and roles are shared.
CREATE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN
        CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
)


def grant(connection: BaseDatabaseWrapper, role: str = APPLICATION) -> None:
    """Give the application's role what it needs and no more; run as the owner after every migration, harmless twice.

    Where the owner may not create roles (a managed cluster), the role has to exist; PostgreSQL's own error says so.
    """
    name = sql.Identifier(role)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        # One at a time: concurrent GRANTs on the same table fail with "tuple concurrently updated".
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('trustlane grants'))")
        _run(cursor, CREATE_ROLE, role=name, name=sql.Literal(role))
        for statement in GRANTS:
            _run(cursor, statement, role=name)
        for table in RECORD:
            _run(cursor, "REVOKE ALL ON {table} FROM {role}", table=sql.Identifier(table), role=name)
            _run(cursor, "GRANT SELECT, INSERT ON {table} TO {role}", table=sql.Identifier(table), role=name)
        # The history of migrations is the owner's.
        _run(cursor, "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}", role=name)
        _run(cursor, f"GRANT EXECUTE ON FUNCTION {ERASURE} TO {{role}}", role=name)


def _run(cursor: Any, statement: str, **parts: sql.Composable) -> None:
    cursor.execute(sql.SQL(statement).format(**parts))
