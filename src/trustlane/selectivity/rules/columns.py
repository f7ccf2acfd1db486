"""From a column to places in a table of masks: how each kind of field is looked up for many declarations at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import polars as pl

from trustlane.selectivity.rules.masks import Stretches, TextMasks
from trustlane.selectivity.rules.plan import WORD
from trustlane.selectivity.rules.problems import ValueOfWrongType
from trustlane.selectivity.rules.schema import FieldType, type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trustlane.selectivity.coded import Texts

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

_FIRST_DAY = date(1970, 1, 1).toordinal()
# Below this many bounds, comparing with each is faster than searching for a place among them.
_FEW = 40


class MaskTable:
    """Masks cut into words, without the words in which every bit is set: those decide nothing."""

    def __init__(self, masks: Sequence[int], full: int, words: int) -> None:
        self.words: dict[int, Array] = {}
        for word in range(words):
            whole = full >> (word * WORD) & _ONES
            cut = [mask >> (word * WORD) & _ONES for mask in masks]
            if any(one != whole for one in cut):
                self.words[word] = np.array(cut, np.uint64)


_ONES = (1 << WORD) - 1


class TextColumn:
    """Look-up of texts: named ones by an enumeration, all others by their place between beginnings."""

    def __init__(self, name: str, table: TextMasks, full: int, words: int) -> None:
        self.name = name
        self._named = list(table.named)
        self._enum = pl.Enum(self._named)
        self._bounds = pl.Series(list(table.others.bounds), dtype=pl.String)
        masks: list[int] = []
        first_days: dict[int, Stretches] = {}
        for place, mask in enumerate(table.named.values()):
            if isinstance(mask, Stretches):
                first_days[place] = mask
                masks.append(mask.missing)  # what counts on an unknown day
            else:
                masks.append(mask)
        masks.extend(table.others.masks)
        self._missing = len(masks)
        masks.append(table.others.missing)
        # Values that change by the day have further masks, found by value and day together.
        self._changing = np.zeros(len(masks), bool)
        keys: list[int] = []
        self._stretches = len(masks)
        for place, mask in first_days.items():
            self._changing[place] = True
            days = [0, *(day.toordinal() for day in mask.bounds if isinstance(day, date))]
            keys.extend((place << 32) | day for day in days)
            masks.extend(mask.masks)
        self._keys = np.array(keys, np.int64)
        self.table = MaskTable(masks, full, words)

    def places(self, column: pl.Series, days: Array | None) -> Array:
        """For each value its place in the table; `days` are ordinals, 0 for an unknown day."""
        if column.dtype in (pl.Categorical, pl.Enum):
            distinct = column.drop_nulls().unique()
            codes = distinct.to_physical().cast(pl.Int64).to_numpy()
            last = int(codes.max()) + 1 if len(codes) else 0
            known = np.full(last + 1, self._missing, np.int64)
            known[codes] = self._places(distinct.cast(pl.String))
            places: Array = known[column.to_physical().cast(pl.Int64).fill_null(last).to_numpy()]
        else:
            places = self._places(column)
        return self.on_days(places, days)

    def each(self, texts: Texts) -> Callable[[slice], Array]:
        """The same for a column whose texts are coded, on unknown days: what gives the places of some rows."""
        of_distinct = self._places(texts.distinct)
        return lambda rows: texts.some(rows).each(of_distinct, self._missing)

    def on_days(self, places: Array, days: Array | None) -> Array:
        """Places on unknown days (they are changed) become those on these days."""
        if days is not None and len(self._keys):
            rows = np.flatnonzero(self._changing[places] & (days > 0))
            keys = (places[rows] << 32) | days[rows]
            places[rows] = self._stretches + np.searchsorted(self._keys, keys, side="right") - 1
        return places

    def _places(self, texts: pl.Series) -> Array:
        unnamed = len(self._named)
        if self._named:
            codes = texts.cast(self._enum, strict=False).to_physical().cast(pl.Int64)
            places: Array = codes.fill_null(unnamed).to_numpy(writable=True)
        else:
            places = np.full(len(texts), unnamed, np.int64)
        if len(self._bounds):
            rows = np.flatnonzero(places == unnamed)
            rest = texts.gather(pl.Series(rows, dtype=pl.UInt32))
            found = self._bounds.search_sorted(rest.fill_null(""), side="right").to_numpy()
            places[rows] = unnamed + found
        if texts.null_count():
            places[texts.is_null().to_numpy()] = self._missing
        return places


class OrderedColumn:
    """Look-up of values with an order: the number of bounds at or below a value is its place."""

    def __init__(self, name: str, kind: FieldType, table: Stretches, full: int, words: int) -> None:
        self.name = name
        self._kind = kind
        self._bounds = _physical_bounds(table, kind)
        self._missing = len(table.masks)
        self.table = MaskTable([*table.masks, table.missing], full, words)

    def places(self, column: pl.Series, days: Array | None) -> Array:
        """For each value its place in the table."""
        del days
        physical = column
        if self._kind is FieldType.NUMBER:
            physical = column.cast(pl.Float64).fill_nan(None)
        elif self._kind is FieldType.INSTANT:
            physical = column.cast(pl.Datetime("us", "UTC")).to_physical()
        elif self._kind is FieldType.DATE:
            physical = column.to_physical().cast(pl.Int64)
        else:
            physical = column.cast(pl.Int64)
        values = physical.fill_null(0).to_numpy()
        places = count_below(self._bounds, values)
        if physical.null_count():
            places[physical.is_null().to_numpy()] = self._missing
        return places


class FlagColumn:
    """Look-up of what is true, false or missing."""

    def __init__(self, name: str, masks: dict[bool | None, int], full: int, words: int) -> None:
        self.name = name
        self.table = MaskTable([masks[False], masks[True], masks[None]], full, words)

    def places(self, column: pl.Series, days: Array | None) -> Array:
        """For each value its place in the table."""
        del days
        places: Array = column.cast(pl.Int64).fill_null(2).to_numpy()
        return places


def count_below(bounds: Array, values: Array) -> Array:
    """How many bounds are at or below each value: int64 (n,)."""
    if len(bounds) > _FEW:
        return np.searchsorted(bounds, values, side="right").astype(np.int64, copy=False)
    places = np.zeros(len(values), np.uint8)
    for bound in bounds:
        places += values >= bound
    return places.astype(np.int64)


def ordinals(days: pl.Series) -> Array:
    """Days as ordinals of the calendar, 0 where unknown: int64 (n,)."""
    physical = days.to_physical().cast(pl.Int64) + _FIRST_DAY
    days_: Array = physical.fill_null(0).to_numpy()
    return days_


def _physical_bounds(table: Stretches, kind: FieldType) -> Array:
    if kind is FieldType.DATE:
        days = [bound.toordinal() - _FIRST_DAY for bound in table.bounds if isinstance(bound, date)]
        return np.array(days, np.int64)
    return np.array(table.bounds, np.float64 if kind is FieldType.NUMBER else np.int64)


def require_type(column: pl.Series, kind: FieldType) -> None:
    """Refuse a column that holds another kind of value than the schema says."""
    found = type_of(column.dtype)
    if column.dtype == pl.Null or found is kind:
        return
    if kind is FieldType.NUMBER and found is FieldType.INTEGER:
        return
    raise ValueOfWrongType(column.name, kind.value, column.dtype)
