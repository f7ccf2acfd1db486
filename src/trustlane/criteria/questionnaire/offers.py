"""Answer once: what was answered under one catalogue, offered where a crosswalk says it serves another.

Offers are worked out anew whenever they are looked at and never copied by themselves; to accept one is somebody's deed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from trustlane.criteria.crosswalk import NONE, Crosswalk, Link, Relation
from trustlane.criteria.question import Question
from trustlane.criteria.questionnaire.answers import Answer, AnswerRefused, Value, check, latest, met, read, sets_aside
from trustlane.criteria.questionnaire.questions import Questions

Worth = Literal["serves", "hint"]


@dataclass(frozen=True, slots=True)
class Offer:
    """Answers to an item of another catalogue, and how far they serve an item of this one.

    `value` fills the first question of the item where it means the same there, for each site; else there is nothing
    to fill in, and the answers are there to be read. A hint is never more than read.
    """

    item: str  # of the catalogue that is being answered
    worth: Worth
    catalogue: str  # that was answered, with its edition, such as safe-2025
    edition: str
    from_item: str
    relation: Relation  # as the crosswalk writes it, read from its first catalogue to its second
    crosswalk: str
    why: str
    answers: tuple[Answer, ...]
    values: tuple[tuple[str | None, Value], ...]  # (site, value) for the first question of `item`
    by: tuple[str, ...]
    at: datetime  # of the newest answer


def offers(
    given: Iterable[tuple[Questions, Iterable[Answer]]], crosswalks: Iterable[Crosswalk], to: Questions
) -> tuple[Offer, ...]:
    """For each item of `to` the answers under other catalogues that serve it, or that are worth reading.

    `given` are catalogues with the answers given under them. One crosswalk is followed, not one after the other. An
    answer that left some questions of its item open is offered as far as it goes.
    """
    known = {questions.catalogue.name: (questions, latest(answers)) for questions, answers in given}
    order = {item: place for place, item in enumerate(to.of_item)}
    found = []
    for crosswalk in crosswalks:
        for worth, (name, item), (wanted, target), link in _ways(crosswalk):
            if wanted != to.catalogue.name or target not in order or name not in known:
                continue
            questions, answers = known[name]
            of_item = questions.of_item.get(item, ())
            said = [answer for question in of_item for (asked, _), answer in answers.items() if asked == question.id]
            if said:
                values = tuple(_filled(of_item[0], to.of_item[target][0], said)) if worth == "serves" else ()
                found.append(
                    Offer(
                        target, worth, name, questions.catalogue.edition, item, link.relation, crosswalk.name, link.why,
                        tuple(said), values, tuple(sorted({one.by for one in said})), max(one.at for one in said),
                    )
                )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (order[one.item], one.worth != "serves", one.catalogue, one.from_item)))


Item = tuple[str, str]


def _ways(crosswalk: Crosswalk) -> Iterator[tuple[Worth, Item, Item, Link]]:
    """Each way in which an answer to one item serves or hints at another: what is covered only hints at what covers.

    Items that have nothing in common give no hint either.
    """
    serving = {(one, other) for one, other, _ in crosswalk.served()}
    for link in (each for each in crosswalk.links if each.relation != NONE):
        one, other = (crosswalk.of.name, link.of), (crosswalk.to.name, link.to)
        for first, second in ((one, other), (other, one)):
            yield "serves" if (first, second) in serving else "hint", first, second, link


def _filled(
    from_question: Question, to_question: Question, said: Iterable[Answer]
) -> Iterator[tuple[str | None, Value]]:
    """The answers to the first question that mean the same in the other: same value, worth as much."""
    if from_question.kind != to_question.kind or from_question.per_site != to_question.per_site:
        return
    for answer in said:
        value = read(from_question, answer) if answer.question == from_question.id else None
        if value is None:
            continue
        try:
            same = check(to_question, value)
        except AnswerRefused:
            continue
        alike = met(from_question, value) == met(to_question, same)
        if alike and sets_aside(from_question, value) == sets_aside(to_question, same):
            yield answer.site, same
