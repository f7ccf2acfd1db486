"""One firm's status followed over the border, in a demonstration: granted, suspended, given back.

Each button is two ordinary deeds of two people of the demonstration, one after the other, by the permits that hold for
them: nobody decides what they handled. Only a demonstration of several nodes has the page that calls this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trustlane.access import queries as people
from trustlane.access.evaluator import in_force
from trustlane.programme import actions
from trustlane.programme.actions.timing import CLOCKS
from trustlane.programme.labels import STAGES
from trustlane.programme.permits import Moving
from trustlane.programme.queries.casefile import newest_of
from trustlane.programme.stages import Stage

EXPORTER = "XA900000777"  # whom the walk follows
OFFICERS = ("cara", "cole")
DECIDERS = ("dora", "dirk", "dina")
SOON = timedelta(milliseconds=1)  # the second deed after the first
REASON = "A step of the walk across the border."


class Deed(StrEnum):
    """What the button does at the stage the case is at."""

    GRANT = "grant"
    SUSPEND = "suspend"
    LIFT = "lift"


AT_STAGE = {Stage.DECISION_PENDING: Deed.GRANT, Stage.MONITORED: Deed.SUSPEND, Stage.SUSPENDED: Deed.LIFT}
BUTTONS: dict[Deed, Promise] = {
    Deed.GRANT: _("Grant the status"),
    Deed.SUSPEND: _("Suspend the status"),
    Deed.LIFT: _("Lift the suspension"),
}
DONE: dict[Deed, Promise] = {
    Deed.GRANT: _("The status is granted."),
    Deed.SUSPEND: _("The status is suspended."),
    Deed.LIFT: _("The suspension is lifted."),
}
WHO: dict[Deed, Promise] = {
    Deed.GRANT: _("Cole handled the case; a decision maker who did not grants it."),
    Deed.SUSPEND: _("One officer freezes it, a decision maker who did not ratifies that."),
    Deed.LIFT: _("A case officer proposes to lift it, a decision maker who did not agrees."),
}


@dataclass(frozen=True, slots=True)
class Walk:
    """The case the walk is about, and the button that it has now; none where somebody brought it elsewhere."""

    case: Any
    stage: str | Promise
    deed: Deed | None

    @property
    def button(self) -> str | Promise:
        """What stands on it."""
        return BUTTONS[self.deed] if self.deed else ""

    @property
    def who(self) -> str | Promise:
        """Whose deeds it is."""
        return WHO[self.deed] if self.deed else ""


def walk() -> Walk | None:
    """The case as it is now; None on a node that has none."""
    case = newest_of(EXPORTER)
    if case is None:
        return None
    return Walk(case, STAGES[Stage(case.stage)], AT_STAGE.get(Stage(case.stage)))


def press(deed: Deed, at: datetime) -> None:
    """Do the two deeds of a button; refused where the case is at another stage by now, or nobody may."""
    found = walk()
    assert found is not None
    {Deed.GRANT: _grant, Deed.SUSPEND: _suspend, Deed.LIFT: _lift}[deed](found.case, at)


def _grant(case: Any, at: datetime) -> None:
    terms = actions.Granted(security=case.security, compliance=case.compliance, roles=list(case.roles))
    actions.grant(case=case, terms=terms, reason=REASON, by=_who(DECIDERS, "grant", case, at), at=at)
    # Under this preset a status counts from the day it is granted: the clock would say so within its minute.
    actions.take_effect(case=_now(), by=CLOCKS, at=at + SOON)


def _suspend(case: Any, at: datetime) -> None:
    answers = in_force()
    able = [one for one in _people((*OFFICERS, *DECIDERS)) if answers.may(one, Moving("freeze"), case, at=at).allowed]
    if not able:  # each of them freezes a status once in thirty days: then the firm asks for it
        actions.request_suspension(case=case, reason=REASON, by=_of_the_firm(), at=at)
        return
    actions.freeze(case=case, reason=REASON, by=able[0], at=at)
    frozen, then = _now(), at + SOON
    actions.ratify(case=frozen, reason=REASON, by=_who(DECIDERS, "ratify", frozen, then), at=then)


def _lift(case: Any, at: datetime) -> None:
    officer = _who(OFFICERS, "propose_reinstatement", case, at)
    actions.propose_reinstatement(case=case, reason=REASON, by=officer, at=at)
    proposed, then = _now(), at + SOON
    actions.reinstate(case=proposed, reason=REASON, by=_who(DECIDERS, "reinstate", proposed, then), at=then)


def _who(names: Iterable[str], move: str, case: Any, at: datetime) -> Any:
    """The first of these who may make the move; where nobody may, the first, whom the permits then refuse."""
    known = _people(names)
    may = in_force().may
    return next((one for one in known if may(one, Moving(move), case, at=at).allowed), known[0])


def _people(names: Iterable[str]) -> list[Any]:
    found = {one.username: one for one in people.people().filter(username__in=list(names))}
    return [found[name] for name in names if name in found]


def _now() -> Any:
    """The case as the deed before left it."""
    return newest_of(EXPORTER)


def _of_the_firm() -> Any:
    return people.people().filter(operator=EXPORTER).first()
