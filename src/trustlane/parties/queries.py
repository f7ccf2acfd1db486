"""Questions about operators: whose number is this, what is known of one, who is it likely to be."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from trustlane.parties.facts import KnownIdentifier, KnownName, KnownSite, OperatorFacts
from trustlane.parties.hints import who_may_be_meant
from trustlane.parties.identifiers import Identifier, cleaned, match_key
from trustlane.parties.knowing import known_at as known_at
from trustlane.parties.matching import Likeness, Party
from trustlane.parties.models import Operator, OperatorIdentifier, OperatorName, Site
from trustlane.parties.names import name_key
from trustlane.parties.periods import first_and_last
from trustlane.parties.profiles import shipped


def owners(keys: Iterable[str], *, known: datetime | None = None) -> dict[str, str]:
    """The reference of the operator each identifier belongs to, by `match_key`; shared codes (MID) name nobody."""
    rows = OperatorIdentifier.objects.filter(known_at(known), key__among=set(keys)).exclude(scheme="MID")
    return dict(rows.values_list("key", "operator__reference"))


def numbers(references: Iterable[str] | None = None) -> dict[str, int]:
    """The row number of operators by reference; all of them without a choice."""
    rows = Operator.objects.all() if references is None else Operator.objects.filter(reference__among=set(references))
    return dict(rows.values_list("reference", "pk"))


def identifiers(
    operators: Iterable[int] | None = None, *, known: datetime | None = None
) -> dict[int, tuple[Identifier, ...]]:
    """The identifiers of operators by row number, the first known first; of all operators without a choice."""
    rows = OperatorIdentifier.objects.filter(known_at(known)).order_by("pk")
    if operators is not None:
        rows = rows.filter(operator_id__among=set(operators))
    found: dict[int, list[Identifier]] = defaultdict(list)
    for operator, scheme, value in rows.values_list("operator_id", "scheme", "value").iterator(chunk_size=5_000):
        found[operator].append(Identifier(scheme, value))
    return {operator: tuple(values) for operator, values in found.items()}


def everybody() -> QuerySet[Operator]:
    """All operators by reference, for a room above to choose from."""
    return Operator.objects.order_by("reference")


def operator(reference: str, *, known: datetime | None = None) -> OperatorFacts | None:
    """Everything known of one operator at an instant (now without one), or None where nobody is called so."""
    row = Operator.objects.filter(reference=reference).first()
    if row is None or (known is not None and row.registered_at > known):
        return None
    about = known_at(known) & Q(operator=row)
    return OperatorFacts(
        reference=row.reference,
        registered_at=row.registered_at,
        names=tuple(_name(each) for each in OperatorName.objects.filter(about).order_by("pk")),
        identifiers=tuple(_identifier(each) for each in OperatorIdentifier.objects.filter(about).order_by("pk")),
        sites=tuple(_site(each) for each in Site.objects.filter(about).order_by("number")),
    )


def sites_of(operator: int) -> tuple[KnownSite, ...]:
    """The sites known now of the operator with this row number, closed ones among them."""
    return sites_of_each([operator]).get(operator, ())


def sites_of_each(operators: Iterable[int]) -> dict[int, tuple[KnownSite, ...]]:
    """The same of many operators, by their row numbers; those without a site are left out."""
    found: dict[int, list[KnownSite]] = {}
    for each in Site.objects.filter(known_at(None), operator__among=set(operators)).order_by("operator", "number"):
        found.setdefault(each.operator_id, []).append(_site(each))
    return {operator: tuple(sites) for operator, sites in found.items()}


def trade_names_of_each(operators: Iterable[int]) -> dict[int, str]:
    """The newest trade name known now of operators by row number; those without one are left out."""
    rows = OperatorName.objects.filter(known_at(None), kind="trade", operator__among=set(operators)).order_by("pk")
    return dict(rows.values_list("operator_id", "name"))


def holder_of(identifier: Identifier, *, issuer: str = "", known: datetime | None = None) -> str | None:
    """The reference of the operator a number belongs to, or None."""
    key = match_key(shipped().common(identifier), issuer)
    return owners([key], known=known).get(key)


def with_number_beginning(number: str) -> QuerySet[OperatorIdentifier, int]:
    """The row numbers of operators one of whose numbers begins so, as a part of another question."""
    return OperatorIdentifier.objects.filter(known_to__isnull=True, value__startswith=number).values_list(
        "operator_id", flat=True
    )


def with_numbers(numbers: Iterable[str]) -> QuerySet[OperatorIdentifier, int]:
    """The row numbers of operators that have one of these numbers, as declared; shared codes (MID) name nobody."""
    rows = OperatorIdentifier.objects.filter(known_to__isnull=True, value__among=set(numbers)).exclude(scheme="MID")
    return rows.values_list("operator_id", flat=True)


def search(text: str, *, known: datetime | None = None, limit: int = 20) -> list[OperatorFacts]:
    """Operators whose name holds all the words, or one of whose numbers begins with the text; bounded."""
    words = name_key(text).split()
    number = cleaned(text)
    if not words:
        return []
    by_name = OperatorName.objects.filter(known_at(known))
    for word in words:
        by_name = by_name.filter(name_key__contains=word)
    by_number = OperatorIdentifier.objects.filter(known_at(known), value__startswith=number) if number else None
    wanted = Q(pk__in=by_name.values("operator"))
    if by_number is not None:
        wanted |= Q(pk__in=by_number.values("operator"))
    references = Operator.objects.filter(wanted).order_by("reference").values_list("reference", flat=True)[:limit]
    return [found for each in references if (found := operator(each, known=known)) is not None]


def likely(party: Party, *, known: datetime | None = None, limit: int = 10) -> list[tuple[OperatorFacts, Likeness]]:
    """Operators that a party's name and address may mean: a hint to a person, never a reason for a benefit."""
    hints = who_may_be_meant(party, known=known, limit=limit)
    return [(facts, hint.likeness) for hint in hints if (facts := operator(hint.reference, known=known)) is not None]


def _name(row: OperatorName) -> KnownName:
    first, last = first_and_last(row.valid)
    return KnownName(row.name, row.kind, first, last, row.source, row.known_from, row.known_to)


def _identifier(row: OperatorIdentifier) -> KnownIdentifier:
    first, last = first_and_last(row.valid)
    return KnownIdentifier(
        Identifier(row.scheme, row.value),
        row.written,
        row.issuer,
        row.confidence,
        first,
        last,
        row.source,
        row.known_from,
        row.known_to,
    )


def _site(row: Site) -> KnownSite:
    first, last = first_and_last(row.valid)
    return KnownSite(
        row.number,
        row.name,
        row.kind,
        row.street,
        row.postcode,
        row.city,
        row.country,
        first,
        last,
        row.source,
        row.known_from,
        row.known_to,
        row.locode,
        row.contact,
    )
