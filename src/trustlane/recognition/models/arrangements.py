"""Arrangements with partner administrations, the events they consist of, and what was drafted, agreed and owed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat

from trustlane.recognition.labels import CONTACTS, DIRECTIONS, DOCUMENTS
from trustlane.recognition.moves import paths
from trustlane.recognition.stages import Stage

STAGES = [stage.value for stage in Stage]
_TEXT_COLON, _TEXT_ARROW = (Value(sign, output_field=models.TextField()) for sign in ":>")


class Arrangement(models.Model):
    """One arrangement, with one partner or several, from first soundings to its end; only where it stands moves on."""

    reference = models.TextField(unique=True)  # such as MRA-7
    title = models.TextField()
    plurilateral = models.BooleanField()
    opened_at = models.DateTimeField()
    # Where the events have brought it; the database lets these say nothing else.
    stage = models.TextField()
    came_from = models.TextField(blank=True, default="")
    since = models.DateTimeField()
    last_event = models.IntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[models.Manager["Arrangement"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="recognition_stage_is_known"),
            models.CheckConstraint(condition=~Q(reference="") & ~Q(title=""), name="recognition_arrangement_is_named"),
        ]
        indexes = [models.Index(fields=["stage", "id"], name="recognition_by_stage")]

    def __str__(self) -> str:
        return self.reference


class Partner(models.Model):
    """A partner administration of an arrangement."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="partners")
    code = models.TextField()  # of its country, two letters
    name = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Partner"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["arrangement", "code"], name="recognition_partner_stands_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{2}$"), name="recognition_partner_has_a_code"),
            models.CheckConstraint(condition=~Q(name=""), name="recognition_partner_has_a_name"),
        ]
        indexes = [models.Index(fields=["code"], name="recognition_partners_by_code")]

    def __str__(self) -> str:
        return self.code


class Event(models.Model):
    """One move of an arrangement; the events in their order are the arrangement, and none is ever changed."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="events")
    number = models.IntegerField()
    move = models.TextField()
    source = models.TextField(blank=True)
    target = models.TextField()
    path = models.TextField()
    by = models.TextField()  # as the ledger names who made it
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Event"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["arrangement", "number"], name="recognition_event_has_its_place"),
            models.CheckConstraint(condition=Q(path__in=paths()), name="recognition_event_is_in_the_table_of_moves"),
            models.CheckConstraint(
                condition=Q(path=Concat("move", _TEXT_COLON, "source", _TEXT_ARROW, "target")),
                name="recognition_event_path_is_its_own",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(by__startswith="system:"), name="recognition_event_has_a_hand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arrangement_id}.{self.number} {self.move}"


class DirectionDraft(models.Model):
    """The terms of one direction as they were drafted; a later draft takes its place, and both are kept."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="drafts")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="drafts")
    direction = models.TextField()
    words = models.JSONField(null=True)  # as `terms.written`; null: nothing is agreed for this direction
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["DirectionDraft"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=list(DIRECTIONS)), name="recognition_draft_has_a_direction"
            )
        ]
        indexes = [models.Index(fields=["partner", "direction", "-id"], name="recognition_drafts")]

    def __str__(self) -> str:
        return f"{self.direction} of partner {self.partner_id}"


class Terms(models.Model):
    """The terms of one direction as they were put before a second person; they count once that person agrees."""

    proposed_in = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="terms")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="terms")
    direction = models.TextField()
    words = models.JSONField()
    digest = models.TextField()

    objects: ClassVar[models.Manager["Terms"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposed_in", "partner", "direction"], name="recognition_terms_of_a_direction_stand_once"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=list(DIRECTIONS)), name="recognition_terms_have_a_direction"
            ),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="recognition_terms_have_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.digest[:8]}"


class Task(models.Model):
    """What somebody has to do for an arrangement, by a day; done once."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="tasks")
    title = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)
    done_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    done_by = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")

    objects: ClassVar[models.Manager["Task"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="recognition_task_says_what"),
            models.CheckConstraint(
                condition=Q(done_in__isnull=True, done_at__isnull=True, done_by="", note="")
                | (Q(done_in__isnull=False, done_at__isnull=False) & ~Q(done_by="")),
                name="recognition_task_is_done_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["owner", "due"], name="recognition_tasks_of_owner")]

    def __str__(self) -> str:
        return self.title


class Paper(models.Model):
    """A document of an arrangement, kept in the evidence room."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="papers")
    document = models.ForeignKey("evidence.Document", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Paper"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(DOCUMENTS)), name="recognition_paper_kind_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.document_id}"


class Minutes(models.Model):
    """What was said and agreed at a meeting, and who was there."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="minutes")
    held_on = models.DateField()
    place = models.TextField()
    present = models.TextField()
    text = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Minutes"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(present="") & ~Q(place=""), name="recognition_minutes_say_something"
            )
        ]

    def __str__(self) -> str:
        return f"minutes of {self.held_on}"


class Contact(models.Model):
    """Whom to reach about what, at a partner (or, without a partner, at ours); ended once."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="contacts")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", null=True)
    purpose = models.TextField()
    name = models.TextField()
    mailbox = models.TextField(blank=True, default="")
    telephone = models.TextField(blank=True, default="")
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)
    ended_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    ended_by = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Contact"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=list(CONTACTS)), name="recognition_contact_is_for_something"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & (~Q(mailbox="") | ~Q(telephone="")), name="recognition_contact_can_be_reached"
            ),
            models.CheckConstraint(
                condition=Q(ended_in__isnull=True, ended_at__isnull=True, ended_by="")
                | (Q(ended_in__isnull=False, ended_at__isnull=False) & ~Q(ended_by="")),
                name="recognition_contact_is_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name
