"""Readers: what a file or a folder holds is found by looking into it, whatever it is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from trustlane.declarations.frame import EVENT_ROWS, LINES, OBSERVED_ROWS, OUTCOME_ROWS, Read, Refusal
from trustlane.declarations.readers.mapping import Mapping
from trustlane.declarations.readers.sniffing import Form, Message, form_of, message_of
from trustlane.declarations.readers.wco_linking import linked
from trustlane.declarations.readers.xml_safe import DEFAULT

HEAD = 64 * 1024

__all__ = ["Mapping", "gathered", "read_path", "read_paths"]


def read_path(path: Path, *, mapping: Mapping | None = None, zone: str = "UTC") -> Read:
    """Everything usable in one file, or in every file of a folder in the order of their names."""
    if path.is_dir():
        return linked(gathered(_reads(_files(path), mapping, zone)), zone=zone)
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
        return _read_file(path, form_of(head), mapping, zone)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return _refused(path, "the file", f"It cannot be opened: {reason}.", "Check its name and that you may read it.")


def read_paths(paths: Iterable[Path], *, mapping: Mapping | None = None, zone: str = "UTC") -> Read:
    """Everything usable in several files and folders, in the order they are named."""
    return linked(gathered(_reads(paths, mapping, zone)), zone=zone)


def _reads(paths: Iterable[Path], mapping: Mapping | None, zone: str) -> Iterator[Read]:
    for path in paths:
        yield read_path(path, mapping=mapping, zone=zone)


def gathered(reads: Iterable[Read]) -> Read:
    """Several readings as one."""
    parts = list(reads)
    if len(parts) == 1:
        return parts[0]
    more: dict[str, int] = {}
    for part in parts:
        for reason, number in part.unlisted:
            more[reason] = more.get(reason, 0) + number

    return Read(
        lines=_stacked([part.lines for part in parts], LINES),
        events=_stacked([part.events for part in parts], EVENT_ROWS),
        observed=_stacked([part.observed for part in parts], OBSERVED_ROWS),
        outcomes=_stacked([part.outcomes for part in parts], OUTCOME_ROWS),
        refused=tuple(refusal for part in parts for refusal in part.refused),
        unlisted=tuple(sorted(more.items(), key=lambda item: (-item[1], item[0]))),
        aliases=tuple(alias for part in parts for alias in part.aliases),
    )


def _stacked(frames: list[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    filled = [frame for frame in frames if frame.height]
    return pl.concat(filled) if filled else pl.DataFrame(schema=schema)


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _read_file(path: Path, form: Form, mapping: Mapping | None, zone: str) -> Read:
    # A zone that is given wins over the mapping's; UTC, the default, leaves the mapping's own.
    office = None if zone == "UTC" else zone
    if form is Form.PARQUET:
        from trustlane.declarations.readers.companions import read_companion
        from trustlane.declarations.readers.tabular import read_parquet

        if mapping is None and (beside := read_companion(path)) is not None:
            return beside
        return read_parquet(path, mapping=mapping, zone=office)
    if form is Form.TABLE:
        from trustlane.declarations.readers.tabular import read_csv

        return read_csv(path, mapping=mapping, zone=office)
    if form is Form.SPREADSHEET:
        from trustlane.declarations.readers.tabular import read_spreadsheet

        return read_spreadsheet(path, mapping=mapping, zone=office)
    if form is Form.JSON:
        from trustlane.declarations.readers.json_lines import read_json

        return read_json(path, zone=zone)
    if form is Form.XML:
        return _read_xml(path, zone)
    reason, mend = form.value
    return _refused(path, "the file", reason, mend)


def _read_xml(path: Path, zone: str) -> Read:
    """One message, by the element it opens with; what is neither of the others is taken for the WCO Data Model."""
    with path.open("rb") as stream:
        data, file = stream.read(DEFAULT.size + 1), str(path)
    message = message_of(data[:HEAD])
    if message is Message.ENS:
        from trustlane.declarations.readers.ens import read_ens

        return read_ens(data, file, zone=zone)
    if message is Message.SAD:
        from trustlane.declarations.readers.sad import read_sad

        return read_sad(data, file, zone=zone)
    from trustlane.declarations.readers.wco import read_wco

    return read_wco(data, file, zone=zone)


def _refused(path: Path, place: str, reason: str, mend: str) -> Read:
    return Read(refused=(Refusal(str(path), place, reason, mend),))
