"""A crosswalk and questions of our own: checked on upload, adopted by another, in force from their day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.criteria.test_editions import AT, LATER, UNTIL, House
from tests.criteria.test_kinds import ASKED
from tests.criteria.test_reading import OTHER, OWN, WALK
from tests.world import World
from trustlane.access.refusals import Refused
from trustlane.criteria import actions as deeds
from trustlane.criteria import library, queries
from trustlane.criteria.crosswalk import Crosswalk
from trustlane.criteria.kinds import Kind
from trustlane.criteria.lifecycle import Phase, Stage
from trustlane.criteria.refusals import CommentUnfit, EditionChanged, FileRefused, SuccessorsUnfit

pytestmark = pytest.mark.django_db
BEGINS = date(2026, 5, 1)
BEFORE = date(2026, 4, 30)
SHIPS = """\
from: {catalogue: ctpat-msc, edition: "2020"}
to: {catalogue: safe, edition: "2025"}
about: Our own reading of the two.
links:
  - {from: "12.1", relation: equal, to: E.O1, why: We ask for both at once.}
"""


def ships_from(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """As if a release brought other questions to safe-2025, which count from that day."""
    words = library.files()["safe-2025.questions.yaml"].replace("How many people", "How many persons")
    dated = words.replace("about:", f"begins: {day}\nabout:", 1)
    read = library.read((library.files() | {f"safe-2025.{day}.questions.yaml": dated}).items())
    monkeypatch.setattr(queries, "shipped", lambda: read)


@pytest.fixture
def house(world: World) -> House:
    return House(world)


def test_a_crosswalk_goes_from_draft_over_comments_to_adoption_by_another(house: House) -> None:
    house.adopted()
    house.adopted(OTHER)
    walk = house.consulted(WALK)
    assert (walk.kind, walk.name, walk.family, walk.before) == (
        "crosswalk",
        *["other-2026_own-2026"] * 2,
        "",
    )
    said = house.comment(walk, item="A.1 – A.1")
    with pytest.raises(CommentUnfit, match=r"no item A\.1"):
        house.comment(walk, item="A.1")
    deeds.close(edition=walk, by=house.drafter, at=LATER)
    deeds.reply(comment=said, outcome="taken", text="We see.", by=house.drafter, at=LATER)
    revised = WALK.replace("covers", "equal")
    deeds.revise(edition=walk, data=revised.encode(), file_name="w.yaml", by=house.drafter, at=LATER)
    with pytest.raises(Refused):
        deeds.adopt(edition=walk, begins=BEGINS, reason="Mine.", by=house.drafter, at=LATER)
    deeds.adopt(edition=walk, begins=BEGINS, reason="Agreed.", by=house.adopter, at=LATER)
    assert "other-2026_own-2026" not in queries.crosswalks(on=BEFORE)
    assert queries.crosswalks(on=BEGINS)["other-2026_own-2026"].links[0].relation == "equal"
    assert queries.phase_of("other-2026_own-2026", on=BEGINS) is Phase.IN_FORCE
    assert "own-2026" in queries.usable(on=BEGINS)
    assert not any("_" in name for name in queries.usable(on=BEGINS))
    assert [said.item for said in queries.comments(house.fresh(walk))] == ["A.1 – A.1"]


def test_a_second_crosswalk_between_the_same_two_stands_in_the_place_of_the_first_from_its_day(house: House) -> None:
    shipped = queries.crosswalks(on=BEFORE)
    walk = house.adopted(SHIPS, begins=BEGINS)
    assert (walk.name, walk.before) == ("ctpat-msc-2020_safe-2025_2", "safe-2025_ctpat-msc-2020")
    assert walk.until == walk.begins == BEGINS
    now = queries.crosswalks(on=BEGINS)
    assert set(shipped) - set(now) == {"safe-2025_ctpat-msc-2020"}
    assert len(now["ctpat-msc-2020_safe-2025_2"].links) == 1
    assert queries.family(walk.family, on=BEGINS) == {
        "safe-2025_ctpat-msc-2020": Phase.RETIRED,
        "ctpat-msc-2020_safe-2025_2": Phase.IN_FORCE,
    }


def test_of_two_drafts_between_the_same_two_the_later_one_looks_again(house: House) -> None:
    first, second = house.settling(SHIPS), house.settling(SHIPS.replace("both at once", "both"))
    assert second.name == "ctpat-msc-2020_safe-2025_3"
    deeds.adopt(edition=first, begins=BEGINS, reason="Agreed.", by=house.adopter, at=LATER)
    with pytest.raises(EditionChanged, match="adopted since"):
        deeds.adopt(edition=second, begins=BEGINS, reason="Agreed.", by=house.adopter, at=LATER)


def test_questions_of_our_own_are_asked_of_whoever_begins_from_their_day(house: House) -> None:
    house.adopted()
    asked = house.adopted(ASKED, begins=date(2026, 6, 1))
    assert (asked.kind, asked.name) == ("questions", "own-2026_questions")
    before = queries.questions_on("own-2026", on=date(2026, 5, 31))
    after = queries.questions_on("own-2026", on=date(2026, 6, 1))
    assert not before.written
    assert after.written
    assert list(after.by_id) == ["FIRM.1", "A.1.1", "A.10.1"]  # an item nobody wrote a question for keeps its own
    assert list(before.by_id) == ["A.1.1", "A.10.1"]
    assert queries.questions("own-2026") is before
    with pytest.raises(KeyError):
        queries.questions_on("own-2026_questions", on=BEGINS)


def test_questions_may_stand_in_the_place_of_those_that_ship(house: House) -> None:
    words = queries.words("safe-2025.questions")
    assert words is not None
    asked = house.adopted(words.replace("How many people", "How many persons"))
    assert (asked.name, asked.before) == ("safe-2025_questions_2", "safe-2025.questions")
    assert queries.family(asked.family, on=BEFORE)["safe-2025.questions"] is Phase.IN_FORCE
    assert queries.questions_on("safe-2025", on=BEGINS).by_id.keys() == queries.questions("safe-2025").by_id.keys()


def test_questions_that_ship_with_a_day_count_from_it_unless_our_own_were_there_before(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ships_from(monkeypatch, date(2026, 6, 1))
    day_before, day = date(2026, 5, 31), date(2026, 6, 1)
    assert queries.asks_on("safe-2025", on=day_before) == "safe-2025.questions"
    assert queries.asks_on("safe-2025", on=day) == "safe-2025.2026-06-01.questions"
    assert queries.questions_on("safe-2025", on=day).by_id["FIRM.1"].question.text.startswith("How many persons")
    assert queries.questions_before_names("safe-2025", on=day) is queries.questions_on("safe-2025", on=day_before)
    assert queries.family("safe-2025_questions", on=day) == {
        "safe-2025.questions": Phase.RETIRED,
        "safe-2025.2026-06-01.questions": Phase.IN_FORCE,
    }
    words = queries.words("safe-2025.questions")
    assert words is not None
    own = house.adopted(words.replace("How many people", "How many humans"), begins=BEGINS)
    assert queries.asks_on("safe-2025", on=BEFORE) == "safe-2025.questions"
    assert {queries.asks_on("safe-2025", on=one) for one in (BEGINS, day)} == {own.name}
    assert queries.family("safe-2025_questions", on=day)[own.name] is Phase.IN_FORCE


def test_questions_are_found_by_the_name_under_which_a_case_keeps_them(house: House) -> None:
    house.adopted()
    asked = house.adopted(ASKED, begins=date(2026, 6, 1))
    assert not queries.questions_called("own-2026", "own-2026").written
    assert queries.questions_called("own-2026", asked.name).written
    assert queries.asks_on("own-2026", on=date(2026, 5, 31)) == "own-2026"
    for catalogue, asks in (("own-2026", "gone-2020.questions"), ("safe-2025", asked.name)):
        with pytest.raises(KeyError):
            queries.questions_called(catalogue, asks)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (WALK.replace("to: A.1, why: The", "to: A.7, why: The"), r"line 5: other-2026 has no item A\.7"),
        (WALK.replace("from: A.10", "from: A.C1"), "line 6: A.C1 is for customs to do"),
        (WALK.replace("from: A.10", "from: A.1"), "line 6: A.1 with A.1 stands there twice"),
        (WALK.replace("catalogue: other", "catalogue: missing"), "line 2: there is no catalogue missing-2026"),
        (WALK.replace("catalogue: other", "catalogue: draft"), "line 2: draft-2026 is not adopted; adopt"),
        (WALK.replace(", why: Some of it.", ""), "line 6.*why"),
        (WALK.replace("overlaps", "resembles"), "line 6"),
        (ASKED.replace("item: A.1", "item: A.7"), r"line 7: own-2026 has no item A\.7"),
        (ASKED.replace("catalogue: own", "catalogue: draft"), "line 1: draft-2026 is not adopted; adopt"),
        (
            ASKED.replace("about:", "begins: 2026-07-01\nabout:"),
            r"line 3: whoever adopts this file says from which day",
        ),
        (ASKED.replace("kind: yes_no", "kind: choice"), "write at least two choices"),
        (ASKED.replace(", kind: yes_no", ""), "line 9.*kind"),
        (ASKED.replace("unit: people", "unit: people, asked_if: {question: X.1, equals: y}"), "no question X.1"),
    ],
)
def test_a_file_is_checked_on_upload_as_those_that_ship_are(house: House, words: str, told: str) -> None:
    house.adopted()
    house.adopted(OTHER)
    house.load(OWN.replace("id: own", "id: draft"))
    with pytest.raises(FileRefused, match=rf"own\.yaml, {told}" if told.startswith("line") else told):
        house.load(words)


def test_a_crosswalk_names_no_successors_and_is_revised_as_what_it_is(house: House) -> None:
    with pytest.raises(SuccessorsUnfit, match="Only items of a catalogue"):
        house.load(SHIPS, successors="A.1 = A.2")
    walk = house.load(SHIPS)
    with pytest.raises(FileRefused, match="has to hold ctpat-msc-2020_safe-2025"):
        deeds.revise(edition=walk, data=OWN.encode(), file_name="x.yaml", by=house.drafter, at=AT)
    other_way = SHIPS.replace('ctpat-msc, edition: "2020"', 'x, edition: "1"').replace(
        'safe, edition: "2025"', 'ctpat-msc, edition: "2020"'
    )
    other_way = other_way.replace('x, edition: "1"', 'safe, edition: "2025"')
    other_way = other_way.replace('from: "12.1", relation: equal, to: E.O1', 'from: E.O1, relation: equal, to: "12.1"')
    deeds.revise(edition=walk, data=other_way.encode(), file_name="x.yaml", by=house.drafter, at=AT)
    content = queries.written_in(house.fresh(walk))
    assert isinstance(content, Crosswalk)
    assert content.of.name == "safe-2025"
    assert queries.words(walk.name) == other_way


def test_cards_say_what_each_of_our_own_is(house: House) -> None:
    house.adopted()
    house.load(ASKED)
    cards = {card.name: card for card in queries.cards(by=house.adopter, at=LATER, on=UNTIL)}
    assert (cards["own-2026_questions"].kind, cards["own-2026_questions"].title) == (Kind.QUESTIONS, "own-2026")
    assert cards["own-2026"].kind == Kind.CATALOGUE
    assert cards["own-2026_questions"].stage == Stage.DRAFT


@pytest.mark.parametrize(
    "column", [{"kind": "novel"}, {"kind": "questions"}, {"kind": "crosswalk", "name": "x", "family": "y"}]
)
def test_the_database_lets_no_edition_become_another_kind(house: House, column: dict[str, Any]) -> None:
    edition = house.load()
    with pytest.raises(DatabaseError), transaction.atomic():
        type(edition).objects.filter(pk=edition.pk).update(**column)


def test_the_database_lets_nobody_adopt_the_crosswalk_he_drafted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustlane.access.evaluator import as_actor, in_force

    walk = house.settling(SHIPS, by=house.both)
    permits = type(in_force())
    monkeypatch.setattr(permits, "require", lambda self, by, permission, obj=None, *, at: as_actor(by, at))
    with pytest.raises(DatabaseError, match="does not adopt it"), transaction.atomic():
        deeds.adopt(edition=walk, begins=BEGINS, reason="Mine.", by=house.both, at=datetime(2026, 4, 3, tzinfo=UTC))
