"""What journeys look at of the methods: risks that were judged, a team drawn by lot, rounds, what validators can do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.journeys.seeds import now
from tests.journeys.seeds_programme import at_the_office
from trustlane.programme import actions as deeds
from trustlane.programme.risk.legs import THREATS, Action, Leg, Method, Vulnerable
from trustlane.programme.risk.mapping import Judged, Risk


def methods() -> None:
    """A case with a map of its risks and a team that was drawn, one that is planned, and two rounds."""
    from trustlane.parties.actions import add_site
    from trustlane.programme.stages import Stage

    builder = at_the_office(now() - timedelta(days=20))
    builder.number = 600
    case = builder.case(Stage.DESK_REVIEW)
    for kind in ("factory", "warehouse", "office"):
        place = {"name": f"Invented {kind}", "kind": kind, "city": "Gullhaven", "source": "the firm"}
        add_site(operator=case.operator, actor="system:tests", at=builder.tick(), country="XA", **place)
    mapped(builder, case)
    vera = builder.people["first validator"]
    skill = {"kind": "skill", "value": "cold chain", "reason": "Trained in 2025."}
    gone = deeds.declare(person=vera, by=vera, at=builder.tick(), **skill)
    deeds.declare(person=vera, kind="language", value="en", by=vera, at=builder.tick())
    deeds.end_declaration(declared=gone, by=vera, at=builder.tick(), reason="It lapsed.")
    drawn = builder.case(Stage.DESK_REVIEW)
    mapped(builder, drawn)
    day = builder.now.date() + timedelta(40)
    plan = deeds.Plan("on_site", (), day, day)
    deeds.plan_by_lot(case=drawn, plan=plan, by=builder.people["case_officer"], at=builder.tick())
    visited = builder.case(Stage.REPORTING)
    for number in range(1, 4):
        at = builder.tick()
        said = {"rating": "minor", "text": f"At door {number} nobody asked who comes.", "key": f"method {number}"}
        deeds.rate(case=visited, item=f"A.O{number}", by=vera, at=at, seen_at=at, **said)
    rounds(builder, visited)


def mapped(builder: Any, case: Any) -> None:
    """Some sections judged, two legs, a gap with its action."""
    officer = builder.people["case_officer"]
    due = now().date() + timedelta(30)
    told: dict[str, Any] = {"controls": ("Seals are checked at every gate.",), "action": "Buy locks.", "owner": "Works"}
    for section, before, after, response in (
        ("A", (4, 5), (2, 3), "treat"),
        ("B", (3, 3), (1, 3), "treat"),
        ("C", (5, 5), (4, 4), "transfer"),
        ("D", (2, 2), (1, 2), "treat"),
    ):
        risk = Risk(section, Judged(*before), Judged(*after), response, due=due, **told)  # type: ignore[arg-type]
        deeds.judge_risk(case=case, risk=risk, by=officer, at=builder.tick())
    gap = Vulnerable("L01", "A.O1", "high", "")
    legs: tuple[tuple[Leg, Any], ...] = (
        (
            Leg("L01", "Works to port", "XB", "Invented Haulage"),
            ((gap, Action("L01", "A.O1", "Lock it.", "Works", due)),),
        ),
        (Leg("L02", "Port of loading", "XB", ""), ()),
    )
    for leg, gaps in legs:
        given = {"threats": dict.fromkeys(THREATS, "medium"), "vulnerabilities": gaps, "why": "Reports of 2025."}
        deeds.judge_leg(case=case, leg=leg, by=officer, at=builder.tick(), **given)
    method = Method("Once a year, and after every incident.", "Head of security", 12, "")
    deeds.say_method(case=case, method=method, by=officer, at=builder.tick())


def rounds(builder: Any, case: Any) -> None:
    """One that is open and one that is closed."""
    decider = builder.people["decision_maker"]
    people = [builder.people["first validator"], builder.people["second validator"]]
    for title in ("Doors, closed", "Doors, open"):
        made = deeds.open_round(
            title=title, cases=[case], raters=[one.pk for one in people], by=decider, at=builder.tick()
        )
        for number, level in ((1, "met"), (2, "minor")):
            deeds.rate_alike(round=made, item=number, rating=level, by=people[0], at=builder.tick())
            other = "major" if number == 1 else "minor"
            deeds.rate_alike(
                round=made, item=number, rating=other, why="Anybody walks in.", by=people[1], at=builder.tick()
            )
        if title.endswith("closed"):
            deeds.close_round(round=made, by=decider, at=builder.tick())
