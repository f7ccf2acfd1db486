"""Which operator somebody acts for, by whatever number was typed."""

from trustlane.parties import queries


def reference_of(typed: str) -> str | None:
    """The register's own reference of the operator with this reference or number; None where it is nobody's."""
    if queries.operator(typed) is not None:
        return typed
    named = [
        found.reference
        for found in queries.search(typed, limit=5)
        if any(typed.upper() in (known.identifier.value, known.written) for known in found.identifiers)
    ]
    return named[0] if len(named) == 1 else None
