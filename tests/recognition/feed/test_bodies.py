"""A body is the one its entry committed to, tells no more than the agreement lets out, and can be erased."""

import hashlib
from datetime import date

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition.feed.says import body
from trustlane.parties.identifiers import Identifier
from trustlane.recognition.feed import bodies
from trustlane.recognition.feed.bodies import Address, Body, Sealed, opened, seal
from trustlane.recognition.feed.refusals import (
    BodyDiffers,
    EntryRefused,
    FieldMissing,
    FieldUnfit,
    FieldUnknown,
    NotCanonical,
    TooLong,
)

SALT = b"s" * 32
WHOLE = Body(
    tin="XA1234567890",
    scope=("security", "compliance"),
    valid_from=date(2026, 1, 1),
    valid_to=date(2028, 12, 31),
    identifiers=(Identifier("EORI", "XA1234567890"), Identifier("AEO", "AEOXA 0001")),
    legal_name="Thé & Épices SARL",
    trade_name="香料",
    addresses=(Address("XA", "Port Ouest", "1000", "1, quai Nord"), Address("XA")),
    roles=("exporter", "manufacturer"),
    programme="AEO",
    tier="gold",
    contact="aeo@epices.example",
)
LEAST = body()


def of(raw, salt=SALT):
    """Bytes as somebody else would send them, and the digest that belongs to them."""
    sent = Sealed(salt, rfc8785.dumps(raw))
    return sent.commitment, sent


def told(**change):
    raw = {"tin": "XA1", "scope": ["security"], "valid_from": "2026-01-01"} | change
    return {name: value for name, value in raw.items() if value is not None}


@pytest.mark.parametrize("kept", [WHOLE, LEAST])
def test_a_body_comes_back_as_it_went(kept):
    sent = seal(kept, salt=SALT)
    assert opened(sent.commitment, sent) == kept


def test_the_entry_commits_to_salt_and_canonical_body():
    sent = seal(LEAST, salt=SALT)
    assert sent.content == b'{"scope":["security"],"tin":"XA000001","valid_from":"2026-01-01"}'
    assert sent.commitment == hashlib.sha256(SALT + sent.content).digest()


def test_the_same_body_under_another_salt_commits_to_something_else():
    assert seal(LEAST, salt=SALT).commitment != seal(LEAST, salt=b"t" * 32).commitment


@given(st.integers(0, 32 * 8 - 1), st.booleans())
def test_one_bit_turned_in_salt_or_body_makes_it_another(bit, in_salt):
    sent = seal(LEAST, salt=SALT)
    whole = bytearray(sent.salt if in_salt else sent.content)
    whole[bit // 8] ^= 1 << bit % 8
    other = Sealed(bytes(whole), sent.content) if in_salt else Sealed(sent.salt, bytes(whole))
    with pytest.raises(BodyDiffers):
        opened(sent.commitment, other)


def test_what_the_agreement_does_not_name_goes_neither_out_nor_in():
    with pytest.raises(FieldUnknown):
        seal(WHOLE, salt=SALT, profile={"legal_name"})
    sent = seal(WHOLE, salt=SALT)
    with pytest.raises(FieldUnknown):
        opened(sent.commitment, sent, profile=bodies.ALL - {"contact"})
    assert seal(LEAST, salt=SALT, profile=())


@pytest.mark.parametrize(
    ("change", "refusal", "place"),
    [
        ({"tin": None}, FieldMissing, "body"),
        ({"scope": None}, FieldMissing, "body"),
        ({"valid_from": None}, FieldMissing, "body"),
        ({"secret": "x"}, FieldUnknown, "body"),
        ({"tin": "XA"}, FieldUnfit, "body, tin"),
        ({"tin": "XA-1"}, FieldUnfit, "body, tin"),
        ({"tin": "XA" + "1" * 16}, FieldUnfit, "body, tin"),
        ({"scope": []}, FieldUnfit, "body, scope"),
        ({"scope": ["safety"]}, FieldUnfit, "body, scope[0]"),
        ({"scope": ["security", "security"]}, FieldUnfit, "body, scope"),
        ({"valid_from": "2026-1-1"}, FieldUnfit, "body, valid_from"),
        ({"valid_from": "2026-02-30"}, FieldUnfit, "body, valid_from"),
        ({"valid_from": 2026}, FieldUnfit, "body, valid_from"),
        ({"valid_to": "2025-12-31"}, FieldUnfit, "body, valid_to"),
        ({"legal_name": ""}, FieldUnfit, "body, legal_name"),
        ({"legal_name": " A"}, FieldUnfit, "body, legal_name"),
        ({"legal_name": "A" * 257}, FieldUnfit, "body, legal_name"),
        ({"roles": ["pirate"]}, FieldUnfit, "body, roles[0]"),
        ({"contact": "nobody"}, FieldUnfit, "body, contact"),
        ({"identifiers": [{"scheme": "EORI"}]}, FieldMissing, "body, identifiers[0]"),
        ({"identifiers": [{"scheme": "X", "value": "1"}]}, FieldUnfit, "body, identifiers[0], scheme"),
        ({"identifiers": [{"scheme": "EORI", "value": "XA1"}] * 2}, FieldUnfit, "body, identifiers"),
        ({"identifiers": ["XA1"]}, FieldUnfit, "body, identifiers[0]"),
        ({"addresses": [{"city": "A"}]}, FieldMissing, "body, addresses[0]"),
        ({"addresses": [{"country": "XA", "planet": "A"}]}, FieldUnknown, "body, addresses[0]"),
        ({"addresses": [{"country": "XAA"}]}, FieldUnfit, "body, addresses[0], country"),
    ],
)
def test_what_a_body_cannot_say_is_refused_with_its_place_and_without_its_words(change, refusal, place):
    commitment, sent = of(told(**change))
    with pytest.raises(refusal) as refused:
        opened(commitment, sent)
    assert refused.value.place == place
    for value in change.values():
        assert value is None or str(value) == "" or str(value) not in refused.value.what


def test_a_body_is_canonical_and_within_sixteen_kibibytes():
    loose = Sealed(SALT, b'{"tin": "XA1"}')
    with pytest.raises(NotCanonical):
        opened(loose.commitment, loose)
    large = Sealed(SALT, b'"' + b"a" * 16383 + b'"')
    with pytest.raises(TooLong):
        opened(large.commitment, large)
    with pytest.raises(TooLong):
        seal(body(addresses=(Address("XA", street="é" * 9000),)), salt=SALT)


@pytest.mark.parametrize("salt", [b"", b"s" * 31, b"s" * 33])
def test_a_salt_has_thirty_two_bytes(salt):
    with pytest.raises(FieldUnfit, match="salt"):
        seal(LEAST, salt=salt)
    sent = Sealed(salt, b"{}")
    with pytest.raises(FieldUnfit, match="salt"):
        opened(sent.commitment, sent)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["scheme", "value", "country"]), inner),
    max_leaves=4,
)


@given(st.sampled_from(sorted(bodies.ALL)), JUNK)
def test_a_body_with_one_field_of_junk_is_read_or_refused(field, junk):
    try:
        sent = Sealed(SALT, rfc8785.dumps(told(**{field: junk})))
        read = opened(sent.commitment, sent)
        assert seal(read, salt=SALT) == sent
    except EntryRefused as refused:
        assert refused.place.startswith("body")


@given(st.binary(max_size=100))
def test_any_bytes_are_a_body_or_refused(content):
    sent = Sealed(SALT, content)
    with pytest.raises(EntryRefused):
        opened(sent.commitment, sent)
