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

    def declared(self, lines: Any, *, events: Any = (), observed: Any = (), at: datetime = NOW) -> None:
        """Declarations that are kept, with what happened to them and what others did, as rows by column."""
        declare(lines, events=events, observed=observed, at=at)

    def screened(self, lines: Any, *facts: Any, at: datetime | None = None, keep: bool = True) -> None:
        """Declarations that are kept and decided, each when it was lodged or all at one moment."""
        from trustlane.access.actors import system
        from trustlane.access.roles import Role

        if keep:
            declare(lines, at=NOW)
        screen_and_keep(lines, facts, by=system("tests", [Role.RISK_MANAGER]), at=at)

    def administrators(self) -> "list[User]":
        """The two persons who were named when the house was founded."""
        from trustlane.access.actions.founding import Founder, found

        if not self._founders:
            names = [Founder("founder1", "Founder One"), Founder("founder2", "Founder Two")]
            self._founders = found(founders=names, at=NOW, reason="first start")
        return self._founders


def declare(lines: Any, *, events: Any = (), observed: Any = (), at: datetime) -> None:
    """Keeps a reading made of lines, events and observed treatments."""
    import polars as pl
    from django.db import connection

    from trustlane.declarations.facts import Reported
    from trustlane.declarations.frame import EVENT_ROWS, OBSERVED_ROWS, Read
    from trustlane.declarations.queries import last_report, last_version
    from trustlane.declarations.sql import load
    from trustlane.ledger.facts import tell

    def rows(given: Any, schema: pl.Schema) -> pl.DataFrame:
        return pl.DataFrame([{name: row.get(name) for name in schema} for row in given], schema=schema)

    read = Read(lines=lines, events=rows(events, EVENT_ROWS), observed=rows(observed, OBSERVED_ROWS))
    connection.ensure_connection()
    told = Reported(last_report(), last_version(), at)
    loaded = load(connection.connection, read, at=at, source="the test")
    if loaded.observed or loaded.amends:
        tell(told)


def screen_and_keep(
    lines: Any, facts: Any, *, by: Any, at: datetime | None = None, history: Any = None, of: str = ""
) -> None:
    """Screens lines with the policy that ships and keeps the decisions; a register is given where there are facts.

    All are weighed against one another; where an importer is named, only what it lodged is kept.
    """
    from importlib import resources

    import polars as pl

    from tests.selectivity.declared import basis
    from trustlane.selectivity import screening
    from trustlane.selectivity.actions.keeping import keep_decisions
    from trustlane.selectivity.trust import Register

    register = Register.of(facts, ("OWN", "XA")) if facts else Register.none()
    rests_on = basis(lines if history is None else history, register=register)
    decisions, tables = screening.screen(lines, rests_on, at=at)
    if of:
        lines = lines.filter(pl.col("importer") == of)
        decisions = decisions.filter(pl.col("declaration").is_in(lines["declaration"].to_list()))
    text = resources.files("trustlane.selectivity").joinpath("policies/default.yaml").read_text("utf-8")
    kept_at = at or max(lines["lodged"])
    keep_decisions(
        decisions=decisions,
        lines=lines,
        basis=rests_on.named,
        tables=tables,
        policy_text=text,
        by=by,
        at=max(kept_at, NOW),
    )


def secret_of_draws() -> bytes:
    """What the seeds of draws are derived from in tests."""
    return bytes(range(32))
