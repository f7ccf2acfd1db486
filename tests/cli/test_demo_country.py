"""The demonstration's country: the same each time, screened day by day, and the border does what was advised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl
import pytest

from trustlane.cli.demo_country import Demonstration, History, Stretch
from trustlane.cli.demo_size import Size
from trustlane.selectivity import screening
from trustlane.selectivity.holding import About, Held
from trustlane.selectivity.relodged import SENTENCE
from trustlane.simulate.country import Country

LAST = date(2026, 11, 21)
TINY = Size(
    days=20,
    before=60,
    changed=(
        ("trade.declarations_a_day", "110"),
        ("ecommerce.parcels_a_day", "10"),
        ("operators.regular", "160"),
        ("operators.occasional", "400"),
        ("operators.senders", "500"),
        ("programme.suspended_a_year", "0.6"),
        ("kinds.undervaluation.rate", "0.2"),
        ("messages.cancelled", "0.05"),
    ),
)


@dataclass(frozen=True)
class Shown:
    """A tiny demonstration, drawn whole."""

    of: Demonstration
    history: History
    holds: tuple[Held, ...]
    stretches: list[Stretch]

    @property
    def decided(self) -> pl.DataFrame:
        """The last decision on each declaration, beside what was done with it."""
        every = pl.concat([one.decisions for one in self.stretches]).sort("version")
        done = pl.concat([one.read.observed for one in self.stretches])
        advised = every.unique("declaration", keep="last").rename({"lane": "advised"})
        return advised.join(done, on="declaration", how="inner", validate="1:1")


def hold(operator: str) -> Held:
    noon = pl.datetime_range(date(2026, 11, 10), date(2026, 12, 10), interval="30d", time_zone="UTC", eager=True)
    return Held(1, About.OPERATOR, operator, (operator,), False, True, noon[0], noon[1], ratified_at=noon[0])


def drawn() -> Shown:
    of = Demonstration(LAST, TINY)
    history = of.history()
    holds = (hold(history.busiest),)
    return Shown(of, history, holds, list(of.stretches(holds)))


@pytest.fixture(scope="module")
def shown() -> Shown:
    return drawn()


def test_the_same_day_and_size_give_the_same_bytes(shown) -> None:
    again = drawn()
    assert again.history == shown.history
    for one, other in zip(shown.stretches, again.stretches, strict=True):
        assert one.decisions.equals(other.decisions)
        assert one.basis.version == other.basis.version
        for name in ("lines", "events", "observed", "outcomes"):
            assert getattr(one.read, name).equals(getattr(other.read, name)), name


def test_it_ends_on_its_last_day_and_every_message_but_cancellations_is_decided(shown) -> None:
    lines = pl.concat([one.read.lines for one in shown.stretches])
    assert (lines["day"].min(), lines["day"].max()) == (shown.of.first, LAST)
    told = lines.filter(pl.col("message") != "cancellation").select("declaration", "version").unique()
    decided = pl.concat([one.decisions for one in shown.stretches]).select("declaration", "version")
    assert decided.sort(pl.all()).equals(told.sort(pl.all()))


def test_the_border_follows_the_advice_but_for_what_officers_move(shown) -> None:
    every = shown.decided
    assert (every["lane"] == every["advised"]).all()
    moved = every.filter(pl.col("rerouted_to").is_not_null())
    assert 0 < len(moved) < 0.1 * every.filter(~pl.col("lane").is_in(["green", "complete"])).height
    assert moved["rerouted_why"].null_count() == moved["rerouted_by"].null_count() == 0
    assert not moved["drawn"].any()
    assert moved["mandatory"].null_count() == len(moved)


def test_what_is_handed_over_decides_the_same_again(shown) -> None:
    for stretch in shown.stretches:
        alone = stretch.read.lines.with_columns(pl.lit(None, pl.String).alias("previous"))
        seen = screening.assess_lines(alone, stretch.basis)
        again = screening.decide(seen, stretch.basis, stretch.tables)
        fresh = stretch.read.lines.filter(pl.col("previous").is_null()).select("declaration").unique()
        for column in ("lane", "lane_without_credit", "lane_credit_withheld", "security_ppm", "credited"):
            one, other = (
                rows.join(fresh, on="declaration", how="semi").sort("declaration", "version")[column]
                for rows in (stretch.decisions, again)
            )
            assert one.equals(other), column


def test_what_is_lodged_again_is_known_by_its_earlier_reference(shown) -> None:
    lines = pl.concat([one.read.lines for one in shown.stretches])
    again = set(lines.filter(pl.col("previous").is_not_null())["declaration"])
    assert again
    reasons = pl.concat([one.decisions for one in shown.stretches]).filter(pl.col("declaration").is_in(list(again)))
    told = reasons["reasons"].explode().drop_nulls().struct.field("text")
    assert len(told)
    assert not set(told) & set(SENTENCE.values())


def test_a_held_operator_is_looked_at_while_the_hold_lasts(shown) -> None:
    lines = pl.concat([one.read.lines for one in shown.stretches])
    theirs = lines.filter(pl.col("importer") == shown.history.busiest)["declaration"].unique()
    decided = shown.decided.filter(pl.col("declaration").is_in(theirs.implode()))
    assert decided.filter(pl.col("day") > date(2026, 11, 10))["mandatory"].null_count() == 0
    assert decided.filter(pl.col("day") < date(2026, 11, 10))["mandatory"].null_count() > 0


def test_nothing_of_the_truth_is_asked_for_before_the_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Country, on: date) -> pl.DataFrame:
        raise AssertionError("nobody who learns opens the truth")

    monkeypatch.setattr(Country, "truth", refuse)
    of = Demonstration(LAST, replace(TINY, before=30))
    of.history()
    assert of._learn(of._results).references.tables["importer"].height > 0


def test_who_is_called_busiest_is_trusted_and_who_is_doubtful_is_not(shown) -> None:
    members = {fact.operator for fact in shown.history.standing if fact.state == "valid"}
    assert shown.history.busiest in members
    assert shown.history.doubtful not in members


def test_members_are_suspended_in_the_middle(shown) -> None:
    first = shown.of.first
    later = [one for one in shown.of.standing() if one.state == "suspended" and one.known_from.date() >= first]
    assert later
    assert not {one.known_from for one in later} & {one.known_from for one in shown.history.standing}
