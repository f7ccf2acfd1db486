"""What was known at an instant, among rows that are superseded and never edited."""

from datetime import datetime

from django.db.models import Q


def known_at(instant: datetime | None) -> Q:
    """Rows known at an instant; without one, those known now."""
    if instant is None:
        return Q(known_to__isnull=True)
    return Q(known_from__lte=instant) & (Q(known_to__isnull=True) | Q(known_to__gt=instant))
