"""What a policy does with a kept period, as plain figures: by group of operators and by look, in both worlds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from trustlane.selectivity.laboratory import Kept, what_if
from trustlane.selectivity.policy import Policy

WITH, WITHOUT = "with credit", "without credit"
GROUPS = ("trusted", "partner", "small", "other")


@dataclass(frozen=True)
class Count:
    """Sums over declarations; money in minor units of the policy's currency."""

    declarations: int = 0
    looked: int = 0
    hours: float = 0.0
    illicit: int = 0
    found: int = 0  # rightly
    false: int = 0  # reported where nothing was
    illicit_minor: int = 0
    found_minor: int = 0
    stake_minor: int = 0
    found_stake_minor: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def looked_share(self) -> float | None:
        """Looked at, of all declarations."""
        return self.looked / self.declarations if self.declarations else None

    @property
    def hit_rate(self) -> float | None:
        """Looks that rightly found something, of all looks."""
        return self.found / self.looked if self.looked else None

    @property
    def escaped(self) -> int:
        """Illicit declarations of goods in which nothing was found; what is found at entry counts as found."""
        return max(0, self.illicit - self.found)

    @property
    def escaped_minor(self) -> int:
        """Illicit value that was not found."""
        return max(0, self.illicit_minor - self.found_minor)


@dataclass(frozen=True)
class LookUse:
    """One look of a track: how often it was taken, what it found, what it used, and what there was (None: no end)."""

    track: str
    look: str
    declarations: int
    found: int
    used: float
    room: float | None


@dataclass(frozen=True)
class Effects:
    """What one policy does: by world and group, and by world the looks."""

    groups: Mapping[str, Mapping[str, Count]]
    looks: Mapping[str, tuple[LookUse, ...]]

    def total(self, world: str = WITH) -> Count:
        """All groups together."""
        return total(self.groups[world].values())


def total(counts: Iterable[Count]) -> Count:
    """The sum of some counts."""
    summed = Count()
    for one in counts:
        summed += one
    return summed


def effects(kept: Kept, policy: Policy) -> Effects:
    """What a policy does with a kept period. Raises LaboratoryRefused where the period was not kept for it."""
    told = what_if(kept, policy)
    names = [one.name for one in fields(Count)]
    groups: dict[str, dict[str, Count]] = {world: {group: Count() for group in GROUPS} for world in (WITH, WITHOUT)}
    for row in told.groups.iter_rows(named=True):
        groups[row["world"]][row["group"]] = Count(**{name: row[name] for name in names})
    looks = {
        world: tuple(
            LookUse(
                row["track"], row["look"], row["declarations"], row["found"], float(row["used"] or 0.0), row["room"]
            )
            for row in told.lanes.iter_rows(named=True)
            if row["world"] == world
        )
        for world in (WITH, WITHOUT)
    }
    return Effects(groups, looks)
