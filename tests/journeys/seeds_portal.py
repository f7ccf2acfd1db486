"""Firms that apply, and firms whose cases go on, for journeys through the operators' pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.journeys.seeds import PASSWORD, now
from trustlane.access.actions import people as accounts
from trustlane.access.actions import roles
from trustlane.access.roles import Role

# Who signs in, for which firm, whether the firm has a case, and at which stage.
FIRMS = {
    "pola": ("Pola Potter", "XA9100000001", "Potter’s Wheel Ltd", ""),
    "sven": ("Sven Sheet", "XA9100000002", "Sheet and Sons", ""),
    "nora": ("Nora Novice", "XA9100000003", "Novice Nuts Ltd", ""),
    "hana": ("Hana Holder", "XA9100000004", "Holder Trading Ltd", "monitored"),
    "cora": ("Cora Correct", "XA9100000005", "Correct Carpets Ltd", "correcting"),
    "ines": ("Ines Informed", "XA9100000006", "Informed Imports Ltd", "submitted"),
    "rhea": ("Rhea Refused", "XA9100000007", "Refused Rugs Ltd", "refusal_hearing"),
}


def firms() -> None:
    """Each firm with somebody who acts for it; three have no case yet, the others have one that goes on. The office
    is that of `seeds_programme`, which is there before."""
    from tests.journeys.seeds_programme import at_the_office
    from trustlane.access.models import User
    from trustlane.parties.actions.registering import register
    from trustlane.parties.identifiers import Identifier
    from trustlane.programme.stages import Stage

    first, second = (User.objects.get(username=name) for name in ("anna", "bela"))
    at = now() - timedelta(days=100)

    def enrolled(username: str, full_name: str, operator: str) -> Any:
        user = accounts.enrol(
            username=username,
            full_name=full_name,
            password=PASSWORD,
            operator=operator,
            by=first,
            at=at,
        )
        proposal = roles.propose(user=user, role=Role.OPERATOR, by=first, at=at, reason="their work")
        roles.approve(proposal=proposal, by=second, at=at)
        return user

    programme = at_the_office(now() - timedelta(days=40))
    programme.preset = "national-2026"
    for username, (full_name, number, name, stage) in FIRMS.items():
        operator = register(name=name, identifiers=[Identifier("TIN", number)], actor="system:tests", at=at)
        programme.people[number] = enrolled(username, full_name, number)
        if stage:
            case = programme.case(Stage(stage), operator=operator)
            if stage == "submitted":
                programme.do("ask_information", case)
    enrolled("piet", "Piet Potter", "XA9100000001")


def most_is_answered() -> None:
    """Piet answers most of what the potters are asked, in an evening; what is left are papers and a dozen others."""
    from tests.programme.cases import favourable
    from trustlane.access.models import User
    from trustlane.programme import actions
    from trustlane.programme.models import Case
    from trustlane.programme.queries.asked import self_assessment

    at, piet = now(), User.objects.get(username="piet")
    case = Case.objects.select_related("operator").get(operator__reference="XA9100000001")
    assessment = self_assessment(case, on=at.date())
    kinds = {one.where: assessment.questionnaire.entries[one.where.question].question for one in assessment.missing}
    typed = [where for where, question in kinds.items() if question.kind != "file"]
    replies = [
        actions.Reply(
            where.question, favourable(kinds[where], case, at), assessment.numbers[where.site], note="We do, every day."
        )
        for where in typed[:-12]
    ]
    actions.answer_all(case=case, replies=replies, by=piet, at=at)


def a_visit() -> None:
    """A firm that is being visited today."""
    from tests.journeys.seeds_programme import at_the_office
    from trustlane.parties.actions.registering import register
    from trustlane.parties.identifiers import Identifier
    from trustlane.programme.stages import Stage

    programme = at_the_office(now() - timedelta(days=10))
    programme.number = 400
    numbers = [Identifier("TIN", "XA9100000008")]
    operator = register(name="Potted Plants Ltd", identifiers=numbers, actor="system:tests", at=now())
    programme.case(Stage.VALIDATING, operator=operator)
