"""`trustlane screen`: files of declarations in, a lane with its reasons for each out; no database, no server."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from trustlane.cli import app

if TYPE_CHECKING:
    import polars as pl

    from trustlane.declarations.frame import Read
    from trustlane.declarations.readers.mapping import Mapping
    from trustlane.selectivity.assessment import Assessment
    from trustlane.selectivity.basis import Basis, PriceTables
    from trustlane.selectivity.model.model import Model
    from trustlane.selectivity.policy import Policy
    from trustlane.selectivity.rules.compiled import Compiled
    from trustlane.standing.lists import ListRead

console = Console(stderr=True)

# A first try needs no secret: whoever screens for real gives a seed of their own by file.
TRIAL_SEED = b"trustlane: a trial seed, known to everybody"


def refuse(message: str) -> typer.Exit:
    """Print what is wrong and how to mend it; ends with 2."""
    console.print(f"[bold red]Refused.[/] {message}", highlight=False, markup=True)
    return typer.Exit(2)


@app.command()
def screen(
    files: Annotated[
        list[Path], typer.Argument(help="Files or folders of declarations: CSV, Parquet, XML, JSON.", exists=True)
    ],
    standing: Annotated[Path | None, typer.Option(help="List of trusted operators, CSV or XLSX.", exists=True)] = None,
    own: Annotated[str, typer.Option(help="Who speaks in the list where it does not say: your own ISO code.")] = "OWN",
    policy: Annotated[
        Path | None, typer.Option(help="Policy file (YAML); without it the one that ships.", exists=True)
    ] = None,
    rules: Annotated[Path | None, typer.Option(help="Targeting rules (YAML or JSON).", exists=True)] = None,
    model: Annotated[Path | None, typer.Option(help="A model made by `trustlane train`.", exists=True)] = None,
    mapping: Annotated[Path | None, typer.Option(help="Column mapping of your tables (YAML).", exists=True)] = None,
    history: Annotated[
        list[Path] | None,
        typer.Option(
            help="Earlier declarations to learn what is usual from; without them the files themselves.", exists=True
        ),
    ] = None,
    observe: Annotated[
        Path | None, typer.Option(help="What your present system really did with them.", exists=True)
    ] = None,
    seed: Annotated[
        Path | None, typer.Option(help="File with the secret seed of the random share.", exists=True)
    ] = None,
    at: Annotated[
        datetime | None, typer.Option(help="Moment of decision (UTC); without it each at its own lodging.")
    ] = None,
    zone: Annotated[str, typer.Option(help="Time zone of the offices, such as Asia/Seoul.")] = "UTC",
    out: Annotated[Path, typer.Option(help="Where the lanes go (Parquet).")] = Path("lanes.parquet"),
    report: Annotated[
        Path | None, typer.Option(help="Where a report goes: one page (HTML) that needs nothing else.")
    ] = None,
    prices_out: Annotated[Path | None, typer.Option(help="Where the two price tables go (Parquet).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Give every declaration a lane, its reasons, and the lane it would have had without the trusted-trader credit.

    Everything but FILES has a sensible default, so that you can try it on your own file in a minute.

    **Example:** `trustlane screen declarations.csv --standing our-aeos.xlsx --out lanes.parquet --report report.html`
    """
    import polars as pl

    from trustlane.selectivity import screening

    with _progress() as bar:
        step = bar.add_task("Reading declarations", total=7)
        read = _read(files, mapping, zone)
        bar.update(step, advance=1, description="Reading the list of trusted operators")
        listed = _standing(standing, own)
        bar.update(step, advance=1, description="Learning what is usual")
        basis = _basis(read.lines, listed, policy, rules, model, _history(history, mapping, zone), seed, own)
        bar.update(step, advance=1, description="Assessing")
        seen = screening.assess_lines(read.lines, basis, at=at.replace(tzinfo=UTC) if at else None)
        bar.update(step, advance=1, description="Fitting prices to capacity")
        tables = screening.fit_prices(seen)
        bar.update(step, advance=1, description="Deciding")
        decisions = screening.decide(seen, basis, tables)
        observed = _observed(observe, mapping, read)
        if observed is not None:
            decisions = with_observed(decisions, observed)
        bar.update(step, advance=1, description="Writing")
        decisions.write_parquet(out, compression="zstd")
        if prices_out is not None:
            pl.concat(
                [
                    tables.with_credit.table.with_columns(world=pl.lit("with credit")),
                    tables.without_credit.table.with_columns(world=pl.lit("without credit")),
                ]
            ).write_parquet(prices_out)
        if report is not None:
            _report(report, decisions, seen, basis, tables, read, listed)
        bar.update(step, advance=1, description="Done")
    _tell(decisions, read, listed, basis, tables, out, report, as_json)


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


def _read(files: list[Path], mapping: Path | None, zone: str) -> Read:
    from trustlane.declarations.readers import read_paths

    read = read_paths(files, mapping=_mapping(mapping), zone=zone)
    if read.lines.is_empty():
        first = read.refused[0] if read.refused else None
        why = f"{first.file}, {first.place}: {first.reason} {first.mend}" if first else "The files hold no declaration."
        raise refuse(f"No declaration could be read. {why}")
    return read


def _mapping(path: Path | None) -> Mapping | None:
    if path is None:
        return None
    from trustlane.declarations.readers.mapping_files import MappingRefused, load_mapping

    try:
        return load_mapping(path)
    except MappingRefused as refusal:
        raise refuse(str(refusal)) from refusal


def _standing(path: Path | None, own: str) -> ListRead | None:
    if path is None:
        return None
    from trustlane.standing.lists import read_list

    listed = read_list(path, known=datetime(1, 1, 1, tzinfo=UTC), default_issuer=own)
    if not listed.facts:
        first = listed.refused[0] if listed.refused else None
        raise refuse(
            f"{path.name}: " + (f"{first.place} {first.reason}. {first.mend}" if first else "the list is empty.")
        )
    return listed


def _history(paths: list[Path] | None, mapping: Path | None, zone: str) -> pl.DataFrame | None:
    return _read(paths, mapping, zone).lines if paths else None


def _basis(
    lines: pl.DataFrame,
    listed: ListRead | None,
    policy_path: Path | None,
    rules_path: Path | None,
    model_path: Path | None,
    history: pl.DataFrame | None,
    seed_path: Path | None,
    own: str,
) -> Basis:
    from trustlane.selectivity import policy, references
    from trustlane.selectivity.basis import Basis
    from trustlane.selectivity.money import Exchange
    from trustlane.selectivity.trust import Register

    try:
        chosen = policy.load(policy_path) if policy_path else policy.default()
    except policy.PolicyRefused as refusal:
        raise refuse(str(refusal)) from refusal
    owners = (*chosen.own, own)
    return Basis(
        policy=chosen,
        references=references.fit(history if history is not None else lines),
        register=Register.of(listed.facts, owners) if listed else Register.none(),
        exchange=Exchange.fitted(chosen.currency, chosen.exchange, lines),
        seed=seed_path.read_bytes() if seed_path else TRIAL_SEED,
        rules=_rules(rules_path, chosen) if rules_path else None,
        model=_model(model_path) if model_path else None,
    )


def _rules(path: Path, policy: Policy) -> Compiled:
    from trustlane.selectivity.rules.problems import RulesError
    from trustlane.selectivity.targeting import compiled_from

    try:
        return compiled_from(policy, path)
    except RulesError as refusal:
        raise refuse(f"{path.name}: {refusal}") from refusal


def _model(path: Path) -> Model:
    from trustlane.selectivity.model.model import ModelRefused, load

    try:
        return load(path)
    except ModelRefused as refusal:
        raise refuse(str(refusal)) from refusal


def _observed(path: Path | None, mapping: Path | None, read: Read) -> pl.DataFrame | None:
    if path is not None:
        from trustlane.declarations.readers.observed import read_observed

        found = read_observed(path, mapping=_mapping(mapping))
        for refusal in found.refused[:5]:
            console.print(
                f"[yellow]{refusal.file}, {refusal.place}:[/] {refusal.reason} {refusal.mend}", highlight=False
            )
        return found.observed
    return read.observed if read.observed.height else None


def with_observed(decisions: pl.DataFrame, observed: pl.DataFrame) -> pl.DataFrame:
    """Decisions with what was really done beside them; the last word about a declaration counts."""
    import polars as pl

    last = observed.unique("declaration", keep="last", maintain_order=True)
    named = last.rename({name: f"observed_{name}" for name in last.columns if name != "declaration"})
    return decisions.join(named, on="declaration", how="left", maintain_order="left").with_columns(
        pl.col("observed_lane").str.to_lowercase()
    )


def _report(
    path: Path,
    decisions: pl.DataFrame,
    seen: Assessment,
    basis: Basis,
    tables: PriceTables,
    read: Read,
    listed: ListRead | None,
) -> None:
    from trustlane.selectivity.report.page import page

    path.write_text(page(decisions, seen, basis, tables, read, listed), encoding="utf-8")


def summary(
    decisions: pl.DataFrame, read: Read, listed: ListRead | None, basis: Basis, tables: PriceTables
) -> dict[str, object]:
    """The outcome in figures."""
    lanes = decisions.group_by("lane").len().sort("len", descending=True)
    return {
        "declarations": decisions.height,
        "lines": read.lines.height,
        "refused": len(read.refused) + sum(number for _, number in read.unlisted),
        "lanes": dict(lanes.iter_rows()),
        "changed_by_credit": int(decisions["changed"].sum()),
        "drawn_by_lot": int(decisions["drawn"].sum()),
        "standing": {"facts": len(listed.facts), "refused": len(listed.refused)} if listed else None,
        "basis": basis.versions,
        "prices": {"with_credit": tables.with_credit.version, "without_credit": tables.without_credit.version},
        "stand_in_rates": dict(basis.exchange.taken),
    }


def _tell(
    decisions: pl.DataFrame,
    read: Read,
    listed: ListRead | None,
    basis: Basis,
    tables: PriceTables,
    out: Path,
    report: Path | None,
    as_json: bool,
) -> None:
    told = summary(decisions, read, listed, basis, tables)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    table = Table("Lane", "Declarations", "Share", title=f"{decisions.height:,} declarations decided")
    for lane, count in decisions.group_by("lane").len().sort("len", descending=True).iter_rows():
        table.add_row(lane, f"{count:,}", f"{count / decisions.height:.1%}")
    console.print(table)
    if listed:
        console.print(f"Trusted-trader credit changed the lane of {told['changed_by_credit']:,} declarations.")
    else:
        console.print("No list of trusted operators was given (--standing), so nobody has credit.")
    for code in basis.exchange.taken:
        console.print(
            f"No exchange rate for {code}: its median value was set to a typical one; "
            "give rates in the policy to mend this."
        )
    for refusal in read.refused[:10]:
        console.print(
            f"[yellow]Not read: {refusal.file}, {refusal.place}:[/] {refusal.reason} {refusal.mend}", highlight=False
        )
    more = int(str(told["refused"])) - min(10, len(read.refused))
    if more > 0:
        console.print(f"… and {more:,} more rows or messages; `trustlane declarations check` lists them.")
    for row in listed.refused[:10] if listed else ():
        console.print(f"[yellow]List, {row.place}:[/] {row.reason}. {row.mend}", highlight=False)
    console.print(f"Lanes: {out}" + (f" · report: {report}" if report else ""))
