"""Small versions of the studies; the long ones are in tests/studies."""

from __future__ import annotations

import pytest

from trustlane.cli.studies import Size, StudyRefused, coverage, credit, random_share, signs

SMALL = Size(seeds=(1,), declarations_a_day=150, before=20, days=14, processes=1)


def test_no_cap_loses_nothing_and_a_high_one_spares_the_trusted() -> None:
    found = credit(SMALL, ratios=(0.25,), caps=(0.0, 0.95))
    none, high = found.iter_rows(named=True)
    assert none["lost"] == 0
    assert high["times"] < 0.6 * none["times"]


def test_signs_of_abuse_are_rare_among_honest_members() -> None:
    found = signs(Size(seeds=(1,), declarations_a_day=150, before=60, days=20))
    told = {row["signal"]: row for row in found.iter_rows(named=True)}
    assert told["trusted_number_unlike_itself"]["members"] < 0.1
    assert told["trusted_number_unlike_itself"]["speaks_of"] > 0
    assert "claim_not_in_register" in told


def test_the_lot_is_weighed_in_every_country() -> None:
    found = coverage(Size(seeds=(1, 2), declarations_a_day=100, before=5, days=10, processes=1))
    assert found.height == 2
    assert (found["low"] <= found["estimate"]).all()
    assert (found["truth"] > 0).all()


def test_hit_rates_are_told_beside_what_there_is() -> None:
    found = random_share(Size(seeds=(1,), declarations_a_day=100, before=20, days=28), stretch=14, shared=3)
    assert found.select("policy", "seed", "stretch").rows() == [
        *[("trustlane", 1, 1), ("trustlane", 1, 2)],
        *[("no-random-share", 1, 1), ("no-random-share", 1, 2)],
    ]
    for row in found.iter_rows(named=True):
        assert 0 < row["illicit"] < 0.2
        assert 0 <= row["found"] <= 1 >= row["harm"] >= 0
        assert row["policy"] == "trustlane" or row["chosen"] == row["hit_rate"], "without lots all looks are chosen"
        assert abs(row["times"] * row["illicit"] - row["hit_rate"]) < 1e-9


def test_a_place_of_the_scenario_can_be_another_unless_the_study_sets_it() -> None:
    size = Size(changed=(("drift.route_days", "77"),))
    assert size.scenario("drifting").drift.route_days == 77
    for place in ("trade.declarations_a_day", "operators.regular"):
        with pytest.raises(StudyRefused, match=place):
            Size(changed=((place, "9"),)).scenario("drifting")
    for place in ("operators.offence_ratio", "programme.both"):
        with pytest.raises(StudyRefused, match=place):
            credit(Size(changed=((place, "0.5"),)))
