"""The tables of the record: rows that stay for ever, the subjects they are about, bodies that may be erased."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Func, Q

if TYPE_CHECKING:
    _BigInteger = models.BigIntegerField[int, int]
else:
    _BigInteger = models.BigIntegerField


class TransactionIdField(_BigInteger):
    """The 64-bit id of the transaction that wrote a row (``xid8``)."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str | None:
        return None if value is None else str(value)


class Row(models.Model):
    """One deed: who did what to what, when, and the salted digest of its content. Never changed, never deleted."""

    verb = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    digest = models.BinaryField()
    # Rows are numbered before they commit, so a later number may become visible first. Whoever reads the record in
    # order (the sealing of batches) takes only rows whose transaction is below pg_snapshot_xmin().
    xid = TransactionIdField(db_default=Func(function="pg_current_xact_id"), editable=False)

    objects: ClassVar[models.Manager["Row"]] = models.Manager()

    class Meta:
        db_table = "ledger_row"
        constraints = [
            models.CheckConstraint(
                condition=Q(verb__regex=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$"), name="ledger_row_verb_is_a_verb"
            ),
            models.CheckConstraint(condition=Q(actor__regex=r"^[a-z]+:\S+$"), name="ledger_row_actor_is_named"),
            models.CheckConstraint(condition=Q(recorded_at__gte=F("at")), name="ledger_row_not_recorded_before_done"),
        ]
        indexes = [
            models.Index(fields=["actor", "-id"], name="ledger_row_of_actor"),
            models.Index(fields=["verb", "-id"], name="ledger_row_of_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb} by {self.actor}"


class RowSubject(models.Model):
    """One of the things a row is about, in the order they were named."""

    row = models.ForeignKey(Row, on_delete=models.PROTECT, related_name="subjects", db_index=False)
    place = models.SmallIntegerField()
    kind = models.TextField()
    subject_id = models.TextField()

    class Meta:
        db_table = "ledger_subject"
        constraints = [
            models.UniqueConstraint(fields=["row", "place"], name="ledger_subject_one_a_place"),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(subject_id=""), name="ledger_subject_is_named"),
        ]
        indexes = [models.Index(fields=["kind", "subject_id", "-row"], name="ledger_subject_story")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Body(models.Model):
    """The content of a row, and the salt of its digest; once erased, only the number of the erasing deed is left."""

    row = models.OneToOneField(Row, on_delete=models.PROTECT, primary_key=True, related_name="body")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True, default="")
    salt = models.BinaryField(null=True)
    erased_by = models.ForeignKey(Row, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "ledger_body"
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_by__isnull=True, salt__isnull=False)
                | Q(erased_by__isnull=False, salt__isnull=True, before__isnull=True, after__isnull=True, reason=""),
                name="ledger_body_whole_or_erased",
            ),
        ]

    def __str__(self) -> str:
        return f"body of row {self.row_id}"
