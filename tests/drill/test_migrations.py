"""An empty database migrated quickly is the one that Django's own way makes: every column, rule, index and trigger."""

import os
import subprocess
import sys
from typing import Any

import pytest

from tests.drill.test_loading import fresh_node
from trustlane.config import binaries, database

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not binaries.available(), reason="no PostgreSQL server binaries on this machine"),
]

AS_EVER = """
from contextlib import nullcontext
from trustlane.config import migrate, quick_migrations
if {as_ever}:
    quick_migrations.rendered_when_needed = nullcontext
migrate.django_ready()
assert migrate.blank()
assert migrate.migrate()
assert not migrate.blank()
"""
ASKED = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default, ordinal_position, is_identity "
    "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 6",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
    "ORDER BY 1, 2",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1, 2",
    "migrations": "SELECT app, name FROM django_migrations ORDER BY 1, 2",
}


def made(*, as_ever: bool) -> dict[str, list[Any]]:
    """What stands in a database that was migrated from nothing."""
    with fresh_node() as node:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TRUSTLANE_", "DATABASE_", "DJANGO_"))}
        asked = [sys.executable, "-c", AS_EVER.format(as_ever=as_ever)]
        told = subprocess.run(
            asked, env=kept | {"TRUSTLANE_STATE": str(node.state)}, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stderr[-3000:]
        found = database.known(node)
        assert found is not None
        with found.owner.connect() as connection:
            return {what: connection.execute(sql).fetchall() for what, sql in ASKED.items()}


def test_what_is_migrated_quickly_is_what_is_migrated_as_ever() -> None:
    quick, as_ever = made(as_ever=False), made(as_ever=True)
    for what in ASKED:
        assert quick[what] == as_ever[what], what
    assert all(len(rows) > 50 for rows in quick.values())
