"""Boosted trees of one kind: trained on the matrix of features.py, checked before a stored one is believed."""

from __future__ import annotations

import json
import warnings
from typing import Any

import numpy as np
import xgboost as xgb

from trustlane.selectivity.model.settings import Settings

MOST_TREES = 10_000


class BoosterRefused(Exception):
    """The stored trees cannot be used."""


def train(
    matrix: np.ndarray, found: np.ndarray, weights: np.ndarray, base: float, settings: Settings, seed: int
) -> xgb.Booster:
    """Trees for (n, features) float32 and labels (n,) 0 or 1; the same input, settings and seed give the same trees."""
    parameters: dict[str, Any] = {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "base_score": base,
        "max_depth": settings.depth,
        "eta": settings.rate,
        "subsample": settings.rows,
        "colsample_bytree": settings.columns,
        "min_child_weight": settings.leaf_cases * base * (1.0 - base),
        "reg_lambda": settings.held * base * (1.0 - base),
        "max_bin": settings.bins,
        "nthread": 1,  # one thread: the same sums on every machine, and no waiting where cores are shared
        "seed": seed,
    }
    data = xgb.QuantileDMatrix(matrix, found, weight=weights, max_bin=settings.bins, nthread=1)
    return xgb.train(parameters, data, settings.trees)


def score(booster: xgb.Booster, matrix: np.ndarray) -> np.ndarray:
    """(n,) float64 log-odds."""
    if not len(matrix):
        return np.zeros(0)
    return np.asarray(booster.inplace_predict(matrix, predict_type="margin", validate_features=False)).astype(
        np.float64
    )


def parts(booster: xgb.Booster, matrix: np.ndarray) -> np.ndarray:
    """(n, features + 1) approximate path contributions; the last column is the bias."""
    return np.asarray(booster.predict(xgb.DMatrix(matrix, nthread=1), pred_contribs=True, approx_contribs=True))


def dump(booster: xgb.Booster) -> bytes:
    """The trees as bytes."""
    return bytes(booster.save_raw("ubj"))


def load(data: bytes, features: int) -> xgb.Booster:
    """Trees from bytes, refused unless every node of every tree stands where it may."""
    booster = xgb.Booster({"nthread": 1})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            booster.load_model(bytearray(data))
        _check(json.loads(bytes(booster.save_raw("json"))), features)
    except (xgb.core.XGBoostError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise BoosterRefused("The trees are damaged; train the model again.") from error
    return booster


def _check(model: dict[str, Any], features: int) -> None:
    learner = model["learner"]
    if int(learner["learner_model_param"]["num_feature"]) != features:
        raise ValueError("another number of features")
    trees = learner["gradient_booster"]["model"]["trees"]
    if len(trees) > MOST_TREES:
        raise ValueError("too many trees")
    for tree in trees:
        nodes = len(tree["left_children"])
        for child in ("left_children", "right_children"):
            # Children stand behind their parents, so no path can go in a circle.
            kids = np.asarray(tree[child])
            if len(kids) != nodes or ((kids != -1) & ((kids <= np.arange(nodes)) | (kids >= nodes))).any():
                raise ValueError("a child out of place")
        inner = np.asarray(tree["left_children"]) != -1
        split = np.asarray(tree["split_indices"])
        if len(split) != nodes or (inner & ((split < 0) | (split >= features))).any():
            raise ValueError("a split on no feature")
