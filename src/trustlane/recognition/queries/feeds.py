"""What is served of our feeds: the newest signed note, tiles and bundles, bodies; and how each feed does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max, Q

from trustlane.access.evaluator import Someone, in_force
from trustlane.recognition.disk import Disk
from trustlane.recognition.feed import tiles
from trustlane.recognition.feed.bodies import Sealed
from trustlane.recognition.feed.merkle import HASH_BYTES
from trustlane.recognition.feed.tiles import HEIGHT, WIDTH, Bundle, Tile
from trustlane.recognition.models import Consent, ErasedStatement, Feed, FeedBody, FeedEntry, FeedTree, TreeReceipt
from trustlane.recognition.permits import Permission
from trustlane.recognition.refusals import FeedUnknown

MOST_BODIES = 256


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One feed as people see it."""

    id: int
    origin: str
    partner: str
    state: str
    fields: tuple[str, ...]
    scope: tuple[str, ...]
    roles: tuple[str, ...]
    size: int  # of the tree that is signed
    signed_at: datetime | None
    waiting: int  # entries that are not under a signature yet
    receipt: int | None  # of the largest tree the partner signed that it applied
    receipt_at: datetime | None
    unstated: int  # entries `erased` on which the partner owes a statement
    unstated_since: datetime | None  # the oldest of them
    stated: int  # those on which it gave one


@dataclass(frozen=True, slots=True)
class Told:
    """The body of one entry as it is sent; None where it was erased."""

    seq: int
    sealed: Sealed | None


def feeds() -> list[FeedRow]:
    """Every feed of ours, in the order in which they were proposed."""
    trees = {tree.feed_id: tree for tree in FeedTree.objects.all()}
    counts = FeedEntry.objects.filter(seq__isnull=True).order_by().values("feed").annotate(many=Count("pk"))
    unnumbered = {each["feed"]: each["many"] for each in counts}
    return [_row(feed, trees.get(feed.pk), unnumbered.get(feed.pk, 0)) for feed in Feed.objects.order_by("pk")]


def feed(origin: str) -> Feed | None:
    """One feed, to be given to a deed."""
    return Feed.objects.filter(origin=origin).first()


@dataclass(frozen=True, slots=True)
class ServedRow:
    """A feed as its partner is told of it; ``receipt`` is the largest tree it signed that it applied."""

    origin: str
    size: int
    signed_at: datetime | None
    receipt: int | None
    closed: bool


def served(name: str, *, by: Someone, at: datetime) -> Feed:
    """The feed of ours whose origin ends with this name, for the partner it was opened to.

    Raises FeedUnknown, and Refused where it is another's; whoever asks over the line is not told the difference.
    """
    for found in Feed.objects.filter(origin__endswith=f"/{name}"):
        if found.origin.partition("/")[2] == name:
            in_force().require(by, Permission.READ_FEED, found, at=at)
            return found
    raise FeedUnknown("feed", "there is none of that name for you")


def served_to(by: Someone, *, at: datetime) -> list[ServedRow]:
    """The feeds that were opened to whoever asks."""
    rows = in_force().visible(by, Permission.READ_FEED, Feed.objects.all(), at).select_related("tree")
    largest = dict(
        TreeReceipt.objects.filter(feed__in=rows)
        .order_by()
        .values("feed")
        .annotate(most=Max("size"))
        .values_list("feed", "most")
    )
    return [
        ServedRow(feed.origin, feed.tree.size, feed.tree.signed_at, largest.get(feed.pk), feed.closed_at is not None)
        for feed in rows.order_by("pk")
    ]


def owed_statements(feed: Feed) -> list[FeedEntry]:
    """The entries `erased` under a signature on which the partner has not stated that nothing is held any more."""
    given = ErasedStatement.objects.filter(feed=feed).values("seq")
    signed = FeedTree.objects.filter(feed=feed).values_list("size", flat=True).first() or 0
    rows = FeedEntry.objects.filter(feed=feed, kind="erased", seq__lte=signed).exclude(seq__in=given)
    return list(rows.order_by("seq"))


def consents(operator: str) -> bool:
    """Whether an operator lets its data go to partners now."""
    newest = Consent.objects.filter(operator__reference=operator).order_by("-pk").first()
    return newest is not None and newest.given


def newest_note(origin: str) -> bytes | None:
    """The newest signed note of a feed; None where there is no such feed, or nothing was signed yet."""
    note = FeedTree.objects.filter(feed__origin=origin).values_list("note", flat=True).first()
    return bytes(note) if note is not None else None


def tile(origin: str, path: str) -> bytes | None:
    """A tile or bundle within the signed tree; TilePathUnfit where the path names none, None where there is none.

    What a narrower one held is cut out of the wider one that took its place.
    """
    wanted = tiles.at_path(path)
    return _tile(origin, wanted) or _tile(origin, wanted)  # twice: two trees may be signed while one is looked for


def _tile(origin: str, wanted: Tile | Bundle) -> bytes | None:
    signed = FeedTree.objects.filter(feed__origin=origin).values_list("size", flat=True).first()
    if signed is None:
        return None
    level = wanted.level if isinstance(wanted, Tile) else 0
    there = min(WIDTH, (signed >> HEIGHT * level) - wanted.index * WIDTH)
    if wanted.width > there:
        return None
    disk = Disk(_folder(origin))
    whole = replace(wanted, width=there)
    data = disk.read(whole.path)
    return _cut(data, whole, wanted.width) if data is not None else None


def _cut(data: bytes, whole: Tile | Bundle, width: int) -> bytes:
    if isinstance(whole, Tile):
        return data[: width * HASH_BYTES]
    return tiles.write_bundle(tiles.read_bundle(data, whole)[:width])


def bodies(origin: str, first: int, last: int) -> list[Told]:
    """The bodies of entries by their numbers, both ends among them, at most 256; entries without a body are left out.

    One that was erased is marked so. Nothing of a feed that was closed is served, and nothing that is not signed yet.
    """
    last = min(last, first + MOST_BODIES - 1)
    rows = FeedBody.objects.filter(
        entry__feed__origin=origin, entry__feed__closed_at__isnull=True, entry__seq__gte=first, entry__seq__lte=last
    )
    signed = FeedTree.objects.filter(feed__origin=origin).values_list("size", flat=True).first() or 0
    found = rows.filter(entry__seq__lte=signed).order_by("entry__seq").values_list("entry__seq", "salt", "content")
    return [
        Told(seq, None if salt is None or content is None else Sealed(bytes(salt), bytes(content)))
        for seq, salt, content in found
        if seq is not None
    ]


def _folder(origin: str) -> Path:
    return Path(settings.TRUSTLANE_FEEDS_FOLDER) / origin.replace("/", "_")


def _row(feed: Feed, tree: FeedTree | None, unnumbered: int) -> FeedRow:
    size = tree.size if tree else 0
    receipt = TreeReceipt.objects.filter(feed=feed).order_by("-size").first()
    unstated = [entry.effective for entry in owed_statements(feed)]
    numbered = FeedEntry.objects.filter(Q(feed=feed) & Q(seq__gt=size)).count()
    return FeedRow(
        id=feed.pk,
        origin=feed.origin,
        partner=feed.partner,
        state=feed.state,
        fields=tuple(feed.fields),
        scope=tuple(feed.scope),
        roles=tuple(feed.roles),
        size=size,
        signed_at=tree.signed_at if tree else None,
        waiting=unnumbered + numbered,
        receipt=receipt.size if receipt else None,
        receipt_at=receipt.applied_at if receipt else None,
        unstated=len(unstated),
        unstated_since=min(unstated, default=None),
        stated=ErasedStatement.objects.filter(feed=feed).count(),
    )
