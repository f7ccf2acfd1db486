"""The terms of each direction as they were drafted last."""

from __future__ import annotations

from datetime import datetime

from trustlane.recognition.models import Arrangement, DirectionDraft


def newest(arrangement: Arrangement, *, at: datetime | None = None) -> dict[tuple[int, str], DirectionDraft]:
    """For each partner (by number) and direction the draft that stands, where it says something; as of an instant."""
    rows = DirectionDraft.objects.filter(arrangement=arrangement).select_related("partner").order_by("pk")
    if at is not None:
        rows = rows.filter(at__lte=at)
    found = {(row.partner_id, row.direction): row for row in rows}
    return {key: found[key] for key in sorted(found) if found[key].words is not None}
