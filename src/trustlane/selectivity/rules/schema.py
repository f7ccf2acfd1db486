"""Which fields a rule may ask about, and what kind of value each holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from trustlane.declarations.frame import LINES

if TYPE_CHECKING:
    from collections.abc import Mapping


class FieldType(StrEnum):
    """Kinds of values. The value of each member is the word that refusals use for it."""

    TEXT = "text"
    TEXTS = "several texts"  # containers of a line: a test holds if it holds for one of them
    INTEGER = "a whole number"
    NUMBER = "a number"  # a float64; not-a-number counts as missing
    DATE = "a date"
    INSTANT = "an instant"  # with its offset from UTC
    FLAG = "true or false"


ORDERED = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.DATE, FieldType.INSTANT})


@dataclass(frozen=True, slots=True)
class RuleSchema:
    """The fields rules may ask about; a rule that names any other is refused."""

    fields: Mapping[str, FieldType]

    def with_fields(self, fields: Mapping[str, FieldType]) -> RuleSchema:
        """The same schema with more fields, such as signals."""
        return RuleSchema({**self.fields, **fields})


def type_of(dtype: pl.DataType | type[pl.DataType]) -> FieldType | None:
    """The kind of value a column of this type holds; none where rules cannot ask about it."""
    if dtype == pl.Boolean:
        return FieldType.FLAG
    if dtype == pl.Date:
        return FieldType.DATE
    if dtype == pl.Datetime:
        return FieldType.INSTANT
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return FieldType.TEXT
    if dtype.is_integer():
        return FieldType.INTEGER
    if dtype.is_float():
        return FieldType.NUMBER
    if isinstance(dtype, pl.List) and dtype.inner in (pl.String, pl.Categorical, pl.Enum):
        return FieldType.TEXTS
    return None


def schema_of(columns: pl.Schema) -> RuleSchema:
    """The fields of a frame that rules may ask about; structures are left out."""
    kinds = ((name, type_of(dtype)) for name, dtype in columns.items())
    return RuleSchema({name: kind for name, kind in kinds if kind is not None})


# Every plain column of a declaration line. Signals are added with `with_fields`.
DECLARED = schema_of(LINES)
