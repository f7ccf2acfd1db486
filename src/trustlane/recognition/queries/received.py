"""What a list of a partner would change now, what of it is implausible, and whom it may not call valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q

from trustlane.clock.zones import day_of
from trustlane.recognition.by_file import Counts, Jump, jumps
from trustlane.recognition.models import ReceivedList, ToldSuspension
from trustlane.recognition.queries.signed import by_file
from trustlane.standing import previews
from trustlane.standing.compare import Held, Preview
from trustlane.standing.law import valid_on
from trustlane.standing.models import ListUpload, Standing


@dataclass(frozen=True, slots=True)
class Looked:
    """What a list would do now; ``taken`` are the operators valid today that it leaves without anything."""

    preview: Preview
    jumps: tuple[Jump, ...]
    taken: tuple[str, ...]
    missing: tuple[str, ...]  # of these, whom it does not name
    given: tuple[str, ...]  # operators it makes valid that are not valid today
    valid: int  # operators valid today, or withheld by this list alone


def kept(partner: str, on: date) -> dict[str, str]:
    """Operators whom a list of that day may not call valid: a suspension was told by telephone on that day or later."""
    rows = ToldSuspension.objects.filter(Q(ended_at__isnull=True), partner=partner).select_related("operator")
    return {
        row.operator.reference: f"was suspended by telephone on {told.isoformat()}, which this list does not know yet"
        for row in rows.order_by("pk")
        if (told := day_of(row.told_at, settings.TIME_ZONE)) >= on
    }


def newest(partner: str, *, at: datetime | None = None) -> ReceivedList | None:
    """The list of a partner that speaks of the latest day of those applied; up to an instant where one is given."""
    rows = ReceivedList.objects.filter(partner=partner, applied_at__isnull=False)
    if at is not None:
        rows = rows.filter(applied_at__lte=at)
    return rows.order_by("-speaks_of", "-applied_at", "-pk").first()


def looked(upload: ListUpload, *, at: datetime) -> Looked:
    """What a list would do now; of a settled one, only what was told of it when it was settled."""
    if upload.state != "waiting" and upload.told is not None:
        return Looked(previews.preview_of(upload, at=at), jumps=(), taken=(), missing=(), given=(), valid=0)
    held = previews.held_by(upload.issuer)
    preview = previews.preview_of(upload, at=at, kept=kept(upload.issuer, upload.on), held=held)
    today = day_of(at, settings.TIME_ZONE)
    before = {one.fact.operator for one in held if one.fact.state == "valid" and valid_on(one.fact, today)}
    before |= _withheld(upload, today)
    after = _valid_after(preview, held, max(today, upload.on))
    taken, given = before - after, after - before
    missing = taken & {change.operator for change in preview.removed}
    terms = by_file(at).get(upload.issuer)
    last = newest(upload.issuer)
    counts = Counts(
        valid=len(before),
        new=len(given),
        gone=len(taken),
        rows=len(preview.refused) + len(preview.changes) - len(preview.removed) + preview.unchanged,
        refused=len(preview.refused),
        cap=terms.terms.additions if terms else 0,
        first=last is None,
        missing=len(missing),
    )
    days = (upload.on - last.speaks_of).days if last else 0
    found = jumps(counts, days=days, period=terms.terms.days if terms else 0)
    return Looked(preview, found, tuple(sorted(taken)), tuple(sorted(missing)), tuple(sorted(given)), len(before))


def _withheld(upload: ListUpload, today: date) -> set[str]:
    """Whom one person withholds by this very list: what it takes is asked about all the same."""
    deeds = ReceivedList.objects.filter(upload=upload, held_over_at__isnull=True).values_list("held_in", flat=True)
    rows = Standing.objects.filter(
        recorded_in__in=[each for each in deeds if each], known_to__isnull=True, valid__contains=today
    ).exclude(state="valid")
    return set(rows.values_list("operator__reference", flat=True))


def _valid_after(preview: Preview, held: list[Held], day: date) -> set[str]:
    """The operators valid on a day once a list is applied."""
    gone = {number for change in preview.changes for number in change.supersedes}
    facts = [one.fact for one in held if one.id not in gone]
    facts += [fact for change in preview.changes for fact in change.becomes]
    return {fact.operator for fact in facts if fact.state == "valid" and valid_on(fact, day)}
