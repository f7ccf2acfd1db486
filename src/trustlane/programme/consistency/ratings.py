"""Ratings of the same findings by several validators, as a table with gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# From mildest to most severe. What is not applicable is not rated: it says nothing about severity.
SCALE = ("met", "recommendation", "minor", "major")
NOT_APPLICABLE = "not_applicable"


class RatingsRefused(ValueError):
    """Ratings that cannot be compared; the message names the place and the mend."""


@dataclass(frozen=True)
class Rating:
    """What one validator says of one item, such as one criterion in one of the cases."""

    item: str
    validator: str
    level: str


@dataclass(frozen=True)
class Table:
    """Levels as places on `SCALE`, by item and validator; what is not there was not rated."""

    levels: Mapping[str, Mapping[str, int]]

    @property
    def validators(self) -> tuple[str, ...]:
        """Everybody who rated, in the order of the alphabet."""
        return tuple(sorted({who for rated in self.levels.values() for who in rated}))

    def without(self, validators: Iterable[str]) -> Table:
        """The same without what some said."""
        out = set(validators)
        return Table(
            {item: {who: on for who, on in rated.items() if who not in out} for item, rated in self.levels.items()}
        )


def table(ratings: Iterable[Rating]) -> Table:
    """The ratings by item, in the order of the alphabet. Raises `RatingsRefused` for an item rated twice by one."""
    levels: dict[str, dict[str, int]] = {}
    said: set[tuple[str, str]] = set()
    for one in ratings:
        if (one.item, one.validator) in said:
            raise RatingsRefused(f"{one.validator} rated {one.item} twice; keep the rating that counts.")
        said.add((one.item, one.validator))
        if one.level not in (*SCALE, NOT_APPLICABLE):
            raise RatingsRefused(
                f"{one.validator} rated {one.item} {one.level!r}; ratings are: {', '.join((*SCALE, NOT_APPLICABLE))}."
            )
        if one.level != NOT_APPLICABLE:
            levels.setdefault(one.item, {})[one.validator] = SCALE.index(one.level)
    return Table({item: levels[item] for item in sorted(levels)})
