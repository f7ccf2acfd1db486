"""Many ratings in one go: each is held to what one alone is held to, and all of them are kept or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.actions import Rating
from trustlane.programme.models import Case, Finding
from trustlane.programme.queries.findings import latest, unrated
from trustlane.programme.refusals import KeyTaken, ProgrammeRefused, RatedByTheTeam
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(programme: Programme) -> Case:
    found: Case = programme.case(Stage.VALIDATING)
    return found


def seen(programme: Programme, case: Case) -> list[Rating]:
    """Everything that is left to rate, as met."""
    return [Rating(item, "met", item, programme.now) for item in unrated(case)]


def rate_all(programme: Programme, case: Case, ratings: list[Rating], by: Any = None) -> list[Finding]:
    return deeds.rate_all(case=case, ratings=ratings, by=by or programme.validators[0], at=programme.tick())


@contextmanager
def nothing_kept(refusal: type[Exception]) -> Iterator[None]:
    before = Finding.objects.count()
    with pytest.raises(refusal):
        yield
    assert Finding.objects.count() == before


def test_all_are_kept_in_the_order_they_came(programme: Programme, case: Case) -> None:
    given = seen(programme, case)
    kept = rate_all(programme, case, given)
    assert [one.item for one in kept] == [one.item for one in given]
    assert {one.by for one in kept} == {programme.validators[0].actor}
    assert not unrated(case)


def test_sent_twice_after_a_lost_line_they_are_kept_once(programme: Programme, case: Case) -> None:
    given = seen(programme, case)
    first = rate_all(programme, case, given[:3])
    again = rate_all(programme, case, [*given, given[0]])
    assert again[:3] == first
    assert again[-1] == first[0]
    assert Finding.objects.filter(case=case).count() == len(given)


def test_one_that_cannot_be_kept_keeps_the_others_out(programme: Programme, case: Case) -> None:
    one, *others = seen(programme, case)
    wrong = (
        replace(one, rating="splendid"),
        replace(one, rating="minor"),
        replace(one, item="Z.O9"),
        replace(one, key=" "),
        replace(one, site=1),
        replace(one, evidence=[7]),
        replace(one, seen_at=case.opened_at - timedelta(days=1)),
    )
    for each in wrong:
        with nothing_kept(ProgrammeRefused):
            rate_all(programme, case, [*others, each])


def test_a_key_stands_for_one_rating_within_what_comes_together_too(programme: Programme, case: Case) -> None:
    one, other, *_ = seen(programme, case)
    with nothing_kept(KeyTaken):
        rate_all(programme, case, [one, replace(other, key=one.key)])


def test_who_is_not_on_the_team_rates_nothing(programme: Programme, case: Case) -> None:
    for by in (programme.officer, programme.decider, programme.person("validator", "a third")):
        with nothing_kept(Refused):
            rate_all(programme, case, seen(programme, case), by=by)


def test_a_guest_leaves_what_the_team_rated_as_it_is(programme: Programme) -> None:
    guest, case = programme.person("guest_validator"), programme.case(Stage.DESK_REVIEW)
    day = programme.now.date()
    deeds.plan_validation(
        case=case,
        plan=deeds.Plan(mode="on_site", sites=(), begins=day, ends=day),
        team=[person.pk for person in programme.validators],
        guests=[guest.pk],
        by=programme.officer,
        at=programme.tick(),
    )
    programme.do("begin_validation", case)
    first, second, *_ = seen(programme, case)
    rate_all(programme, case, [first])
    rate_all(programme, case, [replace(second, key="guest")], by=guest)
    with nothing_kept(RatedByTheTeam):
        rate_all(programme, case, [replace(first, key="guest first")], by=guest)
    assert [one.by for one in latest(case)] == [programme.validators[0].actor, guest.actor]


def test_many_ask_the_database_no_more_often_than_one(programme: Programme) -> None:
    def asked(many: int) -> int:
        case = programme.case(Stage.VALIDATING)
        given = seen(programme, case)[:many]
        with CaptureQueriesContext(connection) as heard:
            rate_all(programme, case, given)
        return len(heard)

    assert asked(12) == asked(1)
