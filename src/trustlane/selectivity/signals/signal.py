"""What a signal is: a named, documented expression, the strength (0 to 1) of one thing worth noticing.

Every signal is a function whose docstring is the sentence people read. It belongs to one group (value, origin,
commodity, operator, routing, claim) and carries the weights, in log-odds, with which it speaks for a kind or for
a whole family of offences; a policy may set other weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import polars as pl

GROUPS = ("value", "origin", "commodity", "operator", "routing", "claim")


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal: what it is called, where it belongs, what it says, how it is computed, how much it weighs."""

    name: str
    group: str
    sentence: str
    strength: Callable[[], pl.Expr]
    weights: Mapping[str, float]
    rare_in: tuple[str, int] | None = None  # the table of references it asks, and how often is "hardly ever" there

    def toned(self, surprise: float) -> Signal:
        """The same, speaking as much more softly as what it notices surprises less than wholly (1)."""
        return replace(self, weights={name: weight * surprise for name, weight in self.weights.items()})

    @property
    def seen_by_model(self) -> bool:
        """Whether a trained model has this knowledge already, so that it must not be counted twice."""
        return self.group != "claim"


REGISTER: dict[str, Signal] = {}


def signal(
    group: str, rare_in: tuple[str, int] | None = None, **weights: float
) -> Callable[[Callable[[], pl.Expr]], Callable[[], pl.Expr]]:
    """Register a function as a signal of a group, with its weights by kind or family."""
    if group not in GROUPS:
        raise ValueError(f"{group!r} is no group of signals; use one of {GROUPS}.")

    def register(function: Callable[[], pl.Expr]) -> Callable[[], pl.Expr]:
        sentence = " ".join((function.__doc__ or "").split())
        if not sentence:
            raise ValueError(f"Signal {function.__name__!r} needs a docstring: it is the sentence people read.")
        REGISTER[function.__name__] = Signal(function.__name__, group, sentence, function, weights, rare_in)
        return function

    return register


def ramp(value: pl.Expr, start: float, full: float) -> pl.Expr:
    """0 at `start`, 1 at `full`, straight between; 0 where the value is missing. `full` may lie below `start`."""
    return ((value - start) / (full - start)).clip(0.0, 1.0).fill_null(0.0).fill_nan(0.0)


def holds(condition: pl.Expr) -> pl.Expr:
    """1 where the condition holds, 0 where it does not or cannot be told."""
    return condition.fill_null(False).cast(pl.Float64)
