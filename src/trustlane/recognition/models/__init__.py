"""What is kept of arrangements with partner administrations, of feeds we write, and of feeds we read."""

from trustlane.recognition.models.feeds import Consent, DayTurned, Feed, FeedBody, FeedEntry, FeedTree, Pseudonym

__all__ = ["Consent", "DayTurned", "Feed", "FeedBody", "FeedEntry", "FeedTree", "Pseudonym"]
