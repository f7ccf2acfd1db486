"""The bytes that are signed are those of the RFC: its own Ed25519 key, and bases built from its text.

Signatures by Ed25519 are the same each time they are made, so that the signature in RFC 9421 appendix B.2.6 says
whether the base here is the RFC's, byte for byte.
"""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_der_private_key

from trustlane.recognition.requests.bases import base, listed

# RFC 9421 appendix B.1.4.
KEY = load_der_private_key(
    base64.b64decode("MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"), password=None
)
# The request of appendix B.2: POST /foo?param=Value&Pet=dog, content {"hello": "world"}.
VALUES = {
    "date": "Tue, 20 Apr 2021 02:07:55 GMT",
    "@method": "POST",
    "@path": "/foo",
    "@query": "?param=Value&Pet=dog",
    "@authority": "example.com",
    "content-type": "application/json",
    "content-length": "18",
    "content-digest": "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
}
B26 = ("date", "@method", "@path", "@authority", "content-type", "content-length")


def made(names, parameters):
    return base([(name, VALUES[name]) for name in names], listed(names) + parameters)


def test_the_signature_of_appendix_b_2_6_comes_out():
    whole = made(B26, ';created=1618884473;keyid="test-key-ed25519"')
    assert whole == (
        b'"date": Tue, 20 Apr 2021 02:07:55 GMT\n"@method": POST\n"@path": /foo\n"@authority": example.com\n'
        b'"content-type": application/json\n"content-length": 18\n'
        b'"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length")'
        b';created=1618884473;keyid="test-key-ed25519"'
    )
    assert base64.b64encode(KEY.sign(whole)).decode() == (
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    )


# Made here from the RFC's text: what each covers, its parameters, and the whole base.
VECTORS = [
    ((), ';created=1618884473;nonce="b3k2"', '"@signature-params": ();created=1618884473;nonce="b3k2"'),
    (
        ("@authority", "content-digest"),
        ";created=1618884473",
        '"@authority": example.com\n"content-digest": sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:\n'
        '"@signature-params": ("@authority" "content-digest");created=1618884473',
    ),
    (
        ("@method", "@path", "@query"),
        ";created=1;expires=2",
        '"@method": POST\n"@path": /foo\n"@query": ?param=Value&Pet=dog\n'
        '"@signature-params": ("@method" "@path" "@query");created=1;expires=2',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("names", "parameters", "whole"), VECTORS)
def test_a_base_is_a_line_a_component_and_the_parameters_last(names, parameters, whole):
    assert made(names, parameters) == whole.encode()


@pytest.mark.parametrize(("names", "parameters", "whole"), VECTORS[1:])
def test_a_change_of_any_component_is_seen(names, parameters, whole):
    signature = KEY.sign(made(names, parameters))
    KEY.public_key().verify(signature, whole.encode())
    for name in names:
        changed = [(each, VALUES[each] + ("x" if each == name else "")) for each in names]
        with pytest.raises(InvalidSignature):
            KEY.public_key().verify(signature, base(changed, listed(names) + parameters))


@pytest.mark.parametrize("value", ["a\nb", "é"])
def test_a_component_is_one_line_of_ascii(value):
    with pytest.raises(ValueError, match="one line"):
        base([("@path", value)], "()")
