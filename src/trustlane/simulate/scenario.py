"""The scenario: every mechanism and parameter of the country in one tree, read from a page of YAML and frozen.

What a file leaves out keeps its default, and the defaults are the scenario `baseline`. A scenario's digest names
exactly it and is stored with whatever it produced; the same scenario, seed and days give the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

import msgspec
import yaml

from trustlane.simulate.faults import faults_of, near
from trustlane.simulate.mechanics.conduct import Captured, Conduct, Drift, Impostors, Kinds, Learning
from trustlane.simulate.mechanics.looking import Baseline, Inspection, usual
from trustlane.simulate.mechanics.parameter import country, part, several, text
from trustlane.simulate.mechanics.people import Operators, Partner, Programme
from trustlane.simulate.mechanics.trade import Ecommerce, Entry, Groupage, Messages, Trade

SIZE_LIMIT = 500_000


class ScenarioRefused(Exception):
    """The scenario cannot be used; the message names the place and the mend."""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A whole country: what it is called, when it begins, and its mechanisms."""

    name: Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9-]{0,60}$", description="A short name.")]
    title: Annotated[str, text("What people read.")] = ""
    about: Annotated[str, text("What the scenario is for.")] = ""
    begins: Annotated[date, part("The first day that can be drawn; ages and dangers are counted from it.")] = date(
        2026, 1, 1
    )
    own: Annotated[str, country("The country's own code.")] = "XA"
    currency: Annotated[
        str, msgspec.Meta(pattern="^[A-Z]{3}$", description="Currency of all values (ISO 4217), with two decimals.")
    ] = "USD"
    partners: Annotated[tuple[Partner, ...], several("Partner administrations, whose operators are recognised.")] = (
        Partner(code="XB"),
        Partner(code="XC", senders=300, trusted=0.25, consent=0.7),
        Partner(code="XD", senders=200, trade=0.05, trusted=0.15, consent=0.95, preference=False),
    )
    trade: Annotated[Trade, part("How much is traded, and when.")] = Trade()
    groupage: Annotated[Groupage, part("Containers that several consignments share.")] = Groupage()
    ecommerce: Annotated[Ecommerce, part("Parcels of platforms.")] = Ecommerce()
    entry: Annotated[Entry, part("Entry summaries.")] = Entry()
    messages: Annotated[Messages, part("Amendments, cancellations, lodging again.")] = Messages()
    operators: Annotated[Operators, part("Who trades.")] = Operators()
    programme: Annotated[Programme, part("The own authorised operators.")] = Programme()
    conduct: Annotated[Conduct, part("What moves the chance that something is wrong.")] = Conduct()
    kinds: Annotated[Kinds, part("The kinds of what can be wrong.")] = Kinds()
    impostors: Annotated[Impostors, part("Strangers under a member's number.")] = Impostors()
    captured: Annotated[Captured, part("Members captured from inside.")] = Captured()
    drift: Annotated[Drift, part("How the map of risk changes.")] = Drift()
    learning: Annotated[Learning, part("What offenders make of inspections.")] = Learning()
    inspections: Annotated[
        dict[str, Inspection],
        several("Ways to look, by the name of their lane. A file that names one says all of it; those left out stay."),
    ] = msgspec.field(default_factory=usual)
    baseline: Annotated[Baseline, part("The plain policy of `trustlane simulate`.")] = Baseline()

    @cached_property
    def digest(self) -> str:
        """A short name of exactly this scenario."""
        return hashlib.sha256(
            msgspec.json.encode(msgspec.to_builtins(self, str_keys=True), order="deterministic")
        ).hexdigest()[:16]


def named() -> tuple[str, ...]:
    """The scenarios that ship."""
    folder = resources.files("trustlane.simulate").joinpath("scenarios")
    return tuple(sorted(one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml")))


def read_scenario(path: Path | str, overrides: Mapping[str, str] | None = None) -> Scenario:
    """A scenario from a file, or one that ships by its name; `overrides` give places with dots another value."""
    name = str(path)
    if isinstance(path, str) and name in named():
        words = resources.files("trustlane.simulate").joinpath(f"scenarios/{name}.yaml").read_text("utf-8")
        return parse(words, where=name, overrides=overrides)
    file = Path(path)
    if isinstance(path, str) and not file.exists():
        raise ScenarioRefused(
            f"There is no scenario {name!r}: name one of {', '.join(named())}, or a file.{near(name, named())}"
        )
    try:
        with file.open(encoding="utf-8") as stream:
            words = stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ScenarioRefused(f"{file.name}: cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ScenarioRefused(f"{file.name}: not UTF-8 text at byte {error.start}; save it as UTF-8.") from error
    return parse(words, where=file.name, overrides=overrides)


def parse(words: str, *, where: str = "scenario", overrides: Mapping[str, str] | None = None) -> Scenario:
    """Read a scenario from YAML, or say what is wrong with it and where."""
    if len(words) > SIZE_LIMIT:
        raise ScenarioRefused(f"{where}: longer than {SIZE_LIMIT:,} characters; a scenario is a page or two.")
    raw = _loaded(words, where)
    if raw is None:
        raw = {}
    if not isinstance(raw, dict):
        raise ScenarioRefused(
            f"{where}: a scenario is a table of names and values, and this is a {type(raw).__name__}."
        )
    scenario = _converted(raw, where)
    for place, value in (overrides or {}).items():
        scenario = _overridden(scenario, place, value, where)
    faults = faults_of(scenario)
    if faults:
        raise ScenarioRefused(f"{where}: " + " ".join(faults[:20]))
    return scenario


def _loaded(words: str, where: str) -> Any:
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(words)):
            raise ScenarioRefused(f"{where}: it refers to itself by `*`, which can grow without bound; write it out.")
        return yaml.safe_load(words)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "the file"
        raise ScenarioRefused(f"{where}: {place} is not YAML: {getattr(error, 'problem', error)}.") from error
    except (ValueError, RecursionError) as error:
        raise ScenarioRefused(f"{where}: the file is not YAML that can be read: {error}.") from error


def _converted(raw: dict[str, Any], where: str) -> Scenario:
    try:
        return msgspec.convert(_with_usual_inspections(raw), Scenario, strict=False)
    except (msgspec.ValidationError, RecursionError) as error:
        raise ScenarioRefused(f"{where}: {_told(str(error), raw)}") from error


def _with_usual_inspections(raw: dict[str, Any]) -> dict[str, Any]:
    """Lanes that a file does not name keep what they catch."""
    given = raw.get("inspections")
    if not isinstance(given, dict):
        return raw
    return raw | {"inspections": msgspec.to_builtins(usual()) | given}


def _told(error: str, raw: Any) -> str:
    """The message with its place first, and the names that would do where one is unknown."""
    what, _, place = error.partition(" - at `$")
    place = place.rstrip("`").lstrip(".") or "the top"
    sentence = f"{place}: {what}."
    unknown = what.partition("unknown field `")[2].partition("`")[0]
    if unknown:
        fields = _fields_at(place if place != "the top" else "")
        sentence += f" There are: {', '.join(fields)}.{near(unknown, fields)}" if fields else ""
    return sentence


def _fields_at(place: str) -> tuple[str, ...]:
    here: Any = _defaults()
    for word in re.sub(r"\[[^]]*\]", "", place).split(".") if place else ():
        if isinstance(here, tuple | list):
            here = here[0] if here else None
        here = getattr(here, word, None) if not isinstance(here, dict) else here.get(word)
    if isinstance(here, tuple | list):
        here = here[0] if here else None
    if isinstance(here, dict):
        here = next(iter(here.values()), None)
    return tuple(here.__struct_fields__) if isinstance(here, msgspec.Struct) else ()


def _defaults() -> Scenario:
    return Scenario(name="defaults")


def _overridden(scenario: Scenario, place: str, value: str, where: str) -> Scenario:
    """The scenario with another value at one place, such as `operators.offence_ratio`."""
    tree: Any = msgspec.json.decode(msgspec.json.encode(scenario))
    here, words = tree, place.split(".")
    for number, word in enumerate(words):
        last = number == len(words) - 1
        inside = tuple(str(key) for key in (range(len(here)) if isinstance(here, list) else here))
        if word not in inside and not (last and _open_table(words[:-1])):
            raise ScenarioRefused(f"{place}: there is no {word!r}; there are: {', '.join(inside)}.{near(word, inside)}")
        key: Any = int(word) if isinstance(here, list) else word
        if last:
            here[key] = _loaded(value, f"--set {place}")
        elif not isinstance(here[key], dict | list):
            raise ScenarioRefused(
                f"{place}: {word!r} is a value and holds nothing further; leave out what comes after it."
            )
        else:
            here = here[key]
    return _converted(tree, where)


def _open_table(words: list[str]) -> bool:
    """Whether names of kinds may be added there."""
    return bool(words) and words[-1] in ("catches", "kinds") and words[0] != "kinds"
