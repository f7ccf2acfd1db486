"""Rules for many declarations at once: one look-up a field, one AND a word of bits, and lists only where rules hit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from trustlane.selectivity.parts import side_by_side
from trustlane.selectivity.rules.columns import (
    Array,
    FlagColumn,
    MaskTable,
    OrderedColumn,
    TextColumn,
    ordinals,
    require_type,
)
from trustlane.selectivity.rules.plan import WORD, Answers, Plan
from trustlane.selectivity.rules.problems import FieldsWanted
from trustlane.selectivity.rules.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trustlane.selectivity.coded import Coded
    from trustlane.selectivity.rules.rule import RuleSet

# So many rows are worked on at a time: their words stay in the processor's cache, and threads share the rest.
CHUNK = 1 << 17


@dataclass(frozen=True)
class RuleHits:
    """Which rules each declaration meets, and what follows, row for row of the frame that was asked.

    `row` and `rule` are the hits themselves, in order of row and then of rule: places in the frame and in the rule set.
    """

    rules: RuleSet
    rows: int
    row: Array  # int64 (hits,)
    rule: Array  # uint16 (hits,)

    @cached_property
    def places(self) -> pl.Series:
        """List(UInt16): for each row the places of the rules it meets."""
        return self._lists(pl.Series("rules", self.rule, dtype=pl.UInt16))

    @cached_property
    def ids(self) -> pl.Series:
        """List(String): for each row the ids of the rules it meets, in the rules' order."""
        names = pl.Series("rules", [rule.id for rule in self.rules.rules], dtype=pl.String)
        return self._lists(names.gather(pl.Series(self.rule, dtype=pl.UInt32)))

    @cached_property
    def lift(self) -> dict[str, Array]:
        """By kind, the log-odds that the rules add: float64 (n,), summed in the rules' order."""
        return self._sums([rule.effect.lift for rule in self.rules.rules])

    @cached_property
    def unsoftened_lift(self) -> dict[str, Array]:
        """The part of `lift` that comes from intelligence, which no credit softens: float64 (n,) by kind."""
        return self._sums([rule.effect.lift * rule.effect.intelligence for rule in self.rules.rules])

    @cached_property
    def chance(self) -> dict[str, Array]:
        """By kind, the highest floor under the chance that a rule sets, 0 where none does: float64 (n,)."""
        floors = np.array([rule.effect.chance or 0.0 for rule in self.rules.rules])
        found: dict[str, Array] = {}
        for kind in self.rules.kinds:
            found[kind] = np.zeros(self.rows)
            setting = np.array([rule.kind == kind for rule in self.rules.rules], bool) & (floors > 0.0)
            if setting.any():
                hits = setting[self.rule]
                np.maximum.at(found[kind], self.row[hits], floors[self.rule[hits]])
        return found

    @cached_property
    def intelligence(self) -> Array:
        """Whether a rule from intelligence hits: bool (n,)."""
        return self._any([rule.effect.intelligence for rule in self.rules.rules])

    @cached_property
    def mandatory(self) -> pl.Series:
        """The strictest lane demanded, null where none is: Enum of the rule set's lanes."""
        places = self.strictest(self.rules.lanes)
        lanes = pl.Series([*self.rules.lanes, None], dtype=pl.Enum(self.rules.lanes))
        return lanes.gather(pl.Series(np.where(places < 0, len(self.rules.lanes), places), dtype=pl.UInt32)).alias(
            "mandatory"
        )

    def part(self, start: int, stop: int) -> RuleHits:
        """The hits of some rows, counted from the first of them."""
        first, last = np.searchsorted(self.row, [start, stop])
        return RuleHits(self.rules, stop - start, self.row[first:last] - start, self.rule[first:last])

    def strictest(self, lanes: Sequence[str]) -> Array:
        """The strictest of these lanes (mildest first) that a rule demands, as its place, -1 for none: int8 (n,)."""
        found = np.full(self.rows, -1, np.int8)
        for place, lane in enumerate(lanes):
            if any(rule.effect.mandatory == lane for rule in self.rules.rules):
                found[self._any([rule.effect.mandatory == lane for rule in self.rules.rules])] = place
        return found

    def per_rule(self) -> Array:
        """How many declarations each rule hits: int64 (rules,)."""
        return np.bincount(self.rule, minlength=len(self.rules.rules))

    def _sums(self, weights: Sequence[float]) -> dict[str, Array]:
        # bincount adds one after the other in the order of the hits, exactly as the executor for one does.
        found: dict[str, Array] = {}
        for kind in self.rules.kinds:
            found[kind] = np.zeros(self.rows)
            of_kind = np.array([rule.kind == kind for rule in self.rules.rules], bool) & (np.array(weights) != 0.0)
            if of_kind.any():
                hits = of_kind[self.rule]
                of_hit = np.array(weights)[self.rule[hits]]
                sums = np.bincount(self.row[hits], weights=of_hit, minlength=self.rows)
                found[kind] = sums.astype(np.float64, copy=False)  # of no hits at all it makes whole numbers
        return found

    def _any(self, chosen: Iterable[bool]) -> Array:
        found = np.zeros(self.rows, bool)
        of_rule = np.array([*chosen], bool)
        if of_rule.any():
            found[self.row[of_rule[self.rule]]] = True
        return found

    def _lists(self, values: pl.Series) -> pl.Series:
        """Values of the hits gathered to one list a row, empty where nothing hit."""
        hits = pl.DataFrame({"row": pl.Series(self.row, dtype=pl.UInt32).set_sorted(), "rules": values})
        lists = hits.group_by("row", maintain_order=True).agg("rules")
        place = np.full(self.rows, len(lists), np.uint32)
        place[lists["row"].to_numpy()] = np.arange(len(lists), dtype=np.uint32)
        nothing = pl.Series("rules", [[]], dtype=lists["rules"].dtype)
        # In one piece: gathering lists out of several pieces takes four times as long.
        return pl.concat([lists["rules"], nothing], rechunk=True).gather(pl.Series(place))


class Together:
    """The executor for many declarations."""

    def __init__(self, rules: RuleSet, plan: Plan, threads: int | None = None) -> None:
        self._rules = rules
        self._plan = plan
        self._threads = threads
        full, words = plan.full, plan.words
        self._columns: list[TextColumn | OrderedColumn | FlagColumn] = [
            *(TextColumn(name, table, full, words) for name, table in plan.texts.items()),
            *(OrderedColumn(name, kind, table, full, words) for name, (kind, table) in plan.ordered.items()),
            *(FlagColumn(name, dict(masks), full, words) for name, masks in plan.flags.items()),
        ]
        self._several = [
            (TextColumn(name, table, full, words), MaskTable([table.own], 0, words))
            for name, table in plan.several.items()
        ]
        self._several_missing = {name: table.others.missing for name, table in plan.several.items()}
        self._day = OrderedColumn("day", FieldType.DATE, plan.day, full, words) if plan.day is not None else None
        self._full = [plan.full >> (word * WORD) & ((1 << WORD) - 1) for word in range(plan.words)]

    def __call__(self, frame: pl.DataFrame, on: str | date = "day", coded: Coded | None = None) -> RuleHits:
        """The rules each row meets, judged on the day in column `on`, or on one day for all.

        `coded` are the frame's texts, where they are at hand.
        """
        frame = self._checked(frame, on)
        # Columns that come as categories are coded already.
        known = {
            column.name: column.each(coded[column.name])
            for column in self._columns
            if coded is not None and isinstance(column, TextColumn) and frame[column.name].dtype == pl.String
        }
        starts = range(0, len(frame), CHUNK)

        def work(start: int) -> tuple[Array, Array]:
            rows = slice(start, min(start + CHUNK, len(frame)))
            return self._chunk(frame[rows], on, {name: places(rows) for name, places in known.items()})

        parts = side_by_side(starts, work, threads=self._threads)
        row = [part[0] + start for part, start in zip(parts, starts, strict=True)]
        return RuleHits(
            rules=self._rules,
            rows=len(frame),
            row=np.concatenate(row) if row else np.zeros(0, np.int64),
            rule=np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, np.uint16),
        )

    def _checked(self, frame: pl.DataFrame, on: str | date) -> pl.DataFrame:
        wanted = set(self._plan.fields)
        if isinstance(on, str) and self._plan.needs_day:
            wanted.add(on)
        lacking = wanted - set(frame.columns)
        if lacking:
            raise FieldsWanted(lacking)
        for name in self._plan.fields:
            require_type(frame[name], self._rules.fields[name])
        if isinstance(on, str) and self._plan.needs_day:
            require_type(frame[on], FieldType.DATE)
        # A column in which nothing at all is known may come without a type.
        untyped = [name for name in wanted if frame[name].dtype == pl.Null]
        return frame.with_columns(pl.col(name).cast(self._empty_type(name)) for name in untyped)

    def _empty_type(self, name: str) -> pl.DataType:
        kind = self._rules.fields.get(name, FieldType.DATE)
        return _EMPTY_TYPES[kind]

    def _chunk(self, frame: pl.DataFrame, on: str | date, known: Mapping[str, Array]) -> tuple[Array, Array]:
        """The hits of some rows: places of rows and of rules. `known` are the places of some columns' texts."""
        n = len(frame)
        days: Array | None = None
        day_column: pl.Series | None = None
        if self._plan.needs_day:
            day_column = frame[on] if isinstance(on, str) else pl.Series([on], dtype=pl.Date).new_from_index(0, n)
            days = ordinals(day_column)
        words: list[Array | None] = [None] * self._plan.words
        for column in self._columns:
            if isinstance(column, TextColumn) and column.name in known:
                places = column.on_days(known[column.name], days)
            else:
                places = column.places(frame[column.name], days)
            _narrow(words, column.table, places)
        if self._day is not None and day_column is not None:
            _narrow(words, self._day.table, self._day.places(day_column, None))
        for texts, own in self._several:
            self._narrow_several(words, texts, own, frame[texts.name], days)
        met = np.empty((n, -(-self._plan.rules // WORD) or 1), "<u8")
        for word in range(met.shape[1]):
            met[:, word] = self._word(words, word, n)
        for word, of in self._plan.folds:
            met[:, of] |= self._word(words, word, n)
        for place, tree in self._plan.trees:
            bit = np.uint64(1 << (place % WORD))
            wrong = ~self._true(tree, words, n)
            met[wrong, place // WORD] &= ~bit
        return _hits(met)

    def _word(self, words: list[Array | None], word: int, n: int) -> Array:
        found = words[word]
        return found if found is not None else np.full(n, self._full[word], np.uint64)

    def _narrow_several(
        self, words: list[Array | None], texts: TextColumn, own: MaskTable, column: pl.Series, days: Array | None
    ) -> None:
        """AND in a field of several texts: a question is answered with yes where one of them does."""
        n = len(column)
        rows = pl.Series(np.arange(n, dtype=np.uint32))
        flat = pl.DataFrame({"row": rows, "text": column}).explode("text").drop_nulls("text")
        row = flat["row"].to_numpy()
        places = texts.places(flat["text"], days[row] if days is not None else None)
        starts = np.flatnonzero(np.append(True, row[1:] != row[:-1])) if len(row) else np.zeros(0, np.int64)
        missing = self._several_missing[texts.name]
        for word, mine in own.words.items():
            full, bits = np.uint64(self._full[word]), mine[0]
            answer = np.full(n, np.uint64(missing >> (word * WORD) & ((1 << WORD) - 1)))
            if len(row):
                table = texts.table.words.get(word)
                each = table[places] if table is not None else np.full(len(row), full)
                answer[row[starts]] = (np.bitwise_or.reduceat(each, starts) & bits) | (full & ~bits)
            _and(words, word, answer)

    def _true(self, tree: Answers, words: list[Array | None], n: int) -> Array:
        if isinstance(tree, int):
            answer: Array = (self._word(words, tree // WORD, n) & np.uint64(1 << (tree % WORD))) != 0
            return answer
        verb, parts = tree
        answers = [self._true(part, words, n) for part in parts]
        if verb == "not":
            return ~answers[0]
        combine = np.logical_and if verb == "all" else np.logical_or
        return combine.reduce(answers) if answers else np.full(n, verb == "all")


def _narrow(words: list[Array | None], table: MaskTable, places: Array) -> None:
    """AND a field's masks into the words they decide."""
    for word, masks in table.words.items():
        _and(words, word, masks[places])


def _and(words: list[Array | None], word: int, answer: Array) -> None:
    so_far = words[word]
    if so_far is None:
        words[word] = answer
    else:
        np.bitwise_and(so_far, answer, out=so_far)


def _hits(met: Array) -> tuple[Array, Array]:
    """Places of set bits, row by row: only bytes that are not zero are opened."""
    width = met.shape[1] * 8
    octets = met.view(np.uint8).reshape(-1)
    filled = np.flatnonzero(octets)
    set_bits = np.flatnonzero(np.unpackbits(octets[filled], bitorder="little"))
    at = filled[set_bits >> 3]
    row = at // width
    rule = ((at - row * width) << 3) | (set_bits & 7)
    return row, rule.astype(np.uint16)


_EMPTY_TYPES: dict[FieldType, pl.DataType] = {
    FieldType.TEXT: pl.String(),
    FieldType.TEXTS: pl.List(pl.String()),
    FieldType.INTEGER: pl.Int64(),
    FieldType.NUMBER: pl.Float64(),
    FieldType.DATE: pl.Date(),
    FieldType.INSTANT: pl.Datetime("us", "UTC"),
    FieldType.FLAG: pl.Boolean(),
}
