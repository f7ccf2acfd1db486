"""Which sites a validation visits: all of high risk, at least one of each type, the rest by lot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

from trustlane.programme.lots import lot
from trustlane.programme.risk.scale import GRADES, Grade, RiskRefused

Found = Literal["none", "clean", "minor", "major"]  # what the last validation found at a site
Why = Literal["high_risk", "of_its_type", "by_lot"]
SENTENCES: dict[Why, str] = {
    "high_risk": "Every site of high risk is visited.",
    "of_its_type": "At least one site of each type is visited; of its type this one came first by lot.",
    "by_lot": "The other sites are drawn by lot, so that nobody knows beforehand which are left out.",
}


@dataclass(frozen=True)
class Site:
    """A place of the operator, its type (such as warehouse) and how grave its risk is."""

    id: str
    type: str
    risk: Grade


@dataclass(frozen=True)
class Visited:
    """A site that is visited, and why."""

    site: Site
    why: Why


def sites_to_visit(seed: bytes, case: str, sites: Iterable[Site], wanted: int) -> tuple[Visited, ...]:
    """The sites to visit, those of high risk first; more than `wanted` where the first two reasons ask for more.

    Where a type has sites of medium and low risk, one of medium risk stands for it. The order of `sites` is of no
    account; the same seed and case give the same answer.
    """
    known: dict[str, Site] = {}
    for site in sites:
        if site.id in known:
            raise RiskRefused(f"Site {site.id} stands on the list twice; keep one.")
        known[site.id] = site
    lots = {one: (lot(seed, "sites", case, one), one) for one in known}
    queue = sorted(known.values(), key=lambda site: lots[site.id])
    found = [Visited(site, "high_risk") for site in queue if site.risk == "high"]
    for site in sorted(queue, key=lambda site: site.risk != "medium"):
        if site.type not in {visited.site.type for visited in found}:
            found.append(Visited(site, "of_its_type"))
    taken = {visited.site.id for visited in found}
    rest = [Visited(site, "by_lot") for site in queue if site.id not in taken]
    return (*found, *rest[: max(0, wanted - len(found))])


def grade_of_site(left: Grade, found: Found) -> Grade:
    """The risk of a site: what is left at the operator, high after a major gap there, not low after a minor one.

    How what was found bears on it is ours.
    """
    least = {"major": "high", "minor": "medium"}.get(found, "low")
    return max(left, cast(Grade, least), key=GRADES.index)
