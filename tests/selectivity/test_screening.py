"""Screening: the same alone as in a batch, credit only ever softens, the random share and mandatory checks stand."""

from datetime import UTC, date, datetime

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.selectivity.declared import basis, fact, lines, many
from trustlane.selectivity import policy, screening
from trustlane.selectivity.policy import RandomShare

HISTORY = many(1_500, seed=9)
TRUSTED = tuple(fact(f"IMP{number}") for number in range(1, 20))


def with_random(per_million: int) -> policy.Policy:
    return msgspec.structs.replace(policy.default(), random=RandomShare(per_million))


@given(st.integers(0, 200))
@settings(max_examples=12)
def test_one_alone_is_decided_as_in_a_batch(seed: int) -> None:
    batch = many(40, seed=seed)
    rests_on = basis(HISTORY, *TRUSTED)
    whole, tables = screening.screen(batch, rests_on)
    alone = pl.concat(
        screening.decide(screening.assess_lines(batch[number : number + 1], rests_on), rests_on, tables)
        for number in range(len(batch))
    )
    assert whole.equals(alone)


def test_several_lines_are_decided_as_in_a_batch_too() -> None:
    batch = pl.concat([many(30, seed=1), many(30, seed=1, line=2, hs="930200"), many(12, seed=2)])
    rests_on = basis(HISTORY, *TRUSTED)
    whole, tables = screening.screen(batch, rests_on)
    for name in whole["declaration"]:
        one = batch.filter(pl.col("declaration") == name)
        alone = screening.decide(screening.assess_lines(one, rests_on), rests_on, tables)
        assert alone.equals(whole.filter(pl.col("declaration") == name)), name


def test_twice_gives_the_same() -> None:
    rests_on = basis(HISTORY, *TRUSTED)
    first, second = (screening.screen(HISTORY, rests_on)[0] for _ in range(2))
    assert first.equals(second)


def test_credit_never_makes_a_look_worth_more() -> None:
    seen = screening.assess_lines(HISTORY, basis(HISTORY, *TRUSTED))
    for view in seen.tracks:
        assert np.all(view.worth <= view.worth_without)
        credited = seen.trust.credits[view.rows] != 0
        assert np.all(view.worth[~credited] == view.worth_without[~credited])
        assert credited.any()


def test_no_credit_takes_more_than_the_cap() -> None:
    seen = screening.assess_lines(HISTORY, basis(HISTORY, *TRUSTED))
    cap = max(policy.default().caps.values())
    for view in seen.tracks:
        assert np.all(view.worth >= view.worth_without * (1 - cap) - 1e-6)


def test_trusted_operators_are_looked_at_less_and_capacity_is_used_alike_in_both_worlds() -> None:
    decisions, tables = screening.screen(HISTORY, basis(HISTORY, *TRUSTED))
    trusted = decisions.filter(pl.col("credits") != 0)
    assert (trusted["lane"] != "green").mean() < (trusted["lane_without_credit"] != "green").mean()
    for table in (tables.with_credit.table, tables.without_credit.table):
        used = table.group_by("look").agg(pl.col("expected_milli").sum() / pl.col("capacity_milli").sum())
        assert used["expected_milli"].is_between(0.9, 1.1).all()


def test_the_random_share_stands_whatever_the_credit() -> None:
    rests_on = basis(HISTORY, *TRUSTED, policy=with_random(200_000))
    decisions, _ = screening.screen(HISTORY, rests_on)
    drawn = decisions.filter("drawn")
    assert 0.15 < len(drawn) / len(decisions) < 0.25
    assert (drawn["lane"] == "red").all()
    assert (drawn["lane_without_credit"] == "red").all()
    share = drawn.filter(pl.col("credits") != 0).height / decisions.filter(pl.col("credits") != 0).height
    assert 0.12 < share < 0.28


@pytest.mark.parametrize(
    "unfit",
    [
        {"state": "suspended"},
        {"state": "revoked"},
        {"valid_to": date(2026, 1, 1)},
        {"valid_from": date(2027, 1, 1)},
        {"known_from": datetime(2026, 6, 1, tzinfo=UTC)},
        {"known_to": datetime(2026, 1, 1, tzinfo=UTC)},
        {"role": "carrier"},
        {"scope": frozenset()},
    ],
)
def test_a_standing_that_did_not_hold_or_was_not_known_gives_no_credit(unfit: dict[str, object]) -> None:
    declared = lines({"importer": "IMP1"})
    assert screening.screen(declared, basis(HISTORY, fact("IMP1")))[0]["credits"][0] != 0
    assert screening.screen(declared, basis(HISTORY, fact("IMP1", **unfit)))[0]["credits"][0] == 0


def test_a_partners_operator_softens_security_only() -> None:
    declared = lines({"exporter": "EXP1"})
    seen = screening.assess_lines(declared, basis(HISTORY, fact("EXP1", issuer="XA")))
    credits = [one for bit, one in enumerate(policy.default().credits) if seen.trust.credits[0] >> bit & 1]
    assert credits
    assert {family for credit in credits for family in credit.families} == {"security"}


def test_a_brokers_status_softens_papers_only() -> None:
    declared = lines({"declarant": "BRK1"})
    seen = screening.assess_lines(
        declared, basis(HISTORY, fact("BRK1", role="broker", scope=frozenset({"compliance"})))
    )
    (view,) = seen.tracks
    softer = view.worth[0] < view.worth_without[0] - 1e-6
    assert [look for look, less in zip(view.track.looks, softer, strict=True) if less] == ["yellow"]


def test_a_number_written_another_way_is_still_the_same_operator() -> None:
    declared = lines({"exporter": "aeocn 12345-67890"})
    assert screening.screen(declared, basis(HISTORY, fact("CN1234567890", issuer="CN")))[0]["credits"][0] != 0


def test_a_status_claimed_but_unknown_to_the_register_is_a_reason() -> None:
    claimed = lines({"claims": [{"role": "importer", "kind": "AEOC", "identifier": "ZZ999"}]})
    seen = screening.assess_lines(claimed, basis(HISTORY, fact("IMP77")))
    assert seen.strengths["claim_not_in_register"][0] == 1.0
    without_list = screening.assess_lines(claimed, basis(HISTORY))
    assert without_list.strengths["claim_not_in_register"][0] == 0.0


def test_a_status_claimed_after_suspension_is_told_apart_from_an_unknown_one() -> None:
    claimed = lines({"claims": [{"role": "importer", "kind": "AEOS", "identifier": "IMP1"}]})
    seen = screening.assess_lines(claimed, basis(HISTORY, fact("IMP1", state="suspended")))
    assert seen.strengths["claim_no_longer_valid"][0] == 1.0
    assert seen.strengths["claim_not_in_register"][0] == 0.0


def test_an_entry_summary_has_outcomes_of_its_own() -> None:
    entries = many(600, seed=5, regime="entry_summary", value_minor=None, net_mass_g=None, tax_rate_ppm=None)
    decisions, _ = screening.screen(entries, basis(HISTORY))
    assert set(decisions["lane"]) <= {
        "complete",
        "request_for_information",
        "control_at_entry",
        "request_for_screening",
        "do_not_load",
    }
    assert decisions["lane"].n_unique() > 1


def test_a_cancellation_is_not_decided() -> None:
    decisions, _ = screening.screen(lines({}, {"message": "cancellation"}), basis(HISTORY))
    assert decisions["declaration"].to_list() == ["D0"]


def test_every_version_of_a_declaration_is_decided() -> None:
    amended = lines(
        {"declaration": "D1"}, {"declaration": "D1", "version": 2, "message": "amendment", "value_minor": 1}
    )
    decisions, _ = screening.screen(amended, basis(HISTORY))
    assert decisions.select("declaration", "version").rows() == [("D1", 1), ("D1", 2)]


def test_what_is_looked_at_has_reasons() -> None:
    decisions, _ = screening.screen(HISTORY, basis(HISTORY))
    looked_at = decisions.filter(pl.col("lane") != "green")
    assert looked_at.height
    assert (looked_at["reasons"].list.len() > 0).mean() > 0.9
    assert decisions.filter("drawn")["reasons"].list.eval(pl.element().struct.field("source") == "lot").list.any().all()


def test_a_value_in_another_currency_is_weighed_by_its_dated_rate() -> None:
    rates = {"EUR": {date(2026, 1, 1): 1.1, date(2026, 3, 1): 1.2}}
    chosen = msgspec.structs.replace(policy.default(), exchange=rates)
    declared = lines(
        {"currency": "EUR", "value_minor": 1000, "day": date(2026, 2, 1)},
        {"currency": "EUR", "value_minor": 1000, "day": date(2026, 3, 1)},
        {"currency": "USD", "value_minor": 1000},
    )
    assert screening.screen(declared, basis(declared, policy=chosen))[0]["value_minor"].to_list() == [1100, 1200, 1000]


def test_only_the_version_in_force_of_what_is_not_cancelled_uses_capacity() -> None:
    live = many(600, seed=12, day=date(2026, 3, 2), office="A1")
    amended = live.with_columns(version=pl.lit(2, pl.Int32), message=pl.lit("amendment").cast(live.schema["message"]))
    gone = many(200, seed=13, day=date(2026, 3, 2), office="A1")
    ended = gone.with_columns(message=pl.lit("cancellation").cast(live.schema["message"]))
    rests_on = basis(HISTORY)
    alone = screening.screen(live, rests_on)[1].with_credit.table
    decisions, tables = screening.screen(pl.concat([live, amended, gone, ended]), rests_on)
    # All get a lane; the day is priced as if the versions in force were all there is.
    assert decisions.height == 1_400
    assert decisions["lane"].null_count() == 0
    assert tables.with_credit.table.equals(alone)
