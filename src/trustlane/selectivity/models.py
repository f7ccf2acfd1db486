"""Decisions as they were made, the prices and the basis they rest on: rows that are added and never edited."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When

from trustlane.selectivity.holding import About
from trustlane.selectivity.labels import Group, Outcome, World

OUTCOMES = [outcome.value for outcome in Outcome]
OWN_STATUS = [[{"own": True, "role": role}] for role in ("importer", "exporter")]


class BasisVersion(models.Model):
    """What decisions rested on: the version of every part, and the policy as it stood."""

    version = models.TextField(primary_key=True)
    parts = models.JSONField()
    policy = models.TextField()
    first_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.version


class PriceVersion(models.Model):
    """A price table of one world."""

    version = models.TextField(primary_key=True)
    world = models.TextField()
    fitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(world__in=[world.value for world in World]), name="selectivity_world_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.world})"


class Price(models.Model):
    """The price of one look at one office on one day, what there was of it, and what was expected to be used."""

    table = models.ForeignKey(PriceVersion, on_delete=models.PROTECT, related_name="prices")
    track = models.TextField()
    office = models.TextField()
    day = models.DateField()
    look = models.TextField()
    price = models.BigIntegerField()  # minor units of the policy's currency per unit
    capacity_milli = models.BigIntegerField()  # thousandths of the look's unit; negative: not bounded
    expected_milli = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "track", "office", "day", "look"], name="selectivity_one_price_a_day_and_look"
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="selectivity_price_is_not_negative"),
        ]
        indexes = [models.Index(fields=["day", "office"], name="selectivity_price_by_day")]

    def __str__(self) -> str:
        return f"{self.look} at {self.office} on {self.day}: {self.price}"


class Decision(models.Model):
    """What was decided about one version of a declaration, in both worlds, and why.

    Parties, goods and value are repeated as they stood when it was decided, so that the list of decisions never depends
    on what a declaration became later.
    """

    declaration = models.TextField()
    version = models.IntegerField()
    decided_at = models.DateTimeField()
    regime = models.TextField()
    office = models.TextField(blank=True, default="")
    day = models.DateField()
    importer = models.TextField(blank=True, default="")
    exporter = models.TextField(blank=True, default="")
    declarant = models.TextField(blank=True, default="")
    hs = models.TextField(blank=True, default="")
    origin = models.TextField(blank=True, default="")
    value_minor = models.BigIntegerField()  # of the policy's currency
    currency = models.TextField()
    lane = models.TextField()
    lane_without_credit = models.TextField()
    lane_credit_withheld = models.TextField(null=True)  # null: not asked yet when this was decided
    drawn = models.BooleanField()
    mandatory = models.TextField(blank=True, default="")
    trusted = models.BooleanField()  # the importer or the exporter itself has credit
    # Whose status that credit rests on: our own counts before a partner's.
    trusted_by = models.GeneratedField(
        expression=Case(
            When(trusted=False, then=Value("")),
            When(Q(standing__contains=OWN_STATUS[0]) | Q(standing__contains=OWN_STATUS[1]), then=Value("own")),
            default=Value("partner"),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    # Whose trade it is: the exporter's where goods leave, else the importer's.
    trader = models.GeneratedField(
        expression=Case(When(regime="export", then=F("exporter")), default=F("importer")),
        output_field=models.TextField(),
        db_persist=True,
    )
    # How many others the trader had lodged here in the 365 days before, as far as decided; null: not counted.
    trader_before = models.IntegerField(null=True)
    security_ppm = models.IntegerField()
    revenue_ppm = models.IntegerField()
    worth_minor = models.BigIntegerField()
    chances = models.JSONField()  # parts per million by kind
    rules = ArrayField(models.TextField(), default=list)
    reasons = models.JSONField(default=list)
    standing = models.JSONField(default=list)  # the statuses that counted, as known then
    # Nobody asks which decisions rest on one version, and six indexes would be written for every decision.
    basis = models.ForeignKey(BasisVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    prices = models.ForeignKey(PriceVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    prices_without = models.ForeignKey(PriceVersion, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "version", "decided_at"], name="selectivity_one_decision_a_moment"
            ),
            models.CheckConstraint(condition=models.Q(lane__in=OUTCOMES), name="selectivity_lane_is_known"),
            models.CheckConstraint(
                condition=models.Q(lane_without_credit__in=OUTCOMES), name="selectivity_lane_without_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(lane_credit_withheld__in=OUTCOMES), name="selectivity_lane_withheld_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(security_ppm__range=(0, 1_000_000)) & models.Q(revenue_ppm__range=(0, 1_000_000)),
                name="selectivity_chance_is_a_share",
            ),
        ]
        indexes = [
            models.Index(fields=["day", "declaration"], name="selectivity_by_day"),
            models.Index(fields=["declaration", "-decided_at"], name="selectivity_by_declaration"),
            models.Index(fields=["importer", "day"], name="selectivity_by_importer"),
            models.Index(fields=["trader", "day"], name="selectivity_by_trader"),
            models.Index(fields=["lane", "day"], name="selectivity_by_lane"),
            # Everything by which a list behind a figure is narrowed, so that its rows are counted without opening them.
            models.Index(
                fields=["day", "office"],
                include=[
                    "id",
                    "declaration",
                    "regime",
                    "lane",
                    "lane_without_credit",
                    "lane_credit_withheld",
                    "trusted",
                    "trusted_by",
                    "trader_before",
                    "drawn",
                ],
                name="selectivity_figures",
            ),
            # Which decisions rest on whose standing: most rest on nobody's, and are not in it.
            GinIndex(
                fields=["standing"],
                opclasses=["jsonb_path_ops"],
                condition=~Q(standing=[]),
                name="selectivity_by_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration}/{self.version}: {self.lane}"


class DaySummary(models.Model):
    """How many declarations of a day stand alike: what was decided, what credit changed, what was applied and done.

    Made anew for a day, in the same transaction, whenever something is decided or reported about it; never a source.
    """

    day = models.DateField()
    office = models.TextField(blank=True)
    regime = models.TextField()
    group = models.TextField()
    lane = models.TextField()
    lane_without_credit = models.TextField()
    lane_credit_withheld = models.TextField(blank=True)  # empty: not asked when it was decided
    drawn = models.BooleanField()
    policy = models.TextField(blank=True)  # version of the policy, which says how long each look takes
    applied = models.TextField(blank=True)  # the lane really given, after re-routing; empty: not reported
    examination = models.TextField(blank=True)
    declarations = models.IntegerField()
    released = models.IntegerField()  # of these, with a lodging and a release reported
    waited_minutes = models.BigIntegerField()  # of the released, from lodging to release

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(group__in=[group.value for group in Group]), name="selectivity_group_is_known"
            )
        ]
        indexes = [models.Index(fields=["day", "office"], name="selectivity_summary_by_day")]

    def __str__(self) -> str:
        return f"{self.declarations} of {self.day}"


class CurrentDecision(models.Model):
    """Which decision stands for a declaration now: a pointer, moved forward when it is decided again."""

    declaration = models.TextField(primary_key=True)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="current")

    def __str__(self) -> str:
        return self.declaration


class ChangedStanding(models.Model):
    """Word that the standing of operators changed, until what rests on it was decided again; then it is gone."""

    operators = ArrayField(models.TextField())  # references
    issuer = models.TextField(blank=True)  # "" where decisions were being kept while it changed
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{len(self.operators)} operators at {self.at}"


class Hold(models.Model):
    """A covert hold or an agency's stop, as one officer placed it; what becomes of it stands in rows of its own."""

    about = models.TextField()
    subject = models.TextField()
    numbers = ArrayField(models.TextField())  # what declarations may call it
    withdraws_credit = models.BooleanField()
    demands_look = models.BooleanField()
    reason = models.TextField()
    placed_by = models.TextField()
    placed_at = models.DateTimeField()
    until = models.DateTimeField()
    agency = models.TextField(blank=True, default="")  # whose stop it is; "" for a covert hold of customs

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agency="") | Q(about=About.DECLARATION.value, withdraws_credit=False, demands_look=True),
                name="selectivity_agency_stops_a_consignment",
            ),
            models.CheckConstraint(
                condition=Q(about__in=[about.value for about in About]), name="selectivity_hold_is_about_something"
            ),
            models.CheckConstraint(
                condition=Q(withdraws_credit=True) | Q(demands_look=True), name="selectivity_hold_does_something"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("placed_at")), name="selectivity_hold_has_an_end"),
            models.CheckConstraint(condition=~Q(reason=""), name="selectivity_hold_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"


class HoldRatified(models.Model):
    """A second officer stands for a hold."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="ratified")
    placed_by = models.TextField()  # repeated, so that the database sees two persons
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("placed_by")), name="selectivity_hold_is_ratified_by_another")
        ]

    def __str__(self) -> str:
        return f"{self.hold} ratified"


class HoldEnded(models.Model):
    """A hold is taken away before its time; one officer is enough for that."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="ended")
    by = models.TextField()
    at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.hold} ended"
