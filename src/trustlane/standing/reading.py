"""Between the register's rows and the frozen facts others read."""

from collections.abc import Sequence

from trustlane.parties.identifiers import Identifier
from trustlane.parties.periods import first_and_last
from trustlane.standing.facts import SCOPES, StandingFact
from trustlane.standing.models import Standing


def scope_of(row: Standing) -> frozenset[str]:
    """The risks a row speaks to."""
    return frozenset(scope for scope in SCOPES if getattr(row, scope))


def fact_of(row: Standing, identifiers: Sequence[Identifier]) -> StandingFact:
    """The fact a row says; its operator has to be loaded with it."""
    first, last = first_and_last(row.valid)
    return StandingFact(
        operator=row.operator.reference,
        name=row.name,
        identifiers=tuple(identifiers),
        scope=scope_of(row),
        role=row.role,
        tier=row.tier,
        issuer=row.issuer,
        state=row.state,
        valid_from=first,
        valid_to=last,
        known_from=row.known_from,
        known_to=row.known_to,
        source=row.source,
        programme=row.programme,
    )
