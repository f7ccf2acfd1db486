"""Appeal against a decision that refuses, lowers, suspends or takes; another officer dismisses or allows it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone
from trustlane.programme.actions.applying import one_at_a_time
from trustlane.programme.actions.effects import say, terms_of
from trustlane.programme.actions.moving import Begun, begin, complete, reckon
from trustlane.programme.actions.telling import tell
from trustlane.programme.actions.withholding import require_no_freeze
from trustlane.programme.agency_benefits import not_agreed
from trustlane.programme.came import Came
from trustlane.programme.models import Case, Event, Terms
from trustlane.programme.moves import AGAINST, MOVES, Effect
from trustlane.programme.presets import suspensive
from trustlane.programme.queries.agency_benefits import given
from trustlane.programme.queries.clocks import running
from trustlane.programme.queries.proposals import downgraded_to, held_before_downgrade
from trustlane.programme.refusals import AppealTooLate, CertificateOver, WrongStage
from trustlane.programme.stages import APPEALED, Stage
from trustlane.programme.withheld import was_suspended

DOWNGRADE = "downgrade"
# Which appeal is possible at which stage, and how each is settled.
POSSIBLE = {
    **dict.fromkeys(MOVES["appeal_downgrade"].sources, DOWNGRADE),
    Stage.NOT_ACCEPTED: "non_acceptance",
    Stage.REFUSED: "refusal",
    Stage.SUSPENDED: "suspension",
    Stage.REVOKED: "revocation",
    Stage.ANNULLED: "annulment",
}


def appeal(*, case: Case, reason: str, by: Someone, at: datetime, came: Came | None = None) -> Event:
    """Appeal against the decision that brought the case where it is: once, in time, and with no other case going on.

    Where the law gives the appeal that effect, a status that was lowered is as it was before until that is decided.
    """
    stage = Stage(Case.objects.values_list("stage", flat=True).get(pk=case.pk))
    if stage not in POSSIBLE:
        raise WrongStage("appeal", stage, sorted(POSSIBLE))
    with transaction.atomic():
        begun = begin(f"appeal_{POSSIBLE[stage]}", case, by=by, at=at, came=came)
        _in_time(begun)
        held = stage not in (Stage.NOT_ACCEPTED, Stage.REFUSED)
        one_at_a_time(begun.case.operator, catalogue=begun.case.catalogue, held=held, but=begun.case.pk)
        event = complete(begun, reason=reason)
        if POSSIBLE[stage] == DOWNGRADE:
            former = held_before_downgrade(begun.case) if suspensive(begun.case.preset) else None
            _hold_again(begun, event, former, at_least_as_long=True)
        return event


def dismiss_appeal(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Dismiss an appeal, as somebody who did not take the decision."""
    against = _appealed(case)
    with transaction.atomic():
        begun = begin(f"dismiss_{against}_appeal", case, by=by, at=at, seen=seen)
        event = complete(begun, reason=reason)
        if against == DOWNGRADE:
            _hold_again(begun, event, downgraded_to(begun.case))
        return event


def allow_appeal(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Allow an appeal, as somebody who did not take the decision.

    What was not accepted is accepted from today, and what was lowered is from today as it was before. Of a status that
    was lowered elsewhere, before its case was brought here, only what it holds is known, and it keeps that. Where a
    status was suspended before it was taken, or while the appeal went on, it is suspended. Raises FreezeRuns where one
    officer withholds it now: whether that counts is a question of its own, and asked first.
    """
    against = _appealed(case)
    with transaction.atomic():
        own = f"allow_{against}_appeal"
        name = own if own in MOVES else "allow_status_appeal"
        if name != own and was_suspended(case):
            name = "allow_appeal_of_suspended"
        begun = begin(name, case, by=by, at=at, seen=seen)
        require_no_freeze(begun.case)
        event = complete(begun, reason=reason)
        if against == DOWNGRADE:
            _hold_again(begun, event, held_before_downgrade(begun.case), at_least_as_long=True)
        return event


def _hold_again(begun: Begun, event: Event, terms: Terms | None, *, at_least_as_long: bool = False) -> None:
    """Keep these terms of the past as those in force from today, say so in the register, and tell.

    Nothing is said where they are in force already. What another agency took back since is not among them; with
    ``at_least_as_long`` the certificate ends no sooner than it does now.
    """
    case, held = begun.case, terms_of(begun.case)
    if terms is not None and held is not None and _granted(terms) != _granted(held):
        if held.expires is not None and held.expires < begun.on:
            raise CertificateOver(f"The certificate {held.number} ended on {held.expires}; it is not changed any more.")
        gone = not_agreed(terms.benefits, given(case, at=begun.at), terms.benefits)
        expires = terms.expires
        if at_least_as_long and expires is not None:
            expires = None if held.expires is None else max(expires, held.expires)
        Terms.objects.create(
            case=case,
            decided_in=event,
            number=held.number,
            security=terms.security,
            compliance=terms.compliance,
            roles=terms.roles,
            tier=terms.tier,
            effective=max(begun.on, terms.effective),
            expires=expires,
            conditions=terms.conditions,
            mode=terms.mode,
            benefits=[name for name in terms.benefits if name not in gone],
        )
        say(case, Effect.CHANGE, row=event.recorded_in, at=begun.at)
        reckon(case)
    tell(event)


def _granted(terms: Terms) -> tuple[object, ...]:
    """What terms grant, whenever they were decided."""
    scope = (terms.security, terms.compliance, terms.tier, terms.conditions)
    return (*scope, tuple(terms.roles), tuple(terms.benefits), terms.expires)


def _in_time(begun: Begun) -> None:
    """Raise AppealTooLate where the time the law gives is over; where it gives none, none is over."""
    case, at = begun.case, begun.spoken
    decided = Event.objects.filter(case=case, move=AGAINST[begun.move.name]).order_by("-number").first()
    if decided is None:
        return
    times = [run for run in running(case, at=at) if run.term.id == "appeal" and run.begun.at >= decided.at]
    # What was suspended beside a hearing that was dropped has its time from then on.
    for run in times[-1:]:
        read = run.read(at)
        if read.late or (read.ended and run.ended is None):
            raise AppealTooLate(f"The time to appeal in {case.reference} ended on {read.due}.")


def _appealed(case: Case) -> str:
    stage = Stage(Case.objects.values_list("stage", flat=True).get(pk=case.pk))
    if stage not in APPEALED:
        raise WrongStage("settle an appeal", stage, sorted(APPEALED))
    return stage.removesuffix("_appealed")
