"""Why something between two administrations was refused: where, what came, what to do instead; pure."""

from __future__ import annotations

from collections.abc import Sequence

SHOWN = 60  # characters of what came that a message repeats


class RecognitionRefused(Exception):
    """Something was refused; ``place`` says where it stood, ``what`` what came, ``mend`` what to do instead."""

    mend = ""

    def __init__(self, place: str, what: str) -> None:
        self.place, self.what = place, what
        super().__init__(f"{place}: {what}")


def shown(came: object) -> str:
    """What came, fit for a message: in quotes, with nothing invisible, and cut."""
    words = ascii(came)
    return words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"


# What we ourselves refuse to do with a feed of ours


class IssuingRefused(RecognitionRefused):
    """A deed about a feed of ours was refused."""


class FeedUnknown(IssuingRefused):
    """There is no feed with this origin."""

    mend = "Look at `trustlane feeds list`."


class FeedTaken(IssuingRefused):
    """A feed with this origin was proposed before; an origin is never used twice."""

    mend = "Choose another origin, or confirm the one that waits."


class FeedSettled(IssuingRefused):
    """The feed was opened or closed before, or is not open."""

    mend = "A feed is opened once and closed once; propose another one under another origin."


class ProfileUnfit(IssuingRefused):
    """A profile names a field, a risk or a role that there is not."""


class SigningRefused(IssuingRefused):
    """Nothing was signed, because what would be signed may contradict what was signed before."""


class KeyMissing(SigningRefused):
    """The keys that sign feeds are not there."""

    mend = "Bring the file of the key back from where it is kept; a demonstration makes its own."


class DatabaseBehind(SigningRefused):
    """The database knows less of this feed than was signed: it was restored from an older copy."""

    mend = (
        "Ask the partner for its newest checkpoint and the entries after those that are here, and run "
        "`trustlane feeds take-back`."
    )


class TreeContradicted(SigningRefused):
    """The entries in the database do not make the tree that was signed."""

    mend = "Sign nothing. Bring back the newest copy of the database, then take back the tail from the partner."


class FileBehind(SigningRefused):
    """The file beside the database knows less than the database says was signed: the file was lost or restored."""

    mend = (
        "Ask the partner for its newest checkpoint and run `trustlane feeds take-back` with it: what was signed last "
        "must be known before anything is signed again."
    )


class SealedMeanwhile(SigningRefused):
    """Another process signed this feed in the meantime."""

    mend = "Let one sealing process run; this one looks again."


class TailUnfit(SigningRefused):
    """What the partner gave does not follow on what is here, or does not make the tree that we signed."""

    mend = "Ask the partner for the checkpoint and for every entry from the first one that is missing here."


class FollowingRefused(RecognitionRefused):
    """A deed about a feed that is read, or is to be read, was refused."""

    mend = "Compare with the agreement: origin, keys, fields, scope, ages and caps."


class FollowingSettled(FollowingRefused):
    """Somebody has settled it before."""

    mend = "Look at how it stands now."


class NotFollowed(FollowingRefused):
    """Nobody agreed to read this feed, or reading it was stopped."""

    mend = "Have one person propose its terms and another agree to them."


# Arrangements


class ArrangementRefused(RecognitionRefused):
    """A deed on an arrangement was refused."""


class MoveUnknown(ArrangementRefused):
    """There is no move of this name."""

    mend = "Choose one of the moves that the page offers."


class WrongStage(ArrangementRefused):
    """The move cannot be made at the stage where the arrangement is."""

    mend = "Look at the arrangement again: somebody may have moved it since."

    def __init__(self, move: str, stage: str, expected: Sequence[str]) -> None:
        self.move, self.stage, self.expected = move, stage, tuple(expected)
        wanted = ", ".join(one.replace("_", " ") for one in expected) or "no stage"
        super().__init__(
            move.replace("_", " "), f"possible at {wanted}; this arrangement is at {stage.replace('_', ' ')}"
        )


class ArrangementChanged(ArrangementRefused):
    """Somebody moved the arrangement since the page was made."""

    mend = "Look at it as it is now, then decide."


class ReasonMissing(ArrangementRefused):
    """The move needs a reason, and none was given."""

    mend = "Write the reason; it is kept with the arrangement."


class HoldOver(ArrangementRefused):
    """The 72 hours of a hold are over, so that it can no longer be ratified."""

    mend = "Withhold recognition again, or propose to end the arrangement."


class HoldTooSoon(ArrangementRefused):
    """The same person withheld recognition too short a time ago."""

    mend = "Ask a second person to withhold it, or to ratify the hold before its 72 hours are over."


class NotReady(ArrangementRefused):
    """Something that belongs to this stage is not done yet."""

    mend = "Do what is named first."


class PartnerUnfit(ArrangementRefused):
    """A partner is not named by a code and a name, is named twice, or is this administration itself."""

    mend = "Write one partner a line: the two letters of its country, a blank, its name."


class TextUnfit(ArrangementRefused):
    """A text is missing, too long, or holds a character that cannot be kept."""

    mend = "Write it anew in plain characters."


class ChoiceUnknown(ArrangementRefused):
    """What was chosen is none of what can be chosen."""

    mend = "Choose one of those that are offered."


class DayUnfit(ArrangementRefused):
    """A day cannot be so."""

    mend = "Look at the day and the year."


class PersonUnfit(ArrangementRefused):
    """The person does not keep agreements with partners."""

    mend = "Choose somebody of the desk that keeps them."


class DoneBefore(ArrangementRefused):
    """A task is done already, or a contact point has ended."""

    mend = "Look at the arrangement again."


# Terms


class TermsRefused(ArrangementRefused):
    """Terms cannot be used as they are written."""

    mend = "Mend what is named in the terms of that direction."


class TermMissing(TermsRefused):
    """The terms lack something that has to be agreed."""

    mend = "Say it, or leave the whole out of the agreement."


class TermUnknown(TermsRefused):
    """The terms name something that is no term."""

    mend = "Take it out; what is agreed beside the terms belongs into a document."


class TermUnfit(TermsRefused):
    """A term is written in a way in which it cannot be carried out."""


class TermTwice(TermsRefused):
    """The same stands in the terms twice."""

    mend = "Keep one of the two."


# The comparison


class ComparisonRefused(ArrangementRefused):
    """A deed on a comparison was refused."""


class ItemUnknown(ComparisonRefused):
    """The item is not compared in that direction."""

    mend = "Choose an item of the comparison."


class RemedyMissing(ComparisonRefused):
    """A gap, or what fits in part only, needs a remedy."""

    mend = "Write what either side does about it."


class CatalogueUnfit(ComparisonRefused):
    """The file cannot be used; every place is named with its mend."""

    mend = "Mend the places that are named and upload the file again."


class CatalogueUnknown(ComparisonRefused):
    """There is no catalogue of this name, or it cannot stand in this place."""

    mend = "Choose one of the library, or import the partner's."


class SidesSame(ComparisonRefused):
    """Both sides of the comparison are the same catalogue."""

    mend = "Choose our catalogue on one side and the partner's on the other."


class NothingNew(ComparisonRefused):
    """The comparison rests on these editions already."""

    mend = "Choose another edition of either side."


class ComparedAnew(ComparisonRefused):
    """The item was judged or reopened by somebody else since the page was made."""

    mend = "Read what stands there now, then judge."


# What we refuse about the line to a partner


class LineRefused(RecognitionRefused):
    """Something about keys of a partner, receipts or requests was refused."""


class KeysetOfAnotherPartner(LineRefused):
    """The keys belong to an administration that is known under another code, or the code to another administration."""

    mend = "Look whose keys they are; a partner that is replaced gets another code."


class KeysetSettled(LineRefused):
    """The keyset was agreed to before, or the partner's keys are followed already."""

    mend = "Later versions are believed by the one before; where a partner lost its roots, begin with a new name."


class PartnerKeysMissing(LineRefused):
    """No keys of the partner are trusted, or none of them counts now."""

    mend = "Have two persons trust its keyset: `trustlane keys trust` and `trustlane keys agree`."


class ReceiptRefused(LineRefused):
    """A receipt is not the word of this reader about a tree of this feed."""

    mend = "Cosign the checkpoint that was applied with the heartbeat key of your keyset, and send the whole note."


class ReceiptContradicts(ReceiptRefused):
    """The reader signed that it applied a tree that is none of ours."""

    mend = "Compare the notes: somebody served it another tree. People on both sides are called."


class StatementRefused(LineRefused):
    """A statement of erasure is not the word of this reader about an entry of this feed."""

    mend = "State of the entry as it stands in the feed that nothing is held, signed by the heartbeat of your keyset."


class BodiesHeld(LineRefused):
    """It cannot be stated that bodies are gone: one of them is held here, or is still asked for."""

    mend = "Erase them first with the deed that is there for it, and look at the feed again."


class AddressUnfit(LineRefused):
    """The address of a partner's node is not one this exchange asks at."""

    mend = "Write https://, the host and nothing else; http is for this machine alone."


# Partners without a node


class ByFileRefused(RecognitionRefused):
    """A deed about a partner that sends its list by file was refused."""


class NoPartnerByFile(ByFileRefused):
    """No terms for its operators are signed with this partner, or its feed is read."""

    mend = "Sign terms for its operators first; a partner whose feed is read tells us by the feed."


class ListOlder(ByFileRefused):
    """The list speaks of an earlier day than one that was applied, or of a day that has not come."""

    mend = "Ask the partner for its newest list; what an older one says was said otherwise since."


class FirstListPartial(ByFileRefused):
    """The first list of a partner names everybody: what is held from elsewhere has no age otherwise."""

    mend = "Ask the partner for its whole list, and say that everybody is on it."


class ListSettledBefore(ByFileRefused):
    """The list was applied or set aside before, or its removals were withheld before."""

    mend = "Look at the list; bring it again where something has to be done anew."


class ListRefused(ByFileRefused):
    """The list cannot be read, or does not do what was looked at."""

    mend = "Mend what is named, and bring or look at the list again."


class JumpUnconfirmed(ByFileRefused):
    """Something of the list is implausible, and was not confirmed with what the partner said of it."""

    mend = "Ask the partner; then confirm each of it, and write what it answered."


class NothingRemoved(ByFileRefused):
    """The list takes nothing away from anybody who is valid today."""

    mend = "Let a second person apply it."


class CallUnfit(ByFileRefused):
    """A suspension told by telephone cannot be entered so."""

    mend = "Call the partner back at a number you know, and write who told it, when, and of whom."


class CallLately(ByFileRefused):
    """The same person entered a call about this operator in the last thirty days, and nobody confirmed it."""

    mend = "Let somebody else enter it: nobody alone withholds again and again."


class CallSettled(ByFileRefused):
    """What was told by telephone was confirmed, ended or lapsed before."""

    mend = "Enter it anew if the partner told it again."


class ManifestRefused(ByFileRefused):
    """A list and its manifest do not belong together, or the manifest is not signed by the key."""

    mend = "Ask the sender for both files again, and compare the key by telephone."
