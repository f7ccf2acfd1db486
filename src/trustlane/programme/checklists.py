"""What a validator looks at: the criteria of the case's catalogue that apply to the roles applied for."""

from __future__ import annotations

from collections.abc import Iterable

from trustlane.criteria import queries as catalogues
from trustlane.parties.roles import ROLES
from trustlane.programme.models import Case


def checklist(case: Case) -> list[str]:
    """The ids of the criteria, in the order of the catalogue."""
    return criteria_for(case.catalogue, case.roles)


def criteria_for(catalogue: str, roles: Iterable[str]) -> list[str]:
    """The ids of the operator's criteria of a catalogue that apply to at least one of the roles."""
    wanted = set(roles)
    found = catalogues.catalogue(catalogue)
    applying = {item.id for role in ROLES if role in wanted for _, item, _ in found.applying(role)}
    return [item for item in found.items if item in applying]
