"""The standing of one operator over the years as a strip: one band an issuer and role, one piece a period; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trustlane.standing.facts import StandingFact

WIDTH = 100.0
BAND = 26
MARGIN = timedelta(days=60)


@dataclass(frozen=True)
class Piece:
    """A period in one state; `x` and `width` in hundredths of the strip."""

    x: float
    width: float
    state: str
    fact: StandingFact


@dataclass(frozen=True)
class Band:
    issuer: str
    role: str
    y: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Strip:
    bands: tuple[Band, ...]
    years: tuple[tuple[int, float], ...]
    day: float
    height: int

    @property
    def states(self) -> list[str]:
        """The states that occur, for the key below."""
        return list(dict.fromkeys(piece.state for band in self.bands for piece in band.pieces))


def strip(facts: Sequence[StandingFact], *, day: date) -> Strip:
    """Lays the periods known at one instant on one scale, with the day that is looked at; open ends reach the rim."""
    bounds = [bound for fact in facts for bound in (fact.valid_from, fact.valid_to) if bound is not None]
    first = min([day, *bounds]) - MARGIN
    last = max([day, *bounds]) + MARGIN
    span = (last - first).days

    def place(at: date) -> float:
        return round(WIDTH * (at - first).days / span, 2)

    def piece(fact: StandingFact) -> Piece:
        start = place(fact.valid_from) if fact.valid_from else 0.0
        end = place(fact.valid_to + timedelta(days=1)) if fact.valid_to and fact.valid_to < last else WIDTH
        return Piece(start, max(round(end - start, 2), 0.4), fact.state, fact)

    groups: dict[tuple[str, str], list[StandingFact]] = {}
    for fact in sorted(facts, key=lambda fact: (fact.issuer, fact.role, fact.valid_from or date.min)):
        groups.setdefault((fact.issuer, fact.role), []).append(fact)
    bands = tuple(
        Band(issuer, role, at * BAND, tuple(map(piece, group)))
        for at, ((issuer, role), group) in enumerate(groups.items())
    )
    # A year whose name would hang over the rim is left out.
    years = tuple(
        (year, at) for year in range(first.year + 1, last.year + 1) if (at := place(date(year, 1, 1))) < WIDTH - 4
    )
    return Strip(bands, years, place(day), len(bands) * BAND)
