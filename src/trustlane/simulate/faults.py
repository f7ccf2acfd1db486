"""What can be wrong with a scenario whose shape is right, each fault with its place and the mend."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from trustlane.simulate.kinds import KINDS

if TYPE_CHECKING:
    from trustlane.simulate.scenario import Scenario

MOST_IMPORTERS = 250_000
MOST_IMPOSTORS = 8_000
_YEARS = (1900, 2200)
_MOST_IN_PAIRS = 60
_MOST_HOURS = 10_000
_MOST_OF_PARTNERS = 0.9


def near(word: str, of: tuple[str, ...]) -> str:
    """The name that was probably meant, as the end of a sentence."""
    close = difflib.get_close_matches(word, of, 1)
    return f" Do you mean {close[0]!r}?" if close else ""


def faults_of(scenario: Scenario) -> list[str]:
    """Everything wrong with a scenario whose shape is right, each with its place."""
    return [
        *_years(scenario),
        *_by_kind(scenario),
        *_ranges(scenario),
        *_partners(scenario),
        *_sums(scenario),
        *_size(scenario),
    ]


def _years(scenario: Scenario) -> Iterator[str]:
    """Days are counted from the first one, decades back and forth."""
    first, last = _YEARS
    if not first <= scenario.begins.year <= last:
        yield f"begins: {scenario.begins} lies beyond what can be drawn; write a day of the years {first} to {last}."


def _by_kind(scenario: Scenario) -> Iterator[str]:
    """Tables by kind name kinds, and shares."""
    divided = {"impostors.kinds": scenario.impostors.kinds, "captured.kinds": scenario.captured.kinds}
    divided["drift.waves.kinds"] = scenario.drift.waves.kinds
    catches = {f"inspections.{lane}.catches": one.catches for lane, one in scenario.inspections.items()}
    for place, table in (divided | catches).items():
        for kind, value in table.items():
            if kind not in KINDS:
                yield f"{place}: {kind!r} is no kind; they are {', '.join(KINDS)}.{near(kind, KINDS)}"
            if not 0 <= value <= 1:
                yield f"{place}.{kind}: {value} is not between 0 and 1."
    for place, table in divided.items():
        if not sum(table.values()) > 0:
            yield f"{place}: give at least one kind with a share above 0."


def _ranges(scenario: Scenario) -> Iterator[str]:
    """What stands in pairs, in sevens and by lane."""
    entry = scenario.entry
    for place, least, (first, last) in (
        ("trade.habits", 1, scenario.trade.habits),
        ("entry.sea_days", 0, entry.sea_days),
        ("entry.air_days", 0, entry.air_days),
    ):
        if not least <= first <= last <= _MOST_IN_PAIRS:
            yield f"{place}: {first} and {last}: give the smaller first, and no more than {_MOST_IN_PAIRS}."
    days = scenario.trade.weekdays
    if not all(0 <= one <= 10 for one in days) or not sum(days) > 0:
        yield "trade.weekdays: give seven numbers from 0 to 10, not all of them 0."
    for lane, hours in scenario.baseline.release.items():
        if not 0 <= hours <= _MOST_HOURS:
            yield f"baseline.release.{lane}: {hours} hours: give a number from 0 to {_MOST_HOURS:,}."
    under = scenario.kinds.undervaluation
    if under.least_left > under.most_left:
        yield "kinds.undervaluation: `least_left` is above `most_left`; exchange them."


def _partners(scenario: Scenario) -> Iterator[str]:
    """Partners have codes of their own, and leave some trade to the rest of the world."""
    codes = [one.code for one in scenario.partners]
    for place, code in enumerate(codes):
        if codes.index(code) != place or code == scenario.own:
            yield f"partners[{place}].code: {code!r} stands there twice, or is our own; give each partner its own."
    if sum(one.trade for one in scenario.partners) > _MOST_OF_PARTNERS:
        yield f"partners: their shares of trade add up to more than {_MOST_OF_PARTNERS}; leave some to others."


def _sums(scenario: Scenario) -> Iterator[str]:
    """Shares of one whole are no more than that."""
    looks, programme = scenario.baseline, scenario.programme
    if looks.lot + looks.red + looks.orange + looks.yellow + looks.blue > 1:
        yield "baseline: its shares of goods declarations add up to more than 1; make them smaller."
    if looks.control_at_entry + looks.request_for_information > 1:
        yield "baseline: its shares of entry summaries add up to more than 1; make them smaller."
    if scenario.impostors.ended + scenario.impostors.mistyped + scenario.impostors.beside > 1:
        yield "impostors: `ended`, `mistyped` and `beside` add up to more than 1; make them smaller."
    if programme.both + programme.compliance > 1:
        yield "programme: `both` and `compliance` add up to more than 1; make them smaller."


def _size(scenario: Scenario) -> Iterator[str]:
    """There are no more actors than a number has room for."""
    operators, programme = scenario.operators, scenario.programme
    importers = (operators.regular + operators.occasional) * (1 + operators.born_a_year * operators.years)
    members = operators.regular * (0.1 * programme.large + 0.3 * programme.medium + 0.6 * programme.small)
    impostors = members * scenario.impostors.per_hundred_members / 100 * operators.years
    if importers > MOST_IMPORTERS:
        yield f"operators: with those to be born there are {importers:,.0f} importers; the most are {MOST_IMPORTERS:,}."
    if impostors > MOST_IMPOSTORS:
        yield f"impostors: over the years there are {impostors:,.0f} of them; the most are {MOST_IMPOSTORS:,}."
