"""How old what a partner says is, and what that leaves of a benefit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from trustlane.recognition.agreed import ages_of
from trustlane.recognition.feed.ages import LEFT, Ages, Freshness, freshness
from trustlane.recognition.feed.notes import encoded
from trustlane.recognition.models import BelievedTree, FollowedFeed, FollowedTerms, Quarantine
from trustlane.recognition.queries.giving import withheld_by
from trustlane.standing.facts import HeardFact


@dataclass(frozen=True, slots=True)
class StandingOfFeed:
    """The state of a feed at an instant: of additions before the last good point, and of the feed as a whole."""

    origin: str
    state: Freshness  # QUARANTINED while additions after the last good point give nothing
    good: Freshness  # what was added before that point, by its age
    left: Fraction  # of the credit of what was added before that point
    age: timedelta | None  # None: no heartbeat was ever believed
    size: int
    root: bytes
    quarantined_from: int | None
    withheld_by: str = ""  # the arrangement by which the operators of its issuer get nothing now


def standing_of_feed(origin: str, at: datetime) -> StandingOfFeed:
    """How much the age of a feed leaves of what its issuer granted; FollowedFeed.DoesNotExist for one we do not read.

    A heartbeat a little ahead of our clock has no age: it was believed within the difference clocks may have. Nothing
    is left where the arrangement with the issuer is suspended or ended, whatever the age.
    """
    feed = FollowedFeed.objects.get(origin=origin)
    tree = BelievedTree.objects.filter(pk=feed.pk).first()
    signed = tree.signed if tree else None
    old = None if signed is None else max(at - signed, timedelta(0))
    ages = _ages(feed)
    good = Freshness.EXPIRED if ages is None else freshness(ages, old)
    withheld = withheld_by([feed.issuer], at).get(feed.issuer, "")
    open_ones = Quarantine.objects.filter(feed=feed, ended_at__isnull=True).exclude(kind="held")
    first = open_ones.order_by("from_seq").values_list("from_seq", flat=True).first()
    return StandingOfFeed(
        origin=origin,
        state=good if first is None else Freshness.QUARANTINED,
        good=good,
        left=Fraction(0) if withheld else LEFT[good],
        age=old,
        size=tree.size if tree else 0,
        root=bytes(tree.root) if tree else b"",
        quarantined_from=first,
        withheld_by=withheld,
    )


def heard(at: datetime | None = None) -> tuple[HeardFact, ...]:
    """Every feed that is or was read: how far, and until when its word is worth a whole credit and half of one.

    At an instant, that of a decision, a feed is worth nothing whose issuer's arrangement is suspended or ended then;
    without one, for a past that is taken over, only its age counts.
    """
    trees = {tree.feed_id: tree for tree in BelievedTree.objects.all()}
    feeds = list(FollowedFeed.objects.order_by("origin"))
    withheld = withheld_by({feed.issuer for feed in feeds}, at) if at is not None else {}
    return tuple(_heard(feed, trees.get(feed.pk), gives=feed.issuer not in withheld) for feed in feeds)


def _heard(feed: FollowedFeed, tree: BelievedTree | None, *, gives: bool) -> HeardFact:
    signed, ages = (tree.signed if tree else None), _ages(feed) if gives else None
    return HeardFact(
        issuer=feed.issuer,
        origin=feed.origin,
        size=tree.size if tree else 0,
        root=encoded(bytes(tree.root)) if tree else "",
        signed=signed,
        whole_until=signed + ages.ageing if signed and ages else None,
        half_until=signed + ages.stale if signed and ages else None,
    )


def _ages(feed: FollowedFeed) -> Ages | None:
    terms = FollowedTerms.objects.filter(feed=feed, agreed_at__isnull=False).order_by("-agreed_at", "-pk").first()
    return None if terms is None else ages_of(terms.preset, terms.period)
