"""Statuses that declarations name: those of holders, those that impostors borrow, and some that nobody ever granted."""

from __future__ import annotations

import numpy as np
import polars as pl

from trustlane.declarations.frame import CLAIM
from trustlane.simulate.columns import lists, picked
from trustlane.simulate.consigning import Consignments
from trustlane.simulate.draws import Draws
from trustlane.simulate.kinds import NOTHING
from trustlane.simulate.population import Population
from trustlane.simulate.scenario import Scenario

ROLES = ("importer", "exporter", "declarant")


class Claiming:
    """Writes the claims of one country."""

    def __init__(self, scenario: Scenario, draws: Draws, of: Population) -> None:
        self.scenario, self.draws, self.of = scenario, draws, of
        statuses = pl.DataFrame({"kind": of.held.kind, "identifier": of.held.number})
        self.named = {
            role: statuses.select(
                pl.struct(pl.lit(role).alias("role"), pl.all()).cast(CLAIM).alias("claims")
            ).to_series()
            for role in ROLES
        }

    def claims(self, of: Consignments, importer: np.ndarray, exporter: np.ndarray, declarant: np.ndarray) -> pl.Series:
        """Statuses named: by most who hold one or ever did; by impostors; by a few who never did, made up."""
        held = self.of.held
        rows: list[np.ndarray] = []
        parts: list[pl.Series] = []
        for role, who in zip(ROLES, (importer, exporter, declarant), strict=True):
            often = np.where(of.impostor & (role == "importer"), 1.0, held.often[who])
            said = np.flatnonzero((held.scope[who] > 0) & self.draws.chance(often, f"{role} names its status", of.key))
            rows.append(said)
            parts.append(picked(self.named[role], who[said]))
        invented = np.flatnonzero(self._invents(of) & (held.scope[importer] == 0))
        rows.append(invented)
        parts.append(self._made_up(importer[invented], of.key[invented]))
        row = np.concatenate(rows)
        order = np.argsort(row, kind="stable")
        return lists(len(of), row[order], picked(pl.concat(parts), order), [])

    def _invents(self, of: Consignments) -> np.ndarray:
        """Who names a status that nobody granted: some by mistake, more of those who have something to hide."""
        often = np.where(of.kind == NOTHING, self.scenario.trade.false_claims, self.scenario.conduct.false_claims)
        return self.draws.chance(often, "a status made up", of.key)

    def _made_up(self, importer: np.ndarray, key: np.ndarray) -> pl.Series:
        country = picked(self.of.parties.country, importer)
        serial = pl.Series("serial", 9_000_000 + self.draws.below(900_000, "number made up", key)).cast(pl.String)
        claim = pl.struct(
            pl.lit("importer").alias("role"),
            pl.lit("AEOF").alias("kind"),
            pl.concat_str("country", pl.lit("AEOF"), "serial").alias("identifier"),
        )
        return pl.DataFrame([country, serial]).select(claim.cast(CLAIM).alias("claims")).to_series()
