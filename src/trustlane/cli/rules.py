"""The commands about officers' targeting rules: check a document, and try it on declarations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from trustlane.cli import app

if TYPE_CHECKING:
    from trustlane.selectivity.intervals import Rate
    from trustlane.selectivity.policy import Policy
    from trustlane.selectivity.rules.compiled import Compiled
    from trustlane.selectivity.rules.yields import RuleYield, Yields

rules = typer.Typer(no_args_is_help=True, help="Officers' targeting rules: check a document, try it on declarations.")
app.add_typer(rules, name="rules")

_FILE = typer.Argument(help="Rules, YAML or JSON.", exists=True, dir_okay=False)
_POLICY = typer.Option(help="Policy whose kinds and lanes the rules speak of; else the one that ships.", exists=True)
_JSON = typer.Option("--json", help="Print JSON for a program to read.")


@rules.command()
def check(
    file: Annotated[Path, _FILE],
    policy: Annotated[Path | None, _POLICY] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Read a rules document and print every mistake, with its place and how to mend it.

    Example: `trustlane rules check rules.yaml`

    Ends with 0 when every rule can be used, else with 1.
    """
    compiled, problems = _compiled(file, policy)
    if as_json:
        told: dict[str, Any] = {"problems": problems}
        if compiled is not None:
            told |= {"rules": len(compiled.rules.rules), "digest": compiled.digest, "fields": sorted(compiled.fields)}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif compiled is None:
        _print_problems(file, problems)
    else:
        Console().print(
            f"{len(compiled.rules.rules)} rules can be used. They ask about {', '.join(sorted(compiled.fields))}.\n"
            f"Digest of rules and lists: {compiled.digest}",
            markup=False,
            highlight=False,
        )
    raise typer.Exit(1 if compiled is None else 0)


@rules.command()
def test(
    file: Annotated[Path, _FILE],
    on: Annotated[
        list[Path], typer.Option("--on", help="Declarations to try them on, with results where known.", exists=True)
    ],
    mapping: Annotated[Path | None, typer.Option(help="Column mapping of your tables (YAML).", exists=True)] = None,
    policy: Annotated[Path | None, _POLICY] = None,
    zone: Annotated[str, typer.Option(help="Time zone of the offices, such as Asia/Seoul.")] = "UTC",
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Try rules on declarations: how often each hits, and what was found where somebody looked.

    Finds are counted among declarations with a known result; the interval holds the truth 19 times out of 20.

    Example: `trustlane rules test rules.yaml --on declarations.csv`
    """
    from rich.progress import Progress, SpinnerColumn, TextColumn

    compiled, problems = _compiled(file, policy)
    if compiled is None:
        if as_json:
            typer.echo(json.dumps({"problems": problems}, ensure_ascii=False, indent=2))
        else:
            _print_problems(file, problems)
        raise typer.Exit(1)
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True
    ) as bar:
        bar.add_task("Reading declarations and trying the rules", total=None)
        found = _yields(compiled, on, mapping, policy, zone)
    if as_json:
        typer.echo(json.dumps(_as_data(found, compiled), ensure_ascii=False, indent=2))
    else:
        _print_yields(found)


def _policy(path: Path | None) -> Policy:
    from trustlane.cli.refusal import Refused
    from trustlane.selectivity.policy import PolicyRefused, default, load

    try:
        return load(path) if path is not None else default()
    except PolicyRefused as refusal:
        raise Refused(str(refusal)) from refusal


def _compiled(file: Path, policy: Path | None) -> tuple[Compiled | None, list[dict[str, str]]]:
    from trustlane.selectivity.rules.problems import RulesRefused
    from trustlane.selectivity.targeting import compiled_from

    try:
        return compiled_from(_policy(policy), file), []
    except RulesRefused as refused:
        return None, [
            {"place": problem.place, "reason": problem.reason, "mend": problem.mend} for problem in refused.problems
        ]


def _yields(compiled: Compiled, on: list[Path], mapping: Path | None, policy: Path | None, zone: str) -> Yields:
    from trustlane.cli.refusal import Refused
    from trustlane.declarations.readers import read_paths
    from trustlane.declarations.readers.mapping_files import MappingRefused, load_mapping
    from trustlane.selectivity import references
    from trustlane.selectivity.assessment import hits_of, strengths_of
    from trustlane.selectivity.basis import Basis
    from trustlane.selectivity.heads import heads_of
    from trustlane.selectivity.money import Exchange
    from trustlane.selectivity.rules.yields import yields
    from trustlane.selectivity.signals.catalogue import all_signals
    from trustlane.selectivity.trust import Register, weigh

    try:
        read = read_paths(on, mapping=load_mapping(mapping) if mapping is not None else None, zone=zone)
    except MappingRefused as refusal:
        raise Refused(str(refusal)) from refusal
    if read.lines.is_empty():
        first = read.refused[0] if read.refused else None
        why = f"{first.file}, {first.place}: {first.reason} {first.mend}" if first else "The files hold none."
        raise Refused(f"No declaration could be read. {why}")
    chosen = _policy(policy)
    basis = Basis(
        policy=chosen,
        references=references.fit(read.lines),
        register=Register.none(),
        exchange=Exchange.fitted(chosen.currency, chosen.exchange, read.lines),
        seed=bytes(32),  # nothing is drawn here
        rules=compiled,
    )
    heads = heads_of(read.lines, None)
    # Signals are worth their time only where a rule asks for one.
    asked = tuple(one for one in all_signals() if one.name in compiled.fields)
    given = weigh(heads.frame, basis.register, chosen, basis.normal)
    strengths = strengths_of(heads, basis, asked, given) if asked else {}
    return yields(hits_of(heads, compiled, strengths), heads.frame["declaration"], read.outcomes)


def _as_data(found: Yields, compiled: Compiled) -> dict[str, Any]:
    return {
        "digest": compiled.digest,
        "declarations": found.declarations,
        "hit_by_none": found.hit_by_none,
        "anywhere": _rate(found.anywhere),
        "rules": [
            {
                "id": one.rule.id,
                "title": one.rule.title,
                "family": one.rule.family,
                "kind": one.rule.kind,
                "hits": one.hits,
                "share": one.share,
                "alone": one.alone,
                "found": _rate(one.found),
                "found_of_kind": _rate(one.found_of_kind),
            }
            for one in found.rules
        ],
    }


def _rate(of: Rate) -> dict[str, Any]:
    low, high = of.interval
    return {"found": of.hits, "examined": of.cases, "rate": of.rate, "low": low, "high": high}


def _print_problems(file: Path, problems: list[dict[str, str]]) -> None:
    from rich.markup import escape

    table = Table(title=f"To mend in {escape(file.name)}", title_justify="left", show_lines=True)
    for heading in ("Where", "What is wrong", "How to mend it"):
        table.add_column(heading, overflow="fold")
    for problem in problems:
        table.add_row(*(_plain(problem[key]) for key in ("place", "reason", "mend")))
    Console().print(table)


def _print_yields(found: Yields) -> None:
    table = Table(title=f"{len(found.rules)} rules on {found.declarations:,} declarations", title_justify="left")
    table.add_column("Rule", overflow="fold", min_width=18)
    for heading in ("Hits", "Share", "Alone", "Examined", "Found", "Rate"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in sorted(found.rules, key=_best_first):
        table.add_row(
            f"[bold]{_plain(one.rule.id)}[/]",
            f"{one.hits:,}",
            f"{one.share:.2%}",
            f"{one.alone:,}",
            f"{one.found.cases:,}",
            f"{one.found.hits:,}",
            _written(one.found),
        )
    console = Console()
    console.print(table)
    if found.anywhere.cases:
        console.print(f"Looking anywhere finds something in {_written(found.anywhere)} of {found.anywhere.cases:,}.")
    else:
        console.print("No results are known for these declarations, so nothing can be said about finds.")
    console.print(f"{found.hit_by_none:,} declarations meet no rule.")


def _best_first(one: RuleYield) -> tuple[float, int]:
    return (-(one.found.rate or 0.0), -one.hits)


def _written(of: Rate) -> str:
    if of.rate is None:
        return "–"
    low, high = of.interval
    return f"{of.rate:.1%} ({low:.0%}–{high:.0%})"


def _plain(text: str) -> str:
    """Text from a file, with nothing in it that a terminal or rich would act on."""
    from rich.markup import escape

    return escape("".join(each if each.isprintable() else " " for each in text))
