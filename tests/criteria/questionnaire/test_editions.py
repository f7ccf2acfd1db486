"""Between two editions every item and every answer is accounted for, with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.criteria.questionnaire.own import CATALOGUE, FILE, answered, catalogue, exporter, questions, said
from trustlane.criteria.questionnaire.answers import Answer
from trustlane.criteria.questionnaire.editions import Moved, difference, migrate
from trustlane.criteria.questionnaire.questions import Questions

OWN = questions()
NEW = CATALOGUE.replace("edition: 2026", "edition: 2027")
NEW_FILE = FILE.replace("edition: 2026", "edition: 2027")


def kinds(new: str, successors: dict[str, str] | None = None) -> dict[tuple[str | None, str | None], str]:
    return {(one.old, one.new): one.kind for one in difference(catalogue(), catalogue(new), successors).changes}


def test_nothing_changes_between_an_edition_and_its_copy() -> None:
    assert set(kinds(NEW).values()) == {"unchanged"}


@pytest.mark.parametrize(
    ("was", "becomes", "kind", "fields"),
    [
        ("level: should, weight: 1, text: There is an alarm.", "level: must, weight: 1, text: There is an alarm.",
         "raised", ("level",)),
        ("level: must, weight: 3, text: Sites", "level: should, weight: 3, text: Sites", "lowered", ("level",)),
        ("text: Sites are locked.", "text: Sites are closed.", "reworded", ("text",)),
        ("weight: 3, text: Sites", "weight: 2, text: Sites", "reworded", ("weight",)),
        ("reference: article 5}", "reference: article 5, applies: {exporter: full, broker: full}}", "reworded",
         ("applies",)),
        ("reference: article 5}", "reference: article 9, confirmed: true}", "unchanged", ()),
    ],
)  # fmt: skip
def test_a_change_is_told_by_its_strongest_kind_and_every_field(
    was: str, becomes: str, kind: str, fields: tuple[str, ...]
) -> None:
    assert was in NEW
    (told,) = [
        one
        for one in difference(catalogue(), catalogue(NEW.replace(was, becomes))).changes
        if one.kind != "unchanged" or not fields
    ][:1]
    assert (told.kind, told.fields) == (kind, fields)


def test_what_goes_what_comes_and_what_follows_are_told() -> None:
    new = NEW.replace("id: B.3", "id: B.4")
    assert kinds(new)[None, "B.4"] == "added"
    assert kinds(new)["B.3", None] == "removed"
    assert kinds(new, {"B.3": "B.4"})["B.3", "B.4"] == "unchanged"
    told = difference(catalogue(), catalogue(new))
    assert [one.new for one in told.of("added")] == ["B.4"]
    assert [one.old for one in told.of("removed")] == ["B.3"]


@pytest.mark.parametrize(
    ("successors", "said_of_it"),
    [({"X.1": "A.1"}, "no item X.1"), ({"A.1": "X.1"}, "no item X.1"), ({"A.1": "B.1", "A.2": "B.1"}, "one successor")],
)
def test_a_successor_is_an_item_and_follows_one(successors: dict[str, str], said_of_it: str) -> None:
    with pytest.raises(ValueError, match=said_of_it):
        difference(catalogue(), catalogue(NEW), successors)


def test_an_item_whose_id_another_takes_over_is_gone() -> None:
    assert kinds(NEW, {"A.1": "A.2"})["A.2", None] == "removed"
    assert kinds(NEW, {"A.1": "A.2"})["A.1", "A.2"] == "reworded"
    assert kinds(NEW, {"A.1": "A.2"})[None, "A.1"] == "added"


def new_edition(of: str = NEW, file: str = NEW_FILE) -> Questions:
    return questions(file, of)


def moved(answer: Answer, to: Questions, successors: dict[str, str] | None = None) -> Moved:
    return migrate([answer], OWN, to, successors)[0]


KEPT = said("A.1.1", "partly", None, "a")


def test_an_answer_to_the_same_question_is_kept() -> None:
    told = moved(KEPT, new_edition())
    assert (told.fate, told.reason, told.answer) == ("kept", "The question is the same.", KEPT)
    assert moved(said("FIRM.1", "yes"), new_edition()).fate == "kept"


@pytest.mark.parametrize(
    ("was", "becomes", "reason"),
    [
        ("Are records kept?", "Do you keep all records?", "The words of the question have changed."),
        ("met: 50", "met: 20", "The same answer now counts differently."),
        ("- {id: partly, text: Partly, met: 50}", "- {id: half, text: Half, met: 50}", "no longer possible."),
        ("kind: choice, choices_from: done, how: true}", "kind: scale, least: '0', most: '9', low: a, high: b}",
         "Another kind of answer"),
        ("choices_from: done, how: true}", "choices_from: done, per_site: true}", "for each site, or no longer so"),
    ],
)  # fmt: skip
def test_an_answer_is_asked_for_again_where_the_question_is_another(was: str, becomes: str, reason: str) -> None:
    file = NEW_FILE.replace(was, becomes, 1)
    if "scale" in becomes or "half" in becomes:
        file = (
            file.replace('asked_if: {question: A.1.1, in: ["yes", partly]}', "light: 'no'")
            .replace('{question: A.1.1, equals: "yes"}', '{question: A.2.1, equals: "yes"}')
            .replace('in: ["yes", partly]', 'in: ["yes"]')
        )
    told = moved(KEPT, new_edition(file=file))
    assert told.fate == "ask_again"
    assert reason in told.reason
    assert (told.new, told.answer) == ("A.1.1", KEPT)


def test_an_answer_is_asked_for_again_where_the_criterion_has_other_words() -> None:
    told = moved(KEPT, new_edition(NEW.replace("text: Records are kept.", "text: All records are kept.")))
    assert (told.fate, told.reason) == ("ask_again", "The words of the criterion have changed.")


def test_an_answer_to_what_must_now_be_met_is_kept_and_that_is_said() -> None:
    raised = NEW.replace(
        "level: should, weight: 1, text: There is an alarm.", "level: must, weight: 1, text: There is an alarm."
    )
    file = NEW_FILE.replace('low: not, high: very, light: "no"}', "low: not, high: very}")
    told = moved(said("B.2.1", 3), new_edition(raised, file))
    assert (told.fate, told.reason) == (
        "kept",
        "The question is the same; what was a recommendation must now be met.",
    )


def test_an_answer_goes_on_under_the_id_of_its_successor() -> None:
    new = NEW.replace("id: B.3", "id: B.4")
    told = moved(said("B.3.1", "yes"), new_edition(new), {"B.3": "B.4"})
    assert (told.fate, told.new) == ("kept", "B.4.1")
    assert told.answer is not None
    assert told.answer.question == "B.4.1"
    assert moved(said("B.3.1", "yes"), new_edition(new)).reason == "The new edition no longer has this item."


def test_an_answer_without_a_question_is_dropped_with_its_reason() -> None:
    assert moved(said("Z.1", "yes"), new_edition()).reason == "The old edition has no such question."
    asked_otherwise = NEW_FILE.replace("{id: A.1.3,", "{id: A.1.4,")
    told = moved(said("A.1.3", "7"), new_edition(file=asked_otherwise))
    assert (told.fate, told.reason) == ("dropped", "The new edition asks about this item in another way.")


def test_a_question_that_is_new_is_told_too() -> None:
    told = migrate([], OWN, new_edition(file=NEW_FILE.replace("{id: A.1.3,", "{id: A.1.4,")))
    assert [(one.fate, one.new, one.answer) for one in told] == [("ask_again", "A.1.4", None)]
    assert told[0].reason == "New in this edition: How many years?"


@settings(max_examples=30, deadline=None)
@given(answered(OWN, exporter("north", "south")))
def test_every_answer_is_accounted_for_once(given: tuple[Answer, ...]) -> None:
    new = new_edition(NEW.replace("text: Sites are locked.", "text: Sites are shut."))
    told = migrate(given, OWN, new)
    assert sorted((one.old, one.site or "") for one in told if one.old) == sorted(
        (one.question, one.site or "") for one in given
    )
    assert all(one.reason for one in told)
    assert all(one.fate == "ask_again" for one in told if one.old and one.old.startswith("B.1."))
    assert all(one.fate == "kept" for one in told if one.old and not one.old.startswith("B.1."))
