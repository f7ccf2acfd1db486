"""Proposes a mapping file for a table nobody has described yet, from its header and its first rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import polars as pl
import yaml
from rapidfuzz.distance import JaroWinkler

from trustlane.declarations.frame import MESSAGES, REGIMES
from trustlane.declarations.readers.delimited import Block, DelimitedTable, TableRefused
from trustlane.declarations.readers.mapping import KINDS, UNITS
from trustlane.declarations.readers.matching import ALIKE, folded
from trustlane.declarations.readers.refusing import Refusals
from trustlane.declarations.readers.sniffing import Form, form_of
from trustlane.declarations.readers.sources import Utf8Source
from trustlane.declarations.readers.spreadsheets import read_sheet
from trustlane.declarations.readers.tabular import parquet_blocks, parquet_names

LOOKED_AT = 1_000
DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d", "%d-%b-%Y")
NUMBERS = ("money", "scaled")
MASS_UNITS = {"kg": "kg", "kgs": "kg", "kilogram": "kg", "g": "g", "gram": "g", "t": "t", "tonnes": "t", "tons": "t"}


@cache
def usual_names() -> Mapping[str, tuple[str, ...]]:
    """Our columns and the names tables give them, the likeliest first."""
    text = (files("trustlane.declarations") / "words" / "columns.yaml").read_text("utf-8")
    return {ours: tuple(theirs) for ours, theirs in yaml.load(text, Loader=yaml.BaseLoader).items()}  # noqa: S506


def propose(path: Path) -> str:
    """A mapping file for this table, with what was guessed and what was left marked; raises `TableRefused`."""
    names, cells = _sample(path)
    return written(path.stem, names, cells)


def written(name: str, names: Sequence[str], cells: pl.DataFrame) -> str:
    """The text of a mapping for a table with this header and these first rows."""
    guessed = guesses(names, cells)
    lines = [
        f"# Proposed from the header and the first {cells.height} rows: look at every line, and correct what is wrong.",
        f"name: {_quoted(name)}",
        f"title: {_quoted(name)}",
        "zone: UTC  # the offices' own, such as Africa/Nairobi",
        *_separators([cells[source] for target, source in guessed.items() if KINDS[target] in NUMBERS]),
        "",
        "columns:",
    ]
    reference = guessed.get("declaration")
    if reference is None:
        likely = _likeliest_reference(names, cells)
        lines.append(f"  declaration: {{from: {_quoted(likely)}, required: true}}  # a guess: which column is it?")
        guessed = {target: source for target, source in guessed.items() if source != likely}
    for target in KINDS:
        source = guessed.get(target)
        if source is not None:
            lines.append(f"  {target}: {_settings(target, source, cells)}")
    lines += _constants(guessed)
    used = set(guessed.values())
    left = [n for n in names if n not in used and (reference is not None or n != likely)]
    if left:
        lines += ["", "# Left out: " + ", ".join(left) + "."]
    return "\n".join(lines) + "\n"


def guesses(names: Sequence[str], cells: pl.DataFrame) -> dict[str, str]:
    """Our columns and the table's columns that may fill them: by usual name, else by likeness; each used once."""
    spelling = {folded(n): n for n in reversed(names)}
    found: dict[str, str] = {}
    for target, usual in usual_names().items():
        source = next((spelling[f] for f in map(folded, (target, *usual)) if f in spelling), None)
        if source is not None and source not in found.values():
            found[target] = source
    for target, usual in usual_names().items():
        if target in found:
            continue
        likest = max(
            ((_likeness(n, (target, *usual)), n) for n in names if n not in found.values()),
            default=(0.0, ""),
        )
        if likest[0] >= ALIKE + 0.04:
            found[target] = likest[1]
    if not {"day", "lodged"} & found.keys():
        dated = [n for n in names if n not in found.values() and _date_form(cells[n]) is not None]
        if dated:
            found["day"] = dated[0]
    if "day" in found and "lodged" not in found and _has_times(cells[found["day"]]):
        found["lodged"] = found.pop("day")
    return found


def _likeness(name: str, usual: Iterable[str]) -> float:
    return max(JaroWinkler.normalized_similarity(folded(name), folded(each)) for each in usual)


def _settings(target: str, source: str, cells: pl.DataFrame) -> str:
    parts = [f"from: {_quoted(source)}"]
    kind = KINDS[target]
    if target == "declaration":
        parts.append("required: true")
    if target in UNITS:
        parts.append(f"unit: {_unit(target, source, cells)}")
    if kind == "date":
        form = _date_form(cells[source])
        if form is not None:
            parts.append(f'format: "{form}"')
    if target == "hs" and cells[source].str.contains("^[0-9]+$").all():
        width = max(6, int(cells[source].str.len_bytes().max() or 0))  # type: ignore[arg-type]
        parts.append(f"pad: {width}")
    if kind == "enum":
        seen = cells[source].drop_nulls().unique(maintain_order=True).to_list()[:8]
        parts.append("values: {" + ", ".join(f"{_quoted(value)}: {_word(target, value)}" for value in seen) + "}")
    return "{" + ", ".join(parts) + "}"


def _word(target: str, value: str) -> str:
    """Our word that begins as theirs does, else the usual one."""
    words = REGIMES if target == "regime" else MESSAGES
    return next((word for word in words if word.startswith(value.lower()[:2])), words[0])


def _unit(target: str, source: str, cells: pl.DataFrame) -> str:
    words = "".join(c if c.isalnum() else " " for c in source.casefold()).split()
    if target in ("net_mass_g", "gross_mass_g"):
        return next((MASS_UNITS[word] for word in reversed(words) if word in MASS_UNITS), "kg")
    if target == "tax_rate_ppm":
        top = cells[source].cast(pl.Float64, strict=False).max()
        return "fraction" if isinstance(top, float) and 0 < top <= 1 else "percent"
    return {"value_minor": "major", "quantity_milli": "unit"}[target]


def _constants(guessed: Mapping[str, str]) -> list[str]:
    lines = []
    if "line" not in guessed:
        lines.append("  line: {counted: true}  # lines are numbered in the order they stand")
    if "version" not in guessed:
        lines.append("  version: {constant: 1}")
    if "message" not in guessed:
        lines.append("  message: {constant: original}")
    if "regime" not in guessed:
        lines.append("  regime: {constant: import}  # or export, transit, entry_summary")
    if "value_minor" in guessed and "currency" not in guessed:
        lines.append("  currency: {constant: XXX}  # say which: the ISO 4217 code of all amounts")
    return lines


def _separators(columns: Sequence[pl.Series]) -> list[str]:
    """What stands before decimals and between thousands, where the numbers show that it is not `.` and nothing."""
    said = pl.concat([pl.Series("said", dtype=pl.String), *(cells.drop_nulls().alias("said") for cells in columns)])

    def shows(pattern: str) -> bool:
        return bool(said.str.contains(pattern).any())

    # A mark followed by three digits at the end may be either; any other number of digits makes it the decimal mark.
    if shows(r"\d,(\d{1,2}|\d{4,})$") or shows(r"\.\d{3},\d+$"):
        return ['decimal: ","', *(['thousands: "."'] if shows(r"^-?\d{1,3}(\.\d{3})+,") else [])]
    return ['thousands: ","'] if shows(r"^-?\d{1,3}(,\d{3})+\.") else []


def _date_form(cells: pl.Series) -> str | None:
    said = cells.drop_nulls()
    fits = [form for form in DATE_FORMS if said.len() and said.str.to_date(form, strict=False).null_count() == 0]
    return fits[0] if fits else None


def _has_times(cells: pl.Series) -> bool:
    return bool(cells.drop_nulls().str.contains(r"\d{1,2}:\d{2}").any())


def _likeliest_reference(names: Sequence[str], cells: pl.DataFrame) -> str:
    distinct = [n for n in names if cells.height and cells[n].null_count() == 0 and cells[n].n_unique() == cells.height]
    return (distinct or list(names))[0]


def _quoted(text: str) -> str:
    """Text as YAML writes it on one line, always between quotation marks."""
    dumped: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**9)
    return dumped.strip()


def _sample(path: Path) -> tuple[tuple[str, ...], pl.DataFrame]:
    with path.open("rb") as stream:
        form = form_of(stream.read(64 * 1024))
        stream.seek(0)
        if form is Form.TABLE:
            table = DelimitedTable(Utf8Source(stream), Refusals(str(path)), block=1024 * 1024)
            return table.names, _first(table.blocks(), table.names)
    if form is Form.PARQUET:
        names = parquet_names(path)
        return names, _first(parquet_blocks(path, names), names)
    if form is Form.SPREADSHEET:
        names, cells = read_sheet(path)
        return names, cells.select(names).head(LOOKED_AT)
    if isinstance(form.value, tuple):
        raise TableRefused("the file", *form.value)
    raise TableRefused("the file", f"{form.value} needs no mapping.", "Give a CSV, Parquet or Excel table.")


def _first(blocks: Iterable[Block], names: Sequence[str]) -> pl.DataFrame:
    block = next(iter(blocks), None)
    if block is None:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    return block.cells.select(pl.col(n).cast(pl.String, strict=False).str.strip_chars() for n in names).head(LOOKED_AT)
