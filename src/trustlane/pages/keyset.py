"""Pages of a long list, found by the key of their first or last row, so that page 4,000 costs what page 1 costs; pure.

A list is ordered by some keys and at last by one that is unique. A cursor is the keys of one row, written into the
address; the next page begins after it, the one before ends before it. Rows that come in between move nothing.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
Key = tuple[Any, ...]

MARKS: dict[type, str] = {datetime: "t", date: "d", Decimal: "n"}
READERS: dict[str, Callable[[str], Any]] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal}


class BadCursor(ValueError):
    """The place in the list that an address names cannot be read."""


@dataclass(frozen=True)
class Place:
    """Where a page begins: after a key, before a key, or at the start of the list. A place belongs to one order."""

    after: Key | None = None
    before: Key | None = None
    order: str = ""

    @property
    def backwards(self) -> bool:
        return self.before is not None


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """One page of rows, with the cursors of its neighbours; the empty text where there is none."""

    rows: Sequence[Row]
    previous: str = ""
    next: str = ""


def write_cursor(key: Key) -> str:
    """A key as text for an address."""
    plain = [{MARKS[type(part)]: str(part)} if type(part) in MARKS else part for part in key]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(text: str, *, length: int) -> Key:
    """The key in an address; refuses what was never written by `write_cursor` for a list with so many keys."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        key = tuple(_read_part(part) for part in plain)
    except (binascii.Error, ValueError, KeyError, TypeError, ArithmeticError):
        raise BadCursor(text) from None
    if len(key) != length:
        raise BadCursor(text)
    return key


def _read_part(part: Any) -> Any:
    if isinstance(part, dict):
        ((mark, written),) = part.items()
        return READERS[mark](written)
    if part is None or isinstance(part, str | int | float | bool):
        return part
    raise TypeError(part)


def read_place(after: str, before: str, *, length: int, order: str = "") -> Place:
    """The place asked for in an address. A cursor left over from another order starts the list anew."""
    try:
        if before:
            return Place(before=_of_order(before, length, order), order=order)
        if after:
            return Place(after=_of_order(after, length, order), order=order)
    except BadCursor:
        pass
    return Place(order=order)


def _of_order(text: str, length: int, order: str) -> Key:
    mark, *key = read_cursor(text, length=length + 1)
    if mark != order:
        raise BadCursor(text)
    return tuple(key)


def cut(rows: Iterable[Row], key: Callable[[Row], Key], place: Place, *, size: int) -> Slice[Row]:
    """Cuts a page out of what a query gave: up to `size + 1` rows from `place`, in reverse where it goes backwards."""
    found = list(rows)
    more = len(found) > size
    found = found[:size]
    if place.backwards:
        found.reverse()
    if not found:
        return Slice(())
    earlier = more if place.backwards else place.after is not None
    later = place.backwards or more
    return Slice(
        tuple(found),
        previous=write_cursor((place.order, *key(found[0]))) if earlier else "",
        next=write_cursor((place.order, *key(found[-1]))) if later else "",
    )


def page_of(
    rows: Iterable[Row], key: Callable[[Row], Key], place: Place, *, size: int, descending: bool = False
) -> Slice[Row]:
    """A page of a list that is in memory: sorted by key, then cut."""
    ordered = sorted(rows, key=lambda row: _comparable(key(row)), reverse=descending)
    if place.backwards:
        ordered.reverse()
    start = place.before if place.backwards else place.after
    if start is not None:
        edge = _comparable(start)
        forwards = descending == place.backwards
        ordered = [
            row for row in ordered if (_comparable(key(row)) > edge if forwards else _comparable(key(row)) < edge)
        ]
    return cut(ordered[: size + 1], key, place, size=size)


def _comparable(key: Key) -> tuple[Any, ...]:
    """An empty part stands after every other."""
    return tuple((True, "") if part is None else (False, part) for part in key)
