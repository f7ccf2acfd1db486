"""A company sees firms like it long after, never alone, and the same whatever anybody looks for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.db.utils import Error
from django.test import Client

from tests import desk_clock
from tests.selectivity.declared import lines
from tests.world import World
from trustlane.access.actors import system
from trustlane.access.refusals import Refused
from trustlane.declarations.actions.averages import strike
from trustlane.declarations.models import PeerAverage
from trustlane.declarations.quarters import Quarter
from trustlane.parties.actions.registering import register
from trustlane.parties.identifiers import Identifier

PAGE = "/portal/peers/"
OWN = "XA1000000001"
FIRST = Quarter(date(2026, 1, 1))
KNOWN = datetime(2026, 4, 2, tzinfo=UTC)
LATER = datetime(2026, 8, 1, tzinfo=UTC)
SYSTEM = system("averages")


def trade(firms: int, each: int, *, own: int = 20) -> pl.DataFrame:
    """Consignments of the first quarter: the own company's, and those of other importers of its size."""
    rows = [{"declaration": f"OWN-{number}", "importer": OWN} for number in range(own)]
    rows += [
        {"declaration": f"F{firm}-{number}", "importer": f"IMP{firm}"}
        for firm in range(firms)
        for number in range(each)
    ]
    return lines(*({"day": date(2026, 2, 1) + timedelta(days=place % 50), **row} for place, row in enumerate(rows)))


def examined(kept: pl.DataFrame, every: int, hours: int = 5) -> list[dict[str, Any]]:
    return [
        {
            "declaration": row["declaration"],
            "lane": "red",
            "examination": "physical" if number % every == 0 else "none",
            "examined_at": row["lodged"] + timedelta(hours=1) if number % every == 0 else None,
            "released_at": row["lodged"] + timedelta(hours=hours),
        }
        for number, row in enumerate(kept.iter_rows(named=True))
    ]


@pytest.fixture
def company(world: World) -> Client:
    register(name="Own Company", identifiers=[Identifier("TIN", OWN)], actor="system:tests", at=world.now)
    client = Client()
    client.force_login(world.trader(OWN), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def declared(world: World) -> Callable[..., pl.DataFrame]:
    def kept(firms: int, each: int, *, own: int = 20, every: int = 4) -> pl.DataFrame:
        made = trade(firms, each, own=own)
        world.declared(made, observed=examined(made, every), at=KNOWN)
        return made

    return kept


def quarter_on(client: Client) -> Any:
    return next(part for part in client.get(PAGE).context["parts"] if part.peers.quarter == FIRST)


def test_a_company_stands_beside_the_average_of_firms_like_it(company: Client, declared: Any) -> None:
    declared(12, 20)
    part = quarter_on(company)
    assert (part.peers.part, part.peers.size) == ("importer", "medium")
    assert part.own.consignments == 20
    assert part.own.hours == 5.0
    assert part.peers.average.examined_percent == 25
    assert part.peers.average.hours == 5.0
    assert part.peers.average.firms == 10  # thirteen, in tens
    assert sum(month.consignments for month in part.months) == 20


@pytest.mark.parametrize(("firms", "each"), [(9, 30), (12, 13)])
def test_few_firms_or_few_consignments_give_no_average(company: Client, declared: Any, firms: int, each: int) -> None:
    declared(firms, each, own=13)
    assert quarter_on(company).peers.average is None
    assert "Too few firms like yours" in company.get(PAGE).content.decode()
    assert not PeerAverage.objects.exists()


def test_every_firm_weighs_the_same_however_large(world: World, company: Client) -> None:
    large, others = trade(1, 120, own=0), trade(12, 20)
    made = pl.concat([large.with_columns(importer=pl.lit("BIG"), declaration="B" + pl.col("declaration")), others])
    observed = [*examined(made.head(120), 1), *examined(made.tail(-120), 10_000)[1:]]
    world.declared(made, observed=observed, at=KNOWN)
    # One of fourteen firms was always examined, which is a third of all consignments.
    assert quarter_on(company).peers.average.examined_percent == round(100 / 14)


def test_a_quarter_is_struck_ninety_days_after_its_end_and_not_before(declared: Any) -> None:
    declared(12, 20)
    assert FIRST.shown_from == date(2026, 6, 30)
    early = datetime(2026, 6, 29, 23, 59, tzinfo=UTC)
    assert not strike(quarter=FIRST, by=SYSTEM, at=early)
    assert strike(quarter=FIRST, by=SYSTEM, at=LATER)
    assert not strike(quarter=FIRST, by=SYSTEM, at=LATER)


def test_the_running_quarter_says_from_when_it_is_shown(world: World, company: Client) -> None:
    today = desk_clock.now().date()
    made = trade(0, 0).with_columns(day=pl.lit(today - timedelta(days=1)))
    world.declared(made, at=KNOWN)
    text = company.get(PAGE).content.decode()
    assert "The average of firms like yours is shown from" in text
    assert not PeerAverage.objects.exists()


def test_what_becomes_known_later_changes_no_average(world: World, company: Client, declared: Any) -> None:
    made = declared(12, 20)
    before = quarter_on(company).peers.average
    world.declared(made.head(0), observed=examined(made, 1, hours=90), at=LATER)
    assert quarter_on(company).peers.average == before
    with pytest.raises(Error, match="append"), connection.cursor() as cursor:
        cursor.execute("UPDATE declarations_peeraverage SET examined_percent = 1")


def test_what_was_known_when_it_was_struck_counts_and_nothing_else(
    world: World, company: Client, declared: Any
) -> None:
    made = declared(12, 20)
    world.declared(made.head(0), observed=examined(made, 1, hours=90), at=LATER)
    assert quarter_on(company).peers.average.examined_percent == 25


def test_a_quarter_without_declarations_is_left_open(db: None) -> None:
    assert not strike(quarter=FIRST, by=SYSTEM, at=LATER)


def test_only_a_part_of_the_system_strikes_averages(world: World, declared: Any) -> None:
    declared(12, 20)
    with pytest.raises(Refused):
        strike(quarter=FIRST, by=world.trader(OWN), at=LATER)


def test_officers_have_no_page_of_peers(world: World) -> None:
    client = Client()
    client.force_login(world.officer(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(PAGE).status_code == 403
