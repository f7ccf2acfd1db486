"""How every test runs: on a copy of one migrated database, as the application's role, with the network shut off."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import Copies
from tests.world import World

OUTSIDE = Path(__file__).resolve().parents[2] / "shared" / "data"

# "ci" gives the same examples every time; "explore" new ones; "drill" many of them (make drill).
QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True, suppress_health_check=QUIET)
settings.register_profile("explore", deadline=None, print_blob=True, suppress_health_check=QUIET)
settings.register_profile("drill", deadline=None, max_examples=2000, print_blob=True, suppress_health_check=QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any) -> Any:
    """Give this worker its own copy of the migrated database; only tests that touch the database come here."""
    from django.conf import settings as django_settings
    from django.test import TransactionTestCase

    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with (
        Copies.in_use() as copies,
        django_db_blocker.unblock(),
        copies.copy(worker) as own,
        pytest.MonkeyPatch.context() as patch,
    ):
        # Django would empty the tables, which the append-only ones refuse; a fresh copy is as clean, and as quick.
        patch.setattr(django_settings, "TRUSTLANE_DRAWS", "tests.world.secret_of_draws")
        # Whoever ran the demonstration in this checkout has a key of a seal, which holds from that day.
        patch.setattr(django_settings, "TRUSTLANE_SEAL", ("", ""))
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: own.renew())
        yield


class AsOwner:
    """The role that owns the tables, for a while and in the test's own transaction."""

    def __enter__(self) -> None:
        self._become("RESET ROLE")

    def __exit__(self, *trouble: object) -> None:
        from django.db import connection

        if not connection.needs_rollback:
            role = connection.ops.quote_name(connection.settings_dict["OPTIONS"]["assume_role"])
            self._become(f"SET ROLE {role}")

    def _become(self, statement: str) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            # What hangs on the test's own rows is checked first: it would stand in the way of the owner's statements.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement)


@pytest.fixture
def as_owner(db: None) -> AsOwner:
    """Step into the role that owns the tables: ``with as_owner: …``."""
    return AsOwner()


@pytest.fixture
def world(db: None) -> World:
    """Builders of people and things; other rooms add theirs in ``tests/world.py``."""
    return World()


@pytest.fixture
def outside() -> Path:
    """The folder of real inputs from outside, where they are at hand."""
    if not OUTSIDE.is_dir():
        pytest.skip(f"the outside data is not at {OUTSIDE}")
    return OUTSIDE
