"""The world whose pages are measured: the demonstration's things of every kind, beside 25,000 cases of one office.

The demonstration brings sixty cases told to their ends, declarations, lists, rounds and audits; a program of another
system brings 20,000 holders and 5,000 open cases; an arrangement at every stage and a feed in quarantine come beside.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

HOLDERS, OPEN, SAMPLED, LISTED = 20_000, 5_000, 120, 4_000
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
# Who works, or acts, in an office where nobody of the demonstration does: by the names the builder knows them by.
OTHERS = {
    "case_officer": ("case_officer", "officer"),
    "first validator": ("validator", "visitor"),
    "decision_maker": ("decision_maker", "decider"),
}
FIRMS = ("applicant", "holder")
STAGES = ("submitted", "accepted", "desk review", "validation planned", "validating", "decision pending")
WORDS = ("Harbour", "Meridian", "Northwind", "Lantern", "Copper", "Willow", "Granite", "Saffron", "Juniper", "Delta")


def built() -> None:
    """Lay everything in."""
    people = demonstrated()
    arrived(people)
    audited(people)
    world = _world()
    others(world)
    people_of_all_kinds(people)
    arranged(people, world)
    analyse()


def demonstrated() -> dict[str, Any]:
    """The demonstration, of a country that is small: its firms are not what is measured."""
    from rich.console import Console

    from trustlane.access.models import User
    from trustlane.cli import demo_data

    size = replace(demo_data.SMALL, days=30, before=120)
    demo_data.load(Console(file=StringIO()), size, NOW.date())
    return {user.username: user for user in User.objects.all()}


def arrived(people: dict[str, Any]) -> None:
    """25,000 cases brought from another system by two people, signed for, and cut over."""
    from trustlane.cli.demo_programme import OFFICE
    from trustlane.programme import actions as deeds

    file, seen = deeds.upload_migration(
        file_name="holders.csv",
        data="".join(rows(random.Random(7))).encode(),  # noqa: S311 - invented data, the same each time
        on=NOW.date(),
        office=OFFICE,
        preset="eu-2026",
        by=people["rosa"],
        at=NOW,
    )
    report = deeds.apply_migration(file=file, seen=seen.digest, by=people["remy"], at=NOW)
    deeds.countersign(report=report, by=people["dora"], at=NOW)
    later = "".join(rows(random.Random(8))).encode()  # noqa: S311 - the old system went on meanwhile
    deeds.compare_migrated(file_name="later.csv", data=later, on=NOW.date(), by=people["rosa"], at=NOW)
    why = "The old system is switched off."
    proposal = deeds.propose_cut_over(day=NOW.date(), reason=why, by=people["dora"], at=NOW)
    deeds.cut_over(proposal=proposal, by=people["rosa"], at=NOW)


def rows(chance: random.Random) -> Iterator[str]:
    """The file of the old system, line by line: holders, and applications at all stages."""
    yield (
        "Case number;Name;National number;Stage;Certificate number;Roles;Scope;Submitted on;Accepted on;Granted on;"
        "Valid from\n"
    )
    for number in range(HOLDERS + OPEN):
        holds = number < HOLDERS
        submitted = NOW.date() - timedelta(days=chance.randint(200, 2_000) if holds else chance.randint(21, 170))
        granted = submitted + timedelta(days=120)
        yield ";".join(
            (
                f"OLD-{number}",
                f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {number} Ltd",
                f"M{number:07d}",
                "active" if holds else chance.choice(STAGES),
                f"XA-{number:06d}" if holds else "",
                "exporter",
                "both",
                f"{submitted}",
                f"{submitted + timedelta(days=20)}",
                f"{granted};{granted + timedelta(days=5)}\n" if holds else ";\n",
            )
        )


def others(world: Any) -> None:
    """An office where nobody of the demonstration works: a firm that still answers, a holder, one who goes over."""
    from tests.programme.cases import OFFICE, Programme
    from trustlane.access.roles import Role
    from trustlane.programme.stages import Stage

    programme = Programme(world, NOW - timedelta(days=80))
    for key, (role, username) in OTHERS.items():
        programme.people[key] = programme.world.user(Role(role), office=OFFICE, username=username)
    programme.draft(operator=_firm(programme, "applicant"), catalogue="national-2026", answered=False)
    programme.case(Stage.SUBMITTED, catalogue="national-2026")
    traced(programme)
    programme.case(Stage.MONITORED, operator=_firm(programme, "holder"))
    renewed(programme)


def renewed(programme: Any) -> None:
    """A second edition of the criteria in force, with a year to go over to it."""
    from tests.programme import test_changing_edition as edition
    from trustlane.criteria import actions as editions
    from trustlane.criteria import queries

    drafter, day = programme.officer, programme.now.date()
    words = edition.renewed(queries.words(edition.OLD) or "").replace('edition: "2027"', 'edition: "2028"', 1)
    one = editions.load(
        data=words.encode(), file_name="x.yaml", successors="A.O3 = A.O9", by=drafter, at=programme.tick()
    )
    editions.consult(edition=one, bodies=["FOOD"], until=day, by=drafter, at=programme.tick())
    editions.close(edition=one, by=drafter, at=programme.tick(days=1))
    begins = day + timedelta(days=1)
    last = begins + timedelta(days=365)
    editions.adopt(edition=one, begins=begins, until=last, reason="Agreed.", by=programme.decider, at=programme.tick())


def traced(programme: Any) -> None:
    """A visit under way whose plan names consignments to trace."""
    from trustlane.programme import actions as deeds
    from trustlane.programme.stages import Stage

    case = programme.case(Stage.DESK_REVIEW)
    day = programme.now.date()
    given = {"mode": "on_site", "sites": (), "begins": day + timedelta(7), "ends": day + timedelta(8)}
    plan = deeds.Plan(consignments=tuple(f"26XA{number:014}" for number in range(8)), **given)
    team = [person.pk for person in programme.validators]
    deeds.plan_validation(case=case, plan=plan, team=team, reason="planned", by=programme.officer, at=programme.tick())
    programme.do("begin_validation", case)


def _firm(programme: Any, username: str) -> Any:
    """A firm, and who acts for it."""
    firm = programme.operator()
    programme.people[firm.reference] = programme.world.trader(firm.reference, username=username)
    return firm


def _world() -> Any:
    """Builders of tests, whose people the administrators of the demonstration let in."""
    from tests.world import World
    from trustlane.access.models import User

    world = World()
    world._founders = [User.objects.get(username=name) for name in ("ada", "abel")]
    return world


def people_of_all_kinds(people: dict[str, Any]) -> None:
    """A proposal of a role that waits, and somebody whose account is closed."""
    from trustlane.access.actions import people as accounts
    from trustlane.access.actions import roles
    from trustlane.access.roles import Role

    who = {"by": people["ada"], "at": NOW, "reason": "needed"}
    roles.propose(user=people["cole"], role=Role.RISK_MANAGER, office="", **who)
    accounts.close(
        user=accounts.enrol(username="gone", full_name="Gone Away", password=None, by=people["ada"], at=NOW), **who
    )


def audited(people: dict[str, Any]) -> None:
    """A large sample of everything that was granted."""
    from trustlane.programme import actions as deeds
    from trustlane.programme.queries.sampling import BY_OUTCOME_AND_OFFICER, Population

    deeds.draw_sample(
        population=Population(first=NOW.date() - timedelta(days=700), last=NOW.date(), kind="granted"),
        size=SAMPLED,
        seed="six dice, thrown before two witnesses: 1 3 3 6 2 4",
        typed=True,
        strata=BY_OUTCOME_AND_OFFICER,
        by=people["aude"],
        at=NOW,
    )


def arranged(people: dict[str, Any], world: Any) -> None:
    """An arrangement at every stage, and a partner's feed of which something is in quarantine."""
    from tests.recognition.arranged import House
    from tests.recognition.issuers import Issuer, Reading
    from trustlane.recognition.stages import Stage

    world.now = NOW - timedelta(days=2)
    house = House(world)
    for stage in Stage:
        house.at_stage(stage)
    reading = Reading(world, Issuer())
    reading.agrees(NOW - timedelta(days=1), live=1)
    for of in (1, 2):
        reading.issuer.says(of)
    at = NOW - timedelta(minutes=2)
    reading.looks(at, reading.issuer.serves(at))
    by_file(people)


def by_file(people: dict[str, Any]) -> None:
    """A partner without a node, beside the lists and the call of the demonstration: one large list, one that waits."""
    from tests.recognition.by_file import listed
    from trustlane.cli import demo_arrangements
    from trustlane.config.demonstration import BY_SPREADSHEET
    from trustlane.recognition.actions.by_file import apply_received, bring_list
    from trustlane.recognition.queries.received import looked

    demo_arrangements.lay("XA", at=NOW - timedelta(days=3))
    code = BY_SPREADSHEET.code
    for numbers, at in (
        (range(1, LISTED), NOW - timedelta(days=2)),
        (range(20, LISTED + 200), NOW - timedelta(hours=5)),
    ):
        received = bring_list(
            partner=code,
            file_name="list.csv",
            data=listed(*numbers).replace("XB", code).encode(),
            speaks_of=at.date(),
            received_on=at.date(),
            came_by="email",
            sender="aeo@farholm.example",
            complete=True,
            by=people["mara"],
            at=at,
        )
        seen = looked(received.upload, at=at)
        if at < NOW - timedelta(days=1):
            why = {"confirmed": [one.name for one in seen.jumps], "reason": "All their firms are in it now, they said."}
            apply_received(received=received, seen=seen.preview.digest, by=people["milo"], at=at, **why)


def analyse() -> None:
    """Let the database look at its tables, as it does by itself after a while."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
