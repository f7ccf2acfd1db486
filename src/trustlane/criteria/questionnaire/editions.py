"""From one edition of a catalogue to the next: what changed, and what becomes of each answer, with the reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from trustlane.criteria.catalogue import Catalogue, Extent, Item, Section
from trustlane.criteria.question import Question
from trustlane.criteria.questionnaire.answers import Answer, AnswerRefused, check, latest, met, sets_aside
from trustlane.criteria.questionnaire.questions import Questions
from trustlane.parties.roles import Role

Kind = Literal["added", "removed", "raised", "lowered", "reworded", "unchanged"]
Fate = Literal["kept", "ask_again", "dropped"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one item: its strongest change, and every field that differs."""

    kind: Kind
    old: str | None
    new: str | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """What changed between two editions, each item of both exactly once."""

    changes: tuple[Change, ...]

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of one kind, in the order of the new edition; what was removed in that of the old."""
        return tuple(change for change in self.changes if change.kind == kind)


@dataclass(frozen=True, slots=True)
class Moved:
    """What becomes of one answer, or of a question that nobody was asked before."""

    fate: Fate
    old: str | None  # question of the old edition
    new: str | None  # question of the new one
    site: str | None
    reason: str
    answer: Answer | None  # kept: as it stands under the new edition; else the old one, to be read


def difference(old: Catalogue, new: Catalogue, successors: Mapping[str, str] | None = None) -> Difference:
    """What changed for operators and customs. `successors` says which item of the new edition follows one of the old;
    an item that is not named there is followed by that of its own id. Raises ValueError for a successor there is not,
    or for two items with one successor.
    """
    follows = _followers(old, new, successors or {})
    before = {name: item for item, name in follows.items()}
    changes = [
        _change(old, old.items[before[name]], new, item) if name in before else Change("added", None, name)
        for name, item in new.items.items()
    ]
    changes += [Change("removed", name, None) for name in old.items if name not in follows]
    return Difference(tuple(changes))


def migrate(
    answers: Iterable[Answer], old: Questions, new: Questions, successors: Mapping[str, str] | None = None
) -> tuple[Moved, ...]:
    """What becomes of each answer under a new edition, and which questions are new; nothing moves in silence."""
    follows = _followers(old.catalogue, new.catalogue, successors or {})
    changed = {change.old: change for change in difference(old.catalogue, new.catalogue, successors).changes}
    moved = [_moved(answer, old, new, follows, changed) for answer in latest(answers).values()]
    reached = {one.new for one in moved}
    came = {_followed(name, old, follows) for name in old.by_id}
    for name, placed in new.by_id.items():
        if name not in reached and name not in came:
            moved.append(Moved("ask_again", None, name, None, f"New in this edition: {placed.question.text}", None))
    return tuple(moved)


def _followers(old: Catalogue, new: Catalogue, successors: Mapping[str, str]) -> dict[str, str]:
    """Old items and the new ones that follow them."""
    for one, other in successors.items():
        if one not in old.items:
            raise ValueError(f"{old.name} has no item {one}.")
        if other not in new.items:
            raise ValueError(f"{new.name} has no item {other}.")
    if len(set(successors.values())) < len(successors):
        raise ValueError("Two items have one successor; say which of them it follows.")
    taken = set(successors.values())
    same = {name: name for name in old.items if name in new.items and name not in successors and name not in taken}
    return same | dict(successors)


def _change(old: Catalogue, was: Item, new: Catalogue, now: Item) -> Change:
    fields = [
        field.name
        for field in msgspec.structs.fields(Item)
        if field.name not in ("id", "applies", "confirmed", "questions", "reference")
        and getattr(was, field.name) != getattr(now, field.name)
    ]
    if _applies(old, was) != _applies(new, now):
        fields.append("applies")
    kind: Kind = "reworded" if fields else "unchanged"
    if was.level != now.level:
        kind = "raised" if now.level == "must" else "lowered"
    return Change(kind, was.id, now.id, tuple(fields))


def _applies(catalogue: Catalogue, item: Item) -> Mapping[Role, Extent]:
    return _section(catalogue, item).applies if item.applies is None else item.applies


def _section(catalogue: Catalogue, item: Item) -> Section:
    return next(section for section in catalogue.sections if item in section.items)


def _followed(question: str, old: Questions, follows: Mapping[str, str]) -> str | None:
    """The id that a question of the old edition has in the new one, if its item goes on."""
    item = old.by_id[question].item
    if item is None:
        return question
    return f"{follows[item.id]}{question[len(item.id) :]}" if item.id in follows else None


def _moved(
    answer: Answer, old: Questions, new: Questions, follows: Mapping[str, str], changed: Mapping[str | None, Change]
) -> Moved:
    def told(fate: Fate, name: str | None, reason: str, now: Answer = answer) -> Moved:
        return Moved(fate, answer.question, name, answer.site, reason, now)

    was = old.by_id.get(answer.question)
    if was is None:
        return told("dropped", None, "The old edition has no such question.")
    name = _followed(answer.question, old, follows)
    if name is None:
        return told("dropped", None, "The new edition no longer has this item.")
    now = new.by_id.get(name)
    if now is None:
        return told("dropped", None, "The new edition asks about this item in another way.")
    if now.question.per_site != was.question.per_site:
        return told("ask_again", name, "It is now asked for each site, or no longer so.")
    reason = _asked_otherwise(was.question, now.question, answer)
    change = changed[was.item.id] if was.item else None
    if not reason and change is not None and {"text", "question"} & set(change.fields):
        reason = "The words of the criterion have changed."
    if reason:
        return told("ask_again", name, reason)
    kept = dataclasses.replace(answer, question=name)
    if change is not None and change.kind == "raised":
        return told("kept", name, "The question is the same; what was a recommendation must now be met.", kept)
    return told("kept", name, "The question is the same.", kept)


def _asked_otherwise(was: Question, now: Question, answer: Answer) -> str:
    """Why an answer to the one is none to the other; empty where it is."""
    if was.text != now.text:
        return "The words of the question have changed."
    if was.kind != now.kind or was.unit != now.unit:
        return "Another kind of answer is asked for."
    try:
        value = check(now, answer.value)
    except AnswerRefused as refusal:
        return f"The answer is no longer possible. {refusal.mend}"
    before = (met(was, answer.value), sets_aside(was, answer.value))
    if before != (met(now, value), sets_aside(now, value)):
        return "The same answer now counts differently."
    return ""
