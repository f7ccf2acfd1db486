"""Crosswalks and questions of our own at work: answers offered with their source, open cases asked as before."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.criteria.test_editions import House
from tests.criteria.test_own_files import ships_from
from tests.criteria.test_reading import OWN
from tests.programme.cases import Programme
from tests.world import World
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case
from trustlane.programme.queries.asked import questions_of, self_assessment
from trustlane.programme.queries.offered import offered

pytestmark = pytest.mark.django_db
WALK = """\
from: {catalogue: safe, edition: "2025"}
to: {catalogue: own, edition: "2026"}
about: For tests.
links:
  - {from: B.O2, relation: covers, to: A.1, why: Who keeps its records in order keeps them for five years.}
"""
ASKED = """\
catalogue: own
edition: 2026
about: What a firm is asked.
items:
  - item: A.1
    questions:
      - {id: A.1.7, text: "For how many years do you keep records?", kind: number, unit: years, required: true}
      - {id: A.1.8, text: "Do you keep them for five years?", kind: yes_no}
"""
MAY = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
JUNE = date(2026, 6, 1)


@pytest.fixture
def house(world: World) -> House:
    return House(world)


def answered_before(programme: Programme) -> Any:
    """An operator that answered under safe-2025 and applied for nothing in the end."""
    case = programme.draft()
    deeds.withdraw(case=case, reason="Later.", by=programme.trader(case.operator), at=programme.tick())
    programme.now = MAY
    return case.operator


def test_an_answer_is_offered_where_our_crosswalk_says_so_from_its_day_and_keeps_where_it_comes_from(
    programme: Programme, house: House
) -> None:
    house.adopted(OWN)
    operator = answered_before(programme)
    house.adopted(WALK, begins=JUNE)
    case = programme.draft(operator=operator, catalogue="own-2026", answered=False)
    assessment = self_assessment(case, on=JUNE)
    assert offered(case, assessment, on=date(2026, 5, 31)) == {}
    (place,) = offered(case, assessment, on=JUNE)
    assert place == ("A.1.1", None)
    (one,) = offered(case, assessment, on=JUNE)[place]
    assert (one.catalogue, one.item, one.crosswalk) == ("safe-2025", "B.O2", "own-2026_safe-2025")
    assert one.value == "yes"
    assert one.why.startswith("Who keeps its records in order")
    programme.now = datetime(2026, 6, 2, tzinfo=UTC)
    taken = deeds.take_offer(
        case=case, question="A.1.1", key=one.key, by=programme.trader(operator), at=programme.tick()
    )
    assert taken is not None
    assert taken.source.startswith("offer: safe-2025 B.O2 by own-2026_safe-2025, answered 2026-03-02, covers, in XA-C")


def test_a_second_version_of_our_crosswalk_is_named_as_the_source(programme: Programme, house: House) -> None:
    house.adopted(OWN)
    operator = answered_before(programme)
    house.adopted(WALK, begins=date(2026, 5, 1))
    house.adopted(WALK.replace("covers", "overlaps"), begins=JUNE)
    case = programme.draft(operator=operator, catalogue="own-2026", answered=False)
    assessment = self_assessment(case, on=JUNE)
    ((one,),) = offered(case, assessment, on=JUNE).values()
    assert (one.crosswalk, one.value) == ("own-2026_safe-2025_2", None)  # what overlaps is read, and fills in nothing


def test_questions_that_come_later_are_for_cases_that_are_opened_later(programme: Programme, house: House) -> None:
    house.adopted(OWN)
    programme.now = MAY
    before = programme.draft(catalogue="own-2026", answered=False)
    house.adopted(ASKED, begins=JUNE)
    programme.now = datetime(2026, 6, 2, tzinfo=UTC)
    after = programme.draft(catalogue="own-2026", answered=False)
    assert list(self_assessment(before, on=JUNE).questions.by_id) == ["A.1.1", "A.10.1"]
    assert list(self_assessment(after, on=JUNE).questions.by_id) == ["A.1.7", "A.1.8", "A.10.1"]


def test_questions_that_ship_later_are_asked_of_no_case_that_is_open(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme.now = MAY
    before = programme.draft(answered=False)
    # The house takes the release on 2 June; what it brings counts from 1 May, before the case was opened.
    programme.now = datetime(2026, 6, 2, tzinfo=UTC)
    ships_from(monkeypatch, date(2026, 5, 1))
    after = programme.draft(answered=False)
    assert (before.asks, after.asks) == ("safe-2025.questions", "safe-2025.2026-05-01.questions")
    says = {case.pk: self_assessment(case, on=JUNE).questions.by_id["FIRM.1"].question.text for case in (before, after)}
    assert says[before.pk].startswith("How many people")
    assert says[after.pk].startswith("How many persons")
    # A case of a time before the name of its questions was kept: no file had a day then.
    after.asks = ""
    assert questions_of(after).digest == questions_of(before).digest


def test_what_a_case_is_asked_is_never_edited(programme: Programme) -> None:
    case = programme.draft(answered=False)
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(asks="safe-2025")
