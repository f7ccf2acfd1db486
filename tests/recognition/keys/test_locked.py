"""A private key is one file that only its passphrase opens."""

import json

import pytest

from tests.recognition.keys.holders import private
from trustlane.recognition.keys.locked import Private, lock, unlock
from trustlane.recognition.keys.refusals import LockedUnfit, PassphraseShort, PassphraseWrong
from trustlane.recognition.keys.roles import ED25519, X25519

SALT, NONCE = b"s" * 16, b"n" * 12
PHRASE = "correct horse battery staple"
QUICK = 2**4


def locked(of=None, phrase=PHRASE):
    return lock(of or private("root 1"), phrase, salt=SALT, nonce=NONCE, work=QUICK)


@pytest.mark.parametrize("kind", [ED25519, X25519])
def test_it_comes_back_as_it_went(kind):
    kept = private("root 1", kind)
    assert unlock(locked(kept), PHRASE, work=QUICK) == kept


def test_its_seed_stands_nowhere():
    kept = private("root 1")
    assert kept.seed not in locked()
    assert kept.seed.hex() not in repr(kept)
    assert kept.public.hex()[:16] in repr(kept)


def test_another_passphrase_does_not_open_it():
    with pytest.raises(PassphraseWrong):
        unlock(locked(), PHRASE + " ", work=QUICK)
    with pytest.raises(PassphraseWrong):
        unlock(locked(), PHRASE, work=QUICK * 2)


def test_it_opens_however_a_keyboard_composes_accents():
    assert unlock(locked(phrase="cafe\u0301 noir et sucre"), "caf\u00e9 noir et sucre", work=QUICK) == private("root 1")


def test_a_short_passphrase_is_refused():
    with pytest.raises(PassphraseShort):
        locked(phrase="elevenchars")


@pytest.mark.parametrize("name", ["public", "salt", "nonce", "sealed"])
def test_a_changed_file_does_not_open(name):
    raw = json.loads(locked())
    raw[name] = ("B" if raw[name][0] == "A" else "A") + raw[name][1:]
    with pytest.raises(PassphraseWrong):
        unlock(json.dumps(raw, separators=(",", ":")).encode(), PHRASE, work=QUICK)


@pytest.mark.parametrize(
    "change",
    [{"v": 2}, {"kind": "rsa"}, {"salt": "AAAA"}, {"public": "*"}, {"more": 1}, {"sealed": ""}],
)
def test_what_is_no_such_file_is_refused(change):
    data = json.dumps(json.loads(locked()) | change, separators=(",", ":"), sort_keys=True).encode()
    with pytest.raises(LockedUnfit):
        unlock(data, PHRASE, work=QUICK)


@pytest.mark.parametrize("data", [b"", b"hello", b"-----BEGIN PRIVATE KEY-----\n", b"\xff" * 2000])
def test_another_file_is_refused(data):
    with pytest.raises(LockedUnfit):
        unlock(data, PHRASE, work=QUICK)


def test_a_public_key_of_somebody_else_in_it_is_found():
    """Whoever knows the passphrase cannot make a file that shows one key and signs with another."""
    one = private("root 1")

    class Posing(Private):
        @property
        def public(self):
            return private("root 2").public

    with pytest.raises(LockedUnfit):
        unlock(lock(Posing(one.kind, one.seed), PHRASE, salt=SALT, nonce=NONCE, work=QUICK), PHRASE, work=QUICK)


def test_a_key_that_others_encrypt_to_signs_nothing():
    with pytest.raises(ValueError, match="signs nothing"):
        private("root 1", X25519).sign(b"")
