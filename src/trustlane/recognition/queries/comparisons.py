"""A comparison as of an instant: each line with what stands beside it, the verdict that counts, and why it is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from trustlane.access import queries as access
from trustlane.criteria.library import shipped
from trustlane.recognition.comparing import Key, Line, Progress, Sides, all_lines, progress
from trustlane.recognition.models import Comparison, ComparisonEdition, Partner, Verdict
from trustlane.recognition.queries import library
from trustlane.recognition.terms import DIRECTIONS


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What somebody found of a line."""

    id: int
    verdict: str
    proposed: str
    remedy: str
    evidence: str
    documents: tuple[int, ...]
    by_name: str
    at: datetime
    edition: int
    ledger_row: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with the verdict that counts, or with the last one and why it counts no longer."""

    line: Line
    verdict: VerdictRow | None
    former: VerdictRow | None = None  # the last, where the line was opened again since
    why: str = ""  # why it was

    @property
    def last(self) -> VerdictRow | None:
        """The last verdict, whether or not it counts."""
        return self.verdict or self.former

    @property
    def state(self) -> str:
        """The verdict that counts; "" where there is none."""
        return self.verdict.verdict if self.verdict else ""


@dataclass(frozen=True)
class ComparisonFile:
    """One comparison as it stands at an instant; that of the example has no partner and nobody's verdicts."""

    sides: Sides
    judged: tuple[Judged, ...]
    partner: str = ""  # its code
    partner_name: str = ""
    edition: int = 0
    since: datetime | None = None  # of that edition
    links: tuple[str, ...] = ()  # the names of the crosswalks
    newer: tuple[str, str] | None = None  # the editions that could be taken instead, ours and theirs

    def of(self, direction: str) -> tuple[Judged, ...]:
        """The lines of a direction."""
        return tuple(one for one in self.judged if one.line.direction == direction)

    @cached_property
    def progress(self) -> Mapping[str, Progress]:
        """How far each direction is."""
        states = {one.line.key: one.state for one in self.judged if one.state}
        return {direction: progress([one.line for one in self.of(direction)], states) for direction in DIRECTIONS}

    @property
    def left(self) -> int:
        """The lines without a verdict, in both directions."""
        return sum(one.left for one in self.progress.values())

    def line(self, direction: str, item: str) -> Judged | None:
        """One line."""
        return next((one for one in self.judged if one.line.key == (direction, item)), None)


def of_partner(partner: Partner) -> Comparison | None:
    """The comparison with a partner, if it was opened."""
    return Comparison.objects.filter(partner=partner).first()


def left(partner: Partner) -> int | None:
    """How many lines are open; None where nothing is compared yet."""
    comparison = of_partner(partner)
    return comparison_file(comparison, at=None).left if comparison else None


def editions(comparison: Comparison, *, at: datetime | None = None) -> list[ComparisonEdition]:
    """The editions a comparison rested on up to an instant, the first first."""
    rows = comparison.editions.order_by("number")
    return list(rows if at is None else rows.filter(at__lte=at))


def comparison_file(comparison: Comparison, *, at: datetime | None, on: date | None = None) -> ComparisonFile:
    """A comparison as of an instant (None: as of now). On a day ``on``, newer editions are looked for as well."""
    known = editions(comparison, at=at)
    newest = known[-1]
    sides = library.sides(newest)
    asked, whys = required(known)
    latest = _latest(comparison, at)
    partner = comparison.partner
    return ComparisonFile(
        sides=sides,
        judged=tuple(_judged(line, latest.get(line.key), asked, whys) for line in all_lines(sides)),
        partner=partner.code,
        partner_name=partner.name,
        edition=newest.number,
        since=newest.at,
        links=tuple(one.name for one in sides.crosswalks),
        newer=None if on is None else _newer(newest, sides, on),
    )


def example(ours: str, theirs: str) -> ComparisonFile:
    """Two programmes of the library beside each other, with nobody's verdict: what the crosswalks propose."""
    ships = shipped()
    sides = Sides(ships.catalogues[ours], ships.catalogues[theirs], ships.crosswalks)
    return ComparisonFile(
        sides=sides,
        judged=tuple(Judged(line, None) for line in all_lines(sides)),
        links=tuple(one.name for one in ships.crosswalks if {one.of.name, one.to.name} == {ours, theirs}),
    )


def required(known: Sequence[ComparisonEdition]) -> tuple[dict[Key, int], dict[Key, str]]:
    """For each line that was opened again: from which edition on a verdict counts, and why it was opened."""
    since: dict[Key, int] = {}
    whys: dict[Key, str] = {}
    for edition in known:
        for direction, item, why in edition.reopened:
            since[direction, item], whys[direction, item] = edition.number, why
    return since, whys


def history(comparison: Comparison, direction: str, item: str) -> tuple[VerdictRow, ...]:
    """Every verdict on a line, the newest first."""
    rows = Verdict.objects.filter(comparison=comparison, direction=direction, item=item).order_by("-pk")
    return _rows(list(rows))


def _latest(comparison: Comparison, at: datetime | None) -> dict[Key, VerdictRow]:
    rows = Verdict.objects.filter(comparison=comparison).order_by("direction", "item", "-pk")
    rows = rows if at is None else rows.filter(at__lte=at)
    found = list(rows.distinct("direction", "item"))
    return {(row.direction, row.item): told for row, told in zip(found, _rows(found), strict=True)}


def _rows(found: Sequence[Verdict]) -> tuple[VerdictRow, ...]:
    names = access.names({row.by for row in found})
    return tuple(
        VerdictRow(
            id=row.pk,
            verdict=row.verdict,
            proposed=row.proposed,
            remedy=row.remedy,
            evidence=row.evidence,
            documents=tuple(row.documents),
            by_name=names[row.by].full_name,
            at=row.at,
            edition=row.edition,
            ledger_row=row.recorded_in_id,
        )
        for row in found
    )


def _judged(line: Line, last: VerdictRow | None, since: Mapping[Key, int], whys: Mapping[Key, str]) -> Judged:
    if last is not None and last.edition >= since.get(line.key, 0):
        return Judged(line, last)
    return Judged(line, None, last, whys.get(line.key, ""))


def _newer(newest: ComparisonEdition, sides: Sides, on: date) -> tuple[str, str] | None:
    """The editions of today, where they or the crosswalks between them are others than those it rests on."""
    ours, theirs = (library.newer(one.name, on=on) for one in (sides.ours, sides.theirs))
    one, other = library.named(ours, theirs=False), library.named(theirs, theirs=True)
    if one is None or other is None:
        return None
    rests_on = {newest.ours.digest, newest.theirs.digest, *library.digests(newest.crosswalks)}
    today = {library.digest(each) for each in (one, other, *library.crosswalks(ours, theirs, on=on))}
    return None if rests_on == today else (ours, theirs)
