"""Trace a consignment at a visit: what was seen, and whether it agrees with what was declared."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.programme.actions.moving import require_cut_over
from trustlane.programme.labels import TRACED
from trustlane.programme.models import Case, Traced
from trustlane.programme.permits import Permission
from trustlane.programme.queries.findings import round_of
from trustlane.programme.queries.tracing import to_trace
from trustlane.programme.refusals import ReasonMissing, WrongStage
from trustlane.programme.stages import RATED_AT
from trustlane.programme.texts import one_of, plain_text

NOT_TRACED = "untraceable"
LONGEST = 1_500  # characters; the report has it on one line


def trace(
    *, case: Case, consignment: str, outcome: str, by: Someone, at: datetime, documents: str = "", note: str = ""
) -> Traced:
    """Say of a consignment of the plan what tracing it showed; a later word takes the place of an earlier one.

    ``documents`` are those that were seen, in words. Raises ReasonMissing where none is named of what was traced, or
    nothing is said of what differs or could not be traced.
    """
    one_of(outcome, "outcome of tracing", TRACED)
    documents, note = plain_text(documents, "The documents", LONGEST), plain_text(note, "The note", LONGEST)
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
        who = in_force().require(by, Permission.TRACE, locked, at=at)
        require_cut_over(locked, at=at)
        if locked.stage not in RATED_AT:
            raise WrongStage("trace", locked.stage, RATED_AT)
        one_of(consignment, "consignment of this plan", to_trace(locked))
        if outcome != NOT_TRACED and not documents:
            raise ReasonMissing("What was traced names the documents that were seen.")
        if outcome != "matches" and not note:
            raise ReasonMissing("What differs, or could not be traced, is said in words.")
        return Traced.objects.create(
            case=locked,
            round=round_of(locked),
            consignment=consignment,
            outcome=outcome,
            documents=documents,
            note=note,
            by=who.id,
            at=at,
        )
