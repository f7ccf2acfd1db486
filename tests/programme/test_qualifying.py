"""What is said of a validator counts for every draw: conflicts, languages, absences, and who was there last time."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.programme.actions.qualifying import declare, end_declaration
from trustlane.programme.models import Qualification
from trustlane.programme.queries.drawing import draw_team, eligible, sorted_out
from trustlane.programme.refusals import NotAsked, TeamTooSmall, TermsMissing
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def team(programme: Programme, many: int = 4) -> list[Any]:
    return [programme.person("validator", f"validator {number}") for number in range(many)]


def test_a_declared_conflict_keeps_somebody_from_that_operator_alone(programme: Programme) -> None:
    people = team(programme)
    case, other = programme.case(Stage.DESK_REVIEW), programme.case(Stage.DESK_REVIEW)
    said = declare(
        person=people[0],
        kind="conflict",
        value=case.operator.reference,
        by=people[0],
        at=programme.tick(),
        reason="My brother works there.",
    )
    free, refused = sorted_out(case, at=programme.tick())
    assert people[0].pk not in free
    assert refused[people[0].pk] == ("declared_no_conflict",)
    assert people[0].pk in eligible(other, at=programme.now)
    end_declaration(declared=said, by=people[0], at=programme.tick(), reason="He left.")
    assert people[0].pk in eligible(case, at=programme.tick())


def test_who_is_away_on_a_day_of_the_visit_is_not_drawn(programme: Programme) -> None:
    people = team(programme)
    case = programme.case(Stage.DESK_REVIEW)
    first = programme.now.date() + timedelta(10)
    declare(person=people[1], kind="absence", first=first, last=first, by=programme.officer, at=programme.tick())
    assert people[1].pk not in eligible(case, at=programme.tick(), visit=(first - timedelta(1), first))
    assert people[1].pk in eligible(case, at=programme.now, visit=(first + timedelta(1), first + timedelta(2)))


def test_a_language_that_is_asked_for_is_spoken(programme: Programme) -> None:
    people = team(programme)
    case = programme.case(Stage.DESK_REVIEW)
    for person in people[:2]:
        declare(person=person, kind="language", value="Ki", by=person, at=programme.tick())
    assert set(eligible(case, at=programme.tick(), language="ki")) == {person.pk for person in people[:2]}
    assert len(eligible(case, at=programme.now)) == 4
    with pytest.raises(TeamTooSmall):
        draw_team(case, at=programme.now, size=3, language="ki")


def test_who_was_there_last_time_is_not_sent_again(programme: Programme) -> None:
    people = team(programme)
    old = programme.case(Stage.DRAFT)
    for step in ("submit", "accept", "begin_review"):
        programme.do(step, old)
    programme.__dict__["validators"] = people[:2]
    for step in ("plan_validation", "begin_validation", "rate all", "end_validation", "report", "intend_refusal"):
        programme.do(step, old)
    for step in ("hear", "refuse"):
        programme.do(step, old)
    again = programme.draft(operator=old.operator)
    for step in ("submit", "accept", "begin_review"):
        programme.do(step, again)
    assert set(eligible(again, at=programme.tick())) == {person.pk for person in people[2:]}


def test_nobody_says_it_of_another_but_a_case_officer(programme: Programme) -> None:
    people = team(programme)
    with pytest.raises(Refused):
        declare(person=people[0], kind="skill", value="it", by=people[1], at=programme.tick())
    declare(person=people[0], kind="skill", value="it", by=programme.officer, at=programme.tick())


@pytest.mark.parametrize(
    "said",
    [{"kind": "mood", "value": "good"}, {"kind": "skill"}, {"kind": "absence"}, {"kind": "conflict", "value": " "}],
)
def test_what_says_nothing_is_refused(programme: Programme, said: dict[str, Any]) -> None:
    with pytest.raises(TermsMissing):
        declare(person=programme.validators[0], by=programme.officer, at=programme.tick(), **said)


def test_what_was_said_is_ended_once_and_never_edited(programme: Programme) -> None:
    person = programme.validators[0]
    said = declare(person=person, kind="skill", value="it", by=person, at=programme.tick())
    end_declaration(declared=said, by=person, at=programme.tick(), reason="No more.")
    with pytest.raises(NotAsked):
        end_declaration(declared=said, by=person, at=programme.tick(), reason="Again.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Qualification.objects.filter(pk=said.pk).update(value="customs law")
