"""Decisions and prices as files: Parquet as they are, CSV and Excel as flat tables; no cell ever becomes a formula."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustlane.cli.whole_files import CannotWrite

if TYPE_CHECKING:
    import polars as pl

    from trustlane.selectivity.basis import PriceTables

ROWS = 1 << 17  # in a group of a Parquet file: whole columns of a million rows would be packed at once otherwise
SHEET_ROWS = 1_048_575  # below the headings
CELL = 32_767  # characters


def writer(option: str, path: Path) -> Callable[[pl.DataFrame, Path], None]:
    """How a table is written to a file of this name; refused where it is not known."""
    ways = {"": write_parquet, ".parquet": write_parquet, ".csv": write_csv, ".xlsx": write_xlsx}
    way = ways.get(path.suffix.lower())
    if way is None:
        raise CannotWrite(f"{option}: nothing is written as {path.suffix}; name a .parquet, .csv or .xlsx file.")
    return way


def write_parquet(table: pl.DataFrame, path: Path) -> None:
    """Write a table whole, some rows at a time, so that a million need little memory."""
    table.write_parquet(path, compression="zstd", compression_level=1, statistics=False, row_group_size=ROWS)


def write_csv(table: pl.DataFrame, path: Path) -> None:
    """Write a flat table in UTF-8 with mark, as spreadsheets read it."""
    flat(table).write_csv(path, include_bom=True, datetime_format="%Y-%m-%d %H:%M:%S")


def write_xlsx(table: pl.DataFrame, path: Path) -> None:
    """Write a flat table as an Excel workbook, row by row."""
    import xlsxwriter  # type: ignore[import-untyped]

    if table.height > SHEET_ROWS:
        raise CannotWrite(f"{table.height:,} rows are more than a workbook holds ({SHEET_ROWS:,}); name a .csv file.")
    shown = flat(table)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        # The same table gives the same bytes, whenever it is written.
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the format knows no zone
        bold, moment = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet("Lanes")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, shown.width - 1, 18)
        for column, name in enumerate(shown.columns):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(shown.iter_rows(), 1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, moment)
        sheet.autofilter(0, 0, max(1, shown.height), shown.width - 1)


def _write(sheet: Any, row: int, column: int, cell: Any, moment: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell if len(cell) <= CELL else f"{cell[: CELL - 1]}…")
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, moment)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def flat(table: pl.DataFrame) -> pl.DataFrame:
    """One plain column a value: lists in one text, chances a column a kind, instants in UTC without their zone."""
    import polars as pl
    import polars.selectors as cs

    element = pl.element().struct
    told = []
    if "reasons" in table.columns:
        told.append(pl.col("reasons").list.eval(element.field("text")).list.join(" "))
    if "trusted" in table.columns:
        told.append(pl.col("trusted").list.eval(_standing(element)).list.join("; "))
    if "rules" in table.columns:
        told.append(pl.col("rules").list.join("; "))
    shown = table.with_columns(told)
    if "chances" in table.columns:
        kinds = [field.name for field in table.schema["chances"].fields]  # type: ignore[attr-defined]
        apart = [pl.col("chances").struct.field(kind).alias(f"chance_{kind}_ppm") for kind in kinds]
        shown = shown.with_columns(apart).drop("chances")
    return shown.with_columns(
        cs.datetime().dt.convert_time_zone("UTC").dt.replace_time_zone(None),
        *(safe(pl.col(name).cast(pl.String)) for name in cs.expand_selector(shown, cs.string() | cs.enum())),
    )


def _standing(element: Any) -> pl.Expr:
    import polars as pl

    whose = pl.when(element.field("own")).then(pl.lit("own")).otherwise(pl.lit("partner"))
    what = pl.concat_str(whose, element.field("scope"), element.field("tier"), separator=" ", ignore_nulls=True)
    return pl.format("{} {} ({})", element.field("role"), element.field("holder"), what.str.strip_chars())


def safe(text: pl.Expr) -> pl.Expr:
    """Texts that a spreadsheet cannot take for a formula, as `standing.exports.safe` makes them one by one."""
    return text.str.replace(r"^([=+\-@\t\r])", "'$1")


def both_prices(tables: PriceTables) -> pl.DataFrame:
    """The two price tables as one."""
    import polars as pl

    return pl.concat(
        [
            tables.with_credit.table.with_columns(world=pl.lit("with credit")),
            tables.without_credit.table.with_columns(world=pl.lit("without credit")),
        ]
    )


def with_observed(decisions: pl.DataFrame, observed: pl.DataFrame) -> pl.DataFrame:
    """Decisions with what was really done beside them; the last word about a declaration counts."""
    import polars as pl

    last = observed.unique("declaration", keep="last", maintain_order=True)
    named = last.rename({name: f"observed_{name}" for name in last.columns if name != "declaration"})
    return decisions.join(named, on="declaration", how="left", maintain_order="left").with_columns(
        pl.col("observed_lane").str.to_lowercase()
    )
