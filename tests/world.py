"""Builders of a small world for tests: people with roles, and whatever other rooms add."""

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trustlane.access.models import User

# The day the world begins; tests that need another say so.
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class World:
    """Makes what a test needs and lets it name only what it is about."""

    now = NOW

    def __init__(self) -> None:
        self._numbers = count(1)
        self._founders: list[User] = []

    def user(self, *roles: Any, office: str = "", password: str | None = None, **particulars: Any) -> "User":
        """A person who holds these roles for that office ("" for all), given the way roles are given."""
        from trustlane.access.actions import people
        from trustlane.access.actions import roles as role_deeds

        first, second = self.administrators()
        number = next(self._numbers)
        given = {"username": f"person{number}", "full_name": f"Person {number}", "office": office} | particulars
        user = people.enrol(password=password, by=first, at=NOW, **given)
        for role in roles:
            proposal = role_deeds.propose(user=user, role=role, office=office, by=first, at=NOW, reason="needed")
            role_deeds.approve(proposal=proposal, by=second, at=NOW)
        return user

    def officer(self, office: str = "XA01", **particulars: Any) -> "User":
        """A frontline officer of one office."""
        from trustlane.access.roles import Role

        return self.user(Role.FRONTLINE_OFFICER, office=office, **particulars)

    def trader(self, operator: str, **particulars: Any) -> "User":
        """Somebody who acts for an operator in the portal."""
        from trustlane.access.roles import Role

        return self.user(Role.OPERATOR, operator=operator, **particulars)

    def administrators(self) -> "list[User]":
        """The two persons who were named when the house was founded."""
        from trustlane.access.actions.founding import Founder, found

        if not self._founders:
            names = [Founder("founder1", "Founder One"), Founder("founder2", "Founder Two")]
            self._founders = found(founders=names, at=NOW, reason="first start")
        return self._founders
