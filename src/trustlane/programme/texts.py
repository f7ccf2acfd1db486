"""What somebody sends as text, as a table of values or as one word of a list: fit to be kept, or refused; pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from trustlane.programme.refusals import ChoiceUnknown, TextUnfit

LONGEST = 20_000  # characters of one text
DEEPEST = 10  # tables within tables
_NO_CHARACTER = re.compile("[\x00\ud800-\udfff]")  # the database keeps neither, nor does the record


def plain_text(text: object, what: str, longest: int = LONGEST) -> str:
    """The text without blanks round it. ``what`` names it in the refusal, such as 'The reason'. Raises TextUnfit."""
    if not isinstance(text, str):
        raise TextUnfit(f"{what} is no text but {type(text).__name__}.")
    found = _NO_CHARACTER.search(text)
    if found:
        place = text.count("\n", 0, found.start()) + 1
        raise TextUnfit(f"{what} holds U+{ord(found[0]):04X} in line {place}, which is no character that can be kept.")
    said = text.strip()
    if len(said) > longest:
        raise TextUnfit(f"{what} has {len(said):,} characters; {longest:,} are kept at most.")
    return said


def plain_table(table: Mapping[str, object], what: str) -> dict[str, Any]:
    """A table by name of texts, numbers, yes or no, nothing, and lists and tables of these. Raises TextUnfit."""
    return {plain_text(name, f"A name in {what}"): _plain(value, f"{what}: {name}", 1) for name, value in table.items()}


def one_of(said: str, what: str, known: Iterable[str]) -> str:
    """The word, if it is one of those known. ``what`` says what they are, such as 'rating'. Raises ChoiceUnknown."""
    words = list(known)
    if said not in words:
        raise ChoiceUnknown(what, said, words)
    return said


def _plain(value: object, what: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise TextUnfit(f"{what[:200]} lies deeper than {DEEPEST} tables within one another.")
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return plain_text(value, what)
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, Mapping):
        return {
            plain_text(name, f"A name in {what}"): _plain(one, f"{what}.{name}", depth + 1)
            for name, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(one, what, depth + 1) for one in value]
    raise TextUnfit(f"{what} is {str(value)[:40]}, which is neither text, number, yes or no, list nor table.")
