"""What is withheld of a status beside a hearing or an appeal, which goes on as it does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from trustlane.clock.zones import day_of
from trustlane.programme.models import Case, Event, Terms
from trustlane.programme.moves import APPEALS
from trustlane.programme.presets import suspensive
from trustlane.programme.stages import BESIDE, HEARD, Stage

_BEGIN = APPEALS | {"intend_revocation", "intend_annulment"}
_MEANT = ("intend_revocation", "intend_annulment", "appeal_suspension")
_WITHHELD = frozenset({"freeze", "ratify", "lapse_freeze"})
_TOLD = _BEGIN | _WITHHELD
_WITHHOLDING = {"freeze": Stage.FROZEN, "ratify": Stage.SUSPENDED}


def beside(case: Case) -> Stage | None:
    """FROZEN or SUSPENDED where the status is so since the hearing or the appeal began; None anywhere else."""
    if case.stage not in BESIDE:
        return None
    move, _source = _last(case)
    return _WITHHOLDING.get(move)


def beside_after(events: Sequence[Event]) -> Stage | None:
    """The same, of all events of a case up to an instant, in their order."""
    if not events or events[-1].target not in BESIDE:
        return None
    return _WITHHOLDING.get(next((one.move for one in reversed(events) if one.move in _TOLD), ""))


def freeze_runs(case: Case) -> bool:
    """One officer withholds the status now, and nobody has ratified that or ended it."""
    return case.stage == Stage.FROZEN or beside(case) is Stage.FROZEN


def with_a_freeze() -> Q:
    """The same of a whole list."""
    later = Event.objects.filter(case=OuterRef("case"), move__in=_TOLD, number__gt=OuterRef("number"))
    last = Event.objects.filter(case=OuterRef("pk"), move="freeze").exclude(Exists(later))
    return Q(stage=Stage.FROZEN) | (Q(stage__in=BESIDE) & Q(Exists(last)))


def gives_beside(case: Case, *, at: datetime) -> bool:
    """The status is in force while a hearing goes on, or an appeal of that effect: there is something to withhold."""
    if case.stage not in BESIDE:
        return False
    move, source = _last(case)
    if move in ("freeze", "ratify") or not _goes_on(case, at):
        return False
    if case.stage in HEARD:
        return source != Stage.SUSPENDED
    # Brought under appeal from elsewhere, a status is told as taken: no event here gave it back.
    given_back = bool(move) and suspensive(case.preset)
    return given_back and (case.stage == Stage.SUSPENSION_APPEALED or not was_suspended(case))


def was_suspended(case: Case) -> bool:
    """The status was suspended already when it was meant to be taken, or has been since, beside hearing or appeal.

    Of an appeal against a suspension: it was suspended once more while that appeal went on.
    """
    begun = Event.objects.filter(case=case, move__in=_MEANT).order_by("-number").first()
    if begun is not None and begun.move != "appeal_suspension" and begun.source == Stage.SUSPENDED:
        return True
    since = Event.objects.filter(case=case, move="ratify", source__in=BESIDE)
    return since.filter(number__gt=begun.number if begun else 0).exists()


def _last(case: Case) -> tuple[str, str]:
    """The last event that began a hearing or an appeal, or withheld since: its move and its stage; "" without one."""
    found = Event.objects.filter(case=case, move__in=_TOLD).order_by("-number").values_list("move", "source").first()
    return found or ("", "")


def _goes_on(case: Case, at: datetime) -> bool:
    """The certificate has not run out; of what is under appeal no clock says so."""
    terms = Terms.objects.filter(case=case).order_by("-decided_in__number")
    expires = terms.values_list("expires", flat=True).first()
    return expires is None or day_of(at, settings.TIME_ZONE) <= expires
