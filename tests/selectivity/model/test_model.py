"""A model says the same of a declaration alone and in a batch, now and after it was stored."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.selectivity.declared import lines
from tests.selectivity.model.history import history, several_lines
from trustlane.declarations.frame import LINES
from trustlane.selectivity.model import model as model_room
from trustlane.selectivity.model.declared import declarations_of
from trustlane.selectivity.model.model import Model, load

ROWS = history(200, seed=7)
BUNDLES = several_lines(ROWS)
ODD = st.fixed_dictionaries(
    {},
    optional={
        "hs": st.sampled_from([None, "85", "851712", "999999", ""]),
        "origin": st.sampled_from([None, "XB", "ZZ"]),
        "importer": st.sampled_from([None, "BAD", "nobody"]),
        "net_mass_g": st.sampled_from([None, 0, 1, 10**15]),
        "value_minor": st.sampled_from([None, 0, -5, 10**17]),
        "tax_rate_ppm": st.sampled_from([None, 0, 2_000_000]),
        "currency": st.sampled_from([None, "USD", "XXX"]),
    },
)


@given(st.lists(st.integers(0, ROWS.height - 1), min_size=1, max_size=12, unique=True))
@settings(max_examples=40)
def test_alone_and_in_a_batch_are_the_same_to_the_last_bit(model: Model, chosen: list[int]) -> None:
    whole = model.chances(ROWS)["irregularity"]
    assert np.array_equal(model.chances(ROWS[chosen])["irregularity"], whole[chosen])


@given(st.lists(ODD, min_size=1, max_size=6))
@settings(max_examples=40)
def test_odd_and_missing_values_get_a_chance_and_the_same_one_alone(model: Model, odd: list[dict[str, object]]) -> None:
    rows = lines(*odd)
    whole = model.chances(rows)["irregularity"]
    assert ((whole > 0) & (whole < 1)).all()
    for place in range(len(odd)):
        assert model.chances(rows[place : place + 1])["irregularity"][0] == whole[place]


def test_a_declaration_of_several_lines_is_the_same_alone(model: Model) -> None:
    heads = declarations_of(BUNDLES)
    whole = model.chances(BUNDLES, heads)["irregularity"]
    for place in range(0, heads.height, 7):
        mine = BUNDLES.filter(pl.col("declaration") == heads["declaration"][place])
        assert model.chances(mine)["irregularity"].tolist() == [whole[place]]


def test_chunks_and_threads_change_no_bit(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = model.chances(ROWS, threads=1)["irregularity"]
    monkeypatch.setattr(model_room, "CHUNK", 33)
    assert np.array_equal(model.chances(ROWS, threads=3)["irregularity"], whole)


def test_no_lines_get_no_chances(model: Model) -> None:
    nothing = model.chances(ROWS[:0])
    assert len(nothing["irregularity"]) == 0


def test_a_stored_model_says_the_same_and_has_the_same_name(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path / "model.tlm")
    again = load(tmp_path / "model.tlm")
    assert again.version == model.version and again.kinds == model.kinds and again.card() == model.card()
    assert np.array_equal(again.chances(ROWS)["irregularity"], model.chances(ROWS)["irregularity"])


def test_lines_that_declare_almost_nothing_are_judged(model: Model) -> None:
    bare = pl.DataFrame([dict.fromkeys(LINES) | {"declaration": "X"}], schema=LINES)
    assert 0 < model.chances(bare)["irregularity"][0] < 1


def test_the_card_tells_what_it_was_learnt_from_and_how_well(model: Model) -> None:
    card = model.card()
    kind = card["kinds"]["irregularity"]
    assert card["window"]["declarations"] == 1500
    assert kind["auc"] > 0.6 and len(kind["calibration"]) == 10
    assert "hs4" in card["profiles"]["irregularity"] and card["version"] == model.version
