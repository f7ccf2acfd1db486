"""Drawing a seat anew once more than one officer may alone: one asks on a stated ground, another agrees."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.programme.actions.moving import require_cut_over, subjects
from trustlane.programme.assigning.drawing import GROUNDS
from trustlane.programme.models import Case, RedrawAsked
from trustlane.programme.permits import Moving, Permission
from trustlane.programme.queries.redraws import redraw_asked, standing_plan, takes_two, team_of
from trustlane.programme.refusals import NotToAgree, PersonUnknown, ReasonMissing
from trustlane.programme.texts import one_of, plain_text


def ask_redraw(*, case: Case, leaves: int, ground: str, reason: str, by: Someone, at: datetime) -> RedrawAsked:
    """Ask that somebody leave the team on one of the ``GROUNDS``; nothing is drawn before another officer agreed.

    Raises NotToAgree where one officer may still draw anew alone, or no team stands.
    """
    with transaction.atomic():
        locked = _locked(case)
        who = in_force().require(by, Moving.PLAN_VALIDATION, locked, at=at)
        require_cut_over(locked, at=at)
        plan = standing_plan(locked)
        if plan is None or not takes_two(locked):
            raise NotToAgree(f"In {locked.reference} a seat is drawn anew with the plan; nobody has to agree.")
        if leaves not in team_of(locked):
            raise PersonUnknown([leaves])
        one_of(ground, "ground for drawing anew", GROUNDS)
        said = plain_text(reason, "The reason")
        if not said:
            raise ReasonMissing("Whoever is taken out of a team leaves it for a reason.")
        row = record(
            verb="programme.ask_redraw",
            actor=who.id,
            subjects=subjects(locked),
            at=at,
            after={"leaves": leaves, "ground": ground},
            reason=said,
        )
        return RedrawAsked.objects.create(
            plan=plan, leaves_id=leaves, ground=ground, words=said, asked_by_id=who.person, asked_at=at, asked_in=row
        )


def agree_redraw(*, case: Case, asked: int, by: Someone, at: datetime) -> RedrawAsked:
    """Agree, as the second officer, to the redraw of that number; the seat is drawn with the next plan.

    Raises NotToAgree where another was asked for since, or it was agreed to, or the plan no longer stands.
    """
    with transaction.atomic():
        locked = _locked(case)
        who = in_force().require(by, Permission.AGREE_REDRAW, locked, at=at)
        require_cut_over(locked, at=at)
        waits = redraw_asked(locked)
        if waits is None or waits.id != asked or waits.agreed_at is not None:
            raise NotToAgree(f"No redraw of {locked.reference} waits under this number.")
        row = record(
            verb="programme.agree_redraw",
            actor=who.id,
            subjects=subjects(locked),
            at=at,
            after={"leaves": waits.leaves, "ground": waits.ground},
        )
        kept = RedrawAsked.objects.get(pk=waits.id)
        kept.agreed_by_id, kept.agreed_at, kept.agreed_in = who.person, at, row
        kept.save(update_fields=["agreed_by", "agreed_at", "agreed_in"])
        return kept


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
