"""A small house: 240 declarations of ten days were decided, some of trusted importers, and some were examined."""

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

LINES = pl.concat([many(220, seed=3), many(20, seed=4, regime="entry_summary", value_minor=None, tax_rate_ppm=None)])


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Figures are remembered until rows come in; here every test begins with other rows under the same numbers."""
    cache.clear()


@pytest.fixture
def decided(world: World) -> pl.DataFrame:
    """Declarations as kept and decided; every tenth was examined, every thirtieth with a find."""
    observed = [
        {
            "declaration": row["declaration"],
            "lane": "red" if number % 10 == 0 else "green",
            "rerouted_to": "yellow" if number % 40 == 0 else None,
            "rerouted_by": "officer 04" if number % 40 == 0 else None,
            "rerouted_why": "Scanner out of service" if number % 40 == 0 else None,
            "examination": "physical" if number % 10 == 0 else "none",
            "examined_at": row["lodged"] + timedelta(hours=5) if number % 10 == 0 else None,
            "result": ("find" if number % 30 == 0 else "clean") if number % 10 == 0 else None,
            "kind": "misclassification" if number % 30 == 0 else None,
            "released_at": row["lodged"] + timedelta(hours=7),
        }
        for number, row in enumerate(LINES.iter_rows(named=True))
    ]
    world.declared(LINES, observed=observed)
    world.screened(LINES, *(fact(f"IMP{number}") for number in range(1, 20)), keep=False)
    return LINES


@pytest.fixture
def as_person() -> Callable[[Any], Client]:
    def signed_in(user: Any) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def manager(world: World, as_person: Callable[[Any], Client], decided: pl.DataFrame) -> Client:
    return as_person(world.user(Role.RISK_MANAGER))


@pytest.fixture
def frontline(world: World, as_person: Callable[[Any], Client], decided: pl.DataFrame) -> Client:
    """An officer who works at office A1 only."""
    return as_person(world.officer("A1"))
