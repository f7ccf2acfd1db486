"""A keyset has one form, and that form is TUF root metadata which other programs verify too."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tuf.api.exceptions import BadVersionNumberError, UnsignedMetadataError
from tuf.api.metadata import Metadata
from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
from tuf.ngclient.config import EnvelopeType

from tests.recognition.keys.holders import BEGAN, DAY, XA, first, public, signed, unsigned
from trustlane.recognition.keys import keysets, making
from trustlane.recognition.keys.keysets import key_id, tuf_key
from trustlane.recognition.keys.refusals import KeysetUnfit, RootsUnfit
from trustlane.recognition.keys.roles import Role
from trustlane.recognition.refusals import RecognitionRefused


def edited(**change):
    """The file of version 1 with fields below `signed` changed, in canonical form; the signatures stay."""
    raw = json.loads(first().written)
    for path, value in change.items():
        *way, last = path.split("__")
        at = raw["signed"]
        for name in way:
            at = at[name]
        if value is None:
            del at[last]
        else:
            at[last] = value
    return json.dumps(raw, sort_keys=True, separators=(",", ":")).encode()


def test_a_keyset_comes_back_as_it_went():
    assert keysets.read(first().written) == first()
    assert keysets.read(unsigned().written) == unsigned()


def test_the_id_of_a_root_is_the_one_tuf_computes():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from securesystemslib.signer import SSlibKey

    for name in ("root 1", "root 2"):
        told = SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(public(name)))
        assert (told.keyid, told.keyval) == (key_id(public(name)), tuf_key(public(name)).keyval)


def test_the_fingerprint_is_the_same_whoever_signed():
    assert first().fingerprint == unsigned().fingerprint == signed(first(), "root 3").fingerprint
    assert first().fingerprint != unsigned(expires=BEGAN + 364 * DAY).fingerprint


def test_python_tuf_walks_the_same_chain_and_keeps_our_field_among_the_signed_bytes():
    one = first()
    two = making.following([one], keys=one.keys, issued=BEGAN + DAY, roots=[public(f"root {n}") for n in (2, 3, 4)])
    both = signed(two, "root 2", "root 3", "root 4", before=one)
    trusted = TrustedMetadataSet(one.written, EnvelopeType.METADATA)
    trusted.update_root(both.written)
    assert trusted.root.version == 2
    assert trusted.root.unrecognized_fields["x-mra"]["administration"] == XA
    with pytest.raises(BadVersionNumberError):
        trusted.update_root(both.written)


def test_python_tuf_refuses_what_too_few_signed_and_whatever_its_other_roles_would_sign():
    with pytest.raises(UnsignedMetadataError):
        TrustedMetadataSet(signed(unsigned(), "root 1").written, EnvelopeType.METADATA)
    root = Metadata.from_bytes(first().written).signed
    for role in ("timestamp", "snapshot", "targets"):
        with pytest.raises(UnsignedMetadataError):
            root.verify_delegate(role, b"whatever", {})


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"{}", "keyset"),
        (b"[]", "keyset"),
        (b"\xff", "keyset, byte 0"),
        (b'{"signatures":[],"signatures":[],"signed":{}}', "keyset"),
        (b" " + first().written, "keyset"),
        (first().written + b"\n", "keyset"),
        (b"x" * 70_000, "keyset"),
        (edited(_type="targets"), "keyset"),
        (edited(consistent_snapshot=False), "keyset"),
        (edited(spec_version="2.0.0"), "keyset"),
        (edited(version=0), "keyset, version"),
        (edited(version=1.5), "keyset"),
        (edited(expires="2027-01-01T00:00:00+00:00"), "keyset, expires"),
        (edited(extra=1), "keyset, signed"),
        (edited(version=None), "keyset, signed"),
        (edited(roles__timestamp__keyids=[key_id(public("root 1"))]), "keyset"),
        (edited(roles__root__keyids=[key_id(public("root 1"))] * 3), "keyset"),
        (edited(**{"x-mra__administration": "XA"}), "keyset, administration"),
        (edited(**{"x-mra__note": "hello"}), "keyset, x-mra"),
        (edited(**{"x-mra__keys": []}), "keyset, keys"),
        (edited(**{"x-mra": 1}), "keyset, x-mra"),
    ],
)
def test_what_is_not_in_the_one_form_is_refused_with_its_place(data, place):
    with pytest.raises(KeysetUnfit) as refused:
        keysets.read(data)
    assert refused.value.place == place
    assert refused.value.mend


def test_fewer_roots_or_a_lower_threshold_are_refused():
    for threshold in (1, 3):
        with pytest.raises(RootsUnfit):
            keysets.read(edited(roles__root__threshold=threshold))
    with pytest.raises(RootsUnfit):
        keysets.read(edited(**{f"keys__{key_id(public('root 1'))}": None}))


def test_nothing_is_made_that_no_reader_would_read():
    for administration in ("", "XA", "mra.xa.example/xb", "mra..example"):
        with pytest.raises(KeysetUnfit):
            unsigned(administration=administration)


def test_one_root_under_two_names_is_refused():
    """A root that could be listed twice under ids of its choosing would sign twice."""
    raw = json.loads(first().written)
    keys = raw["signed"]["keys"]
    keys["0" * 64] = keys.pop(key_id(public("root 1")))
    with pytest.raises(KeysetUnfit):
        keysets.read(json.dumps(raw, sort_keys=True, separators=(",", ":")).encode())


def test_a_key_of_the_wrong_kind_is_refused():
    raw = json.loads(first().written)
    next(key for key in raw["signed"]["x-mra"]["keys"] if key["role"] == Role.ENCRYPTION)["type"] = "ed25519"
    with pytest.raises(KeysetUnfit):
        keysets.read(json.dumps(raw, sort_keys=True, separators=(",", ":")).encode())


@pytest.mark.parametrize("lines", [None, [1], [{"keyid": "a"}], [{"keyid": "a", "sig": "zz"}], [{}] * 7])
def test_signatures_are_ids_and_sixty_four_bytes(lines):
    raw = json.loads(first().written) | {"signatures": lines}
    with pytest.raises(KeysetUnfit):
        keysets.read(json.dumps(raw, sort_keys=True, separators=(",", ":")).encode())


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused_by_name(data):
    with pytest.raises(RecognitionRefused):
        keysets.read(data)
