"""Where no reason was kept, the page says why there is none, and tells nobody more than is theirs to know."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string

from tests.world import NOW


def told(lane: str, without: str, *, score: bool) -> str:
    decision = SimpleNamespace(
        lane=lane, lane_without_credit=without, lane_credit_withheld="", decided_at=NOW, version=1, reasons=(),
        standing=(), mandatory="",
    )  # fmt: skip
    context: dict[str, Any] = {
        "decision": decision,
        "groups": [],
        "score": score,
        "latest": SimpleNamespace(head=SimpleNamespace(number=1)),
        "story": SimpleNamespace(state="open"),
    }
    return render_to_string("selectivity/_lane.html", context)


@pytest.mark.parametrize("lane", ["yellow", "orange", "red", "blue", "do_not_load", "control_at_entry"])
def test_a_look_without_a_reason_rests_on_what_is_at_stake(lane: str) -> None:
    text = told(lane, lane, score=True)
    assert "what is at stake is reason enough" in text
    assert "Nobody looks at it" not in text


def test_who_sees_the_credit_is_told_that_it_is_why_nobody_looks() -> None:
    assert "because of the credit" in told("green", "red", score=True)
    assert "credit" not in told("green", "red", score=False)


@pytest.mark.parametrize("lane", ["green", "complete"])
def test_what_nobody_looks_at_has_no_reasons(lane: str) -> None:
    assert "reasons are kept only where somebody does" in told(lane, lane, score=True)
