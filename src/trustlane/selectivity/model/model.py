"""A model: frozen, named by its digest; chances and reasons for lines, bit by bit the same alone and in a batch."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl

from trustlane.selectivity.coded import Coded
from trustlane.selectivity.model import file, reasons
from trustlane.selectivity.model.content import Content, KindModel, ModelRefused, Window, mixed
from trustlane.selectivity.model.declared import any_wrong, declarations_of, owners
from trustlane.selectivity.model.features import Surroundings
from trustlane.selectivity.model.measures import measured
from trustlane.selectivity.model.settings import Settings
from trustlane.selectivity.parts import in_parts

__all__ = ["Model", "ModelRefused", "load"]

CHUNK = 1 << 15  # lines worked on at a time


@dataclass(frozen=True)
class Model(Content):
    """Chances of each kind of offence for declarations, and why."""

    @classmethod
    def of(
        cls,
        surroundings: Surroundings,
        parts: Sequence[KindModel],
        settings: Settings,
        seed: int,
        window: Window,
        left_out: dict[str, str],
    ) -> Model:
        """A model of its parts."""
        surroundings = surroundings.only_used(part.ladder for part in parts)
        return cls(surroundings, tuple(parts), settings, seed, window, dict(left_out))

    @cached_property
    def version(self) -> str:
        """A short name of exactly this model."""
        return hashlib.sha256(self.to_bytes()).hexdigest()[:16]

    def line_scores(
        self, lines: pl.DataFrame, *, coded: Coded | None = None, threads: int | None = None
    ) -> dict[str, np.ndarray]:
        """(lines,) log-odds by kind, before calibration; chunks are worked on by as many threads as asked for.

        `coded` are the lines' texts, where they are at hand.
        """
        scores = {part.kind: np.empty(lines.height) for part in self.parts}
        yardsticks = len(self.surroundings.names)
        widest = yardsticks + max(len(part.families) for part in self.parts)
        reader = self.surroundings.coder.reader(coded if coded is not None else Coded(lines))

        def work(rows: slice) -> None:
            here = lines[rows]
            codes = reader.codes(here, rows)
            matrix = np.empty((here.height, widest), np.float32)
            self.surroundings.fill(matrix, codes, measured(here))
            for part in self.parts:
                scores[part.kind][rows] = mixed(part.halves(codes, matrix, yardsticks), self.settings)

        in_parts(lines.height, work, size=CHUNK, threads=threads)
        return scores

    def chances(
        self,
        lines: pl.DataFrame,
        declarations: pl.DataFrame | None = None,
        *,
        scores: Mapping[str, np.ndarray] | None = None,
        threads: int | None = None,
    ) -> dict[str, np.ndarray]:
        """(declarations,) float64 chances by kind.

        `declarations` has the columns declaration and version and says the order; without it, that of first appearance.
        `scores` are these lines' `line_scores`, where they are at hand.
        """
        heads = declarations if declarations is not None else declarations_of(lines)
        owner = owners(lines, heads)
        scores = scores if scores is not None else self.line_scores(lines, threads=threads)
        return {part.kind: any_wrong(part.line.chances(scores[part.kind]), owner, heads.height) for part in self.parts}

    def contributions(
        self,
        lines: pl.DataFrame,
        declarations: pl.DataFrame,
        wanted: np.ndarray,
        top: int = 5,
    ) -> pl.DataFrame:
        """Why the wanted rows of `declarations` score as they do: row, kind, name, weight (log-odds), text."""
        coded = Coded(lines)
        scores = self.line_scores(lines, coded=coded)
        return self.explained(lines, owners(lines, declarations), wanted, top, coded=coded, scores=scores)

    def explained(
        self,
        lines: pl.DataFrame,
        owner: np.ndarray | None,
        wanted: np.ndarray,
        top: int,
        *,
        coded: Coded,
        scores: Mapping[str, np.ndarray],
    ) -> pl.DataFrame:
        """The same as `contributions`, from what is at hand: the declaration of each line, texts, and `line_scores`."""
        return reasons.contributions(self, lines, coded, owner, np.asarray(wanted, np.int64), top, scores)

    def card(self) -> dict[str, Any]:
        """The model card: window, kinds with base rate, quality and calibration, what was left out, settings."""
        return {
            "version": self.version,
            "window": msgspec.to_builtins(self.window),
            "kinds": {part.kind: msgspec.to_builtins(part.card) for part in self.parts},
            "left_out": self.left_out,
            "profiles": {
                part.kind: {
                    "×".join(profile): round(spread, 6)
                    for profile, spread in zip(part.ladder.profiles, part.ladder.spreads, strict=True)
                }
                for part in self.parts
            },
            "yardsticks": list(self.surroundings.names),
            "settings": msgspec.to_builtins(self.settings),
            "seed": self.seed,
        }

    def to_bytes(self) -> bytes:
        """The whole model as one file's bytes; the same model gives the same bytes."""
        return file.to_bytes(self)

    def save(self, path: Path) -> None:
        """Write the model as one file."""
        path.write_bytes(self.to_bytes())


def load(path: Path) -> Model:
    """Read a model back; a file that is not one is refused (ModelRefused) with what was expected."""
    read = file.read(path)
    return Model(read.surroundings, read.parts, read.settings, read.seed, read.window, read.left_out)
