"""The seal under a paper (PAdES): nothing can be changed without its showing, and it says who sealed, and when.

A seal is believed in numbered steps, each with its own sentence:

1. there is exactly one;
2. it certifies the paper and forbids changes;
3. it covers the whole file;
4. nothing stands beside it in its own place, the one part it cannot cover;
5. the bytes are those that were sealed;
6. the root that was given vouches for its key;
7. a time stamp, where there is one, holds as well.

Steps 3 and 5 are looked at first on the bare bytes: what is not what somebody sealed is not even read as a PDF.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from asn1crypto import cms, pem, x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel, TimestampSignatureStatus
from pyhanko.stamp.static import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from trustlane.programme.papers import fonts, legible
from trustlane.programme.papers.keys import Signer
from trustlane.programme.papers.press import press
from trustlane.programme.papers.refusals import SealRefused

FIELD = "Seal"
T = TypeVar("T")
_DIGEST = "sha256"
_LONGEST_ECDSA = 160  # bytes of a signature on P-521, in DER, and some
_MARK = "Electronic seal"
_RANGES = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_ADDED = "Something was added after the seal."
_CHANGED = "The paper is not what was sealed: its bytes were changed."


@dataclass(frozen=True, slots=True)
class Box:
    """Where on a page a visible seal stands, in points from its lower left corner; page 0 is the first."""

    page: int
    left: int
    bottom: int
    right: int
    top: int


ON_CERTIFICATE = Box(0, 368, 59, 528, 137)  # the field that a certificate keeps for it


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a seal is worth. `intact`: not a byte was changed since; `trusted`: the root vouches for who sealed.

    `at` is what the sealer's clock said, or the time stamp where `stamped`. `reasons` says what is wrong.
    """

    intact: bool
    trusted: bool
    by: str
    at: datetime | None
    stamped: bool
    reasons: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the paper may be believed."""
        return self.intact and self.trusted and not self.reasons


def seal(
    paper: bytes, signer: Signer, *, at: datetime, stamper: TimeStamper | None = None, shown: Box | None = None
) -> bytes:
    """The paper with a certifying seal, PAdES B-B; B-T with a `stamper`, which asks a time-stamping authority.

    Without `shown` the seal is not seen on the page. A paper is sealed once: after that nothing may change.
    """
    if at.tzinfo is None:
        raise SealRefused(f"The instant of sealing needs its zone; {at.isoformat()} has none.")
    own = signer.certificate
    if not own.not_valid_before_utc <= at <= own.not_valid_after_utc:
        first, last = own.not_valid_before_utc.date(), own.not_valid_after_utc.date()
        raise SealRefused(f"The certificate of the seal holds from {first} to {last}, not on {at.date()}; renew it.")
    try:
        written = _Unchanged(io.BytesIO(paper))
        if any(fields.enumerate_sig_fields(written.prev)):
            raise SealRefused("The paper has a seal already; seal the one that was made anew.")
        sealer = _sealer(signer, at.astimezone(UTC).replace(microsecond=0), stamper, shown)
        return cast(io.BytesIO, _apart(lambda: sealer.sign_pdf(written))).getvalue()
    except (PdfError, SigningError, TimestampRequestError) as error:
        raise SealRefused(f"The paper cannot be sealed: {error}") from error


def _apart(deed: Callable[[], T]) -> T:
    """The outcome of a deed in a thread of its own: pyHanko begins an event loop, which none may run around it."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(deed).result()


def check_seal(paper: bytes, root: bytes, *, at: datetime) -> Sealed:
    """What the seal of a paper is worth, trusting only the root given (PEM or DER); no network is asked.

    `at` is the instant at which keys and certificates are judged: now, or for an old paper the day the record of deeds
    says it was sealed on. Any bytes may be given; what cannot be read is said in the reasons.
    """
    try:
        trusted = _root(root)
    except ValueError as error:
        raise SealRefused("The root is no certificate in PEM or DER.") from error
    try:
        if changed := _changed(paper):
            return _unsealed(changed)
        found = PdfFileReader(io.BytesIO(paper)).embedded_signatures
        if len(found) != 1:
            return _unsealed(f"The paper has {len(found)} seals; exactly one is believed.")  # step 1
        return _worth(found[0], paper, trusted, at)
    except Exception as error:  # a hostile file may break the reader in any way; none of them makes it believed
        return _unsealed(f"The file cannot be read as a sealed PDF ({type(error).__name__}).")


def _changed(paper: bytes) -> str:
    """What the bare bytes tell against the last seal in them; empty where they fit, or where there is none to fit."""
    *_, last = (None, *_RANGES.finditer(paper))
    if last is None:
        return ""
    begin, first, second, rest = (int(number) for number in last.groups())
    if begin != 0 or second + rest != len(paper):
        return _ADDED
    sealed = bytes.fromhex(paper[first + 1 : second - 1].decode("ascii"))
    info = cms.ContentInfo.load(sealed)["content"]["signer_infos"][0]
    (told,) = [each["values"][0].native for each in info["signed_attrs"] if each["type"].native == "message_digest"]
    found = hashlib.new(_DIGEST, paper[:first] + paper[second:]).digest()
    return "" if told == found else _CHANGED


def _unsealed(reason: str) -> Sealed:
    return Sealed(intact=False, trusted=False, by="", at=None, stamped=False, reasons=(reason,))


def _worth(found: EmbeddedPdfSignature, paper: bytes, root: x509.Certificate, at: datetime) -> Sealed:
    context = ValidationContext(trust_roots=[root], allow_fetching=False, moment=at)
    told = _apart(lambda: validate_pdf_signature(found, context, skip_diff=True))
    stamp, plain = told.timestamp_validity, _fills_its_gap(found, paper)
    return Sealed(
        intact=bool(told.intact and told.valid) and plain and told.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        trusted=bool(told.trusted),
        by=str(told.signing_cert.subject.native.get("common_name", told.signing_cert.subject.human_friendly)),
        at=stamp.timestamp if stamp else told.signer_reported_dt,
        stamped=stamp is not None,
        reasons=tuple(_reasons(found, told, plain)),
    )


def _fills_its_gap(found: EmbeddedPdfSignature, paper: bytes) -> bool:
    """Whether the one part of the file that a seal cannot cover, its own place, holds it and nothing else."""
    _, first, second, _ = (int(number) for number in found.byte_range)
    gap = paper[first:second]
    written = _as_written(found).hex().ljust(len(gap) - 2, "0")
    return gap.decode("latin-1") in {f"<{written}>", f"<{written.upper()}>"}


def _as_written(found: EmbeddedPdfSignature) -> bytes:
    """The seal with everything around the signature as we write it: readers overlook what is changed there."""
    whole = cms.ContentInfo.load(found.pkcs7_content)
    signed, own = whole["content"], found.signer_cert
    signed["version"] = signed["signer_infos"][0]["version"] = "v1"
    signed["digest_algorithms"] = [{"algorithm": _DIGEST}]
    signed["encap_content_info"] = {"content_type": "data"}
    info = signed["signer_infos"][0]
    info["sid"] = {"issuer_and_serial_number": {"issuer": own.issuer, "serial_number": own.serial_number}}
    info["digest_algorithm"] = {"algorithm": _DIGEST}
    return bytes(whole.dump())


def _reasons(found: EmbeddedPdfSignature, told: PdfSignatureStatus, plain: bool) -> Iterator[str]:
    if found.docmdp_level is not fields.MDPPerm.NO_CHANGES:  # step 2
        yield "The seal does not forbid changes to the paper."
    if told.coverage is not SignatureCoverageLevel.ENTIRE_FILE:  # step 3
        yield _ADDED
    if not plain:  # step 4
        yield "Something stands beside the seal in its place."
    if not (told.intact and told.valid):  # step 5
        yield _CHANGED
    elif not told.trusted:  # step 6
        yield "The root given does not vouch for who sealed, at this instant."
    if told.timestamp_validity is not None and not _holds(told.timestamp_validity):  # step 7
        yield "The time stamp does not hold."


def _holds(stamp: TimestampSignatureStatus) -> bool:
    return bool(stamp.intact and stamp.valid and stamp.trusted)


def _root(root: bytes) -> x509.Certificate:
    content = pem.unarmor(root)[2] if pem.detect(root) else root
    certificate = x509.Certificate.load(content, strict=True)
    certificate.subject.native  # noqa: B018 -- reading is lazy; this reads it
    return certificate


def _sealer(signer: Signer, at: datetime, stamper: TimeStamper | None, shown: Box | None) -> _AsOf:
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=_DIGEST,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    bridge = _Bridge(signer)
    if shown is None:
        return _AsOf(at, metadata, signer=bridge, timestamper=stamper, new_field_spec=fields.SigFieldSpec(FIELD))
    corners = (shown.left, shown.bottom, shown.right, shown.top)
    spec = fields.SigFieldSpec(FIELD, on_page=shown.page, box=corners)
    style = StaticStampStyle(
        background=_Mark(_mark(shown, str(bridge.subject_name), at)),
        background_layout=SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MIN, y_align=AxisAlignment.ALIGN_MIN),
        background_opacity=1,
        border_width=0,
    )
    return _AsOf(at, metadata, signer=bridge, timestamper=stamper, new_field_spec=spec, stamp_style=style)


def _mark(shown: Box, by: str, at: datetime) -> bytes:
    """What is seen of a seal: who sealed and when, set as a small page of its own."""
    data = {
        "language": "en",
        "families": fonts.families("en"),
        "width": shown.right - shown.left,
        "height": shown.top - shown.bottom,
        "title": _MARK,
        "by": legible.written(legible.breakable(legible.line(by, "name of the seal"))),
        "at": f"{at:%Y-%m-%d %H:%M} UTC",
    }
    return press("mark", data, at=at)


class _Unchanged(IncrementalPdfFileWriter):
    """Adds the seal and touches nothing else: the dates of the paper stay those of its making."""

    def _update_meta(self) -> None:
        pass


class _AsOf(signers.PdfSigner):
    """Seals at the instant it is given; the library would ask the machine for the time."""

    def __init__(self, at: datetime, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._at = at

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


class _Bridge(signers.Signer):
    """Our signer as the library wants one."""

    def __init__(self, signer: Signer) -> None:
        own, *others = (
            x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in (signer.certificate, *signer.chain)
        )
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        known.register_multiple(others)
        key = signer.certificate.public_key()
        is_rsa = isinstance(key, rsa.RSAPublicKey)
        mechanism = SignedDigestAlgorithm({"algorithm": f"{_DIGEST}_{'rsa' if is_rsa else 'ecdsa'}"})
        super().__init__(signing_cert=own, cert_registry=known, signature_mechanism=mechanism, embed_roots=False)
        self._signs = signer
        self._longest = key.key_size // 8 if isinstance(key, rsa.RSAPublicKey) else _LONGEST_ECDSA

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature, or as many bytes as it can have at most."""
        return bytes(self._longest) if dry_run else self._signs.sign(data)


class _Mark(PdfContent):
    """A page that is already in memory, drawn as it is."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        drawn = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._page)))
        self.resources.xobject["/Mark"] = drawn
        left, bottom, right, top = drawn.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Mark Do"
