"""Consignments and their lines: who sends what to whom by which way, and the marks that an offence leaves on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from trustlane.simulate import containers
from trustlane.simulate.columns import lists
from trustlane.simulate.goods import Goods
from trustlane.simulate.offences import (
    CONTRABAND,
    FALSE_ORIGIN,
    MISCLASSIFICATION,
    PROHIBITED,
    UNDERVALUATION,
    offences,
)
from trustlane.simulate.offices import AIR, HUBS, MODES, OFFICES, SEA
from trustlane.simulate.people import People
from trustlane.simulate.routes import Routes

SUMMARIES = 0.19  # share of entry summaries
EXPORTS = 0.05
STRAYING = 0.03  # of known habits: another sender than usual
FALSE_CLAIMS = 0.002
HONEST_BARGAINS = 0.025  # of lines
SLIPS = 0.001  # of lines: net and gross mass exchanged by mistake
BOXES = 400_000  # different containers that come by
BOX_KG = 22_000
MOST_BOXES = 8
VAGUE = ("Goods", "General cargo", "Parts", "Various articles", "Samples")


@dataclass(frozen=True)
class Consignments:
    """One row a consignment; `first_line` says where its lines begin."""

    importer: np.ndarray  # places of parties
    exporter: np.ndarray
    declarant: np.ndarray
    carrier: np.ndarray
    regime: np.ndarray  # 0 import, 1 export, 3 entry summary: places in REGIMES
    office: np.ndarray
    mode: pl.Series
    departure: np.ndarray
    offence: np.ndarray
    containers: pl.Series  # list of numbers, null where there are none
    false_claim: np.ndarray  # bool
    goods: np.ndarray  # of the first line
    first_line: np.ndarray  # (n + 1,)
    lines: pl.DataFrame  # the columns of goods, a row a line


def consignments(seed: int, n: int, of: People, goods: Goods, ways: Routes, partners: tuple[str, ...]) -> Consignments:
    """Draw consignments in the order of their lodging."""
    rng = np.random.default_rng([seed, 5])
    way = np.minimum(np.searchsorted(ways.cumulative, rng.random(n)), len(ways.cumulative) - 1)
    importer, exporter, departure = ways.importer[way], ways.exporter[way].copy(), ways.departure[way].copy()
    office, of_goods = ways.office[way], ways.goods[way]
    mode_of_office = np.array([MODES.index(one[2]) for one in OFFICES])
    mode = mode_of_office[office]
    lot = rng.random(n)
    by_sea_or_air = np.isin(mode, [MODES.index(SEA), MODES.index(AIR)])
    summary = (lot < SUMMARIES / by_sea_or_air.mean()) & by_sea_or_air
    export = (lot > 1 - EXPORTS) & ~summary
    stray = rng.random(n) < STRAYING
    exporter[stray] = of.exporters[rng.integers(0, len(of.exporters), int(stray.sum()))]
    offence = offences(seed, of, goods, importer, exporter, of_goods, summary, export)
    # Smuggled goods often come from a sender nobody knows and by a way nobody takes.
    smuggled = offence == CONTRABAND
    strange = smuggled & (rng.random(n) < 0.45)
    exporter[strange] = of.exporters[rng.integers(0, len(of.exporters), int(strange.sum()))]
    detour = (smuggled & (rng.random(n) < 0.4)) | ((offence == FALSE_ORIGIN) & (rng.random(n) < 0.5))
    departure[detour] = np.array(HUBS)[rng.integers(0, len(HUBS), int(detour.sum()))]
    counts = np.where(rng.random(n) < 0.72, 1, np.minimum(1 + rng.geometric(0.45, n), 9))
    counts = np.where(mode == MODES.index(AIR), np.minimum(counts, 4), counts)
    first_line = np.concatenate([[0], np.cumsum(counts)])
    lines, weight = _lines(rng, goods, ways, way, offence, counts, summary, export, partners)
    claimed_falsely = np.isin(offence, [CONTRABAND, UNDERVALUATION]) & (rng.random(n) < 0.03)
    total = np.add.reduceat(weight, first_line[:-1])
    return Consignments(
        importer=importer,
        exporter=exporter,
        declarant=np.where(summary, ways.carrier[way], ways.broker[way]),
        carrier=ways.carrier[way],
        regime=np.where(summary, 3, np.where(export, 1, 0)),
        office=office,
        mode=pl.Series(MODES).gather(pl.Series(mode, dtype=pl.UInt32)),
        departure=departure,
        offence=offence,
        containers=_containers(rng, mode, total, smuggled),
        false_claim=claimed_falsely | (rng.random(n) < FALSE_CLAIMS),
        goods=of_goods,
        first_line=first_line,
        lines=lines,
    )


def _lines(
    rng: np.random.Generator,
    goods: Goods,
    ways: Routes,
    way: np.ndarray,
    offence: np.ndarray,
    counts: np.ndarray,
    summary: np.ndarray,
    export: np.ndarray,
    partners: tuple[str, ...],
) -> tuple[pl.DataFrame, np.ndarray]:
    """Lines as they are declared, and the true net weight of each in kilograms."""
    of = np.repeat(np.arange(len(counts)), counts)
    n = len(of)
    begins = np.concatenate([[True], of[1:] != of[:-1]])
    true = ways.goods[way[of]].copy()
    # Further lines are mostly more of the same, else something of the same chapter.
    other = ~begins & (rng.random(n) < 0.4)
    spread = np.array([len(places) for places in goods.same_chapter])
    flat = np.concatenate(goods.same_chapter)
    starts = np.concatenate([[0], np.cumsum(spread)])[:-1]
    true[other] = flat[starts[true[other]] + (rng.random(int(other.sum())) * spread[true[other]]).astype(np.int64)]
    wrong = offence[of]
    kilograms = np.maximum(goods.weight[true] * rng.lognormal(-0.5, 0.8, n) / np.sqrt(counts[of]), 0.05)
    price = goods.price[true] * ways.price[way[of]] * rng.lognormal(0.0, 0.22, n)
    # Sales, seconds and samples are honest and cheap.
    price = np.where(rng.random(n) < HONEST_BARGAINS, price * rng.uniform(0.1, 0.6, n), price)
    value = kilograms * price
    value = np.where(wrong == UNDERVALUATION, value * rng.uniform(0.08, 0.55, n), value)
    value = np.where((wrong == CONTRABAND) & (rng.random(n) < 0.3), value * rng.uniform(1.5, 5.0, n), value)
    declared = np.where((wrong == MISCLASSIFICATION) & (goods.mistaken_for[true] >= 0), goods.mistaken_for[true], true)
    origin = ways.origin[way[of]].copy()
    rate = np.where(export[of], 0, goods.rate_ppm[declared])
    # Goods of partners come at half the rate; a false origin claims that too, and seldom has a proof.
    false = wrong == FALSE_ORIGIN
    if partners:
        origin[false] = np.array(partners)[rng.integers(0, len(partners), int(false.sum()))]
    preferred = np.isin(origin, partners)
    rate = np.where(preferred, rate // 2, rate)
    proven = preferred & (rng.random(n) < np.where(false, 0.35, 0.95))
    net = np.maximum(np.rint(kilograms * 1000), 1).astype(np.int64)
    gross = np.rint(net * rng.uniform(1.02, 1.14, n)).astype(np.int64)
    swapped = rng.random(n) < np.where(wrong == CONTRABAND, 0.15, SLIPS)
    gross = np.where(swapped, np.rint(net * 0.97).astype(np.int64), gross)
    minor = np.maximum(np.rint(value * 100), 100).astype(np.int64)
    rounded = rng.random(n) < np.where(wrong == UNDERVALUATION, 0.10, 0.015)
    minor = np.where(rounded & (minor > 1_000_000), minor // 1_000_000 * 1_000_000, minor)
    vague = rng.random(n) < np.select([wrong == PROHIBITED, wrong == CONTRABAND], [0.35, 0.25], 0.008)
    words = pl.Series([*goods.description, *VAGUE])
    word = np.where(vague, len(goods.description) + rng.integers(0, len(VAGUE), n), declared)
    no_code = summary[of] & (rng.random(n) < 0.25)
    is_summary = pl.Series(summary[of])
    frame = pl.DataFrame(
        {
            "line": pl.Series(np.arange(n) - np.repeat(np.flatnonzero(begins), counts) + 1, dtype=pl.Int32),
            "hs": pl.Series(goods.hs).gather(pl.Series(declared, dtype=pl.UInt32)),
            "description": words.gather(pl.Series(word, dtype=pl.UInt32)),
            "origin": pl.Series(origin.astype(str)),
            "origin_proof": pl.Series(np.where(proven, 1, 0)),
            "net_mass_g": net,
            "gross_mass_g": gross,
            "packages": pl.Series(np.maximum(kilograms / rng.uniform(8, 28, n), 1).astype(np.int32)),
            "value_minor": minor,
            "tax_rate_ppm": pl.Series(rate.astype(np.int32)),
            "no_code": no_code,
            "summary": is_summary,
        }
    )
    not_in_summary = {
        name: pl.when(~pl.col("summary")).then(name).alias(name) for name in ("value_minor", "tax_rate_ppm", "origin")
    }
    return (
        frame.with_columns(
            *not_in_summary.values(),
            pl.when(~pl.col("no_code")).then("hs").alias("hs"),
            pl.when((pl.col("origin_proof") == 1) & ~pl.col("summary"))
            .then(pl.lit("certificate"))
            .alias("origin_proof"),
            pl.when(~pl.col("summary")).then("net_mass_g").alias("quantity_milli"),
            pl.when(~pl.col("summary")).then(pl.lit("KGM")).alias("quantity_unit"),
            pl.when(~pl.col("summary")).then(pl.lit("USD")).alias("currency"),
            pl.when(~pl.col("summary")).then(pl.lit("M")).alias("tax_type"),
            pl.when(~pl.col("no_code")).then(pl.lit("2022")).alias("hs_edition"),
        ).drop("no_code", "summary"),
        kilograms,
    )


def _containers(rng: np.random.Generator, mode: np.ndarray, weight: np.ndarray, smuggled: np.ndarray) -> pl.Series:
    """Container numbers of each consignment: all by sea, some by rail and road, none by air."""
    n = len(mode)
    boxed = (mode == MODES.index(SEA)) | ((mode != MODES.index(AIR)) & (rng.random(n) < 0.35))
    counts = np.where(boxed, np.clip(np.ceil(weight / BOX_KG), 1, MOST_BOXES), 0).astype(np.int64)
    of = np.repeat(np.arange(n), counts)
    # The same boxes come again and again.
    serial = (rng.integers(0, BOXES, len(of)) * 7_919) % 6_000_000
    wrong = rng.random(len(of)) < np.where(smuggled[of], 0.06, 0.0015)
    return lists(n, of, containers.numbers(serial, wrong), None)
