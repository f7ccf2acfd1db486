"""Invented papers for tests, and keys of a root that only tests trust."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image

from trustlane.pages.pseudo import accented
from trustlane.parties.identifiers import Identifier
from trustlane.programme.papers import keys, letters, words
from trustlane.programme.papers.certificate import Certificate, Holder
from trustlane.programme.papers.letters import Letter, Value
from trustlane.programme.papers.report import CorrectiveAction, Finding, Photo, Report

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
ADMINISTRATION = "Customs Administration of Exampleland"
NAME = "Harbour & Hill Trading Company Limited"

HOLDER = Holder(
    NAME,
    ("14 Quay Street", "Port Example 10400"),
    (Identifier("TIN", "XA0012345678"), Identifier("EORI", "XA998877665544")),
)
CERTIFICATE = Certificate(
    number="XA-AEO-2026-00417",
    administration=ADMINISTRATION,
    holder=HOLDER,
    roles=("importer", "broker"),
    scope=frozenset({"security"}),
    tier="Gold",
    programme="National Programme of Authorised Economic Operators",
    catalogue="SAFE 2025, edition 1",
    effective_on=date(2026, 3, 8),
    expires_on=date(2031, 3, 7),
    decided_on=date(2026, 3, 3),
    mode="hybrid",
    verify_at="https://register.customs.example/c/XA-AEO-2026-00417?k=7Q4M",
)

_GIVEN: dict[str, Value] = {
    "text": "Plain words",
    "day": date(2026, 4, 2),
    "count": 30,
    "list": ("A first point.", "A second point."),
}


def letter(kind: str, /, **changed: Value) -> Letter:
    """A letter of a kind with every field filled in, some of them as given."""
    filled = {name: _GIVEN[asked] for name, asked in letters.fields(kind).items()}
    to = (NAME, "14 Quay Street")
    return Letter(
        kind, ADMINISTRATION, "Office 7", "A. Example", to, "XA-7/12", date(2026, 3, 3), {**filled, **changed}
    )


def pseudo(folder: Path, *languages: str) -> Path:
    """A folder of words in English and in these languages, made of the English by accents on its letters."""
    english = Path(str(words.FOLDER)).joinpath("en.yaml").read_text("utf-8")
    (folder / "en.yaml").write_text(english, "utf-8")
    for language in languages:
        (folder / f"{language}.yaml").write_text(
            yaml.safe_dump(_accented(yaml.safe_load(english)), sort_keys=False), "utf-8"
        )
    return folder


def _accented(said: object) -> object:
    if isinstance(said, dict):
        return {name: one if name in ("fields", "optional") else _accented(one) for name, one in said.items()}
    if isinstance(said, list):
        return [_accented(one) for one in said]
    # A paragraph that is one list stays that.
    return said if words.PLACE.fullmatch(str(said)) else accented(str(said)).strip("⟦⟧")


def picture(width: int = 80, height: int = 60, kind: str = "JPEG", mode: str = "RGB", **saved: object) -> bytes:
    """A picture of one colour."""
    kept = io.BytesIO()
    Image.new(mode, (width, height), 120 if mode == "L" else (120, 150, 170)[: len(mode)]).save(kept, kind, **saved)
    return kept.getvalue()


REPORT = Report(
    case="XA-2026-00417",
    administration=ADMINISTRATION,
    operator=NAME,
    catalogue="SAFE 2025, edition 1",
    mode="on_site",
    first_day=date(2026, 2, 2),
    last_day=date(2026, 2, 4),
    sites=("Warehouse 1", "Yard 2"),
    team=("A. Example (lead)", "B. Sample"),
    findings=(
        Finding("G.O1", "Units are inspected before loading.", "met", "The record shows it."),
        Finding(
            "I.O3",
            "The fence has no gaps.",
            "major",
            "A gap beside gate C.\nIt was measured.",
            "Yard 2",
            (Photo(picture(), "The gap"),),
        ),
    ),
    actions=(CorrectiveAction("I.O3", "Close the gap.", "Site manager", date(2026, 4, 1)),),
    comments="We have ordered the fence.",
    conclusion="Grant the status once the gap is closed.",
)


class Root:
    """A root of trust and the signers below it."""

    def __init__(self, name: str = "Root of the tests") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        self._own = self._begun(self._name, self._key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        self.certificate = self._own.sign(self._key, hashes.SHA256())
        self.pem = self.certificate.public_bytes(Encoding.PEM)

    def signer(self, key: keys.PrivateKey | None = None, *, stamps: bool = False) -> keys.FileSigner:
        """A signer that the root vouches for."""
        own = key or ec.generate_private_key(ec.SECP256R1())
        builder = self._begun(_named("Seal of the tests"), own.public_key())
        builder = builder.add_extension(keys._usage(seals=True), critical=True)
        if stamps:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return keys.FileSigner(builder.sign(self._key, hashes.SHA256()), (self.certificate,), own)

    def _begun(self, subject: x509.Name, key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(key)
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(AT - timedelta(days=10)).not_valid_after(AT + timedelta(days=700))
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return builder.add_extension(above, critical=False)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
