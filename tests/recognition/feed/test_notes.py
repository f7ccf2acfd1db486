"""A note is believed if a known key signed it; strangers' lines are let be, and lines that are none are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition.feed.says import SIGNER, Owner
from trustlane.recognition.feed import notes
from trustlane.recognition.feed.notes import COSIGNATURE, ED25519, Key, Note, Signature
from trustlane.recognition.feed.refusals import (
    KeyUnfit,
    NoteRefused,
    NoteTooLarge,
    NoteUnfit,
    SignatureLineUnfit,
    SignatureWrong,
)

STRANGER = Owner("stranger.example/key")
NOTE = SIGNER.signs(Note("one\n\ntwo\n", ()))
MUTATIONS = st.tuples(st.integers(0, len(NOTE.written) - 1), st.integers(0, 2), st.binary(max_size=3))


def test_the_id_of_a_key_is_that_of_a_public_log_known_to_everybody():
    # The checksum database of the Go language.
    key = notes.read_key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    assert (key.name, key.kind, key.id.hex()) == ("sum.golang.org", ED25519, "033de0ae")
    assert key.written == "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


def test_the_kind_and_the_name_are_part_of_the_id():
    public = SIGNER.key.public
    ids = {Key(name, kind, public).id for name in ("a", "b") for kind in (ED25519, COSIGNATURE)}
    assert len(ids) == 4


def test_a_note_comes_back_as_it_went_and_its_key_verifies_it():
    read = notes.read(NOTE.written)
    assert read == NOTE
    assert read.text == "one\n\ntwo\n"
    assert read.verified(SIGNER.key)


def test_lines_of_strangers_are_kept_and_ignored():
    odd = Signature("post-quantum.example", b"\x01\x02\x03\x04", b"s" * 2420)
    note = notes.read(STRANGER.signs(NOTE.also(odd)).written)
    assert len(note.signatures) == 3
    assert note.verified(SIGNER.key)
    assert not notes.read(SIGNER.signs(Note("a\n", ())).written).verified(STRANGER.key)


@pytest.mark.parametrize("other", [Owner("another.example", seed="x").key.name, SIGNER.key.name])
def test_a_line_that_shares_only_name_or_only_id_is_a_strangers(other):
    shares = Signature(other, b"\x00" * 4 if other == SIGNER.key.name else SIGNER.key.id, b"s" * 64)
    assert notes.read(NOTE.also(shares).written).verified(SIGNER.key)


@pytest.mark.parametrize("length", [1, 63, 64, 65])
def test_one_wrong_line_in_a_known_name_spoils_the_note(length):
    note = notes.read(NOTE.also(Signature(SIGNER.key.name, SIGNER.key.id, b"s" * length)).written)
    with pytest.raises(SignatureWrong, match=r"mra\.xa\.example/xb"):
        note.verified(SIGNER.key)


def test_another_text_under_the_same_signature_is_refused():
    with pytest.raises(SignatureWrong):
        Note("one\n\nthree\n", NOTE.signatures).verified(SIGNER.key)


LINE = NOTE.signatures[0].line


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", NoteUnfit),
        (b"text\n", NoteUnfit),
        (b"text\n\n", NoteUnfit),
        (f"text\n{LINE}\n".encode(), NoteUnfit),
        (f"text\n\n{LINE}".encode(), NoteUnfit),
        (f"text\r\n\n{LINE}\n".encode(), NoteUnfit),
        (f"te\txt\n\n{LINE}\n".encode(), NoteUnfit),
        (f"te\x00xt\n\n{LINE}\n".encode(), NoteUnfit),
        (b"te\xffxt\n\n" + f"{LINE}\n".encode(), NoteUnfit),
        (f"text\n\n{LINE}\n\n".encode(), NoteUnfit),
        (f"text\n\n-{LINE[1:]}\n".encode(), SignatureLineUnfit),
        (f"text\n\n{LINE}\nmore\n".encode(), SignatureLineUnfit),
        (f"text\n\n{LINE} \n".encode(), SignatureLineUnfit),
        (f"text\n\n{LINE[:-1]}\n".encode(), SignatureLineUnfit),
        ("text\n\n— name AAAA\n".encode(), SignatureLineUnfit),
        ("text\n\n— name AAAAAA==\n".encode(), SignatureLineUnfit),
        ("text\n\n— name AAAAAAF=\n".encode(), SignatureLineUnfit),
        ("text\n\n— name AAAA\u0391AA=\n".encode(), SignatureLineUnfit),
        ("text\n\n— na+me AAAAAAA=\n".encode(), SignatureLineUnfit),
        ("text\n\n— na\u00a0me AAAAAAA=\n".encode(), SignatureLineUnfit),
        ("text\n\n—  AAAAAAA=\n".encode(), SignatureLineUnfit),
        (f"text\n\n— {'n' * 256} AAAAAAA=\n".encode(), SignatureLineUnfit),
        (b"text\n\n" + f"{LINE}\n".encode() * 33, NoteTooLarge),
        (b"a" * (notes.LONGEST + 1), NoteTooLarge),
    ],
)
def test_what_is_no_note_is_refused_by_name(data, refusal):
    with pytest.raises(refusal) as refused:
        notes.read(data)
    assert type(refused.value) is refusal
    assert refused.value.place and refused.value.mend


def test_sixteen_post_quantum_signatures_are_read():
    note = NOTE
    for number in range(15):
        note = note.also(Signature(f"witness-{number}", bytes([0, 0, 0, number]), b"q" * 5000))
    assert notes.read(note.written) == note


@pytest.mark.parametrize(
    "written",
    [
        "",
        "name",
        "name+033de0ae",
        "name+033de0ae+AgECAwQ=",
        "name+00000000+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033DE0AE+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033de0ae+As4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza",
        "sum golang+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
    ],
)
def test_a_key_that_was_copied_wrongly_is_refused(written):
    with pytest.raises(KeyUnfit):
        notes.read_key(written)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_note_or_refused(data):
    try:
        assert notes.read(data).written == data
    except NoteRefused as refused:
        assert refused.place and refused.mend


@given(MUTATIONS)
def test_a_note_changed_anywhere_is_refused_or_not_signed_any_more(mutation):
    at, cut, put = mutation
    data = NOTE.written[:at] + put + NOTE.written[at + cut :]
    try:
        read = notes.read(data)
        assert not read.verified(SIGNER.key) or read.text == NOTE.text
    except NoteRefused as refused:
        assert refused.place


@given(st.text(max_size=80))
def test_any_text_is_a_key_or_refused(text):
    try:
        assert notes.read_key(text).written == text
    except KeyUnfit as refused:
        assert refused.place
