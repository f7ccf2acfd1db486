"""What the plan of a validation proposes: the sites to visit by their risk, and the modes it may have, with reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isqrt

from trustlane.parties import queries as parties
from trustlane.programme.models import Assignment, Case, Event, Finding
from trustlane.programme.queries.drawing import kept_draw, next_about, seed_of
from trustlane.programme.queries.risks import residual
from trustlane.programme.risk.scale import Grade
from trustlane.programme.risk.sites import Found, Site, Visited, grade_of_site, sites_to_visit
from trustlane.programme.suitability.modes import MODES, Line, Mode, Rule, SiteVisit, suited

# Kinds of sites at which no goods are handled.
_NO_GOODS = frozenset({"office"})
_IN_PERSON = ("on_site", "hybrid")


@dataclass(frozen=True, slots=True)
class Told:
    """What only an officer knows of a visit from afar."""

    line: Line = "none"
    language_shared: bool = False
    pictures_may_leave: bool = False
    operator_consents: bool = False


# As if nothing that an officer has to find out stood against it.
NOTHING_AGAINST = Told("good", language_shared=True, pictures_may_leave=True, operator_consents=True)


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows of one place to be visited; number 0 is the operator as a whole, where no site is known."""

    number: int
    risk: Grade
    handles_goods: bool
    seen_in_person: bool
    last_record: Found


@dataclass(frozen=True)
class Proposal:
    """Which sites to visit and why, under which seed the others were drawn; and what is known of every place."""

    visited: tuple[Visited, ...]
    seed: bytes
    places: Mapping[int, Known]

    @property
    def sites(self) -> tuple[int, ...]:
        """The numbers of the sites proposed."""
        return tuple(sorted(int(one.site.id) for one in self.visited))

    def suited(self, chosen: Collection[int], told: Told) -> tuple[tuple[Mode, ...], tuple[Rule, ...]]:
        """The modes that all chosen places may have, and the rules that take the others away."""
        places = [self.places[one] for one in chosen if one in self.places] or list(self.places.values())
        found = [suited(_visit(place, told)) for place in places]
        modes = tuple(mode for mode in MODES if all(one.may_be(mode) for one in found))
        return modes, tuple({rule.name: rule for one in found for rule in one.reasons}.values())


def proposal(case: Case, *, at: datetime, on: date) -> Proposal:
    """What to propose for the next validation of a case. Ours: of so many sites their square root, rounded up."""
    left = residual(case, at)
    facts = parties.operator(case.operator.reference)
    open_sites = [one for one in (facts.sites if facts else ()) if one.valid_to is None or one.valid_to >= on]
    records, seen = _records(case), _seen_in_person(case)
    places = {
        one.number: Known(
            one.number,
            grade_of_site(left, records.get(one.number, "none")),
            one.kind not in _NO_GOODS,
            one.number in seen,
            records.get(one.number, records.get(0, "none")),
        )
        for one in open_sites
    }
    drawn = kept_draw(case)  # a plan made anew draws the same sites
    seed = seed_of(f"{drawn.case.id if drawn else next_about(case)} sites")
    sites = [Site(str(one.number), one.kind, places[one.number].risk) for one in open_sites]
    visited = sites_to_visit(seed, case.reference, sites, isqrt(max(len(sites) - 1, 0)) + 1 if sites else 0)
    whole = Known(0, grade_of_site(left, records.get(0, "none")), True, 0 in seen, records.get(0, "none"))
    return Proposal(visited, seed, places or {0: whole})


def _visit(place: Known, told: Told) -> SiteVisit:
    return SiteVisit(
        risk=place.risk,
        handles_goods=place.handles_goods,
        seen_in_person=place.seen_in_person,
        last_record=place.last_record,
        line=told.line,
        language_shared=told.language_shared,
        pictures_may_leave=told.pictures_may_leave,
        operator_consents=told.operator_consents,
    )


def _records(case: Case) -> dict[int, Found]:
    """What the last validation of this operator that ended found, by site; at 0 the worst of all."""
    ended = Event.objects.filter(case__operator=case.operator_id, move="end_validation").order_by("-at", "-pk").first()
    if ended is None:
        return {}
    number = Assignment.objects.filter(case=ended.case_id, begun_in__at__lte=ended.at).order_by("-round").first()
    rows = Finding.objects.filter(case=ended.case_id, round=number.round if number else 0)
    newest = rows.order_by("item", "site", "-pk").distinct("item", "site")
    found: dict[int, Found] = {0: "clean"}
    for row in newest:
        record: Found = "major" if row.rating == "major" else "minor" if row.rating == "minor" else "clean"
        for place in {0, row.site or 0}:
            found[place] = max(found.get(place, "clean"), record, key=_GRAVITY.index)
    return found


_GRAVITY: tuple[Found, ...] = ("none", "clean", "minor", "major")


def _seen_in_person(case: Case) -> set[int]:
    """The sites that validators saw with their own eyes, by the plans of validations that ended; 0: the operator."""
    seen: set[int] = set()
    for ended in Event.objects.filter(case__operator=case.operator_id, move="end_validation"):
        plans = Event.objects.filter(case=ended.case_id, move="plan_validation", number__lt=ended.number)
        plan = plans.order_by("-number").first()
        if plan is not None and plan.data.get("mode") in _IN_PERSON:
            seen |= {0, *plan.data.get("sites", [])}
    return seen
