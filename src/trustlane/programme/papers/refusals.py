"""Why a paper is not made, sealed or believed."""


class PaperRefused(Exception):
    """A paper cannot be made of what was given; the message names the place and the mend."""


class Illegible(PaperRefused):
    """A text holds something that no letter on paper shows."""


class TooLong(PaperRefused):
    """A text has no room in its place."""


class UnknownWord(PaperRefused):
    """A language, a letter or a code has no words."""


class LetterRefused(PaperRefused):
    """A letter lacks a field, has one too many, or has one of another kind."""


class PhotoRefused(PaperRefused):
    """A photograph cannot be shown."""


class SealRefused(PaperRefused):
    """A seal cannot be put under a paper."""
