"""A simulated past as files: Parquet a month for what others may know, and the truth in a folder of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import msgspec
import polars as pl

from trustlane.simulate.country import Country
from trustlane.simulate.running import Past, run
from trustlane.simulate.scenario import Scenario
from trustlane.standing.exports import csv_lines
from trustlane.standing.facts import StandingFact

PUBLIC = ("lines", "events", "observed", "outcomes")
TRUTH = "truth"
_ROWS = 1 << 17  # in a group of a file


class FolderRefused(Exception):
    """Nothing can be written there; the message says why and what to do."""


@dataclass
class Written:
    """What was written, in numbers."""

    scenario: str
    digest: str
    seed: int
    first: date
    last: date
    rows: dict[str, int] = field(default_factory=dict)
    declarations: int = 0
    inspected: int = 0
    finds: int = 0
    holders: int = 0

    def summary(self) -> dict[str, Any]:
        """The same, for machines; also what stands in the folder as `run.json`."""
        return {
            "scenario": self.scenario,
            "digest": self.digest,
            "seed": self.seed,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "policy": "baseline",
            "declarations": self.declarations,
            "inspected": self.inspected,
            "finds": self.finds,
            "holders": self.holders,
            "rows": dict(sorted(self.rows.items())),
        }


def write(
    scenario: Scenario, seed: int, first: date, last: date, out: Path, doing: Callable[[date], None] = lambda on: None
) -> Written:
    """Run the scenario and write the folder `out`, whole or not at all.

    `out`/lines, events, observed and outcomes hold a Parquet file a month; standing.parquet the register with what was
    known when, standing.csv the register of the last day; scenario.json and run.json say what made it. `out`/truth
    holds what no screening and no training may open.
    """
    check(out)
    made = Path(mkdtemp(prefix=f".{out.name[:60]}.", dir=out.resolve().parent))
    try:
        written = _written(scenario, seed, first, last, made, doing)
        made.chmod(0o755)
        if out.exists():
            out.rmdir()
        made.replace(out.resolve())
    except OSError as error:
        raise FolderRefused(f"{out}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return written


def check(out: Path) -> None:
    """Refuse a folder that could not be written at the end."""
    if out.exists() and not out.is_dir():
        raise FolderRefused(f"--out: {out} is a file; name a folder.")
    if out.exists() and any(out.iterdir()):
        raise FolderRefused(f"--out: {out} holds something already; name an empty or a new folder.")
    if not out.resolve().parent.is_dir():
        raise FolderRefused(f"--out: there is no folder {out.resolve().parent}; make it first, or name another.")


def _written(
    scenario: Scenario, seed: int, first: date, last: date, folder: Path, doing: Callable[[date], None]
) -> Written:
    country = Country(scenario, seed)
    told = Written(scenario.name, scenario.digest, seed, first, last)
    for name in (*PUBLIC, TRUTH):
        (folder / name).mkdir()
    for month, days in groupby(run(country, first, last), key=lambda past: f"{past.on:%Y-%m}"):
        gathered: list[Past] = []
        for past in days:
            doing(past.on)
            gathered.append(past)
        for name in (*PUBLIC, TRUTH):
            table = pl.concat([getattr(past, name) for past in gathered])
            told.rows[name] = told.rows.get(name, 0) + table.height
            table.write_parquet(folder / name / f"{month}.parquet", compression="zstd", row_group_size=_ROWS)
        told.declarations += sum(past.truth.height for past in gathered)
        told.inspected += sum(past.observed.filter(pl.col("examination") != "none").height for past in gathered)
        told.finds += sum(past.observed.filter(pl.col("result") == "find").height for past in gathered)
    facts = country.standing(last)
    told.holders = len({fact.operator for fact in facts})
    told.rows["standing"] = len(facts)
    standing(facts).write_parquet(folder / "standing.parquet", compression="zstd")
    now = [fact for fact in facts if fact.known_to is None]
    (folder / "standing.csv").write_bytes(b"".join(csv_lines(now)))
    (folder / "scenario.json").write_bytes(msgspec.json.format(msgspec.json.encode(scenario), indent=2) + b"\n")
    (folder / "run.json").write_text(json.dumps(told.summary(), indent=2) + "\n", "utf-8")
    return told


def standing(facts: tuple[StandingFact, ...]) -> pl.DataFrame:
    """The register as a table, a row a fact, with both times."""
    return pl.DataFrame(
        [
            {
                "operator": fact.operator,
                "name": fact.name,
                "identifiers": [{"scheme": one.scheme, "value": one.value} for one in fact.identifiers],
                "scope": sorted(fact.scope),
                "role": fact.role,
                "issuer": fact.issuer,
                "state": fact.state,
                "valid_from": fact.valid_from,
                "valid_to": fact.valid_to,
                "known_from": fact.known_from,
                "known_to": fact.known_to,
            }
            for fact in facts
        ],
        schema={
            "operator": pl.String,
            "name": pl.String,
            "identifiers": pl.List(pl.Struct({"scheme": pl.String, "value": pl.String})),
            "scope": pl.List(pl.String),
            "role": pl.String,
            "issuer": pl.String,
            "state": pl.String,
            "valid_from": pl.Date,
            "valid_to": pl.Date,
            "known_from": pl.Datetime("us", "UTC"),
            "known_to": pl.Datetime("us", "UTC"),
        },
    )
