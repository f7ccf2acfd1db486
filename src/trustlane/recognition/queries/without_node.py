"""The partners without a node as their pages show them: how old each list is, what came, what was told by telephone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from trustlane.access.evaluator import Someone, in_force
from trustlane.clock.zones import day_of
from trustlane.parties.identifiers import cleaned
from trustlane.recognition import by_file as law
from trustlane.recognition.feed.ages import Freshness
from trustlane.recognition.models import Contact, Partner, ReceivedList, ToldSuspension
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries import received_ages as ages
from trustlane.recognition.queries.giving import withheld_by
from trustlane.recognition.queries.received import newest
from trustlane.recognition.queries.signed import Signed, by_file
from trustlane.standing import queries as standing
from trustlane.standing.facts import StandingFact

MOST_LIKE = 6
_PEOPLE = ("brought_by", "applied_by", "set_aside_by", "held_by", "upload", "arrangement")
_CALLED = ("operator", "arrangement", "entered_by", "confirmed_by", "ended_by")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list as it came: the file, its digest, from whom, when, by which way, and through whose hands it went."""

    id: int
    partner: str
    arrangement: str
    number: int
    upload: int
    file_name: str
    sha256: str
    sender: str
    came_by: str
    received_on: date
    speaks_of: date
    complete: bool
    state: str  # waiting, applied, discarded
    brought_by: int
    brought_by_name: str
    brought_at: datetime
    settled_by_name: str
    settled_at: datetime | None
    counts: Mapping[str, int]
    confirmed: tuple[str, ...]
    reason: str
    held_by_name: str
    held_at: datetime | None
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class CallRow:
    """One suspension told by telephone."""

    id: int
    partner: str
    arrangement: str
    operator: str
    name: str
    caller: str
    telephone: str
    told_at: datetime
    said: str
    entered_by: int
    entered_by_name: str
    entered_at: datetime
    until: datetime
    state: str  # waiting, confirmed, rejected, lapsed
    settled_by_name: str
    settled_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One partner in one look; ``live``: it still tells us by file, so that lists are taken in."""

    code: str
    name: str
    arrangement: str
    live: bool
    withheld_by: str  # the arrangement by which its operators get nothing now
    period: int  # days from list to list; 0 where the terms say none
    newest: ListRow | None
    state: Freshness
    due: date | None  # the day of which the next list is agreed to speak
    overdue: bool
    whole_until: datetime | None
    half_until: datetime | None
    valid: int  # rows of the register that it makes valid today
    lists: int  # that wait for a second person
    calls: int

    @property
    def waits(self) -> bool:
        """A second person has something to do."""
        return bool(self.lists or self.calls)

    @property
    def quiet(self) -> bool:
        """Nobody has anything to do, and nothing is wrong."""
        return not (self.waits or self.withheld_by or self.overdue or (self.live and not self.period))


def partners(by: Someone, *, at: datetime) -> list[PartnerRow]:
    """Everybody who tells us by file or did, those that need somebody first."""
    in_force().require(by, Permission.SEE_BY_FILE, at=at)
    live = by_file(at)
    codes = set(live) | set(ReceivedList.objects.values_list("partner", flat=True).distinct())
    rows = [_partner(code, live.get(code), at) for code in codes]
    order = list(reversed(Freshness))
    return sorted(rows, key=lambda row: (not row.live, not row.waits, order.index(row.state), row.code))


def partner(code: str, by: Someone, *, at: datetime) -> PartnerRow | None:
    """One of them; None where it never told us by file."""
    in_force().require(by, Permission.SEE_BY_FILE, at=at)
    live = by_file(at).get(code)
    if live is None and not ReceivedList.objects.filter(partner=code).exists():
        return None
    return _partner(code, live, at)


def lists(partner: str) -> list[ListRow]:
    """The lists of a partner, the newest first."""
    rows = ReceivedList.objects.filter(partner=partner).select_related(*_PEOPLE).order_by("-number")
    return [_list(row) for row in rows]


def received(partner: str, number: int) -> ReceivedList | None:
    """The list of that number."""
    if number >= 1 << 31:
        return None
    rows = ReceivedList.objects.filter(partner=partner, number=number)
    return rows.select_related(*_PEOPLE, "upload__document").first()


def row_of(one: ReceivedList) -> ListRow:
    """A list as pages show it."""
    return _list(one)


def of_upload(upload: int) -> tuple[str, int] | None:
    """The partner and the number of the list that came as this upload."""
    return ReceivedList.objects.filter(upload=upload).values_list("partner", "number").first()


def calls(partner: str, *, at: datetime) -> list[CallRow]:
    """What a partner told by telephone, the newest first."""
    rows = ToldSuspension.objects.filter(partner=partner).select_related(*_CALLED).order_by("-pk")
    return [call_row(row, at=at) for row in rows]


def call(partner: str, number: int) -> ToldSuspension | None:
    """What was told under that number."""
    if number >= 1 << 62:
        return None
    return ToldSuspension.objects.filter(partner=partner, pk=number).select_related(*_CALLED).first()


def call_row(one: ToldSuspension, *, at: datetime) -> CallRow:
    """A call as pages show it at an instant: once its hours are over it has lapsed, recorded or not yet."""
    by, when = (one.confirmed_by, one.confirmed_at) if one.confirmed_at else (one.ended_by, one.ended_at)
    said = standing.history(one.operator.reference)
    return CallRow(
        id=one.pk,
        partner=one.partner,
        arrangement=one.arrangement.reference,
        operator=one.operator.reference,
        name=next((each.fact.name for each in said if each.fact.issuer == one.partner), ""),
        caller=one.caller,
        telephone=one.telephone,
        told_at=one.told_at,
        said=one.said,
        entered_by=one.entered_by_id,
        entered_by_name=one.entered_by.full_name,
        entered_at=one.entered_at,
        until=one.until,
        state="lapsed" if one.state == "waiting" and at >= one.until else one.state,
        settled_by_name=by.full_name if by else "",
        settled_at=when,
        reason=one.reason,
    )


def telephones(partner: str) -> list[tuple[str, str]]:
    """Whom we know to call at a partner, and at which number, as it was kept with the arrangement beforehand."""
    rows = Contact.objects.filter(partner__code=partner, ended_at__isnull=True).exclude(telephone="")
    return list(rows.order_by("purpose", "pk").values_list("name", "telephone"))


def meant(partner: str, said: str, *, at: datetime) -> tuple[str | None, list[StandingFact]]:
    """The operator whose number that is, among those the partner makes valid today; and up to six that are like it.

    A likeness is shown to a person and suspends nobody.
    """
    today = day_of(at, settings.TIME_ZONE)
    found = standing.register(valid=today, state="valid", issuer=partner, search=said, size=10 * MOST_LIKE)
    facts = {row.fact.operator: row.fact for row in found}
    number = cleaned(said)
    exact = [
        one.operator
        for one in facts.values()
        if number == cleaned(one.operator) or any(number == each.value for each in one.identifiers)
    ]
    return (exact[0] if len(exact) == 1 else None), list(facts.values())[:MOST_LIKE]


def _partner(code: str, live: Signed | None, at: datetime) -> PartnerRow:
    last = newest(code)
    whole = half = None
    state = Freshness.EXPIRED
    if live and last:
        signed = law.signed(last.speaks_of, settings.TIME_ZONE)
        whole, half = signed + live.terms.ages.ageing, signed + live.terms.ages.stale
        state = ages.state(live.terms.ages, last, at)
    period = live.terms.days if live else 0
    due = last.speaks_of + timedelta(days=period) if last and period else None
    today = day_of(at, settings.TIME_ZONE)
    named = live.partner if live else _former(code)
    waiting = ReceivedList.objects.filter(partner=code, applied_at__isnull=True, set_aside_at__isnull=True)
    told = ToldSuspension.objects.filter(partner=code, until__gt=at, confirmed_at__isnull=True, ended_at__isnull=True)
    return PartnerRow(
        code=code,
        name=named.name if named else "",
        arrangement=named.arrangement.reference if named else "",
        live=live is not None,
        withheld_by=withheld_by([code], at).get(code, ""),
        period=period,
        newest=_list(last) if last else None,
        state=state,
        due=due,
        overdue=due is not None and due < today,
        whole_until=whole,
        half_until=half,
        valid=standing.count(valid=today, state="valid", issuer=code),
        lists=waiting.count(),
        calls=told.count(),
    )


def _former(code: str) -> Partner | None:
    """Under which arrangement its last list came."""
    came = ReceivedList.objects.filter(partner=code).order_by("-number").values("arrangement")[:1]
    return Partner.objects.filter(arrangement__in=came, code=code).select_related("arrangement").first()


def _list(row: ReceivedList) -> ListRow:
    by, when = (row.applied_by, row.applied_at) if row.applied_at else (row.set_aside_by, row.set_aside_at)
    return ListRow(
        id=row.pk,
        partner=row.partner,
        arrangement=row.arrangement.reference,
        number=row.number,
        upload=row.upload_id,
        file_name=row.upload.file_name,
        sha256=row.upload.sha256,
        sender=row.upload.sender,
        came_by=row.came_by,
        received_on=row.received_on,
        speaks_of=row.speaks_of,
        complete=row.upload.complete,
        state=row.state,
        brought_by=row.brought_by_id,
        brought_by_name=row.brought_by.full_name,
        brought_at=row.brought_at,
        settled_by_name=by.full_name if by else "",
        settled_at=when,
        counts=row.upload.counts or {},
        confirmed=tuple(row.confirmed.split()),
        reason=row.reason,
        held_by_name=row.held_by.full_name if row.held_by else "",
        held_at=row.held_at,
        held_until=row.held_until,
    )
