"""The risk maps of the demonstration's cases: what an officer judges of each section, and of the way of the goods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from trustlane.programme.risk.legs import THREATS, Action, Leg, Method, Vulnerable
from trustlane.programme.risk.mapping import Judged, Response, Risk

if TYPE_CHECKING:
    from trustlane.access.actors import Actor
    from trustlane.programme.models import Case

Levels = tuple[int, int]  # likelihood and impact, each from 1 to 5


@dataclass(frozen=True, slots=True)
class View:
    """What an officer thinks of one section: before and after controls, and what is done about the rest."""

    before: Levels
    after: Levels
    controls: tuple[str, ...] = ()
    response: Response = "take"
    why: str = ""
    action: str = ""


COMPLIANCE = View((3, 4), (2, 3), ("A broker checks each declaration against the invoice",), why="Errors are few.")
RECORDS = View(
    (4, 3),
    (3, 3),
    ("Orders and declarations are kept under one number",),
    "treat",
    action="Keep the stock records of the second warehouse under the same number.",
)
SOLVENCY = View((2, 4), (2, 4), why="The accounts of three years show no strain.")
COMPETENCE = View(
    (3, 3),
    (2, 3),
    ("Two people know the procedures",),
    "treat",
    action="Train a third person before the holidays.",
)
CARGO = View(
    (4, 5),
    (3, 5),
    ("Seals are kept by two people", "Loading is watched by camera"),
    "treat",
    action="Count the seals each day, and write it down.",
)
PREMISES = View(
    (4, 4),
    (2, 4),
    ("The yard is fenced and lit", "Visitors are met at the gate"),
    "treat",
    action="Close the gap beside the rail track.",
)
PARTNERS = View(
    (4, 4),
    (4, 4),
    (),
    "transfer",
    "Hauliers change often; the forwarder answers for them by contract.",
    "Have the forwarder name its hauliers, and check them each year.",
)
STAFF = View((2, 4), (1, 4), ("References are asked for", "Access ends on the last day of work"))
DATA = View(
    (3, 4),
    (2, 4),
    ("Each person has a password of their own",),
    "treat",
    action="Try to bring back the saved data once a year.",
)
QUIET = View((2, 3), (2, 2), ("It is looked at each year",))
NATIONAL = {"A": COMPLIANCE, "B": RECORDS, "C": SOLVENCY, "D": COMPETENCE, "E": CARGO}
SAFE = NATIONAL | {
    "D": QUIET,
    "E": COMPETENCE,
    "F": DATA,
    "G": CARGO,
    "H": PARTNERS,
    "I": PREMISES,
    "J": STAFF,
    "K": PARTNERS,
}
OWNERS = ("Customs manager", "Warehouse manager", "Managing director", "Head of transport")

# The way of the goods: from where to where, in which country, in whose hands, and which threats weigh on it.
LEGS = (
    ("Maker's works to the port of loading", "XB", "Haulier of the maker", {"contraband": "medium"}),
    ("Port of loading", "XB", "Terminal", {"contraband": "high", "organised_crime": "medium"}),
    ("Sea", "XB", "Shipping line", {"conditions": "medium"}),
    ("Gullhaven to the firm's warehouse", "XA", "Forwarder", {"organised_crime": "medium"}),
)
GAPS = (
    ("medium", "Seals are not compared with the papers.", "Compare and sign at each handover.", "Head of transport"),
    ("high", "Drivers stop where they like.", "Agree on guarded parking, and look at the tracks.", "Customs manager"),
    ("low", "", "", ""),
)
METHOD = Method(
    policy="Once a year, and after each incident, the way of the goods is walked through leg by leg.",
    responsible="Customs manager",
    every_months=12,
    training="The customs manager and the head of transport took the two-day course of the forwarders' association.",
)


def judge(case: Case, *, by: Actor, at: datetime, chance: Random, whole: bool) -> None:
    """Judge every section and the way of the goods; without ``whole`` the first sections alone, as one who began."""
    from trustlane.programme import actions
    from trustlane.programme.queries.risks import leaf_sections

    sections = list(leaf_sections(case))
    views = SAFE if len(sections) > len(NATIONAL) else NATIONAL
    for section in sections if whole else sections[:3]:
        risk = _risk(section, views.get(section, QUIET), at, chance)
        actions.judge_risk(case=case, risk=risk, by=by, at=at)
    if whole:
        _way(case, by, at, chance)
        actions.say_method(case=case, method=METHOD, by=by, at=at)


def _risk(section: str, view: View, at: datetime, chance: Random) -> Risk:
    """The view, now and then a little graver before controls; what will be done has an owner and a day."""
    likelihood, impact = view.before
    if view.controls and likelihood < 5 and chance.random() < 0.3:
        likelihood += 1
    due = at.date() + timedelta(days=chance.choice((45, 60, 90))) if view.action else None
    return Risk(
        section=section,
        before=Judged(likelihood, impact),
        after=Judged(*view.after),
        response=view.response,
        controls=view.controls,
        why=view.why,
        action=view.action,
        owner=chance.choice(OWNERS) if view.action else "",
        due=due,
    )


def _way(case: Case, by: Actor, at: datetime, chance: Random) -> None:
    from trustlane.programme import actions
    from trustlane.programme.checklists import checklist

    criteria = checklist(case)
    for number, (title, country, partner, threats) in enumerate(LEGS, start=1):
        leg = Leg(f"L{number}", title, country, partner)
        grade, why, what, owner = chance.choice(GAPS)
        criterion = chance.choice(criteria)
        due = at.date() + timedelta(days=60)
        planned = Action(leg.id, criterion, what, owner, due) if what else None
        actions.judge_leg(
            case=case,
            leg=leg,
            threats=dict.fromkeys(map(str, THREATS), "low") | threats,
            vulnerabilities=((Vulnerable(leg.id, criterion, grade, why), planned),),  # type: ignore[arg-type]
            by=by,
            at=at,
            why="By what seizures on this way have shown.",
        )
