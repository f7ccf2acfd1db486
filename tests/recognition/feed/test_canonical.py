"""JSON is believed if it has one reading in every language, and is written in the one canonical way."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.recognition.feed import canonical
from trustlane.recognition.feed.refusals import (
    EntryRefused,
    KeyTwice,
    NotCanonical,
    NotJson,
    NotText,
    NumberUnfit,
    TextUnfit,
    TooLong,
)

PLACE = "entry 7"


def read(data: bytes, limit: int = 2048):
    return canonical.read(data, limit=limit, place=PLACE)


def deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", NotJson),
        (b"{", NotJson),
        (b"[]", NotJson),
        (b"7", NotJson),
        (b"null", NotJson),
        (b'{"a":1}{"b":2}', NotJson),
        (b"\xef\xbb\xbf{}", NotJson),
        (b'{"a":"\xff"}', NotText),
        (b'{"a":"\xed\xa0\x80"}', NotText),
        (b'{"a":1,"a":1}', KeyTwice),
        (b'{"a":1,"\\u0061":2}', KeyTwice),
        (b'{"a":{"b":1,"b":2}}', KeyTwice),
        (b'{"a":1.0}', NumberUnfit),
        (b'{"a":1e2}', NumberUnfit),
        (b'{"a":NaN}', NumberUnfit),
        (b'{"a":Infinity}', NumberUnfit),
        (b'{"a":-Infinity}', NumberUnfit),
        (b'{"a":9007199254740992}', NumberUnfit),
        (b'{"a":-9007199254740992}', NumberUnfit),
        (b'{"a":' + b"9" * 2000 + b"}", NumberUnfit),
        ('{"a":"e\u0301"}'.encode(), TextUnfit),
        ('{"e\u0301":1}'.encode(), TextUnfit),
        ('{"a":"\u212b"}'.encode(), TextUnfit),
        (b'{"a":"\\ud800"}', TextUnfit),
        (b'{"a":"\\u0000"}', TextUnfit),
        (b'{"a":"\\n"}', TextUnfit),
        ('{"a":"\u0085"}'.encode(), TextUnfit),
        ('{"a":"\uffff"}'.encode(), TextUnfit),
        ('{"a":"\ufdd0"}'.encode(), TextUnfit),
        ('{"a":"\U0001fffe"}'.encode(), TextUnfit),
        (b'{"a": 1}', NotCanonical),
        (b'{"b":1,"a":2}', NotCanonical),
        (b'{"a":-0}', NotCanonical),
        (b'{"a":"\\u0062"}', NotCanonical),
        (b'{"a":1}\n', NotCanonical),
        (b'{"a":"' + b"b" * 2041 + b'"}', TooLong),
        (deep(7), NotJson),
        (deep(300), NotJson),
        (b'{"a":' + b"[" * 1500, NotJson),
    ],
)
def test_what_two_readers_could_read_differently_is_refused_by_name(data, refusal):
    with pytest.raises(refusal) as refused:
        read(data)
    assert type(refused.value) is refusal
    assert refused.value.place.startswith(PLACE)
    assert refused.value.mend


def test_a_very_deep_text_is_refused_and_nothing_breaks():
    with pytest.raises(NotJson, match="deep"):
        read(b'{"a":' * 200_000 + b"1" + b"}" * 200_000, limit=10_000_000)


def test_what_is_at_the_limits_is_read():
    assert read(deep(6))
    assert read(b'{"a":"' + b"b" * 2040 + b'"}')
    assert read(b'{"a":9007199254740991,"b":-9007199254740991,"c":null,"d":true}')
    assert read('{"a":"Ω é 漢字 \u200c","b":[]}'.encode())


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_what_is_written_is_read_again_and_the_rest_is_refused_before_it_leaves(value):
    try:
        data = canonical.write(value, limit=300, place=PLACE)
    except EntryRefused as refused:
        assert refused.place.startswith(PLACE)
        with pytest.raises(EntryRefused):
            read(json.dumps(value).encode(), limit=300)
    else:
        assert read(data, limit=300) == value


@given(
    st.binary(max_size=60) | st.text(max_size=60).map(str.encode) | VALUES.map(lambda value: json.dumps(value).encode())
)
def test_any_bytes_are_an_object_or_refused(data):
    try:
        assert canonical.write(read(data), limit=2048, place=PLACE) == data
    except EntryRefused as refused:
        assert refused.place
