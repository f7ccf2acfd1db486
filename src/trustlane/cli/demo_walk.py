"""The firm of the guided walk: an exporter of the first node whose application awaits its decision, told as a story.

Its case goes by a preset under which a status counts from the day it is granted, so that a partner sees it at once.
"""

from __future__ import annotations

from datetime import datetime

from trustlane.cli.demo_programme import Applying, Laying
from trustlane.cli.demo_stories import WALKED
from trustlane.desk.recognition.walk import EXPORTER

PRESET = "us-2026"
NAME = "Marram Instruments"
NUMBER = 62  # after all other stories: Cole handles it
DONE = "demonstration.walk"


def lay(*, at: datetime) -> bool:
    """Tell its story up to the decision, and let its consent be known; whether it was not told before."""
    from django.db import transaction

    from trustlane.access.models import User
    from trustlane.config.demonstration import PEOPLE
    from trustlane.ledger.actions import record
    from trustlane.ledger.queries import story
    from trustlane.ledger.subjects import Subject
    from trustlane.parties.identifiers import Identifier
    from trustlane.parties.models import Operator
    from trustlane.recognition.actions.consenting import give_consent

    mark = Subject("demonstration", "walk")
    with transaction.atomic():
        if story(mark):
            return False
        users = {user.username: user for user in User.objects.filter(username__in=[one.username for one in PEOPLE])}
        laying = Laying(users, at.date(), told=NUMBER - 1, preset=PRESET)
        laying.tell(WALKED, Applying(EXPORTER, NAME, (Identifier("TIN", EXPORTER),), roles=("exporter",)))
        firm = Operator.objects.filter(reference=EXPORTER)
        give_consent(operators=list(firm), by=users["rosa"], at=at, source="its application")
        record(verb=DONE, actor="system:demonstration", subjects=[mark], at=at)
    return True
