"""How the declarations that name somebody went, each counted once, as it was known."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.selectivity.declared import DAY, lines
from tests.world import World
from trustlane.declarations.facts import Went
from trustlane.declarations.naming import named_since, went
from trustlane.declarations.queries import last_report, last_version

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def of(*numbers: str, since: date = DAY, known: datetime = WEDNESDAY) -> tuple[Went, ...]:
    return went({7: numbers}, day_from=since, known=known).get(7, ())


def found(reference: str, result: str | None = "find", **more: Any) -> dict[str, Any]:
    return {"declaration": reference, "examination": "physical", "result": result, **more}


@pytest.mark.parametrize("part", ["importer", "exporter", "declarant", "carrier", "representative"])
def test_a_declaration_is_of_whom_it_names_in_whatever_part(world: World, part: str) -> None:
    world.declared(lines({part: "XA7"}), at=MONDAY)
    assert of("XA7") == (Went(DAY, 1, 0),)


def test_who_is_named_twice_and_by_two_numbers_has_one_declaration(world: World) -> None:
    world.declared(lines({"importer": "XA7", "exporter": "XA7", "declarant": "XA8"}), at=MONDAY)
    assert of("XA7", "XA8") == (Went(DAY, 1, 0),)


def test_what_is_alike_is_counted_by_the_day_and_what_was_found_stands_alone(world: World) -> None:
    world.declared(
        lines(*({"importer": "XA7"} for _ in range(4)), {"importer": "XA7", "day": DAY + timedelta(days=1)}),
        observed=[found("D0", "clean"), found("D1", kind="contraband")],
        at=MONDAY,
    )
    assert of("XA7") == (
        Went(DAY, 3, 1),
        Went(DAY, 1, 1, "D1", None, MONDAY, "contraband"),
        Went(DAY + timedelta(days=1), 1, 0),
    )
    assert of("XA7", since=DAY + timedelta(days=1)) == (Went(DAY + timedelta(days=1), 1, 0),)


def test_a_later_report_takes_back_a_find(world: World) -> None:
    world.declared(lines({"importer": "XA7"}), observed=[found("D0")], at=MONDAY)
    world.declared(lines(), observed=[found("D0", "clean")], at=TUESDAY)
    assert of("XA7", known=MONDAY) == (Went(DAY, 1, 1, "D0", None, MONDAY, ""),)
    assert of("XA7") == (Went(DAY, 1, 1),)


def test_the_last_version_says_who_is_named(world: World) -> None:
    world.declared(lines({"importer": "XA7"}), at=MONDAY)
    world.declared(lines({"importer": "XA8", "message": "amendment"}), at=TUESDAY)
    assert of("XA7", known=MONDAY) == (Went(DAY, 1, 0),)
    assert of("XA7") == ()
    assert of("XA8") == (Went(DAY, 1, 0, "D0", TUESDAY),)


def test_a_cancelled_declaration_was_declared(world: World) -> None:
    world.declared(lines({"importer": "XA7"}), at=MONDAY)
    world.declared(lines({"importer": "XA7", "message": "cancellation"}), at=TUESDAY)
    assert of("XA7") == (Went(DAY, 1, 0),)


def test_each_of_many_holders_gets_its_own(world: World) -> None:
    world.declared(lines({"importer": "XA7"}, {"importer": "XA8", "exporter": "XA7"}), at=MONDAY)
    told = went({7: ["XA7"], 8: ["XA8"], 9: ["XA9"], 10: []}, day_from=DAY, known=WEDNESDAY)
    assert told == {7: (Went(DAY, 2, 0),), 8: (Went(DAY, 1, 0),)}


def test_finds_and_amendments_that_came_in_name_whom_they_are_about(world: World) -> None:
    world.declared(lines(*({"importer": f"XA{n}"} for n in range(4))), at=MONDAY)
    report, version = last_report(), last_version()
    assert named_since(report=report, version=version) == set()
    amendment = {"declaration": "D1", "importer": "XA1", "message": "amendment"}
    world.declared(lines(amendment), observed=[found("D0"), found("D2", "clean")], at=TUESDAY)
    named = named_since(report=report, version=version)
    assert {one for one in named if one.startswith("XA")} == {"XA0", "XA1"}
    assert named_since(report=last_report(), version=last_version()) == set()
