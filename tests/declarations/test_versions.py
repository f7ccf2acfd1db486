"""Original, amendments and cancellation of one reference: what follows what, and what holds at an instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.versions import (
    Arriving,
    Clash,
    Kept,
    Placed,
    Repeated,
    cancellation_of,
    known_at,
    latest,
    place,
    state,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def hours(number: int) -> datetime:
    return NOON + timedelta(hours=number)


def kept(number: int, message: str = "original", *, at: int = 0, lodged: int | None = None) -> Kept:
    return Kept(number, message, None if lodged is None else hours(lodged), hours(at), f"{message}{number}".encode())


def arriving(message: str, number: int = 0, *, lodged: int | None = None, digest: bytes = b"new") -> Arriving:
    return Arriving(number, message, None if lodged is None else hours(lodged), digest)


def test_the_first_message_is_version_one() -> None:
    assert place([], arriving("original", 1)) == Placed(1)


def test_an_amendment_takes_the_next_number() -> None:
    assert place([kept(1)], arriving("amendment")) == Placed(2)
    assert place([kept(1), kept(2, "amendment")], arriving("amendment")) == Placed(3)


def test_an_amendment_keeps_a_number_of_its_own() -> None:
    assert place([kept(1)], arriving("amendment", 5)) == Placed(5)
    assert place([kept(1), kept(5, "amendment")], arriving("amendment", 3)) == Placed(6)


def test_an_amendment_of_an_unknown_original_is_kept_and_said_so() -> None:
    assert place([], arriving("amendment")) == Placed(2, "original_unknown")
    assert place([kept(2, "amendment")], arriving("original", 1)) == Placed(1)


def test_the_same_message_twice_is_one_version() -> None:
    same = arriving("original", 1, digest=kept(1).digest)
    assert place([kept(1)], same) == Repeated(1)


def test_a_second_original_with_other_content_is_refused() -> None:
    assert isinstance(place([kept(1)], arriving("original", 1)), Clash)


def test_a_cancellation_closes_the_declaration() -> None:
    closed = [kept(1), kept(2, "cancellation", lodged=5)]
    for message in ("amendment", "cancellation"):
        answer = place(closed, arriving(message, lodged=6))
        assert isinstance(answer, Clash)
        assert "new reference" in answer.mend


def test_what_was_lodged_before_the_cancellation_is_kept_but_reopens_nothing() -> None:
    closed = [kept(1), kept(2, "cancellation", at=5, lodged=5)]
    assert place(closed, arriving("amendment", lodged=4)) == Placed(3, "late")
    assert state([*closed, kept(3, "amendment", at=6, lodged=4)], hours(9)) == "cancelled"


def test_what_holds_depends_on_what_was_known() -> None:
    history = [kept(1, at=0), kept(2, "amendment", at=2), kept(3, "cancellation", at=4)]
    assert [state(history, hours(n)) for n in (-1, 0, 2, 4)] == [None, "open", "amended", "cancelled"]
    holding = [latest(history, hours(n)) for n in (-1, 0, 2, 4)]
    assert [version.number if version else None for version in holding] == [None, 1, 2, 2]


ARRIVALS = st.lists(
    st.builds(
        Arriving,
        number=st.integers(0, 4),
        message=st.sampled_from(["original", "amendment", "cancellation"]),
        lodged=st.one_of(st.none(), st.integers(0, 5).map(hours)),
        digest=st.binary(min_size=1, max_size=1),
    ),
    max_size=8,
)


def story_of(arrivals: list[Arriving]) -> list[Kept]:
    history: list[Kept] = []
    for hour, message in enumerate(arrivals):
        answer = place(history, message)
        if isinstance(answer, Placed):
            history.append(Kept(answer.number, message.message, message.lodged, hours(hour), message.digest))
    return history


@given(ARRIVALS)
def test_numbers_are_never_used_twice_and_nothing_kept_changes(arrivals: list[Arriving]) -> None:
    history = story_of([replace(a, number=max(1, a.number)) if a.message == "original" else a for a in arrivals])
    numbers = [version.number for version in history]
    assert len(set(numbers)) == len(numbers)
    assert sum(version.message == "original" for version in history) <= 1
    assert sum(version.message == "cancellation" for version in history) <= 1


@given(ARRIVALS)
def test_what_came_in_twice_adds_nothing(arrivals: list[Arriving]) -> None:
    history = story_of(arrivals)
    for version in history:
        again = Arriving(version.number, version.message, version.lodged, version.digest)
        assert isinstance(place(history, again), Repeated)


@given(ARRIVALS, st.integers(-1, 9))
def test_what_was_known_never_looks_ahead(arrivals: list[Arriving], hour: int) -> None:
    history = story_of(arrivals)
    seen = known_at(history, hours(hour))
    assert all(version.received <= hours(hour) for version in seen)
    assert (state(history, hours(hour)) == "cancelled") == (cancellation_of(seen) is not None)
