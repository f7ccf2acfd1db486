"""Chances come true."""

import numpy as np

from trustlane.selectivity.model import calibration
from trustlane.selectivity.model.declared import any_wrong

DRAW = np.random.default_rng(1)
SCORE = DRAW.normal(0, 1.5, 20_000)


def test_a_score_that_boasts_is_brought_down() -> None:
    found = (DRAW.random(20_000) < 1 / (1 + np.exp(-(0.5 * SCORE - 1.0)))).astype(float)
    line = calibration.fit(SCORE, None, found)
    assert abs(line.slope - 0.5) < 0.05 and abs(line.offset + 1.0) < 0.05


def test_lines_are_calibrated_so_that_declarations_come_true() -> None:
    owner = np.repeat(np.arange(5_000), 4)
    chance = any_wrong(1 / (1 + np.exp(-(SCORE - 3.0))), owner, 5_000)
    found = (DRAW.random(5_000) < chance).astype(float)
    line = calibration.fit(SCORE, owner, found)
    assert abs(any_wrong(line.chances(SCORE), owner, 5_000).mean() - found.mean()) < 0.01
    assert abs(line.slope - 1.0) < 0.15


def test_a_higher_score_never_gets_a_lower_chance() -> None:
    found = (DRAW.random(20_000) < 1 / (1 + np.exp(SCORE))).astype(float)  # the score is wrong way round
    chances = calibration.fit(SCORE, None, found).chances(np.array([-1.0, 0.0, 1.0]))
    assert (np.diff(chances) >= 0).all()


def test_the_table_lays_what_was_said_beside_what_came_true() -> None:
    chance = np.linspace(0, 1, 1000)
    table = calibration.table(chance, (np.arange(1000) % 2).astype(float))
    assert [one.declarations for one in table] == [100] * 10
    assert table[0].said < table[9].said and all(one.found == 0.5 for one in table)
