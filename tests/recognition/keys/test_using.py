"""Keys count within their periods, two of a role for seven days at most, each under the name that notes bear."""

from datetime import timedelta

from tests.recognition.feed.says import ORIGIN, WITNESS
from tests.recognition.keys.holders import BEGAN, DAY, XA, keys_of_all, public, unsigned, working
from trustlane.recognition.feed.notes import COSIGNATURE, ED25519, Key
from trustlane.recognition.keys.making import added, ended, kept
from trustlane.recognition.keys.roles import NEEDED, Role, kind_of
from trustlane.recognition.keys.telling import groups, short, spoken
from trustlane.recognition.keys.using import counting, keys_of_feed

FEED = Role.FEED


def renewed():
    return unsigned(keys=added(keys_of_all(), FEED, public("next"), at=BEGAN + DAY))


def test_for_seven_days_both_keys_count_and_then_the_newer_one():
    old, new = public(FEED), public("next")
    second = timedelta(seconds=1)
    told = {
        BEGAN - second: (),
        BEGAN: (old,),
        BEGAN + 83 * DAY - second: (old,),
        BEGAN + 83 * DAY: (old, new),
        BEGAN + 90 * DAY - second: (old, new),
        BEGAN + 90 * DAY: (new,),
        BEGAN + 173 * DAY: (),
    }
    assert {at: counting(renewed(), FEED, at=at) for at in told} == told


def test_a_signer_goes_by_the_name_of_the_feed_and_a_heartbeat_by_its_administration():
    keys = keys_of_feed(renewed(), origin=ORIGIN, at=BEGAN + 85 * DAY, witnesses=[WITNESS.key])
    assert keys.signers == (Key(ORIGIN, ED25519, public(FEED)), Key(ORIGIN, ED25519, public("next")))
    assert keys.heartbeats == (Key(f"{XA}/heartbeat", COSIGNATURE, public(Role.HEARTBEAT)),)
    assert keys.witnesses == (WITNESS.key,)


def test_a_stolen_key_ends_at_once_and_the_next_one_begins():
    at = BEGAN + 10 * DAY
    keys = added(ended(renewed().keys, FEED, at=at), FEED, public("after"), at=at)
    keyset = unsigned(keys=keys)
    assert counting(keyset, FEED, at=at - DAY) == (public(FEED),)
    assert counting(keyset, FEED, at=at) == (public("after"),)
    assert kept(keys, at=at) == tuple(key for key in keys if key.public != public(FEED))


def test_keys_that_ended_are_not_carried_on():
    assert kept(keys_of_all(), at=BEGAN + 90 * DAY) == tuple(
        key for key in keys_of_all() if key.role not in (FEED, Role.HEARTBEAT)
    )


def test_each_role_takes_its_kind_of_key():
    assert {role: kind_of(role) for role in Role if kind_of(role) != "ed25519"} == {Role.ENCRYPTION: "x25519"}
    assert FEED in NEEDED
    assert working(FEED).ends - BEGAN == 90 * DAY


def test_a_fingerprint_is_read_in_groups_and_said_in_words():
    digest = bytes.fromhex("3f9a0b1c2d4e5678" + "0" * 48)
    assert groups(digest)[0] == "3f9a"
    assert short(digest) == "3f9a 0b1c 2d4e 5678 0000 0000 0000 0000"
    assert spoken(digest)[0] == "three foxtrot nine alfa"
    assert len(spoken(digest)) == 8
