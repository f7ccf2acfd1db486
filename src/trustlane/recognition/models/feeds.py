"""The feeds we write: what each may tell, what was said in which order, the bodies apart, and the tree we signed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q

from trustlane.ledger.models import TransactionIdField
from trustlane.recognition.issuing import Profile

ORIGIN = r"^[a-z0-9-]+(\.[a-z0-9-]+)+(/[a-z0-9-]+)+$"
KINDS = ("status", "erased")


def _texts() -> Any:
    return ArrayField(models.TextField(), default=list)


def _person(**more: Any) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **more)


def _row(**more: Any) -> Any:
    return models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False, **more)


class Feed(models.Model):
    """A feed of ours to one partner: proposed by one person, open once another confirmed it, closed for good."""

    origin = models.TextField(unique=True)
    partner = models.TextField()
    fields = _texts()  # of a body
    scope = _texts()
    roles = _texts()  # none: every role
    proposed_by = _person()
    proposed_at = models.DateTimeField()
    reason = models.TextField()
    recorded_in = _row()
    opened_by = _person(null=True)
    opened_at = models.DateTimeField(null=True)
    opened_in = _row(null=True)
    closed_by = _person(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_in = _row(null=True)

    objects: ClassVar[models.Manager[Feed]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(origin__regex=ORIGIN), name="recognition_feed_origin_is_one"),
            models.CheckConstraint(condition=~Q(partner="") & ~Q(reason=""), name="recognition_feed_is_somebodys"),
            models.CheckConstraint(
                condition=Q(opened_by__isnull=True) | ~Q(opened_by=F("proposed_by")),
                name="recognition_feed_opened_by_two",
            ),
            models.CheckConstraint(
                condition=Q(opened_by__isnull=True, opened_at__isnull=True, opened_in__isnull=True)
                | Q(opened_by__isnull=False, opened_at__isnull=False, opened_in__isnull=False),
                name="recognition_feed_opened_by_a_deed",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True, closed_at__isnull=True, closed_in__isnull=True)
                | Q(closed_by__isnull=False, closed_at__isnull=False, closed_in__isnull=False, opened_at__isnull=False),
                name="recognition_feed_closed_by_a_deed",
            ),
        ]

    def __str__(self) -> str:
        return self.origin

    @property
    def state(self) -> str:
        """Whether it waits for a second person, is open, or was closed."""
        return "closed" if self.closed_at else "open" if self.opened_at else "proposed"

    @property
    def profile(self) -> Profile:
        """What the agreement lets out."""
        return Profile(frozenset(self.fields), frozenset(self.scope), frozenset(self.roles))


class Pseudonym(models.Model):
    """Under which name an operator stands in one feed: 128 random bits that say nothing elsewhere."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+")
    operator = models.ForeignKey("parties.Operator", on_delete=models.PROTECT, related_name="+")
    subject = models.TextField(unique=True)

    objects: ClassVar[models.Manager[Pseudonym]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "operator"], name="recognition_pseudonym_one_a_feed"),
            models.CheckConstraint(
                condition=Q(subject__regex="^[0-9a-f]{32}$"), name="recognition_pseudonym_is_128_bits"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Consent(models.Model):
    """An operator lets its data go to partners, or does so no longer; the newest row counts."""

    operator = models.ForeignKey("parties.Operator", on_delete=models.PROTECT, related_name="+")
    given = models.BooleanField()
    at = models.DateTimeField()
    source = models.TextField(blank=True, default="")  # the form or letter by which it was told
    recorded_in = _row()

    objects: ClassVar[models.Manager[Consent]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["operator", "-id"], name="recognition_consent_newest")]

    def __str__(self) -> str:
        return f"{self.operator_id}: {'given' if self.given else 'withdrawn'}"


class FeedEntry(models.Model):
    """One thing said in a feed; it commits without a number, and the sequencer gives it one, once."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.TextField(unique=True)  # a UUID of version 7
    kind = models.TextField()
    subject = models.TextField(blank=True, default="")
    to = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    effective = models.DateTimeField()
    commitment = models.BinaryField(null=True)
    recorded_in = _row(null=True)  # nothing of ours records what a partner gave back after a loss, or an erasure told
    xid = TransactionIdField(db_default=Func(function="pg_current_xact_id"), editable=False)
    seq = models.BigIntegerField(null=True)
    leaf = models.BinaryField(null=True)

    objects: ClassVar[models.Manager[FeedEntry]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "seq"], name="recognition_entry_numbered_once"),
            models.CheckConstraint(
                condition=Q(seq__isnull=True, leaf__isnull=True) | Q(seq__gte=1, leaf__isnull=False),
                name="recognition_entry_numbered_with_its_bytes",
            ),
            models.CheckConstraint(
                condition=Q(kind="status", subject__regex="^[0-9a-f]{32}$") & ~Q(to="") & ~Q(reason="")
                | ~Q(kind="status") & Q(subject="", to="", reason="", commitment__isnull=True),
                name="recognition_entry_says_something",
            ),
        ]
        indexes = [
            models.Index(fields=["feed", "id"], condition=Q(seq__isnull=True), name="recognition_entry_unnumbered"),
            models.Index(fields=["subject", "-id"], name="recognition_entry_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.seq or 'unnumbered'}: {self.to or self.kind}"


class FeedBody(models.Model):
    """Who an entry speaks of, apart from it; once erased, only when and by which deed is left."""

    entry = models.OneToOneField(FeedEntry, on_delete=models.PROTECT, primary_key=True, related_name="body")
    salt = models.BinaryField(null=True)
    content = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_in = _row(null=True)
    # The entry by which the reader is told of the erasure.
    told_in = models.ForeignKey(FeedEntry, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    objects: ClassVar[models.Manager[FeedBody]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(salt__isnull=False, content__isnull=False, erased_at__isnull=True, erased_in__isnull=True)
                | Q(salt__isnull=True, content__isnull=True, erased_at__isnull=False, erased_in__isnull=False),
                name="recognition_body_whole_or_erased",
            ),
            models.CheckConstraint(
                condition=Q(told_in__isnull=True) | Q(erased_at__isnull=False), name="recognition_body_told_once_erased"
            ),
        ]
        indexes = [
            models.Index(
                fields=["entry"],
                condition=Q(erased_at__isnull=False, told_in__isnull=True),
                name="recognition_body_to_be_told",
            )
        ]

    def __str__(self) -> str:
        return f"body of entry {self.entry_id}"


class FeedTree(models.Model):
    """The largest tree of a feed that was signed, and the note that says so; it only grows."""

    feed = models.OneToOneField(Feed, on_delete=models.PROTECT, primary_key=True, related_name="tree")
    size = models.BigIntegerField(default=0)
    root = models.BinaryField()
    note = models.BinaryField(null=True)
    signed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[FeedTree]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gte=0), name="recognition_tree_has_a_size")]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.size}"


class DayTurned(models.Model):
    """Up to which day what the days alone change was said in a feed."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    objects: ClassVar[models.Manager[DayTurned]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "day"], name="recognition_day_turned_once")]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.day}"
