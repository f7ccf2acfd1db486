"""Copies of one migrated database: built once, then copied for every worker and again after every test that commits."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from trustlane.config import database
from trustlane.config.database import Login

SOURCE = Path(database.__file__).resolve().parents[1]
PREFIX = "trustlane_tested_"
KEPT = 12
# A run that was killed leaves its copy behind; after so many seconds no run can still be at work on it.
LONGEST_RUN = 6 * 3600
PATIENCE = 40  # half seconds


@dataclass(frozen=True)
class Copies:
    """The server the tests run on, and the role the application takes there."""

    owner: Login
    role: str

    @classmethod
    @contextmanager
    def in_use(cls) -> Iterator["Copies"]:
        """The server of DATABASE_URL, else the private one, which stops when its last user leaves."""
        with database.in_use() as used:
            yield cls(used.owner, used.app.options.get("assume_role", used.app.user))

    @contextmanager
    def copy(self, worker: str) -> Iterator["Copy"]:
        """A copy for one worker, connected as the application, dropped at the end."""
        from django.db import connection

        template = self._template()
        own = Copy(self, passing(f"copy_{worker}"), template)
        before = dict(connection.settings_dict)
        own.make()
        connection.close()
        connection.settings_dict.update(self._settings(own.name, assume_role=self.role))
        try:
            yield own
        finally:
            connection.close()
            connection.settings_dict.update(before)
            own.drop()

    def run(self, statement: str, *names: str) -> None:
        """Run one statement as the owner, on no copy."""
        with self.owner.connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _template(self) -> str:
        """The migrated database, made by the first who comes and used by all whose migrations are the same."""
        name = PREFIX + fingerprint()
        with self.owner.connect() as connection:
            # Held by the session: workers and runs that need the same one wait for whoever builds it.
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                building = passing("new")
                self.run("CREATE DATABASE {}", building)
                self._migrate(building)
                self.run("ALTER DATABASE {} RENAME TO {}", building, name)
            self._drop_old(connection)
        return name

    def _migrate(self, name: str) -> None:
        from django.core.management import call_command
        from django.db import connection

        from trustlane.ledger import roles

        before = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(self._settings(name))
        try:
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
            roles.grant(connection, self.role)
        finally:
            connection.close()
            connection.settings_dict.update(before)

    def _settings(self, name: str, **options: str) -> dict[str, Any]:
        said = self.owner.django()
        return {**said, "NAME": name, "OPTIONS": {**said["OPTIONS"], **options}, "CONN_MAX_AGE": 0}

    def _drop_old(self, connection: psycopg.Connection[Any]) -> None:
        templates = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ %s ORDER BY oid DESC OFFSET %s",
            [f"^{PREFIX}[0-9a-f]{{16}}$", KEPT],
        ).fetchall()
        left = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ %s AND substring(datname FROM '_t(\\d+)_')::bigint < %s",
            [f"^{PREFIX}(copy|new)_.*_t\\d+_", time.time() - LONGEST_RUN],
        ).fetchall()
        for (name,) in [*templates, *left]:
            # Another worker may tidy up at the same moment, or still copy from it.
            with suppress(psycopg.errors.ObjectInUse, psycopg.errors.InvalidCatalogName):
                self.run("DROP DATABASE IF EXISTS {}", name)


@dataclass(frozen=True)
class Copy:
    """One worker's database."""

    copies: Copies
    name: str
    template: str

    def make(self) -> None:
        """Copy the template."""
        self.copies.run("CREATE DATABASE {} TEMPLATE {}", self.name, self.template)

    def drop(self) -> None:
        """Drop the copy, whoever is connected; the server's own cleaner cannot be sent away, and ends by itself."""
        for patience in range(PATIENCE, 0, -1):
            try:
                self.copies.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
                break
            except psycopg.errors.InsufficientPrivilege:
                if patience == 1:
                    raise
                time.sleep(0.5)

    def renew(self) -> None:
        """Put a fresh copy in the place of one a test has committed to."""
        from django.db import connections

        connections.close_all()
        self.drop()
        self.make()


def passing(what: str) -> str:
    """A name for a database of this run, with the second it was made in."""
    return f"{PREFIX}{what}_t{int(time.time())}_{uuid4().hex[:8]}"


def fingerprint() -> str:
    """Names the migrated state: everything a migration could depend on in the package, and Django itself."""
    from importlib.metadata import version

    digest = hashlib.sha256(version("django").encode())
    for path in sorted(SOURCE.rglob("*.py")):
        if path.parent.name == "migrations" or path.name in {"models.py", "roles.py", "django.py", "guarding.py"}:
            digest.update(str(path.relative_to(SOURCE)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
