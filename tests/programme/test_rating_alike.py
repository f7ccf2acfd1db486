"""Rounds of consistency: rated blind and once, by who was asked, and read only when nobody can follow anybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.models import ConsistencyRating, ConsistencyRound
from trustlane.programme.queries import alike
from trustlane.programme.refusals import ChoiceUnknown, ReasonMissing, RoundUnfit
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def opened(programme: Programme, **changes: Any) -> Any:
    case = programme.case(Stage.VALIDATING)
    for item in ("A.O1", "A.O2"):
        at = programme.tick()
        deeds.rate(
            case=case, item=item, rating="minor", text=f"Seen at {item}.", key=f"key {item}",
            by=programme.validators[0], at=at, seen_at=at,
        )  # fmt: skip
    third = programme.person("validator", "third")
    given = {
        "title": "Gates",
        "cases": [case],
        "raters": [person.pk for person in (*programme.validators, third)],
        "by": programme.decider,
    } | changes
    return deeds.open_round(at=programme.tick(), **given)


def rated(programme: Programme, round: Any, person: Any, rating: str = "met", item: int = 1) -> Any:
    return deeds.rate_alike(round=round, item=item, rating=rating, why="So.", by=person, at=programme.tick())


def test_a_round_holds_what_was_seen_and_not_how_it_was_rated(programme: Programme) -> None:
    made = opened(programme)
    assert [(one["criterion"], one["seen"]) for one in made.items] == [
        ("A.O1", "Seen at A.O1."),
        ("A.O2", "Seen at A.O2."),
    ]
    assert "minor" not in str(made.items)


def test_nobody_reads_what_others_said_before_the_round_is_closed(programme: Programme) -> None:
    made = opened(programme)
    first, second = programme.validators
    rated(programme, made, first, "major")
    assert [one.mine for one in alike.items(made, second, at=programme.now)] == ["", ""]
    assert dict(alike.progress(made))[first.full_name] == 1
    for person in (first, second, programme.decider):
        with pytest.raises(Refused):
            alike.agreement(made, person, at=programme.now)
    rated(programme, made, second, "met")
    closed = deeds.close_round(round=made, by=programme.decider, at=programme.tick())
    found = alike.agreement(closed, programme.decider, at=programme.now)
    assert found.account.same == 0.0
    assert [(one.item.number, [said[:2] for said in one.said]) for one in found.apart] == [
        (1, [(first.full_name, "major"), (second.full_name, "met")])
    ]
    mine = alike.agreement(closed, first, at=programme.now)
    assert [said[0] for said in mine.apart[0].said] == [first.full_name, "Validator 1"]
    assert alike.agreement(closed, programme.person("auditor"), at=programme.now) == found


def test_an_item_is_rated_once_and_sent_twice_it_is_kept_once(programme: Programme) -> None:
    made = opened(programme)
    person = programme.validators[0]
    assert rated(programme, made, person) == rated(programme, made, person)
    for item, rating, refusal in ((1, "major", RoundUnfit), (99, "met", RoundUnfit), (2, "fine", ChoiceUnknown)):
        with pytest.raises(refusal):
            rated(programme, made, person, rating, item)


def test_after_the_end_nobody_rates_and_nobody_closes_again(programme: Programme) -> None:
    made = opened(programme)
    kept = rated(programme, made, programme.validators[0])
    deeds.close_round(round=made, by=programme.decider, at=programme.tick())
    with pytest.raises(Refused):
        rated(programme, made, programme.validators[1])
    with pytest.raises(RoundUnfit):
        deeds.close_round(round=made, by=programme.decider, at=programme.tick())
    with pytest.raises(DatabaseError), transaction.atomic():
        ConsistencyRating.objects.create(
            round=made, person=programme.validators[1], item=1, rating="met", at=programme.now,
            recorded_in=kept.recorded_in,
        )  # fmt: skip
    for change in ({"title": "Others"}, {"closed_at": programme.now + timedelta(1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ConsistencyRound.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ConsistencyRating.objects.filter(pk=kept.pk).update(rating="major")


def test_only_who_was_asked_rates_and_only_a_decision_maker_opens(programme: Programme) -> None:
    made = opened(programme)
    stranger = programme.person("validator", "stranger")
    for person in (stranger, programme.decider, programme.officer, programme.person("auditor")):
        with pytest.raises(Refused):
            rated(programme, made, person)
    with pytest.raises(DatabaseError), transaction.atomic():
        kept = rated(programme, made, programme.validators[0])
        ConsistencyRating.objects.create(
            round=made, person=stranger, item=1, rating="met", at=programme.now, recorded_in=kept.recorded_in
        )
    assert not alike.rounds(stranger, at=programme.now).exists()
    assert alike.rounds(programme.validators[0], at=programme.now).count() == 1
    with pytest.raises(Refused):
        deeds.close_round(round=made, by=programme.officer, at=programme.tick())
    with pytest.raises(Refused):
        opened(programme, by=programme.officer)


def test_a_round_that_cannot_be_is_refused(programme: Programme) -> None:
    made = opened(programme)
    case = programme.case(Stage.DESK_REVIEW)
    one = programme.validators[0].pk
    for changes, refusal in (
        ({"title": " "}, ReasonMissing),
        ({"raters": [one, one]}, RoundUnfit),
        ({"raters": [one, programme.officer.pk]}, RoundUnfit),
        ({"cases": [case]}, RoundUnfit),
    ):
        with pytest.raises(refusal):
            opened(programme, **changes)
    assert alike.round_numbered(made.pk) == made
    assert alike.round_numbered(0) is None


def test_everybody_is_told_how_much_waits_until_the_round_is_closed(programme: Programme) -> None:
    found = opened(programme)
    first, second = programme.validators
    assert alike.awaited(first, at=programme.now) == {found.pk: 2}
    rated(programme, found, first)
    assert alike.awaited(first, at=programme.now) == {found.pk: 1}
    rated(programme, found, first, item=2)
    assert alike.awaited(first, at=programme.now) == {}
    assert alike.awaited(second, at=programme.now) == {found.pk: 2}
    assert alike.awaited(programme.decider, at=programme.now) == {}
    deeds.close_round(round=found, by=programme.decider, at=programme.tick())
    assert alike.awaited(second, at=programme.now) == {}
