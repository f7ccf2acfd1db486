"""`trustlane study`: one question about policies, put to several invented countries; no database, no server."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trustlane.cli import app, whole_files
from trustlane.cli.telling import progress, refuse, say

if TYPE_CHECKING:
    import polars as pl

    from trustlane.cli.studies import Size
    from trustlane.cli.study_pages import Asked

    CarryOut = Callable[[Size, tuple[str, ...], Callable[[], None]], pl.DataFrame]


@dataclass(frozen=True)
class Study:
    """One study: what it asks, of which scenarios if nobody names one, how it is carried out, and its page."""

    asks: str
    usual: tuple[str, ...]
    carry_out: CarryOut
    page: Callable[[pl.DataFrame, Asked], str] | None = None  # None where a table says all


def _of_one(study: Callable[..., pl.DataFrame]) -> CarryOut:
    return lambda size, names, done: study(size, scenario=names[0], done=done)


def studies() -> dict[str, Study]:
    """Every study by name."""
    from trustlane.cli import studies as asked
    from trustlane.cli import study_pages as pages

    return {
        "credit": Study(
            "what a credit costs and spares, by how often members offend and by its cap",
            ("baseline",),
            _of_one(asked.credit),
            pages.credit,
        ),
        "rates": Study(
            "who finds more illicit value at inspection rates from 1 to 10 per cent",
            asked.UNSEEN,
            lambda size, names, done: asked.rates(size, scenarios=names, done=done),
            pages.rates,
        ),
        "random-share": Study(
            "whether hit rates hold while risk moves, with the random share and without",
            ("gap-seekers",),
            _of_one(asked.random_share),
            pages.random_share,
        ),
        "coverage": Study(
            "whether what the lot finds tells how much escapes", ("baseline",), _of_one(asked.coverage), pages.coverage
        ),
        "abuse": Study(
            "how often impostors and captured members are looked at", ("bold-impostors",), _of_one(asked.abuse)
        ),
        "signs": Study("what each signal about abuse of trust speaks of", ("bold-impostors",), _of_one(asked.signs)),
        "families": Study(
            "how much more often than chance families of signals find abuse",
            ("bold-impostors",),
            _of_one(asked.families),
        ),
    }


@app.command()
def study(
    name: Annotated[str, typer.Argument(help="Which study; see --list.")] = "",
    scenario: Annotated[
        str | None, typer.Option(help="A scenario that ships, or a scenario file (YAML); without it the study's own.")
    ] = None,
    seeds: Annotated[int, typer.Option(help="In how many countries.", min=1, max=1000)] = 4,
    first_seed: Annotated[int, typer.Option(help="Seed of the first country.", min=0)] = 1,
    declarations_a_day: Annotated[int, typer.Option(help="How large each country is.", min=20, max=100_000)] = 400,
    days: Annotated[int, typer.Option(help="Days that each policy is tried for.", min=1, max=2000)] = 60,
    before: Annotated[
        int, typer.Option(help="Days under the plain policy before, from which is learnt.", min=1, max=1000)
    ] = 60,
    changed: Annotated[
        list[str] | None,
        typer.Option("--set", help="Another value for one place of the scenario, such as conduct.route_spread=1.2."),
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Where a page with plots goes (HTML).")] = None,
    processes: Annotated[
        int | None, typer.Option(help="Processes at once; without it one a processor.", min=1, max=64)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the table as JSON.")] = False,
    names: Annotated[bool, typer.Option("--list", help="List the studies, and end.")] = False,
) -> None:
    """Put one question to several invented countries, such as what a credit costs, and plot what comes of it.

    Every policy meets the same trade and the same actors. What comes of it is a lesson about the scenario's stated
    mechanics, not evidence about the world.

    **Example:** `trustlane study credit --seeds 6 --days 91 --report credit.html`
    """
    from trustlane.cli.simulate import pair
    from trustlane.cli.studies import Size, StudyRefused
    from trustlane.cli.study_pages import Asked
    from trustlane.simulate.scenario import ScenarioRefused

    known = studies()
    if names:
        for one, of in known.items():
            say(f"{one}: {of.asks}")
        return
    if name not in known:
        none = f"There is no study {name!r}: name" if name else "Name"
        raise refuse(f"{none} one of {', '.join(known)}.")
    chosen = known[name]
    if report is not None and chosen.page is None:
        drawn = ", ".join(one for one, of in known.items() if of.page is not None)
        raise refuse(f"--report: {name} is a table and has no plots; those of {drawn} can be had as a page.")
    try:
        whole_files.check({"--report": report}, (Path(scenario),) if scenario is not None else ())
        numbers = range(first_seed, first_seed + seeds)
        size = Size(numbers, declarations_a_day, before, days, processes, tuple(pair(one) for one in changed or ()))
        asked = Asked((scenario,) if scenario is not None else chosen.usual, size)
        for one in asked.scenarios:
            size.scenario(one)
        with progress() as bar:
            step = bar.add_task(f"Asking {seeds} {'country' if seeds == 1 else 'countries'}", total=None)
            table = chosen.carry_out(size, asked.scenarios, partial(bar.update, step, advance=1))
        if report is not None and chosen.page is not None:
            whole_files.write({report: whole_files.text(chosen.page(table, asked))})
    except (ScenarioRefused, StudyRefused, whole_files.CannotWrite) as refusal:
        raise refuse(str(refusal)) from refusal
    if as_json:
        typer.echo(json.dumps([_plain(row) for row in table.to_dicts()], ensure_ascii=False, allow_nan=False))
    else:
        _tell(table, report)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """What is not known, such as the interval of a single country, is null."""
    return {name: None if isinstance(of, float) and not math.isfinite(of) else of for name, of in row.items()}


def _tell(table: pl.DataFrame, report: Path | None) -> None:
    import polars as pl

    from trustlane.simulate.trials.saying import SIMULATED

    with pl.Config(
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_width_chars=240,
        float_precision=4,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
    ):
        typer.echo(str(table))
    say(SIMULATED)
    if report is not None:
        say(f"Report: {report}")
