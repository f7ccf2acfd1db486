"""That the documents a deed names were given by the operator of its case."""

from __future__ import annotations

from collections.abc import Sequence

from trustlane.programme.models import Case
from trustlane.programme.queries.asked import strangers
from trustlane.programme.refusals import EvidenceUnknown

LARGEST_ID = 1 << 62


def require_own(case: Case, documents: Sequence[int]) -> None:
    """Raise EvidenceUnknown where a document is named that the operator of the case never gave."""
    beyond = [one for one in documents if not 0 < one < LARGEST_ID]
    foreign = beyond or strangers(case.operator.reference, documents)
    if foreign:
        raise EvidenceUnknown(foreign)
