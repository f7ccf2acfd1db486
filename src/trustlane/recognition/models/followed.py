"""The feeds we read: what was agreed of each, the tree we believe, what was said in it, and what people have to settle.

Nothing that was read is ever changed: entries stay as they came, the believed tree only grows. Bodies stand apart and
can be erased.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

ORIGIN = r"^[a-z0-9-]+(\.[a-z0-9-]+)+(/[a-z0-9-]+)+$"
PRESETS = ("prompt", "patient", "periodic")
KINDS = ("fork", "rollback", "cap", "held")  # why additions wait for people
SCOPES = ("security", "compliance")


def _texts() -> Any:
    return ArrayField(models.TextField(), default=list)


def _person(*, null: bool = False) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=null)


class FollowedFeed(models.Model):
    """A feed of a partner administration that we read, for the life of the agreement."""

    origin = models.TextField(unique=True)
    issuer = models.TextField()  # the partner's code, under which its standing is written
    opened_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[FollowedFeed]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(origin__regex=ORIGIN) & Q(issuer__regex="^[A-Z]{2}$"), name="recognition_followed_is_named"
            ),
        ]

    def __str__(self) -> str:
        return self.origin


class FollowedTerms(models.Model):
    """What was agreed of a feed: whose keys count, what may be told, its ages and caps; the newest agreed count."""

    feed = models.ForeignKey(FollowedFeed, on_delete=models.PROTECT, related_name="terms")
    signers = _texts()  # name, plus, id, plus, key in base64 (signed-note, "Verifier keys")
    heartbeats = _texts()
    witnesses = _texts()
    profile = _texts()  # the fields of a body
    scope = _texts()  # what the partner's status may speak for here
    preset = models.TextField()
    period = models.DurationField(null=True)  # of lists by file
    live = models.IntegerField()  # the most operators that may be trusted at once
    in_a_day = models.IntegerField()  # the most additions of a day
    proposed_by = _person()
    proposed_at = models.DateTimeField()
    agreed_by = _person(null=True)
    agreed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[FollowedTerms]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")),
                name="recognition_terms_need_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="recognition_terms_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(preset__in=PRESETS)
                & (Q(preset="periodic", period__isnull=False) | (~Q(preset="periodic") & Q(period__isnull=True))),
                name="recognition_terms_preset_is_known",
            ),
            models.CheckConstraint(condition=Q(live__gte=0, in_a_day__gte=0), name="recognition_terms_caps_are_counts"),
            models.CheckConstraint(
                condition=Q(scope__contained_by=list(SCOPES), scope__len__gte=1), name="recognition_terms_have_a_scope"
            ),
        ]

    def __str__(self) -> str:
        return f"terms {self.pk} of {self.feed_id}"


class BelievedTree(models.Model):
    """How far a feed was verified and applied; the note is the evidence of it."""

    feed = models.OneToOneField(FollowedFeed, on_delete=models.PROTECT, primary_key=True, related_name="tree")
    size = models.BigIntegerField()
    root = models.BinaryField()
    peaks = ArrayField(models.BinaryField(), default=list)  # roots of the complete subtrees, largest first
    signed = models.DateTimeField(null=True)  # the newest time of the issuer's heartbeat
    note = models.BinaryField()
    note_at = models.DateTimeField()  # when it was believed
    live = models.IntegerField(default=0)  # subjects whose last state is an addition
    day = models.DateField(null=True)
    in_a_day = models.IntegerField(default=0)  # additions of that day

    objects: ClassVar[models.Manager[BelievedTree]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gte=0), name="recognition_read_tree_has_a_size")]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.size}"


class ReadEntry(models.Model):
    """An entry as it stood in the feed."""

    feed = models.ForeignKey(FollowedFeed, on_delete=models.PROTECT, related_name="entries", db_index=False)
    seq = models.BigIntegerField()
    name = models.TextField()  # its own, a UUID; empty where it could not be read
    leaf = models.BinaryField()
    applied_at = models.DateTimeField()

    objects: ClassVar[models.Manager[ReadEntry]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "seq"], name="recognition_entry_read_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="recognition_entry_read_is_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.seq}"


class ReadBody(models.Model):
    """Who an entry speaks of; gone once it is erased."""

    feed = models.ForeignKey(FollowedFeed, on_delete=models.PROTECT, related_name="bodies", db_index=False)
    seq = models.BigIntegerField()
    salt = models.BinaryField()
    content = models.BinaryField()

    objects: ClassVar[models.Manager[ReadBody]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "seq"], name="recognition_body_read_once")]

    def __str__(self) -> str:
        return f"{self.feed_id}: body of {self.seq}"


class ReadSubject(models.Model):
    """What was last said of a subject and took effect, and what stands in the register because of it."""

    feed = models.ForeignKey(FollowedFeed, on_delete=models.PROTECT, related_name="subjects", db_index=False)
    subject = models.TextField()  # the pseudonym of this agreement
    to = models.TextField()
    seq = models.BigIntegerField()
    effective = models.DateTimeField(null=True)
    operator = models.ForeignKey("parties.Operator", on_delete=models.PROTECT, related_name="+", null=True)
    said = models.TextField(blank=True, default="")  # the state in the register, empty for none
    why_not = models.TextField(blank=True, default="")  # why an addition gives nothing

    objects: ClassVar[models.Manager[ReadSubject]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "subject"], name="recognition_subject_once_a_feed"),
            models.CheckConstraint(
                condition=Q(said="") | Q(operator__isnull=False), name="recognition_said_of_an_operator"
            ),
        ]
        indexes = [models.Index(fields=["feed", "seq"], name="recognition_subject_by_seq")]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.subject}, {self.to}"


class WaitingAddition(models.Model):
    """An addition without effect so far: its body is missing, or additions wait."""

    feed = models.ForeignKey(FollowedFeed, on_delete=models.PROTECT, related_name="waiting", db_index=False)
    seq = models.BigIntegerField()
    subject = models.TextField()
    tries = models.IntegerField(default=0)
    again_at = models.DateTimeField()  # when its body is asked for again
    why = models.TextField(blank=True, default="")  # what was wrong with the body that came

    objects: ClassVar[models.Manager[WaitingAddition]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "seq"], name="recognition_addition_waits_once")]
        indexes = [models.Index(fields=["feed", "subject"], name="recognition_waiting_of_subject")]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.seq} waits"


class Quarantine(models.Model):
    """Since when, and from which entry on, additions give nothing until two persons decide; with what proves why."""

    feed = models.ForeignKey(FollowedFeed, on_delete=models.PROTECT, related_name="quarantines")
    kind = models.TextField()
    from_seq = models.BigIntegerField()  # the first entry after the last good point
    since = models.DateTimeField()
    refusal = models.TextField()  # by its name
    why = models.TextField()
    evidence = models.JSONField()  # what a third party can verify without us (`feed.evidence`)
    proposed_by = _person(null=True)
    proposed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")
    ended_by = _person(null=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Quarantine]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="recognition_quarantine_kind_is_known"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | (Q(proposed_by__isnull=False) & ~Q(ended_by=F("proposed_by"))),
                name="recognition_quarantine_ended_by_two",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="recognition_quarantine_ended_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["feed", "kind"], condition=Q(ended_at__isnull=True), name="recognition_quarantine_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.kind} from {self.from_seq}"


class OtherEntry(models.Model):
    """An entry of a tree that contradicts the believed one; its removals were applied, its additions never."""

    quarantine = models.ForeignKey(Quarantine, on_delete=models.PROTECT, related_name="entries", db_index=False)
    seq = models.BigIntegerField()
    leaf = models.BinaryField()

    objects: ClassVar[models.Manager[OtherEntry]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarantine", "seq", "leaf"], name="recognition_other_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.quarantine_id}: {self.seq}"


class FeedHealth(models.Model):
    """How looking at a feed went last, and when it is looked at again."""

    feed = models.OneToOneField(FollowedFeed, on_delete=models.PROTECT, primary_key=True, related_name="health")
    tried_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)  # in a row
    again_at = models.DateTimeField(null=True)  # not before; null: at once
    refusal = models.TextField(blank=True, default="")  # of the last look, by its name
    why = models.TextField(blank=True, default="")
    etag = models.TextField(blank=True, default="")

    objects: ClassVar[models.Manager[FeedHealth]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.refusal or 'well'}"


class RefusedLook(models.Model):
    """What was refused by one name, from the first time to the last, with the note that came first."""

    feed = models.ForeignKey(FollowedFeed, on_delete=models.PROTECT, related_name="refusals")
    refusal = models.TextField()
    why = models.TextField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.IntegerField(default=1)
    note = models.BinaryField()

    objects: ClassVar[models.Manager[RefusedLook]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.refusal}"


class FeedNotice(models.Model):
    """Something people should hear of one entry: an alarm, or what the partner told of the agreement or its keys."""

    feed = models.ForeignKey(FollowedFeed, on_delete=models.PROTECT, related_name="notices")
    seq = models.BigIntegerField()
    told = models.TextField()
    why = models.TextField(blank=True, default="")
    alarm = models.BooleanField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[FeedNotice]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "seq", "told"], name="recognition_notice_told_once")]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.told} at {self.seq}"
