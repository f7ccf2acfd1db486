"""The chain of events: what does not follow is named where it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trustlane.programme.sampling.links import EARLIER, ELSEWHERE, FIRST, GAP, Link, faults

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def chain(stages: list[str]) -> list[Link]:
    sources = ["", *stages]
    return [
        Link(number, source, target, NOON + timedelta(hours=number))
        for number, (source, target) in enumerate(zip(sources, stages, strict=False), start=1)
    ]


@given(st.lists(st.sampled_from(["draft", "submitted", "accepted"]), max_size=12))
def test_a_whole_chain_has_no_fault(stages: list[str]) -> None:
    assert faults(chain(stages)) == ()


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=3, max_size=12), st.data())
def test_an_event_that_is_gone_shows(stages: list[str], data: st.DataObject) -> None:
    links = chain(stages)
    gone = data.draw(st.integers(0, len(links) - 2))
    found = faults(links[:gone] + links[gone + 1 :])
    assert (gone + 2, FIRST if gone == 0 else GAP) in found


def test_an_event_that_was_changed_shows() -> None:
    links = chain(["draft", "submitted", "accepted"])
    assert faults([*links[:2], replace(links[2], source="granted")]) == ((3, ELSEWHERE),)
    assert faults([*links[:2], replace(links[2], at=NOON)]) == ((3, EARLIER),)
