"""Whether the events of a case hang together: numbers without a gap, each beginning where the last one led; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

FIRST = "The first event has another number than 1."
GAP = "An event between this and the one before is gone."
ELSEWHERE = "It begins at another stage than the one before led to."
EARLIER = "It is older than the event before."
SENTENCES = frozenset({FIRST, GAP, ELSEWHERE, EARLIER})


@dataclass(frozen=True, slots=True)
class Link:
    """One event, as far as it hangs on the one before."""

    number: int
    source: str
    target: str
    at: datetime


def faults(links: Sequence[Link]) -> tuple[tuple[int, str], ...]:
    """The number of each event that does not follow from the one before, and what is wrong with it."""
    first = [(links[0].number, FIRST)] if links and links[0].number != 1 else []
    return (*first, *_between(links))


def _between(links: Iterable[Link]) -> Iterator[tuple[int, str]]:
    for before, link in pairwise(links):
        if link.number != before.number + 1:
            yield link.number, GAP
        if link.source != before.target:
            yield link.number, ELSEWHERE
        if link.at < before.at:
            yield link.number, EARLIER
