"""Why a document was not kept or could not be opened: what was expected, what came, what to do instead."""


class EvidenceRefusal(Exception):
    """The document was refused."""


class Empty(EvidenceRefusal):
    """The file holds nothing."""


class TooLarge(EvidenceRefusal):
    """The file is larger than a document may be."""


class NotAllowed(EvidenceRefusal):
    """Files of this kind are not kept."""


class Mismatch(EvidenceRefusal):
    """The file is not what it says it is."""


class Dangerous(EvidenceRefusal):
    """The file can do something by itself: a program, a script, a macro."""


class Unreadable(EvidenceRefusal):
    """The file is damaged or locked, so nobody can look into it."""


class DaysUnfit(EvidenceRefusal):
    """The last day of the document lies before the day it speaks of."""


class CertificateUndated(EvidenceRefusal):
    """A certificate of a standard is given without the day it was issued or the last day it is good for."""


class NotNewest(EvidenceRefusal):
    """The document to be replaced is not there, belongs to somebody else, or was replaced before."""


class Lost(EvidenceRefusal):
    """The content of a kept document is missing or is no longer what was uploaded."""
