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
