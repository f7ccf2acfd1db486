"""Lists and stories of declarations, as known at an instant, for those who may see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.declarations.conftest import NOON, line
from tests.world import World
from trustlane.access.evaluator import in_force
from trustlane.access.roles import Role
from trustlane.declarations import queries
from trustlane.declarations.permits import Permission
from trustlane.declarations.queries import SORTS, Wanted

pytestmark = pytest.mark.django_db
Keep = Callable[..., Any]


def references(*args: Any, **more: Any) -> list[str]:
    return [head.reference for head in queries.listed(*args, **more)]


@pytest.fixture
def three(keep: Keep) -> None:
    """Three declarations at two offices; the second is amended an hour later, the third cancelled two hours later."""
    keep(
        line("A1", day=date(2026, 3, 1), importer="XAI1", exporter="X1", containers=["MSCU1234567"]),
        line("A2", day=date(2026, 3, 2), importer="I2", office="XA02", value_minor=900, departure="XC"),
        line("A3", 1, day=date(2026, 3, 3), importer=None, declarant="XAI1", regime="export"),
        line("A3", 2, day=date(2026, 3, 3), importer=None, declarant="XAI1", regime="export", hs="850440", origin="XC"),
    )
    later = line(
        "A2", version=2, message="amendment", day=date(2026, 3, 2), importer="I9", office="XA02", value_minor=100
    )
    keep(later, at=NOON + timedelta(hours=1))
    keep(line("A3", None, version=2, message="cancellation"), at=NOON + timedelta(hours=2))


def test_a_declaration_stands_once_in_a_list_as_it_holds(three: None) -> None:
    heads = {head.reference: head for head in queries.listed()}
    assert {name: (head.number, head.state) for name, head in heads.items()} == {
        "A1": (1, "open"),
        "A2": (2, "amended"),
        "A3": (1, "cancelled"),
    }
    assert heads["A2"].importer == "I9"


def test_a_list_is_as_it_was_known(three: None) -> None:
    before = {head.reference: head for head in queries.listed(known=NOON)}
    assert {name: head.state for name, head in before.items()} == {"A1": "open", "A2": "open", "A3": "open"}
    assert before["A2"].importer == "I2"
    assert references(known=NOON - timedelta(seconds=1)) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(offices=("XA02",)), ["A2"]),
        (Wanted(day_from=date(2026, 3, 2)), ["A3", "A2"]),
        (Wanted(day_to=date(2026, 3, 2)), ["A2", "A1"]),
        (Wanted(state="cancelled"), ["A3"]),
        (Wanted(regime="export"), ["A3"]),
        (Wanted(reference="A1"), ["A1"]),
        (Wanted(party="XAI1"), ["A3", "A1"]),
        (Wanted(importer="XAI1"), ["A1"]),
        (Wanted(exporter="X1"), ["A1"]),
        (Wanted(hs="8504"), ["A3"]),
        (Wanted(origin="XC"), ["A3"]),
        (Wanted(hs="8504", origin="XB"), []),
        (Wanted(container="MSCU1234567"), ["A1"]),
        (Wanted(departure="XC"), []),
    ],
)
def test_a_list_is_narrowed(three: None, wanted: Wanted, found: list[str]) -> None:
    assert references(wanted) == found
    assert queries.count(wanted) == len(found)


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("sort", sorted(SORTS))
def test_pages_follow_each_other_without_gap_or_repeat_in_every_order(keep: Keep, sort: str, descending: bool) -> None:
    for number in range(7):
        keep(
            line(
                f"B{number}",
                day=date(2026, 3, 1 + number % 3),
                importer=[None, "XAI1", "I2"][number % 3],
                value_minor=None if number % 2 else 5 * (number % 3),
                lodged=None if number % 3 else datetime(2026, 3, 1, number, tzinfo=UTC),
            )
        )
    whole = queries.listed(sort=sort, descending=descending)
    pages: list[queries.Head] = []
    after = None
    while len(pages) <= 7 and (page := queries.listed(sort=sort, descending=descending, after=after, size=2)):
        pages += page
        after = queries.key_of(page[-1], sort)
    assert pages == list(whole)
    assert len(pages) == 7


def test_a_story_has_every_version_known_then(three: None) -> None:
    now, before = queries.story("A2"), queries.story("A2", known=NOON)
    assert now is not None
    assert before is not None
    assert [version.head.number for version in now.versions] == [1, 2]
    assert [version.head.number for version in before.versions] == [1]
    assert (now.state, before.state) == ("amended", "open")
    assert queries.story("A2", known=NOON - timedelta(days=1)) is None
    assert queries.story("unknown") is None


def test_offices_are_named_once(three: None) -> None:
    assert queries.offices() == ("XA01", "XA02")


def seen(user: Any, permission: Permission = Permission.SEE_DECLARATION) -> set[str]:
    return set(in_force().visible(user, permission, queries.declared(), NOON).values_list("reference", flat=True))


def test_an_officer_sees_the_declarations_of_the_own_office(three: None, world: World) -> None:
    assert seen(world.officer("XA02")) == {"A2"}
    assert seen(world.user(Role.RISK_MANAGER)) == {"A1", "A2", "A3"}
    assert seen(world.user(Role.AUDITOR)) == {"A1", "A2", "A3"}
    assert seen(world.user(Role.MRA_DESK)) == set()


def test_an_operator_sees_only_what_names_it_and_nothing_of_its_treatment(three: None, world: World) -> None:
    from trustlane.parties.actions.registering import register
    from trustlane.parties.identifiers import Identifier

    register(name="Operator One", identifiers=[Identifier("TIN", "XAI1")], actor="system:test", at=NOON)
    trader = world.trader("XAI1")
    assert seen(trader) == {"A1", "A3"}
    assert seen(trader, Permission.SEE_TREATMENT) == set()
    assert seen(world.trader("OP2")) == set()
    permits = in_force()
    for head in queries.listed():
        allowed = permits.may(trader, Permission.SEE_DECLARATION, head, at=NOON).allowed
        assert allowed == (head.reference in {"A1", "A3"})


def test_a_consignment_lodged_again_is_known_by_both_references(keep: Keep) -> None:
    keep(line("A1"), line("A2", previous="A1"))
    assert {one.reference: one.previous for one in queries.lodgings(["A1", "A2"])} == {"A1": None, "A2": "A1"}
    assert queries.lodged_again(["A1"]) == ("A2",)
    story = queries.story("A2")
    assert story is not None
    assert story.latest.head.previous == "A1"
