"""What a fit can be told; every number here is stored with the model it made."""

from __future__ import annotations

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How profiles and trees are fitted. The defaults were chosen on inner folds, see docs/reference/evaluation.md."""

    trees: int = 120  # boosting rounds a kind
    depth: int = 4
    rate: float = 0.05  # learning rate
    rows: float = 0.7  # share of rows each tree sees
    columns: float = 0.4  # share of features each tree sees
    leaf_cases: float = 60.0  # least cases in a leaf
    held: float = 60.0  # cases by which a leaf is held back towards zero (L2)
    bins: int = 128
    sweeps: int = 30  # passes over the profiles
    spread: float = 0.05  # largest variance, in squared log-odds, at which a profile starts
    folds: int = 5  # of combinations, for the out-of-fold points the trees learn from
    judge_folds: int = 3  # of combinations, for calibration and the model card; 0 leaves both out
    ladder_share: float = 0.5  # what the profiles' own sum says in the mixture; the trees say the rest
    lot: float = 1.0  # what a result of a look by lot counts for beside that of a chosen one
    least_found: int = 20  # combinations with a find below which a kind is not modelled
