"""What the invented administrations of the demonstration say of their invented firms."""

from __future__ import annotations

from datetime import datetime

from trustlane.config.demonstration import Neighbour
from trustlane.parties.identifiers import Identifier
from trustlane.standing.facts import StandingFact


def firm(neighbour: Neighbour, number: int, state: str, at: datetime) -> StandingFact:
    """What an administration's list says of one of its firms."""
    tin = f"{neighbour.code}{number:09d}"
    return StandingFact(
        operator=tin,
        name=neighbour.firms[number - 1],
        identifiers=(Identifier("TIN", tin), Identifier("AEO", f"AEO{neighbour.code}{number:010d}")),
        scope=frozenset({"security", "compliance"} if number % 2 else {"security"}),
        role="exporter",
        tier="",
        issuer=neighbour.code,
        state=state,
        valid_from=at.date(),
        valid_to=None,
        known_from=at,
    )
