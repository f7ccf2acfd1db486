"""Which customs offices take applications."""

from __future__ import annotations

from datetime import datetime

from trustlane.access.queries import offices
from trustlane.access.roles import Role
from trustlane.programme.presets import administration, office_in_force


def offices_that_take(*, at: datetime) -> list[str]:
    """The office that the settings name; else those with a case officer; else the administration itself."""
    named = office_in_force()
    return [named] if named else offices(Role.CASE_OFFICER, at=at) or [administration()]
