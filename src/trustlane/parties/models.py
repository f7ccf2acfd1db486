"""Operators and what is known of them: names, identifiers and sites, each from a day to a day, each as known then."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from trustlane.parties import arrays  # noqa: F401 - teaches every field to compare with an array
from trustlane.parties.identifiers import SCHEMES
from trustlane.parties.labels import NAME_KINDS, SITE_KINDS


class Operator(models.Model):
    """An economic operator; everything said about it stands in rows of its own that are never edited."""

    # How the system calls it: the value of the identifier by which it was first known. Never reused.
    reference = models.TextField(unique=True)
    registered_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Operator"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reference=""), name="parties_operator_has_a_reference"),
        ]

    def __str__(self) -> str:
        return self.reference


class Known(models.Model):
    """Something said about an operator for a period, known from the deed that said it until one that replaced it."""

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField(null=True)  # null: always, as far as is known
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)
    source = models.TextField(blank=True, default="")
    recorded_in = models.ForeignKey("ledger.Row", on_delete=models.PROTECT, related_name="+", db_index=False)
    superseded_in = models.ForeignKey(
        "ledger.Row", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        abstract = True


def _bitemporal(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(known_to__isnull=True, superseded_in__isnull=True)
            | Q(known_to__gte=F("known_from"), superseded_in__isnull=False),
            name=f"parties_{name}_superseded_by_a_deed",
        ),
    ]


class OperatorName(Known):
    """A name an operator bears or bore."""

    name = models.TextField()
    name_key = models.TextField()  # as it is searched: without case, accents and punctuation
    kind = models.TextField(default="legal")

    objects: ClassVar[models.Manager["OperatorName"]] = models.Manager()

    class Meta:
        constraints = [
            *_bitemporal("name"),
            models.CheckConstraint(condition=~Q(name=""), name="parties_name_is_not_empty"),
            models.CheckConstraint(condition=Q(kind__in=list(NAME_KINDS)), name="parties_name_kind_is_known"),
        ]
        indexes = [models.Index(fields=["operator", "known_from"], name="parties_names_of_operator")]

    def __str__(self) -> str:
        return self.name


class NameKeys(models.Model):
    """What a name is looked up by when somebody asks who is meant: reckoned from the name alone."""

    name = models.OneToOneField(OperatorName, on_delete=models.CASCADE, primary_key=True, related_name="keys")
    keys = ArrayField(models.TextField())

    objects: ClassVar[models.Manager["NameKeys"]] = models.Manager()

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="parties_name_keys")]

    def __str__(self) -> str:
        return " ".join(self.keys)


class OperatorIdentifier(Known):
    """A number by which somebody knows the operator; several operators may share one, as with manufacturer codes."""

    scheme = models.TextField()
    value = models.TextField()  # the common form
    written = models.TextField(blank=True, default="")  # as it came
    issuer = models.TextField(blank=True, default="")  # who wrote it, where the scheme has no country in it
    key = models.TextField()  # scheme, issuer and value as they are matched
    # How sure the link is: a code a filer built (MID) is weaker than one the administration issued.
    confidence = models.TextField(default="stated")

    objects: ClassVar[models.Manager["OperatorIdentifier"]] = models.Manager()

    class Meta:
        constraints = [
            *_bitemporal("identifier"),
            models.CheckConstraint(condition=Q(scheme__in=list(SCHEMES)), name="parties_identifier_scheme_is_known"),
            models.CheckConstraint(condition=~Q(value=""), name="parties_identifier_is_not_empty"),
            models.CheckConstraint(
                condition=Q(confidence__in=["stated", "verified", "built"]),
                name="parties_identifier_confidence_is_known",
            ),
            # Within one operator a number is known once; a code that is shared may belong to several operators.
            models.UniqueConstraint(
                fields=["operator", "key"],
                condition=Q(known_to__isnull=True),
                name="parties_identifier_once_an_operator",
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(known_to__isnull=True) & ~Q(scheme="MID"),
                name="parties_identifier_of_one_operator",
            ),
        ]
        indexes = [models.Index(fields=["key"], name="parties_identifier_key")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


PARTICULARS = ("number", "name", "kind", "street", "postcode", "city", "country", "locode", "contact")


class Site(Known):
    """A place where an operator works; a new row with the same number says the same site otherwise."""

    number = models.IntegerField()
    name = models.TextField(blank=True, default="")
    kind = models.TextField(default="office")
    street = models.TextField(blank=True, default="")
    postcode = models.TextField(blank=True, default="")
    city = models.TextField(blank=True, default="")
    country = models.TextField()
    locode = models.TextField(blank=True, default="", db_default="")  # UN/LOCODE of the place, where it has one
    contact = models.TextField(blank=True, default="", db_default="")  # the people to meet there
    address_key = models.TextField()  # as it is compared

    objects: ClassVar[models.Manager["Site"]] = models.Manager()

    class Meta:
        constraints = [
            *_bitemporal("site"),
            models.CheckConstraint(condition=Q(kind__in=list(SITE_KINDS)), name="parties_site_kind_is_known"),
            models.CheckConstraint(condition=Q(country__regex="^[A-Z]{2}$"), name="parties_site_country_is_iso"),
            models.CheckConstraint(
                condition=Q(locode="") | Q(locode__regex="^[A-Z]{2}[A-Z2-9]{3}$"), name="parties_site_locode_is_one"
            ),
            models.UniqueConstraint(
                fields=["operator", "number"], condition=Q(known_to__isnull=True), name="parties_site_number_once"
            ),
        ]
        indexes = [models.Index(fields=["operator", "known_from"], name="parties_sites_of_operator")]

    def __str__(self) -> str:
        return self.name or self.city

    def particulars(self) -> dict[str, Any]:
        """What the record keeps of a site."""
        return {each: getattr(self, each) for each in PARTICULARS}
