"""What is usual: prices, rates, routes and partners seen in a history of declarations, frozen for later comparison.

References are fitted once over a history (or, for a stranger's first try, over the very file that is screened), stored
by digest, and then only read: so a declaration alone meets the same yardstick as in a batch.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import polars as pl

ENOUGH = 5  # fewer cases than this tell nothing about what is usual
LIMIT = 512 * 1024 * 1024  # bytes of one table, unpacked


class ReferencesRefused(Exception):
    """The file holds no references that can be used."""


# Keys and columns of each table; text keys, whole numbers and medians of them.
TABLES: dict[str, pl.Schema] = {
    "price": pl.Schema({"hs6": pl.String, "origin": pl.String, "usual_price": pl.Float64, "priced": pl.UInt32}),
    "commodity": pl.Schema(
        {"hs6": pl.String, "usual_price_any": pl.Float64, "usual_rate": pl.Float64, "commodity_seen": pl.UInt32}
    ),
    "heading": pl.Schema({"hs4": pl.String, "highest_rate": pl.Float64}),
    "source": pl.Schema({"hs4": pl.String, "origin": pl.String, "source_seen": pl.UInt32}),
    "route": pl.Schema({"departure": pl.String, "origin": pl.String, "route_seen": pl.UInt32}),
    "importer": pl.Schema({"importer": pl.String, "importer_seen": pl.UInt32}),
    "exporter": pl.Schema({"exporter": pl.String, "exporter_seen": pl.UInt32}),
    "importer_heading": pl.Schema({"importer": pl.String, "hs4": pl.String, "importer_heading_seen": pl.UInt32}),
    "importer_exporter": pl.Schema({"importer": pl.String, "exporter": pl.String, "importer_exporter_seen": pl.UInt32}),
    "importer_declarant": pl.Schema(
        {"importer": pl.String, "declarant": pl.String, "importer_declarant_seen": pl.UInt32}
    ),
}
KEYS = {name: [column for column, kind in schema.items() if kind == pl.String] for name, schema in TABLES.items()}

ALL_KEYS = sorted({key for keys in KEYS.values() for key in keys})


@dataclass(frozen=True, slots=False)
class References:
    """One table a question; each row answers it for one key."""

    price: pl.DataFrame
    commodity: pl.DataFrame
    heading: pl.DataFrame
    source: pl.DataFrame
    route: pl.DataFrame
    importer: pl.DataFrame
    exporter: pl.DataFrame
    importer_heading: pl.DataFrame
    importer_exporter: pl.DataFrame
    importer_declarant: pl.DataFrame

    @cached_property
    def _words(self) -> dict[str, pl.Enum]:
        """Every text history knows, by key; joining by its number takes half the time of joining by the text."""
        found = {}
        for key in ALL_KEYS:
            tables = [getattr(self, name)[key] for name, keys in KEYS.items() if key in keys]
            found[key] = pl.Enum(pl.concat(tables).drop_nulls().unique().sort())
        return found

    @cached_property
    def _numbered(self) -> dict[str, pl.DataFrame]:
        """Each table with one whole number as its key."""
        numbered = {}
        for name, keys in KEYS.items():
            table: pl.DataFrame = getattr(self, name)
            answers = [column for column in table.columns if column not in keys]
            numbered[name] = table.select(self._number(keys), *answers)
        return numbered

    def _number(self, keys: list[str]) -> pl.Expr:
        """One or two texts as one whole number; null where history does not know one of them."""
        codes = [pl.col(key).cast(self._words[key], strict=False).to_physical().cast(pl.UInt64) for key in keys]
        return (codes[0] if len(codes) == 1 else codes[0] * (1 << 32) + codes[1]).alias("key")

    def answers(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Every answer for each of these lines (with hs4 and hs6), in their order; null where history knows nothing."""
        coded = lines.lazy().select(pl.col(key).cast(self._words[key], strict=False) for key in ALL_KEYS).collect()
        plans = []
        for name, keys in KEYS.items():
            table = self._numbered[name]
            wanted = (
                coded.lazy().select(self._number(keys)).join(table.lazy(), on="key", how="left", maintain_order="left")
            )
            plans.append(wanted.select(table.columns[1:]))
        return pl.concat(pl.collect_all(plans), how="horizontal")

    @cached_property
    def digest(self) -> str:
        """A short name of exactly these references."""
        return hashlib.sha256(self._bytes()).hexdigest()[:16]

    def _bytes(self) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for part in fields(self):
                table = io.BytesIO()
                getattr(self, part.name).write_ipc(table, compression="zstd")
                archive.writestr(zipfile.ZipInfo(f"{part.name}.arrow"), table.getvalue())
        return buffer.getvalue()

    def save(self, path: Path) -> None:
        """Write the references as one file; the same references give the same bytes."""
        path.write_bytes(self._bytes())


def keyed(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Lines with the heading (hs4), the subheading (hs6) and the price in minor units per kilogram."""
    return lines.with_columns(
        hs4=pl.col("hs").str.slice(0, 4),
        hs6=pl.col("hs").str.slice(0, 6),
        price=pl.when((pl.col("value_minor") > 0) & (pl.col("net_mass_g") > 0)).then(
            pl.col("value_minor").cast(pl.Float64) * 1000.0 / pl.col("net_mass_g").cast(pl.Float64)
        ),
    )


def _count(lines: pl.LazyFrame, keys: list[str], name: str) -> pl.LazyFrame:
    known = lines.drop_nulls(keys)
    return known.group_by(keys).agg(pl.len().cast(pl.UInt32).alias(name)).sort(keys)


def fit(lines: pl.DataFrame) -> References:
    """References over a history: medians of at least five prices or rates, and counts."""
    history = keyed(lines.lazy()).select(
        "hs4", "hs6", "price", "origin", "departure", "importer", "exporter", "declarant", "tax_rate_ppm"
    )
    priced = history.drop_nulls(["hs6", "origin", "price"])
    commodity = history.drop_nulls("hs6")
    rated = commodity.group_by("hs4", "hs6").agg(rate=pl.col("tax_rate_ppm").median(), seen=pl.len())
    plans = {
        "price": priced.group_by("hs6", "origin")
        .agg(usual_price=pl.col("price").median(), priced=pl.len().cast(pl.UInt32))
        .filter(pl.col("priced") >= ENOUGH)
        .sort("hs6", "origin"),
        "commodity": commodity.group_by("hs6")
        .agg(
            usual_price_any=pl.when(pl.col("price").count() >= ENOUGH).then(pl.col("price").median()),
            usual_rate=pl.when(pl.col("tax_rate_ppm").count() >= ENOUGH).then(pl.col("tax_rate_ppm").median()),
            commodity_seen=pl.len().cast(pl.UInt32),
        )
        .sort("hs6"),
        "heading": rated.filter(pl.col("seen") >= ENOUGH)
        .group_by("hs4")
        .agg(highest_rate=pl.col("rate").max())
        .sort("hs4"),
        "source": _count(history, ["hs4", "origin"], "source_seen"),
        "route": _count(history, ["departure", "origin"], "route_seen"),
        "importer": _count(history, ["importer"], "importer_seen"),
        "exporter": _count(history, ["exporter"], "exporter_seen"),
        "importer_heading": _count(history, ["importer", "hs4"], "importer_heading_seen"),
        "importer_exporter": _count(history, ["importer", "exporter"], "importer_exporter_seen"),
        "importer_declarant": _count(history, ["importer", "declarant"], "importer_declarant_seen"),
    }
    frames = pl.collect_all(list(plans.values()))
    return References(**dict(zip(plans, frames, strict=True)))


def load(path: Path) -> References:
    """Read references back; a file that is not one is refused with what was expected."""
    try:
        with zipfile.ZipFile(path) as archive:
            tables = {}
            for name, schema in TABLES.items():
                if archive.getinfo(f"{name}.arrow").file_size > LIMIT:
                    raise ReferencesRefused(f"{path.name}: table {name!r} is larger than {LIMIT:,} bytes.")
                table = pl.read_ipc(io.BytesIO(archive.read(f"{name}.arrow")))
                if table.schema != schema:
                    raise ReferencesRefused(f"{path.name}: table {name!r} has other columns than {list(schema)}.")
                tables[name] = table
    except (zipfile.BadZipFile, KeyError, pl.exceptions.PolarsError) as error:
        raise ReferencesRefused(f"{path.name}: not a file of references; make one with `trustlane train`.") from error
    return References(**tables)
