"""Small offices: how few can run a programme, what they cannot keep apart, and what replaces it."""

from __future__ import annotations

from itertools import product
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_two_people_can_run_a_small_office_and_are_told_what_replaces_what() -> None:
    two = of(2)
    assert two.may_work
    assert (two.least_to_work, two.least_to_separate) == (2, 4)
    assert names(two.replaced) == [
        "validate-second/decide",
        "validate-lead/audit",
        "handle/validate-lead",
        "handle/audit",
    ]
    assert two.sentences[0] == (
        "validate-second and decide are not kept apart (Nobody decides on what they helped to validate.) Instead: "
        "The decision is audited against the findings of the lead. By an auditor who had no part in it, within 30 days."
    )
    assert len(two.sentences) == 4


def test_alone_nobody_can_run_a_programme_however_many_are_borrowed() -> None:
    for borrowed in range(4):
        one = of(1, borrowed)
        assert not one.may_work
        assert one.kept == one.replaced == ()
        assert one.sentences == (
            f"Office XA01 cannot run the programme with 1 own people and {borrowed} borrowed; "
            "it needs at least 2 of its own.",
        )


def test_borrowed_validators_let_two_people_keep_everything_apart() -> None:
    assert names(of(2, 1).replaced) == ["handle/audit"]
    assert of(2, 2).replaced == ()
    assert of(4).replaced == ()
    assert of(4).sentences == ()


def test_whoever_decides_never_led_the_validation_nor_audits_it() -> None:
    for own, borrowed in product(range(2, 6), range(3)):
        plan = of(own, borrowed).plan
        assert plan["decide"] not in (plan["validate-lead"], plan["audit"])
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
