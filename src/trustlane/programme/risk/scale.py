"""The scales on which risks are judged, and which products of likelihood and impact are low, medium and high."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Grade = Literal["low", "medium", "high"]
GRADES: tuple[Grade, ...] = get_args(Grade)
LEVELS = range(1, 6)  # 1 least, 5 most


class RiskRefused(ValueError):
    """A judgement that cannot be; the message says where, what came and what was expected."""


@dataclass(frozen=True)
class Bands:
    """The highest products of likelihood and impact that are low and medium; what lies above is high."""

    low: int = 4
    medium: int = 12

    def __post_init__(self) -> None:
        if not 1 <= self.low < self.medium < 25:
            raise RiskRefused(f"Low up to {self.low} and medium up to {self.medium} are no bands between 1 and 25.")

    def grade(self, rating: int) -> Grade:
        """Low, medium or high."""
        return "low" if rating <= self.low else "medium" if rating <= self.medium else "high"


def check_level(level: int, where: str) -> None:
    """Refuse a level that is not on the scale."""
    if level not in LEVELS:
        raise RiskRefused(f"{where} is {level!r}; give a whole number from 1 (least) to 5 (most).")
