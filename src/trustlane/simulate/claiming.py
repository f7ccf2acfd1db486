"""Statuses that declarations name: those of holders, those that impostors copy well or badly, and honest mistakes."""

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
_DIGITS = 7  # of the serial in which a number ends


class Claiming:
    """Writes the claims of one country."""

    def __init__(self, scenario: Scenario, draws: Draws, of: Population) -> None:
        self.scenario, self.draws, self.of = scenario, draws, of
        self.members = np.flatnonzero(of.held.members[: of.groups.importers])
        statuses = pl.DataFrame({"kind": of.held.kind, "identifier": of.held.number})
        self.named = {
            role: statuses.select(
                pl.struct(pl.lit(role).alias("role"), pl.all()).cast(CLAIM).alias("claims")
            ).to_series()
            for role in ROLES
        }

    def claims(self, of: Consignments, importer: np.ndarray, exporter: np.ndarray, declarant: np.ndarray) -> pl.Series:
        """Statuses named: by most who hold one or ever did; by impostors; by a few who never did.

        Of these some name another firm's, and some make one up.
        """
        held, draws, actors = self.of.held, self.draws, self.of.actors
        rows: list[np.ndarray] = []
        parts: list[pl.Series] = []
        for role, party in zip(ROLES, (importer, exporter, declarant), strict=True):
            posing = of.impostor & (role == "importer")
            who = np.where(posing, actors.holder[of.actor], party)
            often = np.where(posing, 1.0, held.often[who])
            said = np.flatnonzero((held.scope[who] > 0) & draws.chance(often, f"{role} names its status", of.key))
            wrong = np.where(posing, actors.mistypes[of.actor], self._slips(role, of.key))[said]
            rows += [said[~wrong], said[wrong]]
            parts += [picked(self.named[role], who[said[~wrong]]), self._mistyped(role, who, of, said[wrong])]
        without = (held.scope[importer] == 0) & ~of.impostor
        others = np.flatnonzero(self._names_anothers(of) & without) if len(self.members) else np.zeros(0, np.int64)
        rows.append(others)
        parts.append(picked(self.named["importer"], self._group_of(importer[others])))
        invented = np.flatnonzero(self._invents(of) & without)
        rows.append(invented)
        parts.append(self._made_up(importer[invented], of.key[invented]))
        row = np.concatenate(rows)
        order = np.argsort(row, kind="stable")
        return lists(len(of), row[order], picked(pl.concat(parts), order), [])

    def _slips(self, role: str, key: np.ndarray) -> np.ndarray:
        """Whose honest hand slips at a digit."""
        return self.draws.chance(self.scenario.trade.mistyped_claims, f"{role} mistypes its status", key)

    def _mistyped(self, role: str, who: np.ndarray, of: Consignments, rows: np.ndarray) -> pl.Series:
        """Statuses with one wrong digit: an impostor's is always the same, an honest one another each time."""
        whose = np.where(of.impostor, of.actor.astype(np.uint64), of.key)[rows]
        kind, number = picked(self.of.held.kind, who[rows]), picked(self.of.held.number, who[rows])
        place = 10 ** self.draws.below(_DIGITS, "which digit", whose)
        serial = number.str.tail(_DIGITS).cast(pl.Int64).to_numpy()
        digit = serial // place % 10
        other = (digit + 1 + self.draws.below(9, "which other digit", whose)) % 10
        wrong = pl.Series("serial", serial + (other - digit) * place).cast(pl.String).str.zfill(_DIGITS)
        claim = pl.struct(
            pl.lit(role).alias("role"), "kind", pl.concat_str(number.str.head(-_DIGITS), "serial").alias("identifier")
        )
        return pl.DataFrame([kind, wrong]).select(claim.cast(CLAIM).alias("claims")).to_series()

    def _names_anothers(self, of: Consignments) -> np.ndarray:
        """Who honestly names a status that is another firm's."""
        often = np.where((of.kind == NOTHING) & ~of.export, self.scenario.trade.others_claims, 0.0)
        return self.draws.chance(often, "another's status", of.key)

    def _group_of(self, importer: np.ndarray) -> np.ndarray:
        """The member whose status a firm would name beside its own number: always the same one."""
        return np.asarray(self.members[self.draws.below(len(self.members), "of the same group", importer)])

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
