"""Small versions of the studies; the long ones are in tests/drill."""

from __future__ import annotations

import pytest

from trustlane.cli.studies import Size, coverage, credit, main, signs

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


def test_a_study_prints_its_table(capsys: pytest.CaptureFixture[str]) -> None:
    main(["coverage", "--seeds", "1", "--declarations-a-day", "80", "--before", "3", "--days", "3", "--processes", "1"])
    assert "truth" in capsys.readouterr().out
