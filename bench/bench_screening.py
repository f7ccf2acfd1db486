"""From a file of a million declarations to a file of lanes, with everything on: register, rules, model, both worlds.

The file has the columns of the Korea Customs Service and is drawn from a seed: a quarter, twenty offices, distinct
references. It is screened in a fresh process, which reports the seconds of every stage and its own peak memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from bench.figure import Figure

SEED = 20260402
DECLARATIONS, TAUGHT, OPERATORS = 1_000_000, 50_000, 20_000
FIRST = date(2026, 1, 1)
DAYS = 90
SECONDS, BYTES = 12.0, 2 * 1024**3
COLUMNS = {
    "Declaration ID": "declaration",
    "Date": "day",
    "Office ID": "office",
    "Process Type": "procedure",
    "Import Type": "transaction",
    "Import Use": "use",
    "Payment Type": "payment",
    "Mode of Transport": "transport_mode",
    "Declarant ID": "declarant",
    "Importer ID": "importer",
    "Seller ID": "exporter",
    "Courier ID": "carrier",
    "HS6 Code": "hs",
    "Country of Departure": "departure",
    "Country of Origin": "origin",
    "Tax Rate": "rate",
    "Tax Type": "tax_type",
    "Country of Origin Indicator": "origin_proof",
    "Net Mass": "mass",
    "Item Price": "price",
    "Fraud": "found",
    "Critical Fraud": "critical",
}


def trade(count: int, seed: int) -> pl.DataFrame:
    """Declarations in the columns of that service, as its export writes them."""
    draw = np.random.default_rng(seed)
    goods = [
        f"{code:06d}" for code in np.random.default_rng(1).choice(np.arange(10_000, 979_999), 2_500, replace=False)
    ]
    places = [f"{chr(65 + one // 26)}{chr(65 + one % 26)}" for one in range(120)]

    def codes(many: int) -> np.ndarray:
        return np.minimum(draw.geometric(min(6 / many, 0.5), count) - 1, many - 1)

    def some(values: list[str], many: np.ndarray | None = None) -> pl.Series:
        return pl.Series(values).gather(pl.Series(codes(len(values)) if many is None else many))

    def names(prefix: str, many: int) -> pl.Series:
        return some([f"{prefix}{one}" for one in range(many)])

    heading, importer = codes(len(goods)), codes(30_000)
    effect = np.random.default_rng(2).normal(0, 0.8, len(goods))
    score = effect[heading] + np.random.default_rng(3).normal(0, 0.5, 30_000)[importer]
    found = draw.random(count) < 1 / (1 + np.exp(2.0 - score))
    made = {
        "declaration": pl.Series(draw.permutation(count) + 10_000_000),
        "day": pl.Series(np.datetime64(FIRST) + draw.integers(0, DAYS, count)),
        "office": pl.Series(draw.integers(1, 21, count)),
        "procedure": some(["B", "D", "C"]),
        "transaction": names("", 20),
        "use": names("", 12),
        "payment": names("", 10),
        "transport_mode": some(["40", "10", "11", "50"]),
        "declarant": names("DCL", 1_200),
        "importer": some([f"IMP{one:06d}" for one in range(30_000)], importer),
        "exporter": names("SEL", 25_000),
        "carrier": names("COU", 300),
        "hs": some(goods, heading),
        "departure": some(places),
        "origin": some(places),
        "rate": pl.Series(draw.choice([0.0, 3.0, 6.5, 8.0, 13.0, 30.0], count)),
        "tax_type": some(["A", "FCN1", "C", "FEU1"]),
        "origin_proof": some(["G", "Y", "B", "E"]),
        "mass": pl.Series(np.round(10 ** draw.uniform(0, 5, count), 1)),
        "price": pl.Series(np.round(10 ** draw.normal(5.5, 0.8, count), 1)),
        "found": pl.Series(found.astype(np.int64)),
        "critical": pl.Series(2 * (found & (draw.random(count) < 0.3)).astype(np.int64)),
    }
    return pl.DataFrame({theirs: made[ours] for theirs, ours in COLUMNS.items()})


def teach(folder: Path) -> None:
    """Train the model that is used, on a file of its own."""
    from trustlane.declarations.readers import read_path
    from trustlane.selectivity.model.fitting import fit

    trade(TAUGHT, SEED + 1).write_csv(folder / "taught.csv")
    read = read_path(folder / "taught.csv")
    fit(read.lines, read.outcomes).save(folder / "model.tlm")


def screened(folder: Path) -> dict[str, float]:
    """Screen the file in this process; seconds by stage, and bytes at the peak."""
    import resource

    from trustlane.config import heaps

    heaps.share()  # as the command does

    from bench.bench_rules import NUMBERS, TEXTS, Trade, rules
    from trustlane.cli.lanes_out import write_parquet
    from trustlane.declarations.readers import read_path
    from trustlane.parties.identifiers import Identifier
    from trustlane.selectivity import policy, references, screening
    from trustlane.selectivity.basis import Basis
    from trustlane.selectivity.coded import Coded
    from trustlane.selectivity.model.model import load
    from trustlane.selectivity.money import Exchange
    from trustlane.selectivity.rules.compiled import Compiled
    from trustlane.selectivity.trust import Register
    from trustlane.standing.facts import StandingFact

    # Beforehand: officers wrote their rules on an earlier file of the same trade.
    taught = read_path(folder / "taught.csv").lines
    share = {
        name: dict(taught[name].drop_nulls().value_counts(normalize=True, sort=True).iter_rows()) for name in TEXTS
    }
    numbers_of = {name: np.sort(taught[name].fill_null(0).to_numpy()) for name in NUMBERS}
    compiled = Compiled(rules(SEED, Trade(taught, share, numbers_of)))
    del taught
    load(folder / "model.tlm")  # its library is imported before the clock starts
    numbers = np.random.default_rng(SEED).choice(30_000, OPERATORS, replace=False)
    facts = [
        StandingFact(
            operator=f"IMP{number:06d}",
            name=f"Holder {number}",
            identifiers=(Identifier("NATIONAL", f"IMP{number:06d}"),),
            scope=frozenset({"security"} if number % 2 else {"security", "compliance"}),
            role="importer",
            tier="",
            issuer="OWN",
            state="valid",
            valid_from=None,
            valid_to=None,
            known_from=datetime(2020, 1, 1, tzinfo=UTC),
            known_to=None,
            source="bench",
        )
        for number in numbers.tolist()
    ]
    took: dict[str, float] = {}
    began, used = time.perf_counter(), time.process_time()
    last = began

    def done(stage: str) -> None:
        nonlocal last
        now = time.perf_counter()
        took[stage] = now - last
        last = now

    lines = read_path(folder / "declarations.csv").lines
    done("reading the file")
    chosen, coded = policy.default(), Coded(lines)
    basis = Basis(
        policy=chosen,
        references=references.fit(lines, coded),
        register=Register.of(facts, (*chosen.own, "OWN")),
        exchange=Exchange.fitted(chosen.currency, chosen.exchange, lines),
        seed=b"a seed for measuring only",
        rules=compiled,
        model=load(folder / "model.tlm"),
    )
    done("what is usual, register, rules, model made ready")
    seen = screening.assess_lines(lines, basis, coded=coded)
    del lines, coded
    done("signals, rules, model, trust")
    tables = screening.fit_prices(seen)
    done("prices of both worlds")
    decisions = screening.decide(seen, basis, tables)
    done("lanes of both worlds, and reasons")
    write_parquet(decisions, folder / "lanes.parquet")
    done("writing the lanes")
    took["whole"] = time.perf_counter() - began
    took["processor"] = time.process_time() - used
    took["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
    took["decisions"] = decisions.height
    took["changed"] = int(decisions["changed"].sum())
    took["by rules"] = int((decisions["rules"].list.len() > 0).sum())
    return took


def figures() -> list[Figure]:
    """Seconds and peak memory of a million declarations, and the seconds of every stage."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        trade(DECLARATIONS, SEED).write_csv(folder / "declarations.csv")
        _alone("teach", folder)
        took = json.loads(_alone("screened", folder).strip().splitlines()[-1])
    if took["decisions"] != DECLARATIONS:
        raise RuntimeError(f"{took['decisions']:,} declarations were decided, not {DECLARATIONS:,}.")
    stages = [name for name in took if name not in ("whole", "processor", "peak", "decisions", "changed", "by rules")]
    return [
        Figure(
            f"{DECLARATIONS:,} declarations from file to lanes ({OPERATORS:,} operators, 100 rules, a model, reasons)",
            took["whole"],
            "s",
            "≤ 12",
            took["whole"] <= SECONDS,
        ),
        Figure("the same, peak memory", took["peak"] / 1024**3, "GiB", "≤ 2", took["peak"] <= BYTES),
        Figure("the same, time of the processors", took["processor"], "s"),
        *(Figure(f"  {stage}", took[stage], "s") for stage in stages),
    ]


def _alone(deed: str, folder: Path) -> str:
    """Run one deed in a process of its own."""
    code = (
        f"import json, pathlib, bench.bench_screening as b; print(json.dumps(b.{deed}(pathlib.Path({str(folder)!r}))))"
    )
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
