"""A page of a query, found by key: the order, and the condition that puts the database at the right place at once."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet

from trustlane.pages.keyset import Place, Slice, cut

Row = TypeVar("Row", bound=Model)


def page_of_query(
    query: QuerySet[Row, Any], names: Sequence[str], place: Place, *, size: int, descending: bool = False
) -> Slice[Row]:
    """The rows of a query ordered by these columns, the last of them unique. Rows without a value stand at the end of
    an ascending list. The query may hand out instances or, with `named=True`, rows of chosen columns."""
    upwards = descending == place.backwards
    ordered = query.order_by(
        *(F(name).asc(nulls_last=True) if upwards else F(name).desc(nulls_first=True) for name in names)
    )
    start = place.before if place.backwards else place.after
    if start is not None:
        ordered = ordered.filter(_beyond(names, start, upwards=upwards))
    return cut(ordered[: size + 1], lambda row: tuple(_get(row, name) for name in names), place, size=size)


def _beyond(names: Sequence[str], start: Sequence[Any], *, upwards: bool) -> Q:
    """(a, b) > (x, y) as `a > x or (a = x and b > y)`, with NULL greater than every value."""
    condition = Q(pk__in=[])
    same = Q()
    for name, value in zip(names, start, strict=True):
        condition |= same & _past(name, value, upwards=upwards)
        same &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    return condition


def _past(name: str, value: Any, *, upwards: bool) -> Q:
    if value is None:
        return Q(pk__in=[]) if upwards else Q(**{f"{name}__isnull": False})
    if upwards:
        return Q(**{f"{name}__gt": value}) | Q(**{f"{name}__isnull": True})
    return Q(**{f"{name}__lt": value})


def _get(row: Any, name: str) -> Any:
    return attrgetter(name.replace("__", "."))(row)
