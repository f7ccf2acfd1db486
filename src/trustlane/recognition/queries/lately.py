"""What was said last across the border, in either direction, with who it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trustlane.access.evaluator import Someone, in_force
from trustlane.parties.models import OperatorName
from trustlane.recognition.models import FeedEntry, FeedTree, Pseudonym, ReadSubject, TreeReceipt
from trustlane.recognition.permits import Permission

MOST = 8


@dataclass(frozen=True, slots=True)
class SaidRow:
    """A status that was told to a partner, and how far it has come."""

    partner: str
    seq: int | None  # none: it waits for its number
    to: str
    effective: datetime
    operator: str
    name: str
    signed: bool
    applied: bool  # the partner signed that it applied a tree that holds it


@dataclass(frozen=True, slots=True)
class HeardRow:
    """A status a partner told, and what stands in the register because of it."""

    issuer: str
    seq: int
    to: str
    effective: datetime | None
    operator: str
    name: str
    stands: str  # empty for nothing
    why_not: str


def said(*, by: Someone, at: datetime, most: int = MOST) -> list[SaidRow]:
    """What partners were told last, the newest first."""
    in_force().require(by, Permission.SEE_FEEDS, at=at)
    rows = list(FeedEntry.objects.filter(kind="status").select_related("feed").order_by("-pk")[:most])
    subjects = [row.subject for row in rows]
    who = {
        one.subject: one.operator for one in Pseudonym.objects.filter(subject__in=subjects).select_related("operator")
    }
    names = _names(one.pk for one in who.values())
    feeds = {row.feed_id for row in rows}
    signed = dict(FeedTree.objects.filter(feed__in=feeds).values_list("feed", "size"))
    applied: dict[int, int] = {}
    for feed, size in TreeReceipt.objects.filter(feed__in=feeds).values_list("feed", "size"):
        applied[feed] = max(size, applied.get(feed, 0))
    return [
        SaidRow(
            partner=row.feed.partner,
            seq=row.seq,
            to=row.to,
            effective=row.effective,
            operator=who[row.subject].reference,
            name=names.get(who[row.subject].pk, ""),
            signed=row.seq is not None and row.seq <= signed.get(row.feed_id, 0),
            applied=row.seq is not None and row.seq <= applied.get(row.feed_id, 0),
        )
        for row in rows
    ]


def heard(*, by: Someone, at: datetime, most: int = MOST) -> list[HeardRow]:
    """What partners told last of each operator, the newest of each partner first."""
    in_force().require(by, Permission.SEE_FOLLOWED, at=at)
    told = ReadSubject.objects.select_related("feed", "operator")
    rows = list(told.order_by("-effective", "-seq")[:most])
    names = _names(row.operator_id for row in rows if row.operator_id)
    return [
        HeardRow(
            issuer=row.feed.issuer,
            seq=row.seq,
            to=row.to,
            effective=row.effective,
            operator=row.operator.reference if row.operator else "",
            name=names.get(row.operator_id or 0, ""),
            stands=row.said,
            why_not=row.why_not,
        )
        for row in rows
    ]


def _names(operators: Iterable[int]) -> dict[int, str]:
    rows = OperatorName.objects.filter(operator__in=set(operators), known_to__isnull=True).order_by("pk")
    return dict(rows.values_list("operator_id", "name"))
