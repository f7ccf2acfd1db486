"""Small versions of the studies; the long ones are in tests/studies."""

from __future__ import annotations

from trustlane.cli.studies import Size, coverage, credit, random_share, signs

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
    found = random_share(Size(seeds=(1,), declarations_a_day=100, before=20, days=28), stretch=14)
    assert found.select("policy", "stretch").rows() == [
        *[("trustlane", 1), ("trustlane", 2)],
        *[("no-random-share", 1), ("no-random-share", 2)],
    ]
    for row in found.iter_rows(named=True):
        assert 0 < row["illicit"] < 0.2
        assert abs(row["times"] * row["illicit"] - row["hit_rate"]) < 1e-9


def test_a_place_of_the_scenario_can_be_another() -> None:
    size = Size(changed=(("drift.route_days", "77"), ("operators.offence_ratio", "0.3")))
    of = size.scenario("drifting", {"operators.offence_ratio": "0.1"})
    assert (of.drift.route_days, of.operators.offence_ratio) == (77, 0.3)
