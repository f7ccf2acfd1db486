"""The content of a deed has one way to be written, and anybody can compute its digest again."""

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.ledger.canonical import digest_of, instant, plain, statement
from trustlane.ledger.refusals import Unrecordable
from trustlane.ledger.subjects import Subject

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=20)
LEAVES = st.none() | st.booleans() | st.integers() | st.decimals() | st.floats() | TEXT | st.dates() | st.uuids()
CONTENT = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4))


class Lane(StrEnum):
    RED = "red"


def stated(**change):
    deed = {
        "verb": "list.apply",
        "actor": "user:1",
        "at": datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        "recorded_at": datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        "subjects": [Subject("list", "7")],
        "before": None,
        "after": {"b": 1, "a": "é"},
        "reason": "",
    }
    return statement(**(deed | change))


def test_the_statement_of_a_deed_is_this_and_no_other():
    assert (
        stated()
        == (
            '{"actor":"user:1","after":{"a":"é","b":1},"at":"2026-03-01T09:30:00.000000Z","before":null,'
            '"form":"trustlane.ledger/1","reason":"","recorded_at":"2026-03-01T09:30:00.000000Z",'
            '"subjects":[["list","7"]],"verb":"list.apply"}'
        ).encode()
    )


def test_the_digest_is_sha256_of_salt_and_statement():
    assert digest_of(b"s" * 32, stated()) == hashlib.sha256(b"s" * 32 + stated()).digest()


def test_what_json_does_not_know_is_written_as_text():
    content = {
        "when": datetime(2026, 3, 1, 11, 30, tzinfo=timezone(timedelta(hours=2))),
        "day": date(2026, 3, 1),
        "hour": time(9, 30),
        "took": timedelta(seconds=1),
        "value": Decimal("10.50"),
        "score": 0.1,
        "id": UUID(int=1),
        "lane": Lane.RED,
        "many": (1, 2),
        "set": frozenset({"b", "a"}),
    }
    assert plain(content) == {
        "when": "2026-03-01T09:30:00.000000Z",
        "day": "2026-03-01",
        "hour": "09:30:00",
        "took": "1000000us",
        "value": "10.50",
        "score": "0.1",
        "id": "00000000-0000-0000-0000-000000000001",
        "lane": "red",
        "many": [1, 2],
        "set": ["a", "b"],
    }


def test_a_number_some_readers_would_round_is_written_as_text():
    assert plain(2**53 - 1) == 2**53 - 1
    assert plain(2**53) == "9007199254740992"
    assert plain(-(2**60)) == str(-(2**60))


@given(CONTENT)
def test_what_was_made_plain_stays_as_it_is(content):
    assert plain(plain(content)) == plain(content)


@given(CONTENT)
def test_plain_content_survives_any_json_reader(content):
    made = plain(content)
    assert json.loads(json.dumps(made)) == made


@given(st.dictionaries(TEXT, st.integers(), min_size=2))
def test_the_order_of_names_changes_nothing(content):
    backwards = dict(reversed(content.items()))
    assert stated(after=plain(content)) == stated(after=plain(backwards))


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "list.discard"},
        {"actor": "user:2"},
        {"at": datetime(2026, 3, 1, 9, 29, 59, 999999, tzinfo=UTC)},
        {"recorded_at": datetime(2026, 3, 2, tzinfo=UTC)},
        {"subjects": [Subject("list", "8")]},
        {"subjects": [Subject("list", "7"), Subject("operator", "1")]},
        {"before": {}},
        {"after": {"b": 1}},
        {"reason": "x"},
    ],
)
def test_whatever_is_changed_changes_the_statement(change):
    assert stated(**change) != stated()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"raw", "type bytes cannot be recorded"),
        (object(), "type object cannot be recorded"),
        ({1: "x"}, "names of a mapping are text"),
        ({"a": "x\x00"}, "character that is not one"),
        ({"\ud800": 1}, "character that is not one"),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused(content, complaint):
    with pytest.raises(Unrecordable, match=complaint):
        plain(content)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(Unrecordable, match="needs its zone"):
        instant(datetime(2026, 3, 1))  # noqa: DTZ001


def test_the_same_instant_told_in_two_zones_is_written_once():
    assert instant(datetime(2026, 3, 1, 11, 30, tzinfo=timezone(timedelta(hours=2)))) == "2026-03-01T09:30:00.000000Z"
