"""Takes lines apart into the messages they came in: a header, its lines, its parties, and a digest of all it says."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from trustlane.declarations.frame import LINES

# What a version is called is not part of what it says.
SAID = tuple(name for name in LINES if name not in ("version", "message"))
FIRST = (
    "previous", "regime", "lodged", "office", "procedure", "transaction", "use", "payment", "transport_mode",
    "departure", "destination", "declarant", "importer", "exporter", "carrier", "representative",
)  # fmt: skip
PARTY = ("role", "identifier", "name", "address", "country")
BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Messages:
    """One row a message (`heads`), a line (`lines`) and a party (`parties`), joined by `key`."""

    heads: pl.DataFrame
    lines: pl.DataFrame
    parties: pl.DataFrame


def messages_of(lines: pl.DataFrame) -> Messages:
    """The messages in a frame of lines; lists come as PostgreSQL reads them."""
    keyed = _keyed(lines)
    alike = (pl.col("currency").n_unique() == 1) & (pl.col("value_minor").null_count() == 0)
    heads = (
        keyed.group_by("key", maintain_order=True)
        .agg(
            pl.col("declaration").first().alias("reference"),
            pl.col("version").first(),
            pl.col("message").first().cast(pl.String),
            pl.col("day").drop_nulls().first().alias("declared_day"),
            *(pl.col(name).drop_nulls().first() for name in FIRST),
            pl.col("line").count().cast(pl.Int32).alias("line_count"),
            pl.when(alike).then(pl.col("value_minor").sum()).alias("value_minor"),
            pl.when(alike).then(pl.col("currency").first()).alias("currency"),
            pl.when(pl.col("net_mass_g").null_count() == 0).then(pl.col("net_mass_g").sum()).alias("net_mass_g"),
        )
        .with_columns(pl.col("regime").cast(pl.String))
    )
    for part in (_main_lines(keyed), _containers(keyed), _claims(keyed), _digests(keyed)):
        heads = heads.join(part, on="key", how="left", maintain_order="left")
    return Messages(heads, keyed, _parties(keyed))


def row_digests(rows: pl.DataFrame) -> pl.Series:
    """A digest of every row, as PostgreSQL reads bytes."""
    return _hashed(rows.select(_written(rows)).to_series()).alias("digest")


def _keyed(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with the number of their message. A line number that comes again begins another message of that name."""
    name = ["declaration", "version", "message", "lodged"]
    ordered = lines.sort(*name, "line", nulls_last=True, maintain_order=True)
    again = pl.all_horizontal(pl.col(part).eq_missing(pl.col(part).shift()) for part in (*name, "line"))
    if ordered.select(again.slice(1).any()).item():
        nth = pl.int_range(pl.len(), dtype=pl.UInt32).over(*name, "line")
        ordered = ordered.with_columns(nth.alias("nth")).sort(
            *name, "nth", "line", nulls_last=True, maintain_order=True
        )
        name = [*name, "nth"]
    begun = pl.any_horizontal(pl.col(part).ne_missing(pl.col(part).shift()) for part in name)
    # The first row begins the first message, whatever it is compared with.
    first = pl.int_range(pl.len()) == 0
    return ordered.with_columns((begun | first).cum_sum().cast(pl.UInt32).alias("key")).drop("nth", strict=False)


def _main_lines(keyed: pl.DataFrame) -> pl.DataFrame:
    """The goods that stand for all: those of the highest value, else of the first line."""
    return (
        keyed.select("key", "value_minor", "line", "hs", "origin")
        .sort("key", "value_minor", "line", descending=[False, True, False], nulls_last=True)
        .unique("key", keep="first", maintain_order=True)
        .select("key", pl.col("hs").alias("main_hs"), pl.col("origin").alias("main_origin"))
    )


def _containers(keyed: pl.DataFrame) -> pl.DataFrame:
    """The container numbers of a message, each once, as an array of PostgreSQL."""
    name = pl.col("containers")
    escaped = name.str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
    quoted = ('"' + escaped + '"').alias("containers")
    return (
        keyed.filter(pl.col("containers").list.len() > 0)
        .select("key", "containers")
        .explode("containers")
        .filter(pl.col("containers").is_not_null())
        .unique(maintain_order=True)
        .with_columns(quoted)
        .group_by("key", maintain_order=True)
        .agg(("{" + pl.col("containers").str.join(",") + "}").alias("containers"))
    )


def _claims(keyed: pl.DataFrame) -> pl.DataFrame:
    """The trusted statuses claimed in a message, each once, as JSON."""
    return (
        keyed.filter(pl.col("claims").list.len() > 0)
        .select("key", "claims")
        .explode("claims")
        .filter(pl.col("claims").is_not_null())
        .with_columns(pl.col("claims").struct.json_encode())
        .unique(maintain_order=True)
        .group_by("key", maintain_order=True)
        .agg(("[" + pl.col("claims").str.join(",") + "]").alias("claims"))
    )


def _parties(keyed: pl.DataFrame) -> pl.DataFrame:
    """Everybody a message names, each once, with the place at which they are first named."""
    return (
        keyed.filter(pl.col("parties").list.len() > 0)
        .select("key", "parties")
        .explode("parties")
        .filter(pl.col("parties").is_not_null())
        .unnest("parties")
        .with_columns(pl.col("role").fill_null("party"))
        .unique(maintain_order=True)
        .with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("key").alias("place"))
        .select("key", "place", *PARTY)
    )


def _digests(keyed: pl.DataFrame) -> pl.DataFrame:
    said = keyed.select("key", _written(keyed.select(SAID)).alias("said"))
    whole = said.group_by("key", maintain_order=True).agg(pl.col("said").str.join("\n"))
    return whole.select("key", _hashed(whole["said"]).alias("digest"))


def _written(rows: pl.DataFrame) -> pl.Expr:
    """All that a row says, as one text that says it in one way only."""
    parts: list[pl.Expr] = []
    for name, dtype in rows.schema.items():
        column = pl.col(name)
        if isinstance(dtype, pl.Datetime):
            text = column.dt.timestamp("us").cast(pl.String)
        elif isinstance(dtype, pl.List):
            inner = pl.element().struct.json_encode() if isinstance(dtype.inner, pl.Struct) else pl.element()
            text = column.list.eval(inner.cast(pl.String)).list.join(",", ignore_nulls=True)
        elif dtype == pl.Date:
            text = column.dt.to_string("%Y-%m-%d")
        else:
            text = column.cast(pl.String)
        parts.append(pl.lit(f"{name}=") + text)
    # What is absent is left out, so that a column added later changes no digest of before.
    return pl.concat_str(parts, separator=BETWEEN, ignore_nulls=True)


def _hashed(texts: pl.Series) -> pl.Series:
    return pl.Series([r"\x" + sha256(text.encode()).hexdigest() for text in texts.to_list()], dtype=pl.String)
