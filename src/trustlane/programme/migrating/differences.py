"""What is otherwise in a later table of the old system than in what was brought, case by case; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from trustlane.programme.migrating.brought import Brought

KINDS = ("stage", "certificate", "last_day", "name", "only_there", "only_here")


@dataclass(frozen=True, slots=True)
class Here:
    """One case as it was brought, by its number in the old system."""

    number: str
    reference: str
    name: str
    stage: str  # that it had there
    certificate: str
    expires: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is said otherwise; ``row`` is its place in the later table, 0 where the case is not in it."""

    kind: str
    number: str
    reference: str
    name: str
    here: str
    there: str
    row: int


def differences(there: Sequence[Brought], here: Iterable[Here]) -> tuple[Difference, ...]:
    """Every difference, by the case's number in the old system."""
    known = {one.number: one for one in here}
    found = [each for case in there for each in _of(case, known.pop(case.number, None))]
    found += [Difference("only_here", one.number, one.reference, one.name, one.stage, "", 0) for one in known.values()]
    return tuple(sorted(found, key=lambda one: (one.number, KINDS.index(one.kind))))


def counted(found: Iterable[Difference]) -> dict[str, int]:
    """How many differences there are of each kind that occurs."""
    many = Counter(one.kind for one in found)
    return {kind: many[kind] for kind in KINDS if many[kind]}


def _of(case: Brought, here: Here | None) -> Iterator[Difference]:
    stage = str(case.stage_there or case.stage)
    if here is None:
        yield Difference("only_there", case.number, "", case.name, "", stage, case.row)
        return
    said = {
        "stage": (here.stage, stage),
        "certificate": (here.certificate, case.certificate),
        "last_day": (_day(here.expires), _day(case.expires)),
        "name": (here.name, case.name),
    }
    for kind, (ours, theirs) in said.items():
        if ours != theirs:
            yield Difference(kind, case.number, here.reference, here.name, ours, theirs, case.row)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
