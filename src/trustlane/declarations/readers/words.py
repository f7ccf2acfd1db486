"""The words other systems use for what was done, read from a list that grows without code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def usual_words(what: str) -> Mapping[str, str]:
    """Their word, in lower case, to ours: for `lanes`, `examinations` or `results`."""
    return {theirs.lower(): ours for ours, words in _lists()[what].items() for theirs in words}


@cache
def usual_headers() -> Mapping[str, tuple[str, ...]]:
    """The names a column of what was done goes by, the likeliest first."""
    return {ours: tuple(theirs) for ours, theirs in _lists()["headers"].items()}


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    text = (files("trustlane.declarations") / "words" / "treatments.yaml").read_text("utf-8")
    lists: dict[str, dict[str, list[str]]] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - builds only text
    return lists
