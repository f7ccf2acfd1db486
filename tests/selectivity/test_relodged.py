"""A consignment lodged again and again keeps the strictest lane it ever had, however long the chain."""

import numpy as np

from trustlane.selectivity.relodged import keep_stricter

STRICT = {"green": 0, "yellow": 1, "red": 2}


def kept(lanes: dict[str, str], previous: dict[str, str], before: dict[str, str] | None = None) -> dict[str, str]:
    out = np.array(list(lanes.values()), object)
    keep_stricter(out, list(lanes), previous, before or {}, STRICT)
    return dict(zip(lanes, out.tolist(), strict=True))


def test_a_chain_of_any_length_keeps_its_strictest_lane() -> None:
    chain = {f"C{number}": f"C{number - 1}" for number in range(1, 5_000)}
    lanes = {f"C{number}": "yellow" if number == 2_000 else "green" for number in range(5_000)}
    found = kept(lanes, chain)
    assert [found[f"C{number}"] for number in (0, 1_999, 2_000, 4_999)] == ["green", "green", "yellow", "yellow"]


def test_the_order_of_the_rows_changes_nothing() -> None:
    lanes, chain = {"C": "green", "B": "green", "A": "red"}, {"C": "B", "B": "A"}
    assert kept(lanes, chain) == {"C": "red", "B": "red", "A": "red"}
    backwards = dict(reversed(lanes.items()))
    assert kept(backwards, dict(reversed(chain.items()))) == {"A": "red", "B": "red", "C": "red"}


def test_references_that_replace_one_another_in_a_circle_share_the_strictest() -> None:
    circle = {"A": "B", "B": "C", "C": "A", "D": "A", "S": "S"}
    lanes = {"A": "green", "B": "yellow", "C": "green", "D": "green", "S": "green"}
    assert kept(lanes, circle) == {"A": "yellow", "B": "yellow", "C": "yellow", "D": "yellow", "S": "green"}


def test_what_was_decided_in_an_earlier_batch_counts() -> None:
    assert kept({"B": "green"}, {"B": "A"}, {"A": "red"}) == {"B": "red"}
    assert kept({"B": "red"}, {"B": "A"}, {"A": "yellow"}) == {"B": "red"}
    assert kept({"B": "green"}, {"B": "A"}, {"A": "do_not_load"}) == {"B": "green"}
