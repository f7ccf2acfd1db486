"""A request is answered if a partner's key signed just this one, lately and once; every change is refused by name."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recognition.keys.holders import private
from trustlane.recognition.refusals import RecognitionRefused
from trustlane.recognition.requests.asked import Asked
from trustlane.recognition.requests.refusals import (
    ComponentsDiffer,
    CreatedAhead,
    DigestDiffers,
    DigestUnfit,
    FieldAbsent,
    FieldTwice,
    InputUnfit,
    KeyUnknown,
    LifeTooLong,
    MemoryFull,
    Replayed,
    RequestExpired,
    RequestRefused,
    RequestUnfit,
    SignatureDiffers,
    SignatureUnfit,
)
from trustlane.recognition.requests.replays import InProcess
from trustlane.recognition.requests.signing import Caller, believed, by_name, signed

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KEY = private("xb requests")
XB = Caller("mra.xb.example", KEY.public)
OTHER = private("xc requests")
CALLERS = by_name({"mra.xb.example": (KEY.public, private("xb next").public), "mra.xc.example": (OTHER.public,)})
POST = Asked("POST", "mra.xa.example", "/mra/v1/xb/receipt", None, (("Host", "mra.xa.example"),), b"a note\n")
GET = Asked("GET", "mra.xa.example:8443", "/mra/v1/xb/checkpoint", "a=1&b=%20")


def nonce(number=1):
    return base64.urlsafe_b64encode(number.to_bytes(16, "big")).decode().rstrip("=")


def sent(asked=POST, *, caller=XB, key=KEY, at=NOON, number=1, **change):
    return signed(asked, caller=caller, sign=key.sign, at=at, nonce=nonce(number), **change)


def answered(asked, *, at=NOON, nonces=None, callers=CALLERS):
    return believed(asked, callers=callers, nonces=nonces or InProcess(), at=at)


def with_field(asked, name, change):
    """The same with one header field changed, or taken away where the change is None."""
    fields = [(each, value) for each, value in asked.fields if each != name]
    value = asked.field(name)
    return replace(asked, fields=tuple(fields + ([(name, change(value))] if change else [])))


@pytest.mark.parametrize("asked", [GET, POST, replace(GET, query=None), replace(GET, query="")])
def test_a_signed_request_is_believed(asked):
    assert answered(sent(asked)) == XB


def test_the_fields_are_written_like_this():
    fields = dict(sent(GET).fields)
    assert fields["content-digest"] == "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
    assert fields["signature-input"] == (
        'mra=("@method" "@authority" "@path" "@query" "content-digest");created=1772366400;expires=1772366700;'
        f'nonce="AAAAAAAAAAAAAAAAAAAAAQ";keyid="{XB.keyid}";tag="mra-v1"'
    )
    assert fields["signature"].startswith("mra=:")


def said(change):
    """A change of the Signature-Input."""
    return lambda it: with_field(it, "signature-input", change)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda it: replace(it, method="GET"), SignatureDiffers),
        (lambda it: replace(it, authority="mra.xz.example"), SignatureDiffers),
        (lambda it: replace(it, authority="mra.xa.example:8443"), SignatureDiffers),
        (lambda it: replace(it, path="/mra/v1/xc/receipt"), SignatureDiffers),
        (lambda it: replace(it, query="all=1"), SignatureDiffers),
        (lambda it: replace(it, content=b"a Note\n"), DigestDiffers),
        (lambda it: replace(it, content=b""), DigestDiffers),
        (lambda it: with_field(it, "content-digest", None), FieldAbsent),
        (lambda it: with_field(it, "signature", None), FieldAbsent),
        (lambda it: with_field(it, "signature-input", None), FieldAbsent),
        (lambda it: it.also([("Content-Digest", it.field("content-digest"))]), FieldTwice),
        (lambda it: it.also([("SIGNATURE", it.field("signature"))]), FieldTwice),
        (lambda it: with_field(it, "content-digest", lambda v: v.replace("256", "512")), DigestUnfit),
        (lambda it: with_field(it, "content-digest", lambda v: f"{v}, {v}"), DigestUnfit),
        (lambda it: with_field(it, "content-digest", lambda v: v.replace("=:", "=:B", 1)), DigestUnfit),
        (lambda it: with_field(it, "signature", lambda v: v.replace("mra", "sig1")), SignatureUnfit),
        (lambda it: with_field(it, "signature", lambda v: f"{v}, other=:AAAA:"), SignatureUnfit),
        (lambda it: with_field(it, "signature", lambda _: "mra=:AAAA:"), SignatureUnfit),
        (lambda it: with_field(it, "signature", lambda _: f"mra=:{'A' * 86}==:"), SignatureDiffers),
        (said(lambda v: v.replace("1772366400", "1772366401")), SignatureDiffers),
        (said(lambda v: v.replace("1772366700", "1772366699")), SignatureDiffers),
        (said(lambda v: v.replace("AAQ", "AAg")), SignatureDiffers),
        (said(lambda v: v.replace("xb.example", "xd.example")), KeyUnknown),
        (
            lambda it: with_field(
                it, "signature-input", lambda v: v.replace(XB.keyid, Caller("mra.xc.example", OTHER.public).keyid)
            ),
            SignatureDiffers,
        ),
        (said(lambda v: v.replace("mra-v1", "mra-v2")), InputUnfit),
        (said(lambda v: v.replace(' "@query"', "")), ComponentsDiffer),
        (said(lambda v: v.replace('"@path" "@query"', '"@query" "@path"')),
         ComponentsDiffer),
        (said(lambda v: v.replace('"@path"', '"@path";req')), ComponentsDiffer),
        (said(lambda v: v + ';alg="ed25519"'), InputUnfit),
        (said(lambda v: v + f", {v}"), InputUnfit),
        (said(lambda v: v.replace(";nonce", "; nonce")), InputUnfit),
        (said(lambda v: v.replace("1772366400", "-1")), InputUnfit),
        (said(lambda v: v.replace("1772366400", "1772366400.0")), InputUnfit),
        (said(lambda v: v + " " * 5000 + "x"), RequestUnfit),
        (said(lambda v: v.replace("xb", "хb")), RequestUnfit),
    ],
)  # fmt: skip
def test_whatever_is_changed_is_refused_by_name(change, refusal):
    with pytest.raises(refusal) as refused:
        answered(change(sent()))
    assert type(refused.value) is refusal
    assert refused.value.mend


def test_every_component_is_bound():
    """A signature over a request with one component left out of the base is not one of this exchange."""
    for name in ("@method", "@authority", "@path", "@query", "content-digest"):
        left = with_field(sent(), "signature-input", lambda v, name=name: v.replace(f'"{name}"', "").replace("  ", " "))
        with pytest.raises(ComponentsDiffer):
            answered(left)


@pytest.mark.parametrize(
    ("later", "refusal"),
    [(-61, CreatedAhead), (-60, None), (0, None), (300, None), (301, RequestExpired), (10**7, RequestExpired)],
)
def test_a_request_counts_for_five_minutes(later, refusal):
    at = NOON + later * SECOND
    if refusal is None:
        assert answered(sent(), at=at) == XB
        return
    with pytest.raises(refusal):
        answered(sent(), at=at)


@pytest.mark.parametrize("life", [timedelta(0), -SECOND, timedelta(minutes=5, seconds=1), timedelta(days=999)])
def test_nobody_signs_for_longer(life):
    with pytest.raises(LifeTooLong):
        answered(sent(life=life))


def test_a_request_counts_once_and_a_fresh_nonce_makes_another_one():
    nonces = InProcess()
    answered(sent(), nonces=nonces)
    with pytest.raises(Replayed):
        answered(sent(), nonces=nonces, at=NOON + 299 * SECOND)
    assert answered(sent(number=2), nonces=nonces)


def test_one_partners_nonce_is_not_anothers():
    nonces = InProcess()
    answered(sent(), nonces=nonces)
    assert answered(sent(caller=Caller("mra.xc.example", OTHER.public), key=OTHER), nonces=nonces)


def test_what_is_not_believed_is_not_remembered():
    nonces = InProcess()
    with pytest.raises(DigestDiffers):
        answered(replace(sent(), content=b"other"), nonces=nonces)
    assert answered(sent(), nonces=nonces)


def test_the_memory_is_bounded_and_forgets_what_has_expired():
    nonces = InProcess(most=3)
    for number in range(3):
        answered(sent(number=number), nonces=nonces)
    with pytest.raises(MemoryFull):
        answered(sent(number=3), nonces=nonces)
    later = NOON + 301 * SECOND
    assert answered(sent(number=3, at=later), nonces=nonces, at=later)
    with pytest.raises(Replayed):
        answered(sent(number=3, at=later), nonces=nonces, at=later)


def test_both_keys_of_a_partner_count_while_one_is_exchanged():
    new = private("xb next")
    assert answered(sent(caller=Caller("mra.xb.example", new.public), key=new)).public == new.public
    with pytest.raises(KeyUnknown):
        answered(sent(), callers=by_name({"mra.xb.example": (new.public,)}))


@pytest.mark.parametrize(
    "change",
    [
        {"method": "get"},
        {"method": "GET "},
        {"authority": "MRA.xa.example"},
        {"authority": "mra.xa.example:443"},
        {"authority": "mra.xa.example:08443"},
        {"authority": "user@mra.xa.example"},
        {"authority": ""},
        {"path": ""},
        {"path": "mra"},
        {"path": "/a b"},
        {"path": "/a%2g"},
        {"path": "/a%2f"},
        {"path": "/a/../b"},
        {"path": "/a/%2E%2E/b"},
        {"path": "/./b"},
        {"path": "/a?b"},
        {"path": "/" + "a" * 512},
        {"query": "a#b"},
        {"query": "a\n"},
        {"query": "a" * 513},
        {"fields": (("a", "b"),) * 101},
    ],
)
def test_what_two_servers_may_read_differently_is_no_request(change):
    with pytest.raises(RequestUnfit):
        replace(GET, **change)


PARTS = st.from_regex(r"(/[a-z0-9%A-F.~-]{0,6}){1,3}", fullmatch=True)


@settings(max_examples=150)
@given(
    st.sampled_from(["GET", "POST"]),
    PARTS,
    st.none() | st.from_regex(r"[a-z0-9=&%A-F]{0,8}", fullmatch=True),
    st.binary(max_size=40),
    st.data(),
)
def test_any_request_that_can_be_written_is_believed_as_it_was_signed_and_no_other(method, path, query, content, data):
    try:
        asked = Asked(method, "mra.xa.example", path, query, (), content)
    except RequestUnfit:
        return
    whole = sent(asked)
    assert answered(whole) == XB
    name = data.draw(st.sampled_from(["content-digest", "signature-input", "signature"]))
    value = bytearray(whole.field(name).encode())
    place = data.draw(st.integers(0, len(value) - 1))
    value[place] ^= data.draw(st.integers(1, 127))
    with pytest.raises(RecognitionRefused) as refused:
        answered(with_field(whole, name, lambda _: value.decode("latin-1")))
    assert isinstance(refused.value, RequestRefused)
