"""What can be wrong with a rules document, said so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it stands in the document, what is wrong, and what to write instead."""

    place: str  # "rules[3].when.all[1].value"
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason} {self.mend}"


class RulesError(Exception):
    """Targeting rules could not be used."""


class RulesRefused(RulesError):
    """A rules document holds mistakes; all of them are listed, and none of it is used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FieldsWanted(RulesError):
    """The declarations lack columns that the rules ask about."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = tuple(sorted(fields))
        super().__init__(
            f"The rules ask about {', '.join(self.fields)}; add these columns, empty where nothing is known."
        )


class ValueOfWrongType(RulesError):
    """A declaration carries a value whose type is not the one the schema states for its field."""

    def __init__(self, field: str, expected: str, value: object) -> None:
        super().__init__(f"Field {field} holds {expected}, but came as {type(value).__name__} {value!r:.60}.")


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the known word most like the unknown one, or the shortest list that helps."""
    known = sorted(known)
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    if close:
        return f"Did you mean {close[0]}?"
    if len(known) <= 12:
        return f"Known are: {', '.join(known) or 'none'}."
    return f"Known are {len(known)}, such as {', '.join(known[:8])}."
