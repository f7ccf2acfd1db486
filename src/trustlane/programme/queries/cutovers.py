"""From which day on migrated cases are decided here, and how it stands until then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from trustlane.clock.zones import day_of
from trustlane.programme.models import Case, Cutover


def cutover_day(*, at: datetime) -> date | None:
    """The day as two signed for it last, at an instant; None where there is none."""
    return (
        Cutover.objects.filter(confirmed_at__lte=at)
        .order_by("-confirmed_at", "-pk")
        .values_list("day", flat=True)
        .first()
    )


def is_cut_over(*, at: datetime) -> bool:
    """Migrated cases are decided here."""
    day = cutover_day(at=at)
    return day is not None and day_of(at, settings.TIME_ZONE) >= day


def only_shown(case: Case, *, at: datetime) -> bool:
    """The case was brought from elsewhere, and the other system still decides on it."""
    return case.migrated and not is_cut_over(at=at)


@dataclass(frozen=True, slots=True)
class DualRunRow:
    """Both systems run: how many cases were brought, and the day of the cut-over where two signed for one."""

    cases: int
    day: date | None


def dual_run(*, at: datetime) -> DualRunRow | None:
    """How the dual run stands; None where nothing was brought, or the day of the cut-over came."""
    if is_cut_over(at=at):
        return None
    cases = Case.objects.filter(migrated=True).count()
    return DualRunRow(cases, cutover_day(at=at)) if cases else None


def last_proposal() -> Cutover | None:
    """The day that was proposed last, signed by two or not yet; for a deed."""
    return Cutover.objects.select_related("set_by", "confirmed_by").order_by("-pk").first()


def proposal_numbered(number: int) -> Cutover | None:
    """The proposal of that number, for a deed."""
    return Cutover.objects.filter(pk=number).first()
