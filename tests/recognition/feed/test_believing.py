"""A checkpoint is believed in one order of steps, each with one refusal."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition.feed.says import HEARTBEAT, NOON, ORIGIN, SIGNER, WITNESS, Owner, bare, checkpoint
from trustlane.recognition.feed.believing import Keys, Position, believe, extended, signed
from trustlane.recognition.feed.merkle import Frontier, consistency_proof, leaf_hash, nodes_of
from trustlane.recognition.feed.notes import COSIGNATURE, Key, Note
from trustlane.recognition.feed.refusals import (
    CheckpointUnfit,
    ConsistencyRefused,
    EntriesMissing,
    FeedRefused,
    KeyUnfit,
    NoteUnfit,
    OriginLooksAlike,
    OriginOfAnother,
    RootDiffers,
    SignatureMissing,
    SignatureWrong,
    TimeAhead,
    TimeOlder,
    TreeShrank,
)

ENTRIES = [f"entry {number}".encode() for number in range(20)]
KEYS = Keys((SIGNER.key,), (HEARTBEAT.key,), (WITNESS.key,))
SECOND = timedelta(seconds=1)


def says(size, *, at=NOON, entries=ENTRIES, origin=ORIGIN):
    note = SIGNER.signs(bare(checkpoint(entries[:size], origin)))
    return HEARTBEAT.cosigns(note, at) if at else note


def seen(size, *, at=NOON):
    stated = checkpoint(ENTRIES[:size])
    return Position(ORIGIN, size, stated.root, at)


def proved(old, new, entries=ENTRIES):
    return consistency_proof(old, new, nodes_of([leaf_hash(entry) for entry in entries[:new]]))


def told(note, *, position=None, keys=KEYS, proof=(), at=NOON):
    return believe(note.written, position=position or Position(ORIGIN), keys=keys, proof=proof, at=at)


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_tree_that_grew_is_believed_from_where_the_reader_stood(one, other):
    old, new = sorted((one, other))
    later = NOON + SECOND
    found = told(says(new, at=later), position=seen(old), proof=proved(old, new), at=later)
    assert found.position == seen(new, at=later)
    assert found.checkpoint.size == new


def test_step_1_what_is_no_note_is_refused():
    with pytest.raises(NoteUnfit):
        believe(b"hello", position=Position(ORIGIN), keys=KEYS, proof=(), at=NOON)
    with pytest.raises(NoteUnfit):
        told(SIGNER.signs(Note("a\n\nb\n", ())))


def test_step_2_what_is_no_checkpoint_or_of_another_feed_is_refused():
    with pytest.raises(CheckpointUnfit):
        told(SIGNER.signs(Note("hello\n", ())))
    with pytest.raises(OriginOfAnother):
        told(says(3, origin="mra.xa.example/xc"))
    with pytest.raises(OriginLooksAlike):
        told(says(3, origin="mra.xa.examp1e/xb"))


def test_step_3_a_checkpoint_no_signer_signed_is_refused():
    with pytest.raises(SignatureMissing):
        told(Owner("mra.xz.example/xb").signs(bare(checkpoint(ENTRIES))))
    with pytest.raises(SignatureMissing):
        told(WITNESS.cosigns(HEARTBEAT.cosigns(bare(checkpoint(ENTRIES)))))
    wrong = Note(checkpoint(ENTRIES).text, says(3).signatures)
    with pytest.raises(SignatureWrong):
        told(wrong)


def test_step_3_each_of_two_signers_is_verified_while_keys_are_changed():
    new = Owner(ORIGIN, seed="new")
    keys = Keys((SIGNER.key, new.key), (HEARTBEAT.key,))
    assert told(new.signs(bare(checkpoint(ENTRIES))), keys=keys, proof=()).position.size == 20
    with pytest.raises(SignatureWrong):
        spoiled = says(20).also(new.signs(bare(checkpoint([]))).signatures[0])
        told(spoiled, keys=keys)


def test_step_4_a_wrong_cosignature_in_a_known_name_is_refused():
    for owner in (HEARTBEAT, WITNESS):
        with pytest.raises(SignatureWrong):
            told(says(3, at=None).also(owner.cosigns(bare(checkpoint([]))).signatures[0]))


@pytest.mark.parametrize(("ahead", "believed"), [(0, True), (60, True), (61, False), (10**9, False)])
def test_step_5_a_time_more_than_sixty_seconds_ahead_is_refused(ahead, believed):
    note = says(3, at=NOON + ahead * SECOND)
    if believed:
        assert told(note).position.signed == NOON + ahead * SECOND
        return
    with pytest.raises(TimeAhead):
        told(note)


def test_step_6_a_time_older_than_the_newest_seen_is_refused():
    with pytest.raises(TimeOlder):
        told(says(3, at=NOON - SECOND), position=seen(3))
    assert told(says(3), position=seen(3)).position == seen(3)


def test_step_7_a_smaller_tree_and_a_forked_one_are_refused():
    with pytest.raises(TreeShrank):
        told(says(3), position=seen(5))
    forked = [*ENTRIES[:2], b"other", *ENTRIES[3:]]
    for size in (5, 6, 20):
        with pytest.raises(ConsistencyRefused):
            told(says(size, entries=forked), position=seen(5), proof=proved(5, size, forked))
    with pytest.raises(ConsistencyRefused):
        told(says(6), position=seen(5))


def test_step_8_entries_that_do_not_make_the_root_are_refused():
    before = Frontier().grown(leaf_hash(entry) for entry in ENTRIES[:5])
    stated = checkpoint(ENTRIES)
    grown = extended(before, ENTRIES[5:], stated)
    assert (grown.size, grown.root) == (20, stated.root)
    with pytest.raises(EntriesMissing):
        extended(before, ENTRIES[6:], stated)
    with pytest.raises(EntriesMissing):
        extended(before, ENTRIES[4:], stated)
    with pytest.raises(RootDiffers):
        extended(before, [*ENTRIES[5:19], b"other"], stated)
    with pytest.raises(RootDiffers):
        extended(before, [ENTRIES[6], ENTRIES[5], *ENTRIES[7:]], stated)


@given(st.integers(-(10**6), 60), st.integers(0, 10**6))
def test_a_witness_never_makes_a_feed_younger(beat, later):
    newest = NOON + beat * SECOND
    note = WITNESS.cosigns(says(3, at=newest), newest + later * SECOND)
    found = told(note)
    assert found.position.signed == newest
    assert found.witnessed == {WITNESS.key.name: newest + later * SECOND}


def test_without_a_heartbeat_a_checkpoint_is_believed_and_makes_nothing_younger():
    note = WITNESS.cosigns(says(6, at=None), NOON + timedelta(days=1))
    assert told(note, position=seen(5), proof=proved(5, 6)).position == seen(6)
    assert told(note).position.signed is None


def test_of_two_heartbeats_the_newer_counts():
    other = Owner("mra.xa.example/heartbeat-2", COSIGNATURE)
    keys = Keys((SIGNER.key,), (HEARTBEAT.key, other.key))
    note = other.cosigns(says(3, at=NOON - SECOND), NOON)
    assert told(note, keys=keys).position.signed == NOON


def test_a_witness_cannot_pass_its_word_off_as_the_heartbeats():
    # The name of a cosigner is not signed, so one public key in both roles would let it.
    posing = Key(HEARTBEAT.key.name, COSIGNATURE, WITNESS.key.public)
    with pytest.raises(KeyUnfit, match="two cosigners"):
        Keys((SIGNER.key,), (posing,), (WITNESS.key,))


def test_each_role_has_keys_of_its_kind():
    for keys in (((HEARTBEAT.key,), ()), ((SIGNER.key,), (SIGNER.key,))):
        with pytest.raises(KeyUnfit, match="type"):
            Keys(*keys)


def test_the_size_is_known_before_a_proof_is_asked_for():
    note, stated = signed(says(7).written, origin=ORIGIN, keys=KEYS)
    assert stated.size == 7
    assert note == says(7)


@given(st.integers(0, 600), st.binary(max_size=4), st.integers(0, 4))
def test_a_checkpoint_changed_anywhere_is_refused_or_says_the_same(at, put, cut):
    whole = says(6).written
    data = whole[:at] + put + whole[at + cut :]
    try:
        found = believe(data, position=seen(5), keys=KEYS, proof=proved(5, 6), at=NOON)
    except FeedRefused as refused:
        assert refused.place and refused.mend
    else:
        assert found.position in (seen(6), seen(6, at=NOON))
        assert found.checkpoint == checkpoint(ENTRIES[:6])
