"""An auditor's sample: the same for everybody, from every stratum, in proportion."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.programme.sampling.cases import SampleRefused, sample, shares

SEED = bytes(range(32))
populations = st.dictionaries(st.text(max_size=5), st.sampled_from(["granted", "refused", "withdrawn"]), max_size=40)


@given(populations, st.integers(3, 50), st.randoms(use_true_random=False))
def test_the_order_of_the_population_is_of_no_account(strata, size, random) -> None:
    ids = list(strata)
    drawn = sample(SEED, ids, size, strata)
    random.shuffle(ids)
    shuffled = {one: strata[one] for one in ids}
    assert sample(SEED, [*ids, *ids], size, shuffled) == drawn
    assert len(drawn) == len(set(drawn)) == min(size, len(ids))
    assert {strata[one] for one in drawn} == set(strata.values())


@given(populations, st.integers(3, 40))
def test_a_larger_sample_holds_the_smaller_one(strata, size) -> None:
    assert set(sample(SEED, strata, size, strata)) <= set(sample(SEED, strata, size + 1, strata))


def test_another_seed_draws_another_sample() -> None:
    strata = dict.fromkeys((f"A-{number}" for number in range(100)), "granted")
    assert sample(SEED, strata, 10, strata) != sample(bytes(16), strata, 10, strata)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 300), max_size=8), st.integers(8, 200))
def test_shares_are_as_asked_and_from_every_stratum_that_has_cases(population, size) -> None:
    given_ = shares(population, size)
    assert sum(given_.values()) == min(size, sum(population.values()))
    assert given_.keys() == {stratum for stratum, many in population.items() if many}
    assert all(1 <= given_[stratum] <= population[stratum] for stratum in given_)
    for one, other in ((one, other) for one in given_ for other in given_):
        if population[one] < population[other]:
            assert given_[one] <= given_[other]


def test_shares_are_in_proportion() -> None:
    assert shares({"granted": 800, "refused": 150, "withdrawn": 50}, 100) == {
        "granted": 80,
        "refused": 15,
        "withdrawn": 5,
    }
    assert shares({"granted": 990, "refused": 9, "annulled": 1}, 10) == {"granted": 8, "refused": 1, "annulled": 1}


def test_strata_of_outcome_and_officer_are_told_apart() -> None:
    strata = {f"A-{number}": ("granted" if number % 3 else "refused", f"officer {number % 4}") for number in range(120)}
    drawn = Counter(strata[one] for one in sample(SEED, strata, 24, strata))
    assert len(drawn) == 8
    assert all(many in (2, 4) for many in drawn.values())
    assert sum(many for (outcome, _), many in drawn.items() if outcome == "refused") == 8


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_the_first_few_of_a_sample_are_no_better_than_the_rest(number) -> None:
    strata = {f"A-{one}": one % 2 for one in range(40)}
    drawn = sample(number.to_bytes(16, "big"), strata, 20, strata)
    assert Counter(strata[one] for one in drawn) == {0: 10, 1: 10}


def test_within_a_stratum_everybody_has_the_same_chance() -> None:
    # 20 cases, 5 drawn, 2,000 seeds: 500 each. Chi-square on 19 degrees of freedom, one in a thousand: 43.8; drawing
    # without putting back only makes it smaller.
    strata = dict.fromkeys((f"A-{number}" for number in range(20)), "granted")
    drawn = Counter(one for n in range(2_000) for one in sample(n.to_bytes(16, "big"), strata, 5, strata))
    assert sum((drawn[one] - 500) ** 2 / 500 for one in strata) < 43.8


def test_fewer_places_than_strata_are_refused() -> None:
    with pytest.raises(SampleRefused, match="ask for at least 2"):
        sample(SEED, ["a", "b"], 1, {"a": "granted", "b": "refused"})


def test_a_case_without_a_stratum_is_named() -> None:
    with pytest.raises(SampleRefused, match="Case b has no stratum, nor have 1 more"):
        sample(SEED, ["a", "b", "c"], 3, {"a": "granted"})


def test_no_cases_make_an_empty_sample() -> None:
    assert sample(SEED, [], 5, {}) == ()
