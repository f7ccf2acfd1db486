"""Partners without a node: their lists as received, what they tell by telephone, and the lists we send them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trustlane.recognition.by_file import WAYS


def _person(*, null: bool = False) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=null)


def _row(*, null: bool = False) -> Any:
    return models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", null=null, db_index=False)


def _together(*fields: str) -> Q:
    """All of these are filled, or none."""
    none, filled = Q(), Q()
    for field in fields:
        none &= Q(**{f"{field}__isnull": True})
        filled &= Q(**{f"{field}__isnull": False})
    return none | filled


class ReceivedList(models.Model):
    """A partner's list as it came; one person brings it, another applies it."""

    partner = models.TextField()
    number = models.IntegerField()  # of the lists of this partner
    upload = models.OneToOneField("standing.ListUpload", on_delete=models.PROTECT, related_name="+")
    arrangement = models.ForeignKey("recognition.Arrangement", on_delete=models.PROTECT, related_name="+")
    terms = models.TextField()  # digest of those by which it is read
    came_by = models.TextField()
    received_on = models.DateField()
    speaks_of = models.DateField()
    brought_by = _person()
    brought_at = models.DateTimeField()
    held_by = _person(null=True)  # who applied its removals alone, for a time
    held_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    held_in = _row(null=True)
    held_over_at = models.DateTimeField(null=True)  # since when that counts no more
    applied_by = _person(null=True)
    applied_at = models.DateTimeField(null=True)
    confirmed = models.TextField(blank=True, default="")  # what was implausible and confirmed, with blanks between
    reason = models.TextField(blank=True, default="")  # what the partner said of it
    set_aside_by = _person(null=True)
    set_aside_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[ReceivedList]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "number"], name="recognition_received_list_numbered"),
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True) | ~Q(applied_by=F("brought_by")),
                name="recognition_received_list_by_two",
            ),
            models.CheckConstraint(
                condition=_together("applied_by", "applied_at"), name="recognition_received_list_applied_by_somebody"
            ),
            models.CheckConstraint(
                condition=_together("set_aside_by", "set_aside_at"), name="recognition_received_list_aside_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(set_aside_at__isnull=True),
                name="recognition_received_list_settled_once",
            ),
            models.CheckConstraint(
                condition=_together("held_by", "held_at", "held_until", "held_in"),
                name="recognition_received_list_held_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(speaks_of__lte=F("received_on")), name="recognition_received_list_of_a_day_past"
            ),
            models.CheckConstraint(
                condition=Q(came_by__in=list(WAYS)) & Q(partner__regex="^[A-Z]{2}$") & Q(number__gte=1),
                name="recognition_received_list_is_named",
            ),
            models.CheckConstraint(
                condition=Q(confirmed="") | ~Q(reason=""), name="recognition_received_list_jump_explained"
            ),
        ]
        indexes = [models.Index(fields=["partner", "-speaks_of", "-id"], name="recognition_lists_of_partner")]

    def __str__(self) -> str:
        return f"{self.partner}: list {self.number}"

    @property
    def state(self) -> str:
        """Whether it waits, was applied or was set aside."""
        return "applied" if self.applied_at else "discarded" if self.set_aside_at else "waiting"


class ToldSuspension(models.Model):
    """A suspension that a partner told by telephone: entered by one, for a time; confirmed by another, or over."""

    partner = models.TextField()
    arrangement = models.ForeignKey("recognition.Arrangement", on_delete=models.PROTECT, related_name="+")
    operator = models.ForeignKey("parties.Operator", on_delete=models.PROTECT, related_name="+")
    caller = models.TextField()
    telephone = models.TextField()  # the number that was called back
    told_at = models.DateTimeField()
    called_back = models.BooleanField()
    said = models.TextField()
    entered_by = _person()
    entered_at = models.DateTimeField()
    entered_in = _row()
    until = models.DateTimeField()
    confirmed_by = _person(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_by = _person(null=True)  # nobody where it lapsed
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")

    objects: ClassVar[models.Manager[ToldSuspension]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")))
                & (Q(ended_by__isnull=True) | ~Q(ended_by=F("entered_by"))),
                name="recognition_told_suspension_by_two",
            ),
            models.CheckConstraint(
                condition=_together("confirmed_by", "confirmed_at"), name="recognition_told_suspension_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(ended_at__isnull=True),
                name="recognition_told_suspension_settled_once",
            ),
            models.CheckConstraint(
                condition=Q(called_back=True) & ~Q(caller="") & ~Q(telephone=""),
                name="recognition_told_suspension_called_back",
            ),
            models.CheckConstraint(
                condition=Q(told_at__lte=F("entered_at")) & Q(until__gt=F("entered_at")),
                name="recognition_told_suspension_in_time",
            ),
            models.UniqueConstraint(
                fields=["operator", "partner"],
                condition=Q(confirmed_at__isnull=True, ended_at__isnull=True),
                name="recognition_told_suspension_open_once",
            ),
        ]
        indexes = [models.Index(fields=["partner", "-told_at"], name="recognition_told_of_partner")]

    def __str__(self) -> str:
        return f"{self.partner}: {self.operator_id} suspended by telephone"

    @property
    def state(self) -> str:
        """Whether it waits for a second person, was confirmed, was ended or lapsed."""
        if self.confirmed_at:
            return "confirmed"
        if self.ended_at is None:
            return "waiting"
        return "rejected" if self.ended_by_id else "lapsed"


class SentList(models.Model):
    """Our list for a partner without a node, as it was made, with the manifest and who sent it on."""

    partner = models.TextField()
    number = models.IntegerField()
    arrangement = models.ForeignKey("recognition.Arrangement", on_delete=models.PROTECT, related_name="+")
    speaks_of = models.DateField()
    file_name = models.TextField()
    content = models.BinaryField()
    sha256 = models.TextField()
    rows = models.IntegerField()
    manifest = models.TextField()
    made_by = _person()
    made_at = models.DateTimeField()
    note = models.BinaryField(null=True)  # the manifest, signed
    signed_at = models.DateTimeField(null=True)
    sent_by = _person(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.TextField(blank=True, default="")

    objects: ClassVar[models.Manager[SentList]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "number"], name="recognition_sent_list_numbered"),
            models.CheckConstraint(condition=_together("note", "signed_at"), name="recognition_sent_list_signed_once"),
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True, sent_at__isnull=True, sent_to="")
                | (Q(sent_by__isnull=False, sent_at__isnull=False, signed_at__isnull=False) & ~Q(sent_to="")),
                name="recognition_sent_list_is_signed_first",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$") & Q(rows__gte=0) & Q(number__gte=1),
                name="recognition_sent_list_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: list {self.number} of ours"
