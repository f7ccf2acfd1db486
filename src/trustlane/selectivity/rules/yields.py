"""What each rule brings: how often it hits, how often it hits alone, and what was found where somebody looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from trustlane.selectivity.intervals import Rate

if TYPE_CHECKING:
    from trustlane.selectivity.rules.rule import Rule
    from trustlane.selectivity.rules.together import RuleHits


@dataclass(frozen=True, slots=True)
class RuleYield:
    """One rule over a set of declarations. Finds are counted among examined declarations only."""

    rule: Rule
    hits: int
    share: float  # of all declarations
    alone: int  # hit by this rule and no other
    found: Rate  # anything found, among its hits that were examined
    found_of_kind: Rate  # the rule's own kind found, among the same


@dataclass(frozen=True, slots=True)
class Yields:
    """Every rule's yield, and what looking anywhere brings, to compare with."""

    declarations: int
    anywhere: Rate  # anything found, among all that were examined
    rules: tuple[RuleYield, ...]
    hit_by_none: int


def yields(hits: RuleHits, declarations: pl.Series, outcomes: pl.DataFrame) -> Yields:
    """Yields of rules over declarations, row for row of the hits; outcomes as in `OUTCOME_ROWS`.

    Examined is what has an outcome. A declaration of several rows counts with each of them.
    """
    known = outcomes.group_by("declaration").agg(
        found=pl.col("found").any(), kinds=pl.col("kind").filter(pl.col("found"))
    )
    joined = pl.DataFrame({"declaration": declarations}).join(
        known, on="declaration", how="left", maintain_order="left"
    )
    examined = joined["found"].is_not_null().to_numpy()
    found = joined["found"].fill_null(False).to_numpy()
    per_row = np.bincount(hits.row, minlength=hits.rows)
    # Hits sorted by rule, each rule's rows in one stretch.
    order = np.argsort(hits.rule, kind="stable")
    ends = np.cumsum(hits.per_rule())
    of_rule = np.split(hits.row[order], ends[:-1]) if len(ends) else []
    of_kind = {
        kind: joined["kinds"].list.contains(kind).fill_null(False).to_numpy()
        for kind in {rule.kind for rule in hits.rules.rules}
    }
    each = tuple(
        _yield(rule, rows, hits.rows, per_row, examined, found, of_kind[rule.kind])
        for rule, rows in zip(hits.rules.rules, of_rule, strict=True)
    )
    return Yields(
        declarations=hits.rows,
        anywhere=Rate(int(found.sum()), int(examined.sum())),
        rules=each,
        hit_by_none=int((per_row == 0).sum()),
    )


def _yield(
    rule: Rule,
    rows: np.ndarray,
    declarations: int,
    per_row: np.ndarray,
    examined: np.ndarray,
    found: np.ndarray,
    of_kind: np.ndarray,
) -> RuleYield:
    looked_at = int(examined[rows].sum())
    return RuleYield(
        rule=rule,
        hits=len(rows),
        share=len(rows) / declarations if declarations else 0.0,
        alone=int((per_row[rows] == 1).sum()),
        found=Rate(int(found[rows].sum()), looked_at),
        found_of_kind=Rate(int(of_kind[rows].sum()), looked_at),
    )
