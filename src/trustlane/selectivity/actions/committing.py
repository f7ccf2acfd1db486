"""Commit to the seed of the random share: what is published before the period, and fixes every draw of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.queries import story
from trustlane.ledger.subjects import Subject
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.random_share import commitment

VERB = "selectivity.commit_seed"


def commit_seed(*, seed: bytes, by: Someone, at: datetime) -> str:
    """Put the commitment to a seed on record, once; the seed itself is told to nobody. The commitment."""
    committed = commitment(seed)
    with transaction.atomic():
        who = in_force().require(by, Permission.SCREEN, at=at)
        subject = Subject("random_share_seed", committed)
        if not any(entry.verb == VERB for entry in story(subject)):
            record(verb=VERB, actor=who.id, subjects=[subject], at=at, after={"commitment": committed})
    return committed
