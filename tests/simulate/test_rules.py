"""The invented administration's rules can be used, and find more than looking anywhere would."""

from datetime import date, timedelta

import polars as pl
import pytest

from tests.simulate.countries import drawn
from trustlane.selectivity import policy, references
from trustlane.selectivity.assessment import hits_of, strengths_of
from trustlane.selectivity.basis import Basis
from trustlane.selectivity.heads import heads_of
from trustlane.selectivity.money import Exchange
from trustlane.selectivity.rules.yields import Yields, yields
from trustlane.selectivity.signals.catalogue import all_signals
from trustlane.selectivity.targeting import compiled_for
from trustlane.selectivity.trust import Register, weigh
from trustlane.simulate import demonstration
from trustlane.simulate.scenario import read_scenario

FIRST, DAYS = date(2026, 7, 1), 21


@pytest.fixture(scope="module")
def found() -> Yields:
    period = drawn(read_scenario("demonstration"), DAYS, seed=7, first=FIRST)
    chosen, lines = policy.parse(demonstration.text("policy.yaml"), where="demonstration"), period.lines
    rules = compiled_for(chosen, demonstration.text("rules.yaml").encode())
    basis = Basis(
        policy=chosen,
        references=references.fit(lines),
        register=Register.of(period.country.standing(FIRST + timedelta(days=DAYS)), ("XA",)),
        exchange=Exchange.fitted(chosen.currency, chosen.exchange, lines),
        seed=bytes(32),
        rules=rules,
    )
    heads = heads_of(lines, None)
    asked = tuple(one for one in all_signals() if one.name in rules.fields)
    given = weigh(heads.frame, basis.register, chosen, basis.normal)
    hits = hits_of(heads, rules, strengths_of(heads, basis, asked, given))
    truth = period.truth.select("declaration", "kind", found=pl.col("kind").is_not_null())
    return yields(hits, heads.frame["declaration"], truth)


def test_every_rule_in_force_hits_something_but_never_much(found) -> None:
    hits = {one.rule.id: one.share for one in found.rules}
    assert hits.pop("first-quarter-action") == 0  # it ended before the period
    assert all(0 < share < 0.05 for share in hits.values())


def test_most_rules_find_far_more_than_looking_anywhere(found) -> None:
    rates = [one.found.rate for one in found.rules if one.hits >= 50]
    assert sum(rate > 2 * found.anywhere.rate for rate in rates) >= 0.7 * len(rates)


def test_the_rules_are_of_both_families_and_one_comes_from_intelligence(found) -> None:
    assert {one.rule.family for one in found.rules} == {"security", "revenue"}
    assert [one.rule.id for one in found.rules if one.rule.effect.intelligence] == ["goods-of-concern-by-detour"]
