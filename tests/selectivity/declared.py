"""Builders of declarations for tests: say what matters, the rest is ordinary."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from trustlane.declarations.frame import LINES
from trustlane.parties.identifiers import Identifier
from trustlane.selectivity import policy, references
from trustlane.selectivity.basis import Basis
from trustlane.selectivity.money import Exchange
from trustlane.selectivity.trust import Register
from trustlane.standing.facts import StandingFact

DAY = date(2026, 3, 2)
SEED = b"a seed for tests"
ORDINARY: dict[str, Any] = {
    "version": 1,
    "message": "original",
    "regime": "import",
    "day": DAY,
    "office": "A1",
    "importer": "IMP1",
    "exporter": "EXP1",
    "declarant": "BRK1",
    "departure": "CN",
    "origin": "CN",
    "line": 1,
    "hs": "620342",
    "net_mass_g": 100_000,
    "value_minor": 500_000,
    "currency": "USD",
    "tax_rate_ppm": 80_000,
}


def lines(*rows: dict[str, Any]) -> pl.DataFrame:
    """Lines, each ordinary but for what is said; references D0, D1, … where none is given."""
    whole = []
    for number, row in enumerate(rows):
        one = {"declaration": f"D{number}", **ORDINARY, **row}
        one.setdefault("lodged", datetime.combine(one["day"], datetime.min.time(), UTC) + timedelta(hours=9))
        whole.append({name: one.get(name) for name in LINES})
    return pl.DataFrame(whole, schema=LINES)


def many(n: int, seed: int = 0, **constant: Any) -> pl.DataFrame:
    """Varied declarations from a seed, one line each."""
    draw = np.random.default_rng(seed)
    rows = [
        {
            "declaration": f"M{seed}-{number}",
            "day": DAY + timedelta(days=int(draw.integers(0, 10))),
            "office": f"A{draw.integers(1, 4)}",
            "importer": f"IMP{draw.integers(1, 60)}",
            "exporter": f"EXP{draw.integers(1, 80)}",
            "declarant": f"BRK{draw.integers(1, 9)}",
            "origin": str(draw.choice(["CN", "JP", "DE", "VN"])),
            "departure": str(draw.choice(["CN", "JP", "DE", "SG"])),
            "hs": str(draw.choice(["620342", "851712", "300490", "870899", "950300"])),
            "net_mass_g": int(draw.lognormal(11, 1)),
            "value_minor": int(draw.lognormal(13, 1)),
            "tax_rate_ppm": int(draw.choice([0, 65_000, 80_000])),
            **constant,
        }
        for number in range(n)
    ]
    return lines(*rows)


def fact(number: str, **changes: Any) -> StandingFact:
    """A valid own standing for security and compliance, without end, known for ever; but for the changes."""
    whole: dict[str, Any] = {
        "operator": number,
        "name": f"Holder {number}",
        "identifiers": (Identifier("NATIONAL", number),),
        "scope": frozenset({"security", "compliance"}),
        "role": "",
        "tier": "",
        "issuer": "OWN",
        "state": "valid",
        "valid_from": None,
        "valid_to": None,
        "known_from": datetime(2000, 1, 1, tzinfo=UTC),
        "known_to": None,
    }
    return StandingFact(**{**whole, **changes})


def basis(history: pl.DataFrame, *facts: StandingFact, **changes: Any) -> Basis:
    """A basis over a history with the policy that ships, and a register where facts are given."""
    chosen = changes.pop("policy", None) or policy.default()
    return Basis(
        **{
            "policy": chosen,
            "references": references.fit(history),
            "register": Register.of(facts, (*chosen.own, "OWN")) if facts else Register.none(),
            "exchange": Exchange.fitted(chosen.currency, chosen.exchange, history),
            "seed": SEED,
            **changes,
        }
    )
