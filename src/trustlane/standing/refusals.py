"""Why a deed about the register was refused: what was expected, what came, what to do instead."""

from __future__ import annotations

from collections.abc import Sequence

from trustlane.standing.lists import RefusedRow


class StandingRefused(Exception):
    """A deed about the register was refused; `mend` says what to do instead."""

    mend = ""


class ListUnreadable(StandingRefused):
    """The file as a whole cannot be read as a list."""

    def __init__(self, refused: Sequence[RefusedRow]) -> None:
        self.refused = tuple(refused)
        first = self.refused[0]
        self.mend = first.mend
        super().__init__(f"{first.place.capitalize()} {first.reason}.")


class IssuerUnknown(StandingRefused):
    """The issuer is no two-letter code of an administration."""

    mend = "Write the ISO 3166 code of the administration that speaks in the list, such as JP, or EU."


class PreviewStale(StandingRefused):
    """The register moved since the preview, so the list would do something other than what was shown."""

    mend = "Look at the preview again, then apply it."


class ListSettled(StandingRefused):
    """The list was applied or discarded before."""

    mend = "Upload the list again if it has to be applied once more."


class OfAnArrangement(StandingRefused):
    """The list came under an arrangement with a partner, and is settled with what was agreed there."""

    mend = "Open it under Mutual recognition, Partners by file."


class NothingToApply(StandingRefused):
    """Every row of the list was refused, so there is nothing to apply."""

    mend = "Mend the rows as the preview says and upload the list again."


class RegisterConflict(StandingRefused):
    """What was to be written contradicts what the register holds."""

    mend = "Look at the operator's history, and correct the period, role or scope."


class NotHeld(StandingRefused):
    """The register does not hold that standing now."""

    mend = "Look at the operator's standing as it is known now."
