"""Sites to visit: all of high risk, one of each type, the rest by lot, each with its reason."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.risk.scale import GRADES, Grade, RiskRefused
from trustlane.programme.risk.sites import SENTENCES, Found, Site, grade_of_site, sites_to_visit

SEED = bytes(range(32))
many_sites = st.lists(
    st.builds(Site, st.text(max_size=3), st.sampled_from(["office", "warehouse", "factory"]), st.sampled_from(GRADES)),
    unique_by=lambda site: site.id,
    max_size=12,
)


@given(many_sites, st.integers(-1, 15), st.randoms(use_true_random=False))
def test_high_risk_and_every_type_are_visited_and_as_many_as_wanted(sites, wanted, random) -> None:
    visited = sites_to_visit(SEED, "A-7", sites, wanted)
    ids = [one.site.id for one in visited]
    assert len(ids) == len(set(ids))
    assert {site.id for site in sites if site.risk == "high"} == {
        one.site.id for one in visited if one.why == "high_risk"
    }
    assert {one.site.type for one in visited} == {site.type for site in sites}
    asked = sum(one.why != "by_lot" for one in visited)
    assert len(visited) == max(asked, min(wanted, len(sites)))
    types = Counter(one.site.type for one in visited if one.why == "of_its_type")
    assert all(times == 1 for times in types.values())
    shuffled = list(sites)
    random.shuffle(shuffled)
    assert sites_to_visit(SEED, "A-7", shuffled, wanted) == visited


def test_a_site_of_medium_risk_stands_for_its_type() -> None:
    sites = [Site(f"low {number}", "shop", "low") for number in range(9)] + [Site("medium", "shop", "medium")]
    assert [one.site.id for one in sites_to_visit(SEED, "A-7", sites, 1)] == ["medium"]


def test_which_others_are_visited_is_drawn_with_equal_chances() -> None:
    # Eight sites of low risk, three visited, 1,600 cases: 600 each. Chi-square on 7 degrees of freedom, one in a
    # thousand: 24.3; drawing without putting back only makes it smaller.
    sites = [Site(f"s{number}", "shop", "low") for number in range(8)]
    times = Counter(one.site.id for n in range(1_600) for one in sites_to_visit(SEED, f"A-{n}", sites, 3))
    assert sum((times[site.id] - 600) ** 2 / 600 for site in sites) < 24.3


def test_every_reason_reads_as_a_sentence() -> None:
    sites = [Site("a", "shop", "high"), Site("b", "office", "low"), Site("c", "office", "low")]
    assert [one.why for one in sites_to_visit(SEED, "A-7", sites, 3)] == list(SENTENCES)


def test_a_site_named_twice_is_refused() -> None:
    with pytest.raises(RiskRefused, match="Site a stands on the list twice"):
        sites_to_visit(SEED, "A-7", [Site("a", "shop", "low"), Site("a", "shop", "high")], 1)


@pytest.mark.parametrize(
    ("left", "found", "risk"),
    [
        ("low", "none", "low"),
        ("low", "minor", "medium"),
        ("medium", "clean", "medium"),
        ("low", "major", "high"),
        ("high", "clean", "high"),
    ],
)
def test_a_site_is_as_grave_as_what_is_left_and_what_was_found_there(left: Grade, found: Found, risk: Grade) -> None:
    assert grade_of_site(left, found) == risk
