"""Programme comparisons: the words of both sides as they were read, each verdict, and what a new edition reopened."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from trustlane.recognition.labels import DIRECTIONS, VERDICTS
from trustlane.recognition.models.arrangements import Partner

KINDS = ("catalogue", "crosswalk")


class SideFile(models.Model):
    """The words of a catalogue or crosswalk as a comparison read them, or as they were imported; never changed."""

    kind = models.TextField()
    name = models.TextField()
    digest = models.TextField()
    words = models.TextField()
    imported = models.BooleanField()  # brought by the desk; else taken from the library or from our own editions
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["SideFile"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="recognition_file_kind_is_known"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="recognition_file_has_a_digest"),
            models.UniqueConstraint(fields=["name", "digest"], name="recognition_file_is_kept_once"),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(imported=True, kind="catalogue"),
                name="recognition_edition_is_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Comparison(models.Model):
    """Our programme beside that of one partner; it rests on editions, each of which is kept."""

    partner = models.OneToOneField(Partner, on_delete=models.PROTECT, related_name="comparison")
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Comparison"]] = models.Manager()

    def __str__(self) -> str:
        return f"comparison {self.pk}"


class ComparisonEdition(models.Model):
    """What a comparison rests on from then on, and which of its lines that opened again."""

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="editions")
    number = models.IntegerField()
    ours = models.ForeignKey(SideFile, on_delete=models.PROTECT, related_name="+")
    theirs = models.ForeignKey(SideFile, on_delete=models.PROTECT, related_name="+")
    crosswalks = ArrayField(models.BigIntegerField(), default=list)  # files, by number
    reopened = models.JSONField(default=list)  # direction, item and why of each line; all of the first edition are open
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["ComparisonEdition"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comparison", "number"], name="recognition_edition_has_its_place"),
            models.CheckConstraint(condition=Q(number__gt=0), name="recognition_edition_is_counted"),
        ]

    def __str__(self) -> str:
        return f"edition {self.number} of comparison {self.comparison_id}"


class Verdict(models.Model):
    """What somebody found of one line; a later verdict takes its place, and both are kept."""

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="verdicts")
    edition = models.IntegerField()  # the newest when it was given
    direction = models.TextField()
    item = models.TextField()
    verdict = models.TextField()
    proposed = models.TextField()  # what the crosswalks proposed
    remedy = models.TextField(blank=True, default="")
    evidence = models.TextField(blank=True, default="")
    documents = ArrayField(models.BigIntegerField(), default=list)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.TextField()
    at = models.DateTimeField()
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Verdict"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=list(DIRECTIONS)), name="recognition_verdict_has_a_direction"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=list(VERDICTS), proposed__in=list(VERDICTS)),
                name="recognition_verdict_is_known",
            ),
            models.CheckConstraint(
                condition=Q(verdict="compatible") | ~Q(remedy=""), name="recognition_verdict_has_its_remedy"
            ),
        ]
        indexes = [models.Index(fields=["comparison", "direction", "item", "-id"], name="recognition_verdicts")]

    def __str__(self) -> str:
        return f"{self.item} {self.verdict}"
