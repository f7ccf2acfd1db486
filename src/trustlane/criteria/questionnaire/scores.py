"""What the answers come to: weight times how far each item is met, and apart from it every must that is not met.

A score never makes up for a must. An item is met as far as its weakest answer at its weakest site; one that does not
concern the firm weighs nothing. Points are whole numbers, so that no rounding decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from trustlane.criteria.catalogue import Grade, Item
from trustlane.criteria.questionnaire.answers import Answer, latest, met, read, sets_aside
from trustlane.criteria.questionnaire.asking import Entry, Questionnaire

Standing = Literal["met", "partly", "not_met", "unanswered", "set_aside", "not_asked"]


@dataclass(frozen=True, slots=True)
class ItemScore:
    """How far one item is met, 0 to 100, and why it has no figure where it has none."""

    item: Item
    section: str
    standing: Standing
    met: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Points:
    """Points reached of those that could be reached; a must weighs as its item says."""

    reached: int
    possible: int

    @property
    def percent(self) -> int | None:
        """Whole points of a hundred, rounded down; None where nothing counts."""
        return self.reached * 100 // self.possible if self.possible else None

    def at_least(self, percent: int) -> bool:
        """Whether the points reach a threshold, exactly; where nothing counts, nothing is reached."""
        return bool(self.possible) and Fraction(self.reached * 100, self.possible) >= percent


@dataclass(frozen=True)
class Scores:
    """Points of each section and of the whole, each item behind them, and the musts that are not met."""

    sections: dict[str, Points]
    whole: Points
    items: tuple[ItemScore, ...]

    @property
    def musts_unmet(self) -> tuple[ItemScore, ...]:
        """What must be met and is not, wholly or partly, by the firm's own word."""
        return self._musts("not_met", "partly")

    @property
    def musts_unanswered(self) -> tuple[ItemScore, ...]:
        """What must be met and of which nothing is said yet."""
        return self._musts("unanswered")

    def _musts(self, *standing: Standing) -> tuple[ItemScore, ...]:
        return tuple(one for one in self.items if one.item.level == "must" and one.standing in standing)


@dataclass(frozen=True, slots=True)
class Lack:
    """A threshold that is not reached: of a section, or of the whole (None), in points of a hundred."""

    section: str | None
    reached: int | None  # None where nothing of it counts
    at_least: int


@dataclass(frozen=True, slots=True)
class Graded:
    """The highest grade whose thresholds are reached, the musts that stand against any, and what the next one lacks."""

    grade: Grade | None
    held_back_by: tuple[str, ...]  # items
    next: Grade | None = None  # the one above it; the lowest where none is reached
    lacking: tuple[Lack, ...] = ()  # of the next one


def scores(questionnaire: Questionnaire, answers: Iterable[Answer]) -> Scores:
    """What the answers come to. An item without an answer counts as not met, and is told apart."""
    judged = _Judge(questionnaire, latest(answers))
    items = tuple(judged.item(name) for name in questionnaire.covered)
    sections = {chapter.id: _points(one for one in items if one.section == chapter.id) for chapter in judged.chapters}
    return Scores(sections, _points(items), items)


def graded(scored: Scores, grades: Iterable[Grade]) -> Graded:
    """The first of the grades, which come from the highest down, whose every threshold is reached."""
    held = tuple(one.item.id for one in (*scored.musts_unmet, *scored.musts_unanswered))
    falling = tuple(grades)
    place = next((place for place, grade in enumerate(falling) if not lacking(scored, grade)), len(falling))
    above = falling[place - 1] if place else None
    return Graded(
        falling[place] if place < len(falling) else None, held, above, lacking(scored, above) if above else ()
    )


def lacking(scored: Scores, grade: Grade) -> tuple[Lack, ...]:
    """The thresholds of a grade that are not reached."""
    points = [(need, _of(scored, need.section)) for need in grade.needs]
    return tuple(Lack(need.section, of.percent, need.at_least) for need, of in points if not of.at_least(need.at_least))


def _of(scored: Scores, section: str | None) -> Points:
    return scored.whole if section is None else scored.sections.get(section, Points(0, 0))


def _points(items: Iterable[ItemScore]) -> Points:
    counted = [one for one in items if one.standing not in ("set_aside", "not_asked")]
    reached = sum(one.item.weight * (one.met or 0) for one in counted)
    return Points(reached, sum(one.item.weight * 100 for one in counted))


class _Judge:
    """Reads how far items are met from the answers."""

    def __init__(self, questionnaire: Questionnaire, given: dict[tuple[str, str | None], Answer]) -> None:
        self.of, self.given = questionnaire, given
        self.chapters = tuple(
            chapter for chapter in questionnaire.chapters if any(entry.item for entry in chapter.entries)
        )
        self.entries: dict[str, list[Entry]] = {}
        for entry in questionnaire.entries.values():
            if entry.item is not None:
                self.entries.setdefault(entry.item.id, []).append(entry)

    def item(self, name: str) -> ItemScore:
        entries = self.entries[name]
        covered = self.of.covered[name]
        counted = [self._stands_for(entry) for entry in entries if entry.question.counts]
        told = [self._met(entry, site) for entry in counted for site in entry.sites]

        def score(standing: Standing, figure: int | None, why: str) -> ItemScore:
            return ItemScore(covered.item, entries[0].section, standing, figure, why)

        if any(entry.state == "waits" for entry in counted) or "unanswered" in told:
            return score("unanswered", 0, "Not every question about it is answered.")
        figures = [one for one in told if isinstance(one, int)]
        if figures:
            least = min(figures)
            standing: Standing = "met" if least == 100 else "not_met" if least == 0 else "partly"
            return score(standing, least, "As far as the weakest answer says.")
        if told:
            return score("set_aside", None, "By your answer it does not concern you.")
        if ruled_out := [entry for entry in counted if entry.state == "ruled_out"]:
            return score("set_aside", None, ruled_out[0].why)
        return score("not_asked", None, covered.why)

    def _stands_for(self, entry: Entry) -> Entry:
        """The question that was asked in place of this one, or this one."""
        return self.of.entries[entry.question.merged_into or ""] if entry.state == "merged" else entry

    def _met(self, entry: Entry, site: str | None) -> int | Literal["unanswered"] | None:
        value = read(entry.question, self.given.get((entry.question.id, site)))
        if value is None:
            return "unanswered"
        if sets_aside(entry.question, value):
            return None
        return met(entry.question, value)
