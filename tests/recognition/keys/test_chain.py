"""Every version of a keyset is believed by the one before it; any single change is refused by name."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recognition.keys.holders import (
    BEGAN,
    DAY,
    ROOTS,
    first,
    keys_of_all,
    pinned,
    private,
    public,
    signed,
    unsigned,
    working,
)
from trustlane.recognition.keys import making
from trustlane.recognition.keys.chain import pinned as pin
from trustlane.recognition.keys.chain import walked
from trustlane.recognition.keys.keysets import key_id
from trustlane.recognition.keys.meaning import check, months_after
from trustlane.recognition.keys.refusals import (
    ExpiryTooFar,
    FingerprintDiffers,
    IssuedBack,
    KeyInTwoRoles,
    KeysetExpired,
    KeysetOfAnother,
    KeysRefused,
    OverlapTooLong,
    PeriodUnfit,
    RoleUncovered,
    RootsUnfit,
    SignatureSpoiled,
    SignaturesTooFew,
    SignedTwice,
    SignerUnknown,
    VersionBack,
    VersionSkipped,
)
from trustlane.recognition.keys.roles import LONGEST, NEEDED, Role
from trustlane.recognition.refusals import RecognitionRefused

LATER = BEGAN + 30 * DAY
NEW_ROOTS = ("root 2", "root 3", "root 4")


def second(*signers, roots=NEW_ROOTS, **change):
    """Version 2 with these signatures, put on whether or not they may be."""
    told = {"keys": keys_of_all(), "issued": LATER} | change
    keyset = making.following([first()], roots=[public(name) for name in roots], **told)
    return forced(keyset, *(signers or ("root 2", "root 3", "root 4")))


def forced(keyset, *signers):
    for name in signers:
        keyset = keyset.with_signature(public(name), private(name).sign(keyset.signed))
    return keyset


def test_a_chain_is_walked_from_the_pinned_version_to_the_newest():
    two = second()
    third = making.following([first(), two], keys=two.keys, issued=LATER + DAY)
    chain = walked(pinned(), [two.written, signed(third, "root 2", "root 4", before=two).written], at=LATER + DAY)
    assert chain.newest.version == 3
    assert [each.version for each in chain.keysets] == [1, 2, 3]


def test_what_is_pinned_is_what_was_compared():
    with pytest.raises(FingerprintDiffers):
        pin(first().written, fingerprint=unsigned(issued=BEGAN + DAY).fingerprint)
    assert pin(first().written).newest == first()


def test_a_later_version_can_be_pinned_by_its_fingerprint():
    two = second()
    assert pin(two.written, fingerprint=two.fingerprint).newest.version == 2


def test_step_1_a_keyset_of_another_administration_is_refused():
    two = forced(replace(second(), administration="mra.xz.example"), "root 2", "root 3")
    with pytest.raises(KeysetOfAnother):
        pinned().followed(two.written)


def test_step_2_a_version_comes_after_the_one_before():
    two = second()
    third = signed(making.following([first(), two], keys=two.keys, issued=LATER), "root 2", "root 3", before=two)
    with pytest.raises(VersionSkipped):
        pinned().followed(third.written)
    with pytest.raises(VersionBack):
        pinned().followed(first().written)
    with pytest.raises(VersionBack):
        walked(pinned(), [two.written, two.written], at=LATER)


@pytest.mark.parametrize("stranger", ["root 9", str(Role.FEED)])
def test_step_3_nobody_but_the_roots_of_both_versions_signs(stranger):
    with pytest.raises(SignerUnknown):
        pinned().followed(second("root 2", "root 3", "root 4", stranger).written)
    with pytest.raises(SignerUnknown):
        pin(forced(first(), stranger).written)


def test_step_3_one_wrong_signature_spoils_the_keyset():
    wrong = second().with_signature(public("root 4"), private("root 4").sign(b"something else"))
    with pytest.raises(SignatureSpoiled):
        pinned().followed(wrong.written)
    with pytest.raises(SignatureSpoiled):
        pin(first().with_signature(public("root 3"), bytes(64)).written)


@pytest.mark.parametrize("signers", [["root 2"], ["root 1", "root 2"], ["root 2", "root 4"], ["root 1", "root 4"]])
def test_step_4_two_roots_of_each_version_sign(signers):
    with pytest.raises(SignaturesTooFew):
        pinned().followed(second(*signers).written)


def test_step_4_one_root_is_too_few_to_begin_with():
    with pytest.raises(SignaturesTooFew):
        pin(signed(unsigned(), "root 1").written)


def test_step_5_what_a_keyset_may_not_say_is_refused_though_it_is_signed():
    two = forced(replace(second(), expires=LATER + 500 * DAY, signatures={}), "root 2", "root 3")
    with pytest.raises(ExpiryTooFar):
        pinned().followed(two.written)


def test_step_6_only_the_newest_has_not_to_have_expired():
    two = second(issued=BEGAN + 360 * DAY, keys=[working(role, f"late {role}", BEGAN + 360 * DAY) for role in Role])
    late = BEGAN + 400 * DAY
    assert walked(pinned(), [two.written], at=late).newest.version == 2
    with pytest.raises(KeysetExpired):
        walked(pinned(), [], at=late)
    with pytest.raises(KeysetExpired):
        walked(pinned(), [], at=BEGAN + 365 * DAY)
    with pytest.raises(KeysetExpired, match="our clock"):
        walked(pinned(), [two.written], at=BEGAN)


def test_a_stolen_root_is_replaced_by_the_other_two():
    two = second("root 2", "root 3")
    assert pinned().followed(two.written).newest.roots == tuple(sorted(map(public, NEW_ROOTS), key=key_id))


def test_three_roots_replaced_at_once_need_two_of_the_old_and_two_of_the_new():
    roots = ("root 7", "root 8", "root 9")
    for signers in (roots, ("root 1", "root 2", "root 7")):
        with pytest.raises(SignaturesTooFew):
            pinned().followed(second(*signers, roots=roots).written)
    assert pinned().followed(second("root 1", "root 2", "root 7", "root 8", roots=roots).written)


def test_a_root_signs_once_and_only_where_it_may():
    with pytest.raises(SignedTwice):
        signed(first(), "root 1")
    with pytest.raises(SignerUnknown):
        signed(unsigned(), "root 4")


def test_what_is_still_missing_is_told():
    two = replace(second(), signatures={})
    counts = []
    for name in ("root 4", "root 3", "root 2"):
        missing = making.missing(two, first())
        counts.append((missing.own, missing.before, bool(missing)))
        two = forced(two, name)
    assert counts == [(2, 2, True), (1, 2, True), (0, 1, True)]
    assert not making.missing(two, first())
    assert not making.missing(first(), None)


# What a keyset may not say


def changed(**change):
    return replace(unsigned(), **change)


def with_keys(*keys):
    others = [key for key in keys_of_all() if key.role not in {each.role for each in keys}]
    return changed(keys=(*others, *keys))


HEART, FEED = Role.HEARTBEAT, Role.FEED


@pytest.mark.parametrize(
    ("keyset", "refusal"),
    [
        (changed(roots=(public("root 1"),) * 3), RootsUnfit),
        (with_keys(working(HEART, "feed_signer")), KeyInTwoRoles),
        (with_keys(working(HEART, "root 1")), KeyInTwoRoles),
        (with_keys(working(FEED), working(FEED, starts=BEGAN + 83 * DAY)), KeyInTwoRoles),
        (with_keys(working(FEED, ends=BEGAN + 91 * DAY)), PeriodUnfit),
        (with_keys(working(FEED, ends=BEGAN)), PeriodUnfit),
        (with_keys(working(FEED), working(FEED, "next", BEGAN + 82 * DAY)), OverlapTooLong),
        (with_keys(working(FEED), working(FEED, "next")), OverlapTooLong),
        (with_keys(working(FEED), working(FEED, "next", BEGAN + 90 * DAY + timedelta(seconds=1))), RoleUncovered),
        (changed(keys=tuple(key for key in keys_of_all() if key.role != HEART)), RoleUncovered),
        (changed(expires=BEGAN), ExpiryTooFar),
        (changed(expires=months_after(BEGAN, 13) + timedelta(seconds=1)), ExpiryTooFar),
    ],
)
def test_what_a_keyset_may_not_say(keyset, refusal):
    with pytest.raises(refusal) as refused:
        check(keyset)
    assert refused.value.mend


@pytest.mark.parametrize(
    "keyset",
    [
        with_keys(working(FEED), working(FEED, "next", BEGAN + 83 * DAY)),
        with_keys(working(FEED), working(FEED, "next", BEGAN + 90 * DAY)),
        changed(expires=months_after(BEGAN, 13)),
        changed(keys=tuple(key for key in keys_of_all() if key.role in NEEDED)),
    ],
)
def test_what_it_may_say(keyset):
    check(keyset)


def test_a_key_that_had_a_role_never_gets_another():
    once = making.first(
        administration="mra.xa.example",
        roots=[public(name) for name in ROOTS],
        keys=keys_of_all(),
        issued=BEGAN,
        expires=BEGAN + 9 * DAY,
    )
    for keys in (
        (*[key for key in keys_of_all() if key.role not in (FEED, HEART)], working(HEART, FEED), working(FEED, "new")),
        (*[key for key in keys_of_all() if key.role != HEART], working(HEART, "root 3")),
    ):
        with pytest.raises(KeyInTwoRoles):
            check(replace(once, version=2, keys=keys, roots=tuple(map(public, NEW_ROOTS))), [once])
    with pytest.raises(KeyInTwoRoles):
        check(replace(once, version=2, roots=(public(FEED), public("root 2"), public("root 3"))), [once])


def test_a_key_is_ended_earlier_and_never_made_longer():
    short = with_keys(working(FEED, ends=BEGAN + 50 * DAY))
    check(replace(short, version=2), [unsigned()])
    with pytest.raises(PeriodUnfit):
        check(replace(unsigned(), version=2), [short])
    with pytest.raises(PeriodUnfit):
        moved = with_keys(working(FEED, starts=BEGAN + DAY, ends=BEGAN + 50 * DAY))
        check(replace(moved, version=2), [unsigned()])
    with pytest.raises(PeriodUnfit):
        check(replace(unsigned(), version=3), [unsigned(), short])


def test_a_version_is_not_issued_before_the_one_it_follows():
    with pytest.raises(IssuedBack):
        check(replace(unsigned(issued=BEGAN), version=2), [replace(unsigned(), issued=LATER)])


@pytest.mark.parametrize(
    ("start", "after"), [("2026-01-31", "2027-02-28"), ("2026-12-31", "2028-01-31"), ("2027-01-31", "2028-02-29")]
)
def test_thirteen_months_end_within_their_month(start, after):
    from datetime import datetime

    assert months_after(datetime.fromisoformat(start), 13) == datetime.fromisoformat(after)


# Any chain, any change


@st.composite
def rotations(draw):
    """A chain of versions in which roots are replaced, keys renewed in time, and keys ended as if stolen."""
    names, at, serial = list(ROOTS), BEGAN, 0
    versions = [first()]
    for _ in range(draw(st.integers(1, 5))):
        at += draw(st.integers(1, 60)) * DAY
        last, keys = versions[-1], versions[-1].keys
        stolen = draw(st.none() | st.sampled_from(sorted(Role)))
        if stolen:
            keys = making.ended(keys, stolen, at=at)
        for role in Role:
            due = max(key.ends for key in keys if key.role == role) - 30 * DAY <= at
            if due or role == stolen:
                serial += 1
                keys = making.added(keys, role, public(f"{role} {serial}", role), at=at)
        keys = making.kept(keys, at=at)
        before = list(names)
        for place in draw(st.sets(st.integers(0, 2), max_size=3)):
            serial += 1
            names[place] = f"root of {serial}"
        new = making.following(versions, keys=keys, issued=at, roots=[public(name) for name in names])
        signing = draw(st.permutations(sorted({*before[:2], *names[:2]})))
        versions.append(signed(new, *signing, before=last))
    return versions, at


@settings(max_examples=60)
@given(rotations())
def test_every_chain_of_rotations_is_accepted(made):
    versions, at = made
    chain = walked(pin(versions[0].written), [each.written for each in versions[1:]], at=at)
    assert chain.keysets == tuple(versions)
    for role in Role:
        assert 1 <= sum(key.counts(at) for key in chain.newest.keys if key.role == role) <= 2


@settings(max_examples=150)
@given(rotations(), st.data())
def test_any_single_change_of_any_version_is_refused_by_name(made, data):
    versions, at = made
    files = [each.written for each in versions]
    which = data.draw(st.integers(1, len(files) - 1))
    place = data.draw(st.integers(0, len(files[which]) - 1))
    other = data.draw(st.integers(1, 255))
    file = bytearray(files[which])
    file[place] ^= other
    with pytest.raises(RecognitionRefused) as refused:
        walked(pin(files[0]), [*files[1:which], bytes(file), *files[which + 1 :]], at=at)
    assert isinstance(refused.value, KeysRefused)
    assert refused.value.mend


@settings(max_examples=60)
@given(rotations(), st.data())
def test_a_chain_with_a_version_left_out_sent_twice_or_exchanged_is_refused(made, data):
    versions, at = made
    files = [each.written for each in versions[1:]]
    which = data.draw(st.integers(0, len(files) - 1))
    twice = [*files[: which + 1], *files[which:]]
    with pytest.raises(VersionBack):
        walked(pin(versions[0].written), twice, at=at)
    if which + 1 < len(files):
        with pytest.raises(VersionSkipped):
            walked(pin(versions[0].written), [*files[:which], *files[which + 1 :]], at=at)


def test_the_periods_are_those_of_the_specification():
    assert (LONGEST[FEED], LONGEST[HEART]) == (90 * DAY, 90 * DAY)
