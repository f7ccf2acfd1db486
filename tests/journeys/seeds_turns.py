"""Cases at the point where a journey takes them up: before a gap is found, a refusal, a joint visit, a merger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.journeys.seeds import PASSWORD, now
from trustlane.access.actions import people as accounts
from trustlane.access.actions import roles
from trustlane.access.roles import Role

OTHERS = {
    "dirk": ("Dirk Decide", Role.DECISION_MAKER, "XA01"),
    "gina": ("Gina Guest", Role.GUEST_VALIDATOR, "XB01"),
}


def others() -> None:
    """A third decision maker, for an appeal that is allowed, and a guest of a partner."""
    for username, (full_name, role, office) in OTHERS.items():
        _enrolled(username, full_name, role, office=office)


def gap() -> None:
    """A visit under way, of which everything is rated but what the journey finds."""
    from trustlane.programme.stages import Stage

    builder, operator = _firm("gail", "Gail Gap", "XA9200000001", "Gap Garments Ltd")
    case = builder.case(Stage.VALIDATING, operator=operator)
    builder.do("rate all", case)


def holder() -> None:
    """A status in force, which is to be looked at anew."""
    from trustlane.programme.stages import Stage

    builder, operator = _firm("hans", "Hans Held", "XA9200000011", "Held Hides Ltd")
    builder.case(Stage.MONITORED, operator=operator)


def visited_again() -> None:
    """The visit to the holder that was planned on the page: a gap was found, mended and seen."""
    from trustlane.access.models import User
    from trustlane.programme import actions
    from trustlane.programme.models import Assignment, Case
    from trustlane.programme.queries.findings import latest, open_corrections, unrated

    case = Case.objects.get(operator__reference="XA9200000011")
    team = Assignment.objects.filter(case=case, ended_in__isnull=True).order_by("pk")
    lead, hans, at = team[0].person, User.objects.get(username="hans"), now
    actions.begin_validation(case=case, by=lead, at=at())
    seen = {"by": lead, "at": at(), "seen_at": at()}
    actions.rate(case=case, item="A.O1", rating="major", text="The store has no lock.", key="again gap", **seen)
    ratings = [actions.Rating(item, "met", f"again {item}", at()) for item in unrated(case)]
    actions.rate_all(case=case, ratings=ratings, by=lead, at=at())
    actions.end_validation(case=case, by=lead, at=at())
    (gap,) = [one for one in latest(case) if one.rating == "major"]
    asked = {gap.pk: ("Put a lock on the store.", now().date() + timedelta(days=30))}
    actions.ask_correction(case=case, asked=asked, reason="One thing.", by=lead, at=at())
    (correction,) = open_corrections(case)
    actions.answer_correction(correction=correction, text="It has one.", by=hans, at=at())
    actions.settle(correction=correction, settled="mended", text="The store has a lock now.", by=lead, at=at())
    actions.settle_corrections(case=case, by=lead, at=at())
    actions.report(case=case, recommends="keep", reason="One gap, mended.", by=lead, at=at())


def refusal() -> None:
    """A case whose team recommends to refuse."""
    from trustlane.programme import actions
    from trustlane.programme.stages import Stage

    builder, operator = _firm("ruth", "Ruth Rights", "XA9200000002", "Rights and Rugs Ltd")
    case = builder.case(Stage.REPORTING, operator=operator)
    actions.report(
        case=case,
        recommends="refuse",
        reason="The records were kept by nobody for a year.",
        by=builder.validators[0],
        at=builder.tick(),
    )


def asked() -> None:
    """Two applicants that were asked for information two days ago."""
    from trustlane.programme.stages import Stage

    for username, full_name, number, name in (
        ("tessa", "Tessa Time", "XA9200000021", "Time for Tea Ltd"),
        ("tomas", "Tomas Toy", "XA9200000022", "Tomorrow Toys Ltd"),
    ):
        builder, operator = _firm(username, full_name, number, name)
        builder.now = now() - timedelta(days=2)
        case = builder.case(Stage.SUBMITTED, operator=operator)
        builder.do("ask_information", case)


def joint() -> None:
    """An application that was read and waits for its visit."""
    from trustlane.programme import actions
    from trustlane.programme.stages import Stage

    builder, operator = _firm("jan", "Jan Joint", "XA9200000003", "Joint Jute Ltd")
    case = builder.case(Stage.DESK_REVIEW, operator=operator)
    actions.write(case=case, text="Between us two and nobody else.", by=builder.officer, at=builder.tick())


def joint_rated() -> None:
    """All that the guest and the team left, rated by the team; and another visit that was planned without a guest."""
    from trustlane.programme.models import Case
    from trustlane.programme.stages import Stage

    builder = _at_the_office(0)
    builder.do("rate all", Case.objects.select_related("operator").get(operator__reference="XA9200000003"))
    builder, operator = _firm("jill", "Jill Jar", "XA9200000004", "Jars for Jam Ltd")
    builder.case(Stage.VALIDATING, operator=operator)


def merger() -> None:
    """Two holders, one of which will go on with the business of both."""
    from trustlane.programme.stages import Stage

    for username, full_name, number, name in (
        ("olaf", "Olaf Old", "XA9200000005", "Old Oak Ltd"),
        ("nell", "Nell New", "XA9200000006", "New Oak Ltd"),
    ):
        builder, operator = _firm(username, full_name, number, name)
        builder.case(Stage.MONITORED, operator=operator)


def _firm(username: str, full_name: str, number: str, name: str) -> tuple[Any, Any]:
    """A firm with somebody who acts for it, and a builder of its case, which began some weeks ago."""
    from trustlane.parties.actions.registering import register
    from trustlane.parties.identifiers import Identifier

    at = now() - timedelta(days=100)
    operator = register(name=name, identifiers=[Identifier("TIN", number)], actor="system:tests", at=at)
    builder = _at_the_office(30)
    builder.people[number] = _enrolled(username, full_name, Role.OPERATOR, operator=number)
    return builder, operator


def _at_the_office(days: int) -> Any:
    from tests.journeys.seeds_programme import at_the_office

    builder = at_the_office(now() - timedelta(days=days, minutes=1))
    builder.preset = "national-2026"
    return builder


def _enrolled(username: str, full_name: str, role: Role, *, office: str = "", operator: str = "") -> Any:
    from trustlane.access.models import User

    first, second = (User.objects.get(username=name) for name in ("anna", "bela"))
    at = now() - timedelta(days=100)
    who = {"username": username, "full_name": full_name, "password": PASSWORD}
    user = accounts.enrol(**who, office=office, operator=operator, by=first, at=at)
    proposal = roles.propose(user=user, role=role, office=office, by=first, at=at, reason="their work")
    roles.approve(proposal=proposal, by=second, at=at)
    return user
