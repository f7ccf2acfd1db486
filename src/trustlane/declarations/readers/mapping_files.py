"""Reads mapping files (YAML), tells what is wrong in one and where, and keeps the ones that ship."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

import yaml

from trustlane.declarations.frame import EVENTS, MESSAGES, REGIMES, Refusal
from trustlane.declarations.readers.mapping import (
    KINDS,
    OBSERVED_KINDS,
    UNITS,
    ClaimColumns,
    Column,
    Kind,
    Mapping,
    OutcomeColumn,
    PartyColumns,
)

Made = TypeVar("Made")

__all__ = ["MappingRefused", "load_mapping", "parse_mapping", "shipped"]

ENUMS: dict[str, tuple[str, ...]] = {
    "message": MESSAGES,
    "regime": REGIMES,
    "event": EVENTS,
    "examination": ("none", "documents", "xray", "physical", "audit"),
    "result": ("clean", "find"),
}
TOP = {
    "name", "title", "zone", "encoding", "delimiter", "decimal", "thousands", "missing",
    "columns", "parties", "claims", "outcomes", "observed",
}  # fmt: skip
COLUMN = {
    "from", "constant", "counted", "unit", "pad", "format", "separator", "values", "otherwise", "required", "optional",
}  # fmt: skip


class MappingRefused(Exception):
    """A column mapping that cannot be used, with every fault found in it."""

    def __init__(self, faults: tuple[Refusal, ...]) -> None:
        super().__init__("; ".join(f"{f.place}: {f.reason}" for f in faults))
        self.faults = faults


class _Faults:
    """Collects what is wrong in one mapping file, so that it is mended in one go."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Refusal] = []

    def add(self, place: str, reason: str, mend: str) -> None:
        self.found.append(Refusal(self.file, place, reason, mend))


def load_mapping(path: Path) -> Mapping:
    """Read one mapping file; raises `MappingRefused` with every fault at once."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingRefused(
            (Refusal(str(path), "the file", f"It cannot be read: {error}.", "Name a readable file saved as UTF-8."),)
        ) from None
    return parse_mapping(text, str(path))


@cache
def shipped() -> tuple[Mapping, ...]:
    """The mappings that come with the system, by name."""
    folder = files("trustlane.declarations") / "mappings"
    found = [
        parse_mapping(entry.read_text("utf-8"), entry.name)
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    ]
    return tuple(sorted(found, key=lambda mapping: mapping.name))


def parse_mapping(text: str, file: str) -> Mapping:
    """Make a mapping of a YAML text; every scalar is read as text, so that Norway stays NO."""
    faults = _Faults(file)
    try:
        document: Any = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  (it builds nothing but text, lists and maps)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "the file"
        reason = getattr(error, "problem", None) or "it nests too deep"
        faults.add(place, f"This is not YAML: {reason}.", "Mend the indentation or the quotes there.")
        raise MappingRefused(tuple(faults.found)) from None
    mapping = _mapping(document, faults)
    if mapping is None or faults.found:
        raise MappingRefused(tuple(faults.found))
    return mapping


def _mapping(document: Any, faults: _Faults) -> Mapping | None:
    if not isinstance(document, dict) or not all(isinstance(key, str) for key in document):
        faults.add("the file", "A mapping is a table of names.", "Begin with `name:`, `title:` and `columns:`.")
        return None
    for key in document.keys() - TOP:
        faults.add(str(key), f"There is no setting {key!r}.", f"Use one of: {', '.join(sorted(TOP))}.")
    name = _text(document, "name", "name", faults) or "unnamed"
    columns = _columns(document.get("columns"), "columns", KINDS, faults)
    observed = _columns(document.get("observed", {}), "observed", OBSERVED_KINDS, faults)
    for needed, found in (("columns", columns), ("observed", observed)):
        if found and not any(c.target == "declaration" for c in found):
            faults.add(needed, "Nothing says which column holds the declaration's reference.", "Add `declaration:`.")
    if not columns and not observed and "columns" in document:
        faults.add("columns", "No column is mapped.", "Map at least `declaration`.")
    value = next((c for c in columns if c.target == "value_minor"), None)
    if value is not None and value.unit != "minor" and not any(c.target == "currency" for c in columns):
        faults.add("columns.value_minor", "An amount without its currency means nothing.", "Map `currency` too.")
    return Mapping(
        name=name,
        title=_text(document, "title", "title", faults) or name,
        zone=_zone(document, faults),
        encoding=_encoding(document, faults),
        delimiter=_character(document, "delimiter", faults),
        decimal=_character(document, "decimal", faults) or ".",
        thousands=_character(document, "thousands", faults),
        missing=_texts(document.get("missing", []), "missing", faults),
        columns=columns,
        parties=_each(document, "parties", _party, faults),
        claims=_each(document, "claims", _claim, faults),
        outcomes=_each(document, "outcomes", _outcome, faults),
        observed=observed,
    )


def _columns(section: Any, place: str, kinds: Any, faults: _Faults) -> tuple[Column, ...]:
    if section is None or section == "":
        return ()
    if not isinstance(section, dict):
        faults.add(place, "This section is a table.", "Write one `our column: {from: Your column}` a line.")
        return ()
    made: list[Column] = []
    for target, given in section.items():
        where = f"{place}.{target}"
        if target not in kinds:
            faults.add(where, f"There is no column {target!r}.", f"Use one of: {', '.join(kinds)}.")
            continue
        settings = {"from": given} if isinstance(given, str) else given
        if not isinstance(settings, dict):
            faults.add(where, "A column is a name or a table of settings.", "Write `{from: Your column}`.")
            continue
        made.append(_column(target, kinds[target], settings, where, faults))
    return tuple(made)


def _column(target: str, kind: Kind, settings: dict[str, Any], where: str, faults: _Faults) -> Column:
    for key in settings.keys() - COLUMN:
        faults.add(f"{where}.{key}", f"There is no setting {key!r}.", f"Use one of: {', '.join(sorted(COLUMN))}.")
    source = _text(settings, "from", f"{where}.from", faults)
    constant = _text(settings, "constant", f"{where}.constant", faults)
    counted = _flag(settings, "counted", where, faults)
    if source is None and constant is None and not counted:
        faults.add(where, "Nothing says where this column comes from.", "Give `from`, `constant` or `counted: true`.")
    if source is not None and constant is not None:
        faults.add(where, "A column comes from the table or is a constant, not both.", "Leave one of them out.")
    if counted and target != "line":
        faults.add(f"{where}.counted", "Only lines are counted.", "Use `counted` with `line`.")
    unit = _text(settings, "unit", f"{where}.unit", faults)
    units = UNITS.get(target)
    if units is not None and source is not None and unit not in units:
        faults.add(f"{where}.unit", f"The unit {unit!r} is unknown here.", f"Give `unit`: one of {', '.join(units)}.")
    if units is None and unit is not None:
        faults.add(f"{where}.unit", "This column has no unit.", "Leave `unit` out.")
    values = settings.get("values")
    if values is not None and not (
        isinstance(values, dict) and all(isinstance(k, str) and isinstance(v, str) for k, v in values.items())
    ):
        faults.add(f"{where}.values", "This is not a table of values.", "Write `{theirs: ours}`.")
        values = None
    allowed = ENUMS.get(target) if kind == "enum" else None
    otherwise = _text(settings, "otherwise", f"{where}.otherwise", faults)
    if allowed is not None:
        for value in [*(values or {}).values(), *([constant] if constant else []), *([otherwise] if otherwise else [])]:
            if value not in allowed:
                faults.add(where, f"{value!r} is no value of {target}.", f"Use one of: {', '.join(allowed)}.")
    fixed: str | int | None = constant
    if kind in ("integer", "scaled", "money") and constant is not None:
        fixed = _whole(constant, f"{where}.constant", faults)
    if kind == "integer" and otherwise is not None:
        _whole(otherwise, f"{where}.otherwise", faults)
    pad = _text(settings, "pad", f"{where}.pad", faults)
    return Column(
        target=target,
        source=source,
        constant=fixed,
        counted=counted,
        unit=unit,
        pad=_whole(pad, f"{where}.pad", faults) if pad is not None else None,
        format=_text(settings, "format", f"{where}.format", faults),
        separator=_text(settings, "separator", f"{where}.separator", faults),
        values=values,
        otherwise=otherwise,
        required=_flag(settings, "required", where, faults),
        optional=_flag(settings, "optional", where, faults),
    )


def _each(
    document: dict[str, Any], key: str, make: Callable[[dict[str, Any], str, _Faults], Made | None], faults: _Faults
) -> tuple[Made, ...]:
    section = document.get(key, [])
    if section == "":
        return ()
    if not isinstance(section, list) or not all(isinstance(entry, dict) for entry in section):
        faults.add(key, "This section is a list of tables.", "Begin every entry with `- `.")
        return ()
    made = (make(entry, f"{key}[{number}]", faults) for number, entry in enumerate(section, 1))
    return tuple(entry for entry in made if entry is not None)


def _party(entry: dict[str, Any], where: str, faults: _Faults) -> PartyColumns | None:
    _only(entry, {"role", "identifier", "name", "address", "country"}, where, faults)
    role = _demanded(entry, "role", where, faults)
    fields = {k: _text(entry, k, f"{where}.{k}", faults) for k in ("identifier", "name", "address", "country")}
    if not any(fields.values()):
        faults.add(where, "This party has no columns.", "Give `identifier`, `name`, `address` or `country`.")
    return PartyColumns(role=role, **fields) if role else None


def _claim(entry: dict[str, Any], where: str, faults: _Faults) -> ClaimColumns | None:
    _only(entry, {"role", "kind", "identifier"}, where, faults)
    role, kind, identifier = (_demanded(entry, key, where, faults) for key in ("role", "kind", "identifier"))
    return ClaimColumns(role, kind, identifier) if role and kind and identifier else None


def _outcome(entry: dict[str, Any], where: str, faults: _Faults) -> OutcomeColumn | None:
    _only(entry, {"kind", "from", "found", "clear"}, where, faults)
    kind, source = _demanded(entry, "kind", where, faults), _demanded(entry, "from", where, faults)
    found = _texts(entry.get("found", []), f"{where}.found", faults)
    clear = _texts(entry.get("clear", []), f"{where}.clear", faults)
    if not found:
        faults.add(f"{where}.found", "Nothing says which values mean a find.", 'Give `found: ["1"]`.')
    for value in set(found) & set(clear):
        faults.add(where, f"{value!r} means both a find and none.", "Leave it in one of `found` and `clear`.")
    return OutcomeColumn(kind, source, found, clear) if kind and source else None


def _only(entry: dict[str, Any], allowed: set[str], where: str, faults: _Faults) -> None:
    for key in entry.keys() - allowed:
        faults.add(f"{where}.{key}", f"There is no setting {key!r}.", f"Use one of: {', '.join(sorted(allowed))}.")


def _demanded(entry: dict[str, Any], key: str, where: str, faults: _Faults) -> str | None:
    value = _text(entry, key, f"{where}.{key}", faults)
    if value is None and not isinstance(entry.get(key), (dict, list)):
        faults.add(f"{where}.{key}", "This is missing.", f"Give `{key}`.")
    return value


def _text(settings: dict[str, Any], key: str, place: str, faults: _Faults) -> str | None:
    value = settings.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        faults.add(place, "This is one value, not a list or a table.", "Write a single value.")
        return None
    return value


def _texts(value: Any, place: str, faults: _Faults) -> tuple[str, ...]:
    if value == "":
        return ()
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        faults.add(place, "This is a list of values.", 'Write `["1", "2"]`.')
        return ()
    return tuple(value)


def _character(document: dict[str, Any], key: str, faults: _Faults) -> str | None:
    value = _text(document, key, key, faults)
    value = "\t" if value in ("tab", "\\t") else value
    if value is not None and (len(value) != 1 or not value.isascii() or value in '"\r\n\0'):
        faults.add(key, f"{value!r} is not one plain character.", 'Write for instance ";" or tab.')
        return None
    return value


def _flag(settings: dict[str, Any], key: str, where: str, faults: _Faults) -> bool:
    value = settings.get(key, "false")
    if value not in ("true", "false"):
        faults.add(f"{where}.{key}", f"{value!r} is neither true nor false.", "Write true or false.")
    return bool(value == "true")


def _whole(value: str, place: str, faults: _Faults) -> int | None:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        faults.add(place, f"{value!r} is not a whole number.", "Write digits only.")
        return None
    return int(value)


def _zone(document: dict[str, Any], faults: _Faults) -> str:
    zone = _text(document, "zone", "zone", faults) or "UTC"
    if zone not in available_timezones():
        faults.add("zone", f"There is no time zone {zone!r}.", "Use an IANA name such as Africa/Nairobi.")
        return "UTC"
    return ZoneInfo(zone).key


def _encoding(document: dict[str, Any], faults: _Faults) -> str | None:
    encoding = _text(document, "encoding", "encoding", faults)
    if encoding is None:
        return None
    try:
        "".encode(encoding)
    except (LookupError, ValueError):
        faults.add("encoding", f"There is no encoding {encoding!r}.", "Use for instance utf-8 or windows-1252.")
        return None
    return encoding
