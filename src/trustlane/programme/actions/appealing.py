"""Appeal against a refusal, a suspension, a revocation or an annulment; another officer dismisses or allows it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone
from trustlane.programme.actions.applying import one_at_a_time
from trustlane.programme.actions.moving import begin, complete
from trustlane.programme.came import Came
from trustlane.programme.models import Case, Event
from trustlane.programme.moves import APPEALABLE
from trustlane.programme.queries.clocks import running
from trustlane.programme.queries.proposals import was_suspended
from trustlane.programme.refusals import AppealTooLate, WrongStage
from trustlane.programme.stages import APPEALED, Stage

# Which appeal is possible at which stage, and how each is settled.
AGAINST = {
    Stage.REFUSED: "refusal",
    Stage.SUSPENDED: "suspension",
    Stage.REVOKED: "revocation",
    Stage.ANNULLED: "annulment",
}


def appeal(*, case: Case, reason: str, by: Someone, at: datetime, came: Came | None = None) -> Event:
    """Appeal against the decision that brought the case where it is: once, in time, and with no other case going on."""
    stage = Stage(Case.objects.values_list("stage", flat=True).get(pk=case.pk))
    if stage not in AGAINST:
        raise WrongStage("appeal", stage, sorted(AGAINST))
    with transaction.atomic():
        begun = begin(f"appeal_{AGAINST[stage]}", case, by=by, at=at, came=came)
        _in_time(begun.case, begun.spoken)
        one_at_a_time(
            begun.case.operator, catalogue=begun.case.catalogue, held=stage != Stage.REFUSED, but=begun.case.pk
        )
        return complete(begun, reason=reason)


def dismiss_appeal(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Dismiss an appeal, as somebody who did not take the decision."""
    against = _appealed(case)
    with transaction.atomic():
        return complete(begin(f"dismiss_{against}_appeal", case, by=by, at=at, seen=seen), reason=reason)


def allow_appeal(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Allow an appeal, as somebody who did not take the decision."""
    against = _appealed(case)
    with transaction.atomic():
        name = {"refusal": "allow_refusal_appeal"}.get(against, "allow_status_appeal")
        if against in ("revocation", "annulment") and was_suspended(case):
            name = "allow_appeal_of_suspended"
        return complete(begin(name, case, by=by, at=at, seen=seen), reason=reason)


def _in_time(case: Case, at: datetime) -> None:
    """Raise AppealTooLate where the time the law gives is over; where it gives none, none is over."""
    decided = Event.objects.filter(case=case, move__in=APPEALABLE).order_by("-number").first()
    for run in running(case, at=at):
        if run.term.id == "appeal" and decided is not None and run.begun.at == decided.at:
            read = run.read(at)
            if read.late or (read.ended and run.ended is None):
                raise AppealTooLate(f"The time to appeal in {case.reference} ended on {read.due}.")


def _appealed(case: Case) -> str:
    stage = Stage(Case.objects.values_list("stage", flat=True).get(pk=case.pk))
    if stage not in APPEALED:
        raise WrongStage("settle an appeal", stage, sorted(APPEALED))
    return stage.removesuffix("_appealed")
