"""A house like that of selectivity's pages, whose importers are trusted by us, by a partner, or by nobody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.core.cache import cache
from django.test import Client

from tests.selectivity.declared import fact, many
from tests.world import World
from trustlane.access.roles import Role

BUSY = many(70, seed=8, importer="BUSY")
LINES = pl.concat(
    [
        many(200, seed=3),
        BUSY.with_columns(day=pl.col("day") + pl.duration(days=20), lodged=pl.col("lodged") + pl.duration(days=20)),
        many(30, seed=4, regime="entry_summary", value_minor=None, tax_rate_ppm=None),
    ]
)
REPORTED = 280  # of the first so many declarations something was reported


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """A past moment is remembered for a while; here every test begins with other rows."""
    cache.clear()


@pytest.fixture
def decided(world: World) -> pl.DataFrame:
    """Declarations of two months, decided; of most it was reported what was really done."""
    observed = [
        {
            "declaration": row["declaration"],
            "lane": "red" if number % 10 == 0 else "green",
            "rerouted_to": "orange" if number % 25 == 0 else None,
            "examination": "physical" if number % 12 == 0 else "documents" if number % 5 == 0 else "none",
            "released_at": row["lodged"] + timedelta(hours=7),
        }
        for number, row in enumerate(LINES.head(REPORTED).iter_rows(named=True))
    ]
    world.declared(LINES, observed=observed)
    trusted = (fact(f"IMP{number}", issuer="XB" if number > 12 else "OWN") for number in range(1, 25))
    world.screened(LINES, *trusted, keep=False)
    return LINES


@pytest.fixture
def as_person() -> Callable[[Any], Client]:
    def signed_in(user: Any) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def director(world: World, as_person: Callable[[Any], Client], decided: pl.DataFrame) -> Client:
    return as_person(world.user(Role.AUDITOR))
