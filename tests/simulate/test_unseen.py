"""Scenarios that nobody has run before: whatever a file may say, the country can be stepped, and stays whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.simulate.countries import TEXT, drawn, everything
from trustlane.declarations.frame import LINES
from trustlane.simulate.country import Country
from trustlane.simulate.inspecting import RESULTS
from trustlane.simulate.scenario import Scenario, ScenarioRefused, named, parse, read_scenario
from trustlane.simulate.truth import TRUTH

# Sizes that would only take long.
BOUNDED = {
    "operators.regular": 600, "operators.occasional": 600, "operators.senders": 900, "operators.brokers": 50,
    "operators.carriers": 50, "trade.declarations_a_day": 300, "ecommerce.parcels_a_day": 200,
    "ecommerce.sellers": 200, "ecommerce.platforms": 9, "ecommerce.sale_factor": 10,
    "impostors.per_hundred_members": 50, "impostors.consignments_a_month": 60,
}  # fmt: skip


def numbers(struct: Any = Scenario, prefix: str = "") -> Iterator[tuple[str, float, float, Any]]:
    """Every parameter that is a number with bounds: its place, the bounds, its type."""
    for name, kind in get_type_hints(struct, include_extras=True).items():
        inner = get_args(kind)[0]
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from numbers(inner, f"{prefix}{name}.")
        metas = [one for one in kind.__metadata__ if isinstance(one, msgspec.Meta)]
        low, high = [one.ge for one in metas if one.ge is not None], [one.le for one in metas if one.le is not None]
        if low and high:
            place = f"{prefix}{name}"
            yield place, low[0], BOUNDED.get(place, high[0]), inner


NUMBERS = {place: (low, high, kind) for place, low, high, kind in numbers()}


@st.composite
def changes(draw: st.DrawFn) -> dict[str, str]:
    """Other values for a dozen places, at their bounds or between."""
    places = draw(st.lists(st.sampled_from(sorted(NUMBERS)), min_size=6, max_size=12, unique=True))
    found = {}
    for place in places:
        low, high, kind = NUMBERS[place]
        between = st.integers(int(low), int(high)) if kind is int else st.floats(low, high)
        found[place] = str(kind(draw(st.one_of(st.just(low), st.just(high), between))))
    return found


def is_whole(scenario: Scenario, days: int) -> None:
    period = drawn(scenario, days, first=scenario.begins, lanes=everything)
    assert (period.lines.schema, period.results.schema) == (LINES, RESULTS)
    assert period.truth.drop("on").schema == TRUTH
    assert period.truth["declaration"].is_unique().all()
    assert (
        period.truth.select("stake_minor", "illicit_minor", "harm_minor", "revenue_minor").min_horizontal() >= 0
    ).all()
    goods = period.goods
    assert goods.select("hs", "value_minor", "net_mass_g", "importer", "exporter").null_count().sum_horizontal()[0] == 0
    assert (goods["value_minor"] > 0).all()


def test_there_is_something_to_change() -> None:
    assert len(NUMBERS) > 150


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(changes())
def test_any_scenario_that_is_taken_can_be_stepped(changed: dict[str, str]) -> None:
    try:
        scenario = parse(TEXT, overrides=changed)
    except ScenarioRefused:
        assume(False)
    is_whole(scenario, 3)


@pytest.mark.parametrize("name", named())
def test_every_scenario_that_ships_can_be_stepped(name: str) -> None:
    is_whole(read_scenario(name), 3)


def test_a_country_with_next_to_nothing_in_it_can_be_stepped() -> None:
    bare = parse(
        "{name: bare, partners: [], trade: {declarations_a_day: 5},"
        " operators: {regular: 1, occasional: 0, brokers: 1, carriers: 1, senders: 1},"
        " ecommerce: {platforms: 0}}"
    )
    is_whole(bare, 5)
    assert {fact.issuer for fact in Country(bare, 1).standing(bare.begins)} <= {"XA"}
