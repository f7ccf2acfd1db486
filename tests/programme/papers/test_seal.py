"""A seal holds until a byte is changed; every way to change a paper is found, and said in a sentence."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from asn1crypto import x509 as asn1
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.programme.papers import looked
from tests.programme.papers.made import AT, CERTIFICATE, REPORT, Root, letter
from trustlane.programme.papers import certificate as papers
from trustlane.programme.papers import keys
from trustlane.programme.papers import seal as sealing
from trustlane.programme.papers.certificate import certificate_pdf
from trustlane.programme.papers.letters import letter_pdf
from trustlane.programme.papers.refusals import SealRefused
from trustlane.programme.papers.report import report_pdf
from trustlane.programme.papers.seal import ON_CERTIFICATE, check_seal, seal

ROOT = Root()
SIGNER = ROOT.signer()
PLAIN = certificate_pdf(CERTIFICATE, at=AT)
SEALED = seal(PLAIN, SIGNER, at=AT)


def signed(signer: signers.PdfSigner, paper: io.BytesIO) -> io.BytesIO:
    """A paper signed in a thread of its own: a browser's journey before may have left a loop of events in this one."""
    return sealing._apart(lambda: signer.sign_pdf(IncrementalPdfFileWriter(paper)))


def worth(paper: bytes) -> sealing.Sealed:
    return check_seal(paper, ROOT.pem, at=AT)


@pytest.mark.parametrize("paper", [PLAIN, letter_pdf(letter("granted"), at=AT), report_pdf(REPORT, at=AT)])
@pytest.mark.parametrize("shown", [None, sealing.Box(0, 20, 20, 180, 90)])
def test_a_sealed_paper_is_intact_and_says_by_whom_and_when(paper: bytes, shown: sealing.Box | None) -> None:
    sealed = seal(paper, SIGNER, at=AT, shown=shown)
    found = worth(sealed)
    assert found == sealing.Sealed(True, True, "Seal of the tests", AT, False, ())
    assert found.holds
    assert looked.faults_against_pdfa(sealed) == []
    assert sealed.startswith(paper)


def test_what_is_attached_stays_attached() -> None:
    assert looked.attached(SEALED, papers.FACTS) == papers.facts(CERTIFICATE)


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP521R1()),
    ],
)
def test_keys_of_every_kind_seal(key: keys.PrivateKey) -> None:
    assert worth(seal(PLAIN, ROOT.signer(key), at=AT)).holds


def test_the_invented_key_seals_and_its_root_vouches() -> None:
    made = keys.make_seal_key("Exampleland", at=AT, passphrase=b"s")
    sealed = seal(PLAIN, keys.signer_from_pkcs12(made.pkcs12, b"s"), at=AT)
    found = check_seal(sealed, made.root, at=AT)
    assert found.holds
    assert found.by == "Invented seal: Exampleland"


def test_a_root_in_der_is_read_as_well() -> None:
    assert check_seal(SEALED, ROOT.certificate.public_bytes(Encoding.DER), at=AT).holds


def test_a_seal_certifies_and_forbids_every_change() -> None:
    (found,) = PdfFileReader(io.BytesIO(SEALED)).embedded_signatures
    assert found.docmdp_level is fields.MDPPerm.NO_CHANGES
    assert str(found.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"


def test_a_seal_is_seen_only_where_it_is_asked_for() -> None:
    before = looked.drawn(PLAIN)
    assert looked.drawn(SEALED) == before
    seen = looked.drawn(seal(PLAIN, SIGNER, at=AT, shown=ON_CERTIFICATE))
    box = (
        2 * ON_CERTIFICATE.left,
        2 * (842 - ON_CERTIFICATE.top),
        2 * ON_CERTIFICATE.right,
        2 * (842 - ON_CERTIFICATE.bottom),
    )
    assert seen.crop(box) != before.crop(box)
    assert seen.crop((0, 0, seen.width, box[1] - 4)) == before.crop((0, 0, seen.width, box[1] - 4))


def test_the_dates_of_the_paper_stay_those_of_its_making() -> None:
    with pikepdf.open(io.BytesIO(seal(PLAIN, SIGNER, at=AT + timedelta(days=9)))) as document:
        assert str(document.docinfo.CreationDate).startswith("D:20260303")
        assert "2026-03-12" not in document.Root.Metadata.read_bytes().decode()


def changes() -> st.SearchStrategy[tuple[int, int]]:
    place = SEALED.rindex(b"/Contents <")
    everywhere = st.integers(0, len(SEALED) - 1)
    near_the_seal = st.integers(place - 600, len(SEALED) - 1)
    return st.tuples(everywhere | near_the_seal, st.integers(1, 255))


@settings(max_examples=200)
@given(changes())
def test_any_changed_byte_is_found(change: tuple[int, int]) -> None:
    place, turned = change
    changed = bytearray(SEALED)
    changed[place] ^= turned
    found = worth(bytes(changed))
    assert not found.holds
    assert found.reasons


@settings(max_examples=100)
@given(st.integers(0, len(SEALED) - 1), st.integers(1, 50))
def test_any_cut_is_found(place: int, length: int) -> None:
    assert not worth(SEALED[:place] + SEALED[place + length :]).holds


@pytest.mark.parametrize("added", [b"\n", b"%x", b"\x00" * 9, SEALED])
def test_anything_added_is_found(added: bytes) -> None:
    found = worth(SEALED + added)
    assert not found.intact


def test_an_update_that_readers_would_show_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(SEALED))
    writer.root["/PageMode"] = NameObject("/UseOutlines")
    writer.update_root()
    changed = io.BytesIO()
    writer.write(changed)
    assert worth(changed.getvalue()).reasons == ("Something was added after the seal.",)
    # The second look, at the PDF itself, finds it as well.
    monkeypatch.setattr(sealing, "_changed", lambda paper: "")
    assert worth(changed.getvalue()).reasons == ("Something was added after the seal.",)


def test_small_letters_for_large_ones_in_the_place_of_the_seal_are_found() -> None:
    begin = SEALED.rindex(b"/Contents <") + 11
    end = SEALED.index(b">", begin)
    half = SEALED[begin : begin + 200].lower()
    changed = SEALED[:begin] + half + SEALED[begin + 200 :]
    assert worth(changed).reasons == ("Something stands beside the seal in its place.",)
    assert worth(SEALED[:begin] + SEALED[begin:end].lower() + SEALED[end:]).holds


def test_what_fills_up_the_place_of_the_seal_is_nothing() -> None:
    end = SEALED.index(b">", SEALED.rindex(b"/Contents <") + 11)
    changed = SEALED[: end - 4] + b"BEEF" + SEALED[end:]
    assert worth(changed).reasons == ("Something stands beside the seal in its place.",)


def test_a_seal_under_another_root_is_not_trusted() -> None:
    found = check_seal(SEALED, Root("Somebody else").pem, at=AT)
    assert (found.intact, found.trusted, found.holds) == (True, False, False)
    assert found.reasons == ("The root given does not vouch for who sealed, at this instant.",)


def test_a_root_of_the_same_name_is_not_the_root() -> None:
    assert not check_seal(SEALED, Root().pem, at=AT).trusted


@pytest.mark.parametrize("at", [AT - timedelta(days=11), AT + timedelta(days=701)])
def test_a_certificate_out_of_its_time_is_not_trusted(at) -> None:  # type: ignore[no-untyped-def]
    assert not check_seal(SEALED, ROOT.pem, at=at).trusted


def test_a_seal_that_allows_changes_is_none() -> None:
    metadata = signers.PdfSignatureMetadata(
        field_name="Seal", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    sealer = signers.PdfSigner(metadata, signer=sealing._Bridge(SIGNER))
    weak = signed(sealer, io.BytesIO(PLAIN)).getvalue()
    found = worth(weak)
    assert found.reasons == ("The seal does not forbid changes to the paper.",)
    assert not found.holds


def test_a_paper_without_a_seal_has_none() -> None:
    assert worth(PLAIN).reasons == ("The paper has 0 seals; exactly one is believed.",)


def test_two_seals_are_one_too_many() -> None:
    metadata = signers.PdfSignatureMetadata(field_name="One", subfilter=fields.SigSeedSubFilter.PADES)
    bridge = sealing._Bridge(SIGNER)
    once = signed(signers.PdfSigner(metadata, signer=bridge), io.BytesIO(PLAIN))
    other = signers.PdfSignatureMetadata(field_name="Two", subfilter=fields.SigSeedSubFilter.PADES)
    twice = signed(signers.PdfSigner(other, signer=bridge), once).getvalue()
    assert worth(twice).reasons == ("The paper has 2 seals; exactly one is believed.",)


@settings(max_examples=200)
@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: PLAIN[:1_000] + tail))
def test_junk_is_no_sealed_paper(junk: bytes) -> None:
    found = worth(junk)
    assert not found.holds
    assert found.reasons


@pytest.mark.parametrize("root", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_root_that_is_none_is_refused(root: bytes) -> None:
    with pytest.raises(SealRefused, match="The root is no certificate"):
        check_seal(SEALED, root, at=AT)


def test_a_time_stamp_is_put_in_and_believed_where_its_authority_is() -> None:
    stamped = seal(PLAIN, SIGNER, at=AT, stamper=stamper(ROOT))
    found = worth(stamped)
    assert (found.holds, found.stamped, found.at) == (True, True, AT + timedelta(seconds=5))


def test_a_time_stamp_of_an_unknown_authority_is_not_believed() -> None:
    found = worth(seal(PLAIN, SIGNER, at=AT, stamper=stamper(Root("Somebody else"))))
    assert found.reasons == ("The time stamp does not hold.",)


def stamper(root: Root) -> DummyTimeStamper:
    authority = root.signer(rsa.generate_private_key(65537, 2048), stamps=True)
    der = authority._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    own, above = (
        asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in (authority.certificate, root.certificate)
    )
    known = SimpleCertificateStore()
    known.register(above)
    return DummyTimeStamper(own, PrivateKeyInfo.load(der), certs_to_embed=known, fixed_dt=AT + timedelta(seconds=5))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"at": AT.replace(tzinfo=None)}, "needs its zone"),
        ({"at": AT + timedelta(days=701)}, "holds from 2026-02-21 to 2028-02-01, not on 2028-02-02; renew it"),
        ({"paper": SEALED}, "The paper has a seal already"),
        ({"paper": b"nonsense"}, "The paper cannot be sealed"),
        ({"shown": sealing.Box(7, 0, 0, 100, 100)}, "The paper cannot be sealed"),
    ],
)
def test_what_cannot_be_sealed_is_refused(changed: dict[str, object], told: str) -> None:
    asked = {"paper": PLAIN, "at": AT, "shown": None, **changed}
    with pytest.raises(SealRefused, match=told):
        seal(asked.pop("paper"), SIGNER, **asked)  # type: ignore[arg-type]


def test_a_signer_may_be_anything_that_signs() -> None:
    class Device:
        certificate = SIGNER.certificate
        chain = SIGNER.chain

        def sign(self, message: bytes) -> bytes:
            return SIGNER.sign(message)

    assert worth(seal(PLAIN, Device(), at=AT)).holds


def test_a_signer_with_the_key_of_another_makes_a_seal_that_does_not_hold() -> None:
    other = replace(SIGNER, _key=ec.generate_private_key(ec.SECP256R1()))
    assert not worth(seal(PLAIN, other, at=AT)).intact


def test_a_paper_is_sealed_and_checked_where_an_event_loop_runs() -> None:
    import asyncio

    key = keys.make_seal_key("Exampleland", at=AT, passphrase=b"words")

    async def sealed() -> bool:
        paper = seal(certificate_pdf(CERTIFICATE, at=AT), keys.signer_from_pkcs12(key.pkcs12, b"words"), at=AT)
        return check_seal(paper, key.root, at=AT).holds

    assert sealing._apart(lambda: asyncio.run(sealed()))
