"""An auditor's samples: the population as of an instant, what was drawn from it, and how far it was looked at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.clock.zones import begins
from trustlane.programme.models import Case, Event, Look, Sample, SampledCase
from trustlane.programme.moves import DECISIONS
from trustlane.programme.permits import Permission
from trustlane.programme.sampling.cases import sample as draw
from trustlane.programme.stages import Stage

BY_OUTCOME_AND_OFFICER = "outcome_officer"
BY_OUTCOME = "outcome"
STRATA = (BY_OUTCOME_AND_OFFICER, BY_OUTCOME)
_KIND_OF: Mapping[str, str] = {move: kind for kind, moves in DECISIONS.items() for move in moves}


@dataclass(frozen=True, slots=True)
class Population:
    """From which cases is drawn: those in which such a decision was taken in the period, or anything where no kind is
    asked for; what is left empty is not asked."""

    first: date
    last: date
    kind: str = ""
    stage: str = ""
    office: str = ""
    officer: int | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """As a sample keeps it."""
        return asdict(self) | {"first": self.first.isoformat(), "last": self.last.isoformat()}


@dataclass(frozen=True, slots=True)
class Member:
    """One case of a population, with the decision of the period that counts for its stratum."""

    id: int
    reference: str
    outcome: str
    officer: int | None
    last_event: int


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One sample in the list."""

    id: int
    population: Population
    strata: str
    at: datetime
    seed: str
    typed: bool
    size: int
    found: int
    drawn: int
    digest: str
    drawn_by: str
    ledger_row: int
    looked_at: int
    findings: int

    @property
    def left(self) -> int:
        """Cases nobody looked at yet."""
        return self.drawn - self.looked_at


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look."""

    verdict: str
    note: str
    by: str
    at: datetime
    ledger_row: int


@dataclass(frozen=True, slots=True)
class SampledRow:
    """One case of a sample, with the looks at it, the last first."""

    id: int
    place: int
    reference: str
    name: str
    office: str
    outcome: str
    officer_name: str
    last_event: int
    looks: tuple[LookRow, ...]

    @property
    def verdict(self) -> str:
        """What the last look says; "" where nobody looked."""
        return self.looks[0].verdict if self.looks else ""


def members(wanted: Population, *, at: datetime) -> tuple[Member, ...]:
    """The cases of a population as of an instant, by reference; what happens later changes nothing in it."""
    since, until = _bounds(wanted)
    events = Event.objects.filter(at__lte=at)
    last = _last_of_each(events)
    stood = {case: (number, target) for case, number, source, target in last if not _is_nobodys(source, target)}
    within = events.filter(at__gte=since, at__lt=until)
    if wanted.officer is not None:
        within = within.filter(person=wanted.officer)
    moves = DECISIONS[wanted.kind] if wanted.kind else frozenset(_KIND_OF)
    taken = within.filter(move__in=moves, person__isnull=False).order_by("case", "-number").distinct("case")
    decided = {case: (move, person) for case, move, person in taken.values_list("case", "move", "person")}
    asked = set(decided) if wanted.kind else set(within.order_by().values_list("case", flat=True).distinct())
    cases = Case.objects.filter(pk__among=sorted(asked & stood.keys()))
    if wanted.office:
        cases = cases.filter(office=wanted.office)
    found = []
    for key, reference in cases.order_by("reference").values_list("pk", "reference"):
        number, stage = stood[key]
        if wanted.stage and stage != wanted.stage:
            continue
        move, person = decided.get(key, ("", None))
        found.append(Member(key, reference, _KIND_OF.get(move, ""), person, number))
    return tuple(found)


def drawn(seed: str, cases: Sequence[Member], size: int, strata: str) -> tuple[Member, ...]:
    """The cases that the seed draws, in the order drawn. Raises SampleRefused or SeedRefused."""
    by_reference = {one.reference: one for one in cases}
    parted = {one.reference: (one.outcome, one.officer if strata == BY_OUTCOME_AND_OFFICER else None) for one in cases}
    return tuple(by_reference[one] for one in draw(seed.encode(), by_reference, size, parted))


def digest_of(cases: Sequence[Member]) -> str:
    """What names a population: every case with its stratum, in the order of references. 64 hexadecimal digits."""
    said = [(one.reference, one.outcome, one.officer or 0) for one in cases]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def repeats(number: int) -> bool:
    """Whether the population of a sample, asked for again, and its seed give the very list that is kept."""
    sample = Sample.objects.get(pk=number)
    cases = members(_population(sample.population), at=sample.at)
    if digest_of(cases) != sample.digest:
        return False
    kept = list(SampledCase.objects.filter(sample=sample).order_by("place").values_list("case", flat=True))
    return [one.id for one in drawn(sample.seed, cases, sample.size, sample.strata)] == kept


def samples(who: Someone, *, at: datetime) -> list[SampleRow]:
    """Every sample, the newest first. Raises access' Refused."""
    in_force().require(who, Permission.SAMPLE, at=at)
    rows = list(Sample.objects.select_related("drawn_by").order_by("-pk"))
    said = _last_looks(SampledCase.objects.filter(sample__in=rows))
    return [_row(sample, said.get(sample.pk, [])) for sample in rows]


def sample_row(number: int, who: Someone, *, at: datetime) -> SampleRow | None:
    """One sample; None where there is none of that number. Raises access' Refused."""
    in_force().require(who, Permission.SAMPLE, at=at)
    sample = Sample.objects.select_related("drawn_by").filter(pk=number).first()
    if sample is None:
        return None
    return _row(sample, _last_looks(SampledCase.objects.filter(sample=sample)).get(number, []))


def sampled_rows(number: int, who: Someone, *, at: datetime) -> list[SampledRow]:
    """The cases of a sample in the order drawn. Raises access' Refused."""
    in_force().require(who, Permission.SAMPLE, at=at)
    rows = SampledCase.objects.filter(sample=number).select_related("case", "officer").order_by("place")
    looks: dict[int, list[LookRow]] = {}
    for one in Look.objects.filter(sampled__sample=number).select_related("person").order_by("-pk"):
        told = LookRow(one.verdict, one.note, one.person.get_full_name(), one.at, one.recorded_in_id)
        looks.setdefault(one.sampled_id, []).append(told)
    return [
        SampledRow(
            id=row.pk,
            place=row.place,
            reference=row.case.reference,
            name=row.case.name,
            office=row.case.office,
            outcome=row.outcome,
            officer_name=row.officer.get_full_name() if row.officer else "",
            last_event=row.last_event,
            looks=tuple(looks.get(row.pk, ())),
        )
        for row in rows
    ]


def sampled(number: int, reference: str) -> SampledCase | None:
    """One case of a sample, for a deed."""
    return SampledCase.objects.select_related("case").filter(sample=number, case__reference=reference).first()


def deciders() -> dict[int, str]:
    """Who ever took a decision, by name."""
    people = Event.objects.filter(move__in=list(_KIND_OF), person__isnull=False).order_by().values("person").distinct()
    return dict(User.objects.filter(pk__in=people).order_by("full_name").values_list("pk", "full_name"))


def offices() -> list[str]:
    """The offices that have cases."""
    return list(Case.objects.order_by("office").values_list("office", flat=True).distinct())


def _bounds(wanted: Population) -> tuple[datetime, datetime]:
    zone = settings.TIME_ZONE
    return begins(wanted.first, zone), begins(wanted.last + timedelta(days=1), zone)


def _last_of_each(events: QuerySet[Event]) -> QuerySet[Event, Any]:
    return events.order_by("case", "-number").distinct("case").values_list("case", "number", "source", "target")


def _is_nobodys(source: str, target: str) -> bool:
    """A draft, or one that was withdrawn, is no case yet."""
    return target == Stage.DRAFT or (target == Stage.WITHDRAWN and source == Stage.DRAFT)


def _last_looks(rows: QuerySet[SampledCase]) -> dict[int, list[str]]:
    """By sample, what was said last of each of its cases; "" where nothing was."""
    newest = Look.objects.filter(sampled=OuterRef("pk")).order_by("-pk").values("verdict")[:1]
    found: dict[int, list[str]] = {}
    for number, verdict in rows.annotate(said=Subquery(newest)).values_list("sample", "said"):
        found.setdefault(number, []).append(verdict or "")
    return found


def _row(sample: Sample, said: Sequence[str]) -> SampleRow:
    return SampleRow(
        id=sample.pk,
        population=_population(sample.population),
        strata=sample.strata,
        at=sample.at,
        seed=sample.seed,
        typed=sample.typed,
        size=sample.size,
        found=sample.found,
        drawn=len(said),
        digest=sample.digest,
        drawn_by=sample.drawn_by.get_full_name(),
        ledger_row=sample.recorded_in_id,
        looked_at=sum(1 for one in said if one),
        findings=sum(1 for one in said if one == "finding"),
    )


def _population(kept: Mapping[str, Any]) -> Population:
    days = {name: date.fromisoformat(kept[name]) for name in ("first", "last")}
    return Population(**{**kept, **days})
