"""The supply chain in five steps: what is not done is told, leg by leg."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from trustlane.programme.risk.legs import (
    STEPS,
    THREATS,
    Action,
    Chain,
    Leg,
    Method,
    Rated,
    Threatened,
    Vulnerable,
    gaps_without_action,
    overdue,
    rated,
    steps_missing,
)
from trustlane.programme.risk.scale import GRADES, RiskRefused

FARM, PORT = Leg("farm", "From the farm to the port", "XA", "own lorries"), Leg("port", "In the port", "XA", "Port Ltd")
METHOD = Method("policy of 2026", "head of security", 12, "yearly for drivers")
WHOLE = Chain(
    (FARM, PORT),
    tuple(Threatened(leg.id, threat, "low", "no case known") for leg in (FARM, PORT) for threat in THREATS),
    (Vulnerable("farm", "H.O1", "high", "no seals"), Vulnerable("port", "I.O1", "low", "fenced")),
    (Action("farm", "H.O1", "buy seals", "owner", date(2026, 6, 30)),),
    METHOD,
)


def test_a_whole_assessment_misses_no_step() -> None:
    assert steps_missing(WHOLE) == {}
    assert list(STEPS) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("changed", "step", "said"),
    [
        ({"legs": (), "threats": (), "vulnerabilities": (), "actions": ()}, 1, "No leg is on the map"),
        ({"legs": (replace(FARM, partner=" "), PORT)}, 1, "Leg farm names nobody"),
        ({"threats": WHOLE.threats[1:]}, 2, "Leg farm is not judged for: terror."),
        ({"vulnerabilities": WHOLE.vulnerabilities[:1]}, 3, "Leg port is held against no criterion"),
        ({"actions": ()}, 4, "Leg farm, H.O1: nobody planned anything"),
        ({"actions": (replace(WHOLE.actions[0], owner=""),)}, 4, "Leg farm, H.O1: no owner"),
        ({"method": None}, 5, "not all written down"),
        ({"method": replace(METHOD, training="")}, 5, "not all written down"),
        ({"method": replace(METHOD, every_months=0)}, 5, "not all written down"),
    ],
)
def test_a_step_that_is_not_done_says_what_is_missing(changed, step, said) -> None:
    missing = steps_missing(replace(WHOLE, **changed))
    assert list(missing) == [step]
    assert said in missing[step][0]


@pytest.mark.parametrize(("threat", "vulnerability"), [*product(GRADES, GRADES)])
def test_a_leg_is_rated_by_its_greatest_threat_and_vulnerability(threat, vulnerability) -> None:
    chain = Chain(
        (FARM,),
        (Threatened("farm", "terror", "low", ""), Threatened("farm", "contraband", threat, "")),
        (Vulnerable("farm", "H.O1", vulnerability, ""), Vulnerable("farm", "H.O2", "low", "")),
        (),
        None,
    )
    (leg,) = rated(chain)
    expected = (GRADES.index(threat) + 1) * (GRADES.index(vulnerability) + 1)
    assert leg.rating == expected
    assert leg.grade == {1: "low", 2: "low", 3: "medium", 4: "medium", 6: "high", 9: "high"}[expected]


def test_legs_that_nobody_judged_come_before_the_gravest() -> None:
    sea = Leg("sea", "At sea", "", "Carrier Ltd")
    chain = replace(WHOLE, legs=(PORT, FARM, sea))
    assert [one.leg.id for one in rated(chain)] == ["sea", "farm", "port"]
    assert rated(chain)[0] == Rated(sea, None, None)
    assert rated(chain)[0].grade is None
    assert rated(replace(chain, vulnerabilities=()))[0].rating is None


def test_only_gaps_need_an_action() -> None:
    assert gaps_without_action(WHOLE) == ()
    assert [one.criterion for one in gaps_without_action(replace(WHOLE, actions=()))] == ["H.O1"]


def test_an_action_is_overdue_the_day_after_unless_done_by_then() -> None:
    late = Action("farm", "H.O2", "lock gates", "owner", date(2026, 5, 1), done=date(2026, 5, 20))
    chain = replace(WHOLE, actions=(*WHOLE.actions, late))
    assert overdue(chain, date(2026, 5, 1)) == ()
    assert overdue(chain, date(2026, 5, 2)) == (late,)
    assert overdue(chain, date(2026, 5, 20)) == ()
    assert overdue(replace(chain, actions=(*chain.actions, replace(late, done=None))), date(2026, 7, 1)) == (
        replace(late, done=None),
        WHOLE.actions[0],
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"legs": (FARM, FARM)}, "Two legs have one id"),
        ({"legs": (FARM,)}, "There is no leg 'port'; there are: farm"),
        ({"legs": ()}, "there are: none"),
        ({"actions": (replace(WHOLE.actions[0], leg="sea"),)}, "There is no leg 'sea'"),
        ({"threats": (Threatened("farm", "terror", "grave", ""),)}, "Leg farm: 'grave' is none of: low, medium, high"),
    ],
)
def test_a_chain_that_does_not_hang_together_is_refused(changed, said) -> None:
    with pytest.raises(RiskRefused, match=said):
        replace(WHOLE, **changed)
