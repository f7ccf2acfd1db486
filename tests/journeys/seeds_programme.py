"""The programme office that journeys are about: its people, and cases at the stages where each begins."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.journeys.seeds import PASSWORD, now
from trustlane.access.actions import people as accounts
from trustlane.access.actions import roles
from trustlane.access.roles import Role

OFFICE = "XA01"
OFFICERS = {
    "cleo": ("Cleo Case", Role.CASE_OFFICER, OFFICE),
    "vera": ("Vera Visit", Role.VALIDATOR, OFFICE),
    "vito": ("Vito Visit", Role.VALIDATOR, OFFICE),
    "dina": ("Dina Decide", Role.DECISION_MAKER, OFFICE),
    "dora": ("Dora Decide", Role.DECISION_MAKER, OFFICE),
    "gus": ("Gus Grain", Role.AGENCY_OFFICER, "FOOD"),
}


class Office:
    """Where the builder of cases in tests takes its people from: those who can log in."""

    def user(self, role: Any, *, office: str = "", **_more: Any) -> Any:
        """The first of that role."""
        return _person(next(name for name, (_full, held, _office) in OFFICERS.items() if held is role))

    def trader(self, operator: str) -> Any:
        """Somebody who acts for the operator."""
        first, second = _person("anna"), _person("bela")
        at = now() - timedelta(days=100)
        user = accounts.enrol(
            username=f"t{operator.lower()}",
            full_name=f"Trader {operator}",
            password=PASSWORD,
            operator=operator,
            by=first,
            at=at,
        )
        proposal = roles.propose(user=user, role=Role.OPERATOR, by=first, at=at, reason="their work")
        roles.approve(proposal=proposal, by=second, at=at)
        return user


def office() -> None:
    """The people of the office."""
    first, second = _person("anna"), _person("bela")
    at = now() - timedelta(days=110)
    for username, (full_name, role, where) in OFFICERS.items():
        user = accounts.enrol(username=username, full_name=full_name, password=PASSWORD, office=where, by=first, at=at)
        proposal = roles.propose(user=user, role=role, office=where, by=first, at=at, reason="their work")
        roles.approve(proposal=proposal, by=second, at=at)


def cases() -> None:
    """One case for each journey, and others around them, at their stages for some days."""
    from trustlane.programme.stages import Stage

    builder = at_the_office(now() - timedelta(days=40))
    for stage in (
        Stage.SUBMITTED,  # it is late
        Stage.CORRECTING,
        Stage.DECISION_PENDING,
        Stage.REVOCATION_HEARING,
        Stage.MONITORED,
        Stage.SUSPENDED,
        Stage.REFUSED,
    ):
        builder.case(stage, small=stage is not Stage.MONITORED)
    builder.now = now() - timedelta(days=2)
    builder.case(Stage.SUBMITTED)
    consulted = builder.case(Stage.DESK_REVIEW)
    builder.do("consult", consulted)
    builder.case(Stage.VALIDATING)


def travels() -> None:
    """The application that the journey takes from the desk to its certificate."""
    from trustlane.programme.stages import Stage

    builder = at_the_office(now() - timedelta(days=3))
    builder.number = 100
    builder.case(Stage.SUBMITTED)


def visits() -> None:
    """Three visits that go on, at places where the line is lost."""
    from trustlane.programme.stages import Stage

    builder = at_the_office(now() - timedelta(days=2))
    builder.number = 950
    for _ in range(3):
        builder.case(Stage.VALIDATING)


def holders() -> None:
    """Two holders whose status will be frozen."""
    from trustlane.programme.stages import Stage

    builder = at_the_office(now() - timedelta(days=30))
    builder.number = 200
    for _ in range(2):
        builder.case(Stage.MONITORED, roles=["importer"])


def frozen_long_ago() -> None:
    """A freeze of four days ago that nobody ratified, and the job that lets it lapse."""
    from trustlane.programme.actions import run_out
    from trustlane.programme.stages import Stage

    builder = at_the_office(now() - timedelta(days=16))
    builder.number = 300
    case = builder.case(Stage.MONITORED, roles=["importer"])
    builder.now = now() - timedelta(days=4)
    builder.do("freeze", case)
    run_out(at=now())


def declares_before_the_freeze() -> None:
    """The holder whose status will be frozen imports once while it is in force."""
    _declares("BEFORE-201", "XA00000201")


def declares_frozen() -> None:
    """It imports again, now that its status is frozen."""
    _declares("FROZEN-201", "XA00000201")


def declares_suspended() -> None:
    """It imports again, now that its status is suspended."""
    _declares("SUSPENDED-201", "XA00000201")


def declares_after_the_lapse() -> None:
    """The holder whose freeze lapsed imports again."""
    _declares("LAPSED-301", "XA00000301")


def _declares(declaration: str, importer: str) -> None:
    """One declaration, decided as the register stands at this moment."""
    from tests.selectivity.declared import lines
    from tests.world import declare, screen_and_keep
    from trustlane.standing import queries

    at = now()
    one = lines({"declaration": declaration, "importer": importer, "day": at.date(), "lodged": at})
    declare(one, at=at)
    screen_and_keep(one, queries.snapshot(at), by=_person("mara"), at=at)


def told() -> None:
    """A firm that Customs asked for information, twice, and a mail that never arrived."""
    from trustlane.programme import actions
    from trustlane.programme.models import Mail
    from trustlane.programme.stages import Stage

    builder = at_the_office(now() - timedelta(days=3))
    builder.number = 700
    operator = builder.operator()
    first, second = _person("anna"), _person("bela")
    user = accounts.enrol(
        username="told",
        full_name="Tilda Told",
        password=PASSWORD,
        operator=operator.reference,
        by=first,
        at=builder.now,
    )
    proposal = roles.propose(user=user, role=Role.OPERATOR, by=first, at=builder.now, reason="their work")
    roles.approve(proposal=proposal, by=second, at=builder.now)
    builder.people[operator.reference] = user
    case = builder.case(Stage.SUBMITTED, operator=operator)
    for step in ("ask_information", "answer_information", "ask_information"):
        builder.do(step, case)
    actions.write(case=case, text="Call us if anything is unclear.", by=_person("cleo"), at=builder.tick())
    actions.warn(at=now() + timedelta(days=26))
    at = now() - timedelta(days=1)
    Mail.objects.create(
        person=user, digest=False, made_at=at, due_at=at, tries=8, failed_with="SMTPServerDisconnected", given_up_at=at
    )


def _person(username: str) -> Any:
    from trustlane.access.models import User

    return User.objects.get(username=username)


def at_the_office(at: datetime) -> Any:
    """A builder of cases, from that instant on, by the people of the office."""
    from tests.programme.cases import Programme

    world: Any = Office()
    builder = Programme(world, now=at)
    builder.people = {
        "case_officer": _person("cleo"),
        "first validator": _person("vera"),
        "second validator": _person("vito"),
        "decision_maker": _person("dina"),
        "other decider": _person("dora"),
        "agency_officer": _person("gus"),
    }
    return builder
