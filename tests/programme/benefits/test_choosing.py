"""A programme chooses its benefits by their ids and is told whether article 7.7 is met, role by role."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.parties.roles import ROLES
from trustlane.programme.benefits.catalogue import LETTERS
from trustlane.programme.benefits.choosing import ChoiceRefused, choose, tfa_check
from trustlane.programme.benefits.reading import shipped

ids = st.frozensets(st.sampled_from(sorted(shipped().by_id)))
generals = st.frozensets(st.sampled_from("abcd"))


def chosen(*names: str):
    return [shipped().by_id[name] for name in names]


def test_three_measures_are_enough_for_a_role_and_two_are_not() -> None:
    met = tfa_check(chosen("fast-release", "fewer-examinations", "deferred-payment"), ["importer", "carrier"])
    assert met["importer"].measures == {
        "b": ("fewer-examinations",),
        "c": ("fast-release",),
        "d": ("deferred-payment",),
    }
    assert met["importer"].is_enough
    assert met["importer"].sentence == "importer: (b), (c), (d) of (a) to (g); that is enough."
    assert not met["carrier"].is_enough
    assert met["carrier"].missing == ("a", "d", "e", "f", "g")
    assert met["carrier"].sentence == ("carrier: (b), (c) of (a) to (g); 1 more needed, of: (a), (d), (e), (f), (g).")


def test_two_benefits_of_one_measure_are_one_measure() -> None:
    met = tfa_check(chosen("fast-release", "front-of-line", "priority-in-disruption"), ["importer"])["importer"]
    assert list(met.measures) == ["c"]
    assert len(met.measures["c"]) == 3


def test_what_is_generally_available_counts_from_a_to_d_only() -> None:
    met = tfa_check(chosen("fast-release"), ["free_zone"], general={"a", "c", "d"})["free_zone"]
    assert met.measures == {"a": (), "c": ("fast-release",), "d": ()}
    assert met.sentence == (
        "free zone: (a), (c), (d) of (a) to (g); (a), (d) by being generally available; that is enough."
    )
    with pytest.raises(ChoiceRefused, match=r"\(e\) does not count by being generally available; only \(a\) to \(d\)"):
        tfa_check([], general={"a", "e"})


def test_what_only_one_tier_gets_does_not_count_for_every_holder() -> None:
    from msgspec.structs import replace

    gold = [replace(one, tiers=("gold",)) for one in chosen("fast-release")]
    assert not tfa_check(gold, ["broker"])["broker"].measures
    assert not tfa_check(gold, ["broker"], tier="silver")["broker"].measures
    assert list(tfa_check(gold, ["broker"], tier="gold")["broker"].measures) == ["c"]


@given(ids, ids, generals)
def test_more_benefits_never_meet_fewer_measures(some, more, general) -> None:
    few, many = (tfa_check(chosen(*names), general=general) for names in (some, some | more))
    assert few.keys() == set(ROLES)
    for role in ROLES:
        assert few[role].measures.keys() <= many[role].measures.keys()
        assert {*few[role].measures, *few[role].missing} == set(LETTERS)
        assert few[role].is_enough == (len(few[role].measures) >= 3)


def test_all_that_ships_is_enough_for_every_role() -> None:
    assert choose(shipped(), shipped().by_id).missing == ()
    assert choose(shipped(), shipped().by_id).benefits == shipped().benefits


def test_an_empty_choice_says_what_is_missing() -> None:
    missing = choose(shipped(), [], ["importer", "carrier"]).missing
    assert missing[0] == "No benefit is chosen: holders would get nothing; choose some by their ids."
    assert missing[1].startswith("importer: none of (a) to (g); 3 more needed")
    assert missing[2].startswith("carrier: none of (a) to (g)")
    assert [one[:3] for one in missing[3:]] == [f"({letter})" for letter in LETTERS]
    assert "Met by: periodic-declaration." in missing[8]


def test_a_measure_that_nothing_in_the_catalogue_meets_is_not_offered() -> None:
    from msgspec.structs import replace

    without = replace(shipped(), benefits=tuple(one for one in shipped().benefits if one.tfa != "f"))
    assert not any(one.startswith("(f)") for one in choose(without, [], ["importer"]).missing)


@given(ids, generals)
def test_a_choice_keeps_the_order_of_the_catalogue_and_misses_nothing_where_it_is_enough(names, general) -> None:
    choice = choose(shipped(), sorted(names, reverse=True), general=general)
    assert [one.id for one in choice.benefits] == [one for one in shipped().by_id if one in names]
    enough = all(met.is_enough for met in tfa_check(choice.benefits, general=general).values())
    assert (not choice.missing) == (enough and bool(names))


@pytest.mark.parametrize(
    ("name", "said"),
    [("fast-relaese", r"has no benefit 'fast-relaese'\. Do you mean fast-release\?"), ("zzz", r"no benefit 'zzz'\.$")],
)
def test_an_id_that_there_is_not_is_refused(name, said) -> None:
    with pytest.raises(ChoiceRefused, match=said):
        choose(shipped(), ["fast-release", name])
