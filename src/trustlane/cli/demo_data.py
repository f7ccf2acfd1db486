"""The demonstration: an invented country's quarter, laid into the database by the deeds an administration would do.

Everything happens in one transaction whose last row is the mark that it is done: killed in the middle, nothing of it
stays, and the next start begins anew. The country is drawn meanwhile, by a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from trustlane.cli import demo_programme
from trustlane.cli.demo_beside import drawn_beside
from trustlane.cli.demo_size import SMALL, Size
from trustlane.config.demonstration import PASSWORD, PEOPLE

if TYPE_CHECKING:
    from trustlane.access.models import User
    from trustlane.cli.demo_beside import Beside, Drawn
    from trustlane.cli.demo_country import History
    from trustlane.cli.demo_programme import Applying
    from trustlane.selectivity.holding import Held
    from trustlane.standing.facts import StandingFact

__all__ = ["SMALL", "Size", "load", "print_people"]

OWN = "XA"
FOUNDED = 90  # days before the quarter on which the house begins
SUSPECTED = 40  # days before the end on which an importer is held by two, until the end is over
CALLED = 12  # days before the end on which holders are called to a look, beside the end itself
ALONE = 1  # days before the end on which a member is held by one, who waits for a second
# Why the food agency stops a consignment, and how many hours before the end.
STOPPED = (
    ("Look for the certificate of treatment against fruit flies.", 1),
    ("The last two lots of this grower held too much of a fungicide. Take a sample.", 7),
)
DONE = "demonstration.load"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Begun:
    """A country that is being drawn already: how large, up to which day."""

    size: Size
    last: date
    country: Beside


@contextmanager
def begun_early(size: Size | None = None) -> Iterator[Begun]:
    """A country that is drawn from now on, for a `load` that comes soon: while the database is not even made."""
    size, last = size or Size(), yesterday()
    with drawn_beside(last, size, lambda on: None) as country:
        yield Begun(size, last, country)


def yesterday() -> date:
    """The last day of a quarter that is drawn today."""
    return datetime.now(UTC).date() - timedelta(days=1)  # noqa: TID251 - a command is where the clock is read


def load(console: Console, size: Size | None = None, today: date | None = None, begun: Begun | None = None) -> None:
    """Lay the demonstration in, if it is not there yet. `today` is the day after its last one; `begun` its country."""
    from django.db import transaction

    from trustlane.ledger.queries import story

    size = begun.size if begun else size or Size()
    last = begun.last if begun else today - timedelta(days=1) if today else yesterday()
    first = size.first(last)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with transaction.atomic(), Progress(*columns, console=console, transient=True) as bar:
        _wait_for_one_that_was_killed()
        if story(_mark()):
            return
        step = bar.add_task("Inventing a country", total=size.before + size.days)
        with nullcontext(begun.country) if begun else drawn_beside(last, size, lambda on: None) as country:
            country.tell(lambda on: bar.update(step, advance=1))
            _lay(country, first, last, lambda what: bar.update(step, description=what))
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


def _lay(country: Beside, first: date, last: date, say: Say) -> None:
    from trustlane.ledger.actions import record

    say("The past of an invented country")
    history = country.history()
    founded = _at(first - timedelta(days=FOUNDED))
    today = last + timedelta(days=1)
    end = _at(today)
    say("Sixty cases of a programme for trusted traders")
    applying, holding = demo_programme.applicants(history), demo_programme.members(history)
    opened = demo_programme.opening(today)
    # Who is held is known before the quarter begins, as numbers are by which declarations may call them.
    users = enrol(opened, {"otto": history.busiest, "tess": applying[0].reference})
    known = [*applying, *holding.values()]
    demo_programme.enter(known, opened)
    _standing(tuple(fact for fact in history.standing if fact.operator not in holding), users, founded)
    _others(history, founded)
    programme = demo_programme.Laying(users, today, entered=frozenset(one.reference for one in known))
    programme.applications(applying)
    say("Training a model on what was found")
    for stretch in country.stretches(_holds(first, last, history, users)):
        say("A quarter, screened day by day")
        _keep(stretch, end)
    say("Applying the lists of the quarter")
    standing = country.standing()
    # Of whom the register says something else by now, it says all, as of the others: the programme would contradict it.
    settled = [one for one in holding.values() if _said_of(standing, one) == _said_of(history.standing, one)]
    left = holding.keys() - {one.reference for one in settled[: demo_programme.HOLDERS]}
    _standing(tuple(fact for fact in history.standing if fact.operator in left), users, founded)
    # Of the quarter, by day, what became known: in the same way as before it.
    _standing(standing, users, founded, since=_at(first, 0))
    programme.holders(settled)
    programme.beside()
    _looked_at(users, end)
    programme.settle(end)
    record(
        verb=DONE,
        actor="system:demonstration",
        subjects=[_mark()],
        at=end,
        after={"first": first.isoformat(), "last": last.isoformat()},
    )


def _looked_at(users: dict[str, User], at: datetime) -> None:
    """Holders whose consignments ask for a look are called to one; another agency stops the last food that came in.

    Where there are several, the first has been looked at since.
    """
    from trustlane.cli import demo_methods
    from trustlane.programme.actions import watch
    from trustlane.programme.models import Case, ReviewCall

    watch(Case.objects.all(), at=at - timedelta(days=CALLED))
    watch(Case.objects.all(), at=at)
    calls = list(ReviewCall.objects.order_by("pk"))
    if len(calls) > 1:
        demo_methods.review(calls[0], users[demo_programme.OFFICERS[0]], at - timedelta(hours=3))
    _stops(users, at)


def _stops(users: dict[str, User], at: datetime) -> None:
    """Two of the last consignments of food: one is stopped by both of the agency, one by Fern alone so far."""
    from trustlane.declarations.queries import Wanted, listed
    from trustlane.selectivity.actions.holds import ratify, stop

    food = listed(Wanted(hs="08"), size=2) or listed(size=2)
    for head, (why, ago) in zip(food, STOPPED, strict=False):
        placed = stop(
            reference=head.reference,
            agency=demo_programme.AGENCY,
            reason=why,
            until=at + timedelta(days=14),
            by=users["fern"],
            at=at - timedelta(hours=ago),
        )
        if ago > 1:
            ratify(hold=placed, by=users["finn"], at=at - timedelta(hours=ago - 2))


def _at(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _said_of(standing: tuple[StandingFact, ...], firm: Applying) -> list[StandingFact]:
    return [fact for fact in standing if fact.operator == firm.reference]


def enrol(at: datetime, traders: Mapping[str, str]) -> dict[str, User]:
    """Two administrators found the house; every other role is proposed by one and approved by the other.

    `traders` says for which operator somebody acts.
    """
    from trustlane.access.actions import people, roles
    from trustlane.access.actions.founding import Founder, found
    from trustlane.access.roles import Role

    password = people.hashed(PASSWORD)
    founders = [person for person in PEOPLE if person.role == Role.ADMINISTRATOR]
    first, second = found(
        founders=[Founder(person.username, person.full_name, password) for person in founders],
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
            password=password,
            email=f"{person.username}@{demo_programme.MAILS}",
            by=first,
            at=at,
            office=person.office,
            operator=traders.get(person.username, ""),
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


def _standing(
    facts: tuple[StandingFact, ...], users: dict[str, User], founded: datetime, since: datetime | None = None
) -> None:
    """What was known before the house began comes in one list an issuer; what became known later, when it did."""
    for known, issuer, said in _lists(facts, founded + timedelta(days=1)):
        if since is None or known >= since:
            upload(said, issuer, known, users)


def _others(history: History, founded: datetime) -> None:
    """Operators the house knows by name, on no list."""
    from trustlane.parties.actions import enter
    from trustlane.parties.facts import Entry

    listed = {fact.operator for fact in history.standing}
    others = [one for one in history.operators if one.identifiers[0].value not in listed]
    enter(
        entries=[Entry(one.identifiers[0].value, one.name, one.identifiers) for one in others],
        actor="system:demonstration",
        at=founded,
        source="declarations of earlier years",
        issuer=OWN,
    )


def _holds(first: date, last: date, history: History, users: dict[str, User]) -> tuple[Held, ...]:
    """Two covert holds: on an importer with finds, by two; on a member, by one who still waits for the second."""
    from trustlane.selectivity.actions import holds
    from trustlane.selectivity.holding import About
    from trustlane.selectivity.queries.holds import held, hold

    begun = max(first, last - timedelta(days=SUSPECTED))
    suspected = holds.place(
        about=About.OPERATOR,
        subject=history.doubtful,
        reason="Several finds within a year, each with another sender. Look at what comes next.",
        withdraws_credit=False,
        demands_look=True,
        until=_at(last + timedelta(days=30)),
        by=users["rita"],
        at=_at(begun, 9),
    )
    holds.ratify(hold=suspected, by=users["rhea"], at=_at(begun, 15))
    waiting = holds.place(
        about=About.OPERATOR,
        subject=history.busiest,
        reason="A caller says that consignments are packed elsewhere than stated. No credit until that is clear.",
        withdraws_credit=True,
        demands_look=False,
        until=_at(last + timedelta(days=14)),
        by=users["rita"],
        at=_at(last - timedelta(days=ALONE), 11),
    )
    placed = (hold(suspected.pk), hold(waiting.pk))
    return tuple(held(one) for one in placed if one is not None)


def _lists(facts: tuple[StandingFact, ...], founded: datetime) -> Iterator[tuple[datetime, str, list[StandingFact]]]:
    """Facts by the list they came with: (when it was received, who speaks in it, what it says)."""
    arrivals: dict[tuple[datetime, str], list[StandingFact]] = {}
    for fact in facts:
        if fact.known_from <= founded and fact.known_to is not None and fact.known_to <= founded:
            continue
        arrivals.setdefault((max(fact.known_from, founded), fact.issuer), []).append(fact)
    for (known, issuer), said in sorted(arrivals.items()):
        yield known, issuer, said


def upload(facts: list[StandingFact], issuer: str, known: datetime, users: Mapping[str, User]) -> None:
    """A list of what an issuer says, uploaded by Rosa and applied by Remy."""
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


def _keep(stretch: Drawn, end: datetime) -> None:
    """Some days of the quarter: what was declared and done, and what was decided."""
    from trustlane.access.actors import system
    from trustlane.access.roles import Role
    from trustlane.declarations.actions.keeping import keep
    from trustlane.selectivity.actions.keeping import keep_decisions
    from trustlane.simulate import demonstration

    by = system("demonstration", [Role.RISK_MANAGER])
    keep(read=stretch.read, source="the country's customs system", by=by, at=end, as_dated=True)
    keep_decisions(
        decisions=stretch.decisions,
        lines=stretch.read.lines,
        basis=stretch.basis,
        tables=stretch.tables,
        policy_text=demonstration.text("policy.yaml"),
        by=by,
        at=end,
    )
