"""Fitting is repeatable, guesses nothing, and is not taken in by repeats."""

import msgspec
import numpy as np
import polars as pl
import pytest

from tests.selectivity.declared import lines
from tests.selectivity.model.history import QUICK, history, results, several_lines, wrong
from trustlane.selectivity.model.fitting import FitRefused, fit, labels_of, usable
from trustlane.selectivity.model.model import Model


def test_the_same_history_and_seed_give_the_same_bytes(model: Model) -> None:
    rows = history()
    again = fit(rows, wrong(rows), seed=1, settings=QUICK)
    assert again.to_bytes() == model.to_bytes()
    assert fit(rows, wrong(rows), seed=2, settings=QUICK).version != model.version


def test_kinds_learnt_side_by_side_are_the_same() -> None:
    rows = history()
    outcomes = pl.concat([wrong(rows), wrong(rows, seed=5).with_columns(kind=pl.lit("origin"))])
    one, four = (fit(rows, outcomes, seed=1, settings=QUICK, threads=threads) for threads in (1, 4))
    assert len(one.parts) == 2
    assert one.parts[0].ladder.points[0].tolist() != one.parts[1].ladder.points[0].tolist()
    assert one.to_bytes() == four.to_bytes()


def test_a_result_found_by_lot_counts_for_more(model: Model) -> None:
    """The same results, but finds of one origin came by lot: its chance rises."""
    rows = history()
    outcomes = wrong(rows)
    found = outcomes.filter("found").join(rows.filter(pl.col("origin") == "XB"), on="declaration", how="semi")
    more = msgspec.structs.replace(QUICK, lot=10.0)
    drawn = fit(rows, outcomes, seed=1, settings=more, by_lot=found["declaration"])
    there = (rows["origin"] == "XB").to_numpy()
    before, after = (one.chances(rows)["irregularity"] for one in (model, drawn))
    assert after[there].mean() > before[there].mean()


def test_where_results_count_alike_the_model_is_the_same_whoever_was_drawn(model: Model) -> None:
    rows = history()
    for drawn in (rows["declaration"].clear(), rows["declaration"].head(50)):
        assert fit(rows, wrong(rows), seed=1, settings=QUICK, by_lot=drawn).to_bytes() == model.to_bytes()


def test_what_is_wrong_gets_the_higher_chances(model: Model) -> None:
    rows = history(400, seed=9)
    chance = model.chances(rows)["irregularity"]
    caused = (rows["hs"].str.starts_with("8517") & (rows["origin"] == "XB")).to_numpy()
    bad = (rows["importer"] == "BAD").to_numpy()
    assert chance[caused].mean() > 2 * chance[~caused & ~bad].mean()
    assert chance[bad & ~caused].mean() > 1.5 * chance[~caused & ~bad].mean()


def test_a_result_that_only_repeats_teaches_nothing() -> None:
    """Each case stands five times with one random result: whoever looks it up is right, whoever learns is not."""
    rows = history(2000, seed=4, repeats=5)
    of_case = np.random.default_rng(8).random(400) < 0.3
    model = fit(rows, results(rows, np.tile(of_case, 5)), settings=QUICK)
    card = model.parts[0].card
    assert card is not None and card.judged == 400
    assert card.auc is not None and abs(card.auc - 0.5) < 0.1


def test_a_kind_with_too_few_finds_is_reported_not_guessed() -> None:
    rows = history(600)
    rare = results(rows, np.arange(600) < 3, "critical")
    model = fit(rows, pl.concat([wrong(rows), rare]), settings=QUICK)
    assert model.kinds == ("irregularity",)
    assert "3 distinct cases with a find" in model.left_out["critical"]


def test_without_results_nothing_is_learnt() -> None:
    rows = history(50)
    with pytest.raises(FitRefused, match="no results"):
        fit(rows, results(rows[:0], np.zeros(0, bool)), settings=QUICK)
    with pytest.raises(FitRefused, match="without a find"):
        fit(rows, results(rows, np.ones(50, bool)), settings=QUICK)


def test_rows_without_a_result_are_no_clean_rows() -> None:
    rows = lines({}, {}, {})
    found = labels_of(rows, results(rows[:2], np.array([True, False])), "irregularity")
    assert found[:2].tolist() == [1.0, 0.0] and np.isnan(found[2])


def test_the_last_version_counts_and_a_cancelled_declaration_does_not() -> None:
    rows = lines(
        {"declaration": "A"},
        {"declaration": "A", "version": 2, "message": "amendment"},
        {"declaration": "B"},
        {"declaration": "B", "version": 2, "message": "cancellation"},
    )
    assert usable(rows).select("declaration", "version").rows() == [("A", 2)]


def test_what_is_said_comes_true_on_declarations_of_several_lines() -> None:
    rows = several_lines(history(3000, seed=2))
    draw = np.random.default_rng(0).random(rows.height)
    bad = (rows["hs"].str.starts_with("8517") & (rows["origin"] == "XB")).to_numpy()
    line_found = draw < np.where(bad, 0.5, 0.03)
    found = (
        rows.select("declaration")
        .with_columns(found=pl.Series(line_found))
        .group_by("declaration")
        .agg(pl.col("found").any())
    )
    outcomes = found.select("declaration", kind=pl.lit("irregularity"), found="found")
    model = fit(rows, outcomes, settings=QUICK)
    chance = model.chances(rows)["irregularity"]
    assert len(chance) == 1000
    assert abs(chance.mean() - found["found"].mean()) < 0.03
