"""Call for a holder to be looked at anew when its consignments ask for it, and answer such a call."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from trustlane.access.actors import system
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.clock.zones import day_of
from trustlane.declarations.facts import Reported
from trustlane.declarations.naming import named_since
from trustlane.ledger.actions import record
from trustlane.parties import queries as parties
from trustlane.programme.actions.moving import reckon, reckon_all, subjects
from trustlane.programme.labels import REVIEWS
from trustlane.programme.models import Case, ReviewCall
from trustlane.programme.monitoring.reading import shipped
from trustlane.programme.monitoring.rules import Ground, Rules
from trustlane.programme.permits import Permission
from trustlane.programme.queries.conduct import speaking
from trustlane.programme.refusals import NotAsked, ReasonMissing, TermsMissing
from trustlane.programme.stages import REVALIDATION, Stage
from trustlane.programme.texts import plain_text

# Whose consignments are watched: of a status in force, while its holder is validated again too.
WATCHED = REVALIDATION | {Stage.MONITORED}
MONITOR = system("monitoring")
PIECE = 500  # holders asked about at once


def watch_reported(fact: Reported) -> None:
    """Look at the holders whose consignments something was found in or amended, in the transaction that brings it."""
    named = named_since(report=fact.number, version=fact.version)
    if named:
        watch(Case.objects.filter(operator__in=parties.with_numbers(named)), at=fact.at)


def watch(cases: QuerySet[Case], *, at: datetime) -> int:
    """Call for those of these holders to be looked at anew of whom a rule speaks; how many that were.

    Only where the status is in force as it was granted: elsewhere somebody looks already. One open call is enough.
    """
    with transaction.atomic():
        numbers = list(cases.filter(stage__in=WATCHED).order_by("pk").values_list("pk", flat=True))
        return sum(_watch_some(numbers[start : start + PIECE], at) for start in range(0, len(numbers), PIECE))


def answer_review(*, call: ReviewCall, outcome: str, reason: str, by: Someone, at: datetime) -> ReviewCall:
    """Say what came of looking at the holder; what has to be done about its status is done by its own move."""
    if outcome not in REVIEWS:
        raise TermsMissing(f"{outcome!r} is none of {', '.join(REVIEWS)}.")
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=call.case_id)
        locked = ReviewCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
        who = in_force().require(by, Permission.ANSWER_REVIEW, case, at=at)
        if locked.answered_at is not None:
            raise NotAsked("It was answered before.")
        said = plain_text(reason, "The reason")
        if not said:
            raise ReasonMissing("Say what you looked at, and what you saw.")
        locked.outcome, locked.reason, locked.answered_at = outcome, said, at
        locked.answered_by = User.objects.get(pk=who.person)
        locked.save(update_fields=["outcome", "reason", "answered_at", "answered_by"])
        record(
            verb="programme.answer_review",
            actor=who.id,
            subjects=subjects(case),
            at=at,
            after={"review": locked.pk, "outcome": outcome},
            reason=said,
        )
        reckon(case)
    return locked


def _watch_some(numbers: Sequence[int], at: datetime) -> int:
    """Those of these cases of whom a rule speaks, each with its call; locked first, and asked once they are."""
    held = Case.objects.select_for_update(of=("self",)).select_related("operator").order_by("pk")
    cases = list(held.filter(pk__among=numbers, stage__in=WATCHED))
    called = ReviewCall.objects.filter(case__among=numbers, answered_at__isnull=True)
    open_ones = set(called.values_list("case", flat=True))
    watched = {case.pk: case for case in cases if case.pk not in open_ones}
    rules = shipped()
    found = speaking(list(watched.values()), at=at, rules=rules)
    if not found:
        return 0
    calls = [_call(watched[number], rules, speaks, at) for number, speaks in sorted(found.items())]
    ReviewCall.objects.bulk_create(calls)
    reckon_all([call.case for call in calls])
    return len(calls)


def _call(case: Case, rules: Rules, speaks: Sequence[Ground], at: datetime) -> ReviewCall:
    """The call, on record and not saved yet."""
    told = [dataclasses.asdict(ground) for ground in speaks]
    row = record(
        verb="programme.call_review",
        actor=MONITOR.id,
        subjects=subjects(case),
        at=at,
        after={"rules": rules.id, "grounds": told},
    )
    due = day_of(at, settings.TIME_ZONE) + timedelta(days=rules.days_to_answer)
    return ReviewCall(case=case, rules=rules.id, grounds=told, at=at, due=due, recorded_in=row)
