"""Grant, as another agency, its own benefits to a holder; withhold them by one officer, end them by two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.programme.actions.moving import Begun, begin, complete
from trustlane.programme.agency_benefits import AGREED, WITHHELD, offered_by
from trustlane.programme.benefits.reading import shipped
from trustlane.programme.models import Case, Event
from trustlane.programme.queries.agency_benefits import given, granting
from trustlane.programme.refusals import BenefitNotYours, NotAsked


def grant_benefits(*, case: Case, benefits: Sequence[str], by: Someone, at: datetime, reason: str = "") -> Event:
    """Grant, as an agency that was consulted, benefits of its own to a holder."""
    with transaction.atomic():
        begun = begin("grant_benefits", case, by=by, at=at)
        return complete(begun, reason=reason, data=own_benefits(begun, benefits))


def withhold_benefits(*, case: Case, benefits: Sequence[str], reason: str, by: Someone, at: datetime) -> Event:
    """Withhold benefits of one's agency at once, for at most 72 hours. Raises NotAsked where one does not count."""
    with transaction.atomic():
        begun = begin("withhold_benefits", case, by=by, at=at)
        data = own_benefits(begun, benefits)
        _require_state(begun, benefits, AGREED)
        return complete(begun, reason=reason, data=data)


def end_benefits(*, case: Case, benefits: Sequence[str], reason: str, by: Someone, at: datetime) -> Event:
    """End benefits that another officer of the agency withheld in the last 72 hours."""
    with transaction.atomic():
        begun = begin("end_benefits", case, by=by, at=at)
        data = own_benefits(begun, benefits)
        _require_state(begun, benefits, WITHHELD)
        known = given(begun.case, at=at)
        if any(known[name].by == begun.who.id for name in benefits):
            raise Refused("programme.end_benefits", ("The person did not withhold the benefit.",))
        return complete(begun, reason=reason, data=data)


def own_benefits(begun: Begun, benefits: Sequence[str]) -> dict[str, object]:
    """What an event keeps of benefits that the person's agency grants. Raises BenefitNotYours where it does not."""
    asked_as = granting(begun.case, begun.who.offices(Role.AGENCY_OFFICER))
    offered = offered_by(asked_as, begun.case.roles)
    wanted = list(dict.fromkeys(benefits))
    beyond = [name for name in wanted if name not in offered]
    if beyond or not wanted:
        raise BenefitNotYours(beyond, offered)
    of = sorted({shipped().by_id[name].agency for name in wanted})
    if len(of) > 1:
        raise BenefitNotYours(wanted, offered)
    return {"agency": asked_as[of[0]], "granting": of[0], "benefits": wanted}


def _require_state(begun: Begun, benefits: Sequence[str], state: str) -> None:
    known = given(begun.case, at=begun.at)
    other = [name for name in benefits if name not in known or known[name].state != state]
    if other:
        raise NotAsked(f"In {begun.case.reference} these benefits are not {state}: {', '.join(other)}.")
