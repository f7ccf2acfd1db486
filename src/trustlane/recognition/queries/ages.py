"""How old what a partner says is, and what that leaves of a benefit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from trustlane.recognition.agreed import ages_of
from trustlane.recognition.feed.ages import LEFT, Ages, Freshness, freshness
from trustlane.recognition.feed.notes import encoded
from trustlane.recognition.models import BelievedTree, FollowedFeed, FollowedTerms, Quarantine
from trustlane.recognition.queries import received_ages as received
from trustlane.recognition.queries.giving import Given, given
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
    signed_terms = given([feed.issuer], at).get(feed.issuer)
    ages = _ages(feed, signed_terms)
    good = Freshness.EXPIRED if ages is None else freshness(ages, old)
    withheld = signed_terms.arrangement if signed_terms and signed_terms.terms is None else ""
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
    """Every feed that is or was read, and partners' lists: until when they are worth a whole credit and half of one.

    At an instant, that of a decision, the ages are those of the arrangement with its issuer, and a feed is worth
    nothing where that is suspended or ended; without one, for a past that is taken over, those of the feed count.
    """
    trees = {tree.feed_id: tree for tree in BelievedTree.objects.all()}
    feeds = list(FollowedFeed.objects.order_by("origin"))
    agreed = given({feed.issuer for feed in feeds}, at) if at is not None else {}
    read = tuple(_heard(feed, trees.get(feed.pk), agreed.get(feed.issuer)) for feed in feeds)
    return read + received.heard(at)


def _heard(feed: FollowedFeed, tree: BelievedTree | None, agreed: Given | None) -> HeardFact:
    withheld = agreed is not None and agreed.terms is None
    signed, ages = (tree.signed if tree else None), None if withheld else _ages(feed, agreed)
    return HeardFact(
        issuer=feed.issuer,
        origin=feed.origin,
        size=tree.size if tree else 0,
        root=encoded(bytes(tree.root)) if tree else "",
        signed=signed,
        whole_until=signed + ages.ageing if signed and ages else None,
        half_until=signed + ages.stale if signed and ages else None,
    )


def _ages(feed: FollowedFeed, agreed: Given | None) -> Ages | None:
    """What silence does to the benefit: as the arrangement says, else as two persons agreed of the feed."""
    if agreed is not None and agreed.terms is not None:
        return agreed.terms.ages
    terms = FollowedTerms.objects.filter(feed=feed, agreed_at__isnull=False).order_by("-agreed_at", "-pk").first()
    return None if terms is None else ages_of(terms.preset, terms.period)
