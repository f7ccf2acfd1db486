"""Every reason for which a keyset or a key is not believed or not made; one name a reason, pure."""

from __future__ import annotations

from trustlane.recognition.refusals import RecognitionRefused

CALL = "Believe nothing of it, keep it as evidence, and call the administration at the number in the agreement."


class KeysRefused(RecognitionRefused):
    """Something about an administration's keys was refused."""

    mend = CALL


class KeysetUnfit(KeysRefused):
    """The file is not a keyset in its one form."""

    mend = "Fetch it again; a keyset is one line of canonical JSON, never edited by hand."


class KeysetOfAnother(KeysRefused):
    """The keyset belongs to another administration."""


class FingerprintDiffers(KeysRefused):
    """The keyset is not the one whose fingerprint was exchanged."""


class VersionSkipped(KeysRefused):
    """A version between the one that is trusted and this one is missing."""

    mend = "Fetch every version in between; none may be left out."


class VersionBack(KeysRefused):
    """The version is not above the one that is trusted."""

    mend = "An old keyset was sent again: keep it as evidence, and look who stands on the line."


class SignerUnknown(KeysRefused):
    """Somebody signed who is a root of neither this version nor the one before."""

    mend = "Have two roots of each version sign it, and nobody else."


class SignatureSpoiled(KeysRefused):
    """A signature in the name of a root was not made by it for this keyset."""


class SignedTwice(KeysRefused):
    """A root signed this keyset before."""

    mend = "Nothing is to be done; hand it to the next root."


class SignaturesTooFew(KeysRefused):
    """Fewer than two roots signed, of this version or of the one before."""

    mend = "Have more roots sign; `trustlane keys show` names those who have not."


class RootsUnfit(KeysRefused):
    """The roots are not three different keys of which two must sign."""

    mend = "Name three different root keys."


class KeyInTwoRoles(KeysRefused):
    """One public key stands in two roles, at once or one after the other."""

    mend = "Make a key of its own for every role; a key that had a role never gets another."


class RoleUncovered(KeysRefused):
    """A role that is needed has no key at some time between the first and the last."""

    mend = "Let the next key of a role begin before the one before it ends."


class PeriodUnfit(KeysRefused):
    """A key's period is upside down, longer than its role allows, or was made longer later."""

    mend = "Make a new key instead of using one longer."


class OverlapTooLong(KeysRefused):
    """Two keys of one role count beside each other for more than seven days."""

    mend = "Let the older one end within seven days of the newer one's beginning."


class ExpiryTooFar(KeysRefused):
    """The keyset is to count for more than thirteen months."""

    mend = "Let it expire within thirteen months; every year all three roots are looked for and found."


class IssuedBack(KeysRefused):
    """The keyset was issued before the version it follows, or after our clock."""

    mend = "Compare the clocks, then make it again."


class KeysetExpired(KeysRefused):
    """The newest keyset has expired, or is not yet issued by our clock."""

    mend = "Ask the administration for its newer keyset; until then nothing it signs is believed."


class LockedUnfit(KeysRefused):
    """The file is not a private key under a passphrase."""

    mend = "Name the file that `trustlane keys make` wrote, or fetch its copy from the safe."


class PassphraseWrong(KeysRefused):
    """The passphrase does not open this private key, or somebody changed the file."""

    mend = "Type it again; there is no way round it. If it is lost, the other two roots replace this one."


class PassphraseShort(KeysRefused):
    """The passphrase has fewer than twelve characters."""

    mend = "Choose five words that nobody would put together."
