"""`trustlane keep`: files of declarations into the database, screened by the register that is there, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trustlane.cli import app, node_database, options, screening_inputs
from trustlane.cli.keeping_told import Outcome, Screened
from trustlane.cli.refusal import Refused
from trustlane.cli.telling import progress, refuse
from trustlane.config import lots
from trustlane.config.settings import InForce, in_force

if TYPE_CHECKING:
    import polars as pl

    from trustlane.access.actors import Actor
    from trustlane.declarations.frame import Read, Refusal
    from trustlane.declarations.readers.mapping import Mapping
    from trustlane.selectivity.basis import Basis
    from trustlane.selectivity.model.model import Model
    from trustlane.selectivity.money import Exchange
    from trustlane.selectivity.policy import Policy
    from trustlane.selectivity.references import References
    from trustlane.selectivity.rules.compiled import Compiled

NAMED = 3  # files by name in the source that is kept; the others are counted


@dataclass(frozen=True)
class Asked:
    """What the command was given."""

    given: options.Given
    by: str
    as_dated: bool


@app.command()
def keep(
    files: options.Files,
    by: Annotated[str, typer.Option(help="The officer who has them kept: a risk manager, by the name to log in with.")],
    policy: options.PolicyFile = None,
    rules: options.RulesFile = None,
    model: options.ModelFile = None,
    mapping: options.MappingFile = None,
    history: options.HistoryFiles = None,
    observe: options.ObservedFile = None,
    seed: Annotated[
        Path | None,
        typer.Option(
            help="File with the secret seed of the random share; without it the node's own, drawn at the first time.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    zone: Annotated[
        str, typer.Option(help="Time zone of the offices, such as Asia/Seoul; the settings' node.zone unless given.")
    ] = "",
    as_dated: Annotated[
        bool,
        typer.Option(
            "--as-dated/--no-as-dated",
            help="Take over a past: each counts as known, and is decided, when it was lodged, by the standing known "
            "then. Else all is known, and decided, now.",
        ),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Keep declarations in the database, and give what was not kept before its lane: pages show both at once.

    Everything is kept, or nothing. Who keeps the same twice adds nothing. The register is that of the database: see
    the lists on the pages. What an office can do on a day is shared out among what is kept together; what is kept later
    of the same day gets what is left of it.

    Example: `trustlane keep declarations.csv --mapping mapping.yaml --by mira`

    Ends with 0 when it was done, rows refused or not; with 1 where the node or the permits refuse it; with 2 where
    what was given cannot be used.
    """
    node = in_force()
    now = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    given = options.Given(
        files, policy, rules, model, mapping, history or [], observe, seed, zone or node.settings.node.zone
    )
    asked = Asked(given, by, as_dated)
    try:
        with progress() as bar:
            step = bar.add_task("Opening the database", total=6)

            def doing(what: str) -> None:
                bar.update(step, advance=1, description=what)

            with node_database.opened(node):
                outcome = keeping(asked, node, at=now, doing=doing)
    except screening_inputs.InputRefused as refusal:
        raise refuse(str(refusal)) from refusal
    if as_json:
        typer.echo(json.dumps(outcome.summary(), ensure_ascii=False))
    else:
        outcome.tell()


@dataclass(frozen=True)
class Prepared:
    """What decisions will rest on, but for the register: that is asked in the transaction that keeps them."""

    policy: Policy
    rules: Compiled | None
    model: Model | None
    usual: References
    exchange: Exchange
    own: tuple[str, ...]
    zone: str


def keeping(asked: Asked, node: InForce, *, at: datetime, doing: Callable[[str], None]) -> Outcome:
    """Read, then keep, screen and keep the decisions in one transaction; asked for by an officer, at `at`."""
    from django.db import transaction

    from trustlane.access.refusals import AccessRefusal
    from trustlane.declarations.actions import keeping as declarations
    from trustlane.selectivity.actions.committing import commit_seed

    who = _officer(asked.by, at)
    read, not_seen, prepared = _prepared(asked, node, doing)
    file, drawn = (asked.given.seed, False) if asked.given.seed is not None else lots.ensure(node.state)
    secret = screening_inputs.seed_of(file)
    try:
        with transaction.atomic():
            doing("Keeping declarations")
            loaded = declarations.keep(
                read=read,
                source=_source(asked.given.files),
                by=who,
                at=at,
                zone=asked.given.zone,
                as_dated=asked.as_dated,
            )
            committed = commit_seed(seed=secret, by=who, at=at)
            screened = None
            if not loaded.fresh["message"].eq_missing("cancellation").all():
                doing("Screening what is new")
                basis = _basis(prepared, secret, at, as_dated=asked.as_dated)
                screened = _screened(loaded.fresh, read.events, basis, asked, who, at, doing)
    except AccessRefusal as refusal:
        raise Refused(str(refusal)) from refusal
    return Outcome(read, not_seen, loaded, screened, committed, file if drawn else None)


def _prepared(asked: Asked, node: InForce, doing: Callable[[str], None]) -> tuple[Read, tuple[Refusal, ...], Prepared]:
    """Everything that is given by file, read whole or refused; what is small first, so that a slip is told early."""
    from trustlane.declarations.readers.lodged_twice import told_apart
    from trustlane.selectivity import references
    from trustlane.selectivity.money import Exchange

    screening_inputs.zone_of(asked.given.zone)
    policy = screening_inputs.policy_of(asked.given.policy)
    rules = screening_inputs.rules_of(asked.given.rules, policy)
    columns = screening_inputs.mapping_of(asked.given.mapping)
    if asked.given.seed is not None:
        screening_inputs.seed_of(asked.given.seed)
    model = screening_inputs.model_of(asked.given.model)
    doing("Reading declarations")
    read, not_seen = _read(asked, columns)
    doing("Learning what is usual")
    before = (
        screening_inputs.declared(asked.given.history, columns, asked.given.zone).read if asked.given.history else None
    )
    prepared = Prepared(
        policy=policy,
        rules=rules,
        model=model,
        usual=references.fit((before or told_apart(read)[0]).lines),
        exchange=Exchange.fitted(policy.currency, policy.exchange, read.lines),
        own=(*policy.own, node.settings.node.administration),
        zone=asked.given.zone,
    )
    return read, not_seen, prepared


def _basis(prepared: Prepared, seed: bytes, at: datetime, *, as_dated: bool) -> Basis:
    """With the register: for a past everything ever known of it, each with its time; else what is known now."""
    from trustlane.recognition.queries import ages
    from trustlane.selectivity.basis import Basis
    from trustlane.selectivity.queries.holds import rules_with_holds
    from trustlane.selectivity.trust import Register
    from trustlane.standing import queries

    facts = queries.everything(at) if as_dated else queries.snapshot(at)
    heard = ages.heard(None if as_dated else at)
    return Basis(
        policy=prepared.policy,
        references=prepared.usual,
        register=Register.of(facts, prepared.own, heard=heard, zone=prepared.zone) if facts else Register.none(),
        exchange=prepared.exchange,
        seed=seed,
        # What officers hold now says nothing of a past that is taken over.
        rules=prepared.rules if as_dated else rules_with_holds(prepared.policy, prepared.rules, at=at),
        model=prepared.model,
    )


def _officer(username: str, at: datetime) -> Actor:
    """Who has it done; refused before the long work where the permits will refuse it."""
    from trustlane.access import evaluator
    from trustlane.access.queries import people
    from trustlane.access.refusals import Refused as Forbidden
    from trustlane.declarations.permits import Permission as Declarations
    from trustlane.selectivity.permits import Permission as Selectivity

    user = people().filter(username__iexact=username).first()
    if user is None:
        raise Refused(f"nobody is enrolled who logs in as {username!r}; give --by the name of a risk manager")
    who = evaluator.as_actor(user, at)
    try:
        for permission in (Declarations.LOAD_DECLARATIONS, Selectivity.SCREEN):
            evaluator.in_force().require(who, permission, at=at)
    except Forbidden as refusal:
        raise Refused(
            f"{username} may not do this; one of these would have to hold: {' / '.join(refusal.why)}"
        ) from None
    return who


def _read(asked: Asked, columns: Mapping | None) -> tuple[Read, tuple[Refusal, ...]]:
    """Everything the files say, with what was done from a file of its own; and the rows of that which say nothing."""
    import polars as pl

    done = screening_inputs.observed_of(asked.given.observe, columns, asked.given.zone)
    read = screening_inputs.reading(asked.given.files, columns, asked.given.zone)
    observed = pl.concat([read.observed, done.observed]) if done is not None else read.observed
    whole = replace(read, observed=screening_inputs.under_our_references(observed, read))
    return whole, done.refused if done is not None else ()


def _source(files: Sequence[Path]) -> str:
    """What the kept rows name as their source: the files, by name."""
    more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
    return ", ".join(path.name for path in files[:NAMED]) + more


def _screened(
    fresh: pl.DataFrame,
    events: pl.DataFrame,
    basis: Basis,
    asked: Asked,
    who: Actor,
    at: datetime,
    doing: Callable[[str], None],
) -> Screened:
    import polars as pl

    from trustlane.selectivity import screening
    from trustlane.selectivity.actions.keeping import keep_decisions
    from trustlane.selectivity.queries.kept import kept_beside
    from trustlane.selectivity.queries.lodgings import known_beside

    decisions, tables = screening.screen(
        fresh,
        basis,
        at=None if asked.as_dated else at,
        earlier=known_beside(fresh, events, normal=basis.normal),
        kept=kept_beside(fresh),
    )
    doing("Keeping decisions")
    keep_decisions(
        # Where no regime is stated, screening decides as for an import: that is what is kept of the decision.
        decisions=decisions.with_columns(pl.col("regime").fill_null("import")),
        lines=fresh,
        basis=basis.named,
        tables=tables,
        policy_text=screening_inputs.policy_text_of(asked.given.policy),
        by=who,
        at=at,
    )
    return Screened(decisions, basis, tables)
