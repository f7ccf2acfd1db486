"""The register of a country: who holds a status, what became of it, and what was known of that on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.simulate.countries import BEGINS, scenario
from trustlane.parties.checks import faults
from trustlane.parties.identifiers import Identifier
from trustlane.simulate.country import Country
from trustlane.standing.facts import ROLES, STATES, StandingFact

LATER = BEGINS + timedelta(days=400)


@pytest.fixture(scope="module")
def country() -> Country:
    losing = {"programme__suspended_a_year": "0.2", "programme__revoked_a_year": "0.1"}
    return Country(scenario(**losing, partners__0__suspended_a_year="0.3", partners__0__late_days="9"), 1)


def test_own_and_three_partners_operators_stand_in_it(country) -> None:
    facts = country.standing(BEGINS)
    assert {fact.issuer for fact in facts} == {"XA", "XB", "XC", "XD"}
    assert {fact.role for fact in facts if fact.issuer == "XA"} == {"importer", "broker", "carrier"}
    assert {fact.role for fact in facts if fact.issuer != "XA"} == {"exporter"}
    assert {fact.role for fact in facts} <= set(ROLES)
    assert {fact.state for fact in facts} <= set(STATES)
    assert len({fact.scope for fact in facts if fact.role == "importer"}) == 3
    assert not [fault for fact in facts for one in fact.identifiers for fault in faults(one)]


def test_who_did_not_agree_is_not_in_the_register_and_names_its_status_all_the_same() -> None:
    all_agree, none_agree = (
        Country(scenario(**{f"partners__{place}__consent": share for place in range(3)}), 1) for share in ("1", "0")
    )
    assert {fact.issuer for fact in none_agree.standing(LATER)} == {"XA"}
    assert len(all_agree.standing(LATER)) > len(none_agree.standing(LATER))
    assert all_agree._of.held.number.equals(none_agree._of.held.number)


def test_some_are_suspended_in_the_middle_and_some_come_back(country) -> None:
    facts = country.standing(LATER)
    now = [fact for fact in facts if fact.known_to is None]
    suspended = [fact for fact in now if fact.state == "suspended"]
    revoked = [fact for fact in now if fact.state == "revoked"]
    assert len(suspended) > 10 and len(revoked) > 3
    assert all(BEGINS <= fact.valid_from <= LATER for fact in suspended + revoked)
    back = {fact.operator for fact in suspended if fact.valid_to < LATER}
    valid = {fact.operator for fact in now if fact.state == "valid" and fact.valid_from > BEGINS}
    assert back and back == valid
    assert not [fact for fact in country.standing(BEGINS - timedelta(days=1)) if fact.state != "valid"]


def test_word_of_partners_comes_late_and_that_of_our_own_on_the_day(country) -> None:
    ended = [fact for fact in country.standing(LATER) if fact.state in ("suspended", "revoked")]
    first: dict[str, int] = {}
    for fact in ended:
        wait = (fact.known_from.date() - fact.valid_from).days
        first[fact.operator] = min(wait, first.get(fact.operator, wait))
    waits = {
        issuer: {wait for operator, wait in first.items() if operator.startswith(issuer)} for issuer in ("XA", "XB")
    }
    assert waits["XA"] == {0}
    assert max(waits["XB"]) > 2
    assert max(waits["XB"]) <= 9


def test_nothing_that_becomes_known_later_shows(country) -> None:
    last = country.standing(LATER)
    for days in (0, 40, 111, 250):
        known = BEGINS + timedelta(days=days)
        end = datetime.combine(known, time(23, 59, 59), UTC)
        facts = country.standing(known)
        assert all(fact.known_from <= end for fact in facts)
        assert all(fact.known_to is None or fact.known_to <= end for fact in facts)
        # What was said then is what is later said to have been said then.
        assert said_at(facts, end) == said_at(last, end)


def said_at(facts: tuple[StandingFact, ...], at: datetime) -> set[tuple[str, str, date | None, date | None]]:
    return {
        (fact.operator, fact.state, fact.valid_from, fact.valid_to)
        for fact in facts
        if fact.known_from <= at and (fact.known_to is None or at < fact.known_to)
    }


def test_at_every_moment_one_word_is_known_of_an_operators_day(country) -> None:
    facts = country.standing(LATER)
    for moment in (
        datetime(2026, 1, 2, 12, tzinfo=UTC),
        datetime(2026, 8, 1, 12, tzinfo=UTC),
        datetime(2027, 2, 1, tzinfo=UTC),
    ):
        for day in (BEGINS, date(2026, 6, 15), LATER):
            holding = [
                fact.operator
                for fact in facts
                if fact.known_from <= moment < (fact.known_to or moment + timedelta(1))
                and fact.valid_from <= day <= fact.valid_to
            ]
            assert len(holding) == len(set(holding))


def test_a_number_in_the_register_is_the_one_that_declarations_name(country) -> None:
    facts = [fact for fact in country.standing(BEGINS) if fact.role == "importer"]
    numbers = set(country._of.parties.identifier)
    for fact in facts:
        tin = next(one for one in fact.identifiers if one.scheme == "TIN")
        assert isinstance(tin, Identifier)
        assert tin.value in numbers


def test_large_importers_hold_a_status_more_often_and_partners_larger_senders_do() -> None:
    actors, held = (lambda of: (of.actors, of.held))(Country(scenario(operators__regular="2000"), 1)._of)
    share = {size: (held.scope[:2000][actors.size[:2000] == size] > 0).mean() for size in (0, 1, 2)}
    assert share[2] > share[1] > share[0]


def test_whom_the_administration_knows_by_name_are_its_regulars_and_the_register(country) -> None:
    known = country.operators(BEGINS)
    references = {one.reference for one in known}
    assert len(references) == len(known)
    assert {fact.operator for fact in country.standing(BEGINS)} <= references
    assert {one.role for one in known} == {"importer", "broker", "carrier", "exporter"}
    assert len(known) > 500
    later = country.operators(LATER)
    assert references < {one.reference for one in later}
    listed = {fact.operator: fact for fact in country.standing(BEGINS)}
    assert all(listed[one.reference].identifiers == one.identifiers for one in known if one.reference in listed)
