"""Why a deed on an edition of a catalogue was refused: what was expected, what came, what to do instead; pure."""

from __future__ import annotations

from collections.abc import Sequence


class CatalogueRefused(Exception):
    """A deed on an edition was refused; ``mend`` says what to do instead."""

    mend = ""


class WrongStage(CatalogueRefused):
    """The move cannot be made at the stage where the edition is."""

    mend = "Look at the edition again: somebody may have moved it since."

    def __init__(self, move: str, stage: str, expected: Sequence[str]) -> None:
        self.move, self.stage, self.expected = move, stage, tuple(expected)
        wanted = ", ".join(expected) or "no stage"
        super().__init__(f"'{move.replace('_', ' ')}' is possible at {wanted}; this edition is at {stage or 'none'}.")


class EditionChanged(CatalogueRefused):
    """Somebody moved or revised the edition since the page was made."""

    mend = "Look at the edition as it is now, then decide."


class FileRefused(CatalogueRefused):
    """The file cannot be used as it is; the message names every place and the mend, a line each."""

    mend = "Mend the places that are named and upload the file again."


class NameTaken(CatalogueRefused):
    """There is an edition of this name."""

    mend = "Give the new words an edition of their own, such as the year."


class SuccessorsUnfit(CatalogueRefused):
    """Which item follows which cannot be so."""

    mend = "Write a pair a line, the old item first: A.O1 = A.O2."


class BodyUnfit(CatalogueRefused):
    """A body is not named, or not among those that are consulted."""

    mend = "Name the bodies that are consulted, one a line."


class DayUnfit(CatalogueRefused):
    """A day does not follow the day before it."""

    mend = "Choose a later day."


class CommentUnfit(CatalogueRefused):
    """A comment says nothing, is about an item there is not, or came too late."""

    mend = "Write the comment to an item of this edition, before the consultation ends."


class ConsultationRuns(CatalogueRefused):
    """The consultation still has time, and not every body has commented."""

    mend = "Wait for the last day, or for the comments of all that were asked."


class CommentsOpen(CatalogueRefused):
    """Comments were not answered, so the edition cannot be adopted."""

    mend = "Answer each comment, then adopt."


class AnsweredBefore(CatalogueRefused):
    """The comment has its answer."""

    mend = "Read the answer; it is kept as it was given."


class ReasonMissing(CatalogueRefused):
    """The move needs a reason, and none was given."""

    mend = "Write the reason; it is kept."
