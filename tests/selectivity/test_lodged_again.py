"""Lodging again never helps: the draw stays, the lane stays, alone as in a batch and from one batch to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.selectivity.declared import DAY, basis, lines, many
from trustlane.declarations.frame import EVENT_ROWS
from trustlane.selectivity import policy, random_share, screening
from trustlane.selectivity.basis import Basis, PriceTables
from trustlane.selectivity.heads import heads_of
from trustlane.selectivity.lodged_again import cancelled_by, lodged_again
from trustlane.selectivity.policy import RandomShare
from trustlane.selectivity.relodged import IS_LODGED_AGAIN, NOTHING, SENTENCE, Earlier, Fault, Lodgement

HALF = 500_000
STRICT = {"green": 0, "blue": 1, "yellow": 2, "orange": 3, "red": 4}
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
NOTHING_TO_SEE = {"value_minor": 1000, "net_mass_g": 1000, "tax_rate_ppm": 0}


@cache
def rests_on(per_million: int = 10_000) -> Basis:
    return basis(many(1_500, seed=9), policy=msgspec.structs.replace(policy.default(), random=RandomShare(per_million)))


@cache
def tables(per_million: int = 10_000) -> PriceTables:
    return screening.screen(many(1_500, seed=9), rests_on(per_million))[1]


def message(reference: str, hour: float, **said: Any) -> dict[str, Any]:
    return {"declaration": reference, "lodged": MORNING + timedelta(hours=hour), **said}


def cancellation(reference: str, hour: float, **said: Any) -> dict[str, Any]:
    return message(reference, hour, message="cancellation", version=9, **said)


def decided(messages: Iterable[dict[str, Any]], earlier: Earlier = NOTHING, per_million: int = 10_000) -> pl.DataFrame:
    seen = screening.assess_lines(lines(*messages), rests_on(per_million), earlier=earlier)
    return screening.decide(seen, rests_on(per_million), tables(per_million))


def remembered(messages: Iterable[dict[str, Any]], per_million: int = 10_000) -> Earlier:
    """What a house that decided these messages knows of all of them when the next batch comes."""
    messages = list(messages)
    everyone = Earlier({one["declaration"]: Lodgement() for one in messages}, whole=True)
    found = dict(lodged_again(heads_of(lines(*messages), None), everyone, str).known)
    for row in decided(messages, per_million=per_million).iter_rows(named=True):
        one = found[row["declaration"]]
        found[row["declaration"]] = replace(
            one,
            lanes=(*one.lanes, row["lane"]),
            lanes_without_credit=(*one.lanes_without_credit, row["lane_without_credit"]),
            drawn=one.drawn or row["drawn"],
        )
    return Earlier(found, whole=True)


def drawn_and_not(per_million: int) -> tuple[str, str]:
    """A reference that is drawn, and one that is not."""
    names = [f"R{number}" for number in range(200)]
    is_drawn = {name: random_share.is_drawn(name, rests_on().seed, per_million) for name in names}
    return next(name for name in names if is_drawn[name]), next(name for name in names if not is_drawn[name])


def test_what_was_drawn_stays_drawn_when_it_is_lodged_again() -> None:
    drawn, other = drawn_and_not(HALF)
    found = decided(
        [message(drawn, 0), cancellation(drawn, 1), message(other, 2, previous=drawn, **NOTHING_TO_SEE)],
        per_million=HALF,
    )
    assert found["drawn"].to_list() == [True, True]
    assert found["lane"].to_list() == ["red", "red"]


def test_nobody_is_safe_from_the_lot_by_naming_a_reference_that_was_not_drawn() -> None:
    drawn, other = drawn_and_not(HALF)
    found = decided(
        [message(other, 0), cancellation(other, 1), message(drawn, 2, previous=other, **NOTHING_TO_SEE)],
        per_million=HALF,
    )
    assert found["drawn"].to_list() == [False, True]


@pytest.mark.parametrize(
    ("fault", "messages"),
    [
        (Fault.STANDS, [message("P", 0), message("N", 2, previous="P")]),
        (Fault.STANDS, [message("P", 0), message("N", 2, previous="P"), cancellation("P", 3)]),
        (
            Fault.ANOTHERS,
            [message("P", 0, importer="IMP7"), cancellation("P", 1, importer="IMP7"), message("N", 2, previous="P")],
        ),
        (Fault.LATER, [message("P", 3), cancellation("P", 1), message("N", 2, previous="P")]),
        (
            Fault.REPLACED,
            [message("P", 0), cancellation("P", 1), message("M", 1.5, previous="P"), message("N", 2, previous="P")],
        ),
    ],
)
def test_a_word_that_does_not_hold_takes_nothing_over_and_is_told(fault: Fault, messages: list[dict[str, Any]]) -> None:
    drawn, other = drawn_and_not(HALF)
    names = {"P": drawn, "N": other, "M": "M"}
    renamed = [
        one | {"declaration": names[one["declaration"]]} | ({"previous": drawn} if "previous" in one else {})
        for one in messages
    ]
    named = lines(*renamed)
    seen = screening.assess_lines(named, rests_on(HALF))
    row = seen.heads.frame["declaration"].to_list().index(other)
    assert not seen.drawn[row]
    assert seen.strengths["replaces_wrongly"][row] > 0
    assert seen.again.said(seen.heads.frame["row"].to_numpy()[[row]]) == [SENTENCE[fault]]


def test_what_is_wrong_with_its_word_stands_among_the_reasons() -> None:
    found = decided(
        [message("P", 0), message("N", 2, previous="P", value_minor=900_000_000, hs="930200", net_mass_g=10)]
    )
    assert found["lane"][1] != "green"
    texts = [one["text"] for one in found["reasons"][1]]
    assert SENTENCE[Fault.STANDS] in texts
    assert not any(SENTENCE[Fault.STANDS] in [one["text"] for one in told] for told in found["reasons"][:1])


def test_a_lane_that_is_only_kept_says_so() -> None:
    found = decided(
        [
            message("P", 0, value_minor=900_000_000, hs="930200", net_mass_g=10),
            cancellation("P", 1),
            message("N", 2, previous="P", **NOTHING_TO_SEE),
            message("O", 2, **NOTHING_TO_SEE),
        ]
    )
    first, again, ordinary = found["lane"].to_list()
    assert (STRICT[first] > 0, again, ordinary) == (True, first, "green")
    assert found["reasons"][1][0]["text"] == IS_LODGED_AGAIN


def test_the_strictest_lane_of_any_version_is_kept() -> None:
    found = decided(
        [
            message("P", 0, value_minor=900_000_000, hs="930200", net_mass_g=10),
            message("P", 0.5, version=2, message="amendment", **NOTHING_TO_SEE),
            cancellation("P", 1),
            message("N", 2, previous="P", **NOTHING_TO_SEE),
        ]
    )
    assert found["lane"][0] != found["lane"][1] == "green"
    assert found["lane"][2] == found["lane"][0]


def test_amending_the_importer_or_dropping_the_word_sheds_nothing() -> None:
    drawn, other = drawn_and_not(HALF)
    before = [message(drawn, 0), cancellation(drawn, 1), message(other, 2, previous=drawn)]
    amended = message(other, 3, version=2, message="amendment", importer="IMP8", **NOTHING_TO_SEE)
    together = decided([*before, amended], per_million=HALF)
    assert together["drawn"].to_list() == [True, True, True]
    later = decided([amended], remembered(before, HALF), per_million=HALF)
    assert later.equals(together.tail(1))


def test_outcomes_of_entry_summaries_and_lanes_of_goods_are_not_compared() -> None:
    found = decided(
        [
            message("P", 0, regime="entry_summary"),
            cancellation("P", 1, regime="entry_summary"),
            message("N", 2, previous="P", **NOTHING_TO_SEE),
        ]
    )
    assert found["lane"][1] == "green"


def test_a_cancellation_may_be_known_by_an_event_alone() -> None:
    events = pl.DataFrame(
        [{"declaration": "P", "event": "cancelled", "at": MORNING + timedelta(hours=1)}], schema=EVENT_ROWS
    )
    both = [message("P", 0), message("N", 2, previous="P")]
    told = screening.assess_lines(lines(*both), rests_on(), earlier=Earlier(cancelled_by(events)))
    assert told.again.judged.replaces == {"N": "P"}
    assert screening.assess_lines(lines(*both), rests_on()).again.judged.replaces == {}


def test_where_nobody_is_lodged_again_nothing_is_looked_up() -> None:
    seen = screening.assess_lines(many(50), rests_on())
    assert (seen.again.known, seen.again.rows) == ({}, {})
    assert not seen.strengths["replaces_wrongly"].any()


REFERENCES = [f"R{number}" for number in range(8)]
MESSAGES = st.lists(
    st.one_of(
        st.builds(
            lambda reference, hour, previous, importer, dear: message(
                reference,
                hour,
                previous=previous,
                importer=importer,
                **({"value_minor": 900_000_000, "hs": "930200", "net_mass_g": 10} if dear else NOTHING_TO_SEE),
            ),
            st.sampled_from(REFERENCES),
            st.integers(0, 6),
            st.sampled_from([None, *REFERENCES]),
            st.sampled_from(["IMP1", "IMP1", "IMP2"]),
            st.booleans(),
        ),
        st.builds(cancellation, st.sampled_from(REFERENCES), st.integers(0, 6)),
    ),
    min_size=1,
    max_size=12,
).map(lambda found: list({(one["declaration"], one.get("message")): one for one in found}.values()))


@given(MESSAGES)
@settings(max_examples=25, deadline=None)
def test_one_alone_is_decided_as_in_a_batch_whoever_replaces_whom(messages: list[dict[str, Any]]) -> None:
    whole = decided(messages, Earlier(whole=True), per_million=200_000)
    known = remembered(messages, 200_000)
    for reference in whole["declaration"].unique():
        alone = [one for one in messages if one["declaration"] == reference]
        assert decided(alone, known, per_million=200_000).equals(whole.filter(pl.col("declaration") == reference))


@given(MESSAGES)
@settings(max_examples=20, deadline=None)
def test_naming_an_earlier_reference_never_makes_a_lane_milder_or_takes_a_draw_away(
    messages: list[dict[str, Any]],
) -> None:
    named = decided(messages, Earlier(whole=True), per_million=200_000)
    unsaid = decided([one | {"previous": None} for one in messages], Earlier(whole=True), per_million=200_000)
    assert (named["drawn"] | ~unsaid["drawn"]).all()
    for lane, before in zip(named["lane"], unsaid["lane"], strict=True):
        assert STRICT[lane] >= STRICT[before]


def test_a_day_is_all_that_many_files_say_and_will_do() -> None:
    said = {"lodged": None, "day": DAY}
    found = lodged_again(
        heads_of(
            lines(
                message("P", 0) | said,
                cancellation("P", 0) | said,
                message("N", 0, previous="P") | said,
            ),
            None,
        ),
        NOTHING,
        str,
    )
    assert found.judged.replaces == {"N": "P"}
