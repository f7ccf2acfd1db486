"""Why something between two administrations was refused: where, what came, what to do instead; pure."""

from __future__ import annotations

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
