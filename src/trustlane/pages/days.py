"""How far off a day is, and whether that is near; pure."""

from datetime import date

SOON = 7


def between(today: date, due: date) -> int:
    """Calendar days from today to the day something is due; negative once it has passed."""
    return (due - today).days


def urgency(distance: int) -> str:
    """`late` once it has passed, `soon` in the last week, else `calm`."""
    if distance < 0:
        return "late"
    return "soon" if distance <= SOON else "calm"
