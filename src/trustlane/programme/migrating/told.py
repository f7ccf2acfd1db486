"""How many cases the old system itself counts, told line by line in its own words, held against what was read; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trustlane.programme.migrating.words import STAGES
from trustlane.standing.words import plain

TOTAL = "total"
MOST_LINES = 100
_LINE = re.compile(r"(?P<word>.*?)[\s:;,=\t|-]*(?P<number>[0-9](?:[0-9.,'  ]*[0-9])?)\s*")
_BETWEEN = re.compile("[.,'\u2009\u202f\u00a0 ]")


class ToldRefused(ValueError):
    """A line that cannot be read as a status and a number; the message names the line and the mend."""


@dataclass(frozen=True, slots=True)
class Count:
    """One status: how many the old system tells and how many were read; None where it tells nothing of it."""

    stage: str
    told: int | None
    read: int

    @property
    def difference(self) -> int:
        """Read less told; 0 where nothing was told."""
        return 0 if self.told is None else self.read - self.told


def read_told(text: str) -> dict[str, int]:
    """Counts by stage from lines such as ``active: 16,000``; two words for one stage are added. Raises ToldRefused."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise ToldRefused(f"{len(lines)} lines are more than there are statuses. Write one line a status.")
    found: dict[str, int] = {}
    for place, line in enumerate(lines, start=1):
        read = _LINE.fullmatch(line.strip())
        if read is None:
            raise ToldRefused(f"Line {place} tells no number. Write the status and how many, such as 'active: 16,000'.")
        number = _BETWEEN.sub("", read["number"])
        if len(number) > 9:
            raise ToldRefused(f"Line {place} tells more cases than there can be. Write the number alone.")
        word = plain(read["word"])
        stage = TOTAL if word in ("total", "all", "sum") else STAGES.get(word)
        if stage is None:
            said = read["word"].strip()[:40]
            raise ToldRefused(f"Line {place} says {said!r}, which is no known status. Write the word the table uses.")
        found[str(stage)] = found.get(str(stage), 0) + int(number)
    return found


def reconciled(told: Mapping[str, int], read: Mapping[str, int]) -> tuple[Count, ...]:
    """Every status that is told or was read, with both numbers; the total last. Where nothing is told, nothing differs.

    A status that was read and is not among those told counts as told with none.
    """
    stages = sorted((told.keys() | read.keys()) - {TOTAL})
    by_stage = any(stage != TOTAL for stage in told)
    counts = [Count(stage, told.get(stage, 0) if by_stage else None, read.get(stage, 0)) for stage in stages]
    whole = told.get(TOTAL, sum(told.values()) if told else None)
    return (*counts, Count(TOTAL, whole, sum(read.values())))


def differs(told: Mapping[str, int], read: Mapping[str, int]) -> bool:
    """Some number is not the one that was told."""
    return any(count.difference for count in reconciled(told, read))
