"""Who may say to take the place of an earlier declaration: only the same importer, after a cancellation, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.selectivity.relodged import SENTENCE, STRENGTH, Fault, Lodgement, Moment, judged

IMPORTER = frozenset({("importer", "IMP1")})
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def at(hours: float) -> Moment:
    when = START + timedelta(hours=hours)
    return Moment(when.date(), when)


def lodged(hours: float = 0, cancelled: float | None = None, **changes: object) -> Lodgement:
    whole = {"answering": IMPORTER, "lodged": at(hours), "cancelled": None if cancelled is None else at(cancelled)}
    return Lodgement(**{**whole, **changes})  # type: ignore[arg-type]


def faults(*, whole: bool = True, **known: Lodgement) -> dict[str, Fault]:
    return dict(judged(known, whole=whole).faults)


def links(**known: Lodgement) -> dict[str, str]:
    return dict(judged(known, whole=True).replaces)


def test_a_cancelled_declaration_is_replaced_by_what_the_same_importer_lodges_afterwards() -> None:
    assert links(A=lodged(0, cancelled=1), B=lodged(2, previous="A")) == {"B": "A"}


def test_what_stands_is_not_replaced() -> None:
    assert faults(A=lodged(0), B=lodged(2, previous="A")) == {"B": Fault.STANDS}


def test_what_was_cancelled_only_afterwards_stood_when_the_other_was_lodged() -> None:
    assert faults(A=lodged(0, cancelled=3), B=lodged(2, previous="A")) == {"B": Fault.STANDS}


def test_another_importers_declaration_is_not_replaced() -> None:
    other = lodged(2, previous="A", answering=frozenset({("importer", "IMP2")}))
    assert faults(A=lodged(0, cancelled=1), B=other) == {"B": Fault.ANOTHERS}


@pytest.mark.parametrize("nameless", ["A", "B"])
def test_who_names_no_importer_is_not_the_same_importer(nameless: str) -> None:
    known = {"A": lodged(0, cancelled=1), "B": lodged(2, previous="A")}
    known[nameless] = known[nameless].joined(Lodgement())
    assert faults(**known) == {}
    known[nameless] = lodged(
        0 if nameless == "A" else 2,
        cancelled=1 if nameless == "A" else None,
        previous=None if nameless == "A" else "A",
        answering=frozenset(),
    )
    assert faults(**known) == {"B": Fault.ANOTHERS}


def test_an_exporter_is_not_the_importer_of_the_same_number() -> None:
    sent = lodged(0, cancelled=1, answering=frozenset({("exporter", "IMP1")}))
    assert faults(A=sent, B=lodged(2, previous="A")) == {"B": Fault.ANOTHERS}


def test_an_importer_amended_between_is_the_same_as_either() -> None:
    both = lodged(0, cancelled=1, answering=frozenset({("importer", "IMP0"), ("importer", "IMP1")}))
    assert links(A=both, B=lodged(2, previous="A")) == {"B": "A"}


def test_what_was_lodged_later_is_not_replaced() -> None:
    assert faults(A=lodged(5, cancelled=1), B=lodged(2, previous="A")) == {"B": Fault.LATER}


def test_where_only_days_are_known_the_same_day_will_do_and_a_later_one_will_not() -> None:
    day, next_day = Moment(date(2026, 3, 2)), Moment(date(2026, 3, 3))
    first = Lodgement(IMPORTER, lodged=day, cancelled=day)
    assert links(A=first, B=Lodgement(IMPORTER, lodged=day, previous="A")) == {"B": "A"}
    late = Lodgement(IMPORTER, lodged=next_day, cancelled=next_day)
    assert faults(A=late, B=Lodgement(IMPORTER, lodged=day, previous="A")) == {"B": Fault.LATER}


def test_only_the_first_to_name_it_replaces_it() -> None:
    known = {"A": lodged(0, cancelled=1), "C": lodged(3, previous="A"), "B": lodged(2, previous="A")}
    assert links(**known) == {"B": "A"}
    assert faults(**known) == {"C": Fault.REPLACED}


def test_who_may_not_replace_it_does_not_keep_another_from_doing_so() -> None:
    strange = lodged(1.5, previous="A", answering=frozenset({("importer", "IMP2")}))
    known = {"A": lodged(0, cancelled=1), "S": strange, "B": lodged(2, previous="A")}
    assert links(**known) == {"B": "A"}
    assert faults(**known) == {"S": Fault.ANOTHERS}


def test_a_reference_nobody_knows_is_a_fault_only_where_everything_is_known() -> None:
    assert faults(B=lodged(2, previous="A")) == {"B": Fault.UNKNOWN}
    assert faults(B=lodged(2, previous="A"), whole=False) == {}


def test_a_chain_is_followed_to_its_end_whatever_its_length() -> None:
    known = {
        f"R{number}": lodged(number, cancelled=number + 0.5, previous=f"R{number - 1}" if number else None)
        for number in range(5_000)
    }
    (chain,) = judged(known, whole=True).chains()
    assert chain == [f"R{number}" for number in range(5_000)]


def test_a_chain_breaks_where_one_word_does_not_hold() -> None:
    known = {
        "A": lodged(0, cancelled=1),
        "B": lodged(2, previous="A"),  # never cancelled
        "C": lodged(4, previous="B", cancelled=5),
        "D": lodged(6, previous="C"),
    }
    assert sorted(judged(known, whole=True).chains()) == [["A", "B"], ["C", "D"]]


def test_no_declaration_comes_before_itself() -> None:
    same = Moment(date(2026, 3, 2))
    known = {
        name: Lodgement(IMPORTER, lodged=same, cancelled=same, previous=previous)
        for name, previous in {"A": "B", "B": "C", "C": "A", "D": "A", "S": "S"}.items()
    }
    found = judged(known, whole=True)
    assert found.replaces == {"D": "A"}
    assert found.faults == dict.fromkeys("ABCS", Fault.LATER)


def test_what_two_sources_know_of_one_reference_is_joined() -> None:
    first = lodged(0, previous="P", drawn=True, lanes=("red",))
    second = lodged(2, cancelled=3, previous="Q", lanes=("green",))
    found = first.joined(second)
    assert (found.lodged, found.cancelled, found.previous) == (at(0), at(3), "P")
    assert (found.lanes, found.drawn) == (("red", "green"), True)


def test_every_fault_has_its_sentence_and_its_strength() -> None:
    assert set(SENTENCE) == set(STRENGTH) == set(Fault)
    assert all(0 < strength <= 1 for strength in STRENGTH.values())


ANYTHING = st.builds(
    Lodgement,
    answering=st.sampled_from([IMPORTER, frozenset({("importer", "IMP2")}), frozenset()]),
    lodged=st.one_of(
        st.just(Moment()), st.integers(0, 3).map(lambda n: Moment(at(n * 12).day)), st.integers(0, 9).map(at)
    ),
    cancelled=st.one_of(st.none(), st.just(Moment()), st.integers(0, 9).map(at)),
    previous=st.sampled_from([None, *"ABCDEF"]),
)


@given(st.dictionaries(st.sampled_from("ABCDEF"), ANYTHING), st.randoms())
def test_whatever_is_claimed_no_reference_is_replaced_twice_none_by_itself_and_order_changes_nothing(
    known: dict[str, Lodgement], random: st.random.Random
) -> None:
    found = judged(known, whole=True)
    assert len(set(found.replaces.values())) == len(found.replaces)
    assert not found.replaces.keys() & found.faults.keys()
    assert found.replaces.keys() | found.faults.keys() == {name for name, one in known.items() if one.previous}
    covered = [reference for chain in found.chains() for reference in chain]
    assert len(covered) == len(set(covered))
    assert set(covered) == {*found.replaces, *found.replaces.values()}
    shuffled = list(known.items())
    random.shuffle(shuffled)
    assert judged(dict(shuffled), whole=True) == found
