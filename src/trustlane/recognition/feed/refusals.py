"""Every reason for which a reader of a feed does not believe what it was sent; one name a reason, pure."""

from __future__ import annotations

from trustlane.recognition.refusals import RecognitionRefused

ASK = "Keep what came and ask the administration that issues this feed."


class FeedRefused(RecognitionRefused):
    """Something of a feed was not believed."""

    mend = ASK


# The tree (RFC 6962 section 2.1, RFC 9162 section 2.1)


class TreeRefused(FeedRefused):
    """A tree, a hash or a proof is not what it should be."""


class HashUnfit(TreeRefused):
    """A hash has not the 32 bytes of SHA-256."""


class SizeUnfit(TreeRefused):
    """A tree has a size no tree can have, or one beyond 2^63 - 1."""


class LeafOutside(TreeRefused):
    """A leaf is asked for that the tree is too small to hold."""

    mend = "Ask for a leaf below the size of the tree, or fetch the newer checkpoint."


class TreeShrank(TreeRefused):
    """The tree that came is smaller than the one that was seen before."""

    mend = "Stop taking additions, keep both checkpoints as evidence and call the issuer: its feed was rolled back."


class InclusionRefused(TreeRefused):
    """A proof does not show that the leaf is in the tree."""


class ConsistencyRefused(TreeRefused):
    """A proof does not show that the older tree is the beginning of the newer one."""

    mend = "Stop taking additions, keep both checkpoints as evidence and call the issuer: its feed may be forked."


class RootDiffers(TreeRefused):
    """The entries that came do not make the root that was signed."""

    mend = "Fetch the entries again; if they still differ, keep them as evidence and call the issuer."


# Tiles and bundles of entries (C2SP tlog-tiles)


class TilesRefused(FeedRefused):
    """A tile or a bundle of entries is not what was asked for."""

    mend = "Fetch it again; if it stays so, keep it as evidence and call the issuer."


class TilePathUnfit(TilesRefused):
    """A path is not the one way in which a tile or bundle is named."""

    mend = "Write the path as tlog-tiles says, such as tile/0/x001/067 or tile/entries/000.p/17."


class TileUnfit(TilesRefused):
    """A tile is not as many hashes as its path says, or no tree has one there."""


class BundleUnfit(TilesRefused):
    """A bundle cannot be split into as many entries as its path says."""


class EntryTooLong(TilesRefused):
    """An entry is longer than an entry of this feed may be."""

    mend = "Keep an entry within its limit; what is long belongs into its body."


# Signed notes (C2SP signed-note, tlog-cosignature, tlog-checkpoint)


class NoteRefused(FeedRefused):
    """A signed note was not believed."""


class NoteTooLarge(NoteRefused):
    """A note is longer, or bears more signatures, than is read."""


class NoteUnfit(NoteRefused):
    """A note is not text, a blank line and signature lines."""


class SignatureLineUnfit(NoteRefused):
    """A line where a signature should stand is none."""


class KeyUnfit(NoteRefused):
    """A key is not written as a key is, or its name cannot be one."""

    mend = "Copy the key again from the agreement: name, plus, eight hex digits, plus, the key in base64."


class SignatureWrong(NoteRefused):
    """A signature in the name of a known key was not made by it."""

    mend = "Believe nothing of this note; keep it as evidence and call whoever owns the key."


class SignatureMissing(NoteRefused):
    """No key that the agreement names signed this note."""

    mend = "Look whether the issuer changed its keys; a new keyset is believed only as the agreement says."


class CheckpointUnfit(NoteRefused):
    """The text of a note is not origin, size and root."""


class StatementUnfit(NoteRefused):
    """The text of a note does not state that bodies are held no more."""

    mend = "Write the five lines of erased/v1: feed, entry, its leaf hash, and the numbers it names."


class OriginUnfit(NoteRefused):
    """An origin is not written as the origin of a feed is."""

    mend = "Write small Latin letters, digits, dots and hyphens, such as mra.xa.example/xb."


class OriginOfAnother(NoteRefused):
    """The checkpoint belongs to another feed."""


class OriginLooksAlike(OriginOfAnother):
    """The checkpoint belongs to another feed whose name could be mistaken for this one's."""

    mend = "Somebody may be posing as this partner: keep the note as evidence and call the issuer."


# The signed time


class TimeRefused(FeedRefused):
    """The time a note was signed at was not believed."""


class TimeAhead(TimeRefused):
    """The signed time is more than 60 seconds ahead of our clock."""

    mend = "Compare both clocks with a time server; nothing ages by a clock that is wrong."


class TimeOlder(TimeRefused):
    """The signed time is older than the newest that was seen."""

    mend = "An old checkpoint was sent again: keep it as evidence, and look who stands on the line."


# Entries and their bodies


class EntryRefused(FeedRefused):
    """An entry or a body cannot be read as this feed's entries are written."""

    mend = "Additions wait until somebody looks; ask the issuer what it meant."


class TooLong(EntryRefused):
    """More bytes than an entry (2 KiB) or a body (16 KiB) may have."""


class NotText(EntryRefused):
    """Bytes that are not UTF-8."""


class NotJson(EntryRefused):
    """Text that is not one JSON object, or is nested too deep."""


class KeyTwice(EntryRefused):
    """A name stands twice in one object (RFC 7493 section 2.3)."""


class NumberUnfit(EntryRefused):
    """A number that is not whole, or not exact in every reader (RFC 7493 section 2.2)."""


class TextUnfit(EntryRefused):
    """Text that is not in normal form C, or holds a character that is none."""


class NotCanonical(EntryRefused):
    """JSON that is not written in the one canonical way (RFC 8785)."""


class FieldMissing(EntryRefused):
    """A field that has to be there is not."""


class FieldUnknown(EntryRefused):
    """A field is there that this kind of entry has not, or that the agreement does not let out."""


class FieldUnfit(EntryRefused):
    """A field says something it cannot say."""


class InstantUnfit(FieldUnfit):
    """An instant that is not in UTC to the second."""


class SequenceBroken(EntryRefused):
    """An entry does not bear the number of its place in the feed."""


class BodyDiffers(EntryRefused):
    """A body is not the one the entry committed to."""


# Folding


class EntriesMissing(FeedRefused):
    """Entries were given that do not follow on those applied before."""

    mend = "Fetch the entries in between first."


# What a source answers


class SourceFailed(FeedRefused):
    """Nothing came that could be looked at."""

    mend = "Look at the line; what was trusted fades by its age until something newer is heard."


class Unreachable(SourceFailed):
    """The source does not answer."""


class Redirected(SourceFailed):
    """The source sends us elsewhere; nobody is followed to an address that was not agreed."""


class NotServed(SourceFailed):
    """The source answers, but does not hand out what its own checkpoint says is there."""

    mend = "Ask the administration that issues this feed why the file is missing."


class AnswerTooLarge(SourceFailed):
    """The answer is larger than what was asked for can be."""


class TooFarAhead(SourceFailed):
    """The signed tree has more entries than are read in one look."""

    mend = "Ask the issuer whether its feed really grew by so much; then read it by file."


class BodiesUnfit(EntryRefused):
    """A bundle of bodies is not written as one is."""


class BodyMissing(EntryRefused):
    """A body that an addition needs is not handed out."""

    mend = "The addition waits; ask the issuer for the body."


class BodyGone(EntryRefused):
    """A body is said to be erased, and no entry of the feed says so."""

    mend = "The addition gives nothing; ask the issuer, which owes an entry on what it erased."


# Evidence


class EvidenceUnfit(FeedRefused):
    """A document does not prove what it says."""

    mend = "Ask whoever sent it for both signed checkpoints and the hashes between them."
