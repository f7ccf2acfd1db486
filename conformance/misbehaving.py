"""A partner that misbehaves on demand: each behaviour is a name, what it does to a good folder, and what must follow.

The reader has followed the feed up to `KNOWN` entries. A behaviour makes of the good continuation (a revocation of
subject 1, grants of subjects 7 and 8) what this partner hands out instead. It is refused by one of the names given, or
believed with the notices given; in no case does anything come out that was not signed, and after the partner behaves
again every removal applies.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from conformance import invented
from conformance.invented import (
    HEARTBEAT,
    NOON,
    SECOND,
    SIGNER,
    WITNESS,
    Feed,
    Files,
    Holder,
    bundle_of,
    sealed,
    status,
    subject,
    uuid7,
    who,
)
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.bodies import Sealed
from trustlane.recognition.feed.checkpoints import Checkpoint
from trustlane.recognition.feed.leaves import Erased
from trustlane.recognition.feed.notes import COSIGNATURE, Note, Signature

KNOWN = 6
LATER = NOON + 60 * SECOND  # when the good continuation is signed and read
AGAIN = LATER + 60 * SECOND  # when the partner behaves again


def before() -> Feed:
    """What the reader knows: six subjects were granted."""
    feed = Feed()
    for number in range(1, KNOWN + 1):
        feed = feed.tells(number)
    return feed


def good() -> Feed:
    """What an honest partner goes on to say."""
    return before().tells(1, "revoked").tells(7).tells(8)


TILE, BUNDLE, BODIES = "tile/0/000.p/9", "tile/entries/000.p/9", "bodies/1-256"


@dataclass(frozen=True)
class Behaviour:
    """What the partner does; `refused` are the names that fit, or where it is believed `notices` what is told.

    `given` says of subjects whether they are given anything afterwards; `quarantines` that additions wait even after
    the partner behaves again.
    """

    name: str
    about: str
    files: Callable[[], Files]
    refused: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    given: dict[int, bool] = field(default_factory=dict)
    quarantines: bool = False


BEHAVIOURS: dict[str, Behaviour] = {}


def behaviour(
    *refused: str,
    notices: tuple[str, ...] = (),
    given: dict[int, bool] | None = None,
    quarantines: bool = False,
) -> Callable[[Callable[[], Files]], Callable[[], Files]]:
    """Name a behaviour; its docstring says what the partner does."""

    def named(files: Callable[[], Files]) -> Callable[[], Files]:
        # What is refused changes nothing; what is believed revokes subject 1.
        told = {1: bool(refused)} | (given or {})
        about = (files.__doc__ or "").strip()
        BEHAVIOURS[files.__name__] = Behaviour(files.__name__, about, files, refused, notices, told, quarantines)
        return files

    return named


def _with(name: str, data: bytes | None) -> Files:
    files = good().files(LATER)
    if data is None:
        del files[name]
    else:
        files[name] = data
    return files


def _noted(note: Note | bytes) -> Files:
    return good().files(note=note)


def _signed(text: str) -> Note:
    return HEARTBEAT.cosigns(SIGNER.signs(Note(text, ())), LATER)


# The signed note


@behaviour("NotServed")
def checkpoint_missing() -> Files:
    """Hands out everything but the checkpoint."""
    return _with("checkpoint", None)


@behaviour("NoteUnfit")
def note_without_signatures() -> Files:
    """Hands out the text alone."""
    return _noted(good().checkpoint().text.encode())


@behaviour("NoteUnfit")
def note_in_another_encoding() -> Files:
    """Hands out bytes that are no text."""
    return _noted(good().note(LATER).written.replace("\u2014".encode(), b"\x97"))


@behaviour("NoteUnfit")
def note_with_carriage_returns() -> Files:
    """Ends its lines as some mail programs do."""
    return _noted(good().note(LATER).written.replace(b"\n", b"\r\n"))


@behaviour("NoteUnfit")
def note_with_a_second_text() -> Files:
    """Signs a text with an empty line in it, so that two readers may cut it differently."""
    return _noted(_signed(good().checkpoint().text + "\nmore\n"))


@behaviour("NoteTooLarge")
def note_without_end() -> Files:
    """Hands out more than anybody should read."""
    return _noted(good().note(LATER).written + b"\xe2\x80\x94 filler AAAAAAAA\n" * 12_500)


@behaviour("NoteTooLarge")
def hundred_signatures() -> Files:
    """Has everybody sign."""
    note = good().note(LATER)
    for number in range(100):
        note = note.also(Signature(f"somebody-{number}", b"some", bytes(64)))
    return _noted(note)


@behaviour("SignatureLineUnfit")
def signature_line_cut() -> Files:
    """Cuts the last signature line short."""
    return _noted(good().note(LATER).written[:-20] + b"\n")


@behaviour("SignatureMissing")
def signed_by_nobody_known() -> Files:
    """Signs with a key that no agreement names."""
    return _noted(Holder("mra.xz.example/xb").signs(Note(good().checkpoint().text, ())))


@behaviour("SignatureMissing")
def key_rotated_without_cross_signature() -> Files:
    """Signs with a new key of its own under the old name, which no keyset told of."""
    new = Holder(invented.ORIGIN, made_of="new key")
    return _noted(HEARTBEAT.cosigns(new.signs(Note(good().checkpoint().text, ())), LATER))


@behaviour("SignatureMissing")
def signed_by_witness_and_heartbeat_only() -> Files:
    """Lets others vouch for what it did not sign itself."""
    return _noted(WITNESS.cosigns(HEARTBEAT.cosigns(Note(good().checkpoint().text, ()), LATER), LATER))


@behaviour("SignatureWrong")
def signature_of_another_checkpoint() -> Files:
    """Puts the signatures of the checkpoint before under the new text."""
    return _noted(Note(good().checkpoint().text, before().note(LATER).signatures))


@behaviour("SignatureWrong")
def second_signature_spoiled() -> Files:
    """Adds a wrong line in the name of its own key beside the right one."""
    return _noted(good().note(LATER).also(before().note().signatures[0]))


@behaviour("SignatureWrong")
def cosignature_of_the_witness_spoiled() -> Files:
    """Puts a cosignature in the witness's name that the witness made of another checkpoint."""
    line = WITNESS.cosigns(Note(before().checkpoint().text, ()), LATER).signatures[0]
    return _noted(good().note(LATER).also(line))


# The checkpoint


@behaviour("OriginOfAnother")
def checkpoint_of_another_feed() -> Files:
    """Hands out the checkpoint of its feed to somebody else."""
    return _noted(_signed(replace(good(), origin="mra.xa.example/xc").checkpoint().text))


@behaviour("OriginLooksAlike", "OriginOfAnother")
def look_alike_origin() -> Files:
    """Poses under a name that an eye takes for the partner's."""
    return _noted(_signed(replace(good(), origin="mra.xa.examp1e/xb").checkpoint().text))


@behaviour("OriginLooksAlike", "OriginOfAnother")
def origin_in_another_alphabet() -> Files:
    """Writes a letter of its name in Cyrillic."""
    return _noted(_signed(replace(good(), origin="mra.xа.example/xb").checkpoint().text))


@behaviour("CheckpointUnfit")
def size_with_a_leading_zero() -> Files:
    """Writes nine as 09."""
    return _noted(_signed(good().checkpoint().text.replace("\n9\n", "\n09\n")))


@behaviour("CheckpointUnfit")
def size_beyond_every_tree() -> Files:
    """States more entries than a tree can have."""
    return _noted(_signed(good().checkpoint().text.replace("\n9\n", f"\n{2**63}\n")))


@behaviour("CheckpointUnfit")
def root_cut_short() -> Files:
    """States a root of 31 bytes."""
    short = base64.b64encode(good().checkpoint().root[:31]).decode()
    return _noted(_signed(f"{invented.ORIGIN}\n9\n{short}\n"))


# The time


@behaviour(given={7: True})
def silent_heartbeat() -> Files:
    """Signs, but gives no time: believed, and nothing becomes younger."""
    return good().files(at=None)


@behaviour(given={7: True})
def time_of_a_witness() -> Files:
    """Lets a witness give the time: believed, and nothing becomes younger."""
    return _noted(WITNESS.cosigns(good().note(at=None), LATER))


@behaviour(given={7: True})
def witness_under_the_heartbeats_name() -> Files:
    """Lets the witness's key sign in the heartbeat's name: another key, so no time of the issuer's."""
    posing = Holder(HEARTBEAT.key.name, COSIGNATURE, made_of=WITNESS.key.name)
    return _noted(posing.cosigns(good().note(at=None), LATER))


@behaviour("SignatureWrong")
def forged_time() -> Files:
    """Changes the time in a cosignature."""
    plain, beat = good().note(LATER).signatures
    forged = Signature(
        beat.name, beat.id, (int.from_bytes(beat.signed[:8], "big") + 1).to_bytes(8, "big") + beat.signed[8:]
    )
    return _noted(Note(good().checkpoint().text, (plain, forged)))


@behaviour("TimeAhead")
def time_ahead() -> Files:
    """Signs a time more than a minute ahead, to stay fresh for longer."""
    return good().files(LATER + 61 * SECOND)


@behaviour("TimeAhead")
def time_of_the_far_future() -> Files:
    """Signs a time in the year 9999."""
    return good().files(NOON.replace(year=9999))


@behaviour("TimeOlder")
def older_time() -> Files:
    """Signs the new tree with an hour that has passed."""
    return good().files(NOON - timedelta(hours=1))


@behaviour("TimeOlder")
def old_checkpoint_again() -> Files:
    """Repeats what it said earlier, to hide the revocation."""
    return before().first(4).files(NOON - 60 * SECOND)


# The tree


@behaviour("TreeShrank", quarantines=True)
def rolled_back() -> Files:
    """Signs a smaller tree with a newer time, as if two entries had never been."""
    return before().first(4).files(LATER)


@behaviour("TreeShrank", quarantines=True)
def emptied() -> Files:
    """Signs a tree without entries."""
    return Feed().files(LATER)


@behaviour("ConsistencyRefused", quarantines=True)
def forked() -> Files:
    """Says something else at place 3 to this reader than it said before, and goes on from there."""
    other = before().first(2).tells(33)
    for number in range(4, 10):
        other = other.tells(number)
    return other.files(LATER)


@behaviour("ConsistencyRefused", quarantines=True)
def forked_at_the_same_size() -> Files:
    """Signs two trees of one size."""
    return before().first(5).tells(66).files(LATER)


@behaviour("ConsistencyRefused", quarantines=True)
def entry_left_out_of_the_past() -> Files:
    """Takes an entry out of its past and renumbers the others."""
    other = before().first(1)
    for number in range(3, 10):
        other = other.tells(number)
    return other.files(LATER)


@behaviour("ConsistencyRefused")
def wrong_root() -> Files:
    """Signs a root that its tiles do not make."""
    return _noted(_signed(Checkpoint(invented.ORIGIN, 9, bytes(32)).text))


# Tiles


@behaviour("TileUnfit")
def truncated_tile() -> Files:
    """Hands out a tile without its last bytes."""
    return _with(TILE, good().files()[TILE][:-5])


@behaviour("TileUnfit", "AnswerTooLarge")
def oversized_tile() -> Files:
    """Hands out a tile with a hash more than there are entries."""
    return _with(TILE, good().files()[TILE] + bytes(32))


@behaviour("TileUnfit", "AnswerTooLarge")
def tile_without_end() -> Files:
    """Hands out a tile of which nobody knows the end."""
    return _with(TILE, bytes(1 << 14))


@behaviour("NotServed")
def tile_missing() -> Files:
    """Signs a tree and hands out no tile of it."""
    return _with(TILE, None)


@behaviour("ConsistencyRefused")
def tile_of_other_hashes() -> Files:
    """Hands out a tile in which one hash is another."""
    return _with(TILE, bytes(32) + good().files()[TILE][32:])


# Bundles of entries


@behaviour("BundleUnfit")
def truncated_bundle() -> Files:
    """Hands out a bundle that ends within an entry."""
    return _with(BUNDLE, good().files()[BUNDLE][:-5])


@behaviour("BundleUnfit")
def bundle_with_a_gap() -> Files:
    """Leaves the revocation out of the bundle."""
    entries = good().entries
    return _with(BUNDLE, bundle_of([*entries[:6], *entries[7:]]))


@behaviour("BundleUnfit")
def bundle_with_one_more() -> Files:
    """Adds an entry that was never signed."""
    return _with(BUNDLE, bundle_of(good().tells(99).entries))


@behaviour("NotServed")
def bundle_missing() -> Files:
    """Hands out no entries."""
    return _with(BUNDLE, None)


@behaviour("EntryTooLong")
def entry_too_long() -> Files:
    """Hands out an entry of three thousand bytes."""
    return _with(BUNDLE, bundle_of([*good().entries[:8], b"x" * 3000]))


@behaviour("RootDiffers")
def entries_in_another_order() -> Files:
    """Exchanges two entries."""
    *first, one, other = good().entries
    return _with(BUNDLE, bundle_of([*first, other, one]))


@behaviour("RootDiffers")
def entry_exchanged() -> Files:
    """Hands out a grant where a revocation was signed."""
    entries = list(good().entries)
    entries[6] = leaves.write(status(7, 1))
    return _with(BUNDLE, bundle_of(entries))


# Entries that are signed and cannot be read: removals apply, additions wait


def _odd(data: Callable[[int], bytes]) -> Files:
    """The odd entry, then the revocation and a grant behind it."""
    return before().says(data).tells(1, "revoked").tells(7).files(LATER)


def _edited(edit: Callable[[bytes], bytes]) -> Files:
    return _odd(lambda seq: edit(leaves.write(status(seq, 2))))


ODD = ("unreadable",)
STOPPED = {2: False, 7: False}


@behaviour(notices=ODD, given={7: False})
def entry_with_nan() -> Files:
    """Writes a number that is none."""
    return _edited(lambda data: data.replace(b'"seq":7', b'"seq":NaN'))


@behaviour(notices=ODD, given={7: False})
def entry_with_a_float() -> Files:
    """Writes a number that two readers round differently."""
    return _edited(lambda data: data.replace(b'"seq":7', b'"seq":7.0'))


@behaviour(notices=ODD, given={7: False})
def entry_with_a_number_too_large() -> Files:
    """Writes a number that is not exact in every reader."""
    return _edited(lambda data: data.replace(b'"seq":7', b'"seq":9007199254740993'))


@behaviour(notices=ODD, given={7: False})
def entry_with_a_name_twice() -> Files:
    """Says two things under one name."""
    return _edited(lambda data: data.replace(b'"to":"valid"', b'"to":"revoked","to":"valid"'))


@behaviour(notices=ODD, given={7: False})
def entry_not_canonical() -> Files:
    """Puts a blank where canonical JSON has none."""
    return _edited(lambda data: data.replace(b'"seq":7', b'"seq": 7'))


@behaviour(notices=ODD, given={7: False})
def entry_not_json() -> Files:
    """Writes something else altogether."""
    return _odd(lambda _: b"\x00\xff hello")


@behaviour(notices=ODD, given={7: False})
def entry_nested_deep() -> Files:
    """Nests an entry deeper than a reader may follow."""
    return _odd(lambda _: b'{"a":' + b"[" * 900 + b"]" * 900 + b"}")


@behaviour(notices=ODD, given=STOPPED)
def entry_out_of_sequence() -> Files:
    """Gives an entry the number of another."""
    return _odd(lambda seq: leaves.write(status(seq + 1, 2)))


@behaviour(notices=ODD, given=STOPPED)
def entry_with_a_field_more() -> Files:
    """Adds a field that entries of this kind have not."""
    return _edited(lambda data: data.replace(b'"id"', b'"hint":1,"id"'))


@behaviour(notices=ODD, given=STOPPED)
def grant_without_a_body() -> Files:
    """Grants without committing to whom."""
    return _edited(
        lambda data: json.dumps(
            {k: v for k, v in json.loads(data).items() if k != "body"}, separators=(",", ":")
        ).encode()
    )


@behaviour(notices=ODD, given=STOPPED)
def grant_for_a_reason_of_its_own() -> Files:
    """Grants for a reason that the list has not."""
    return _edited(lambda data: data.replace(b'"granted"', b'"because"'))


@behaviour(notices=("unknown_kind",), given={2: True, 7: False})
def entry_of_an_unknown_kind() -> Files:
    """Says something of a kind this exchange has not."""
    return _edited(lambda data: data.replace(b'"kind":"status"', b'"kind":"surprise"'))


@behaviour(notices=("unknown_kind",), given={2: True, 7: False})
def entry_of_a_later_version() -> Files:
    """Writes an entry of version 2."""
    return _edited(lambda data: data.replace(b'"v":1', b'"v":2'))


@behaviour(notices=("reason_unknown",), given={2: False, 7: True})
def removal_for_a_reason_of_its_own() -> Files:
    """Revokes for a reason that the list has not: it counts all the same."""
    return _odd(lambda seq: leaves.write(status(seq, 2, "revoked")).replace(b'"by_customs"', b'"because"'))


# Bodies


def _bodied(seven: Sealed | None, more: dict[int, Sealed | None] | None = None) -> Files:
    return good().files(LATER) | invented.written({**good().bodies, 8: seven, **(more or {})})


@behaviour(notices=("body_refused",), given={7: False, 8: True})
def body_of_another() -> Files:
    """Hands out another body than the entry committed to."""
    return _bodied(sealed(8, who(99)))


@behaviour(given={7: False, 8: True})
def body_missing() -> Files:
    """Grants and hands out no body: the grant waits."""
    return good().files(LATER) | invented.written({seq: one for seq, one in good().bodies.items() if seq != 8})


@behaviour(given={7: False, 8: True})
def body_gone_too_early() -> Files:
    """Says that a body was erased, and no entry says so."""
    return _bodied(None)


def _committed(content: bytes) -> Files:
    """A grant of subject 7 that commits to just this content."""
    odd = Sealed(sealed(8).salt, content)
    feed = before().tells(1, "revoked").tells(7, body=odd.commitment).tells(8)
    return feed.files(LATER) | invented.written({**feed.bodies, 8: odd})


@behaviour(notices=("body_refused",), given={7: False, 8: True})
def body_with_a_field_of_its_own() -> Files:
    """Tells of an operator what the agreement does not let out."""
    return _committed(sealed(8).content.replace(b'"scope"', b'"religion":"none","scope"'))


@behaviour(notices=("body_refused",), given={7: False, 8: True})
def body_too_long() -> Files:
    """Commits to a body of seventeen thousand bytes."""
    return _committed(sealed(8).content.replace(b'"scope"', b'"legal_name":"' + b"a" * 17_000 + b'","scope"'))


@behaviour(notices=("body_refused",), given={7: False, 8: True})
def body_with_a_name_twice() -> Files:
    """Commits to a body that says two things under one name."""
    return _committed(sealed(8).content.replace(b'"tin"', b'"tin":"XA1","tin"'))


@behaviour(notices=("bodies_refused",), given={7: False, 8: False})
def bodies_cut_short() -> Files:
    """Hands out half a file of bodies: removals apply, grants wait."""
    return _with(BODIES, good().files()[BODIES][:-40])


@behaviour(notices=("bodies_refused",), given={7: False, 8: False})
def bodies_out_of_order() -> Files:
    """Hands out a body twice."""
    rows = json.loads(good().files()[BODIES])["bodies"]
    return _with(BODIES, json.dumps({"bodies": [*rows, rows[-1]]}).encode())


# What is signed, well formed, and against the rules


@behaviour(given={7: False, 8: True})
def grant_and_revocation_in_one_range() -> Files:
    """Grants and revokes at once: the revocation stands."""
    return before().tells(1, "revoked").tells(7).tells(8).tells(7, "revoked").files(LATER)


@behaviour(given={7: False})
def revocation_of_somebody_never_heard_of() -> Files:
    """Revokes who was never granted; it is remembered."""
    return before().tells(1, "revoked").tells(7, "revoked").files(LATER)


@behaviour(notices=("erased",), given={2: False, 7: True})
def erased_after_all() -> Files:
    """Erases a body that was used: it gives nothing any more."""
    told = before().tells(1, "revoked").tells(7)
    told = told.says(lambda seq: leaves.write(Erased(seq=seq, id=uuid7(seq), effective=NOON, seqs=(2,))))
    return told.files(LATER) | invented.written({**told.bodies, 2: None})


@behaviour(notices=("above_cap",), given={7: True, 60: False}, quarantines=True)
def flood_of_grants() -> Files:
    """Grants more in a day than the agreement expects: what is above waits for people."""
    feed = good()
    for number in range(20, 61):
        feed = feed.tells(number)
    return feed.files(LATER)


# What the reader is asked about afterwards.
SUBJECTS = {number: subject(number) for number in (1, 2, 7, 8, 60)}
