"""What can go wrong at an operator, as officers and validators judged it; never for operator, partner or public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from trustlane.access.actors import id_of_person, person_of
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.criteria import queries as catalogues
from trustlane.criteria.questionnaire.contradictions import Contradiction
from trustlane.programme.checklists import checklist
from trustlane.programme.models import Case, ChainMethod, LegJudged, RiskJudged
from trustlane.programme.permits import Permission
from trustlane.programme.queries.against import claimed, declared_otherwise, expired
from trustlane.programme.queries.asked import SelfAssessment, contradictions, self_assessment
from trustlane.programme.queries.findings import latest
from trustlane.programme.risk.legs import (
    Action,
    Chain,
    Leg,
    Method,
    Rated,
    Threatened,
    Vulnerable,
    overdue,
    rated,
    steps_missing,
)
from trustlane.programme.risk.mapping import Cell, Judged, OpenPoint, Risk, heat_map, open_points, ranking
from trustlane.programme.risk.scale import Bands, Grade

FOUND_OTHERWISE = "The applicant says that this is done, and the validators found a gap."


@dataclass(frozen=True, slots=True)
class Kept:
    """One judgement with whose it is."""

    risk: Risk
    title: str
    before: Grade
    after: Grade
    by_name: str
    at: datetime


@dataclass(frozen=True)
class RiskFile:
    """The risks of one case as of an instant."""

    sections: Mapping[str, str]  # leaf sections by id, their titles
    kept: tuple[Kept, ...]  # the gravest first
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]
    open_points: tuple[OpenPoint, ...]
    chain: Chain
    legs: tuple[Rated, ...]
    missing: Mapping[int, tuple[str, ...]]  # by step of the five
    overdue: tuple[Action, ...]
    late: tuple[Kept, ...]  # responses whose day has passed
    contradictions: tuple[Contradiction, ...]

    @property
    def greatest(self) -> Grade:
        """The grade of the gravest residual risk; medium where nothing was judged yet, as nothing is known."""
        return self.kept[0].after if self.kept else "medium"


def risk_file(case: Case, who: Someone, *, at: datetime, on: date, as_of: datetime | None = None) -> RiskFile:
    """What was judged by then, and what is left open. ``on`` is the day for which is judged. Raises access' Refused."""
    in_force().require(who, Permission.SEE_RISK, case, at=at)
    then = as_of or at
    sections = leaf_sections(case)
    bands = Bands()
    kept = _kept(case, then, sections, bands)
    risks = [one.risk for one in kept]
    chain = chain_of(legs_of(case, then), _method(case, then))
    return RiskFile(
        sections=sections,
        kept=kept,
        before=heat_map(risks, "before", bands),
        after=heat_map(risks, "after", bands),
        open_points=open_points(risks, sections, bands),
        chain=chain,
        legs=rated(chain),
        missing=steps_missing(chain),
        overdue=overdue(chain, on),
        late=tuple(one for one in kept if one.risk.due is not None and one.risk.due < on),
        contradictions=_contradictions(case, who, at=at, then=then, on=on),
    )


def leaf_sections(case: Case) -> dict[str, str]:
    """The sections of the case's catalogue that hold a criterion for its roles: id and title, in their order."""
    asked = set(checklist(case))
    found = catalogues.catalogue(case.catalogue).sections
    return {one.id: one.title for one in found if any(item.id in asked for item in one.items)}


def residual(case: Case, then: datetime) -> Grade:
    """The grade of the gravest risk that is left; medium while nobody judged any, as then nothing is known."""
    kept = _kept(case, then, leaf_sections(case), Bands())
    return kept[0].after if kept else "medium"


def residuals(case: Case, then: datetime) -> list[Grade]:
    """The grade of each risk that is left, of the sections somebody judged."""
    return [one.after for one in _kept(case, then, leaf_sections(case), Bands())]


def legs_of(case: Case, then: datetime | None = None) -> list[LegJudged]:
    """The legs that are on the map, each as it was judged last, in their order."""
    rows = LegJudged.objects.filter(case=case)
    rows = rows if then is None else rows.filter(at__lte=then)
    return [row for row in rows.order_by("leg", "-pk").distinct("leg") if not row.dropped]


def chain_of(legs: Iterable[LegJudged], method: Method | None) -> Chain:
    """The assessment that these rows hold. Raises RiskRefused where a grade is none."""
    rows = [row for row in legs if not row.dropped]
    gaps = [(row.leg, gap) for row in rows for gap in row.vulnerabilities]
    return Chain(
        legs=tuple(Leg(row.leg, row.title, row.country, row.partner) for row in rows),
        threats=tuple(
            Threatened(row.leg, threat, grade, row.why) for row in rows for threat, grade in row.threats.items()
        ),
        vulnerabilities=tuple(Vulnerable(leg, gap["criterion"], gap["grade"], gap.get("why", "")) for leg, gap in gaps),
        actions=tuple(
            Action(
                leg, gap["criterion"], gap["what"], gap["owner"], date.fromisoformat(gap["due"]), _day(gap.get("done"))
            )
            for leg, gap in gaps
            if gap.get("what")
        ),
        method=method,
    )


def kept_leg(gap: Vulnerable, action: Action | None) -> dict[str, str]:
    """A gap with what closes it, as a row keeps it."""
    found = {"criterion": gap.criterion, "grade": gap.grade, "why": gap.why}
    if action is not None:
        found |= {"what": action.what, "owner": action.owner, "due": action.due.isoformat()}
        if action.done is not None:
            found["done"] = action.done.isoformat()
    return found


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _kept(case: Case, then: datetime, sections: Mapping[str, str], bands: Bands) -> tuple[Kept, ...]:
    rows = RiskJudged.objects.filter(case=case, at__lte=then).order_by("section", "-pk").distinct("section")
    newest = {row.section: row for row in rows if row.section in sections}
    names = _names(newest.values())
    return tuple(
        Kept(
            risk,
            sections[risk.section],
            bands.grade(risk.before.rating),
            bands.grade(risk.after.rating),
            names.get(newest[risk.section].by, ""),
            newest[risk.section].at,
        )
        for risk in ranking([_risk(row) for row in newest.values()])
    )


def _risk(row: RiskJudged) -> Risk:
    return Risk(
        section=row.section,
        before=Judged(row.likelihood_before, row.impact_before),
        after=Judged(row.likelihood_after, row.impact_after),
        response=row.response,  # type: ignore[arg-type]
        controls=tuple(row.controls),
        why=row.why,
        action=row.action,
        owner=row.owner,
        due=row.due,
    )


def _method(case: Case, then: datetime) -> Method | None:
    row = ChainMethod.objects.filter(case=case, at__lte=then).order_by("-pk").first()
    return None if row is None else Method(row.policy, row.responsible, row.every_months, row.training)


def _contradictions(case: Case, who: Someone, *, at: datetime, then: datetime, on: date) -> tuple[Contradiction, ...]:
    """Answers against one another and against documents, against what was found on site and, for those who may see
    it, against what was found and amended in consignments."""
    assessment = self_assessment(case, on=on)
    sees = in_force().may(who, Permission.SEE_CONDUCT, case, at=at).allowed
    return (
        *contradictions(case, assessment, on=on),
        *expired(case, assessment, on=on),
        *_found_otherwise(case, assessment),
        *(declared_otherwise(case, assessment, at=then, on=on) if sees else ()),
    )


def _found_otherwise(case: Case, assessment: SelfAssessment) -> Iterable[Contradiction]:
    """Criteria in which validators found a gap, with the questions by whose answers nothing is missing."""
    places = claimed(assessment)
    for gap in latest(case):
        if gap.rating in ("minor", "major") and gap.item in places:
            yield Contradiction("found_otherwise", FOUND_OTHERWISE, tuple(places[gap.item]), gap.text)


def _names(rows: Iterable[RiskJudged]) -> Mapping[str, str]:
    people = {person_of(row.by) for row in rows}
    return {id_of_person(pk): name for pk, name in User.objects.filter(pk__in=people).values_list("pk", "full_name")}
