"""What a file would bring, for two people to look at before anything is: counts by stage and by error, totals; pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from trustlane.parties.identifiers import match_key
from trustlane.parties.names import name_key
from trustlane.programme.migrating.brought import Brought, totalled
from trustlane.programme.migrating.reading import MigrationRead
from trustlane.standing.lists import RefusedRow


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows already, as far as it could stand in the way."""

    owners: Mapping[str, str]  # the operator each number belongs to, by its key
    with_case: Mapping[str, str]  # the open case of each operator
    with_standing: frozenset[str]  # operators of whom the register says something already
    certificates: frozenset[str]  # numbers that are taken
    brought: frozenset[str]  # numbers of cases that were brought before
    names: Mapping[str, str]  # an operator by its name, as names are searched


@dataclass(frozen=True, slots=True)
class MigrationPreview:
    """Everything a file would bring; ``digest`` names exactly this."""

    cases: tuple[Brought, ...]
    refused: tuple[RefusedRow, ...]
    notes: tuple[str, ...]
    by_stage: Mapping[str, int]
    by_error: Mapping[str, int]
    total: str
    digest: str
    sheet: str = ""  # of the workbook it was read from

    @property
    def by_stage_there(self) -> dict[str, int]:
        """Usable cases by the stage they have in the old system, to be held against what that system counts."""
        return dict(sorted(Counter(str(case.stage_there or case.stage) for case in self.cases).items()))

    @property
    def counts(self) -> dict[str, object]:
        """What is kept of it, and signed."""
        return {
            "cases": len(self.cases),
            "refused": len(self.refused),
            "by_stage": dict(self.by_stage),
            "by_stage_there": self.by_stage_there,
            "by_error": dict(self.by_error),
            "unknown_days": sum(1 for case in self.cases if case.unknown),
            "hash_total": self.total,
        }


def preview(read: MigrationRead, known: Known, *, issuer: str) -> MigrationPreview:
    """What was read, held against what is known here: what stands in the way is refused, what is alike is told."""
    usable: list[Brought] = []
    refused, notes = list(read.refused), list(read.notes)
    for case in read.cases:
        ways = list(_in_the_way(case, known, issuer))
        if ways:
            refused += [RefusedRow(case.row, "", reason, mend) for reason, mend in ways]
            continue
        owner = next(iter(_owners(case, known, issuer)), "")
        usable.append(replace(case, known_as=owner))
        other = known.names.get(name_key(case.name))
        if other is not None and other != usable[-1].operator:
            notes.append(f"Row {case.row}: {case.name} is also the name of {other}, which has other numbers.")
    refused.sort(key=lambda one: one.row)
    by_stage = dict(sorted(Counter(str(case.stage) for case in usable).items()))
    by_error = dict(Counter(_kind(one) for one in refused).most_common())
    total = totalled(usable)
    said = [by_stage, total, [(one.row, one.column, one.reason) for one in refused]]
    digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()
    return MigrationPreview(tuple(usable), tuple(refused), tuple(notes), by_stage, by_error, total, digest, read.sheet)


def _in_the_way(case: Brought, known: Known, issuer: str) -> Iterable[tuple[str, str]]:
    owners = _owners(case, known, issuer)
    if len(owners) > 1:
        yield f"has numbers of {len(owners)} operators: {', '.join(sorted(owners))}", "Correct the numbers."
        return
    operator = next(iter(owners), case.operator)
    if operator in known.with_case:
        yield f"{operator} has {known.with_case[operator]} already", "Take the row out, or end that case first."
    if case.certificate and operator in known.with_standing:
        yield (
            f"the register says something of {operator} already",
            "Bring the holder with its case first, and the list afterwards; or take the row out.",
        )
    if case.certificate in known.certificates:
        yield f"the certificate {case.certificate} is here already", "Take the row out, or correct the number."
    if case.number in known.brought:
        yield f"the case {case.number} was brought before", "Take the row out."


def _owners(case: Brought, known: Known, issuer: str) -> set[str]:
    keys = (match_key(one, issuer) for one in case.numbers)
    return {known.owners[key] for key in keys if key in known.owners}


def _kind(refused: RefusedRow) -> str:
    """What kind of error it is: its column, or the first words of its reason."""
    return refused.column or " ".join(refused.reason.split()[:3])
