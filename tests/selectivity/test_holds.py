"""Covert holds: what they change, how long one person's word counts, and that a second one is another person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.db.utils import Error, IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from tests.selectivity.declared import basis, fact, many
from tests.world import World
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.queries import story
from trustlane.ledger.subjects import Subject
from trustlane.parties.actions.registering import register
from trustlane.parties.identifiers import Identifier
from trustlane.selectivity import policy, screening
from trustlane.selectivity.actions import holds
from trustlane.selectivity.holding import ALONE_FOR, LONGEST, About, Held, State, with_holds
from trustlane.selectivity.models import HoldRatified
from trustlane.selectivity.queries import holds as queries
from trustlane.selectivity.refusals import HoldDoesNothing, HoldSettled, HoldTooLong
from trustlane.selectivity.targeting import compiled_for

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HISTORY = many(600, seed=9)
TRUSTED = tuple(fact(f"IMP{number}") for number in range(1, 30))
RULES = b"""
rules:
  - {id: arms, title: Medicines, family: security, kind: contraband, owner: desk,
     when: {field: hs, op: prefix, value: "3004"}, effect: {lift: 0.5, mandatory: orange}}
"""


def one(**changes: Any) -> Held:
    whole: dict[str, Any] = {
        "number": 1,
        "about": About.OPERATOR,
        "subject": "IMP1",
        "numbers": ("IMP1",),
        "withdraws_credit": True,
        "demands_look": False,
        "placed_at": AT,
        "until": AT + timedelta(days=30),
    }
    return Held(**{**whole, **changes})


def screened(*held: Held, rules: Any = None, over: pl.DataFrame = HISTORY) -> pl.DataFrame:
    rests_on = basis(HISTORY, *TRUSTED, rules=with_holds(policy.default(), rules, held))
    return screening.screen(over, rests_on, at=AT)[0]


# What it changes


def test_a_hold_withdraws_the_credit_of_one_operator_and_leaves_all_others_theirs() -> None:
    rests_on = basis(HISTORY, *TRUSTED, rules=with_holds(policy.default(), None, [one()]))
    (view,) = screening.assess_lines(HISTORY, rests_on).tracks
    mine = (HISTORY["importer"] == "IMP1").to_numpy()
    assert (view.worth[mine] == view.worth_without[mine]).all()
    assert (view.worth[~mine] < view.worth_without[~mine]).any()


def test_a_hold_demands_the_look_that_lots_demand_in_either_track() -> None:
    entries = many(40, seed=2, regime="entry_summary", value_minor=None, tax_rate_ppm=None, carrier="IMP1")
    both = pl.concat([HISTORY, entries])
    decisions = screened(one(withdraws_credit=False, demands_look=True), over=both)
    named = both.filter((pl.col("importer") == "IMP1") | (pl.col("carrier") == "IMP1"))["declaration"]
    mine = decisions.filter(pl.col("declaration").is_in(named.implode()))
    assert mine.filter(pl.col("regime") == "import")["lane"].unique().to_list() == ["red"]
    assert set(mine.filter(pl.col("regime") == "entry_summary")["lane"]) <= {
        "control_at_entry",
        "request_for_screening",
        "do_not_load",
    }
    assert mine.height > 40


def test_a_hold_on_a_declaration_is_about_that_one_alone() -> None:
    held = one(about=About.DECLARATION, subject="M9-7", numbers=("M9-7",), demands_look=True)
    decisions = screened(held)
    assert decisions.filter(pl.col("mandatory").is_not_null())["declaration"].to_list() == ["M9-7"]


def test_officers_rules_stand_beside_the_holds() -> None:
    rules = compiled_for(policy.default(), RULES)
    decisions = screened(one(demands_look=True), rules=rules)
    hit = decisions.explode("rules")["rules"].drop_nulls().unique().sort().to_list()
    assert hit == ["arms", "hold-1-goods"]
    assert with_holds(policy.default(), rules, []) is rules


# How long


@given(
    after=st.timedeltas(timedelta(0), timedelta(days=120)),
    ratified=st.none() | st.timedeltas(timedelta(0), ALONE_FOR - timedelta(seconds=1)),
    ended=st.none() | st.timedeltas(timedelta(0), timedelta(days=120)),
)
def test_a_hold_counts_while_one_or_two_stand_for_it(after: Any, ratified: Any, ended: Any) -> None:
    held = one(ratified_at=None if ratified is None else AT + ratified, ended_at=None if ended is None else AT + ended)
    at = AT + after
    counts = held.counts(at)
    if ended is not None and ended <= after:
        assert held.state(at) is State.ENDED
        assert not counts
    elif ratified is not None and ratified <= after:
        assert counts == (at < held.until)
    else:
        assert counts == (after < ALONE_FOR)
    assert not held.counts(AT - timedelta(seconds=1))


# Who


@pytest.fixture
def officers(world: World) -> tuple[Any, Any]:
    return world.user(Role.RISK_MANAGER), world.user(Role.RISK_MANAGER)


def placed(by: Any, **changes: Any) -> Any:
    whole: dict[str, Any] = {
        "about": About.OPERATOR,
        "subject": "IMP1",
        "reason": "a tip",
        "withdraws_credit": True,
        "demands_look": True,
        "until": AT + timedelta(days=30),
        "by": by,
        "at": AT,
    }
    return holds.place(**{**whole, **changes})


def test_one_places_and_only_another_ratifies(officers: tuple[Any, Any], world: World) -> None:
    first, second = officers
    hold = placed(first)
    later = AT + timedelta(hours=1)
    with pytest.raises(Refused):
        holds.ratify(hold=hold, by=first, at=later)
    with pytest.raises(Refused):
        holds.ratify(hold=hold, by=world.user(Role.AUDITOR), at=later)
    holds.ratify(hold=hold, by=second, at=later)
    (seen,) = queries.listed(by=first, at=later)
    assert seen.state is State.RATIFIED
    assert [each.number for each in queries.counting(AT + timedelta(days=29))] == [hold.pk]
    assert queries.counting(AT + timedelta(days=30)) == ()
    with pytest.raises(HoldSettled):
        holds.ratify(hold=hold, by=second, at=later)


def test_what_nobody_ratifies_lapses_after_72_hours(officers: tuple[Any, Any]) -> None:
    first, second = officers
    hold = placed(first)
    assert queries.counting(AT + ALONE_FOR - timedelta(seconds=1))
    assert not queries.counting(AT + ALONE_FOR)
    with pytest.raises(HoldSettled):
        holds.ratify(hold=hold, by=second, at=AT + ALONE_FOR)


def test_one_is_enough_to_end_a_hold(officers: tuple[Any, Any]) -> None:
    first, second = officers
    hold = placed(first)
    holds.end(hold=hold, reason="a mistake", by=second, at=AT + timedelta(hours=2))
    assert not queries.counting(AT + timedelta(hours=3))
    assert queries.counting(AT + timedelta(hours=1))
    with pytest.raises(HoldSettled):
        holds.end(hold=hold, reason="again", by=first, at=AT + timedelta(hours=3))


def test_the_database_refuses_one_person_for_two_and_any_change(officers: tuple[Any, Any]) -> None:
    hold = placed(officers[0])
    with pytest.raises(IntegrityError, match="another"):
        HoldRatified.objects.create(hold=hold, placed_by=hold.placed_by, by=hold.placed_by, at=AT)


def test_a_hold_is_never_edited(officers: tuple[Any, Any]) -> None:
    placed(officers[0])
    with pytest.raises(Error, match="append"), connection.cursor() as cursor:
        cursor.execute("UPDATE selectivity_hold SET subject = 'IMP2'")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"withdraws_credit": False, "demands_look": False}, HoldDoesNothing),
        ({"until": AT}, HoldTooLong),
        ({"until": AT + LONGEST + timedelta(seconds=1)}, HoldTooLong),
    ],
)
def test_a_hold_does_something_and_ends(officers: tuple[Any, Any], changes: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        placed(officers[0], **changes)


def test_only_risk_managers_place_holds_and_auditors_see_them(world: World, officers: tuple[Any, Any]) -> None:
    for role in (Role.AUDITOR, Role.FRONTLINE_OFFICER, Role.ADMINISTRATOR, Role.REGISTER_OFFICER):
        with pytest.raises(Refused):
            placed(world.user(role))
    placed(officers[0])
    assert queries.listed(by=world.user(Role.AUDITOR), at=AT)
    for role in (Role.FRONTLINE_OFFICER, Role.ADMINISTRATOR, Role.REGISTER_OFFICER):
        with pytest.raises(Refused):
            queries.listed(by=world.user(role), at=AT)


def test_a_hold_knows_every_number_of_its_operator(world: World, officers: tuple[Any, Any]) -> None:
    numbers = [Identifier("TIN", "XA1000000001"), Identifier("TIN", "XA9000000009")]
    register(name="Held Company", identifiers=numbers, actor="system:tests", at=world.now)
    hold = placed(officers[0], subject="XA9000000009", at=world.now, until=world.now + timedelta(days=3))
    assert {"XA1000000001", "XA9000000009"} <= set(hold.numbers)


def test_the_record_says_that_a_hold_was_placed_and_not_on_whom(officers: tuple[Any, Any]) -> None:
    hold = placed(officers[0], subject="IMP1", reason="a tip about IMP1")
    (entry,) = story(Subject("hold", str(hold.pk)))
    assert entry.verb == "selectivity.place_hold"
    assert "IMP1" not in repr(entry)
    assert not story(Subject("operator", "IMP1"))
