"""Tell whoever has to know of a move, a message or a clock that ends soon, and send the letter of a move.

Done within the transaction of what is told, so that neither can be without the other; mailed later, by a job.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from trustlane.access.models import User
from trustlane.clock.zones import begins, day_of
from trustlane.parties import queries as parties
from trustlane.programme.clocks.house import FREEZE
from trustlane.programme.models import Case, Event, Letter, Message, Notice, WarningWalk
from trustlane.programme.moves import ENTERED
from trustlane.programme.notices.mails import chosen
from trustlane.programme.notices.table import (
    ENTERED_FOR_IT,
    MESSAGE_FROM_CUSTOMS,
    MESSAGE_INSIDE,
    MESSAGE_TO_CUSTOMS,
    MOVES,
    To,
    Told,
    warned,
)
from trustlane.programme.papers.words import spoken_to
from trustlane.programme.queries.clocks import running
from trustlane.programme.queries.cutovers import only_shown
from trustlane.programme.queries.inbox import by_default, choices, mails_here
from trustlane.programme.queries.lettering import facts_of, kind_of
from trustlane.programme.queries.recipients import of_operator, of_operators, recipients
from trustlane.programme.stages import ENDED, Stage
from trustlane.programme.withheld import with_a_freeze

MOST_LOOKED_AT = 300  # cases a round; five thousand are looked at within twenty rounds


def tell(event: Event) -> None:
    """Tell those who stand in the table of moves, and send the letter; whoever made the move knows of it."""
    case = event.case
    agency = str(event.data.get("agency", ""))
    # A draft is its applicant's alone: nothing came to Customs, and nobody is told that nothing comes.
    unseen = (event.source, event.target) == (Stage.DRAFT, Stage.WITHDRAWN)
    entered = (ENTERED_FOR_IT,) if event.move in ENTERED and "for" in event.data else ()
    lines = () if unseen else (*MOVES.get(event.move, ()), *entered)
    asked = {
        to: recipients(case, to, at=event.at, agency=agency, event=event)
        for to in dict.fromkeys(told.to for told in lines)
    }
    pairs = [
        (person, told) for told in lines for person in asked[told.to] if told.legal or person.pk != event.person_id
    ]
    _keep(pairs, Notice(case=case, event=event, at=event.at))
    kind = kind_of(event)
    if kind:
        _letter(event, kind, asked.get(To.OPERATOR) or of_operator(case, at=event.at)).save()


def tell_operators(events: Sequence[Event], known: Mapping[int, Sequence[Event]]) -> None:
    """The same of many events of one instant that are the operators' alone to hear of, with few questions for all.

    ``known`` are the events of each case up to its own, by case.
    """
    people = of_operators({event.case.operator.reference for event in events}, at=events[0].at)
    sites = parties.sites_of_each({event.case.operator_id for event in events})
    chose = choices({one.pk for acting in people.values() for one in acting})
    notices, letters = list[Notice](), list[Letter]()
    for event in events:
        acting = people.get(event.case.operator.reference, [])
        pairs = [(person, line) for line in MOVES[event.move] if line.to is To.OPERATOR for person in acting]
        notices += _notices(pairs, Notice(case=event.case, event=event, at=event.at), chose)
        if kind := kind_of(event):
            of_case = {"events": known[event.case_id], "sites": sites.get(event.case.operator_id, ())}
            letters.append(_letter(event, kind, acting, **of_case))
    Notice.objects.bulk_create(notices, batch_size=1_000)
    Letter.objects.bulk_create(letters, batch_size=1_000)


def tell_of_message(message: Message) -> None:
    """Tell the other side of a message, or the officer of a note; who wrote it knows of it."""
    outside = MESSAGE_FROM_CUSTOMS if message.from_customs else MESSAGE_TO_CUSTOMS
    told = MESSAGE_INSIDE if message.internal else outside
    people = recipients(message.case, told.to, at=message.at)
    pairs = [(person, told) for person in people if person.actor != message.by]
    _keep(pairs, Notice(case=message.case, message=message, at=message.at))


def warn(*, at: datetime, most: int = MOST_LOOKED_AT) -> int:
    """Warn of the clocks that end soon, each warning once; how many people were told.

    Days are counted once a day: each round looks at the next cases of the day's walk, at so many at most. A freeze is
    counted in hours, and looked at in every round.
    """
    day = day_of(at, settings.TIME_ZONE)
    frozen = Case.objects.filter(with_a_freeze()).order_by("pk").values_list("pk", flat=True)
    many = sum(_warn(key, at) for key in list(frozen))
    with transaction.atomic():
        walk, _new = WarningWalk.objects.select_for_update().get_or_create(day=day)
        # A case without an open clock has none that ends first.
        open_ones = Case.objects.filter(pk__gt=walk.up_to, due__isnull=False).exclude(stage=Stage.DRAFT)
        keys = list(open_ones.order_by("pk").values_list("pk", flat=True)[:most])
        many += sum(_warn(key, at) for key in keys)
        if keys:
            walk.up_to = keys[-1]
            walk.save(update_fields=["up_to"])
    return many


def _keep(pairs: list[tuple[User, Told]], about: Notice) -> int:
    """A notice a person, by the first line of the table that means it."""
    people = {person.pk for person, _told in pairs}
    rows = _notices(pairs, about, choices(people) if people else {})
    Notice.objects.bulk_create(rows)
    return len(rows)


def _notices(pairs: list[tuple[User, Told]], about: Notice, chose: Mapping[int, str]) -> list[Notice]:
    first: dict[int, tuple[User, Told]] = {}
    for person, told in pairs:
        first.setdefault(person.pk, (person, told))
    return [
        Notice(
            person=person,
            case=about.case,
            event=about.event,
            message=about.message,
            clock=about.clock,
            due=about.due,
            at=about.at,
            to=told.to,
            says=told.says,
            legal=told.legal,
            mailed=chosen(
                chose.get(person.pk) or by_default(person),
                legal=told.legal,
                address=person.email if mails_here() else "",
            ),
        )
        for person, told in first.values()
    ]


def _letter(event: Event, kind: str, people: Sequence[User], **known: Any) -> Letter:
    language = spoken_to((one.language for one in people), house=settings.LANGUAGE_CODE)
    return Letter(
        event=event,
        case=event.case,
        kind=kind,
        language=language,
        facts=facts_of(event, language, **known),
        issued_at=event.at,
        by_post=not (mails_here() and any(person.email for person in people)),
    )


@dataclass(frozen=True, slots=True)
class _Ending:
    """A clock that ends soon: which, whose turn, the instant at which it is over, and which warning is reached."""

    term: str
    turn: str
    over: datetime
    before: int
    about: str = ""  # which agency, of a consultation

    @property
    def key(self) -> str:
        """The name under which its warning is kept."""
        return f"{self.term}:{self.about}:{self.over.isoformat(timespec='minutes')}:{self.before}"


def _warn(key: int, at: datetime) -> int:
    with transaction.atomic():
        held = Case.objects.select_for_update(of=("self",), skip_locked=True).select_related("operator")
        case = held.filter(pk=key).first()
        # Somebody is moving it now: it is looked at tomorrow, and a freeze in the next round.
        if case is None or only_shown(case, at=at):
            return 0
        known = set(Notice.objects.filter(case=case).exclude(clock="").values_list("clock", flat=True))
        return sum(_tell_of(case, one, at) for one in _endings(case, at) if one.key not in known)


def _tell_of(case: Case, one: _Ending, at: datetime) -> int:
    pairs = [
        (person, told)
        for told in warned(one.turn, Stage.FROZEN if one.term == FREEZE else case.stage)
        for person in recipients(case, told.to, at=at, agency=one.about)
    ]
    return _keep(pairs, Notice(case=case, clock=one.key, due=one.over, at=at))


def _endings(case: Case, at: datetime) -> Iterator[_Ending]:
    """The clocks of a case of which a warning is reached; in a case that ended, Customs does nothing any more."""
    for run in running(case, at=at):
        read = run.read(at)
        if read.warning is None or read.due is None or (case.stage in ENDED and run.term.turn == "customs"):
            continue
        over = read.due if isinstance(read.due, datetime) else begins(read.due + timedelta(days=1), settings.TIME_ZONE)
        yield _Ending(run.term.id, run.term.turn, over, read.warning, run.begun.told.get("about", ""))
