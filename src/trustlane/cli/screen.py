"""`trustlane screen`: files of declarations in, a lane with its reasons for each out; no database, no server."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trustlane.cli import app, screening_inputs, whole_files
from trustlane.cli.telling import (
    SHOWN,
    lanes_of,
    progress,
    refuse,
    say,
    tell_changed,
    tell_currencies,
    tell_lanes,
    tell_not_seen,
    tell_row,
    tell_unread,
)

if TYPE_CHECKING:
    import polars as pl

    from trustlane.cli.screening_inputs import Declared
    from trustlane.declarations.frame import Refusal
    from trustlane.selectivity.basis import Basis, PriceTables
    from trustlane.standing.lists import ListRead

ROWS = 1 << 17  # in a group of the file: whole columns of a million rows would be packed at once otherwise


@app.command()
def screen(
    files: Annotated[
        list[Path], typer.Argument(help="Files or folders of declarations: CSV, Parquet, XML, JSON.", exists=True)
    ],
    standing: Annotated[
        Path | None, typer.Option(help="List of trusted operators, CSV or XLSX.", exists=True, dir_okay=False)
    ] = None,
    own: Annotated[str, typer.Option(help="Who speaks in the list where it does not say: your own ISO code.")] = "OWN",
    policy: Annotated[
        Path | None,
        typer.Option(help="Policy file (YAML); without it the one that ships.", exists=True, dir_okay=False),
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(help="Targeting rules (YAML or JSON).", exists=True, dir_okay=False)
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="A model made by `trustlane train`.", exists=True, dir_okay=False)
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="Column mapping of your tables (YAML).", exists=True, dir_okay=False)
    ] = None,
    history: Annotated[
        list[Path] | None,
        typer.Option(
            help="Earlier declarations to learn what is usual from; without them the files themselves.", exists=True
        ),
    ] = None,
    observe: Annotated[
        Path | None, typer.Option(help="What your present system really did with them.", exists=True, dir_okay=False)
    ] = None,
    seed: Annotated[
        Path | None, typer.Option(help="File with the secret seed of the random share.", exists=True, dir_okay=False)
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
    try:
        with progress() as bar:
            step = bar.add_task("", total=7)

            def doing(what: str) -> None:
                bar.update(step, advance=1, description=what)

            told = _screened(
                files,
                standing,
                own,
                policy,
                rules,
                model,
                mapping,
                history,
                observe,
                seed,
                at.replace(tzinfo=UTC) if at else None,
                zone,
                out,
                report,
                prices_out,
                doing,
            )
    except (screening_inputs.InputRefused, whole_files.CannotWrite) as refusal:
        raise refuse(str(refusal)) from refusal
    if as_json:
        typer.echo(json.dumps(told.summary(), ensure_ascii=False))
    else:
        told.tell(out, report)


def _screened(
    files: list[Path],
    standing: Path | None,
    own: str,
    policy: Path | None,
    rules: Path | None,
    model: Path | None,
    mapping: Path | None,
    history: list[Path] | None,
    observe: Path | None,
    seed: Path | None,
    at: datetime | None,
    zone: str,
    out: Path,
    report: Path | None,
    prices_out: Path | None,
    doing: Callable[[str], None],
) -> Told:
    from trustlane.selectivity import references, screening
    from trustlane.selectivity.basis import Basis
    from trustlane.selectivity.lodged_again import cancelled_by
    from trustlane.selectivity.money import Exchange
    from trustlane.selectivity.relodged import Earlier
    from trustlane.selectivity.trust import Register

    given = tuple(path for path in (standing, policy, rules, model, mapping, observe, seed) if path is not None)
    whole_files.check(
        {"--out": out, "--report": report, "--prices-out": prices_out}, (*files, *(history or []), *given)
    )
    # What is small is read first, so that a slip in it is told before the long work begins.
    screening_inputs.zone_of(zone)
    chosen = screening_inputs.policy_of(policy)
    compiled = screening_inputs.rules_of(rules, chosen)
    columns = screening_inputs.mapping_of(mapping)
    secret = screening_inputs.seed_of(seed)
    doing("Reading the list of trusted operators")
    listed = screening_inputs.standing_of(standing, own)
    trained = screening_inputs.model_of(model)
    done = screening_inputs.observed_of(observe, columns, zone)
    doing("Reading declarations")
    declared = screening_inputs.declared(files, columns, zone)
    read = declared.read
    doing("Learning what is usual")
    earlier = screening_inputs.declared(history, columns, zone).read.lines if history else read.lines
    basis = Basis(
        policy=chosen,
        references=references.fit(earlier),
        register=Register.of(listed.facts, (*chosen.own, own)) if listed else Register.none(),
        exchange=Exchange.fitted(chosen.currency, chosen.exchange, read.lines),
        seed=secret,
        rules=compiled,
        model=trained,
    )
    doing("Assessing")
    seen = screening.assess_lines(read.lines, basis, at=at, earlier=Earlier(cancelled_by(read.events)))
    doing("Fitting prices to capacity")
    tables = screening.fit_prices(seen)
    doing("Deciding")
    decisions = screening.decide(seen, basis, tables)
    observed = done.observed if done is not None else read.observed
    if observed.height:
        decisions = with_observed(decisions, screening_inputs.under_our_references(observed, read))
    doing("Writing")
    wanted: dict[Path, Callable[[Path], None]] = {out: lambda path: write_lanes(decisions, path)}
    if prices_out is not None:
        wanted[prices_out] = lambda path: both_prices(tables).write_parquet(path)
    if report is not None:
        from trustlane.selectivity.report.page import page

        text = page(decisions, seen, basis, tables, read, listed)
        wanted[report] = lambda path: _write_text(path, text)
    whole_files.write(wanted)
    return Told(decisions, declared, listed, done.refused if done is not None else (), basis, tables)


def write_lanes(decisions: pl.DataFrame, path: Path) -> None:
    """Write decisions as Parquet, some rows at a time, so that a million need little memory."""
    decisions.write_parquet(path, compression="zstd", compression_level=1, row_group_size=ROWS)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def both_prices(tables: PriceTables) -> pl.DataFrame:
    """The two price tables as one."""
    import polars as pl

    return pl.concat(
        [
            tables.with_credit.table.with_columns(world=pl.lit("with credit")),
            tables.without_credit.table.with_columns(world=pl.lit("without credit")),
        ]
    )


def with_observed(decisions: pl.DataFrame, observed: pl.DataFrame) -> pl.DataFrame:
    """Decisions with what was really done beside them; the last word about a declaration counts."""
    import polars as pl

    last = observed.unique("declaration", keep="last", maintain_order=True)
    named = last.rename({name: f"observed_{name}" for name in last.columns if name != "declaration"})
    return decisions.join(named, on="declaration", how="left", maintain_order="left").with_columns(
        pl.col("observed_lane").str.to_lowercase()
    )


@dataclass(frozen=True)
class Told:
    """What came of it, for people and for programs."""

    decisions: pl.DataFrame
    declared: Declared
    listed: ListRead | None
    not_seen: tuple[Refusal, ...]  # rows of what was done that could not be used
    basis: Basis
    tables: PriceTables

    @property
    def lanes(self) -> dict[str, int]:
        """Declarations by lane, the most first."""
        return lanes_of(self.decisions)

    def summary(self) -> dict[str, object]:
        """The outcome in figures."""
        read, listed = self.declared.read, self.listed
        return {
            "declarations": self.decisions.height,
            "lines": read.lines.height,
            "refused": read.refused_count,
            "lodged_again_under_a_used_reference": self.declared.again,
            "lanes": self.lanes,
            "changed_by_credit": int(self.decisions["changed"].sum()),
            "drawn_by_lot": int(self.decisions["drawn"].sum()),
            "standing": {"facts": len(listed.facts), "refused": len(listed.refused), "notes": list(listed.notes)}
            if listed
            else None,
            "basis": self.basis.versions,
            "prices": {
                "with_credit": self.tables.with_credit.version,
                "without_credit": self.tables.without_credit.version,
            },
            "stand_in_rates": dict(self.basis.exchange.taken),
        }

    def tell(self, out: Path, report: Path | None) -> None:
        """The outcome in a table and a few sentences."""
        tell_lanes(self.decisions)
        if self.listed:
            tell_changed(self.decisions)
        else:
            say("No list of trusted operators was given (--standing), so nobody has credit.")
        tell_currencies(self.basis)
        if self.declared.again:
            say(
                f"{self.declared.again:,} messages bear a reference that was used before them; "
                "each was decided as a further version of it."
            )
        self._tell_refused()
        say(f"Lanes: {out}" + (f" · report: {report}" if report else ""))

    def _tell_refused(self) -> None:
        tell_unread(self.declared.read)
        for row in self.listed.refused[:SHOWN] if self.listed else ():
            tell_row(f"List, {row.place}:", f"{row.reason}. {row.mend}")
        if self.listed and len(self.listed.refused) > SHOWN:
            say(f"… and {len(self.listed.refused) - SHOWN:,} more rows of the list.")
        for note in self.listed.notes if self.listed else ():
            say(f"List: {note}")
        tell_not_seen(self.not_seen)
