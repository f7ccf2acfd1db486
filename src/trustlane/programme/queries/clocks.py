"""The clocks of a case, told by its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from trustlane.clock.zones import day_of
from trustlane.programme.clocks.events import Event as Tick
from trustlane.programme.clocks.heard import BESIDE_A_HEARING, BESIDE_AN_APPEAL, OWN_REQUEST, RENEWED, heard
from trustlane.programme.clocks.house import HEARING, OF_OFFICERS
from trustlane.programme.clocks.running import CARRY, Running, clocks
from trustlane.programme.migrating.words import DATED
from trustlane.programme.models import FORMER, Case, Event, ReviewCall
from trustlane.programme.presets import calendar, preset_named
from trustlane.programme.stages import APPLICATION, BESIDE, PLANNED, Stage

_HEARD_AT: Mapping[str, str] = {
    Stage.REFUSAL_HEARING: "intend_refusal",
    Stage.REVOCATION_HEARING: "intend_revocation",
    Stage.ANNULMENT_HEARING: "intend_annulment",
}
# Another system says of a holder that it was looked at anew; what that did to the certificate, its last day tells.
_AS_RENEWED = {"revalidate": RENEWED}
# What of an event clocks read.
_READ = (
    "on",
    "about",
    "cause",
    "channel",
    "tier",
    "term",
    "legal_basis",
    "asked_by",
    "asked_at",
    "days",
    "hours",
    "months",
)


def ticks(events: Iterable[Event]) -> list[Tick]:
    """Events of a case as clocks know them."""
    found: list[Tick] = []
    asked_for = False  # the suspension that was there last
    planned = False  # a visit that is still to come
    anew = False  # suspended beside a hearing or an appeal, which goes on: until it ended, nobody could appeal
    for event in events:
        if event.move == "plan_validation":
            again, planned = planned and event.source in PLANNED, True
            # A plan that takes the place of another gives nobody more time.
            if again:
                continue
        if event.move in ("ratify", "request_suspension"):
            asked_for = event.move == "request_suspension"
            anew = event.source in BESIDE
        if event.move == "answer_correction" and event.data.get("waiting"):
            continue
        if event.move == "migrate":
            found += carried(event.at, event.data, event.target)
        elif event.path in FORMER:
            found += told(RENEWED, event.at, event.data, event.reason, event.legal_basis)
        else:
            again = event.move == "allow_appeal_of_suspended"
            besides = (OWN_REQUEST if asked_for else BESIDE_AN_APPEAL if anew else {}) if again else {}
            found += told(event.move, event.at, event.data, event.reason, event.legal_basis, besides)
            if event.move == "drop_hearing" and anew and event.target == Stage.SUSPENDED:
                found.append(Tick("suspend", event.at, BESIDE_A_HEARING))
            anew = anew and event.move not in ("drop_hearing", "allow_appeal_of_suspended")
            if event.data.get("renewed"):
                found += told(RENEWED, event.at, event.data, event.reason, event.legal_basis)
    return found


def carried(at: datetime, data: Mapping[str, Any], stage: str) -> list[Tick]:
    """What a case brings of its past, as clocks know it: the clock that ran, else the moves whose days are known.

    Each is known here from the instant ``at`` on, and speaks of an earlier day. Where it is told which clock ran, no
    other is inferred from the days of moves.
    """
    clock = data.get("clock")
    # Who was being heard there and is not told since when is heard here anew: the time for it always has an end.
    hearing = _HEARD_AT.get(stage)
    anew = [Tick(hearing, at)] if hearing and (not clock or clock["term"] != HEARING) else []
    if clock:
        return [Tick(CARRY, at, {"term": clock["term"], "on": clock["on"]}), *anew]
    tier = {"tier": data["tier"]} if data.get("tier") else {}
    made = _made(data.get("dates", {}), stage)
    return [*(one for move, day in made for one in told(_AS_RENEWED.get(move, move), at, {"on": day, **tier})), *anew]


def _made(dates: Mapping[str, Any], stage: str) -> list[tuple[str, Any]]:
    """The moves of a past with their days, in the order in which they were made, however they were written down.

    Once there was a decision, what an application waited for is over, whether we are told of its end or not.
    """
    over = () if stage in APPLICATION else ("submit", "accept")
    known = [(move, dates[move]) for move in DATED.values() if move in dates and move not in over]
    return sorted(known, key=lambda one: str(one[1]))


def told(
    move: str,
    at: datetime,
    data: Mapping[str, object],
    reason: str = "",
    legal_basis: str = "",
    besides: Mapping[str, str] | None = None,
) -> list[Tick]:
    """One move as clocks hear it; ``besides`` is what the events before it tell of it."""
    says = {key: str(data[key]) for key in _READ if data.get(key) not in (None, "")}
    if reason:
        says["reason"] = reason
    if legal_basis:
        says["legal_basis"] = legal_basis
    return [Tick(name, at, {**says, **more, **(besides or {})}) for name, more in heard(move)]


def running(case: Case, *, at: datetime | None = None, inside: bool = False) -> tuple[Running, ...]:
    """Every clock of a case that both sides read, as it was known at an instant (now without one).

    For who sees inside, those of officers too.
    """
    events = Event.objects.filter(case=case).order_by("number")
    calls = ReviewCall.objects.filter(case=case) if inside else ReviewCall.objects.none()
    if at is not None:
        events, calls = events.filter(at__lte=at), calls.filter(at__lte=at)
    return (*by_events(case, events), *of_officers(calls, at=at))


def by_events(case: Case, events: Iterable[Event]) -> tuple[Running, ...]:
    """The clocks that both sides read, of events of the case in their order."""
    return clocks(preset_named(case.preset), ticks(events), calendar(), settings.TIME_ZONE)


def of_officers(calls: Iterable[ReviewCall], *, at: datetime | None = None) -> tuple[Running, ...]:
    """The clocks that officers alone read: a call to look at a holder anew runs until it is answered."""
    heard_of: list[Tick] = []
    for call in calls:
        days = (call.due - day_of(call.at, settings.TIME_ZONE)).days
        heard_of.append(Tick("call_review", call.at, {"days": str(days), "about": str(call.pk)}))
        if call.answered_at is not None and (at is None or call.answered_at <= at):
            heard_of.append(Tick("answer_review", call.answered_at, {"about": str(call.pk)}))
    return clocks(OF_OFFICERS, heard_of, calendar(), settings.TIME_ZONE)
