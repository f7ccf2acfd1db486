"""Take up an offer: an answer given under another catalogue becomes one here, with where it comes from."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from trustlane.access.evaluator import Someone
from trustlane.clock.zones import day_of
from trustlane.programme.actions.applying import answer
from trustlane.programme.models import Answer, Case
from trustlane.programme.queries.asked import self_assessment
from trustlane.programme.queries.offered import offered
from trustlane.programme.refusals import NotAsked


def take_offer(
    *, case: Case, question: str, key: str, by: Someone, at: datetime, site: int | None = None
) -> Answer | None:
    """Answer a question as it was answered elsewhere; ``key`` names the offer that was seen.

    Raises NotAsked where there is no such offer any more, because something was answered otherwise since.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
        on = day_of(at, settings.TIME_ZONE)
        there = offered(locked, self_assessment(locked, on=on), on=on).get((question, site), ())
        taken = next((one for one in there if one.key == key and one.value is not None), None)
        if taken is None:
            raise NotAsked(f"Nothing is offered for {question[:40]} that was seen like this.")
        return answer(
            case=locked,
            question=question,
            site=site,
            value=list(taken.value) if isinstance(taken.value, tuple) else taken.value,
            note=taken.note,
            evidence=() if isinstance(taken.value, tuple) else taken.documents,
            source=taken.source,
            by=by,
            at=at,
        )
