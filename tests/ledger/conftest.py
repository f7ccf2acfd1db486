"""A deed to record, with only what a test is about named."""

import pytest

from tests.world import NOW
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject


@pytest.fixture
def deed():
    """Records a deed: ``deed(reason="checked")``."""

    def done(*subjects, **named):
        how = {"verb": "list.apply", "actor": "user:1", "at": NOW, "after": {"state": "applied"}} | named
        return record(subjects=subjects or [Subject("list", "7")], **how)

    return done
