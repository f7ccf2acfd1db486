"""Our screening stands on trial like any other policy, and a period is kept to ask what another would have done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import polars as pl
import pytest

from tests.simulate.countries import scenario
from trustlane.cli.trials import (
    NAMES,
    NoSuchPolicy,
    at_rate,
    candidate,
    keep_period,
    seed_of,
    the_simulators,
    tracks_of,
    with_cap,
)
from trustlane.selectivity.laboratory import Kept, LaboratoryRefused, what_if
from trustlane.selectivity.policy import RandomShare
from trustlane.selectivity.rolling import Rolling
from trustlane.selectivity.schooling import School
from trustlane.selectivity.targeting import compiled_for
from trustlane.simulate import demonstration
from trustlane.simulate.trials.figures import examination, use
from trustlane.simulate.trials.running import Past, past, run

RULES = demonstration.text("rules.yaml").encode()
POLICY = the_simulators()
SMALL = scenario(trade__declarations_a_day="120")


@pytest.fixture(scope="module")
def begun() -> Past:
    return past(SMALL, 3, 20)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("kept")
    keep_period(
        SMALL, 3, POLICY, folder, policy_text=demonstration.text("policy.yaml"), days=14, before=15, with_model=False
    )
    return Kept.read(folder)


@pytest.mark.parametrize("name", [name.replace("CAP", "0.5").replace("SHARE", "0.3") for name in NAMES])
def test_every_policy_there_is_can_be_tried(begun: Past, name: str) -> None:
    trial = candidate(name, POLICY, RULES)(3)
    tally = run(begun, trial, tracks_of(POLICY), 3)
    assert tally.policy == name
    assert tally.counts["looked"].sum() > 0


@pytest.mark.parametrize("name", ["trustlame", "credit", "credit:2", "credit:much", "random:0.5"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(NoSuchPolicy):
        candidate(name, POLICY, RULES)


def test_the_same_policy_in_the_same_country_does_the_same(begun: Past) -> None:
    one, other = (run(begun, candidate("signals-alone", POLICY, RULES)(3), tracks_of(POLICY), 3) for _ in range(2))
    assert one.counts.equals(other.counts)


def test_credit_spares_the_trusted_and_capacity_is_used_all_the_same(begun: Past) -> None:
    without_model = [
        candidate(name, policy, RULES).called(name)
        for name, policy in (
            ("signals-alone", with_cap(POLICY, 0.95)),
            ("no-credit", msgspec.structs.replace(POLICY, credits=())),
        )
    ]
    credit, none = (run(begun, one(3), tracks_of(POLICY), 10) for one in without_model)
    assert examination("trusted")(credit) < 0.6 * examination("trusted")(none)
    for tally in (credit, none):
        assert 0.85 < use(tally)["yellow"] < 1.15


def test_what_rules_demand_is_met_within_capacity_where_it_fits_in(begun: Past) -> None:
    # Demands of yellow and orange meet risky goods, of which many go to red of their own worth.
    trial = Rolling("demanding", POLICY, seed_of(3), School(with_model=False), rules=compiled_for(POLICY, RULES))
    used = use(run(begun, trial, tracks_of(POLICY), 14))
    assert all(0.85 < used[lane] < 1.15 for lane in ("blue", "yellow", "orange", "red")), used


def test_without_a_random_share_nobody_is_drawn(begun: Past) -> None:
    trial = candidate("no-random-share", POLICY, RULES)(3)
    assert not run(begun, trial, tracks_of(POLICY), 3).counts["drawn"].any()


def test_until_the_random_share_is_given_up_both_policies_are_one(begun: Past) -> None:
    keeps, gives_up = (
        run(begun, replace(candidate(name, POLICY, RULES), shared=2)(3), tracks_of(POLICY), 4).counts
        for name in ("trustlane", "no-random-share")
    )
    shared = pl.col("day") < begun.on + timedelta(days=2)
    assert keeps.filter(shared).equals(gives_up.filter(shared))
    assert keeps.filter(shared)["drawn"].any()
    assert keeps.filter(~shared)["drawn"].any()
    assert not gives_up.filter(~shared)["drawn"].any()


def test_a_rate_scales_every_capacity() -> None:
    looks = at_rate(POLICY, 0.03).tracks["goods"].looks.values()
    assert sum(look.capacity.share for look in looks if look.capacity) == pytest.approx(0.03)


def test_the_kept_policy_decides_as_it_did_by_and_large(kept: Kept) -> None:
    told = what_if(kept, POLICY)
    room = told.lanes.filter((pl.col("world") == "with credit") & (pl.col("look") == "yellow"))
    assert room["used"].item() == pytest.approx(room["room"].item(), rel=0.15)
    assert told.groups.filter(pl.col("world") == "with credit")["declarations"].sum() == kept.table.height


def test_no_cap_makes_both_worlds_one(kept: Kept) -> None:
    groups = what_if(kept, with_cap(POLICY, 0.0)).groups
    one, other = (groups.filter(pl.col("world") == world).drop("world") for world in ("with credit", "without credit"))
    assert one.equals(other)


def test_a_larger_cap_spares_trusted_importers_more(kept: Kept) -> None:
    def looked(cap: float) -> int:
        here = (pl.col("world") == "with credit") & (pl.col("group") == "trusted")
        return int(what_if(kept, with_cap(POLICY, cap)).groups.filter(here)["looked"].item())

    assert looked(0.95) < looked(0.5) < looked(0.0)


def test_halved_capacity_is_half_used(kept: Kept) -> None:
    def used(rate: float) -> float:
        lanes = what_if(kept, msgspec.structs.replace(at_rate(POLICY, rate), random=RandomShare(0))).lanes
        return float(lanes.filter((pl.col("world") == "with credit") & (pl.col("track") == "goods"))["used"].sum())

    assert used(0.06) == pytest.approx(used(0.12) / 2, rel=0.25)


def test_what_was_not_kept_is_refused(kept: Kept) -> None:
    with pytest.raises(LaboratoryRefused, match="credits"):
        what_if(kept, msgspec.structs.replace(POLICY, credits=()))
    with pytest.raises(LaboratoryRefused, match="kinds"):
        what_if(kept, msgspec.structs.replace(POLICY, kinds=dict(list(POLICY.kinds.items())[1:])))


def test_a_folder_without_a_period_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LaboratoryRefused, match="no kept period"):
        Kept.read(tmp_path)
