"""A line of the history is read against the others only; a new line against all of it."""

import numpy as np
import pytest

from tests.selectivity.declared import lines
from trustlane.selectivity.model import coding
from trustlane.selectivity.model.fitting import cases_of
from trustlane.selectivity.model.measures import measured
from trustlane.selectivity.model.yardsticks import Count, History, Order, Share, Usual

ROWS = lines(
    {"origin": "XA", "hs": "010101", "net_mass_g": 999},
    {"origin": "XA", "hs": "010101", "net_mass_g": 9_999},
    {"origin": "XA", "hs": "020202", "net_mass_g": 99_999},
    {"origin": "XB", "hs": "010101", "net_mass_g": 99_999},
    {"origin": "XB", "hs": "010101", "net_mass_g": 99_999, "importer": "another"},  # the same case again
)
NEW = lines({"origin": "XA"}, {"origin": "XZ"}, {"origin": None})


def learnt(*crosses: coding.Cross) -> History:
    coder = coding.fit(ROWS, crosses)
    return History(coder, coder.codes(ROWS), measured(ROWS), cases_of(ROWS))


def read(yardstick: Count | Share | Usual | Order, rows: object = NEW) -> np.ndarray:
    history = learnt(*yardstick.crosses())
    return yardstick.read(yardstick.learn(history), history.coder.codes(rows), measured(rows))  # type: ignore[arg-type]


def test_a_count_tells_distinct_cases_not_rows() -> None:
    assert np.expm1(read(Count(("origin",)), ROWS)).round(5).tolist() == [3, 3, 3, 1, 1]


def test_a_row_does_not_count_itself_nor_its_repeats() -> None:
    history = learnt(("origin",))
    assert np.expm1(Count(("origin",)).read_history(history)).round(5).tolist() == [2, 2, 2, 0, 0]


def test_something_new_was_never_seen_and_something_unsaid_is_unknown() -> None:
    found = read(Count(("origin",)))
    assert found[1] == 0.0 and np.isnan(found[2])


def test_a_share_is_small_for_a_new_pair_of_something_well_known() -> None:
    share = Share(("origin", "hs6"), ("origin",))
    known, new = read(share, lines({"origin": "XA", "hs": "010101"}, {"origin": "XA", "hs": "030303"}))
    assert known == pytest.approx(np.log(2.1 / 4)) and new == pytest.approx(np.log(0.1 / 4))


def test_a_row_alone_with_its_value_finds_no_share_of_itself() -> None:
    share = Share(("hs6", "origin"), ("hs6",))
    found = share.read_history(learnt(*share.crosses()))
    assert found[3] == pytest.approx(np.log(0.1 / 3))


def test_the_usual_is_held_towards_the_wider_group_where_there_are_few() -> None:
    usual = Usual("log_mass", (("origin",), ("origin", "hs6")), held=1.0)
    found = read(usual, lines({"origin": "XA", "hs": "020202", "net_mass_g": 99_999}))
    everywhere = (3 + 4 + 5 + 5) / 4
    of_origin = (3 + 4 + 5 + everywhere) / 4
    assert found[0] == pytest.approx(5 - (5 + of_origin) / 2, abs=1e-5)


def test_a_row_is_held_against_the_usual_of_the_others() -> None:
    usual = Usual("log_mass", (("origin",),), held=1.0)
    found = usual.read_history(learnt(("origin",)))
    everywhere = (3 + 4 + 5 + 5) / 4
    assert found[0] == pytest.approx(3 - (4 + 5 + everywhere) / 3, abs=1e-5)


def test_an_order_has_places_for_known_values_only() -> None:
    found = read(Order("origin"))
    assert found[0] == 0.0 and np.isnan(found[1:]).all()
