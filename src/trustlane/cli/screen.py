"""`trustlane screen`: files of declarations in, a lane with its reasons for each out; no database, no server."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trustlane.cli import app, lanes_out, options, screening_inputs, whole_files
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


@dataclass(frozen=True)
class Asked:
    """What the command was given."""

    given: options.Given
    standing: Path | None
    own: str
    at: datetime | None
    out: Path
    report: Path | None
    prices_out: Path | None


@app.command()
def screen(
    files: options.Files,
    standing: Annotated[
        Path | None, typer.Option(help="List of trusted operators, CSV or XLSX.", exists=True, dir_okay=False)
    ] = None,
    own: Annotated[str, typer.Option(help="Who speaks in the list where it does not say: your own ISO code.")] = "OWN",
    policy: options.PolicyFile = None,
    rules: options.RulesFile = None,
    model: options.ModelFile = None,
    mapping: options.MappingFile = None,
    history: options.HistoryFiles = None,
    observe: options.ObservedFile = None,
    seed: options.SeedFile = None,
    at: Annotated[
        datetime | None, typer.Option(help="Moment of decision (UTC); without it each at its own lodging.")
    ] = None,
    zone: Annotated[str, typer.Option(help="Time zone of the offices, such as Asia/Seoul.")] = "UTC",
    out: Annotated[
        Path, typer.Option(help="Where the lanes go: .parquet whole, .csv and .xlsx as flat tables.")
    ] = Path("lanes.parquet"),
    report: Annotated[
        Path | None, typer.Option(help="Where a report goes: one page (HTML) that needs nothing else.")
    ] = None,
    prices_out: Annotated[
        Path | None, typer.Option(help="Where the two price tables go: .parquet, .csv or .xlsx.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Give every declaration a lane, its reasons, and the lane it would have had without the trusted-trader credit.

    Everything but FILES has a sensible default, so that you can try it on your own file in a minute.

    **Example:** `trustlane screen declarations.csv --standing our-aeos.xlsx --out lanes.parquet --report report.html`
    """
    given = options.Given(files, policy, rules, model, mapping, history or [], observe, seed, zone)
    asked = Asked(given, standing, own, at.replace(tzinfo=UTC) if at else None, out, report, prices_out)
    try:
        with progress() as bar:
            step = bar.add_task("", total=7)

            def doing(what: str) -> None:
                bar.update(step, advance=1, description=what)

            told = _screened(asked, doing)
    except (screening_inputs.InputRefused, whole_files.CannotWrite) as refusal:
        raise refuse(str(refusal)) from refusal
    if as_json:
        typer.echo(json.dumps(told.summary(), ensure_ascii=False))
    else:
        told.tell(out, report)


def _screened(asked: Asked, doing: Callable[[str], None]) -> Told:
    from trustlane.selectivity import references, screening
    from trustlane.selectivity.basis import Basis
    from trustlane.selectivity.coded import Coded
    from trustlane.selectivity.lodged_again import cancelled_by
    from trustlane.selectivity.money import Exchange
    from trustlane.selectivity.relodged import Earlier
    from trustlane.selectivity.trust import Register

    given = asked.given
    write = _checked(asked)
    # What is small is read first, so that a slip in it is told before the long work begins.
    zone = screening_inputs.zone_of(given.zone)
    policy = screening_inputs.policy_of(given.policy)
    rules = screening_inputs.rules_of(given.rules, policy)
    columns = screening_inputs.mapping_of(given.mapping)
    secret = screening_inputs.seed_of(given.seed)
    doing("Reading the list of trusted operators")
    listed = screening_inputs.standing_of(asked.standing, asked.own)
    trained = screening_inputs.model_of(given.model)
    done = screening_inputs.observed_of(given.observe, columns, zone)
    doing("Reading declarations")
    declared = screening_inputs.declared(given.files, columns, zone)
    read = declared.read
    doing("Learning what is usual")
    past = screening_inputs.declared(given.history, columns, zone).read if given.history else read
    coded = Coded(read.lines)
    basis = Basis(
        policy=policy,
        references=references.fit(past.lines, coded if past is read else None),
        register=Register.of(listed.facts, (*policy.own, asked.own), zone=zone) if listed else Register.none(),
        exchange=Exchange.fitted(policy.currency, policy.exchange, read.lines),
        seed=secret,
        rules=rules,
        model=trained,
    )
    doing("Assessing")
    earlier = Earlier(cancelled_by(read.events))
    seen = screening.assess_lines(read.lines, basis, at=asked.at, earlier=earlier, coded=coded)
    del coded  # with the lines, most of it may be forgotten now
    doing("Fitting prices to capacity")
    tables = screening.fit_prices(seen)
    doing("Deciding")
    decisions = screening.decide(seen, basis, tables)
    observed = done.observed if done is not None else read.observed
    if observed.height:
        decisions = lanes_out.with_observed(decisions, screening_inputs.under_our_references(observed, read))
    doing("Writing")
    files: dict[Path, Callable[[Path], None]] = {asked.out: lambda path: write[asked.out](decisions, path)}
    if (prices := asked.prices_out) is not None:
        files[prices] = lambda path: write[prices](lanes_out.both_prices(tables), path)
    if asked.report is not None:
        from trustlane.selectivity.report.page import page

        files[asked.report] = whole_files.text(page(decisions, seen, basis, tables, read, listed))
    whole_files.write(files)
    return Told(decisions, declared, listed, done.refused if done is not None else (), basis, tables)


def _checked(asked: Asked) -> dict[Path, Callable[[pl.DataFrame, Path], None]]:
    """How each table is written; refused where one cannot be, before anything is read."""
    tables = {"--out": asked.out, "--prices-out": asked.prices_out}
    read_from = (*asked.given.read_from, *([asked.standing] if asked.standing else []))
    whole_files.check(tables | {"--report": asked.report}, read_from)
    return {path: lanes_out.writer(option, path) for option, path in tables.items() if path is not None}


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
