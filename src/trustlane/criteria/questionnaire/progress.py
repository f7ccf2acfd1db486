"""How far a questionnaire is answered, what is missing before it can be submitted, and what to ask next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trustlane.criteria.questionnaire.answers import Answer, AnswerRefused, Value, check, latest, met
from trustlane.criteria.questionnaire.asking import Entry, Questionnaire

_NO_ANSWER = "is not answered"
_NO_HOW = "is answered, but not how you do it"


@dataclass(frozen=True, slots=True)
class Where:
    """One place of a questionnaire that waits for an answer."""

    chapter: str
    question: str
    site: str | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A place that keeps a questionnaire from being submitted: what is missing and the mend."""

    where: Where
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a section is answered, counted in places: a question for two sites is two."""

    chapter: str
    title: str
    required: int
    answered: int  # of those required
    optional: int
    optional_answered: int
    waiting: int  # questions of which an earlier answer decides whether they are asked

    @property
    def complete(self) -> bool:
        """Whether nothing that is required is left."""
        return self.answered == self.required and not self.waiting


def progress(questionnaire: Questionnaire, answers: Iterable[Answer]) -> tuple[Progress, ...]:
    """How far each section is, in order; sections in which nothing is asked and nothing waits are left out."""
    given = latest(answers)
    found = []
    for chapter in questionnaire.chapters:
        places = [(entry, site) for entry in chapter.entries for site in entry.sites]
        done = {(entry.question.id, site) for entry, site in places if not _lacking(questionnaire, entry, site, given)}
        required = [(entry.question.id, site) for entry, site in places if entry.question.required]
        optional = [(entry.question.id, site) for entry, site in places if not entry.question.required]
        waiting = sum(entry.state == "waits" and entry.question.required for entry in chapter.entries)
        if places or waiting:
            counted = (len(required), len(done.intersection(required)), len(optional), len(done.intersection(optional)))
            found.append(Progress(chapter.id, chapter.title, *counted, waiting))
    return tuple(found)


def missing(questionnaire: Questionnaire, answers: Iterable[Answer]) -> tuple[Missing, ...]:
    """Every place that is required and not answered, or not as the question stands today; in order."""
    given = latest(answers)
    found = []
    for entry, site in _places(questionnaire):
        where = Where(entry.section, entry.question.id, site)
        lacking = _lacking(questionnaire, entry, site, given)
        # An optional question may stay open; an answer to it that does not fit may not.
        if lacking and (entry.question.required or (entry.question.id, site) in given):
            found.append(Missing(where, *lacking))
    return tuple(found)


def next_question(
    questionnaire: Questionnaire, answers: Iterable[Answer], *, after: Where | None = None
) -> Where | None:
    """The first required place that lacks something, or the first one after a place; None where nothing is left."""
    open_places = [one.where for one in missing(questionnaire, answers)]
    if after is None:
        return open_places[0] if open_places else None
    order = [Where(entry.section, entry.question.id, site) for entry, site in _places(questionnaire)]
    passed = set(order[: order.index(after) + 1]) if after in order else set()
    return next((where for where in open_places if where not in passed), None)


def _places(questionnaire: Questionnaire) -> Iterator[tuple[Entry, str | None]]:
    for entry in questionnaire.asked:
        for site in entry.sites:
            yield entry, site


def _lacking(
    questionnaire: Questionnaire, entry: Entry, site: str | None, given: dict[tuple[str, str | None], Answer]
) -> tuple[str, str] | None:
    """What a place lacks and the mend; None where it is answered."""
    question = entry.question
    answer = given.get((question.id, site))
    named = f"{question.id}{f' for {site}' if site else ''}"
    if answer is None:
        return f"{named} {_NO_ANSWER}.", f"Answer: {question.text}"
    try:
        value = check(question, answer.value)
    except AnswerRefused as refusal:
        return f"{named} does not fit the question: {refusal.reason}", refusal.mend
    if question.how and not answer.how.strip() and not questionnaire.light and _claims(entry, value):
        return f"{named} {_NO_HOW}.", "Say in a sentence or two how you do it."
    return None


def _claims(entry: Entry, value: Value) -> bool:
    """Whether the answer says that something is done, wholly or partly."""
    return bool(met(entry.question, value))
