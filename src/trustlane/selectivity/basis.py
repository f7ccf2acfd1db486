"""Everything a decision rests on, frozen and named by version: the same basis decides the same, alone or in a batch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from trustlane.selectivity import trust
from trustlane.selectivity.money import Exchange
from trustlane.selectivity.policy import Policy
from trustlane.selectivity.prices import Prices
from trustlane.selectivity.references import References
from trustlane.selectivity.signals.catalogue import all_signals
from trustlane.selectivity.signals.signal import Signal
from trustlane.selectivity.trust import Register

if TYPE_CHECKING:
    from trustlane.selectivity.model.model import Model
    from trustlane.selectivity.rules.compiled import Compiled


@dataclass(frozen=True)
class Named:
    """A basis by name: what is kept of it beside the decisions it made."""

    version: str
    parts: dict[str, str]  # the version of each part
    currency: str  # that decisions count in


@dataclass(frozen=True)
class Basis:
    """What decisions are made from. `seed` draws the random share and is kept secret; only its commitment is shown."""

    policy: Policy
    references: References
    register: Register
    exchange: Exchange
    seed: bytes
    rules: Compiled | None = None
    model: Model | None = None
    normal: Callable[[str], str] = trust.common

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """Every signal; those that notice something rare speak as loudly as it is rare in the history."""
        return tuple(
            one if one.rare_in is None else one.toned(self.references.surprise(*one.rare_in)) for one in all_signals()
        )

    @cached_property
    def versions(self) -> dict[str, str]:
        """The version of each part, by name."""
        return self.register.versions | {
            "policy": self.policy.digest,
            "references": self.references.digest,
            "rules": self.rules.digest if self.rules is not None else "none",
            "model": self.model.version if self.model is not None else "none",
            "exchange": hashlib.sha256(repr((self.exchange.rates, self.exchange.taken)).encode()).hexdigest()[:16],
            "seed": hashlib.sha256(b"trustlane seed\0" + self.seed).hexdigest()[:16],
        }

    @cached_property
    def version(self) -> str:
        """One short name for all of it."""
        return hashlib.sha256(repr(sorted(self.versions.items())).encode()).hexdigest()[:16]

    @property
    def named(self) -> Named:
        """Its names, which go where the whole of it need not."""
        return Named(self.version, self.versions, self.policy.currency)


@dataclass(frozen=True)
class PriceTables:
    """The two worlds: prices with credit and prices without, each meeting the same capacity."""

    with_credit: Prices
    without_credit: Prices

    @classmethod
    def none(cls) -> PriceTables:
        """No prices yet."""
        empty = Prices(pl.DataFrame())
        return cls(empty, empty)
