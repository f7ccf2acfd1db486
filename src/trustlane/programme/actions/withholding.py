"""Withhold and take away: freeze for at most 72 hours, ratify, suspend, lift; mean to revoke or annul, hear, do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone
from trustlane.programme.actions.deciding import caused, require_hearing
from trustlane.programme.actions.moving import Begun, begin, complete, stating
from trustlane.programme.actions.owned import require_own
from trustlane.programme.came import Came
from trustlane.programme.conditions import MET, MOST, WAIVED, Condition, Held, Settled, conditions_of
from trustlane.programme.models import Case, Event
from trustlane.programme.queries.conditions import case_events
from trustlane.programme.queries.freezes import freeze_over
from trustlane.programme.refusals import (
    ConditionsOpen,
    DayPast,
    FreezeRuns,
    NotAsked,
    ReasonMissing,
    TextUnfit,
    WrongStage,
)
from trustlane.programme.stages import Stage
from trustlane.programme.texts import one_of, plain_text
from trustlane.programme.withheld import beside, was_suspended


def freeze(*, case: Case, reason: str, by: Someone, at: datetime) -> Event:
    """Withhold the status at once, by one officer, for at most 72 hours.

    A hearing on taking it, or an appeal that keeps it in force, goes on: the case stays at its stage.
    """
    return _made("freeze", case, reason, by, at)


def ratify(
    *,
    case: Case,
    reason: str,
    by: Someone,
    at: datetime,
    seen: int | None = None,
    conditions: Sequence[Condition] = (),
) -> Event:
    """Make a freeze a suspension, as another officer, before its 72 hours are over.

    ``conditions`` is what has to be met before it is lifted, each with the day by which; the holder reads them.
    """
    with transaction.atomic():
        begun = begin("ratify", case, by=by, at=at, seen=seen)
        if freeze_over(begun.case, at=at):
            raise WrongStage("ratify", "frozen, but its 72 hours are over", [Stage.FROZEN])
        asked = [_asked(one, begun) for one in conditions]
        if len(asked) > MOST:
            raise TextUnfit(f"A suspension has {MOST} conditions at most; these are {len(asked)}.")
        return complete(begun, reason=reason, data={"conditions": asked} if asked else {})


def lapse_freeze(*, case: Case, by: Someone, at: datetime, reason: str = "", seen: int | None = None) -> Event:
    """End a freeze: by the clock, or earlier by another officer."""
    return _made("lapse_freeze", case, reason, by, at, seen)


def request_suspension(
    *, case: Case, reason: str, by: Someone, at: datetime, days: int | None = None, came: Came | None = None
) -> Event:
    """Ask, as holder, for one's own status to be suspended; it is so at once.

    ``days`` is for how long, as far as the preset lets the holder say so; ClockSaysNo beyond that.
    """
    with transaction.atomic():
        begun = begin("request_suspension", case, by=by, at=at, came=came)
        return complete(begun, reason=reason, data=stating(begun, days))


def meet_condition(
    *,
    case: Case,
    condition: int,
    text: str,
    by: Someone,
    at: datetime,
    evidence: Sequence[int] = (),
    came: Came | None = None,
) -> Event:
    """Say, as holder, how a condition of the suspension is met, with the documents that show it.

    ``condition`` is its number, from 1. Raises NotAsked where there is none of that number.
    """
    with transaction.atomic():
        begun = begin("meet_condition", case, by=by, at=at, came=came)
        if condition not in {one.number for one in conditions_of(case_events(begun.case))}:
            raise NotAsked(f"The suspension in {case.reference} has no condition {condition}.")
        require_own(begun.case, evidence)
        data: dict[str, object] = {"condition": condition}
        if evidence:
            data["evidence"] = sorted(set(evidence))
        return complete(begun, reason=plain_text(text, "How it is met"), data=data)


def propose_reinstatement(
    *, case: Case, reason: str, by: Someone, at: datetime, settled: Mapping[int, Settled] | None = None
) -> Event:
    """Propose to lift a suspension; ``settled`` says of each of its conditions, by number, how it is settled.

    Raises ConditionsOpen where one is neither met nor waived with a reason, NotAsked where one is not there.
    """
    with transaction.atomic():
        begun = begin("propose_reinstatement", case, by=by, at=at)
        held, given = conditions_of(case_events(begun.case)), dict(settled or {})
        if given.keys() - {one.number for one in held}:
            raise NotAsked(f"The suspension in {case.reference} has {len(held)} conditions.")
        told = [_settled(one, given.get(one.number)) for one in held]
        return complete(begun, reason=reason, data={"conditions": told} if told else {})


def reinstate(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Lift a suspension, as another officer than who proposed it."""
    return _made("reinstate", case, reason, by, at, seen)


def decline_reinstatement(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Leave the suspension in place."""
    return _made("decline_reinstatement", case, reason, by, at, seen)


def intend_revocation(*, case: Case, reason: str, by: Someone, at: datetime) -> Event:
    """Say that a revocation is meant, and why; the holder is heard first."""
    return _made("intend_revocation", case, reason, by, at)


def intend_annulment(*, case: Case, reason: str, by: Someone, at: datetime) -> Event:
    """Say that an annulment from the first day is meant, and why; the holder is heard first."""
    return _made("intend_annulment", case, reason, by, at)


def revoke(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None, cause: str = "") -> Event:
    """Revoke, once the holder was heard or the time for it is over; ``cause`` as with a refusal."""
    return _after_hearing("revoke", case, reason, by, at, seen, cause)


def annul(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None, cause: str = "") -> Event:
    """Annul from the first day, once the holder was heard or the time for it is over; ``cause`` as with a refusal."""
    return _after_hearing("annul", case, reason, by, at, seen, cause)


def drop_hearing(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Drop what was meant; the case is where it was before, or suspended where it was suspended meanwhile.

    Raises FreezeRuns where one officer withholds the status now: another ratifies or ends that first.
    """
    with transaction.atomic():
        begun = begin("drop_hearing", case, by=by, at=at, seen=seen)
        require_no_freeze(begun.case)
        if was_suspended(begun.case):
            begun = replace(begun, target=Stage.SUSPENDED)
        return complete(begun, reason=reason)


def require_no_freeze(case: Case) -> None:
    """Raise FreezeRuns where one officer withholds the status beside a hearing or an appeal."""
    if beside(case) is Stage.FROZEN:
        raise FreezeRuns(f"The status in {case.reference} is frozen: ratify or end the freeze first.")


def _asked(one: Condition, begun: Begun) -> dict[str, object]:
    """A condition as it is kept."""
    what = plain_text(one.what, "The condition")
    if not what:
        raise ReasonMissing("A condition says what has to be met.")
    if one.due <= begun.on:
        raise DayPast(f"Nobody can meet '{what[:60]}' by {one.due}: today is {begun.on}.")
    return {"what": what, "due": one.due.isoformat()}


def _settled(one: Held, said: Settled | None) -> dict[str, object]:
    """How a condition was settled, as it is kept."""
    if said is None:
        raise ConditionsOpen(f"Condition {one.number} is neither met nor waived: {one.what}")
    one_of(said.outcome, "way to settle a condition", (MET, WAIVED))
    why = plain_text(said.reason, "The reason")
    if said.outcome == WAIVED and not why:
        raise ConditionsOpen(f"Condition {one.number} is waived without a reason: {one.what}")
    return {"number": one.number, "what": one.what, "outcome": said.outcome, "reason": why}


def _made(name: str, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    with transaction.atomic():
        return complete(begin(name, case, by=by, at=at, seen=seen), reason=reason)


def _after_hearing(
    name: str, case: Case, reason: str, by: Someone, at: datetime, seen: int | None, cause: str
) -> Event:
    with transaction.atomic():
        begun = begin(name, case, by=by, at=at, seen=seen)
        require_hearing(begun)
        return complete(begun, reason=reason, data=caused(begun, cause))
