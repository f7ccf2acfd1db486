"""Questions about covert holds and agencies' stops: which are in force, where each stands, and the rules they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from trustlane.access.evaluator import Someone, in_force
from trustlane.selectivity.holding import About, Held, State, with_holds
from trustlane.selectivity.models import Hold, HoldEnded, HoldRatified
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.policy import Policy
from trustlane.selectivity.rules.compiled import Compiled

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A hold as those who may see holds see it."""

    held: Held
    state: State
    reason: str
    placed_by: str
    ratified_by: str
    ended_by: str
    end_reason: str
    may_ratify: bool
    may_end: bool


def hold(number: int) -> Hold | None:
    """The hold of this number, for a deed about it."""
    return Hold.objects.filter(pk=number).first()


def listed(*, by: Someone, at: datetime) -> tuple[Seen, ...]:
    """The last holds and stops, the newest first."""
    in_force().require(by, Permission.SEE_HOLDS, at=at)
    return _seen(Hold.objects.all(), by, at)


def stops(*, by: Someone, at: datetime) -> tuple[Seen, ...]:
    """The last stops of the person's own agency, the newest first."""
    permits = in_force()
    permits.require(by, Permission.SEE_STOPS, at=at)
    return _seen(permits.visible(by, Permission.SEE_STOP, Hold.objects.exclude(agency=""), at), by, at)


def _seen(rows: QuerySet[Hold], by: Someone, at: datetime) -> tuple[Seen, ...]:
    permits = in_force()
    found = []
    for row in rows.select_related("ratified", "ended").filter(placed_at__lte=at).order_by("-id")[:SHOWN]:
        one = held(row)
        state = one.state(at)
        waits = state is State.ALONE
        ratified, ended = _ratified(row), _ended(row)
        found.append(
            Seen(
                held=one,
                state=state,
                reason=row.reason,
                placed_by=row.placed_by,
                ratified_by=ratified.by if ratified is not None else "",
                ended_by=ended.by if ended is not None else "",
                end_reason=ended.reason if ended is not None else "",
                may_ratify=waits and permits.may(by, Permission.RATIFY_HOLD, row, at=at).allowed,
                may_end=one.counts(at) and permits.may(by, Permission.END_HOLD, row, at=at).allowed,
            )
        )
    return tuple(found)


def counting(at: datetime) -> tuple[Held, ...]:
    """The holds that change what is decided at an instant, for screening."""
    rows = Hold.objects.select_related("ratified", "ended").filter(placed_at__lte=at, until__gt=at).order_by("id")
    return tuple(one for one in map(held, rows) if one.counts(at))


def rules_with_holds(policy: Policy, rules: Compiled | None, *, at: datetime) -> Compiled | None:
    """Officers' rules together with the holds that count at an instant."""
    return with_holds(policy, rules, counting(at))


def held(row: Hold) -> Held:
    """A hold with all its dates."""
    ratified, ended = _ratified(row), _ended(row)
    return Held(
        number=row.pk,
        about=About(row.about),
        subject=row.subject,
        numbers=tuple(row.numbers),
        withdraws_credit=row.withdraws_credit,
        demands_look=row.demands_look,
        placed_at=row.placed_at,
        until=row.until,
        ratified_at=ratified.at if ratified is not None else None,
        ended_at=ended.at if ended is not None else None,
        agency=row.agency,
        asked=row.reason if row.agency else "",
    )


def _ratified(row: Hold) -> HoldRatified | None:
    return getattr(row, "ratified", None)


def _ended(row: Hold) -> HoldEnded | None:
    return getattr(row, "ended", None)
