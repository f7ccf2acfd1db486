"""What officers' rules alone say: the order in which a system without model, stakes and prices would look."""

from __future__ import annotations

import numpy as np
import polars as pl

from trustlane.selectivity import trust
from trustlane.selectivity.assessment import hits_of, strengths_of
from trustlane.selectivity.basis import Basis
from trustlane.selectivity.heads import heads_of
from trustlane.selectivity.signals.catalogue import all_signals

DEMANDED = 1_000.0  # what a lane that a rule demands weighs: more than all lifts together


def suspicion(lines: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    """Declaration and suspicion: the log-odds that rules add over all kinds; whatever a rule demands comes first."""
    heads = heads_of(lines, None)
    frame = heads.frame
    if basis.rules is None:
        return frame.select("declaration", suspicion=pl.lit(0.0))
    given = trust.weigh(frame, basis.register, basis.policy, basis.normal)
    hits = hits_of(heads, basis.rules, strengths_of(heads, basis, all_signals(), given))
    score = np.zeros(frame.height)
    for lift in hits.lift.values():
        score += lift
    demanded = hits.mandatory.is_not_null().to_numpy()
    return frame.select("declaration").with_columns(suspicion=pl.Series(score + DEMANDED * demanded))
