"""Catalogues, crosswalks and questions that an administration drafts itself: words, events, comments; rows stay."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from trustlane.criteria.kinds import Kind
from trustlane.criteria.labels import CHANNELS, OUTCOMES
from trustlane.criteria.lifecycle import Stage, paths

_COLON = Value(":", output_field=models.TextField())
_ARROW = Value(">", output_field=models.TextField())


class Edition(models.Model):
    """One edition of a catalogue, one crosswalk or one file of questions; only where it stands moves on."""

    kind = models.TextField(default=Kind.CATALOGUE.value, db_default=Kind.CATALOGUE.value)
    name = models.TextField(unique=True)  # such as mycountry-2027, or mycountry-2027_safe-2025
    family = models.TextField()  # the id of the catalogue, such as mycountry; else as `kinds.family` says
    before = models.TextField(blank=True, default="")  # the one it follows, by name; "" for the first
    stage = models.TextField()
    last_event = models.IntegerField()
    wording = models.IntegerField()  # the number of the wording that counts
    begins = models.DateField(null=True)  # in force from, once adopted
    until = models.DateField(null=True)  # the last day on which one may submit under the edition before

    objects: ClassVar[models.Manager["Edition"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="criteria_edition_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="catalogue") | Q(name__startswith=F("family")),
                name="criteria_edition_is_called_by_what_it_relates",
            ),
            models.CheckConstraint(
                condition=Q(kind="catalogue") | Q(begins__isnull=True) | Q(until=F("begins")),
                name="criteria_edition_of_a_catalogue_has_the_transition",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in Stage]), name="criteria_edition_stage_is_known"
            ),
            models.CheckConstraint(
                condition=Q(stage="adopted", begins__isnull=False, until__gte=F("begins"))
                | (~Q(stage="adopted") & Q(begins__isnull=True, until__isnull=True)),
                name="criteria_edition_has_its_days_once_adopted",
            ),
        ]
        indexes = [models.Index(fields=["family", "-id"], name="criteria_editions_of_family")]

    def __str__(self) -> str:
        return self.name


class Wording(models.Model):
    """The words of an edition as they were uploaded, whole; a revision is another row."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="wordings")
    number = models.IntegerField()
    words = models.TextField()
    digest = models.TextField()  # of the catalogue that is read from them
    successors = models.JSONField(default=dict)  # which item of the edition before is followed by which
    by = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Wording"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="criteria_wording_has_its_place")]

    def __str__(self) -> str:
        return f"wording {self.number} of edition {self.edition_id}"


class Event(models.Model):
    """One move of an edition; none is ever changed."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="events")
    number = models.IntegerField()
    move = models.TextField()
    source = models.TextField(blank=True)
    target = models.TextField()
    path = models.TextField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Event"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="criteria_event_has_its_place"),
            models.CheckConstraint(condition=Q(path__in=paths()), name="criteria_event_is_in_the_table_of_moves"),
            models.CheckConstraint(
                condition=Q(path=Concat("move", _COLON, "source", _ARROW, "target")),
                name="criteria_event_path_is_its_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}.{self.number} {self.move}"


class Body(models.Model):
    """A body that was asked to comment: an agency with an account here, or another that writes letters."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="bodies")
    asked_in = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="bodies")
    name = models.TextField()
    until = models.DateField()  # the last day on which it may comment

    objects: ClassVar[models.Manager["Body"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asked_in", "name"], name="criteria_body_is_asked_once"),
            models.CheckConstraint(condition=~Q(name=""), name="criteria_body_has_a_name"),
        ]
        indexes = [models.Index(fields=["name"], name="criteria_bodies_by_name")]

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """What a body says of one item, or of the whole."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="comments")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="comments")
    wording = models.IntegerField()  # the wording it speaks of
    item = models.TextField(blank=True, default="")  # "" for the whole
    text = models.TextField()
    channel = models.TextField()
    letter = models.TextField(blank=True, default="")  # what the letter is called by, with its day
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Comment"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="criteria_comment_says_something"),
            models.CheckConstraint(
                condition=Q(channel__in=list(CHANNELS)) & (Q(channel="account", letter="") | ~Q(letter="")),
                name="criteria_comment_by_letter_names_it",
            ),
        ]
        indexes = [models.Index(fields=["edition", "item", "id"], name="criteria_comments_of_item")]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Reply(models.Model):
    """The answer to a comment: taken up, in part or not, and why; given once."""

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="reply")
    outcome = models.TextField()
    text = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Reply"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=list(OUTCOMES)), name="criteria_reply_outcome_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="criteria_reply_says_why"),
        ]

    def __str__(self) -> str:
        return f"reply to comment {self.comment_id}"
