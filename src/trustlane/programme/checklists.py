"""What a validator looks at: the criteria of the case's catalogue that apply to the roles applied for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from trustlane.criteria import queries as catalogues
from trustlane.parties.roles import ROLES
from trustlane.programme.models import Case


class Line(NamedTuple):
    """One line of a checklist: a criterion, and at which site it is looked at; None for all sites alike."""

    item: str
    site: int | None = None

    @property
    def key(self) -> str:
        """The line in one word: ``A.O1``, or ``A.O1@7`` at the site of that number."""
        return self.item if self.site is None else f"{self.item}@{self.site}"


def lines_for(catalogue: str, roles: Iterable[str], sites: Sequence[int]) -> list[Line]:
    """The lines of a visit to these sites: what is asked site by site has one for each, where there are several."""
    items = catalogues.catalogue(catalogue).items
    apart: Sequence[int | None] = sites if len(sites) > 1 else (None,)
    return [
        Line(item, site)
        for item in criteria_for(catalogue, roles)
        for site in (apart if items[item].sites else (None,))
    ]


def left_of(lines: Iterable[Line], rated: Collection[tuple[str, int | None]]) -> list[Line]:
    """The lines that nobody rated, by what was: criteria and sites; one rated for all sites alike is rated at each.

    A line for all sites is rated wherever it was seen.
    """
    anywhere = {item for item, _ in rated}
    return [
        line
        for line in lines
        if line.item not in anywhere
        or (line.site is not None and not {(line.item, line.site), (line.item, None)} & set(rated))
    ]


def checklist(case: Case) -> list[str]:
    """The ids of the criteria, in the order of the catalogue."""
    return criteria_for(case.catalogue, case.roles)


def criteria_for(catalogue: str, roles: Iterable[str]) -> list[str]:
    """The ids of the operator's criteria of a catalogue that apply to at least one of the roles."""
    wanted = set(roles)
    found = catalogues.catalogue(catalogue)
    applying = {item.id for role in ROLES if role in wanted for _, item, _ in found.applying(role)}
    return [item for item in found.items if item in applying]
