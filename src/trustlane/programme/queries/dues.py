"""Which clock of a case ends first, and when one next means something by itself; kept beside the case for lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.conf import settings

from trustlane.clock.zones import begins
from trustlane.programme.clocks.house import FREEZE
from trustlane.programme.clocks.running import Running, clocks
from trustlane.programme.clocks.terms import Silence
from trustlane.programme.models import Case, Event, ReviewCall, Terms
from trustlane.programme.more_time import waiting
from trustlane.programme.moves import MOVES
from trustlane.programme.presets import calendar, preset_named
from trustlane.programme.queries.clocks import of_officers, ticks
from trustlane.programme.stages import ENDED, HOLDING, Stage

OfCase = TypeVar("OfCase", Event, ReviewCall)


@dataclass(frozen=True, slots=True)
class Due:
    """The clock that ends first: when it is over, which it is, whose turn it is; and when one next means something.

    ``ends`` are the instants at which all clocks end that wait for somebody, by term; of several of one term the first.
    """

    at: datetime | None = None
    term: str = ""
    turn: str = ""
    wakes: datetime | None = None
    ends: Mapping[str, str] = field(default_factory=dict)  # ISO 8601, as a row keeps them
    wants_time: bool = False  # the operator asked for more time, and nobody answered yet


def refresh(case: Case) -> None:
    """Say anew which open clock of the case ends first, whose turn it is, and when it wakes; saved by the caller."""
    due = dues([case])[case.pk]
    case.due, case.due_term, case.turn, case.wakes = due.at, due.term, due.turn, due.wakes
    case.ends, case.wants_time = dict(due.ends), due.wants_time


def dues(
    cases: Iterable[Case], events: Mapping[int, Sequence[Event]] | None = None, *, inside: bool = True
) -> dict[int, Due]:
    """The same of many cases, with as many questions as for one; ``events`` are theirs where they are known already.

    Without ``inside``, as who is no officer reads it.
    """
    asked = list(cases)
    numbers = [case.pk for case in asked]
    known = events or grouped(Event.objects.filter(case__among=numbers).order_by("case", "number"))
    decided = [number for number in numbers if _was_decided(known.get(number, ()))]
    calls: dict[int, list[ReviewCall]] = {}
    expires: dict[int, date | None] = {}
    if decided:
        calls = grouped(ReviewCall.objects.filter(case__among=decided).order_by("pk")) if inside else {}
        terms = Terms.objects.filter(case__among=decided).order_by("decided_in__number")
        expires = dict(terms.values_list("case", "expires"))  # of several, the last
    return {
        case.pk: due_by(case, known.get(case.pk, ()), calls.get(case.pk, ()), expires=expires.get(case.pk))
        for case in asked
    }


def _was_decided(events: Iterable[Event]) -> bool:
    """Something was granted, here or where the case comes from: before, there are no terms and no holder to watch."""
    return any(event.move in ("grant", "migrate") for event in events)


def grouped(rows: Iterable[OfCase]) -> dict[int, list[OfCase]]:
    """Rows of cases by their case, in their order."""
    found: dict[int, list[OfCase]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def due_by(case: Case, events: Sequence[Event], calls: Iterable[ReviewCall] = (), *, expires: date | None) -> Due:
    """The same, of all events of a case and calls to look at its holder anew, each in their order; ``expires`` is the
    last day of what was granted."""
    if not events:
        return Due()
    # Told by the decision itself: its terms are written after its event.
    told = [event.data["effective"] for event in events if "effective" in event.data]
    both_read = clocks(preset_named(case.preset), ticks(events), calendar(), settings.TIME_ZONE)
    first = first_due(
        [*both_read, *of_officers(calls)],
        stage=case.stage,
        at=events[-1].at,
        effective=date.fromisoformat(told[-1]) if told and told[-1] else None,
        expires=expires,
    )
    return replace(first, wants_time=bool(waiting(both_read, events)))


def first_due(
    runs: Iterable[Running],
    *,
    stage: str,
    at: datetime,
    effective: date | None,
    expires: date | None,
) -> Due:
    """Of the clocks of a case at a stage, the one that is open at an instant and ends first.

    A clock before whose end nobody has to do anything is shown only if no other runs. ``effective`` is the day of
    effect of what was granted, ``expires`` its last day.
    """
    open_ones = [run for run in runs if _open(run, at)]
    wakes = min(_wakings(open_ones, stage, effective, expires), default=None)
    if stage in ENDED:
        open_ones = [run for run in open_ones if run.term.turn != "customs"]
    # What is only waited for is over once the case has gone on.
    if stage != Stage.GRANTED:
        open_ones = [run for run in open_ones if run.term.silence is not Silence.EFFECTIVE]
    somebodys = [run for run in open_ones if run.term.turn != "nobody"]
    ends: dict[str, datetime] = {}
    for run in somebodys:
        ends[run.term.id] = min(_end(run), ends.get(run.term.id, _end(run)))
    # The day of effect is days away, and what a holder then has to do is years away.
    effect = [run for run in open_ones if run.term.silence is Silence.EFFECTIVE]
    first = min([*somebodys, *effect] or open_ones, key=_end, default=None)
    if first is None:
        return Due(wakes=wakes)
    turn = "" if first.term.turn == "nobody" else first.term.turn
    return Due(_end(first), first.term.id, turn, wakes, {term: at.isoformat() for term, at in ends.items()})


def means_something(stage: str, run: Running) -> bool:
    """The end of this clock moves a case at this stage by itself."""
    silence = run.term.silence
    if run.term.id == FREEZE:
        return stage in MOVES["lapse_freeze"].sources
    if run.term.id == "consultation":
        return silence is not Silence.NOTHING and stage in MOVES["answer_consultation"].sources
    return silence is Silence.ACCEPTED and stage == Stage.SUBMITTED


def _wakings(runs: Iterable[Running], stage: str, effective: date | None, expires: date | None) -> Iterable[datetime]:
    if stage == Stage.GRANTED and effective is not None:
        yield begins(effective, settings.TIME_ZONE)
    # A certificate ends with the day that is printed on it, and by no other reckoning.
    if stage in HOLDING and expires is not None:
        yield begins(expires + timedelta(days=1), settings.TIME_ZONE)
    for run in runs:
        if means_something(stage, run):
            yield _end(run)


def _open(run: Running, at: datetime) -> bool:
    """It has an end, and neither an event nor time has ended it; asked without counting the days that are left."""
    return run.due is not None and run.ended is None and not (run.term.runs_out and at >= _end(run))


def _end(run: Running) -> datetime:
    """The instant at which a clock is over: of a day, its end."""
    due: date | datetime | None = run.due
    assert due is not None
    return due if isinstance(due, datetime) else begins(due + timedelta(days=1), settings.TIME_ZONE)
