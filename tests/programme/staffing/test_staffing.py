"""Small offices: how few can run a programme, what they cannot keep apart, and what replaces it."""

from __future__ import annotations

from itertools import product
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.programme.staffing.law import NEVER
from trustlane.programme.staffing.profile import Duty, Profile, Replacement, Separation, profile, shipped
from trustlane.programme.staffing.staffing import Office, shared_out, staffing
from trustlane.written import WrittenRefused

SMALL = shipped()
AUDIT = Replacement("An audit.", "an auditor", 30)
DUTIES = ("a", "b", "c", "d")


def of(own: int, borrowed: int = 0, kind: Profile = SMALL):
    (found,) = staffing(kind, [Office("XA01", own, borrowed)])
    return found


def names(separations) -> list[str]:
    return [f"{one.one}/{one.other}" for one in separations]


def test_four_people_run_a_small_office_and_nothing_is_given_up() -> None:
    four = of(4)
    assert four.may_work
    assert (four.least_to_work, four.least_to_separate) == (4, 4)
    assert (four.replaced, four.sentences) == ((), ())


def test_three_cannot_and_are_told_how_many_it_takes() -> None:
    three = of(3)
    assert not three.may_work
    assert three.kept == three.replaced == ()
    assert three.sentences == (
        "Office XA01 cannot run the programme with 3 own people and 0 borrowed; it needs at least 4 of its own.",
    )


def test_alone_nobody_can_run_a_programme_however_many_are_borrowed() -> None:
    assert not any(of(1, borrowed).may_work for borrowed in range(4))
    assert of(1, 3).least_to_work == 2


def test_borrowed_validators_let_two_people_of_their_own_keep_everything_apart() -> None:
    assert [of(2, borrowed).may_work for borrowed in range(4)] == [False, False, True, True]
    assert of(3, 1).may_work
    assert of(2, 2).replaced == ()


# A profile of an administration's own, in which something may really be given up.
LOOSE = Profile(
    "loose",
    "Loose",
    "For tests.",
    tuple(Duty(one, one) for one in ("handle", "decide", "freeze", "ratify")),
    (Separation("handle", "freeze", "Who knows the file does not withhold on it.", AUDIT),),
)


def test_what_so_few_cannot_keep_apart_is_told_with_what_replaces_it() -> None:
    two = of(2, kind=LOOSE)
    assert two.may_work
    assert (two.least_to_work, two.least_to_separate) == (2, 2)
    tight = Profile(
        "tight",
        "Tight",
        "For tests.",
        LOOSE.duties,
        (*LOOSE.separations, Separation("decide", "freeze", "So.", AUDIT)),
    )
    two = of(2, kind=tight)
    assert (two.least_to_work, two.least_to_separate) == (2, 3)
    assert names(two.replaced) == ["decide/freeze"]
    assert two.sentences == (
        "decide and freeze are not kept apart (So.) Instead: An audit. By an auditor, within 30 days.",
    )


def test_what_the_system_keeps_apart_is_counted_though_a_profile_leaves_it_out() -> None:
    bare = Profile("bare", "Bare", "For tests.", SMALL.duties, ())
    assert of(3, kind=bare).least_to_work == 4
    assert of(4, kind=bare).plan == of(4).plan


def test_whoever_decides_neither_handled_nor_validated() -> None:
    for own, borrowed in ((2, 2), (3, 1), (3, 2), (4, 0), (5, 2)):
        plan = of(own, borrowed).plan
        assert plan["decide"] not in (plan["handle"], plan["validate-lead"], plan["validate-second"])
        assert plan["freeze"] != plan["ratify"]
        assert all(plan[duty].startswith("own") for duty in ("handle", "decide", "freeze", "ratify"))


def test_everything_that_is_given_up_is_audited_within_30_days() -> None:
    assert all(one.replaced_by is None or one.replaced_by.within_days <= 30 for one in SMALL.separations)


profiles = st.builds(
    lambda borrowed, apart: Profile(
        "own",
        "Own",
        "For tests.",
        tuple(Duty(one, one, one in borrowed) for one in DUTIES),
        tuple(Separation(one, other, "so", AUDIT if soft else None) for (one, other), soft in apart.items()),
    ),
    st.frozensets(st.sampled_from(DUTIES)),
    st.dictionaries(st.sampled_from([(a, b) for a in DUTIES for b in DUTIES if a < b]), st.booleans()),
)


@settings(max_examples=150)
@given(profiles, st.integers(0, 4), st.integers(0, 2))
def test_what_is_kept_is_kept_by_the_plan_and_the_least_staff_is_the_least(kind, own, borrowed) -> None:
    found = of(own, borrowed, kind)
    always = {one for one in kind.separations if one.replaced_by is None}
    assert found.may_work == (own >= found.least_to_work)
    assert found.least_to_work <= found.least_to_separate
    if found.may_work:
        assert set(found.kept) | set(found.replaced) == set(kind.separations)
        assert always <= set(found.kept)
        assert (not found.replaced) == (own >= found.least_to_separate)
        assert found.plan.keys() == set(DUTIES)
        assert all(found.plan[one.one] != found.plan[one.other] for one in found.kept)
        may = {duty.id for duty in kind.duties if duty.borrowed}
        assert all(who.startswith("own") or duty in may for duty, who in found.plan.items())
        assert len(set(found.plan.values())) <= own + borrowed


@settings(max_examples=100)
@given(profiles, st.integers(0, 3), st.integers(0, 2))
def test_a_way_to_share_out_is_found_whenever_there_is_one(kind, own, borrowed) -> None:
    people = [f"own {n}" for n in range(own)] + [f"borrowed {n}" for n in range(borrowed)]
    there_is = any(
        all(who.startswith("own") or duty.borrowed for duty, who in zip(kind.duties, plan, strict=True))
        and all(plan[DUTIES.index(one.one)] != plan[DUTIES.index(one.other)] for one in kind.separations)
        for plan in product(people, repeat=4)
    )
    assert (shared_out(kind.duties, kind.separations, own, borrowed) is not None) == there_is


@pytest.mark.parametrize(("own", "borrowed"), [(-1, 0), (0, -1)])
def test_fewer_people_than_none_are_refused(own, borrowed) -> None:
    with pytest.raises(ValueError, match="Office XA01 has"):
        Office("XA01", own, borrowed)


OWN = dedent("""\
    id: own
    title: Own
    about: For tests.
    duties:
      - {id: handle, title: Handles}
      - {id: decide, title: Decides}
    separations:
      - one: handle
        other: decide
        why: Nobody decides on their own case.
""")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("id: decide", "id: handle", "line 4: two duties have one id"),
        ("one: handle", "one: help", "line 8: there is no duty help; there are: decide, handle."),
        ("other: decide", "other: handle", "line 8: handle is kept apart from itself; name two duties."),
        (
            "why: Nobody",
            "replaced_by: {what: x, by: y, within_days: 0}\n    why: Nobody",
            "line 10: separations[0].repl",
        ),
        (
            "why: Nobody",
            "replaced_by: {who: y}\n    why: Nobody",
            "line 10: separations[0].replaced_by.who: there is no 'who' here; there are: what, by",
        ),
    ],
)
def test_a_profile_that_cannot_be_is_refused_with_its_line(was, becomes, said) -> None:
    with pytest.raises(WrittenRefused) as told:
        profile(OWN.replace(was, becomes, 1), where="own.yaml")
    assert said in str(told.value)


def test_a_pair_that_stands_twice_either_way_round_is_refused() -> None:
    twice = OWN + "  - {one: decide, other: handle, why: Again.}\n"
    with pytest.raises(WrittenRefused, match="line 11: decide and handle are kept apart twice; keep one line"):
        profile(twice, where="own.yaml")
    assert len(profile(OWN, where="own.yaml").separations) == 1


@settings(max_examples=200)
@given(st.integers(0, len(OWN) - 1), st.integers(0, 12), st.text(max_size=3))
def test_a_spoilt_file_is_read_or_refused(place: int, cut: int, put: str) -> None:
    try:
        profile(OWN[:place] + put + OWN[place + cut :], where="own.yaml")
    except WrittenRefused as error:
        assert "own.yaml" in str(error)


@pytest.mark.parametrize("pair", sorted(map(sorted, NEVER)))
def test_a_replacement_of_what_the_system_refuses_anyhow_is_refused_with_its_line(pair: list[str]) -> None:
    words = OWN.replace(" handle", " {0}").replace(" decide", " {1}")
    words = words.replace("{0}", pair[0]).replace("{1}", pair[1]).replace("{id:", "{ id:")
    replaced = words + "    replaced_by: {what: x, by: y, within_days: 30}\n"
    with pytest.raises(WrittenRefused, match=r"line 11: .*the system lets nobody do both"):
        profile(replaced, where="own.yaml")
    assert profile(words, where="own.yaml").separations[0].replaced_by is None
