"""A list that came under an arrangement: what it may speak for there, and the mark by which its facts age; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from trustlane.standing.lists import ListedFact, ListRead, RefusedRow


def of_origin(read: ListRead, *, origin: str, scopes: Collection[str]) -> ListRead:
    """The list with the agreed scope alone, and each fact's source behind the mark of its origin.

    A row that speaks for nothing agreed is refused, and spares nobody: who is named for other risks alone is missing.
    """
    agreed = frozenset(scopes)
    listed: list[ListedFact] = []
    refused: list[RefusedRow] = []
    for each in read.listed:
        if scope := each.fact.scope & agreed:
            fact = replace(each.fact, scope=scope, source=f"{origin} {each.fact.source}")
            listed.append(replace(each, fact=fact))
        else:
            said = ", ".join(sorted(each.fact.scope))
            refused.append(
                RefusedRow(
                    each.row,
                    "",
                    f"speaks for {said}, which was not agreed",
                    f"Nothing is to be mended: agreed is {', '.join(sorted(agreed))}.",
                )
            )
    return replace(
        read,
        listed=tuple(listed),
        facts=tuple(each.fact for each in listed),
        refused=(*read.refused, *_once(refused)),
    )


def _once(refused: Collection[RefusedRow]) -> tuple[RefusedRow, ...]:
    """A row with several roles is several facts, and refused once."""
    return tuple({each.row: each for each in refused}.values())


def mark(source: str) -> str:
    """The mark of the origin that a source begins with, as feeds and lists write it."""
    return source.partition(" ")[0]
