"""Days summed up say what their rows say, whenever something is decided or reported about them."""

from collections import Counter
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection

from tests.selectivity.declared import fact, lines, many
from tests.world import NOW, World
from trustlane.declarations.models import ObservedTreatment
from trustlane.selectivity.actions import summing
from trustlane.selectivity.models import DaySummary, Decision

pytestmark = pytest.mark.django_db
# Beside many who trade little, one who trades every day.
LINES = pl.concat([many(160, seed=3), many(60, seed=4, importer="BUSY")])
TRUSTED = tuple(fact(f"IMP{number}", issuer="XB" if number > 8 else "OWN") for number in range(1, 16))


def by_rows() -> Counter[tuple[Any, ...]]:
    """What the summary has to say, counted one by one from the rows it sums up."""
    last = {one.reference: one for one in ObservedTreatment.objects.order_by("received", "id")}
    counted: Counter[tuple[Any, ...]] = Counter()
    for one in Decision.objects.filter(current__isnull=False):
        done = last.get(one.declaration)
        group = one.trusted_by or ("small" if (one.trader_before or 0) <= 12 else "others")
        lanes = (one.lane, one.lane_without_credit, one.lane_credit_withheld or "")
        applied = (done.rerouted_to or done.lane or "", done.examination or "") if done else ("", "")
        counted[(one.day, one.office, group, *lanes, one.drawn, *applied)] += 1
    return counted


def summed() -> Counter[tuple[Any, ...]]:
    rows = DaySummary.objects.values_list(
        "day", "office", "group", "lane", "lane_without_credit", "lane_credit_withheld", "drawn", "applied",
        "examination", "declarations",
    )  # fmt: skip
    counted: Counter[tuple[Any, ...]] = Counter()
    for *stands, declarations in rows:
        counted[tuple(stands)] += declarations
    return counted


def reports(kept: pl.DataFrame, every: int, hours: int) -> list[dict[str, Any]]:
    return [
        {
            "declaration": row["declaration"],
            "lane": "red" if number % every == 0 else "green",
            "rerouted_to": "yellow" if number % (3 * every) == 0 else None,
            "examination": "physical" if number % every == 0 else "none",
            "released_at": row["lodged"] + timedelta(hours=hours),
        }
        for number, row in enumerate(kept.iter_rows(named=True))
    ]


def test_a_summary_follows_what_is_decided_and_what_is_reported(world: World) -> None:
    world.declared(LINES)
    world.screened(LINES, *TRUSTED, keep=False)
    assert summed() == by_rows()
    assert {group for (_day, _office, group, *_rest) in summed()} == {"own", "partner", "small", "others"}
    world.declared(LINES.head(0), observed=reports(LINES, 7, 4))
    assert summed() == by_rows()
    world.declared(LINES.head(0), observed=reports(LINES.head(50), 3, 9), at=NOW + timedelta(days=1))
    assert summed() == by_rows()
    world.screened(LINES.head(120), at=NOW + timedelta(days=2), keep=False)
    assert summed() == by_rows()
    assert sum(summed().values()) == LINES.height


def test_a_declaration_that_moves_to_another_day_leaves_the_one_before(world: World) -> None:
    one = lines({"declaration": "MOVES"})
    world.screened(one)
    moved = one.with_columns(day=pl.col("day") + pl.duration(days=3))
    world.screened(moved, at=NOW + timedelta(days=2), keep=False)
    assert summed() == by_rows()
    assert [day for (day, *_rest) in summed()] == [moved["day"][0]]


def test_hours_run_from_the_first_lodging_to_the_last_release_reported(world: World) -> None:
    one = lines({"declaration": "D"}, {"declaration": "WAITS"})
    world.declared(one, observed=reports(one.head(1), 1, 5))
    world.screened(one, keep=False)
    told = DaySummary.objects.values_list("released", "waited_minutes")
    assert sum(released for released, _ in told) == 1
    assert sum(minutes for _, minutes in told) == 5 * 60


def test_many_days_are_joined_whole_and_what_follows_is_planned_as_usual(world: World) -> None:
    days = [(NOW + timedelta(days=number)).date() for number in range(30)]
    with connection.cursor() as cursor:
        cursor.execute(summing.JOIN_WHOLE, {"many": True})
        cursor.execute(f"EXPLAIN {summing.SUM_UP}", {"days": days, "small": 12})
        assert not [line for (line,) in cursor.fetchall() if "Nested Loop" in line]
        summing.sum_up(days)
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)
