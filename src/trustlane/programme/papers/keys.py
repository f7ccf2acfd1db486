"""With what a seal is made: a key and its certificate, in a file today and in a device tomorrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from trustlane.programme.papers.refusals import SealRefused

_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_SHORTEST_RSA = 2048  # bits
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Signer(Protocol):
    """Whoever holds the key. A device behind PKCS#11 or a remote service fits as well as a file."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate of the key."""
        ...

    @property
    def chain(self) -> Sequence[x509.Certificate]:
        """The certificates between it and the root; the root may be among them."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature of a message with SHA-256: ECDSA in DER, or RSA PKCS#1 v1.5, as the key is."""
        ...


@dataclass(frozen=True, slots=True)
class FileSigner:
    """A key that was read from a file."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    _key: PrivateKey = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """The signature of a message with SHA-256."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))


def signer_from_pkcs12(content: bytes, passphrase: bytes) -> FileSigner:
    """A signer from a PKCS#12 file (.p12, .pfx)."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SealRefused("The key file is no PKCS#12 file, or the passphrase is another.") from error
    if key is None or certificate is None:
        raise SealRefused("The key file holds no key with its certificate; export both into it.")
    return _signer(key, certificate, tuple(others))


def _signer(key: object, certificate: x509.Certificate, chain: tuple[x509.Certificate, ...]) -> FileSigner:
    if isinstance(key, rsa.RSAPrivateKey):
        fits = key.key_size >= _SHORTEST_RSA
    else:
        fits = isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, _CURVES)
    if not fits or not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise SealRefused(f"A seal needs an RSA key of {_SHORTEST_RSA} bits or more, or one on P-256, P-384 or P-521.")
    if key.public_key() != certificate.public_key():
        raise SealRefused("The certificate is not that of the key; put the two that belong together into the file.")
    return FileSigner(certificate, chain, key)


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key for seals in a protected file (PKCS#12), and the root that vouches for it (PEM)."""

    pkcs12: bytes = field(repr=False)
    root: bytes


def make_seal_key(administration: str, *, at: datetime, passphrase: bytes, years: int = 2) -> SealKey:
    """An invented key for the demonstration, under a root of its own whose key is thrown away.

    No administration is behind it: both names say "invented". The randomness is the operating system's, because a key
    that could be made again would be none.
    """
    since, until = at.astimezone(UTC), at.astimezone(UTC) + timedelta(days=366 * years)
    root_key, own_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = _name("Invented root of the demonstration", administration)
    usage = _usage(seals=True)
    root = (
        _begun(root_name, root_name, root_key.public_key(), since, until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(seals=False), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    own = (
        _begun(_name("Invented seal", administration), root_name, own_key.public_key(), since, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    kept = pkcs12.serialize_key_and_certificates(b"seal", own_key, own, [root], BestAvailableEncryption(passphrase))
    return SealKey(kept, root.public_bytes(Encoding.PEM))


def _name(what: str, administration: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(f"Invented: {administration}")),
            x509.NameAttribute(NameOID.COMMON_NAME, _cut(f"{what}: {administration}")),
        ]
    )


def _cut(name: str) -> str:
    """As much of a name as X.520 has room for: 64 bytes, no half characters."""
    return name.encode()[:64].decode(errors="ignore")


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _usage(*, seals: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=seals,
        content_commitment=seals,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not seals,
        crl_sign=not seals,
        encipher_only=False,
        decipher_only=False,
    )
