"""An entry says one thing in one way; what cannot be read is told by name and stops no removal behind it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition.feed.says import NOON, status, subject, uuid7
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.leaves import (
    ADDITIONS,
    REASONS,
    REMOVALS,
    Agreement,
    Correction,
    Erased,
    Keyset,
    Status,
    Unknown,
    Unreadable,
)
from trustlane.recognition.feed.refusals import (
    EntryRefused,
    FieldMissing,
    FieldUnfit,
    FieldUnknown,
    InstantUnfit,
    NotCanonical,
    SequenceBroken,
    TooLong,
)

DIGEST = b"d" * 32
COMMON = {"seq": 17, "id": uuid7(17), "effective": NOON}
EACH = [
    status(17, 3, supersedes=12),
    status(17, 3, "updated"),
    *(status(17, 3, to) for to in sorted(REMOVALS)),
    status(17, 3, "revoked", body=DIGEST),
    Agreement(**COMMON, body=DIGEST),
    Keyset(**COMMON, version=2, digest=DIGEST),
    Erased(**COMMON, seqs=(3, 9)),
    Correction(**COMMON, refers=4, reason="wrong_instant"),
]


def raw(leaf=EACH[0], **change):
    """The fields of an entry as they travel, some of them changed; None takes one away."""
    told = json.loads(leaves.write(leaf)) | change
    return rfc8785.dumps({name: value for name, value in told.items() if value is not None})


def test_an_entry_is_written_like_this():
    leaf = status(17, 3, "revoked", supersedes=12)
    assert leaves.write(leaf) == (
        b'{"effective":"2026-03-01T11:00:00Z","id":"019c0000-0000-7000-8000-000000000011","kind":"status",'
        b'"reason":"by_customs","seq":17,"subject":"00000000000000000000000000000003","supersedes":12,'
        b'"to":"revoked","v":1}'
    )


@pytest.mark.parametrize("leaf", EACH, ids=lambda leaf: f"{type(leaf).__name__} {getattr(leaf, 'to', '')}")
def test_every_kind_comes_back_as_it_went(leaf):
    assert leaves.read(leaves.write(leaf)) == leaf
    assert leaves.at(17, leaves.write(leaf)) == leaf


@given(
    st.integers(2, 2**53 - 1),
    st.sampled_from(sorted(ADDITIONS | REMOVALS)),
    st.integers(0, 2**128 - 1),
    st.integers(-(2**35), 2**37).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.data(),
)
def test_every_status_comes_back_as_it_went(seq, to, of, effective, data):
    leaf = replace(
        status(1, 1, to),
        seq=seq,
        subject=subject(of),
        effective=effective,
        reason=data.draw(st.sampled_from(sorted(REASONS[to]))),
        supersedes=data.draw(st.none() | st.integers(1, seq - 1)),
    )
    assert leaves.at(seq, leaves.write(leaf)) == leaf


@pytest.mark.parametrize(
    ("data", "refusal", "place"),
    [
        (raw(seq=0), FieldUnfit, "seq"),
        (raw(seq=True), FieldUnfit, "seq"),
        (raw(seq="17"), FieldUnfit, "seq"),
        (raw(v=0), FieldUnfit, "v"),
        (raw(id=uuid7(1).upper()), FieldUnfit, "id"),
        (raw(id="019c0000-0000-4000-8000-000000000011"), FieldUnfit, "id"),
        (raw(id="019c0000-0000-7000-c000-000000000011"), FieldUnfit, "id"),
        (raw(id=17), FieldUnfit, "id"),
        (raw(kind="Status"), FieldUnfit, "kind"),
        (raw(kind=""), FieldUnfit, "kind"),
        (raw(subject="0" * 31), FieldUnfit, "subject"),
        (raw(subject="0" * 33), FieldUnfit, "subject"),
        (raw(subject="F" * 32), FieldUnfit, "subject"),
        (raw(to="paused"), FieldUnfit, "to"),
        (raw(to=["valid"]), FieldUnfit, "to"),
        (raw(reason="because"), FieldUnfit, "reason"),
        (raw(reason="by_customs"), FieldUnfit, "reason"),
        (raw(reason="Granted"), FieldUnfit, "reason"),
        (raw(effective="2026-03-01T10:00:00+00:00"), InstantUnfit, "effective"),
        (raw(effective="2026-03-01T10:00:00.000Z"), InstantUnfit, "effective"),
        (raw(effective="2026-03-01 10:00:00Z"), InstantUnfit, "effective"),
        (raw(effective="2026-02-29T10:00:00Z"), InstantUnfit, "effective"),
        (raw(effective="2026-03-01T24:00:00Z"), InstantUnfit, "effective"),
        (raw(effective="2026-12-31T23:59:60Z"), InstantUnfit, "effective"),
        (raw(effective="٢٠٢٦-03-01T10:00:00Z"), InstantUnfit, "effective"),
        (raw(effective=1772366400), InstantUnfit, "effective"),
        (raw(supersedes=17), FieldUnfit, "supersedes"),
        (raw(supersedes=0), FieldUnfit, "supersedes"),
        (raw(body=None), FieldUnfit, "body"),
        (raw(body="AAAA"), FieldUnfit, "body"),
        (raw(body="*"), FieldUnfit, "body"),
        (raw(body=7), FieldUnfit, "body"),
        (raw(to=None), FieldMissing, ""),
        (raw(v=None), FieldMissing, ""),
        (raw(note="hello"), FieldUnknown, ""),
        (raw(seqs=[1]), FieldUnknown, ""),
        (raw(EACH[-4], supersedes=3), FieldUnknown, ""),
        (raw(EACH[-3], digest=None), FieldMissing, ""),
        (raw(EACH[-2], seqs=[]), FieldUnfit, "seqs"),
        (raw(EACH[-2], seqs=3), FieldUnfit, "seqs"),
        (raw(EACH[-2], seqs=[3, 3]), FieldUnfit, "seqs"),
        (raw(EACH[-2], seqs=[9, 3]), FieldUnfit, "seqs"),
        (raw(EACH[-2], seqs=[3, 17]), FieldUnfit, "seqs"),
        (raw(EACH[-2], seqs=[3, "9"]), FieldUnfit, "seqs[1]"),
        (raw(EACH[-2], seqs=list(range(1, 152)), seq=999), FieldUnfit, "seqs"),
        (raw(EACH[-1], refers=17), FieldUnfit, "refers"),
        (raw(EACH[-1], reason="granted"), FieldUnfit, "reason"),
        (b" " + raw(), NotCanonical, ""),
        (raw(kind="unheard_of", text="a" * 2048), TooLong, ""),
    ],
)
def test_what_an_entry_cannot_say_is_refused_with_its_place(data, refusal, place):
    with pytest.raises(refusal) as refused:
        leaves.read(data, place="entry 17")
    assert type(refused.value) is refusal
    assert refused.value.place == (f"entry 17, {place}" if place else "entry 17")
    assert refused.value.mend
    assert isinstance(leaves.at(17, data), Unreadable)


def test_nothing_is_written_that_would_be_refused():
    with pytest.raises(InstantUnfit):
        leaves.write(replace(EACH[0], effective=NOON.replace(microsecond=1)))
    with pytest.raises(InstantUnfit):
        leaves.write(replace(EACH[0], effective=NOON.astimezone(timezone(timedelta(hours=1)))))
    with pytest.raises(InstantUnfit):
        leaves.write(replace(EACH[0], effective=NOON.replace(tzinfo=None)))
    with pytest.raises(FieldUnfit):
        leaves.write(replace(EACH[0], reason="because"))
    with pytest.raises(FieldUnfit):
        leaves.write(Erased(**COMMON, seqs=()))


def test_an_entry_can_name_as_many_erased_ones_as_fit_into_it():
    last = 2**31
    leaf = Erased(seq=last, id=uuid7(1), effective=NOON, seqs=tuple(range(last - leaves.MOST_ERASED, last)))
    assert leaves.at(last, leaves.write(leaf)) == leaf


def test_a_removal_is_believed_with_a_reason_that_nobody_here_knows():
    leaf = leaves.read(raw(status(17, 3, "revoked"), reason="a_code_of_next_year"))
    assert isinstance(leaf, Status)
    assert not leaf.reason_known


@pytest.mark.parametrize("change", [{"kind": "transfer"}, {"v": 2}, {"v": 2, "kind": "transfer", "extra": [1]}])
def test_an_entry_of_an_unknown_kind_or_version_is_known_to_be_one(change):
    leaf = leaves.read(raw(**change))
    assert leaf == Unknown(seq=17, id=uuid7(17), version=change.get("v", 1), kind=change.get("kind", "status"))


def test_an_entry_at_the_place_of_another_cannot_be_read():
    found = leaves.at(18, leaves.write(EACH[0]))
    assert isinstance(found, Unreadable)
    assert isinstance(found.refused, SequenceBroken)
    assert (found.seq, found.subject) == (18, subject(3))


@pytest.mark.parametrize(
    ("data", "of"),
    [
        (raw(to="paused"), subject(3)),
        (raw(subject=None), None),
        (raw(subject="somebody"), None),
        (raw(subject=[1]), None),
        (raw(EACH[-1], refers=17, subject=subject(3)), None),
        (b"{", None),
        (b"\xff", None),
    ],
)
def test_of_a_status_that_cannot_be_read_one_still_sees_whom_it_means(data, of):
    found = leaves.at(17, data)
    assert isinstance(found, Unreadable)
    assert found.subject == of


JUNK = st.none() | st.booleans() | st.integers(-2, 20) | st.text(max_size=8) | st.lists(st.integers(0, 3), max_size=2)


@given(st.sampled_from(EACH), st.sampled_from(sorted(leaves._READERS)), JUNK)
def test_an_entry_with_one_field_of_junk_is_read_or_refused(leaf, field, junk):
    told = json.loads(leaves.write(leaf)) | {field: junk}
    try:
        data = rfc8785.dumps(told)
        read = leaves.read(data)
        assert isinstance(read, Unknown) or leaves.write(read) == data
    except EntryRefused as refused:
        assert refused.place and refused.mend


@given(st.binary(max_size=100), st.sampled_from(EACH), st.integers(0, 400), st.integers(0, 5))
def test_any_bytes_are_an_entry_or_refused(junk, leaf, at, cut):
    written = leaves.write(leaf)
    for data in (junk, written[:at] + junk + written[at + cut :]):
        try:
            leaves.read(data)
        except EntryRefused as refused:
            assert refused.place
        assert leaves.at(17, data).seq == 17
