"""Receive: enter an application that came on paper or by e-mail, for a firm that has no account here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.parties.models import Operator
from trustlane.programme.actions.applying import applied_for, choice, drafted, enter
from trustlane.programme.actions.moving import append, require_day, subjects
from trustlane.programme.actions.owned import require_own
from trustlane.programme.actions.telling import tell
from trustlane.programme.came import Came
from trustlane.programme.labels import RECEIVED
from trustlane.programme.models import Case
from trustlane.programme.permits import Permission
from trustlane.programme.stages import Stage
from trustlane.programme.texts import one_of


def receive(
    *,
    operator: Operator,
    roles: Sequence[str],
    security: bool,
    compliance: bool,
    small: bool,
    channel: str,
    received: date,
    by: Someone,
    at: datetime,
    office: str = "",
    preset: str = "",
    catalogue: str = "",
    evidence: Sequence[int] = (),
) -> Case:
    """Enter an application as submitted; ``received`` is the day it came to the office, from which its clocks count.

    ``channel`` is one of RECEIVED, ``evidence`` the scanned application among the documents of the operator. Who enters
    it has handled the case. Raises ReceiptUnfit, and what `open_case` raises.
    """
    one_of(channel, "way in which an application comes", RECEIVED)
    require_day(received, at=at)
    case = drafted(
        operator=operator,
        roles=roles,
        security=security,
        compliance=compliance,
        small=small,
        office=office,
        preset=preset,
        catalogue=catalogue,
        at=at,
    )
    with transaction.atomic():
        who = in_force().require(by, Permission.RECEIVE, case, at=at)
        chosen = choice(case, by=by, at=at)
        enter(case, at=at)
        require_own(case, evidence)
        data = Came(channel, received).told(operator.reference)
        if evidence:
            data["evidence"] = sorted(set(evidence))
        told = applied_for(case) | chosen | data
        row = record(verb="programme.receive", actor=who.id, subjects=subjects(case), at=at, after=told)
        tell(append(case, move="receive", target=Stage.SUBMITTED, by=who.id, at=at, row=row, data=data))
    return case
