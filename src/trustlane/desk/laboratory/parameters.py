"""What the parameters of the kept scenario mean: every value in its own sentence, and whether it is the usual one."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec

from trustlane.selectivity.laboratory import LaboratoryRefused
from trustlane.selectivity.trying.period import MEND
from trustlane.simulate.scenario import Scenario


@dataclass(frozen=True)
class Parameter:
    """One value with its sentence; `usual` where it is the default."""

    name: str
    sentence: str
    value: str
    usual: bool


@dataclass(frozen=True)
class Section:
    """A mechanism of the country and its parameters."""

    place: str
    says: str
    parameters: tuple[Parameter, ...]


def sections(scenario: bytes) -> list[Section]:
    """Every mechanism of the scenario that a period was drawn from."""
    try:
        read = msgspec.json.decode(scenario, type=Scenario)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LaboratoryRefused(f"The scenario is of another version of Trustlane: {error}. {MEND}") from error
    return list(_sections(read, ""))


def _sections(of: msgspec.Struct, place: str) -> Iterator[Section]:
    hints = get_type_hints(type(of), include_extras=True)
    parameters: list[Parameter] = []
    within: list[tuple[str, msgspec.Struct]] = []
    for field in msgspec.structs.fields(of):
        value = getattr(of, field.name)
        inner = list(_structs(field.name, value))
        if inner:
            within += inner
            continue
        sentence = " ".join(
            str(one.description)
            for one in getattr(hints[field.name], "__metadata__", ())
            if isinstance(one, msgspec.Meta) and one.description
        )
        parameters.append(Parameter(field.name, sentence, _said(value), value == _default(field)))
    yield Section(place, inspect.getdoc(type(of)) or "", tuple(parameters))
    for name, one in within:
        yield from _sections(one, f"{place}.{name}".lstrip("."))


def _structs(name: str, value: Any) -> Iterator[tuple[str, msgspec.Struct]]:
    """The mechanisms that a field holds: alone, in a list, or by name."""
    if isinstance(value, msgspec.Struct):
        yield name, value
    elif isinstance(value, dict):
        yield from ((f"{name}.{key}", one) for key, one in value.items() if isinstance(one, msgspec.Struct))
    elif isinstance(value, tuple):
        yield from ((f"{name}.{place}", one) for place, one in enumerate(value, 1) if isinstance(one, msgspec.Struct))


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        return f"{value:,.10g}"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(one)}" for key, one in value.items()) or "–"
    if isinstance(value, tuple | list):
        return ", ".join(map(_said, value)) or "–"
    return str(value) or "–"
