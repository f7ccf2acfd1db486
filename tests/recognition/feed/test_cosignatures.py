"""A cosignature states what was seen and when; the time is part of what is signed."""

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition.feed.says import HEARTBEAT, NOON, SIGNER, WITNESS, bare, checkpoint
from trustlane.recognition.feed import cosignatures, notes
from trustlane.recognition.feed.notes import Signature
from trustlane.recognition.feed.refusals import NoteRefused, SignatureLineUnfit, SignatureWrong

PLAIN = SIGNER.signs(bare(checkpoint([b"one"])))
BEATEN = HEARTBEAT.cosigns(PLAIN)


def test_what_is_signed_is_the_header_the_time_and_the_text():
    assert cosignatures.message("mra.xa.example/xb\n1\nroot\n", 1772366400) == (
        b"cosignature/v1\ntime 1772366400\nmra.xa.example/xb\n1\nroot\n"
    )


def test_the_line_is_the_id_the_time_in_eight_bytes_and_the_signature():
    made = base64.b64decode(BEATEN.signatures[-1].line.split(" ")[2])
    assert made[:4] == HEARTBEAT.key.id
    assert int.from_bytes(made[4:12], "big") == int(NOON.timestamp())
    assert len(made) == 4 + 8 + 64


@given(st.integers(0, cosignatures.LAST), st.integers(0, 999_999))
def test_the_time_comes_back_to_the_second(seconds, micro):
    at = datetime.fromtimestamp(seconds, UTC)
    note = notes.read(HEARTBEAT.cosigns(PLAIN, at.replace(microsecond=micro)).written)
    assert cosignatures.times(note, HEARTBEAT.key) == (at,)


def test_a_time_in_another_zone_is_the_same_instant():
    elsewhere = NOON.astimezone(timezone(timedelta(hours=9)))
    assert HEARTBEAT.cosigns(PLAIN, elsewhere) == BEATEN


def test_each_of_several_times_is_told_and_strangers_are_not():
    later = HEARTBEAT.cosigns(BEATEN, NOON + timedelta(minutes=1))
    assert cosignatures.times(later, HEARTBEAT.key) == (NOON, NOON + timedelta(minutes=1))
    assert cosignatures.times(later, WITNESS.key) == ()


def signed(line: bytes):
    return PLAIN.also(Signature(HEARTBEAT.key.name, HEARTBEAT.key.id, line))


def test_a_time_that_was_moved_is_refused():
    line = BEATEN.signatures[-1].signed
    later = (int(NOON.timestamp()) + 1).to_bytes(8, "big") + line[8:]
    with pytest.raises(SignatureWrong, match="heartbeat"):
        cosignatures.times(signed(later), HEARTBEAT.key)


def test_a_cosignature_of_another_checkpoint_is_refused():
    other = bare(checkpoint([b"two"])).also(BEATEN.signatures[-1])
    with pytest.raises(SignatureWrong):
        cosignatures.times(other, HEARTBEAT.key)


def test_a_plain_signature_is_no_cosignature_though_the_key_be_the_same():
    line = BEATEN.signatures[-1].signed[:8] + HEARTBEAT.private.sign(PLAIN.text.encode())
    with pytest.raises(SignatureWrong):
        cosignatures.times(signed(line), HEARTBEAT.key)


@pytest.mark.parametrize("length", [1, 64, 71, 73])
def test_a_line_of_another_length_is_refused(length):
    with pytest.raises(SignatureLineUnfit):
        cosignatures.times(signed(b"s" * length), HEARTBEAT.key)


@pytest.mark.parametrize("seconds", [cosignatures.LAST + 1, 2**63, 2**64 - 1])
def test_a_time_beyond_all_calendars_is_refused_even_if_it_was_signed(seconds):
    made = HEARTBEAT.private.sign(cosignatures.message(PLAIN.text, seconds))
    with pytest.raises(SignatureLineUnfit, match="9999"):
        cosignatures.times(signed(seconds.to_bytes(8, "big") + made), HEARTBEAT.key)


@given(st.binary(min_size=1, max_size=80))
def test_any_bytes_in_a_known_name_are_refused_by_name(line):
    with pytest.raises(NoteRefused):
        cosignatures.times(signed(line), HEARTBEAT.key)
