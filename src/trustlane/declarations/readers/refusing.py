"""Collects refused rows without ever holding more of them than a person would read."""

from __future__ import annotations

from collections import Counter

from trustlane.declarations.frame import Refusal

KEPT_IN_FULL = 1_000


class Refusals:
    """The first refusals in full, and a count per reason of the rest."""

    def __init__(self, file: str, keep: int = KEPT_IN_FULL) -> None:
        self.file = file
        self.keep = keep
        self._kept: list[tuple[Refusal, str]] = []  # with the kind it is counted under
        self._more: Counter[str] = Counter()

    def add(self, place: str, reason: str, mend: str, reference: str | None = None, *, kind: str | None = None) -> None:
        """Refuse one row; `kind` is the reason without its particulars, under which the many are counted."""
        self._add(Refusal(self.file, place, reason, mend, reference), kind or reason)

    def _add(self, refusal: Refusal, kind: str) -> None:
        if len(self._kept) < self.keep:
            self._kept.append((refusal, kind))
        else:
            self._more[kind] += 1

    def count(self, kind: str, number: int) -> None:
        """Count rows beyond those listed, without having looked at each."""
        if number > 0:
            self._more[kind] += number

    def apart(self) -> Refusals:
        """Room of one's own to refuse rows in, to be taken over when their turn comes."""
        return Refusals(self.file, self.keep)

    def take(self, later: Refusals) -> None:
        """Take over what was refused apart, as if it were refused here and now."""
        for refusal, kind in later._kept:
            self._add(refusal, kind)
        self._more.update(later._more)

    @property
    def room(self) -> int:
        """How many more are kept in full."""
        return max(0, self.keep - len(self._kept))

    def listed(self) -> tuple[Refusal, ...]:
        """The refusals kept in full."""
        return tuple(refusal for refusal, _ in self._kept)

    def unlisted(self) -> tuple[tuple[str, int], ...]:
        """How many more were refused, by reason, most frequent first."""
        return tuple(sorted(self._more.items(), key=lambda item: (-item[1], item[0])))
