"""The register of standing in two times, and the lists it was fed from; no row is ever edited."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Cast

from trustlane.standing.facts import ROLES, SCOPES, STATES


def _only(expression: str, function: str) -> Func:
    """A column as the range that holds just its value, so that a GiST index can compare it without an extension."""
    return Func(F(expression), F(expression), Value("[]"), function=function)


class ListUpload(models.Model):
    """A list somebody uploaded; it changes the register only when a second person applies it."""

    document = models.ForeignKey("evidence.Document", on_delete=models.PROTECT, related_name="+")
    file_name = models.TextField()
    sha256 = models.TextField()
    issuer = models.TextField()  # who speaks in the list
    on = models.DateField()  # the day the list speaks of
    complete = models.BooleanField()  # who is missing holds no longer
    sender = models.TextField(blank=True, default="")  # from whom it came
    # Of a list under an arrangement: the mark its facts carry, by which they age, and what they may speak for.
    origin = models.TextField(blank=True, default="")
    scopes = ArrayField(models.TextField(), default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    preview_digest = models.TextField()  # what the uploader was shown
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    applied_at = models.DateTimeField(null=True)
    applied_digest = models.TextField(blank=True, default="")
    counts = models.JSONField(null=True)  # of what was applied: added, changed, removed, unchanged, refused
    # Of a settled list, what was told of it on that day: rows refused, and notes. None where it is too much to keep.
    told = models.JSONField(null=True)
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    discarded_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")  # of discarding

    objects: ClassVar[models.Manager["ListUpload"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True) | ~Q(applied_by=F("uploaded_by")),
                name="standing_list_needs_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True, applied_at__isnull=True, counts__isnull=True)
                | Q(applied_by__isnull=False, applied_at__isnull=False, counts__isnull=False),
                name="standing_list_applied_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(discarded_by__isnull=True, discarded_at__isnull=True)
                | Q(discarded_by__isnull=False, discarded_at__isnull=False),
                name="standing_list_discarded_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(discarded_at__isnull=True),
                name="standing_list_settled_once",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$") & ~Q(issuer=""), name="standing_list_is_named"
            ),
            models.CheckConstraint(
                condition=Q(origin="", scopes=[])
                | (Q(origin__regex=r"^[^\s]+$") & Q(scopes__len__gte=1, scopes__contained_by=list(SCOPES))),
                name="standing_list_of_an_arrangement_has_a_scope",
            ),
        ]
        indexes = [models.Index(fields=["issuer", "-id"], name="standing_lists_of_issuer")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.issuer}, {self.on})"

    @property
    def state(self) -> str:
        """Whether it waits, was applied or was discarded."""
        return "applied" if self.applied_at else "discarded" if self.discarded_at else "waiting"


class Standing(models.Model):
    """What one issuer says of one operator, for a period, from when it was known until something else was."""

    operator = models.ForeignKey("parties.Operator", on_delete=models.PROTECT, related_name="+")
    issuer = models.TextField()
    programme = models.TextField(blank=True, default="")
    security = models.BooleanField()
    compliance = models.BooleanField()
    role = models.TextField(blank=True, default="")
    tier = models.TextField(blank=True, default="")
    state = models.TextField()
    name = models.TextField(blank=True, default="")  # as the issuer writes it
    name_key = models.TextField(blank=True, default="")  # as it is searched
    valid = DateRangeField()  # without bound where the issuer states none
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)
    source = models.TextField(blank=True, default="")
    upload = models.ForeignKey(ListUpload, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)
    superseded_in = models.ForeignKey(
        "ledger.Row", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    objects: ClassVar[models.Manager["Standing"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(security=True) | Q(compliance=True), name="standing_has_a_scope"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="standing_state_is_known"),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="standing_role_is_known"),
            models.CheckConstraint(condition=~Q(issuer="") & Q(valid__isempty=False), name="standing_is_somebodys"),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True, superseded_in__isnull=True)
                | Q(known_to__gte=F("known_from"), superseded_in__isnull=False),
                name="standing_superseded_by_a_deed",
            ),
            # One issuer cannot say two things of one operator in one role for a shared scope and a shared day.
            ExclusionConstraint(
                name="standing_says_one_thing_at_a_time",
                expressions=[
                    (_only("operator_id", "int8range"), RangeOperators.OVERLAPS),
                    (_only("issuer", "standing_textrange"), RangeOperators.OVERLAPS),
                    (_only("role", "standing_textrange"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            Cast(Case(When(security=True, then=Value(0)), default=Value(1)), models.IntegerField()),
                            Cast(Case(When(compliance=True, then=Value(2)), default=Value(1)), models.IntegerField()),
                            function="int4range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(known_to__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["operator", "known_from"], name="standing_of_operator"),
            models.Index(fields=["issuer", "id"], condition=Q(known_to__isnull=True), name="standing_known_of_issuer"),
            models.Index(fields=["known_from"], name="standing_known_from"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.issuer}, {self.state})"
