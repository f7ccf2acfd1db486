"""Runs every bench/bench_*.py, prints the figures and writes bench/results.json.

    python -m bench.run            all of them
    python -m bench.run rules      only bench_rules; the figures of the others are kept

A module offers `figures() -> list[Figure]`; one that fails is told and the others go on.
"""

import importlib
import json
import os
import platform
import sys
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"


@dataclass(frozen=True)
class Measured:
    """What one module gave, or why it failed."""

    name: str
    figures: list[dict[str, Any]]
    failure: str
    seconds: float


def modules(asked: list[str]) -> list[str]:
    """Name the modules to run: all, or those asked for."""
    found = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    if odd := set(asked) - set(found):
        sys.exit(f"bench: no bench_{sorted(odd)[0]}.py; there are: {', '.join(found)}")
    return asked or found


def measure(name: str) -> Measured:
    """Run one module."""
    began = time.perf_counter()
    try:
        given = importlib.import_module(f"bench.bench_{name}").figures()
        figures, failure = [asdict(figure) for figure in given], ""
    except Exception:  # a failing module must not hide what the others measured
        figures, failure = [], traceback.format_exc()
    return Measured(name, figures, failure, time.perf_counter() - began)


def show(console: Console, all_measured: list[Measured]) -> None:
    """Print one table of everything."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}"
    table = Table("measured", "value", "unit", "target", "met", "peer, same run", title=f"Figures ({machine})")
    table.columns[1].justify = "right"
    marks = {True: "[green]yes[/]", False: "[red]no[/]", None: ""}
    for measured in all_measured:
        table.add_section()
        for figure in measured.figures:
            value = figure["value"]
            spelled = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"
            table.add_row(
                figure["name"], spelled, figure["unit"], figure["target"], marks[figure["met"]], str(figure["peer"])
            )
    console.print(table)


def write(all_measured: list[Measured]) -> None:
    """Write the figures as one list; those of modules that did not run now are kept."""
    before = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else []
    ran = {measured.name for measured in all_measured if not measured.failure}
    kept = [figure for figure in before if figure.get("bench") not in ran]
    fresh = [{"bench": m.name, **figure} for m in all_measured for figure in m.figures]
    told = sorted([*kept, *fresh], key=lambda figure: str(figure.get("bench")))
    RESULTS.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")


def main() -> int:
    """Measure, print, write; ends with 1 where a module failed."""
    console = Console()
    all_measured = []
    for name in modules(sys.argv[1:]):
        with console.status(f"Measuring {name} …"):
            measured = measure(name)
        all_measured.append(measured)
        console.print(f"{name}: {measured.seconds:,.1f} s" + (" [red]failed[/]" if measured.failure else ""))
        if measured.failure:
            console.print(measured.failure, markup=False, highlight=False)
    show(console, all_measured)
    write(all_measured)
    return int(any(measured.failure for measured in all_measured))


if __name__ == "__main__":
    sys.exit(main())
