"""Whatever a misbehaving issuer or line sends is refused by its name or quarantined, and removals go on where they can.

In each of these the operators 1 and 2 were trusted before; then the issuer revokes the first and adds a third.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.recognition.feed.says import (
    HEARTBEAT,
    NOON,
    ORIGIN,
    SIGNER,
    Owner,
    bare,
    body,
    sealed,
    status,
    subject,
    uuid7,
)
from tests.recognition.issuers import Issuer, Reading
from tests.world import World
from trustlane.recognition.feed import evidence, leaves
from trustlane.recognition.feed.bodies import Sealed
from trustlane.recognition.feed.notes import COSIGNATURE, LONGEST
from trustlane.recognition.feed.refusals import Unreachable
from trustlane.recognition.sources import CHECKPOINT, MemorySource

LATER = NOON + timedelta(seconds=10)
STILL_LATER = NOON + timedelta(seconds=20)
BEFORE = {"XA000001", "XA000002"}
AFTER = {"XA000002", "XA000003"}


@pytest.fixture
def issuer() -> Issuer:
    """One that said what is told above."""
    return Issuer()


@pytest.fixture
def reading(world: World, issuer: Issuer) -> Reading:
    """We read it up to the second operator."""
    found = Reading(world, issuer)
    issuer.says(1)
    issuer.says(2)
    assert found.reads(NOON).well
    assert found.trusted() == BEFORE
    issuer.says(1, "revoked")
    issuer.says(3)
    return found


Does = Callable[[Issuer], None]
LIES: dict[str, tuple[str, Does]] = {}


def lie(refusal: str) -> Callable[[Does], Does]:
    """Something an issuer or the line does, and by which name it is refused."""

    def put(does: Does) -> Does:
        LIES[does.__name__] = (refusal, does)
        return does

    return put


def serves(issuer: Issuer, note: bytes) -> None:
    """Everything as it should be, but for the note."""
    issuer.serves(LATER, note=note)


def text(issuer: Issuer, *lines: str) -> bytes:
    """A note of these lines, signed as it should be."""
    from trustlane.recognition.feed.notes import Note

    return HEARTBEAT.cosigns(SIGNER.signs(Note("".join(f"{line}\n" for line in lines), ())), LATER).written


@lie("AnswerTooLarge")
def a_note_without_end(issuer: Issuer) -> None:
    serves(issuer, issuer.note(LATER) + b"x" * LONGEST)


@lie("NoteTooLarge")
def more_signatures_than_are_read(issuer: Issuer) -> None:
    note = issuer.signer.signs(bare(issuer.checkpoint()))
    for _ in range(40):
        note = issuer.heartbeat.cosigns(note, LATER)
    serves(issuer, note.written)


@lie("NoteUnfit")
def a_note_that_is_not_text(issuer: Issuer) -> None:
    serves(issuer, b"\xff" + issuer.note(LATER))


@lie("NoteUnfit")
def an_answer_that_is_a_page_of_a_website(issuer: Issuer) -> None:
    serves(issuer, b"<html>please log in</html>")


@lie("NoteUnfit")
def an_empty_answer(issuer: Issuer) -> None:
    serves(issuer, b"")


@lie("SignatureLineUnfit")
def a_line_that_is_no_signature(issuer: Issuer) -> None:
    serves(issuer, issuer.note(LATER) + b"trust me\n")


@lie("SignatureMissing")
def nobody_signs(issuer: Issuer) -> None:
    serves(issuer, HEARTBEAT.cosigns(bare(issuer.checkpoint()), LATER).written)


@lie("SignatureMissing")
def another_key_signs(issuer: Issuer) -> None:
    other = Owner(ORIGIN, seed="a thief")
    serves(issuer, HEARTBEAT.cosigns(other.signs(bare(issuer.checkpoint())), LATER).written)


@lie("SignatureWrong")
def a_signature_in_the_name_of_the_key_is_forged(issuer: Issuer) -> None:
    genuine = issuer.signer.signs(bare(issuer.checkpoint(2)))
    forged = bare(issuer.checkpoint()).also(genuine.signatures[0])
    serves(issuer, forged.written)


@lie("SignatureWrong")
def a_heartbeat_is_forged(issuer: Issuer) -> None:
    other = Owner(HEARTBEAT.key.name, COSIGNATURE, seed="a thief")
    line = other.cosigns(bare(issuer.checkpoint()), LATER).signatures[0]
    note = issuer.signer.signs(bare(issuer.checkpoint()))
    from trustlane.recognition.feed.notes import Signature

    serves(issuer, note.also(Signature(HEARTBEAT.key.name, HEARTBEAT.key.id, line.signed)).written)


@lie("OriginOfAnother")
def the_checkpoint_of_another_feed(issuer: Issuer) -> None:
    serves(issuer, issuer.note(LATER, origin="mra.xa.example/xc"))


@lie("OriginLooksAlike")
def a_feed_whose_name_looks_alike(issuer: Issuer) -> None:
    serves(issuer, issuer.note(LATER, origin="mra.xа.example/xb"))


@lie("CheckpointUnfit")
def a_size_with_a_zero_before_it(issuer: Issuer) -> None:
    serves(issuer, text(issuer, ORIGIN, "04", issuer.checkpoint().text.splitlines()[2]))


@lie("CheckpointUnfit")
def a_size_no_tree_can_have(issuer: Issuer) -> None:
    serves(issuer, text(issuer, ORIGIN, "9223372036854775808", issuer.checkpoint().text.splitlines()[2]))


@lie("CheckpointUnfit")
def a_root_of_another_length(issuer: Issuer) -> None:
    serves(issuer, text(issuer, ORIGIN, "4", "c2hvcnQ="))


@lie("TimeAhead")
def a_time_ahead_of_our_clock(issuer: Issuer) -> None:
    serves(issuer, issuer.note(LATER + timedelta(seconds=61)))


@lie("TimeOlder")
def an_old_checkpoint_sent_again_under_an_older_time(issuer: Issuer) -> None:
    serves(issuer, issuer.note(NOON - timedelta(seconds=1), size=2))


@lie("TreeShrank")
def a_smaller_tree_without_a_heartbeat(issuer: Issuer) -> None:
    serves(issuer, issuer.note(None, size=1))


@lie("TreeShrank")
def a_smaller_tree_of_the_same_second(issuer: Issuer) -> None:
    serves(issuer, issuer.note(NOON, size=1))


@lie("TooFarAhead")
def a_tree_of_absurd_size(issuer: Issuer) -> None:
    serves(issuer, _stated(2**62))


def _stated(size: int) -> bytes:
    from trustlane.recognition.feed.checkpoints import Checkpoint

    stated = Checkpoint(ORIGIN, size, bytes(32))
    return HEARTBEAT.cosigns(SIGNER.signs(bare(stated)), LATER).written


@lie("TileUnfit")
def a_tile_cut_short(issuer: Issuer) -> None:
    issuer.serves(LATER)
    issuer.source.files["tile/0/000.p/4"] = issuer.source.files["tile/0/000.p/4"][:-1]


@lie("AnswerTooLarge")
def a_tile_without_end(issuer: Issuer) -> None:
    issuer.serves(LATER)
    issuer.source.files["tile/0/000.p/4"] += bytes(32)


@lie("NotServed")
def a_tile_that_is_not_served(issuer: Issuer) -> None:
    issuer.serves(LATER)
    del issuer.source.files["tile/0/000.p/4"]


@lie("ConsistencyRefused")
def rubbish_in_a_tile(issuer: Issuer) -> None:
    issuer.serves(LATER)
    issuer.source.files["tile/0/000.p/4"] = bytes(128)


@lie("BundleUnfit")
def entries_cut_short(issuer: Issuer) -> None:
    issuer.serves(LATER)
    issuer.source.files["tile/entries/000.p/4"] = issuer.source.files["tile/entries/000.p/4"][:-1]


@lie("BundleUnfit")
def an_entry_more_than_was_asked_for(issuer: Issuer) -> None:
    issuer.serves(LATER)
    issuer.source.files["tile/entries/000.p/4"] += b"\x00\x01x"


@lie("EntryTooLong")
def an_entry_longer_than_entries_are(issuer: Issuer) -> None:
    issuer.serves(LATER)
    issuer.source.files["tile/entries/000.p/4"] = b"\xff\xff" + bytes(4000)


@lie("AnswerTooLarge")
def entries_without_end(issuer: Issuer) -> None:
    issuer.serves(LATER)
    issuer.source.files["tile/entries/000.p/4"] = bytes(1_000_000)


@lie("NotServed")
def entries_that_are_not_served(issuer: Issuer) -> None:
    issuer.serves(LATER)
    del issuer.source.files["tile/entries/000.p/4"]


@lie("RootDiffers")
def entries_that_do_not_make_the_root(issuer: Issuer) -> None:
    issuer.serves(LATER)
    bundle = issuer.source.files["tile/entries/000.p/4"]
    issuer.source.files["tile/entries/000.p/4"] = bundle.replace(b"revoked", b"expired")


@lie("ConsistencyRefused")
def a_root_that_no_entries_make(issuer: Issuer) -> None:
    serves(issuer, issuer.note(LATER, root=bytes(32)))


@lie("Unreachable")
def a_line_that_is_cut(issuer: Issuer) -> None:
    class Cut(MemorySource):
        def file(self, path: str, longest: int) -> bytes:
            raise Unreachable(path, "the line is cut")

    issuer.serves(LATER)
    issuer.source = Cut(issuer.source.files, issuer.bodies)


@pytest.mark.parametrize("name", LIES)
def test_it_is_refused_by_its_name_and_nothing_of_it_is_believed(name: str, issuer: Issuer, reading: Reading) -> None:
    from trustlane.recognition.models import BelievedTree, FeedHealth, RefusedLook

    refusal, does = LIES[name]
    does(issuer)
    looked = reading.looks(LATER)
    assert looked.refusal == refusal, looked
    assert looked.why
    assert reading.trusted() == BEFORE
    assert reading.quarantines() == []
    assert (BelievedTree.objects.get().size, BelievedTree.objects.get().signed) == (2, NOON)
    health = FeedHealth.objects.get()
    assert (health.refusal, health.tried_at, health.succeeded_at) == (refusal, LATER, NOON)
    assert health.again_at > LATER
    assert RefusedLook.objects.get().refusal == refusal
    issuer.source = MemorySource()
    assert reading.reads(STILL_LATER).well  # the same issuer, over a good line
    assert reading.trusted() == AFTER


def test_there_are_more_than_thirty_such_behaviours() -> None:
    assert len(LIES) + len(TWISTED) + len(CONTRADICTIONS) + len(BODIES) + len(WHO) >= 60


# --- entries that cannot be read: they are in the signed tree, so they hold additions, and removals go on ------------


def raw(seq: int, **change: Any) -> dict[str, Any]:
    """An entry as JSON, before anybody wrote it in the canonical way."""
    return json.loads(leaves.write(status(seq, 9))) | change


def twisted(**change: Any) -> Callable[[int], bytes]:
    """An entry with something else in it, in the canonical way of writing."""
    import rfc8785

    return lambda seq: rfc8785.dumps(raw(seq, **change))


TWISTED: dict[str, Callable[[int], bytes]] = {
    "a number that is none": lambda seq: json.dumps(raw(seq, supersedes=float("nan"))).encode(),
    "a name that stands twice": lambda seq: leaves.write(status(seq, 9))[:-1] + b',"v":1}',
    "a broken number": lambda seq: leaves.write(status(seq, 9)).replace(b'"v":1', b'"v":1.5'),
    "another way of writing": lambda seq: json.dumps(raw(seq)).encode(),
    "not JSON": lambda seq: b"{",
    "not text": lambda seq: b"\xff\xfe",
    "nothing": lambda seq: b"",
    "a list": lambda seq: b"[]",
    "a gap in the numbers": lambda seq: leaves.write(status(seq + 5, 9)),
    "a number that was used": lambda seq: leaves.write(status(1, 9)),
    "a field nobody knows": twisted(benefit="all"),
    "a field that is missing": lambda seq: leaves.write(status(seq, 9)).replace(b'"reason":"granted",', b""),
    "a reason that gives": twisted(reason="friendship"),
    "a state nobody knows": twisted(to="exalted"),
    "an instant of another zone": twisted(effective="2026-03-01T10:00:00+09:00"),
    "an addition without a body": lambda seq: leaves.write(status(seq, 9, "suspended")).replace(b"suspended", b"valid"),
    "text in another normal form": lambda seq: leaves.write(status(seq, 9)).replace(b"granted", "e\u0301".encode()),
    "a name that is no UUID": twisted(id="1"),
    "an unknown kind": twisted(kind="blessing"),
    "a later version": twisted(v=2),
    "a subject that is a name": twisted(subject="Example Ltd"),
}


@pytest.mark.parametrize("name", TWISTED)
def test_what_cannot_be_read_holds_additions_and_removals_go_on(name: str, world: World, issuer: Issuer) -> None:
    reading = Reading(world, issuer)
    issuer.says(1)
    issuer.says(2)
    assert reading.reads(NOON).well
    odd = issuer.writes(TWISTED[name](issuer.next))
    issuer.says(3)
    issuer.says(1, "revoked")
    looked = reading.reads(LATER)
    assert looked.well, looked
    assert reading.trusted() == {"XA000002"}
    (held,) = reading.quarantines()
    assert (held.kind, held.from_seq) == ("held", odd)
    assert evidence.proven(held.evidence).kind == "held"


# --- contradictions: what the issuer signed proves them, so additions are quarantined --------------------------------


def other_branch(issuer: Issuer, shared: int) -> Issuer:
    """The same issuer, with another past after the entries both share: it suspends operator 2 there."""
    other = Issuer()
    for number, entry in enumerate(issuer.entries[:shared], 1):
        other.entries.append(entry)
        if number in issuer.bodies:
            other.bodies[number] = issuer.bodies[number]
    other.says(2, "suspended", reason="own_request")
    return other


Contradiction = Callable[[Issuer], Issuer]


def another_tree_of_the_same_size(issuer: Issuer) -> Issuer:
    return other_branch(issuer, 1)


def a_larger_tree_with_another_past(issuer: Issuer) -> Issuer:
    other = other_branch(issuer, 1)
    other.says(7)
    other.says(8)
    return other


def a_smaller_tree_with_another_past(issuer: Issuer) -> Issuer:
    return other_branch(issuer, 0)


CONTRADICTIONS: dict[str, tuple[Contradiction, int]] = {
    "another tree of the same size": (another_tree_of_the_same_size, 2),
    "a larger tree with another past": (a_larger_tree_with_another_past, 2),
    "a smaller tree with another past": (a_smaller_tree_with_another_past, 1),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
@pytest.mark.parametrize("beat", [LATER, None, NOON - timedelta(days=1)], ids=["newer", "without time", "older"])
def test_a_fork_is_quarantined_with_proof_and_its_removals_apply(
    name: str, beat: datetime | None, world: World, issuer: Issuer
) -> None:
    reading = Reading(world, issuer)
    issuer.says(1)
    issuer.says(2)
    assert reading.reads(NOON).well
    forks, parts = CONTRADICTIONS[name]
    other = forks(issuer)
    other.serves(LATER)
    other.source.files[CHECKPOINT] = other.note(beat)
    looked = reading.looks(LATER, source=other.source)
    assert looked.refusal in ("ConsistencyRefused", "TreeShrank", "TimeOlder"), looked
    (found,) = reading.quarantines()
    assert (found.kind, found.from_seq) == ("fork", parts)
    assert evidence.proven(json.loads(json.dumps(found.evidence))).kind == "fork"
    assert reading.states()["XA000002"] == "suspended"  # told in the other tree, and after the last good point
    assert ("XA000001" in reading.trusted()) == (parts > 1)
    # An honest branch goes on: its removals apply, its additions wait for people.
    issuer.says(1, "revoked")
    issuer.says(3)
    assert reading.reads(STILL_LATER).well
    assert reading.trusted() == set()


def test_a_rollback_is_a_smaller_tree_signed_later(world: World, issuer: Issuer) -> None:
    reading = Reading(world, issuer)
    issuer.says(1)
    issuer.says(2)
    assert reading.reads(NOON).well
    issuer.source.files[CHECKPOINT] = issuer.note(LATER, size=1)
    assert reading.looks(LATER).refusal == "TreeShrank"
    (found,) = reading.quarantines()
    assert (found.kind, found.from_seq) == ("rollback", 2)
    assert evidence.proven(found.evidence).kind == "rollback"
    assert reading.trusted() == {"XA000001"}
    reading.looks(LATER + timedelta(seconds=5))
    assert len(reading.quarantines()) == 1


def test_evidence_proves_nothing_where_it_was_changed(world: World, issuer: Issuer) -> None:
    from trustlane.recognition.feed.refusals import FeedRefused

    reading = Reading(world, issuer)
    issuer.says(1)
    issuer.says(2)
    reading.reads(NOON)
    other = a_larger_tree_with_another_past(issuer)
    other.serves(LATER)
    reading.looks(LATER, source=other.source)
    document = reading.quarantines()[0].evidence
    honest = Issuer()
    honest.entries = issuer.entries[:]
    honest.says(5)
    for change in (
        {"came": document["seen"]},
        {"left": document["left"][::-1] + document["right"]},
        {"right": []},
        {"kind": "theft"},
        {"origin": "mra.xa.example/xc"},
        {"signers": []},
    ):
        with pytest.raises(FeedRefused):
            evidence.proven(document | change)


# --- bodies: an addition needs its own, and a removal waits for none -------------------------------------------------

BODIES: dict[str, tuple[Callable[[], Sealed | None], str]] = {
    "another body": (lambda: sealed(4), "BodyDiffers"),
    "another salt": (lambda: Sealed(bytes(32), sealed(3).content), "other"),
    "a body said to be erased early": (lambda: None, "BodyGone"),
    "a body that is not JSON": (lambda: Sealed(sealed(3).salt, b"{"), "other"),
    "a body beyond its length": (lambda: Sealed(sealed(3).salt, b" " * 20_000), "TooLong"),
    "a salt of another length": (lambda: Sealed(b"", sealed(3).content), "salt"),
}


@pytest.mark.parametrize("name", BODIES)
def test_an_addition_waits_for_its_own_body_and_the_removal_before_it_does_not(
    name: str, issuer: Issuer, reading: Reading
) -> None:
    from trustlane.recognition.models import ReadBody, WaitingAddition

    make, _ = BODIES[name]
    issuer.serves(LATER)
    good, issuer.bodies[4] = issuer.bodies[4], make()
    assert reading.looks(LATER).well
    assert reading.trusted() == {"XA000002"}
    waiting = WaitingAddition.objects.get()
    assert waiting.seq == 4
    assert waiting.why
    assert not ReadBody.objects.filter(seq=4).exists()
    issuer.bodies[4] = good
    assert reading.looks(waiting.again_at).well
    assert reading.trusted() == AFTER


def test_a_body_that_is_missing_is_asked_for_again_less_and_less_often(issuer: Issuer, reading: Reading) -> None:
    from trustlane.recognition.models import WaitingAddition

    issuer.serves(LATER)
    good = issuer.bodies.pop(4)
    at, pauses = LATER, []
    for _ in range(12):
        reading.looks(at)
        waiting = WaitingAddition.objects.get()
        assert waiting.why == "BodyMissing"
        pauses.append((waiting.again_at - at).total_seconds())
        at = waiting.again_at
    assert pauses[:4] == [1, 2, 4, 8]
    assert pauses[-1] == 300
    issuer.bodies[4] = good
    reading.looks(at)
    assert reading.trusted() == AFTER


def test_a_body_with_a_field_the_agreement_does_not_let_in_gives_nothing(world: World, issuer: Issuer) -> None:
    reading = Reading(world, issuer, profile=("scope", "tin", "valid_from"))
    issuer.says(1)
    issuer.says(2, body={"legal_name": "Example Ltd"})
    assert reading.reads(NOON).well
    assert reading.trusted() == {"XA000001"}


def test_bodies_that_cannot_be_read_are_refused_and_removals_applied(
    issuer: Issuer, reading: Reading, tmp_path: Path
) -> None:
    folder = issuer.folder(tmp_path, LATER)
    for data in (
        b"",
        b"[]",
        b'{"bodies":[{"seq":1,"salt":"x","content":"y"}]}',
        b'{"bodies":[{"seq":900,"erased":true}]}',
    ):
        (tmp_path / "bodies" / "1-4").write_bytes(data)
        looked = reading.looks(LATER, source=folder)
        assert looked.refusal == "BodiesUnfit"
        assert reading.trusted() == {"XA000002"}


# --- caps, order, and who somebody is --------------------------------------------------------------------------------


@pytest.mark.parametrize("caps", [{"live": 3}, {"in_a_day": 3}], ids=["live", "in a day"])
def test_an_addition_above_a_cap_is_quarantined_and_people_decide(caps: dict, world: World, issuer: Issuer) -> None:
    from trustlane.recognition.actions.ending import end_quarantine
    from trustlane.recognition.actions.quarantining import propose_end

    reading = Reading(world, issuer, **caps)
    for of in range(1, 6):
        issuer.says(of)
    assert reading.reads(NOON).well
    assert reading.trusted() == {"XA000001", "XA000002", "XA000003"}
    (found,) = reading.quarantines()
    assert (found.kind, found.from_seq) == ("cap", 4)
    assert evidence.proven(found.evidence).kind == "cap"
    issuer.says(1, "revoked")
    assert reading.reads(LATER).well
    assert reading.trusted() == {"XA000002", "XA000003"}
    decided = world.now
    reading.agrees(decided)
    propose_end(quarantine=found, reason="the programme grew, says the issuer", by=reading.first, at=decided)
    from trustlane.access.refusals import Refused

    with pytest.raises(Refused):
        end_quarantine(quarantine=found, by=reading.first, at=decided)
    end_quarantine(quarantine=found, by=reading.second, at=decided)
    assert reading.looks(decided).well
    assert reading.trusted() == {"XA000002", "XA000003", "XA000004", "XA000005"}


def test_a_grant_before_a_removal_of_the_same_range_gives_nothing(world: World, issuer: Issuer) -> None:
    reading = Reading(world, issuer)
    issuer.says(1)
    issuer.says(1, "revoked")
    assert reading.reads(NOON).well
    assert reading.trusted() == set()
    issuer.says(1, reason="reinstated")
    assert reading.reads(LATER).well
    assert reading.trusted() == {"XA000001"}


def test_a_removal_of_somebody_never_heard_of_is_remembered(world: World, issuer: Issuer) -> None:
    from trustlane.recognition.models import ReadSubject

    reading = Reading(world, issuer)
    issuer.says(1, "revoked")
    assert reading.reads(NOON).well
    assert ReadSubject.objects.get().to == "revoked"
    assert reading.states() == {}


def test_two_equal_suspensions_are_both_kept(world: World, issuer: Issuer) -> None:
    from trustlane.recognition.models import ReadEntry

    reading = Reading(world, issuer)
    issuer.says(1)
    assert reading.reads(NOON).well
    issuer.says(1, "suspended", id=uuid7(7))
    issuer.says(1, "suspended", id=uuid7(7))
    assert reading.reads(LATER).well
    assert reading.looks(STILL_LATER).well
    assert ReadEntry.objects.count() == 3
    assert reading.states() == {"XA000001": "suspended"}


WHO: dict[str, tuple[dict[str, Any], str]] = {
    "a country that is none": ({"tin": "ZQ12"}, "cannot be right"),
    "another subject's number": ({"tin": "XA000001"}, "another subject"),
    "no risk that was agreed": ({"scope": ("compliance",)}, "no risk"),
}


@pytest.mark.parametrize("name", WHO)
def test_an_addition_that_names_nobody_clearly_gives_nothing_and_stops_nobody_else(
    name: str, world: World, issuer: Issuer
) -> None:
    from trustlane.recognition.models import ReadSubject

    change, why = WHO[name]
    reading = Reading(world, issuer, scope=("security",))
    issuer.says(1)
    issuer.says(2, body=change)
    issuer.says(3)
    assert reading.reads(NOON).well
    assert reading.trusted() == {"XA000001", "XA000003"}
    assert why in ReadSubject.objects.get(subject=subject(2)).why_not


def test_an_operator_whose_numbers_are_two_operators_of_ours_gets_nothing(world: World, issuer: Issuer) -> None:
    from trustlane.parties.actions import register
    from trustlane.parties.identifiers import Identifier
    from trustlane.recognition.models import ReadSubject

    for value in ("XA000001", "XB77"):
        register(name=value, identifiers=[Identifier("TIN", value)], actor="user:1", at=world.now)
    reading = Reading(world, issuer)
    issuer.says(1, body={"identifiers": (Identifier("TIN", "XB77"),)})
    assert reading.reads(NOON).well
    assert reading.trusted() == set()
    assert "several operators" in ReadSubject.objects.get().why_not
    assert body(1).tin == "XA000001"
