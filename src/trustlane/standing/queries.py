"""Questions to the register: who is trusted on a day, as known at an instant; and what the lists would change."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from trustlane.access.evaluator import Someone, in_force
from trustlane.parties import queries as parties
from trustlane.parties.identifiers import cleaned
from trustlane.parties.names import name_key
from trustlane.parties.queries import known_at
from trustlane.standing import previews
from trustlane.standing.compare import Preview
from trustlane.standing.facts import SCOPES, StandingFact
from trustlane.standing.models import ListUpload, Standing
from trustlane.standing.permits import Permission
from trustlane.standing.reading import fact_of
from trustlane.standing.rows import Figures, StandingRow, UploadRow

Key = tuple[Any, ...]


class _Lower(Func):
    function = "lower"
    output_field = DateField()


class _Upper(Func):
    function = "upper"
    output_field = DateField()


# What the register can be sorted by. A bound nobody stated sorts before all first days and after all last ones.
ORDERS: Mapping[str, Any] = {
    "name": F("name_key"),
    "operator": F("operator__reference"),
    "issuer": F("issuer"),
    "state": F("state"),
    "role": F("role"),
    "tier": F("tier"),
    "valid_from": Coalesce(_Lower("valid"), Value(date.min), output_field=DateField()),
    "valid_to": Coalesce(_Upper("valid"), Value(date.max), output_field=DateField()),
    "known_from": F("known_from"),
}


def register(
    *,
    valid: date,
    known: datetime | None = None,
    search: str = "",
    scope: str = "",
    state: str = "",
    issuer: str = "",
    role: str | None = None,
    order: str = "name",
    descending: bool = False,
    after: Key | None = None,
    before: Key | None = None,
    size: int = 50,
) -> list[StandingRow]:
    """Up to `size` + 1 rows of the register on a day, from a key on; backwards, in reverse, where `before` is given.

    The key of a row is (what it is sorted by, its number); one row more than `size` tells that there is a next page.
    """
    rows = _chosen(valid, known, search=search, scope=scope, state=state, issuer=issuer, role=role)
    rows = rows.annotate(place=ORDERS[order])
    backwards = before is not None
    edge = before if backwards else after
    downwards = descending != backwards
    if edge is not None:
        value, number = edge
        beyond = "lt" if downwards else "gt"
        rows = rows.filter(Q(**{f"place__{beyond}": value}) | Q(place=value, **{f"pk__{beyond}": number}))
    sign = "-" if downwards else ""
    found = list(rows.order_by(f"{sign}place", f"{sign}pk").select_related("operator")[: size + 1])
    return _rows(found, known, keyed=True)


def count(
    *,
    valid: date,
    known: datetime | None = None,
    search: str = "",
    scope: str = "",
    state: str = "",
    issuer: str = "",
    role: str | None = None,
) -> int:
    """How many rows `register` has in all."""
    return _chosen(valid, known, search=search, scope=scope, state=state, issuer=issuer, role=role).count()


def export(
    *,
    valid: date,
    known: datetime | None = None,
    search: str = "",
    scope: str = "",
    state: str = "",
    issuer: str = "",
    role: str | None = None,
) -> Iterator[StandingFact]:
    """The facts of the register on a day, ordered by name, one after the other, however many there are."""
    rows = _chosen(valid, known, search=search, scope=scope, state=state, issuer=issuer, role=role)
    numbers = parties.identifiers(known=known)
    for row in rows.select_related("operator").order_by("name_key", "pk").iterator(chunk_size=2_000):
        yield fact_of(row, numbers.get(row.operator_id, ()))


def of_operator(operator: str, *, valid: date, known: datetime | None = None) -> list[StandingRow]:
    """What every issuer says of one operator on a day, as it was known at an instant."""
    rows = _chosen(valid, known).filter(operator__reference=operator)
    return _rows(list(rows.select_related("operator").order_by("issuer", "role", "pk")), known)


def history(operator: str) -> list[StandingRow]:
    """Everything ever known of an operator's standing, the newest knowledge first, what was superseded included."""
    rows = Standing.objects.filter(operator__reference=operator).select_related("operator")
    return _rows(list(rows.order_by("-known_from", "-pk")), None)


def row(number: int) -> StandingRow | None:
    """One row of the register by its number, superseded or not."""
    found = _rows(list(Standing.objects.filter(pk=number).select_related("operator")), None)
    return found[0] if found else None


def snapshot(known: datetime) -> list[StandingFact]:
    """Every fact known at an instant, whatever day it is valid: what a screening is given."""
    numbers = parties.identifiers(known=known)
    rows = Standing.objects.filter(known_at(known)).select_related("operator").order_by("pk")
    return [fact_of(each, numbers.get(each.operator_id, ())) for each in rows.iterator(chunk_size=5_000)]


def everything(known: datetime) -> list[StandingFact]:
    """Every fact ever known up to an instant, those replaced since included: what a screening of the past is given."""
    numbers = parties.identifiers(known=known)
    rows = Standing.objects.filter(known_from__lte=known).select_related("operator").order_by("pk")
    return [fact_of(each, numbers.get(each.operator_id, ())) for each in rows.iterator(chunk_size=5_000)]


def facts_of(operators: Collection[str], *, known: datetime) -> list[StandingFact]:
    """Every fact of these operators that is known at an instant, by whichever issuer and for whatever day."""
    rows = Standing.objects.filter(known_at(known), operator__reference__among=set(operators))
    found = list(rows.select_related("operator").order_by("pk"))
    numbers = parties.identifiers({each.operator_id for each in found}, known=known) if found else {}
    return [fact_of(each, numbers.get(each.operator_id, ())) for each in found]


def changed(operators: Collection[str], *, since: datetime) -> list[str]:
    """Those of these operators of whom something that was said has been superseded since an instant."""
    rows = Standing.objects.filter(operator__reference__among=set(operators), known_to__gte=since)
    return sorted(set(rows.values_list("operator__reference", flat=True)))


def said_by(issuer: str, operators: Iterable[str] | None = None) -> dict[str, list[StandingFact]]:
    """Every fact known now that one issuer says, whatever day it is valid, by operator; of all without a choice."""
    rows = Standing.objects.filter(known_at(None), issuer=issuer).select_related("operator").order_by("pk")
    if operators is not None:
        rows = rows.filter(operator__reference__among=set(operators))
    found: dict[str, list[StandingFact]] = {}
    chosen = list(rows)
    numbers = parties.identifiers({each.operator_id for each in chosen}) if chosen else {}
    for each in chosen:
        found.setdefault(each.operator.reference, []).append(fact_of(each, numbers.get(each.operator_id, ())))
    return found


def turning(issuer: str, *, after: date, until: date) -> list[str]:
    """The operators of whom something one issuer says begins, or is over, on one of these days; the first not among."""
    rows = Standing.objects.filter(known_at(None), issuer=issuer).annotate(begins=_Lower("valid"), over=_Upper("valid"))
    turned = rows.filter(Q(begins__gt=after, begins__lte=until) | Q(over__gt=after, over__lte=until))
    return sorted(set(turned.values_list("operator__reference", flat=True)))


def issuers() -> list[str]:
    """Every administration the register has heard."""
    return list(Standing.objects.order_by("issuer").values_list("issuer", flat=True).distinct())


def figures(*, valid: date, known: datetime | None = None) -> Figures:
    """How many standings hold on a day, by state, scope, issuer and role."""
    rows = _chosen(valid, known)

    def by(field: str) -> dict[str, int]:
        return dict(rows.order_by(field).values_list(field).annotate(number=Count("pk")))

    return Figures(
        total=rows.count(),
        operators=rows.aggregate(number=Count("operator", distinct=True))["number"],
        by_state=by("state"),
        by_scope={scope: rows.filter(**{scope: True}).count() for scope in SCOPES},
        by_issuer=by("issuer"),
        by_role=by("role"),
    )


# --- lists -----------------------------------------------------------------------------------------------------------


def uploads(
    *, by: Someone, at: datetime, state: str = "", issuer: str = "", before: int | None = None, size: int = 50
) -> list[UploadRow]:
    """The uploaded lists a person may see, newest first, up to `size` + 1 below the number `before`."""
    rows = in_force().visible(by, Permission.SEE_LISTS, ListUpload.objects.all(), at)
    if state:
        rows = rows.filter(applied_at__isnull=state != "applied", discarded_at__isnull=state != "discarded")
    if issuer:
        rows = rows.filter(issuer=issuer)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    related = rows.select_related("uploaded_by", "applied_by", "discarded_by")
    return [_upload(each) for each in related.order_by("-pk")[: size + 1]]


def upload(number: int) -> ListUpload | None:
    """One uploaded list, to be given to a deed."""
    return ListUpload.objects.filter(pk=number).first()


def upload_row(number: int) -> UploadRow | None:
    """One uploaded list as pages show it."""
    found = ListUpload.objects.filter(pk=number).select_related("uploaded_by", "applied_by", "discarded_by").first()
    return _upload(found) if found else None


def preview(upload: ListUpload, *, at: datetime) -> Preview:
    """What a waiting list would change if it were applied now; its `digest` has to be given to apply it.

    Of a settled list: what was told of it then.
    """
    return previews.preview_of(upload, at=at)


def brought_by(upload: int) -> list[int]:
    """The numbers of the rows of the register that a list brought in, by the name of the operator."""
    return list(Standing.objects.filter(upload=upload).order_by("name_key", "pk").values_list("pk", flat=True))


def rows(numbers: Sequence[int]) -> list[StandingRow]:
    """Rows of the register, in that order."""
    found = {each.pk: each for each in Standing.objects.filter(pk__in=numbers).select_related("operator")}
    return _rows([found[number] for number in numbers], None)


def _chosen(
    valid: date,
    known: datetime | None,
    *,
    search: str = "",
    scope: str = "",
    state: str = "",
    issuer: str = "",
    role: str | None = None,
) -> QuerySet[Standing]:
    rows = Standing.objects.filter(known_at(known), valid__contains=valid)
    for word in name_key(search).split():
        number = cleaned(search) if len(cleaned(search)) > 2 else cleaned(word)
        rows = rows.filter(
            Q(name_key__contains=word)
            | Q(operator__reference__startswith=number)
            | Q(operator__in=parties.with_number_beginning(number))
        )
    if scope in SCOPES:
        rows = rows.filter(**{scope: True})
    if state:
        rows = rows.filter(state=state)
    if issuer:
        rows = rows.filter(issuer=issuer)
    if role is not None:
        rows = rows.filter(role=role)
    return rows


def _rows(rows: Sequence[Standing], known: datetime | None, *, keyed: bool = False) -> list[StandingRow]:
    numbers = parties.identifiers({each.operator_id for each in rows}, known=known)
    return [
        StandingRow(
            id=each.pk,
            fact=fact_of(each, numbers.get(each.operator_id, ())),
            recorded_in=each.recorded_in_id,
            superseded_in=each.superseded_in_id,
            upload=each.upload_id,
            key=(getattr(each, "place", None), each.pk) if keyed else (),
        )
        for each in rows
    ]


def _upload(row: ListUpload) -> UploadRow:
    settled_by = row.applied_by or row.discarded_by
    return UploadRow(
        id=row.pk,
        file_name=row.file_name,
        sha256=row.sha256,
        issuer=row.issuer,
        on=row.on,
        complete=row.complete,
        sender=row.sender,
        uploaded_by=row.uploaded_by_id,
        uploaded_by_name=str(row.uploaded_by),
        uploaded_at=row.uploaded_at,
        state=row.state,
        settled_by=settled_by.pk if settled_by else None,
        settled_by_name=str(settled_by) if settled_by else "",
        settled_at=row.applied_at or row.discarded_at,
        counts=row.counts,
        reason=row.reason,
        document=row.document_id,
        preview_digest=row.preview_digest,
        origin=row.origin,
    )
