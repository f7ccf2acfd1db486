"""Before a clock ends whoever has to act is warned, once for each warning; one that stands or ended warns nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.programme.cases import Programme
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Notice
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def warned(case: Any) -> list[tuple[str, Any]]:
    rows = Notice.objects.filter(case=case).exclude(clock="").select_related("person").order_by("pk")
    return [(row.to, row.person) for row in rows]


def test_customs_is_warned_of_its_own_clock_once_for_each_warning(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    due = Case.objects.get(pk=case.pk).due
    assert due is not None
    told = [deeds.warn(at=due - timedelta(days=days, hours=1)) for days in (9, 7, 6, 2, 1, 0, -1)]
    assert told == [0, 1, 0, 1, 0, 0, 0]
    assert warned(case) == [("officer", programme.officer)] * 2


def test_a_day_is_walked_once_and_in_parts(programme: Programme) -> None:
    first, second = programme.case(Stage.SUBMITTED), programme.case(Stage.SUBMITTED)
    due = Case.objects.get(pk=first.pk).due
    assert due is not None
    at = due - timedelta(days=5)
    assert [deeds.warn(at=at, most=1) for _round in range(3)] == [1, 1, 0]
    assert warned(first) == warned(second)


def test_the_applicant_is_warned_of_its_own_even_where_customs_is_late_with_something_else(
    programme: Programme,
) -> None:
    case = programme.case(Stage.ACCEPTED)
    programme.do("ask_information", case)
    row = Case.objects.get(pk=case.pk)
    # Another clock of Customs ended long ago and nobody did anything.
    at = programme.now + timedelta(days=25)
    assert (row.due_term, row.due < at) == ("sharing", True)
    assert deeds.warn(at=at) >= 1
    assert ("operator", programme.trader(case.operator)) in warned(case)


def test_a_clock_that_stands_warns_nobody(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("stop_clock", case)
    later = programme.now + timedelta(days=118)
    deeds.warn(at=later)
    assert not Notice.objects.filter(clock__startswith="decision").exists()


def test_of_a_freeze_those_are_warned_who_may_ratify_it(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    other = programme.other_decider
    programme.do("freeze", case, by=programme.decider)
    assert deeds.warn(at=programme.now + timedelta(hours=47)) == 0
    assert deeds.warn(at=programme.now + timedelta(hours=50)) == 2
    assert {person for to, person in warned(case) if to == "decider"} == {other}
    assert deeds.warn(at=programme.now + timedelta(hours=73)) == 0


def test_an_agency_is_warned_of_its_answer(programme: Programme) -> None:
    programme.preset = "national-2026"
    agency, other = programme.person("agency_officer"), programme.world.user(Role.AGENCY_OFFICER, office="PLANTS")
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)
    due = Case.objects.get(pk=case.pk).due
    assert due is not None
    deeds.warn(at=due - timedelta(hours=30))
    assert {person for to, person in warned(case) if to == "agency"} == {agency}
    assert not Notice.objects.filter(person=other).exists()


def test_an_ended_case_still_warns_the_holder_that_it_may_appeal_and_customs_of_nothing(programme: Programme) -> None:
    programme.preset = "national-2026"
    case = programme.case(Stage.REFUSED)
    deeds.warn(at=programme.now + timedelta(days=26))
    assert {to for to, _person in warned(case)} == {"operator"}
