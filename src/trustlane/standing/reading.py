"""Between the register's rows and the frozen facts others read."""

from collections.abc import Sequence
from typing import Any

from trustlane.parties.identifiers import Identifier
from trustlane.parties.periods import first_and_last
from trustlane.standing.facts import SCOPES, StandingFact
from trustlane.standing.models import Standing

# What a fact is read from where a row is not loaded as a model: for a long list that takes a third of the time.
VALUES = (
    "pk", "operator_id", "operator__reference", "security", "compliance", "name", "role", "tier", "issuer", "state",
    "valid", "known_from", "known_to", "source", "programme",
)  # fmt: skip


def scope_of(row: Any) -> frozenset[str]:
    """The risks a row speaks to."""
    return frozenset(scope for scope in SCOPES if getattr(row, scope))


def fact_of(row: Standing, identifiers: Sequence[Identifier]) -> StandingFact:
    """The fact a row says; its operator has to be loaded with it."""
    return _fact(row, row.operator.reference, identifiers)


def fact_of_values(row: Any, identifiers: Sequence[Identifier]) -> StandingFact:
    """The fact that the `VALUES` of a row say, a named tuple."""
    return _fact(row, row.operator__reference, identifiers)


def _fact(row: Any, operator: str, identifiers: Sequence[Identifier]) -> StandingFact:
    first, last = first_and_last(row.valid)
    return StandingFact(
        operator=operator,
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
