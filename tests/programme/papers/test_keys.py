"""Keys of seals are read from files, refused by name when they do not fit, and made only for the demonstration."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    pkcs12,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programme.papers.made import ADMINISTRATION, AT, Root
from trustlane.programme.papers import keys
from trustlane.programme.papers.refusals import SealRefused

ROOT = Root()
SIGNER = ROOT.signer()


def kept_in_a_file(key: keys.PrivateKey | None, certificate: x509.Certificate, *others: x509.Certificate) -> bytes:
    """A PKCS#12 file under the passphrase "secret"."""
    return pkcs12.serialize_key_and_certificates(b"x", key, certificate, others, BestAvailableEncryption(b"secret"))


def test_a_key_is_read_with_its_chain() -> None:
    kept = kept_in_a_file(SIGNER._key, SIGNER.certificate, ROOT.certificate)
    read = keys.signer_from_pkcs12(kept, b"secret")
    assert (read.certificate, read.chain) == (SIGNER.certificate, (ROOT.certificate,))
    with pytest.raises(SealRefused, match="or the passphrase is another"):
        keys.signer_from_pkcs12(kept, b"guess")


def test_a_key_file_without_a_key_is_refused() -> None:
    kept = kept_in_a_file(None, SIGNER.certificate)
    with pytest.raises(SealRefused, match="holds no key with its certificate"):
        keys.signer_from_pkcs12(kept, b"secret")


def test_a_certificate_of_another_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of our making pairs them so; what another program wrote is held to it all the same."""
    monkeypatch.setattr(keys.pkcs12, "load_key_and_certificates", lambda *_: (SIGNER._key, ROOT.certificate, []))
    with pytest.raises(SealRefused, match="is not that of the key"):
        keys.signer_from_pkcs12(b"paired by another program", b"secret")


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 1024),
        ec.generate_private_key(ec.SECP256K1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
)
def test_keys_that_are_weak_or_that_readers_do_not_know_are_refused(key: keys.PrivateKey) -> None:
    kept = kept_in_a_file(key, ROOT.signer(key).certificate)
    with pytest.raises(SealRefused, match="A seal needs an RSA key of 2048 bits"):
        keys.signer_from_pkcs12(kept, b"secret")


def test_a_key_is_not_shown_when_its_holder_is_printed() -> None:
    made = keys.make_seal_key(ADMINISTRATION, at=AT, passphrase=b"secret")
    assert "PrivateKey" not in repr(SIGNER)
    assert "pkcs12" not in repr(made)


def test_an_invented_key_says_so_and_is_for_seals_only() -> None:
    made = keys.make_seal_key(ADMINISTRATION, at=AT, passphrase=b"secret", years=1)
    signer, root = keys.signer_from_pkcs12(made.pkcs12, b"secret"), x509.load_pem_x509_certificate(made.root)
    for certificate in (signer.certificate, root):
        assert "invented" in certificate.subject.rfc4514_string().lower()
    assert signer.certificate.not_valid_before_utc == AT
    assert signer.certificate.not_valid_after_utc == AT + timedelta(days=366)
    usage = signer.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.content_commitment, usage.key_cert_sign) == (True, False)
    signer.certificate.verify_directly_issued_by(root)


@pytest.mark.parametrize("administration", ["Ш" * 300, "港", "a, CN=Somebody else"])
def test_any_name_of_an_administration_fits_into_a_certificate(administration: str) -> None:
    made = keys.make_seal_key(administration, at=AT, passphrase=b"s")
    subject = keys.signer_from_pkcs12(made.pkcs12, b"s").certificate.subject
    assert len(list(subject)) == 2


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(SealRefused):
        keys.signer_from_pkcs12(junk, b"x")
