"""What the line to partners needs: their keysets as we believe them, what readers sign, nonces that were used."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


def _person() -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)


class PartnerKeyset(models.Model):
    """One version of a partner's keys: the first trusted by two persons, each later one by the one before it."""

    partner = models.TextField()  # the code of the administration, such as XB
    administration = models.TextField()  # the name its keys go by, such as mra.xb.example
    version = models.IntegerField()
    data = models.BinaryField()
    proposed_by = _person()
    proposed_at = models.DateTimeField(null=True)
    agreed_by = _person()
    trusted_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[PartnerKeyset]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__regex="^[A-Z]{2}$", version__gte=1) & ~Q(administration=""),
                name="recognition_keyset_is_named",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True, proposed_at__isnull=True, agreed_by__isnull=True)
                & Q(trusted_at__isnull=False)
                | Q(proposed_by__isnull=False, proposed_at__isnull=False)
                & (
                    Q(agreed_by__isnull=True, trusted_at__isnull=True)
                    | Q(agreed_by__isnull=False, trusted_at__isnull=False)
                ),
                name="recognition_keyset_trusted_by_a_deed",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")),
                name="recognition_keyset_needs_two_persons",
            ),
            models.UniqueConstraint(
                fields=["administration", "version"],
                condition=Q(trusted_at__isnull=False),
                name="recognition_keyset_trusted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.administration}, version {self.version}"


class SeenNonce(models.Model):
    """A request that was answered; kept until it would be refused for its age anyhow."""

    keyid = models.TextField()
    nonce = models.TextField()
    until = models.DateTimeField()

    objects: ClassVar[models.Manager[SeenNonce]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["keyid", "nonce"], name="recognition_nonce_used_once")]
        indexes = [models.Index(fields=["keyid", "until"], name="recognition_nonce_until")]

    def __str__(self) -> str:
        return f"{self.keyid}: {self.nonce}"


class TreeReceipt(models.Model):
    """A reader's word, signed, that it applied a tree of one of our feeds."""

    feed = models.ForeignKey("recognition.Feed", on_delete=models.PROTECT, related_name="receipts", db_index=False)
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.BinaryField()  # the checkpoint with the reader's line
    applied_at = models.DateTimeField()  # as the reader signed it
    received_at = models.DateTimeField()

    objects: ClassVar[models.Manager[TreeReceipt]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "size"], name="recognition_receipt_one_a_tree"),
            models.CheckConstraint(condition=Q(size__gte=0), name="recognition_receipt_has_a_size"),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.size} applied"


class SentReceipt(models.Model):
    """Of which tree of a feed that we read the issuer has our receipt."""

    feed = models.OneToOneField(
        "recognition.FollowedFeed", on_delete=models.PROTECT, primary_key=True, related_name="receipt"
    )
    size = models.BigIntegerField()
    sent_at = models.DateTimeField()

    objects: ClassVar[models.Manager[SentReceipt]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.size} sent"


class ErasedStatement(models.Model):
    """A reader's word, signed, that it holds no body any more that an entry `erased` of ours names."""

    feed = models.ForeignKey("recognition.Feed", on_delete=models.PROTECT, related_name="statements", db_index=False)
    seq = models.BigIntegerField()  # of the entry `erased`
    note = models.BinaryField()
    erased_at = models.DateTimeField()  # as the reader signed it
    received_at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager[ErasedStatement]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "seq"], name="recognition_statement_one_an_entry"),
            models.CheckConstraint(condition=Q(seq__gte=2), name="recognition_statement_of_an_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.seq} erased"


class SentStatement(models.Model):
    """Our statement that bodies are gone which a partner took back, and when the partner took it."""

    feed = models.ForeignKey(
        "recognition.FollowedFeed", on_delete=models.PROTECT, related_name="statements", db_index=False
    )
    seq = models.BigIntegerField()  # of the entry `erased`
    note = models.BinaryField()
    sent_at = models.DateTimeField()

    objects: ClassVar[models.Manager[SentStatement]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "seq"], name="recognition_statement_sent_once")]

    def __str__(self) -> str:
        return f"{self.feed_id}: statement on {self.seq} sent"
