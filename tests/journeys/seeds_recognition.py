"""The desk for mutual recognition that journeys are about: its people, and an arrangement whose plan is agreed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.journeys.seeds import PASSWORD, now
from trustlane.access.actions import people as accounts
from trustlane.access.actions import roles
from trustlane.access.models import User
from trustlane.access.roles import Role

PEOPLE = {"milo": ("Milo Mutual", Role.MRA_DESK), "dana": ("Dana Decide", Role.DECISION_MAKER)}


def _person(username: str) -> Any:
    return User.objects.get(username=username)


def desk() -> None:
    """Somebody of the desk, and a decision maker."""
    first, second = _person("anna"), _person("bela")
    at = now() - timedelta(days=60)
    for username, (full_name, role) in PEOPLE.items():
        user = accounts.enrol(username=username, full_name=full_name, password=PASSWORD, by=first, at=at)
        proposal = roles.propose(user=user, role=role, by=first, at=at, reason="their work")
        roles.approve(proposal=proposal, by=second, at=at)


def comparison() -> None:
    """An arrangement at its comparison, all items but three judged."""
    from tests.recognition.arranged import their_catalogue, their_crosswalk
    from trustlane.recognition import actions
    from trustlane.recognition.queries import arrangements, comparisons

    milo, at = _person("milo"), now() - timedelta(days=5)
    one = actions.open_arrangement(
        title="Recognition with Northport", partners="XB Customs of Northport", plurilateral=False, by=milo, at=at
    )
    contact = {"purpose": "desk", "name": "Bo Partner", "mailbox": "mra@northport.example"}
    actions.add_contact(arrangement=one, partner="XB", by=milo, at=at, **contact)
    for name in ("begin_plan", "begin_comparison"):
        actions.move(name, arrangement=one, reason="As agreed at the meeting.", by=milo, at=at)
    for data in (their_catalogue(), their_crosswalk()):
        actions.import_file(data=data, file_name="northport.yaml", by=milo, at=at)
    partner = arrangements.partner(one, "XB")
    assert partner is not None
    held = actions.open_comparison(partner=partner, ours="korea-aeo-2024", theirs="northport-aeo-1", by=milo, at=at)
    for each in comparisons.comparison_file(held, at=None).judged:
        direction, item = each.line.key
        if direction == "inward":
            said = {"verdict": "partly", "remedy": "Looked at during the joint visits."}
            actions.judge(comparison=held, direction=direction, item=item, by=milo, at=at, **said)
