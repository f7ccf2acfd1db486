"""Which customs offices take applications, and by which catalogues one can apply."""

from __future__ import annotations

from datetime import date, datetime

from trustlane.access.queries import offices
from trustlane.access.roles import Role
from trustlane.criteria import queries as catalogues
from trustlane.criteria.catalogue import Catalogue
from trustlane.programme.presets import administration, catalogues_named, office_in_force


def offices_that_take(*, at: datetime) -> list[str]:
    """The office that the settings name; else those with a case officer; else the administration itself."""
    named = office_in_force()
    return [named] if named else offices(Role.CASE_OFFICER, at=at) or [administration()]


def catalogues_to_apply_by(*, on: date) -> dict[str, Catalogue]:
    """The catalogues an applicant can choose from that day, by name, in the order of the settings."""
    return catalogues.in_use(catalogues_named(), on=on)
