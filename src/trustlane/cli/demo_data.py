"""The demonstration: an invented country's quarter, laid into the database by the deeds an administration would do.

Everything happens in one transaction whose last row is the mark that it is done: killed in the middle, nothing of it
stays, and the next start begins anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from trustlane.config.demonstration import PASSWORD, PEOPLE

if TYPE_CHECKING:
    import polars as pl

    from trustlane.access.models import User
    from trustlane.selectivity.model.model import Model
    from trustlane.selectivity.references import References
    from trustlane.simulate.plain import Trade
    from trustlane.standing.facts import StandingFact

SEED = 20_260_401
OWN = "XA"
PARTNERS = ("XB", "XC")
DAYS = 92
DECLARATIONS = 150_000
OPERATORS = 300
LEARNING = 31  # the first days of the quarter, from whose results the model of the rest is trained
DONE = "demonstration.load"
LOTS = b"trustlane: the seed of the demonstration's random share"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How much to lay in; smaller for tests."""

    declarations: int = DECLARATIONS
    operators: int = OPERATORS
    days: int = DAYS


def load(console: Console, size: Size = Size(), today: date | None = None) -> None:
    """Lay the demonstration in, if it is not there yet. `today` is the day after its last one."""
    from django.db import transaction

    from trustlane.ledger.queries import story

    last = (today or datetime.now(UTC).date()) - timedelta(days=1)  # noqa: TID251 - a command is where the clock is read
    first = last - timedelta(days=size.days - 1)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with transaction.atomic(), Progress(*columns, console=console, transient=True) as bar:
        _wait_for_one_that_was_killed()
        if story(_mark()):
            return
        step = bar.add_task("Inventing a country", total=5)

        def say(what: str) -> None:
            bar.update(step, advance=1, description=what)

        _lay(first, last, size, say)
    console.print(f"Laid in an invented quarter, {first} to {last}.", style="dim")


def _wait_for_one_that_was_killed() -> None:
    """The server may still be committing what a loader sent before it was killed: whether it is done is asked after."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [DONE])


def print_people(console: Console) -> None:
    """Who can log in, and what each comes for."""
    table = Table("Log in as", "Password", "To see", box=None, padding=(0, 2))
    for person in PEOPLE:
        table.add_row(person.username, PASSWORD, str(person.what))
    console.print(table)
    console.print()


def _mark() -> Any:
    from trustlane.ledger.subjects import Subject

    return Subject("demonstration", "quarter")


def _lay(first: date, last: date, size: Size, say: Say) -> None:
    from trustlane.ledger.actions import record
    from trustlane.simulate.plain import plain

    trade = _until(
        last,
        plain(SEED, first, last, declarations=size.declarations, operators=size.operators, own=OWN, partners=PARTNERS),
    )
    founded = _at(first - timedelta(days=90))
    end = _at(last + timedelta(days=1))
    say("Giving people their roles, by two")
    users = _people(founded, trade)
    say("Applying lists of trusted operators, by two")
    _standing(trade, users, founded, first)
    say("Keeping declarations, and training a model on the first month's results")
    first_month = first + timedelta(days=LEARNING)
    with ThreadPoolExecutor(1) as beside:
        # Keeping waits for the database, training for the processor: they do not stand in each other's way.
        learning = beside.submit(_learn, trade, first_month)
        _declarations(trade, end)
        learnt = learning.result()
    say("Screening the quarter")
    _decisions(trade, learnt, first_month, end)
    _proposal(users, _at(last, 15))
    say("Done")
    record(
        verb=DONE, actor="system:demonstration", subjects=[_mark()], at=end, after={"declarations": size.declarations}
    )


def _until(last: date, trade: Trade) -> Trade:
    """Without what is lodged again after the last day: no day of the demonstration is nearly empty."""
    import polars as pl

    read = trade.read
    lines = read.lines.filter(pl.col("day") <= last)
    kept = lines.select("declaration").unique()

    def of_kept(rows: pl.DataFrame) -> pl.DataFrame:
        return rows.join(kept, on="declaration", how="semi", maintain_order="left")

    events, observed, outcomes = (of_kept(rows) for rows in (read.events, read.observed, read.outcomes))
    return replace(trade, read=replace(read, lines=lines, events=events, observed=observed, outcomes=outcomes))


def _at(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _people(at: datetime, trade: Trade) -> dict[str, User]:
    """Two administrators found the house; every other role is proposed by one and approved by the other."""
    from trustlane.access.actions import people, roles
    from trustlane.access.actions.founding import Founder, found
    from trustlane.access.roles import Role

    founders = [person for person in PEOPLE if person.role == Role.ADMINISTRATOR]
    first, second = found(
        founders=[Founder(person.username, person.full_name, PASSWORD) for person in founders],
        at=at,
        reason="the demonstration begins",
    )
    users = {first.username: first, second.username: second}
    for person in PEOPLE:
        if person in founders:
            continue
        user = people.enrol(
            username=person.username,
            full_name=person.full_name,
            password=PASSWORD,
            by=first,
            at=at,
            office=person.office,
            operator=_trader(trade) if person.role == Role.OPERATOR else "",
        )
        proposal = roles.propose(
            user=user, role=Role(person.role), office=person.office, by=first, at=at, reason=str(person.what)
        )
        roles.approve(proposal=proposal, by=second, at=at + timedelta(minutes=5))
        users[person.username] = user
    return users


def _proposal(users: dict[str, User], at: datetime) -> None:
    """What waits for a second person on the page about people: Ada has proposed it, and Abel may confirm it."""
    from trustlane.access.actions import roles
    from trustlane.access.roles import Role

    roles.propose(
        user=users["fay"],
        role=Role.FRONTLINE_OFFICER,
        office="SALTPOCKET",
        by=users["ada"],
        at=at,
        reason="helps out at Saltpocket while an officer is on leave",
    )


def _trader(trade: Trade) -> str:
    """The operator Otto acts for: of the trusted importers the one with most consignments."""
    import polars as pl

    trusted = {
        identifier.value
        for fact in trade.standing
        if fact.issuer == OWN and fact.state == "valid" and fact.valid_to is not None and fact.known_to is None
        for identifier in fact.identifiers
    }
    busiest = (
        trade.read.lines.filter(pl.col("importer").is_in(sorted(trusted)))
        .group_by("importer")
        .agg(pl.col("declaration").n_unique())
        .sort("declaration", "importer", descending=[True, False])
    )
    return str(busiest["importer"][0])


def _standing(trade: Trade, users: dict[str, User], founded: datetime, first: date) -> None:
    """What was known before the quarter comes in one list an issuer; what became known later, when it did."""
    from trustlane.parties.actions import enter
    from trustlane.parties.facts import Entry

    for known, issuer, facts in _lists(trade.standing, founded + timedelta(days=1)):
        _apply(facts, issuer, known, users)
    listed = {fact.operator for fact in trade.standing}
    others = [one for one in trade.operators if one.reference not in listed]
    enter(
        entries=[Entry(one.identifiers[0].value, one.name, one.identifiers) for one in others],
        actor="system:demonstration",
        at=founded,
        source="declarations of earlier years",
        issuer=OWN,
    )


def _lists(facts: tuple[StandingFact, ...], founded: datetime) -> Iterator[tuple[datetime, str, list[StandingFact]]]:
    """Facts by the list they came with: (when it was received, who speaks in it, what it says)."""
    arrivals: dict[tuple[datetime, str], list[StandingFact]] = {}
    for fact in facts:
        if fact.known_from <= founded and fact.known_to is not None and fact.known_to <= founded:
            continue
        arrivals.setdefault((max(fact.known_from, founded), fact.issuer), []).append(fact)
    for (known, issuer), said in sorted(arrivals.items()):
        yield known, issuer, said


def _apply(facts: list[StandingFact], issuer: str, known: datetime, users: dict[str, User]) -> None:
    from trustlane.standing import actions, exports, queries

    name = f"{issuer.lower()}-{known:%Y-%m-%d}.csv"
    upload = actions.upload_list(
        file_name=name,
        data=b"".join(exports.csv_lines(facts)),
        issuer=issuer,
        on=known.date(),
        complete=False,
        by=users["rosa"],
        at=known,
        sender="our own programme" if issuer == OWN else f"customs of {issuer}",
    )
    seen = queries.preview(upload, at=known)
    actions.apply_list(upload=upload, seen=seen.digest, by=users["remy"], at=known)


def _declarations(trade: Trade, end: datetime) -> None:
    from trustlane.access.actors import system
    from trustlane.declarations.actions.keeping import keep

    keep(
        read=trade.read,
        source="the system in use before",
        by=system("demonstration"),
        at=end,
        as_dated=True,
    )


@dataclass(frozen=True)
class _Learnt:
    """What the first month taught: what is usual, and how finds come about."""

    references: References
    model: Model


def _learn(trade: Trade, until: date) -> _Learnt:
    """From the declarations before `until`, and what inspections found on them."""
    import polars as pl

    from trustlane.selectivity import references
    from trustlane.selectivity.model.fitting import fit

    lines = trade.read.lines.filter(pl.col("day") < until)
    results = trade.read.outcomes.join(lines.select("declaration").unique(), on="declaration", how="semi")
    return _Learnt(references.fit(lines), fit(lines, results, kinds=None, seed=SEED))


def _decisions(trade: Trade, learnt: _Learnt, until: date, end: datetime) -> None:
    """The first month by signals and rules alone; the rest by the model as well."""
    import polars as pl

    from trustlane.selectivity import policy
    from trustlane.selectivity.basis import Basis
    from trustlane.selectivity.money import Exchange
    from trustlane.selectivity.targeting import compiled_for
    from trustlane.selectivity.trust import Register
    from trustlane.simulate import demonstration
    from trustlane.simulate.plain import targeting_rules
    from trustlane.standing import queries

    lines = trade.read.lines
    chosen = policy.parse(demonstration.text("policy.yaml"), where="demonstration policy")
    begun = Basis(
        policy=chosen,
        references=learnt.references,
        register=Register.of(queries.everything(end), chosen.own),
        exchange=Exchange.fitted(chosen.currency, chosen.exchange, lines),
        seed=LOTS,
        rules=compiled_for(chosen, targeting_rules()),
    )
    trained = replace(begun, model=learnt.model)
    early = pl.col("day") < until
    for part, basis in ((lines.filter(early), begun), (lines.filter(~early), trained)):
        _keep(part, trade.read.events, basis, end)


def _keep(lines: pl.DataFrame, events: pl.DataFrame, basis: Any, end: datetime) -> None:
    from trustlane.access.actors import system
    from trustlane.access.roles import Role
    from trustlane.selectivity import screening
    from trustlane.selectivity.actions.keeping import keep_decisions
    from trustlane.selectivity.queries.lodgings import known_beside
    from trustlane.simulate import demonstration

    decisions, tables = screening.screen(lines, basis, earlier=known_beside(lines, events, normal=basis.normal))
    keep_decisions(
        decisions=decisions,
        lines=lines,
        basis=basis,
        tables=tables,
        policy_text=demonstration.text("policy.yaml"),
        by=system("demonstration", [Role.RISK_MANAGER]),
        at=end,
    )
