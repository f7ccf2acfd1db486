"""What the entries make of the reader's list; each test is one sentence of `folding`, most of them over many feeds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition.feed.says import DAY, NOON, ORIGIN, bodies_of, body, sealed, status, subject, uuid7
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.folding import ALARMS, Last, State, Terms, Told, fold, quarantined, released
from trustlane.recognition.feed.leaves import (
    ADDITIONS,
    REMOVALS,
    Agreement,
    Correction,
    Erased,
    Keyset,
    Status,
    Unknown,
    Unreadable,
)
from trustlane.recognition.feed.refusals import EntriesMissing, NotJson

EMPTY = State(origin=ORIGIN)
WIDE = Terms(live=10**6, in_a_day=10**6)
SUBJECTS = range(1, 5)


def folded(entries, state=EMPTY, *, bodies=None, terms=WIDE, on=DAY):
    given_bodies = bodies_of(entries) if bodies is None else bodies
    return fold(state, entries, bodies=given_bodies, terms=terms, on=on)


def list_of(entries, state=EMPTY, **how):
    return folded(entries, state, **how).state


def told(entries, state=EMPTY, **how):
    return [(notice.told, notice.seq) for notice in folded(entries, state, **how).notices]


def gives(state, of, at=NOON, on=DAY):
    return state.gives(subject(of), at=at, on=on)


def unknown(seq):
    return Unknown(seq=seq, id=uuid7(seq), version=1, kind="transfer")


def unreadable(seq, of=None):
    return Unreadable(seq=seq, refused=NotJson(f"entry {seq}", "it is not JSON"), subject=of and subject(of))


def erasing(seq, back):
    """An entry that says the body of an earlier one is gone."""
    return Erased(seq=seq, id=uuid7(seq), effective=NOON, seqs=(seq - back,)) if seq > back else unknown(seq)


def said(steps):
    """A feed out of steps: whom each entry concerns and what becomes of it."""
    made = {"unknown": lambda seq, of: unknown(seq), "unreadable": unreadable, "erased": erasing}
    return [made.get(to, lambda seq, of, to=to: status(seq, of, to))(seq, of) for seq, (of, to) in enumerate(steps, 1)]


def feeds(*others):
    words = sorted(ADDITIONS | REMOVALS) + list(others)
    return st.lists(st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(words)), max_size=14).map(said)


@st.composite
def parts(draw, *others):
    """A feed, and the ranges in which it is fetched."""
    entries = draw(feeds(*others))
    cuts = sorted(draw(st.lists(st.integers(0, len(entries)), max_size=4)))
    return entries, [entries[a:b] for a, b in zip([0, *cuts], [*cuts, len(entries)], strict=True)]


def highest(entries):
    """The last status of each subject, worked out without any order of doing it."""
    return {
        each.subject: max((one for one in entries if one.subject == each.subject), key=lambda one: one.seq)
        for each in entries
    }


@given(parts())
def test_the_state_of_a_subject_is_that_of_its_highest_entry(feed):
    entries, ranges = feed
    state = EMPTY
    for part in ranges:
        state = list_of(part, state)
    expected = {of: (last.seq, last.to) for of, last in highest(entries).items()}
    assert {of: (last.seq, last.to) for of, last in state.subjects.items()} == expected
    assert state.live == sum(to in ADDITIONS for _, to in expected.values())
    assert state.waiting == {}
    for of in SUBJECTS:
        assert gives(state, of) == (expected.get(subject(of), (0, ""))[1] in ADDITIONS)


@given(parts("unknown", "unreadable", "erased"))
def test_a_feed_fetched_in_parts_makes_the_same_list_as_the_whole(feed):
    entries, ranges = feed
    state = EMPTY
    for part in ranges:
        state = list_of(part, state)
    whole = list_of(entries)
    assert (state.subjects, state.waiting, state.held_from) == (whole.subjects, whole.waiting, whole.held_from)
    assert (state.size, state.ids, state.live) == (whole.size, whole.ids, whole.live)


@given(
    parts("unknown", "unreadable", "erased"),
    st.sets(st.integers(1, 14)),
    st.integers(0, 5),
    st.integers(0, 3),
    st.booleans(),
)
def test_a_removal_is_never_outweighed_by_what_came_before_it(feed, there, live, in_a_day, let_go):
    entries, ranges = feed
    known = {seq: sent for seq, sent in bodies_of(entries).items() if seq in there}
    state = EMPTY
    for part in ranges:
        state = list_of(part, state, bodies=known, terms=Terms(live, in_a_day))
        state = released(state) if let_go else state
    for of in SUBJECTS:
        on_it = [each for each in entries if getattr(each, "subject", None) == subject(of)]
        last_removal = max((each.seq for each in on_it if not getattr(each, "adds", False)), default=0)
        alive = [each.seq for each in on_it if getattr(each, "adds", False) and each.seq > last_removal]
        assert not gives(state, of) or set(alive) & known.keys()


def test_within_a_range_removals_take_effect_first():
    entries = [status(1, 1), status(2, 2), status(3, 1, "revoked")]
    # Were additions first, the first would fill the only place and the second would be above the cap.
    found = folded(entries, terms=Terms(live=1, in_a_day=1))
    assert (gives(found.state, 1), gives(found.state, 2)) == (False, True)
    assert found.state.quarantined_from is None


def test_an_addition_is_ignored_if_a_removal_of_its_subject_has_a_higher_number():
    state = list_of([status(1, 1), status(2, 1, "suspended")], bodies={})
    assert state.subjects[subject(1)].to == "suspended"
    assert state.waiting == {}
    assert list_of([], state, bodies={1: sealed(1)}) == state


def test_an_addition_above_a_removal_counts():
    assert gives(list_of([status(1, 1), status(2, 1, "suspended"), status(3, 1, reason="reinstated")]), 1)


def test_a_removal_of_an_unknown_subject_is_remembered():
    state = list_of([status(1, 7, "revoked")])
    assert state.subjects == {subject(7): Last("revoked", 1, status(1, 7).effective)}
    assert state.live == 0


@given(parts(), st.sets(st.integers(1, 14)))
def test_an_addition_counts_when_its_body_is_there_whenever_that_is(feed, late):
    entries, ranges = feed
    every = bodies_of(entries)
    state = EMPTY
    for part in ranges:
        state = list_of(part, state, bodies={seq: sent for seq, sent in every.items() if seq not in late})
    state = list_of([], state, bodies=every)
    assert (state.subjects, state.waiting) == (list_of(entries).subjects, {})


def test_an_addition_without_its_body_waits_and_what_was_before_stays():
    state = list_of([status(1, 1)])
    later = list_of([status(2, 1, "updated")], state, bodies={})
    assert later.subjects[subject(1)].seq == 1
    assert set(later.waiting) == {2}
    assert not gives(list_of([status(1, 1)], bodies={}), 1)


@pytest.mark.parametrize("wrong", [sealed(9), replace(sealed(1), content=b"{}"), replace(sealed(1), salt=b"")])
def test_an_addition_with_another_body_is_told_and_gives_nothing(wrong):
    found = folded([status(1, 1)], bodies={1: wrong})
    assert not gives(found.state, 1)
    assert [notice.told for notice in found.notices] == [Told.BODY_REFUSED]
    assert "body of entry 1" in found.notices[0].why
    assert gives(list_of([], found.state, bodies={1: sealed(1)}), 1)


def test_a_body_with_more_than_the_profile_lets_in_gives_nothing():
    narrow = Terms(live=9, in_a_day=9, profile=frozenset({"tier"}))
    sent = sealed(1, tier="gold", legal_name="A")
    assert told([status(1, 1, body=sent.commitment)], bodies={1: sent}, terms=narrow) == [(Told.BODY_REFUSED, 1)]


@given(parts("unknown", "unreadable", "erased"), st.integers(0, 4), st.integers(0, 14), st.integers(0, 4))
def test_what_comes_again_changes_nothing(feed, cap, start, more):
    entries, _ = feed
    terms = Terms(live=cap, in_a_day=cap)
    once = list_of(entries, terms=terms)
    assert list_of(entries, once, terms=terms, on=DAY) == once
    assert list_of(entries[start : start + more], once, terms=terms) == once


def test_what_comes_again_on_another_day_changes_nothing():
    once = list_of([status(1, 1)])
    assert list_of([status(1, 1)], once, on=DAY + timedelta(days=1)) == once


def test_two_equal_suspensions_are_two_entries():
    one = status(1, 1, "suspended")
    state = list_of([one, replace(one, seq=2, id=uuid7(2))])
    assert state.size == 2
    assert state.subjects[subject(1)].seq == 2


def test_another_entry_under_an_applied_number_is_a_fork_and_what_was_added_since_gives_nothing():
    state = list_of([status(1, 1), status(2, 2), status(3, 3)])
    again = folded([replace(status(2, 4), id=uuid7(99)), status(4, 1, "revoked")], state)
    assert (again.notices[0].told, again.notices[0].seq) == (Told.FORK, 2)
    assert [gives(again.state, of) for of in (1, 2, 3, 4)] == [False, False, False, False]
    assert gives(quarantined(state, from_seq=3), 1)
    assert not gives(quarantined(state, from_seq=1), 1)
    assert again.state.subjects[subject(1)].to == "revoked"


def test_the_last_good_point_only_moves_back():
    assert quarantined(quarantined(EMPTY, from_seq=5), from_seq=9).quarantined_from == 5
    assert quarantined(quarantined(EMPTY, from_seq=5), from_seq=2).quarantined_from == 2


def test_entries_with_a_gap_are_refused_and_nothing_is_applied():
    with pytest.raises(EntriesMissing, match="the next is 2"):
        list_of([status(3, 1)], list_of([status(1, 1)]))


@given(feeds(), st.sampled_from(["unknown", "unreadable"]), st.integers(0, 14))
def test_after_an_unknown_entry_additions_wait_and_removals_go_on(entries, what, place):
    before, after = entries[:place], entries[place:]
    odd = unknown(len(before) + 1) if what == "unknown" else unreadable(len(before) + 1)
    after = [status(each.seq + 1, int(each.subject, 16), each.to) for each in after]
    whole = [*before, odd, *after]
    counted = [each for each in [*before, *after] if each.seq < odd.seq or not each.adds]
    held = folded(whole)
    assert {of: last.seq for of, last in held.state.subjects.items()} == {
        of: last.seq for of, last in highest(counted).items()
    }
    assert held.state.held_from == odd.seq
    assert [notice.told in ALARMS for notice in held.notices if notice.seq == odd.seq] == [True]
    let_go = list_of([], released(held.state), bodies=bodies_of(whole))
    every = highest([*before, *after])
    assert {of: last.seq for of, last in let_go.subjects.items()} == {of: last.seq for of, last in every.items()}


def test_of_two_unknown_entries_the_first_holds():
    assert list_of([unknown(1), status(2, 1), unknown(3)]).held_from == 1


def test_a_status_that_cannot_be_read_leaves_its_subject_nothing():
    state = list_of([status(1, 1), status(2, 2), unreadable(3, of=1)])
    assert (gives(state, 1), gives(state, 2)) == (False, True)
    assert state.live == 1


def test_additions_above_the_cap_of_a_day_are_quarantined_and_removals_go_on():
    terms = Terms(live=9, in_a_day=2)
    entries = [status(1, 1), status(2, 2), status(3, 3), status(4, 4), status(5, 1, "revoked")]
    state = list_of(entries[:4], terms=terms)
    assert (state.quarantined_from, sorted(state.waiting)) == (3, [3, 4])
    assert told(entries[:4], terms=terms) == [(Told.ABOVE_CAP, 3)]
    after = list_of(entries[4:], state, bodies=bodies_of(entries), terms=terms, on=DAY + timedelta(days=1))
    assert (after.quarantined_from, sorted(after.waiting), after.live) == (3, [3, 4], 1)
    assert [gives(after, of) for of in (1, 2, 3, 4)] == [False, True, False, False]


def test_another_day_has_its_own_count():
    terms = Terms(live=9, in_a_day=1)
    state = list_of([status(1, 1)], terms=terms)
    assert list_of([status(2, 2)], state, terms=terms).quarantined_from == 2
    assert list_of([status(2, 2)], state, terms=terms, on=DAY + timedelta(days=1)).quarantined_from is None


def test_the_cap_of_live_subjects_counts_subjects_and_not_their_updates():
    terms = Terms(live=1, in_a_day=9)
    state = list_of([status(1, 1), status(2, 1, "updated")], terms=terms)
    assert (state.live, state.quarantined_from) == (1, None)
    assert list_of([status(3, 2)], state, terms=terms).quarantined_from == 3
    room = list_of([status(3, 1, "expired"), status(4, 2)], state, terms=terms)
    assert (room.live, room.quarantined_from) == (1, None)


@given(parts(), st.integers(0, 3), st.integers(0, 3))
def test_never_more_are_live_and_never_more_are_added_in_a_day_than_agreed(feed, live, in_a_day):
    _, ranges = feed
    state = EMPTY
    for number, part in enumerate(ranges):
        state = list_of(part, state, terms=Terms(live, in_a_day), on=DAY + timedelta(days=number))
        assert state.live <= live
        assert state.in_a_day <= in_a_day
        assert state.live == sum(last.to in ADDITIONS for last in state.subjects.values())


def test_what_people_release_is_applied():
    terms = Terms(live=1, in_a_day=9)
    state = list_of([status(1, 1), status(2, 2)], terms=terms)
    let_go = list_of([], released(state), bodies={2: sealed(2)})
    assert (gives(let_go, 2), let_go.quarantined_from, let_go.waiting) == (True, None, {})


def test_an_erased_body_takes_with_it_what_it_gave():
    erased = Erased(seq=3, id=uuid7(3), effective=NOON, seqs=(1,))
    state = list_of([status(1, 1), status(2, 2), erased])
    assert (gives(state, 1), gives(state, 2)) == (False, True)
    assert (state.subjects[subject(1)].to, state.subjects[subject(1)].body) == ("erased", None)
    later = list_of([erased], list_of([status(1, 1), status(2, 2)]))
    assert (later.subjects, later.live) == (state.subjects, 1)


def test_an_addition_whose_body_was_erased_before_it_came_waits_no_longer():
    erased = Erased(seq=2, id=uuid7(2), effective=NOON, seqs=(1,))
    assert list_of([status(1, 1), erased], bodies={}).waiting == {}
    assert list_of([erased], list_of([status(1, 1)], bodies={}), bodies={}).waiting == {}


def test_an_erased_body_of_an_earlier_entry_leaves_the_later_one():
    erased = Erased(seq=3, id=uuid7(3), effective=NOON, seqs=(1,))
    assert gives(list_of([status(1, 1), status(2, 1, "updated"), erased]), 1)


def test_what_concerns_no_subject_is_told_and_changes_nothing_by_having_arrived():
    common = {"effective": NOON}
    entries = [
        status(1, 1),
        Agreement(seq=2, id=uuid7(2), body=b"d" * 32, **common),
        Keyset(seq=3, id=uuid7(3), version=2, digest=b"d" * 32, **common),
        Correction(seq=4, id=uuid7(4), refers=1, reason="typing_error", **common),
        status(5, 2, "revoked", reason="of_next_year"),
    ]
    assert told(entries) == [
        (Told.AGREEMENT, 2),
        (Told.KEYSET, 3),
        (Told.CORRECTION, 4),
        (Told.REASON_UNKNOWN, 5),
    ]
    assert gives(list_of(entries), 1)


@pytest.mark.parametrize(
    ("at", "on", "given_"),
    [
        (NOON, DAY, True),
        (NOON - timedelta(hours=2), DAY, False),
        (NOON - timedelta(hours=1), DAY, True),
        (NOON, date(2025, 12, 31), False),
        (NOON, date(2026, 1, 1), True),
        (NOON, date(2026, 6, 30), True),
        (NOON, date(2026, 7, 1), False),
    ],
)
def test_an_addition_gives_from_its_instant_and_within_its_period(at, on, given_):
    sent = sealed(1, valid_to=date(2026, 6, 30))
    state = list_of([status(1, 1, body=sent.commitment)], bodies={1: sent})
    assert gives(state, 1, at, on) is given_


def test_a_removal_counts_at_once_whatever_instant_it_names():
    assert not gives(list_of([status(1, 1), status(2, 1, "revoked", effective=NOON + timedelta(days=9))]), 1)


def test_who_was_never_heard_of_is_given_nothing():
    assert not gives(EMPTY, 1)


def test_the_list_keeps_who_the_subject_is():
    assert list_of([status(1, 1)]).subjects[subject(1)].body == body(1)


@given(parts("unknown"))
def test_a_state_is_never_changed_by_what_comes_after_it(feed):
    _, ranges = feed
    state = EMPTY
    for part in ranges:
        before = (dict(state.subjects), dict(state.waiting), dict(state.ids), state.size)
        after = list_of(part, state)
        assert before == (dict(state.subjects), dict(state.waiting), dict(state.ids), state.size)
        state = after


@given(feeds())
def test_a_feed_read_from_its_bytes_folds_like_the_feed_itself(entries):
    read = [leaves.at(seq, leaves.write(each)) for seq, each in enumerate(entries, 1)]
    assert all(isinstance(each, Status) for each in read)
    assert list_of(read) == list_of(entries)
