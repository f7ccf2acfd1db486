"""The risk map: controls never raise a risk, every field of the heat map is there, the gravest comes first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.risk.mapping import RESPONSES, Judged, Risk, heat_map, open_points, ranking
from trustlane.programme.risk.scale import Bands, RiskRefused

level = st.integers(1, 5)


@st.composite
def risks(draw: Any) -> Risk:
    before = Judged(draw(level), draw(level))
    after = Judged(draw(st.integers(1, before.likelihood)), draw(st.integers(1, before.impact)))
    return Risk(draw(st.sampled_from(["A.O1", "B.O2", "G.O3"])), before, after, draw(st.sampled_from(RESPONSES)))


def risk(section: str = "G.O3", before: tuple[int, int] = (4, 5), after: tuple[int, int] = (2, 3), **more: Any) -> Risk:
    told = {"response": "take", "controls": ("seals are checked",)} | more
    return Risk(section, Judged(*before), Judged(*after), **told)


@given(level, level, level, level)
def test_residual_risk_is_never_above_inherent_risk(likelihood, impact, likelihood_after, impact_after) -> None:
    raised = likelihood_after > likelihood or impact_after > impact
    try:
        made = risk(before=(likelihood, impact), after=(likelihood_after, impact_after))
    except RiskRefused as error:
        assert raised
        assert "controls do not raise it" in str(error)
    else:
        assert not raised
        assert made.after.rating <= made.before.rating


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"before": (6, 1)}, "G.O3: the likelihood before controls is 6; give a whole number from 1"),
        ({"before": (4, 0)}, "the impact before controls is 0"),
        ({"after": (0, 3)}, "the likelihood after controls is 0"),
        ({"after": (2, -1)}, "the impact after controls is -1"),
        ({"response": "tolerate"}, "the response is 'tolerate', none of: take, treat, transfer, terminate"),
    ],
)
def test_a_judgement_off_the_scale_is_refused_with_its_place(changed, said) -> None:
    with pytest.raises(RiskRefused, match=said):
        risk(**changed)


@given(st.lists(risks(), max_size=12), st.sampled_from(["before", "after"]))
def test_every_risk_lies_in_exactly_one_of_25_fields(many, moment) -> None:
    cells = heat_map(many, moment)
    assert len({(cell.likelihood, cell.impact) for cell in cells}) == len(cells) == 25
    assert sorted(section for cell in cells for section in cell.sections) == sorted(one.section for one in many)
    for cell in cells:
        assert set(cell.sections) == {
            one.section for one in many if one.at(moment) == Judged(cell.likelihood, cell.impact)
        }


def test_fields_come_in_rows_as_they_are_drawn_and_are_graded() -> None:
    cells = heat_map([risk()], "before")
    assert [(cell.likelihood, cell.impact) for cell in cells[:6]] == [(5, 1), (5, 2), (5, 3), (5, 4), (5, 5), (4, 1)]
    assert next(cell for cell in cells if cell.sections).grade == "high"
    grades = {(cell.likelihood, cell.impact): cell.grade for cell in heat_map([], "after", Bands(2, 3))}
    assert (grades[1, 2], grades[1, 3], grades[2, 2]) == ("low", "medium", "high")


@given(level, level, level, level)
def test_a_graver_risk_is_never_graded_lower(likelihood, impact, more_likely, graver) -> None:
    grades = ["low", "medium", "high"]
    lower, higher = (
        Judged(min(likelihood, more_likely), min(impact, graver)),
        Judged(max(likelihood, more_likely), max(impact, graver)),
    )
    assert grades.index(Bands().grade(lower.rating)) <= grades.index(Bands().grade(higher.rating))


def test_the_gravest_that_is_left_comes_first() -> None:
    many = [
        risk("A", (5, 5), (1, 2)),
        risk("B", (2, 4), (2, 4)),
        risk("C", (4, 2), (4, 2)),
        risk("D", (5, 5), (2, 4)),
        risk("E", (5, 5), (2, 4)),
    ]
    assert [one.section for one in ranking(reversed(many))] == ["D", "E", "B", "C", "A"]


@pytest.mark.parametrize("bands", [(0, 12), (12, 12), (4, 25)])
def test_bands_that_leave_no_grade_are_refused(bands) -> None:
    with pytest.raises(RiskRefused, match="no bands"):
        Bands(*bands)


def test_a_whole_map_leaves_nothing_open() -> None:
    assert (
        open_points(
            [risk("A"), risk("B", response="treat", action="new locks", owner="Works", due=date(2026, 6, 1))],
            ["A", "B"],
        )
        == ()
    )


def test_what_is_left_open_is_told() -> None:
    many = [
        risk("twice"),
        risk("twice"),
        risk("bare", controls=()),
        risk("taken", (5, 5), (5, 5), why=" "),
        risk("idle", response="transfer"),
        risk("nobody's", response="treat", action="new locks", owner="Works"),
        risk("said", (5, 5), (5, 5), why="nothing else is possible this year"),
        risk("same", (2, 2), (2, 2), controls=()),
    ]
    found = {(one.section, one.rule) for one in open_points(many, ["forgotten", "twice", "bare"])}
    assert found == {
        ("forgotten", "is_judged"),
        ("twice", "is_judged_once"),
        ("bare", "what_lowers_is_named"),
        ("taken", "high_risk_is_not_just_taken"),
        ("idle", "what_is_not_taken_has_an_action"),
        ("nobody's", "what_will_be_done_has_an_owner_and_a_day"),
    }
    assert all(one.sentence.endswith(".") for one in open_points(many, ["forgotten"]))
