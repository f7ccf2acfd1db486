"""The page docs/reference/scenario.md: every mechanism and parameter of a simulated country, in its own sentence."""

import inspect
from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints

INTRODUCTION = """\
# Scenarios

Made from `trustlane.simulate.scenario` and `trustlane.simulate.mechanics` by `make docs`; change it there.

A scenario is a YAML file that states a country: who trades, what goes wrong on purpose and how often, what inspections
catch. What a file leaves out keeps its default. It is checked whole before anything is drawn: a fault is refused with
its place and how to mend it. Its digest is stored with whatever it produced, and the same scenario, seed and days give
the same bytes.

Everything here is invented, and the numbers are assumptions: what a simulation shows follows from them, and is no
evidence about the world. Change them, and see what changes. What stands in the code beside its use and not here are
shapes on which no policy turns: the table of goods and offices, names, how wide the hours of a day spread.

```
trustlane simulate --list
trustlane simulate --scenario baseline --seed 1 --out past
trustlane simulate --scenario mine.yaml --set operators.offence_ratio=0.1 --out past
trustlane train past/lines --outcomes past/outcomes --out model.tlm
trustlane screen past/lines --standing past/standing.csv --own XA --model model.tlm
```

The folder holds `lines`, `events`, `observed` (what the plain policy did) and `outcomes` (what it found), a Parquet
file a month; the register as `standing.csv` (as of the last day) and `standing.parquet` (with what was known when);
`scenario.json` and `run.json`. The folder `truth` says what was really there: no screening and no training may open it.

## How a day is drawn

1. Actors learn what is known by now of inspections of their own declarations, and of nobody else's.
2. Each actor begins a number of consignments, by its rate, the weekday and the season.
3. Each consignment follows a habit: goods, sender, way, declarant. What is illicit leaves marks on it, as stated below.
4. Entry summaries are lodged; declarations of goods follow on arrival, unless something was found at entry.

Every draw is a function of the seed, its purpose and whose it is. So two policies face the same trade and the same
actors, and what one actor does never shifts the draws of another.
"""


def page() -> str:
    """Write the page."""
    from trustlane.simulate.scenario import Scenario

    return INTRODUCTION + "".join(_shipped()) + "\n## Every parameter\n" + "".join(_section(Scenario, "", set()))


def _shipped() -> Iterator[str]:
    from trustlane.simulate.scenario import named, read_scenario

    yield "\n## Scenarios that ship\n\n| name | what it is |\n|---|---|\n"
    for name in named():
        one = read_scenario(name)
        yield f"| `{one.name}` | **{one.title}.** {one.about} |\n"


def _section(struct: Any, place: str, seen: set[Any]) -> Iterator[str]:
    """A struct's own fields, then the structs within it."""
    import msgspec

    seen.add(struct)
    hints = get_type_hints(struct, include_extras=True)
    yield f"\n### {place or 'The scenario'}\n\n{inspect.getdoc(struct)}\n"
    yield "\n| field | meaning | from | to | default |\n|---|---|---|---|---|\n"
    within = []
    for field in msgspec.structs.fields(struct):
        metas = [one for one in hints[field.name].__metadata__ if isinstance(one, msgspec.Meta)]
        sentence = " ".join(str(one.description) for one in metas if one.description)
        if not sentence:
            raise SystemExit(f"{struct.__name__}.{field.name} says nothing about itself; give it a sentence.")
        low = [one.ge for one in metas if one.ge is not None]
        high = [one.le for one in metas if one.le is not None]
        bounds = "".join(f" {_number(one[0])} |" if one else "  |" for one in (low, high))
        yield f"| `{field.name}` | {sentence} |{bounds} {_default(field)} |\n"
        inner = _struct_in(get_args(hints[field.name])[0])
        if inner is not None and inner not in seen:
            within.append((inner, f"{place}.{field.name}".lstrip(".")))
    for inner, inner_place in within:
        yield from _section(inner, inner_place, seen)
        if inner_place == "inspections":
            yield from _inspections()


def _inspections() -> Iterator[str]:
    """The ways to look that a file need not name."""
    from trustlane.simulate.kinds import KINDS
    from trustlane.simulate.mechanics.looking import usual

    yield "\nThese stand where a file names no other of the same lane; shares of what is there that is found:\n\n"
    yield f"| lane | {' | '.join(kind.replace('_', ' ') for kind in KINDS)} | false alarm | hours | days |\n"
    yield "|" + "---|" * (len(KINDS) + 4) + "\n"
    for lane, one in usual().items():
        caught = " | ".join(_number(one.catches.get(kind, 0)) for kind in KINDS)
        yield f"| `{lane}` | {caught} | {_number(one.false_alarm)} | {_number(one.hours)} | {one.days} |\n"


def _struct_in(kind: Any) -> Any:
    """The struct that a field holds, alone, in a list, or by name."""
    import msgspec

    if get_origin(kind) is None:
        return kind if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else None
    return next((found for one in get_args(kind) if (found := _struct_in(one)) is not None), None)


def _default(field: Any) -> str:
    import msgspec

    if field.required:
        return "to be given"
    value = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    if isinstance(value, msgspec.Struct) or _holds_structs(value):
        return "below"
    if value in ("", (), {}):
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"`{name}: {one}`" for name, one in value.items())
    if isinstance(value, tuple):
        return f"`[{', '.join(_number(one) for one in value)}]`"
    return f"`{str(value).lower() if isinstance(value, bool) else _number(value)}`"


def _holds_structs(value: Any) -> bool:
    import msgspec

    inside = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return any(isinstance(one, msgspec.Struct) for one in inside)


def _number(value: Any) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:,.10g}".replace(",", "")
    return str(value)
