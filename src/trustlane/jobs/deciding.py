"""Decide again what waits for its release, where a party lost the standing it was trusted by; here or at a partner."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from trustlane.access.actors import system
from trustlane.recognition.queries.ages import heard
from trustlane.selectivity.actions.deciding_again import NOTHING, Again, decide_again, is_word_left

BY = system("deciding-again")


def decide_what_changed(*, at: datetime) -> Again:
    """Work off what changes of standing left; nothing where nothing changed."""
    if not is_word_left():
        return NOTHING
    return decide_again(
        own=(settings.TRUSTLANE_ADMINISTRATION,), heard=heard(at), zone=settings.TIME_ZONE, by=BY, at=at
    )
