"""What a decision makes of the standing of a holder, written in the same transaction as the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings

from trustlane.clock.zones import day_of
from trustlane.ledger.models import Row
from trustlane.programme.clocks.house import LONGEST_FREEZE
from trustlane.programme.models import Case, Event, Terms
from trustlane.programme.moves import Effect
from trustlane.programme.presets import suspensive
from trustlane.programme.stages import Stage
from trustlane.programme.withheld import was_suspended
from trustlane.standing.actions.asserting import Said, assert_standing, said_before

PROGRAMME = "AEO"
_STATES = {
    Effect.ASSERT: "valid",
    Effect.CHANGE: "valid",
    Effect.RESTORE: "valid",
    Effect.RESTORE_IF_SUSPENSIVE: "valid",
    Effect.WITHHOLD: "suspended",
    Effect.WITHHOLD_BRIEFLY: "suspended",
    Effect.REVOKE: "revoked",
    Effect.ANNUL: "revoked",
    Effect.END: "withdrawn",
    Effect.RUN_OUT: "expired",
}
# These give back a status that was taken: as it was, in force or suspended.
_RETURNING = frozenset({Effect.RESTORE, Effect.RESTORE_IF_SUSPENSIVE})
_GIVING_BACK = _RETURNING | {Effect.WITHHOLD}


def terms_of(case: Case) -> Terms | None:
    """The terms in force of a case: those decided last."""
    return Terms.objects.filter(case=case).order_by("-decided_in__number").first()


def say(case: Case, effect: Effect, *, row: Row, at: datetime) -> None:
    """Say in the register what the effect makes of the case's terms; a case that was never granted has none."""
    terms = terms_of(case)
    if terms is None or effect is Effect.NONE:
        return
    back = _gives_back(case, effect)
    if effect is Effect.RESTORE_IF_SUSPENSIVE:
        if not suspensive(case.preset):
            return
        if case.stage != Stage.SUSPENSION_APPEALED and was_suspended(case):
            effect = Effect.WITHHOLD
    since = _since(case, terms, effect, day_of(at, settings.TIME_ZONE), back=back)
    says = [one for role in terms.roles for one in _said(terms, role, effect, at, since)]
    before = _before_annulment(case) if back and effect in _GIVING_BACK else []
    if before:
        since, says = _first_day(case), before
    assert_standing(
        operator=case.operator,
        issuer=settings.TRUSTLANE_ADMINISTRATION,
        programme=PROGRAMME,
        says=says,
        since=since,
        name=case.name,
        source=f"{terms.number}, {case.reference}",
        recorded_in=row,
        at=at,
    )


def _said(terms: Terms, role: str, effect: Effect, at: datetime, since: date) -> list[Said]:
    """What is said for one role; a freeze says at once that it ends, so that it does so even if no clock is kept."""
    state = _STATES[effect]
    said = Said(
        state=state,
        security=terms.security,
        compliance=terms.compliance,
        role=role,
        tier=terms.tier,
        until=terms.expires if state in ("valid", "suspended") else None,
    )
    if effect is not Effect.WITHHOLD_BRIEFLY:
        return [said]
    last = day_of(at + LONGEST_FREEZE, settings.TIME_ZONE)
    if last < since:
        # Over before the status takes effect: nothing is withheld from it, and nothing given early.
        return [replace(said, state="valid")]
    if said.until is not None and said.until <= last:
        return [said]
    return [replace(said, until=last), replace(said, state="valid", first=last + timedelta(days=1))]


def _since(case: Case, terms: Terms, effect: Effect, today: date, *, back: bool) -> date:
    """The first day of what is said: the first of the status where it never should have been, else today."""
    if effect is Effect.ANNUL or (effect in _RETURNING and back):
        return _first_day(case)
    return max(today, terms.effective)


def _first_day(case: Case) -> date:
    """The first day of the status of a case that was granted."""
    return Terms.objects.filter(case=case).order_by("decided_in__number").values_list("effective", flat=True)[0]


def _gives_back(case: Case, effect: Effect) -> bool:
    """What an annulment took is given back, from the first day on: by the appeal where that has effect, else by its
    success. What is withheld or given again while the appeal goes on counts from its own day, and stays in the past."""
    if case.stage == Stage.ANNULMENT_APPEALED:
        return effect is Effect.RESTORE_IF_SUSPENSIVE
    return case.came_from == Stage.ANNULMENT_APPEALED and not _given_back(case)


def _given_back(case: Case) -> bool:
    """The appeal gave the status back itself; one that was brought from elsewhere did not."""
    return suspensive(case.preset) and Event.objects.filter(case=case, move="appeal_annulment").exists()


def _before_annulment(case: Case) -> list[Said]:
    """What the register said of each period until the annulment; nothing where it was annulled elsewhere."""
    annulled = Event.objects.filter(case=case, move="annul").select_related("recorded_in").order_by("-number").first()
    if annulled is None:
        return []
    return said_before(
        operator=case.operator,
        issuer=settings.TRUSTLANE_ADMINISTRATION,
        programme=PROGRAMME,
        superseded_in=annulled.recorded_in,
        since=_first_day(case),
    )
