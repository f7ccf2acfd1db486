"""What is kept of arrangements with partner administrations, of feeds we write, and of feeds we read."""

from trustlane.recognition.models.feeds import Consent, DayTurned, Feed, FeedBody, FeedEntry, FeedTree, Pseudonym
from trustlane.recognition.models.followed import (
    BelievedTree,
    FeedHealth,
    FeedNotice,
    FollowedFeed,
    FollowedTerms,
    OtherEntry,
    Quarantine,
    ReadBody,
    ReadEntry,
    ReadSubject,
    RefusedLook,
    WaitingAddition,
)

__all__ = [
    "BelievedTree",
    "Consent",
    "DayTurned",
    "Feed",
    "FeedBody",
    "FeedEntry",
    "FeedHealth",
    "FeedNotice",
    "FeedTree",
    "FollowedFeed",
    "FollowedTerms",
    "OtherEntry",
    "Pseudonym",
    "Quarantine",
    "ReadBody",
    "ReadEntry",
    "ReadSubject",
    "RefusedLook",
    "WaitingAddition",
]
