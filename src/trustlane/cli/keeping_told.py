"""What came of keeping declarations, told to people and to programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustlane.cli.telling import (
    SHOWN,
    lanes_of,
    say,
    tell_changed,
    tell_currencies,
    tell_lanes,
    tell_not_seen,
    tell_row,
    tell_unread,
)

if TYPE_CHECKING:
    import polars as pl

    from trustlane.declarations.frame import Read, Refusal
    from trustlane.declarations.sql import Loaded
    from trustlane.selectivity.basis import Basis, PriceTables


@dataclass(frozen=True)
class Screened:
    """What was decided about what was newly kept, and what that rests on."""

    decisions: pl.DataFrame
    basis: Basis
    tables: PriceTables


@dataclass(frozen=True)
class Outcome:
    """What came of it, for people and for programs."""

    read: Read
    not_seen: tuple[Refusal, ...]  # rows of what was done that could not be used
    loaded: Loaded
    screened: Screened | None  # None where nothing was new
    commitment: str
    seed_drawn: Path | None  # where the node's seed is kept, if it was drawn just now

    def summary(self) -> dict[str, Any]:
        """The outcome in figures."""
        counts = {name: count for name, count in asdict(self.loaded).items() if isinstance(count, int)}
        told: dict[str, Any] = {
            "kept": counts,
            "unreadable": self.read.refused_count,
            "refused": [asdict(one) for one in self.loaded.refused],
            "decided": 0,
            "lanes": {},
            "commitment": self.commitment,
            "seed_drawn": str(self.seed_drawn) if self.seed_drawn else None,
        }
        if self.screened is None:
            return told
        decisions, basis, tables = self.screened.decisions, self.screened.basis, self.screened.tables
        return told | {
            "decided": decisions.height,
            "lanes": lanes_of(decisions),
            "changed_by_credit": int(decisions["changed"].sum()),
            "drawn_by_lot": int(decisions["drawn"].sum()),
            "basis": basis.versions,
            "prices": {"with_credit": tables.with_credit.version, "without_credit": tables.without_credit.version},
            "stand_in_rates": dict(basis.exchange.taken),
        }

    def tell(self) -> None:
        """The outcome in a table and a few sentences."""
        loaded = self.loaded
        if self.screened is not None:
            tell_lanes(self.screened.decisions)
            if self.screened.basis.register.given:
                tell_changed(self.screened.decisions)
            else:
                say("The register is empty, so nobody has credit: upload a list of trusted operators on the pages.")
            tell_currencies(self.screened.basis)
        say(
            f"Kept: {loaded.declarations:,} declarations new, {loaded.versions:,} versions, {loaded.lines:,} lines, "
            f"{loaded.events:,} events, {loaded.observed:,} reports of what was done; "
            f"{loaded.repeated:,} messages were kept already."
        )
        tell_unread(self.read)
        for refusal in loaded.refused[:SHOWN]:
            tell_row(f"Not kept: {refusal.place}:", f"{refusal.reason} {refusal.mend}")
        if len(loaded.refused) > SHOWN:
            say(f"… and {len(loaded.refused) - SHOWN:,} more that were not kept.")
        tell_not_seen(self.not_seen)
        if self.seed_drawn is not None:
            say(f"A seed of the random share was drawn: {self.seed_drawn}. Keep it secret, and keep a copy of it.")
        say(f"The random share is drawn by the seed committed to as {self.commitment}.")
