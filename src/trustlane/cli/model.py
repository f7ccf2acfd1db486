"""The commands about the model: train one from past results, and judge how well it tells cases apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from trustlane.cli import app, options
from trustlane.cli.refusal import Refused

if TYPE_CHECKING:
    from trustlane.declarations.frame import Read
    from trustlane.selectivity.evaluation.result import Evaluation, Mean

SHOWN = 3

Zone = Annotated[str, typer.Option(help="Time zone of the offices, such as Asia/Seoul.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="A kind of offence; may be given several times.")]
Seed = Annotated[int, typer.Option(help="What lots are drawn from: the same seed gives the same result.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


@app.command()
def train(
    files: options.Files,
    out: Annotated[Path, typer.Option(help="Where the model goes.")] = Path("model.tlm"),
    outcomes: Annotated[
        list[Path] | None,
        typer.Option(help="Files with results of inspections, where the declarations do not carry them.", exists=True),
    ] = None,
    mapping: options.MappingFile = None,
    zone: Zone = "UTC",
    kind: Kinds = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Learn a model from past declarations and what was found on them. Needs no database.

    Rows that repeat one another never stand on both sides of a fold, so the figures it prints can be believed.

    Example: `trustlane train january.csv february.csv --out model.tlm`
    """
    from trustlane.selectivity.model.fitting import FitRefused, fit

    with _progress() as bar:
        step = bar.add_task("Reading declarations")
        read = _read([*files, *(outcomes or [])], mapping, zone)
        try:
            model = fit(
                read.lines,
                read.outcomes,
                kinds=kind,
                seed=seed,
                progress=lambda doing: bar.update(step, description=doing),
            )
        except FitRefused as refusal:
            raise Refused(f"{refusal} {_how_to_give_results()}") from refusal
        model.save(out)
    card = model.card()
    if as_json:
        typer.echo(json.dumps({"file": str(out), **card}, ensure_ascii=False, indent=2, default=str))
        return
    _print_card(card, out)


@app.command()
def evaluate(
    files: options.Files,
    mapping: options.MappingFile = None,
    zone: Zone = "UTC",
    kind: Kinds = None,
    seed: Seed = 0,
    workers: Annotated[int, typer.Option(help="How many folds are worked on at a time.", min=1)] = 2,
    report: Annotated[Path | None, typer.Option(help="Where a page (HTML) with the result goes.")] = None,
    as_json: AsJson = False,
) -> None:
    """Judge the model on declarations with known results, beside a look-up and chance. Needs no database.

    Five folds of combinations: everything is learnt outside a fold, and judged on the first row of each combination in
    it. Other rows of a combination only repeat it.

    Example: `trustlane evaluate declarations/ --report evaluation.html`
    """
    from trustlane.selectivity.evaluation.evaluate import EvaluationRefused
    from trustlane.selectivity.evaluation.evaluate import evaluate as judge

    with _progress() as bar:
        step = bar.add_task("Reading declarations")
        read = _read(files, mapping, zone)
        try:
            found = judge(
                read.lines,
                read.outcomes,
                kinds=kind,
                seed=seed,
                workers=workers,
                progress=lambda doing: bar.update(step, description=f"Judged {doing}"),
            )
        except EvaluationRefused as refusal:
            raise Refused(f"{refusal} {_how_to_give_results()}") from refusal
    if report is not None:
        from trustlane.selectivity.evaluation.page import page

        report.write_text(page(found), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        return
    _print_evaluation(found)


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _how_to_give_results() -> str:
    return (
        "Results are read from the columns that the mapping names under `outcomes`, "
        "see `trustlane declarations check --help`."
    )


def _read(files: list[Path], mapping: Path | None, zone: str) -> Read:
    from trustlane.declarations.readers import read_paths

    read = read_paths(files, mapping=_mapping(mapping), zone=zone)
    console = Console(stderr=True)
    for refusal in read.refused[:SHOWN]:
        console.print(
            f"{refusal.file}, {refusal.place}: {refusal.reason} {refusal.mend}",
            style="yellow",
            markup=False,
            highlight=False,
        )
    if len(read.refused) > SHOWN:
        console.print(f"… and {len(read.refused) - SHOWN:,} more refused", style="yellow", highlight=False)
    if read.lines.is_empty():
        raise Refused("The files hold no declaration that could be read.")
    return read


def _mapping(path: Path | None) -> Any:
    if path is None:
        return None
    from trustlane.declarations.readers.mapping_files import MappingRefused, load_mapping

    try:
        return load_mapping(path)
    except MappingRefused as refusal:
        raise Refused(str(refusal)) from refusal


def _print_card(card: dict[str, Any], out: Path) -> None:
    console = Console()
    window = card["window"]
    console.print(f"[bold]{out}[/] is model [bold]{card['version']}[/]", highlight=False)
    console.print(
        f"Learnt from {window['declarations']:,} declarations, {window['first']} to {window['last']}, "
        f"{window['combinations']:,} distinct combinations.",
        highlight=False,
    )
    table = Table(title="On combinations left out", title_justify="left")
    for heading in ("kind", "declarations with a find", "base rate", "precision at 5 %", "recall at 5 %", "AUC"):
        table.add_column(heading, justify="left" if heading == "kind" else "right")
    for kind, said in card["kinds"].items():
        at = said["rates"].index(0.05) if said["rates"] else None
        table.add_row(
            kind,
            f"{said['found']:,}",
            f"{said['base']:.1%}",
            f"{said['precision'][at]:.1%}" if at is not None else "not judged",
            f"{said['recall'][at]:.1%}" if at is not None else "not judged",
            f"{said['auc']:.3f}" if said["auc"] is not None else "not judged",
        )
    console.print(table)
    for kind, why in card["left_out"].items():
        console.print(f"[yellow]{kind}[/] was left out: {why}.", highlight=False)
    console.print(f"Use it: trustlane screen FILES --model {out}", highlight=False)


def _print_evaluation(found: Evaluation) -> None:
    from trustlane.selectivity.evaluation.result import sentences

    console = Console()
    console.print(
        f"{found.rows:,} lines, {found.combinations:,} combinations, {found.folds} folds of combinations; "
        "mean ± standard deviation over folds, judged on the first row of each combination.",
        highlight=False,
    )
    for one in found.kinds:
        console.print(f"[bold]{one.kind}[/]: {one.judged:,} judged, base rate {one.base:.1%}", highlight=False)
        console.print(_table("precision at", one.methods, found.rates, one.precision, one.auc))
        console.print(_table("recall at", one.methods, found.rates, one.recall))
        console.print("What is within noise (95 % intervals of differences, fold by fold)", style="bold")
        for sentence in sentences(one, found.rates):
            console.print(f"  {sentence}", highlight=False, soft_wrap=True)
    for kind, why in found.left_out.items():
        console.print(f"[yellow]{kind}[/] was not evaluated: {why}.", highlight=False)


def _table(
    title: str,
    methods: Iterable[str],
    rates: tuple[float, ...],
    at: Callable[[str, int], Mean],
    auc: Callable[[str], Mean] | None = None,
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column(title)
    for heading in [f"{rate:.0%}" for rate in rates] + (["AUC"] if auc else []):
        table.add_column(heading, justify="right", no_wrap=True)
    for method in methods:
        means = [at(method, place) for place in range(len(rates))] + ([auc(method)] if auc else [])
        style = "bold" if method == "model" else ""
        table.add_row(method, *[f"{mean.mean:.3f} ±{mean.sd:.3f}".replace("±0", "±") for mean in means], style=style)
    return table
