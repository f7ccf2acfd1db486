"""The policy file: what ships is whole, and what is wrong in one is named by place."""

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trustlane.selectivity import policy


class Plain(yaml.SafeDumper):
    """Writes everything out, as a person would."""

    def ignore_aliases(self, data: object) -> bool:
        return True


CREDIT = {"whose": "own", "role": "importer", "scope": ["security"], "families": ["security"], "by": 0.5}


def changed(**changes: object) -> str:
    whole = yaml.safe_load(
        policy.resources.files("trustlane.selectivity").joinpath("policies/default.yaml").read_text()
    )
    for path, value in changes.items():
        *parts, last = path.split("__")
        place = whole
        for part in parts:
            place = place[part]
        place[last] = value
    return yaml.dump(whole, Dumper=Plain)


def test_the_policy_that_ships_is_whole_and_keeps_its_name() -> None:
    assert policy.default().digest == policy.parse(changed()).digest


def test_another_random_rate_is_another_version() -> None:
    assert policy.parse(changed(random__per_million=5_000)).digest != policy.default().digest


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"random__per_million": 2_000_000}, "random.per_million"),
        ({"tracks__goods__random_look": "purple"}, "tracks.goods.random_look"),
        ({"tracks__goods__looks__red__catches": {"smuggling": 0.5}}, "tracks.goods.looks.red.catches"),
        ({"tracks__goods__looks__red__catches": {"contraband": 1.5}}, "tracks.goods.looks.red.catches.contraband"),
        ({"tracks__goods__looks__red__capacity": None}, "tracks.goods.looks.red"),
        ({"tracks__entry__regimes": ["import"]}, "stands in"),
        ({"caps": {"security": 3}}, "caps.security"),
        ({"kinds__contraband__family": "terror"}, "$.kinds[...].family"),
        ({"kinds__contraband__stake": {"harm": 1, "least": 9, "most": 3}}, "kinds.contraband.stake"),
        ({"surprise": 1}, "surprise"),
        ({"kinds__contraband__stake": {"harm": -5}}, "kinds.contraband.stake.harm"),
        ({"kinds__undervaluation__stake": {"of_value": float("nan")}}, "kinds.undervaluation.stake.of_value"),
        ({"tracks__entry__regimes": ["export"]}, "stands in"),
        ({"tracks__entry__regimes": ["imports"]}, "no regime"),
        ({"tracks__goods__regimes": ["import"]}, "would get no lane"),
        ({"tracks__goods__nothing": "red"}, "tracks.goods.nothing"),
        ({"tracks__goods__looks__red__strictness": 3}, "equally strict"),
        ({"tracks__goods__looks__red__capacity": {"share": -0.1}}, "capacity.share"),
        ({"tracks__goods__looks__red__capacity": {"offices": {"A1": float("inf")}}}, "capacity.offices.A1"),
        ({"tracks__goods__looks__red__capacity": {"per_day": 5, "weekdays": {"sunday": 0}}}, "weekdays"),
        ({"tracks__goods__looks__red__capacity": {"per_day": 5, "dates": {"christmas": 0}}}, "dates"),
        ({"tracks__goods__looks__red__capacity": {"per_day": 5, "weekdays": {"sun": -1}}}, "capacity.weekdays.sun"),
        (
            {"tracks__goods__looks__red__capacity": {"offices": {"A1": {"dates": {date(2026, 12, 24): 0.5}}}}},
            "red.capacity.offices.A1",
        ),
        ({"tracks__goods__looks__red__use": {"declaration": float("nan")}}, "looks.red.use"),
        ({"signals": {"bad_moon": {"contraband": 1.0}}}, "signals.bad_moon"),
        ({"signals": {"round_value": {"smuggling": 1.0}}}, "signals.round_value.smuggling"),
        ({"signals": {"round_value": {"revenue": float("inf")}}}, "signals.round_value.revenue"),
        ({"exchange": {"EUR": {date(2026, 1, 1): 0.0}}}, "exchange.EUR"),
        ({"exchange": {"EUR": {}}}, "exchange.EUR"),
        ({"kinds": {}}, "kinds"),
        ({"credits": [CREDIT | {"scope": []}]}, "credits[0].scope"),
        ({"credits": [CREDIT | {"scope": ["safety"]}]}, "credits[0].scope"),
        ({"credits": [CREDIT | {"title": str(n)} for n in range(61)]}, "credits: at most 60"),
    ],
)
def test_a_fault_is_named_by_its_place(changes: dict[str, object], told: str) -> None:
    with pytest.raises(policy.PolicyRefused) as refused:
        policy.parse(changed(**changes))
    assert told in str(refused.value)


def test_text_that_is_not_yaml_is_refused_with_line_and_column() -> None:
    with pytest.raises(policy.PolicyRefused, match="line 2, column"):
        policy.parse("name: x\n  version: [1")


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(policy.PolicyRefused):
        policy.parse(text)


def test_capacity_differs_by_weekday_date_and_office() -> None:
    text = changed(
        tracks__goods__looks__red__capacity={
            "per_day": 40,
            "weekdays": {"sat": 0.5, "sun": 0},
            "dates": {date(2026, 12, 24): 0.5},
            "offices": {"A1": 60, "B2": {"per_day": 20, "weekdays": {"sun": 1}}},
        }
    )
    capacity = policy.parse(text).tracks["goods"].looks["red"].capacity
    assert capacity is not None
    sunday = date(2026, 3, 1)
    assert [capacity.units(office, sunday, 0.0) for office in ("A1", "B2", "C3")] == [0.0, 20.0, 0.0]
    assert capacity.units("A1", date(2026, 12, 24), 0.0) == 30.0
