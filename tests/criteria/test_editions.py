"""An edition of our own: loaded, commented on, answered, adopted by another; words, events and comments stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.criteria.test_reading import OWN
from tests.world import World
from trustlane.access.evaluator import in_force
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.criteria import actions as deeds
from trustlane.criteria import queries
from trustlane.criteria.lifecycle import Phase, Stage
from trustlane.criteria.permits import Permission
from trustlane.criteria.refusals import (
    AnsweredBefore,
    BodyUnfit,
    CatalogueRefused,
    CommentsOpen,
    CommentUnfit,
    ConsultationRuns,
    DayUnfit,
    EditionChanged,
    FileRefused,
    NameTaken,
    ReasonMissing,
    SuccessorsUnfit,
    WrongStage,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
UNTIL = date(2026, 4, 1)
LATER = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
NEXT = OWN.replace("edition: 2026", "edition: 2027").replace("five years", "six years")


class House:
    """Somebody who drafts, somebody who adopts, an agency that was asked, and an edition on its way."""

    def __init__(self, world: World) -> None:
        self.drafter = world.user(Role.CASE_OFFICER)
        self.adopter = world.user(Role.DECISION_MAKER)
        self.both = world.user(Role.CASE_OFFICER, Role.DECISION_MAKER)
        self.agency = world.user(Role.AGENCY_OFFICER, office="FOOD")
        self.stranger = world.user(Role.AGENCY_OFFICER, office="PORT")

    def load(self, words: str = OWN, **more: Any) -> Any:
        given = {"by": self.drafter, "at": AT, "file_name": "own.yaml"} | more
        return deeds.load(data=words.encode(), **given)

    def consulted(self, words: str = OWN, **more: Any) -> Any:
        edition = self.load(words, **more)
        deeds.consult(edition=edition, bodies=["FOOD", "Chamber"], until=UNTIL, by=self.drafter, at=AT)
        return self.fresh(edition)

    def settling(self, words: str = OWN, **more: Any) -> Any:
        edition = self.consulted(words, **more)
        deeds.close(edition=edition, by=self.drafter, at=LATER)
        return self.fresh(edition)

    def adopted(self, words: str = OWN, begins: date = date(2026, 5, 1), until: date = date(2026, 6, 1)) -> Any:
        edition = self.settling(words)
        deeds.adopt(edition=edition, begins=begins, until=until, reason="Agreed.", by=self.adopter, at=LATER)
        return self.fresh(edition)

    def fresh(self, edition: Any) -> Any:
        return type(edition).objects.get(pk=edition.pk)

    def comment(self, edition: Any, item: str = "A.1", at: datetime = AT) -> Any:
        return deeds.comment(edition=edition, item=item, text="Five is long.", by=self.agency, at=at)


@pytest.fixture
def house(world: World) -> House:
    return House(world)


def test_an_edition_is_drafted_commented_on_answered_and_adopted_by_another(house: House) -> None:
    edition = house.consulted()
    said = house.comment(edition)
    letter = deeds.enter_letter(
        edition=edition, body="Chamber", item="", text="Good.", letter="No 7, 5 March", by=house.drafter, at=AT
    )
    deeds.close(edition=edition, by=house.drafter, at=AT)
    revised = OWN.replace("five years", "four years")
    for comment, outcome in ((said, "taken"), (letter, "not_taken")):
        deeds.reply(comment=comment, outcome=outcome, text="We see.", by=house.drafter, at=LATER)
    deeds.revise(edition=edition, data=revised.encode(), file_name="own.yaml", by=house.drafter, at=LATER)
    edition = house.fresh(edition)
    assert [(one.body, one.item, one.outcome) for one in queries.comments(edition)] == [
        ("Chamber", "", "not_taken"),
        ("FOOD", "A.1", "taken"),
    ]
    deeds.adopt(
        edition=edition, begins=date(2026, 5, 1), until=date(2026, 6, 1), reason="Agreed.", by=house.adopter, at=LATER
    )
    assert [one.move for one in queries.history(edition)] == ["adopt", "revise", "close", "consult", "load"]
    assert queries.phase_of("own-2026", on=date(2026, 4, 30)) is Phase.COMING
    assert queries.phase_of("own-2026", on=date(2026, 5, 1)) is Phase.IN_FORCE
    assert "four years" in queries.catalogue("own-2026").items["A.1"].text
    assert "own-2026" in queries.usable(on=date(2026, 5, 1))
    assert "own-2026" not in queries.usable(on=date(2026, 4, 30))
    assert "four" in (queries.words("own-2026") or "")
    with pytest.raises(KeyError):
        queries.catalogue("own-2031")
    assert queries.known("own-2031") is None
    assert queries.words("own-2031") is None


def test_a_next_edition_follows_the_one_adopted_last_and_takes_over_on_its_day(house: House) -> None:
    house.adopted()
    second = house.adopted(NEXT, begins=date(2027, 1, 1), until=date(2027, 3, 31))
    assert second.before == "own-2026"
    for on, first, then in (
        (date(2026, 12, 31), Phase.IN_FORCE, Phase.COMING),
        (date(2027, 3, 31), Phase.TRANSITION, Phase.IN_FORCE),
        (date(2027, 4, 1), Phase.RETIRED, Phase.IN_FORCE),
    ):
        assert queries.family("own", on=on) == {"own-2026": first, "own-2027": then}
        assert queries.submittable("own-2026", on=on) is (first is not Phase.RETIRED)
    assert queries.current("own-2026", on=date(2027, 1, 1)) == "own-2027"


def test_an_edition_may_follow_one_that_ships(house: House) -> None:
    words = queries.words("national-2026")
    assert words is not None
    edition = house.load(words.replace('edition: "2026"', 'edition: "2027"'))
    assert edition.before == "national-2026"
    assert queries.phase_of("national-2026", on=UNTIL) is Phase.IN_FORCE


def test_who_drafted_an_edition_does_not_adopt_it_whatever_roles_it_holds(house: House) -> None:
    edition = house.settling(by=house.both)
    with pytest.raises(Refused, match="drafted"):
        deeds.adopt(edition=edition, begins=UNTIL, until=UNTIL, reason="Mine.", by=house.both, at=AT)
    with pytest.raises(Refused):
        deeds.send_back(edition=edition, reason="Mine.", by=house.both, at=LATER)


def test_the_database_refuses_what_the_permits_refuse(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = house.settling(by=house.both)
    permits = type(in_force())
    monkeypatch.setattr(permits, "require", lambda self, by, permission, obj=None, *, at: _actor(by, at))
    with pytest.raises(DatabaseError, match="does not adopt it"), transaction.atomic():
        deeds.adopt(
            edition=edition, begins=date(2026, 5, 1), until=date(2026, 5, 1), reason="Mine.", by=house.both, at=LATER
        )
    with pytest.raises(CatalogueRefused), transaction.atomic():
        deeds.comment(edition=edition, item="", text="Late.", by=house.agency, at=AT)


def _actor(by: Any, at: datetime) -> Any:
    from trustlane.access.evaluator import as_actor

    return as_actor(by, at)


def test_the_database_keeps_words_events_comments_and_days_as_they_were(house: House) -> None:
    from trustlane.criteria.models import Body, Comment, Edition, Event, Reply, Wording

    edition = house.consulted()
    comment = house.comment(edition)
    deeds.reply(comment=comment, outcome="taken", text="Yes.", by=house.drafter, at=AT)
    forged: list[Callable[[], object]] = [
        lambda: Wording.objects.filter(edition=edition).update(words="other"),
        lambda: Event.objects.filter(edition=edition).update(reason="other"),
        lambda: Body.objects.filter(edition=edition).update(until=LATER.date()),
        lambda: Comment.objects.filter(edition=edition).update(text="other"),
        lambda: Reply.objects.filter(comment=comment).delete(),
        lambda: Edition.objects.filter(pk=edition.pk).update(stage="settling"),
        lambda: Edition.objects.filter(pk=edition.pk).update(name="own-2030"),
        lambda: Edition.objects.filter(pk=edition.pk).delete(),
        lambda: Edition.objects.filter(pk=edition.pk).update(wording=2),
        lambda: Wording.objects.create(edition=edition, number=2, words="x", digest="x", by="user:1", at=AT),
    ]
    for forge in forged:
        with pytest.raises(Exception, match=r".") as told, transaction.atomic():
            forge()
        assert isinstance(told.value, DatabaseError) or "protected" in str(told.value).lower()


def test_a_comment_comes_from_a_body_that_was_asked_in_time_and_to_an_item_there_is(house: House) -> None:
    edition = house.consulted()
    with pytest.raises(Refused):
        deeds.comment(edition=edition, item="A.1", text="Hello.", by=house.stranger, at=AT)
    with pytest.raises(CommentUnfit, match="no item"):
        house.comment(edition, "Z.9")
    with pytest.raises(CommentUnfit, match="until 2026-04-01"):
        house.comment(edition, at=LATER)
    with pytest.raises(CommentUnfit, match="says nothing"):
        deeds.comment(edition=edition, item="A.1", text="  ", by=house.agency, at=AT)
    with pytest.raises(CommentUnfit, match="characters"):
        deeds.comment(edition=edition, item="A.1", text="x" * 20_001, by=house.agency, at=AT)
    with pytest.raises(CommentUnfit, match="cannot be kept"):
        deeds.comment(edition=edition, item="A.1", text="\x00", by=house.agency, at=AT)
    letter = {"edition": edition, "item": "A.1", "text": "No.", "by": house.drafter, "at": AT}
    with pytest.raises(BodyUnfit):
        deeds.enter_letter(body="PORT", letter="No 1", **letter)
    with pytest.raises(CommentUnfit, match="not named"):
        deeds.enter_letter(body="FOOD", letter=" ", **letter)
    deeds.close(edition=edition, by=house.drafter, at=LATER)
    with pytest.raises(WrongStage):
        deeds.enter_letter(body="FOOD", letter="No 1", **letter)


def test_who_was_asked_before_but_not_this_time_does_not_comment(house: House) -> None:
    edition = house.settling()
    deeds.consult(edition=edition, bodies=["Chamber"], until=date(2026, 5, 1), by=house.drafter, at=LATER)
    with pytest.raises(BodyUnfit, match="this time"):
        house.comment(house.fresh(edition), at=LATER)


def test_a_consultation_is_closed_when_its_day_is_over_or_all_have_commented(house: House) -> None:
    edition = house.consulted()
    house.comment(edition)
    with pytest.raises(ConsultationRuns, match="Chamber"):
        deeds.close(edition=edition, by=house.drafter, at=AT)
    assert deeds.close(edition=edition, by=house.drafter, at=LATER).data == {"silent": ["Chamber"]}


def test_nothing_is_adopted_while_a_comment_has_no_answer(house: House) -> None:
    edition = house.consulted()
    comment = house.comment(edition)
    deeds.close(edition=edition, by=house.drafter, at=LATER)
    with pytest.raises(CommentsOpen):
        deeds.adopt(
            edition=edition, begins=date(2026, 5, 1), until=date(2026, 5, 1), reason="x", by=house.adopter, at=LATER
        )
    with pytest.raises(ReasonMissing):
        deeds.reply(comment=comment, outcome="taken", text=" ", by=house.drafter, at=LATER)
    with pytest.raises(CommentUnfit):
        deeds.reply(comment=comment, outcome="perhaps", text="Yes.", by=house.drafter, at=LATER)
    deeds.reply(comment=comment, outcome="partly", text="Yes.", by=house.drafter, at=LATER)
    with pytest.raises(AnsweredBefore):
        deeds.reply(comment=comment, outcome="taken", text="Yes.", by=house.drafter, at=LATER)


def test_days_of_adoption_follow_one_another(house: House) -> None:
    edition = house.settling()
    adoption = {"edition": edition, "reason": "Agreed.", "by": house.adopter, "at": LATER}
    with pytest.raises(DayUnfit, match="before it is adopted"):
        deeds.adopt(begins=UNTIL, until=UNTIL, **adoption)
    with pytest.raises(DayUnfit, match="transition"):
        deeds.adopt(begins=date(2026, 5, 2), until=date(2026, 5, 1), **adoption)
    with pytest.raises(ReasonMissing):
        deeds.adopt(begins=date(2026, 5, 1), until=date(2026, 5, 1), **adoption | {"reason": ""})
    with pytest.raises(EditionChanged):
        deeds.adopt(begins=date(2026, 5, 1), until=date(2026, 5, 1), seen=1, **adoption)
    house_next = house.settling(NEXT)
    deeds.adopt(begins=date(2026, 5, 1), until=date(2026, 5, 1), **adoption)
    with pytest.raises(EditionChanged, match="own-2026 was adopted since"):
        deeds.adopt(begins=date(2026, 6, 1), until=date(2026, 6, 1), **adoption | {"edition": house_next})


def test_an_edition_begins_after_the_one_it_follows(house: House) -> None:
    house.adopted()
    second = house.settling(NEXT)
    with pytest.raises(DayUnfit, match="follows"):
        deeds.adopt(
            edition=second, begins=date(2026, 5, 1), until=date(2026, 6, 1), reason="x", by=house.adopter, at=LATER
        )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (OWN.encode() + b"\n\n# \xe9", "line 36: it is not UTF-8"),
        (b"", "empty"),
        (b"x" * 2_000_001, "2,000,001 bytes"),
        (OWN.replace("level: must", "level: shall").encode(), "line 13"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_place(house: House, data: bytes, told: str) -> None:
    with pytest.raises(FileRefused, match=told):
        deeds.load(data=data, file_name="own.yaml", by=house.drafter, at=AT)


def test_a_name_is_given_once_and_a_revision_keeps_it(house: House) -> None:
    edition = house.load()
    with pytest.raises(NameTaken):
        house.load()
    with pytest.raises(NameTaken):
        house.load(queries.words("national-2026") or "")
    with pytest.raises(FileRefused, match="own-2027"):
        deeds.revise(edition=edition, data=NEXT.encode(), file_name="own.yaml", by=house.drafter, at=AT)


def test_what_follows_what_is_held_against_both_editions(house: House) -> None:
    with pytest.raises(SuccessorsUnfit, match="follows no edition"):
        house.load(successors="A.1 = A.10")
    house.adopted()
    with pytest.raises(SuccessorsUnfit, match="no item Z"):
        house.load(NEXT, successors="Z.1 = A.10")
    with pytest.raises(SuccessorsUnfit, match="Line 1"):
        house.load(NEXT, successors="A.1")
    edition = house.load(NEXT, successors="A.10 = A.1")
    assert queries.successors(edition) == {"A.10": "A.1"}


def test_bodies_and_days_of_a_consultation_are_said(house: House) -> None:
    edition = house.load()
    for bodies, error in (([" "], BodyUnfit), ([f"B{number}" for number in range(41)], BodyUnfit)):
        with pytest.raises(error):
            deeds.consult(edition=edition, bodies=bodies, until=UNTIL, by=house.drafter, at=AT)
    with pytest.raises(DayUnfit):
        deeds.consult(edition=edition, bodies=["FOOD"], until=AT.date() - timedelta(1), by=house.drafter, at=AT)


def test_what_went_back_or_was_given_up_is_not_adopted(house: House) -> None:
    edition = house.settling()
    deeds.send_back(edition=edition, reason="Think again.", by=house.adopter, at=LATER)
    assert house.fresh(edition).stage == Stage.DRAFT
    deeds.drop(edition=house.fresh(edition), reason="No.", by=house.drafter, at=LATER)
    with pytest.raises(WrongStage):
        deeds.consult(edition=edition, bodies=["FOOD"], until=LATER.date(), by=house.drafter, at=LATER)


def test_each_sees_the_editions_that_concern_it(house: House, world: World) -> None:
    edition = house.consulted()
    trader = world.trader("XA-OP-1")
    on = AT.date()

    def seen(by: Any) -> bool:
        return "own-2026" in [card.name for card in queries.cards(by=by, at=AT, on=on)]

    assert seen(house.drafter)
    assert seen(house.agency)
    assert not seen(house.stranger)
    assert not seen(trader)
    assert not in_force().may(trader, Permission.SEE_CATALOGUES, at=AT).allowed
    deeds.close(edition=edition, by=house.drafter, at=LATER)
    deeds.adopt(
        edition=edition, begins=date(2026, 5, 1), until=date(2026, 6, 1), reason="x", by=house.adopter, at=LATER
    )
    assert seen(house.stranger)
