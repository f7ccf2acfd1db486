"""What was declared: declarations, their versions, lines and parties; what happened to them, and what others did.

Nothing here is ever edited: an amendment is a new version, a better observation a new row. The table of declarations
stays whole, for it is what keeps a reference unique. The large ones below it (versions, lines, parties) all carry the
declaration's `day`, and their unique constraints include it, as PostgreSQL asks of a partition's key: they can be
partitioned by month without a change to the rows. Ids come from one sequence a table.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from trustlane.declarations.frame import EVENTS, MESSAGES, REGIMES
from trustlane.declarations.labels import NOTES
from trustlane.declarations.quarters import LEAST_DECLARATIONS, LEAST_FIRMS, PARTS, SIZES


class Declaration(models.Model):
    """One reference customs knows, whatever became of it."""

    reference = models.TextField(unique=True)
    regime = models.TextField(null=True)  # an amendment of an unknown declaration may not say
    office = models.TextField(null=True)
    # Of the office: in it, days and deadlines are counted.
    zone = models.TextField()
    # The office's own day of the first version; if the message names none, the day it was received.
    day = models.DateField()
    received = models.DateTimeField()

    objects: ClassVar[models.Manager[Declaration]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(regime__in=REGIMES), name="declarations_regime_is_known"),
            models.CheckConstraint(condition=~Q(reference=""), name="declarations_reference_is_given"),
        ]
        indexes = [
            models.Index(fields=["day", "id"], name="declarations_by_day"),
            models.Index(fields=["office", "day", "id"], name="declarations_by_office_day"),
        ]

    def __str__(self) -> str:
        return self.reference


class DeclarationVersion(models.Model):
    """One message under a reference: the original, an amendment or a cancellation, with its header."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="versions", db_index=False)
    reference = models.TextField()
    number = models.IntegerField()
    message = models.TextField()
    note = models.TextField(null=True)
    previous = models.TextField(null=True)  # the reference the same consignment was lodged under before
    day = models.DateField()  # of the declaration
    declared_day = models.DateField(null=True)  # of this message
    lodged = models.DateTimeField(null=True)
    received = models.DateTimeField()
    source = models.TextField()  # the file or channel it came by
    document = models.BigIntegerField(null=True)  # of the kept source, in evidence
    digest = models.BinaryField()  # of everything the message says

    office = models.TextField(null=True)
    regime = models.TextField(null=True)  # an amendment of an unknown declaration may not say
    procedure = models.TextField(null=True)
    transaction = models.TextField(null=True)
    use = models.TextField(null=True)
    payment = models.TextField(null=True)
    transport_mode = models.TextField(null=True)
    departure = models.TextField(null=True)
    destination = models.TextField(null=True)
    declarant = models.TextField(null=True)
    importer = models.TextField(null=True)
    exporter = models.TextField(null=True)
    carrier = models.TextField(null=True)
    representative = models.TextField(null=True)
    containers = ArrayField(models.TextField(), null=True)
    claims = models.JSONField(null=True)

    # What a list shows without opening the lines: the line of the highest value stands for all.
    line_count = models.IntegerField()
    main_hs = models.TextField(null=True)
    main_origin = models.TextField(null=True)
    value_minor = models.BigIntegerField(null=True)  # of all lines, where they share one currency
    currency = models.TextField(null=True)
    net_mass_g = models.BigIntegerField(null=True)  # of all lines

    objects: ClassVar[models.Manager[DeclarationVersion]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "number", "day"], name="declarations_version_once"),
            models.CheckConstraint(condition=Q(message__in=MESSAGES), name="declarations_message_is_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="declarations_version_counts_from_one"),
            models.CheckConstraint(
                condition=Q(note__isnull=True) | Q(note__in=sorted(NOTES)), name="declarations_note_is_known"
            ),
            models.CheckConstraint(
                condition=Q(value_minor__isnull=True) | Q(currency__isnull=False),
                name="declarations_version_value_has_currency",
            ),
        ]
        indexes = [
            # Serves what begins so, as well as what is the same.
            models.Index(
                fields=["reference", "number"],
                name="declarations_version_ref",
                opclasses=["text_pattern_ops", "int4_ops"],
            ),
            models.Index(
                fields=["previous"], name="declarations_version_previous", condition=Q(previous__isnull=False)
            ),
            models.Index(fields=["day", "id"], name="declarations_version_by_day"),
            models.Index(fields=["office", "day", "id"], name="declarations_version_by_office"),
            models.Index(fields=["importer", "day"], name="declarations_version_importer"),
            models.Index(fields=["exporter", "day"], name="declarations_version_exporter"),
            models.Index(fields=["declarant", "day"], name="declarations_version_declarant"),
            models.Index(
                fields=["carrier", "day"], name="declarations_version_carrier", condition=Q(carrier__isnull=False)
            ),
            models.Index(
                fields=["representative", "day"],
                name="declarations_version_agent",
                condition=Q(representative__isnull=False),
            ),
            models.Index(fields=["value_minor", "id"], name="declarations_version_by_value"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} version {self.number}"


class DeclarationLine(models.Model):
    """One kind of goods of one version."""

    version = models.ForeignKey(DeclarationVersion, on_delete=models.PROTECT, related_name="lines", db_index=False)
    line = models.IntegerField()
    day = models.DateField()  # of the declaration
    hs = models.TextField(null=True)
    hs_edition = models.TextField(null=True)
    description = models.TextField(null=True)
    origin = models.TextField(null=True)
    origin_proof = models.TextField(null=True)
    net_mass_g = models.BigIntegerField(null=True)
    gross_mass_g = models.BigIntegerField(null=True)
    packages = models.IntegerField(null=True)
    quantity_milli = models.BigIntegerField(null=True)
    quantity_unit = models.TextField(null=True)
    value_minor = models.BigIntegerField(null=True)
    currency = models.TextField(null=True)
    tax_rate_ppm = models.IntegerField(null=True)
    tax_type = models.TextField(null=True)

    objects: ClassVar[models.Manager[DeclarationLine]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "line", "day"], name="declarations_line_once"),
            models.CheckConstraint(
                condition=Q(value_minor__isnull=True) | Q(currency__isnull=False),
                name="declarations_line_value_has_currency",
            ),
            models.CheckConstraint(
                condition=(Q(net_mass_g__isnull=True) | Q(net_mass_g__gte=0))
                & (Q(gross_mass_g__isnull=True) | Q(gross_mass_g__gte=0))
                & (Q(value_minor__isnull=True) | Q(value_minor__gte=0)),
                name="declarations_line_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["hs", "day"], name="declarations_line_hs", opclasses=["text_pattern_ops", "date_ops"]),
            models.Index(fields=["origin", "day"], name="declarations_line_origin"),
        ]

    def __str__(self) -> str:
        return f"line {self.line} of version {self.version_id}"


class DeclarationParty(models.Model):
    """Somebody one version names, exactly as declared."""

    version = models.ForeignKey(DeclarationVersion, on_delete=models.PROTECT, related_name="parties", db_index=False)
    place = models.IntegerField()  # in the order the message names them
    day = models.DateField()  # of the declaration
    role = models.TextField()
    identifier = models.TextField(null=True)
    name = models.TextField(null=True)
    address = models.TextField(null=True)
    country = models.TextField(null=True)

    objects: ClassVar[models.Manager[DeclarationParty]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "place", "day"], name="declarations_party_once"),
        ]
        indexes = [
            models.Index(fields=["identifier", "day"], name="declarations_party_identifier"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.identifier or self.name or ''}".rstrip()


class DeclarationEvent(models.Model):
    """Something that happened to a declaration; it may become known before the declaration itself does."""

    reference = models.TextField()
    event = models.TextField()
    at = models.DateTimeField(null=True)
    source = models.TextField(null=True)
    detail = models.TextField(null=True)
    received = models.DateTimeField()
    digest = models.BinaryField()

    objects: ClassVar[models.Manager[DeclarationEvent]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "digest"], name="declarations_event_once"),
            models.CheckConstraint(condition=Q(event__in=EVENTS), name="declarations_event_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.event} of {self.reference}"


class ObservedTreatment(models.Model):
    """What another system, or people, really did with a declaration, as they reported it."""

    reference = models.TextField()
    lane = models.TextField(null=True)
    rerouted_to = models.TextField(null=True)
    rerouted_by = models.TextField(null=True)
    rerouted_why = models.TextField(null=True)
    examination = models.TextField(null=True)
    examined_at = models.DateTimeField(null=True)
    result = models.TextField(null=True)
    kind = models.TextField(null=True)
    released_at = models.DateTimeField(null=True)
    source = models.TextField()
    received = models.DateTimeField()
    digest = models.BinaryField()

    objects: ClassVar[models.Manager[ObservedTreatment]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "digest"], name="declarations_observed_once"),
        ]
        indexes = [
            models.Index(fields=["reference", "received"], name="declarations_observed_of"),
            # Only what was really examined: a small part, asked for by every figure of finds.
            models.Index(
                fields=["reference", "received", "id"],
                include=["result"],
                condition=Q(result__isnull=False),
                name="declarations_observed_result",
            ),
        ]

    def __str__(self) -> str:
        return f"treatment of {self.reference}"


class PeerAverage(models.Model):
    """How a quarter went for firms alike, struck once and never again: each firm counts once, numbers are rounded."""

    quarter = models.DateField()  # its first day
    part = models.TextField()
    size = models.TextField()
    firms = models.IntegerField()
    declarations = models.IntegerField()
    examined_percent = models.IntegerField()
    half_hours = models.IntegerField(null=True)  # from lodging to release; null: no release was reported

    objects: ClassVar[models.Manager[PeerAverage]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter", "part", "size"], name="declarations_peers_once"),
            models.CheckConstraint(condition=Q(part__in=PARTS), name="declarations_peers_part_is_known"),
            models.CheckConstraint(condition=Q(size__in=SIZES), name="declarations_peers_size_is_known"),
            # What tells too little of too few is not kept either.
            models.CheckConstraint(
                condition=Q(firms__gte=LEAST_FIRMS, declarations__gte=LEAST_DECLARATIONS),
                name="declarations_peers_are_enough",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.size} {self.part}s of {self.quarter}"
