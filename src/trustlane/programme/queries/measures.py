"""Which measures of article 7.7 are generally available: what two persons agreed to, and what waits for a second."""

from __future__ import annotations

from datetime import datetime

from trustlane.programme.models import GeneralMeasures


def agreed(*, at: datetime | None = None) -> GeneralMeasures | None:
    """What two persons agreed to last, by that instant where one is named."""
    rows = GeneralMeasures.objects.filter(agreed_at__isnull=False).select_related("proposed_by", "agreed_by")
    return (rows if at is None else rows.filter(agreed_at__lte=at)).order_by("-pk").first()


def general(*, at: datetime | None = None) -> tuple[str, ...]:
    """The letters that count for every role, whatever is granted."""
    found = agreed(at=at)
    return tuple(found.letters) if found else ()


def waiting() -> GeneralMeasures | None:
    """What was proposed last, where nobody agreed to it yet."""
    last = GeneralMeasures.objects.select_related("proposed_by").order_by("-pk").first()
    return last if last is not None and last.agreed_at is None else None
