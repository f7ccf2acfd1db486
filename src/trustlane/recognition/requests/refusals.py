"""Every reason for which a request from another node is not answered; one name a reason, pure."""

from __future__ import annotations

from trustlane.recognition.refusals import RecognitionRefused


class RequestRefused(RecognitionRefused):
    """A request was not believed to come from whom it says."""

    mend = "Sign the request as the exchange says, with the key of the keyset; no field of it may be changed under way."


class RequestUnfit(RequestRefused):
    """A request has a method, host, path or query that none of this exchange has."""


class FieldAbsent(RequestRefused):
    """A header field without which nothing can be verified is not there."""


class FieldTwice(RequestRefused):
    """A header field that may stand there once stands there twice."""


class DigestUnfit(RequestRefused):
    """The Content-Digest is not one SHA-256 (RFC 9530)."""


class DigestDiffers(RequestRefused):
    """The content is not the one whose digest was signed."""


class InputUnfit(RequestRefused):
    """The Signature-Input is not written as this exchange writes it."""


class ComponentsDiffer(RequestRefused):
    """The signature does not cover exactly what it has to cover."""


class SignatureUnfit(RequestRefused):
    """The Signature is not sixty-four bytes under the label of the exchange."""


class KeyUnknown(RequestRefused):
    """No partner's keyset names the key for requests now."""

    mend = "Look whether the keyset was renewed; a new version is believed only by the one before it."


class SignatureDiffers(RequestRefused):
    """The key did not sign this request: somebody else did, or a part of it was changed."""


class CreatedAhead(RequestRefused):
    """The request was signed more than 60 seconds ahead of our clock."""

    mend = "Compare both clocks with a time server."


class RequestExpired(RequestRefused):
    """The request was signed too long ago."""

    mend = "Sign it again and send it at once; compare both clocks if it is refused still."


class LifeTooLong(RequestRefused):
    """The request is to be valid for longer than five minutes, or for no time at all."""

    mend = "Let it expire within five minutes of its creation."


class Replayed(RequestRefused):
    """The request was seen before."""

    mend = "Sign it again with a fresh nonce; if nobody repeated it, somebody on the line did."


class MemoryFull(RequestRefused):
    """More requests came within five minutes than are remembered."""

    mend = "Ask less often; the limit of an agreement is in its settings."
