"""What is usual: prices, rates, routes and partners seen in a history of declarations, frozen for later comparison.

References are fitted once over a history (or, for a stranger's first try, over the very file that is screened), named
by digest, and then only read: so a declaration alone meets the same yardstick as in a batch.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from trustlane.selectivity.coded import Coded, Texts
from trustlane.selectivity.parts import side_by_side

ENOUGH = 5  # fewer cases than this tell nothing about what is usual
DENSE = 1 << 23  # possible keys up to which a table is looked up by place

# What each table is asked by: one text, or two together.
KEYS: dict[str, tuple[str, ...]] = {
    "price": ("hs6", "origin"),
    "commodity": ("hs6",),
    "heading": ("hs4",),
    "source": ("hs4", "origin"),
    "route": ("departure", "origin"),
    "importer": ("importer",),
    "exporter": ("exporter",),
    "importer_heading": ("importer", "hs4"),
    "importer_exporter": ("importer", "exporter"),
    "importer_declarant": ("importer", "declarant"),
}
# Tables that only tell how often their key was seen.
COUNTS = (
    "source",
    "route",
    "importer",
    "exporter",
    "importer_heading",
    "importer_exporter",
    "importer_declarant",
)
# What each table answers; a key has no row where history knows nothing of it.
ANSWERS: dict[str, pl.Schema] = {
    "price": pl.Schema({"usual_price": pl.Float64, "priced": pl.UInt32}),
    "commodity": pl.Schema({"usual_price_any": pl.Float64, "usual_rate": pl.Float64, "commodity_seen": pl.UInt32}),
    "heading": pl.Schema({"highest_rate": pl.Float64}),
    **{name: pl.Schema({f"{name}_seen": pl.UInt32}) for name in COUNTS},
}
FRONTS = {"hs4": 4, "hs6": 6}  # beginnings of the code of a commodity
WORDS = sorted({word for keys in KEYS.values() for word in keys})


@dataclass(frozen=True)
class References:
    """One table a question.

    A key is the place of its text among the words; of two texts, the first place × how many words the second may be,
    and the second place.
    """

    words: Mapping[str, pl.Series]  # by column, sorted: every text history knows
    tables: Mapping[str, pl.DataFrame]  # by question: key (UInt64, sorted), and the ANSWERS

    def answers(self, coded: Coded) -> pl.DataFrame:
        """Every answer for each line, in their order; null where history knows nothing."""
        places = {name: texts.places_in(self.words[name]) for name, texts in _readings(coded).items()}
        found: list[pl.Series] = []
        for name, keys in KEYS.items():
            row = self._rows(name, [places[key] for key in keys])
            table = self.tables[name]
            found += [table[column].extend_constant(None, 1).gather(row) for column in ANSWERS[name]]
        return pl.DataFrame(found)

    def surprise(self, name: str, most: int) -> float:
        """How surprising it is, from 0 to 1, to meet what this table counts at most so often.

        It is minus the logarithm of the share of the history that was so rare, at most 1: where most of what comes is
        met for the first time, that it is met for the first time says nothing. (That share is also what is to be
        expected of the declarations to come: Good, 1953.)
        """
        counts = self.tables[name][f"{name}_seen"].to_numpy().astype(np.float64)
        rare = counts[counts <= most].sum()
        return float(np.clip(-np.log(rare / counts.sum()), 0.0, 1.0)) if rare else 1.0

    def _rows(self, name: str, places: list[np.ndarray]) -> pl.Series:
        """For every line its row in a table, the row behind the last where there is none."""
        table, sizes = self.tables[name], [len(self.words[key]) for key in KEYS[name]]
        known = np.logical_and.reduce([place < size for place, size in zip(places, sizes, strict=True)])
        wanted = _key([place.astype(np.int64) for place in places], sizes)
        dense = self._dense.get(name)
        if dense is not None:
            return pl.Series(dense.take(np.where(known, wanted, len(dense) - 1)))
        there = table["key"].to_numpy().astype(np.int64)
        # Looked for in their order, neighbours are found side by side: that halves the time.
        order = np.argsort(wanted, kind="stable")
        ordered = wanted[order]
        near = np.searchsorted(there, ordered)
        met = np.append(there, -1)[near] == ordered
        row = np.empty(len(wanted), np.uint32)
        row[order] = np.where(met, near, table.height)
        return pl.Series(np.where(known, row, np.uint32(table.height)))

    @cached_property
    def _dense(self) -> dict[str, np.ndarray]:
        """For tables with few possible keys, the row of each key, and one behind the last for any other."""
        found = {}
        for name, keys in KEYS.items():
            space = int(np.prod([len(self.words[key]) for key in keys], dtype=object))
            if space <= DENSE:
                table = self.tables[name]
                found[name] = np.full(space + 1, table.height, np.uint32)
                found[name][table["key"].to_numpy()] = np.arange(table.height, dtype=np.uint32)
        return found

    @cached_property
    def digest(self) -> str:
        """A short name of exactly these references."""
        whole = hashlib.sha256()
        for name, table in self._members().items():
            whole.update(name.encode() + b"\0" + hashlib.sha256(_ipc(table)).digest())
        return whole.hexdigest()[:16]

    def _members(self) -> dict[str, pl.DataFrame]:
        words = {f"words/{name}": words.alias("word").to_frame() for name, words in self.words.items()}
        return words | {f"tables/{name}": table for name, table in self.tables.items()}


def _ipc(table: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.rechunk().write_ipc(buffer, compression="uncompressed")
    return buffer.getvalue()


def _key(places: list[np.ndarray], sizes: list[int]) -> np.ndarray:
    return places[0] if len(places) == 1 else places[0] * sizes[1] + places[1]


def _readings(coded: Coded) -> dict[str, Texts]:
    """The texts that tables are asked by; heading and subheading are beginnings of the code."""
    fronts = {name: coded["hs"].read(pl.col("hs").str.slice(0, length)) for name, length in FRONTS.items()}
    return {name: fronts[name] if name in fronts else coded[name] for name in WORDS}


def keyed(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Lines with the subheading (hs6) and the price in minor units per kilogram."""
    return lines.with_columns(hs6=pl.col("hs").str.slice(0, 6), price=_price())


def _price() -> pl.Expr:
    return pl.when((pl.col("value_minor") > 0) & (pl.col("net_mass_g") > 0)).then(
        pl.col("value_minor").cast(pl.Float64) * 1000.0 / pl.col("net_mass_g").cast(pl.Float64)
    )


def fit(lines: pl.DataFrame, coded: Coded | None = None) -> References:
    """References over a history: medians of at least five prices or rates, and counts; `coded` are its texts."""
    coded, n = coded if coded is not None else Coded(lines), lines.height
    coded.ready("hs" if name in FRONTS else name for name in WORDS)
    read = _readings(coded)
    words = {name: texts.distinct for name, texts in read.items()}
    sizes = {name: [len(words[key]) for key in keys] for name, keys in KEYS.items()}
    found = side_by_side(KEYS, lambda name: _history_key([read[column] for column in KEYS[name]], sizes[name]), rows=n)
    keys = dict(zip(KEYS, found, strict=True))
    numbers = lines.select(price=_price(), rate="tax_rate_ppm")
    counted = side_by_side(COUNTS, lambda name: _counted(name, keys[name]), rows=n)
    plans = dict(zip(COUNTS, counted, strict=True))
    plans["price"] = (
        numbers.lazy()
        .select("price", key=keys["price"])
        .drop_nulls()
        .group_by("key")
        .agg(usual_price=pl.col("price").median(), priced=pl.len().cast(pl.UInt32))
        .filter(pl.col("priced") >= ENOUGH)
    )
    usual_rate = pl.col("rate").median()
    commodities = (
        numbers.lazy()
        .with_columns(key=keys["commodity"])
        .drop_nulls("key")
        .group_by("key")
        .agg(
            usual_price_any=pl.when(pl.col("price").count() >= ENOUGH).then(pl.col("price").median()),
            usual_rate=pl.when(pl.col("rate").count() >= ENOUGH).then(usual_rate),
            commodity_seen=pl.len().cast(pl.UInt32),
            rate=usual_rate,
        )
        .collect()
    )
    plans["commodity"] = commodities.lazy().drop("rate")
    heading_of = words["hs6"].str.slice(0, 4).cast(pl.Enum(words["hs4"])).to_physical().cast(pl.UInt64)
    plans["heading"] = (
        commodities.lazy()
        .filter(pl.col("commodity_seen") >= ENOUGH)
        .group_by(key=pl.lit(heading_of).gather(pl.col("key")))
        .agg(highest_rate=pl.col("rate").max())
    )
    tables = pl.collect_all([plans[name].sort("key").select("key", *ANSWERS[name]) for name in KEYS])
    return References(words, dict(zip(KEYS, tables, strict=True)))


def _history_key(texts: list[Texts], sizes: list[int]) -> pl.Series:
    """The key of each line of a history: UInt64, null where it lacks a text."""
    known = np.logical_and.reduce([one.place < size for one, size in zip(texts, sizes, strict=True)])
    key = pl.Series("key", _key([one.place.astype(np.int64) for one in texts], sizes)).cast(pl.UInt64)
    return key if known.all() else key.set(pl.Series(~known), None)


def _counted(name: str, key: pl.Series) -> pl.LazyFrame:
    keys, counts = np.unique(key.drop_nulls().to_numpy(), return_counts=True)
    return pl.LazyFrame({"key": keys, f"{name}_seen": counts.astype(np.uint32)})
