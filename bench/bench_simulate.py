"""A million declarations of an invented country, drawn day by day under its plain policy, and written as files.

Each is measured in a process of its own, which reports seconds and its own peak memory. What a day costs beside its
declarations is measured on a country so small that hardly anything is declared.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure

SEED = 20260402
DECLARATIONS = 1_000_000
LARGE = {"trade.declarations_a_day": "2700", "ecommerce.parcels_a_day": "220"}
SMALL_DAYS = 200
SECONDS, BYTES, OVERHEAD = 60.0, 4 * 1024**3, 0.030


def stepped() -> dict[str, float]:
    """Step a country until a million declarations were lodged; seconds of each part, and bytes at the peak."""
    import resource

    from trustlane.simulate.baseline import BaselinePolicy
    from trustlane.simulate.country import Country, none_yet
    from trustlane.simulate.scenario import read_scenario

    took = dict.fromkeys(("a country", "its days", "the plain policy", "inspections"), 0.0)
    began = time.perf_counter()
    scenario = read_scenario("baseline", LARGE)
    country, policy, known = Country(scenario, SEED), BaselinePolicy(scenario, SEED), none_yet()
    took["a country"] = time.perf_counter() - began
    lodged = days = 0
    while lodged < DECLARATIONS:
        on = scenario.begins + timedelta(days=days)
        marks = [time.perf_counter()]
        day = country.day(on, known)
        marks.append(time.perf_counter())
        lanes = policy.lanes(day.live, on)
        marks.append(time.perf_counter())
        known = country.inspect(lanes.select("declaration", "lane"), on)
        marks.append(time.perf_counter())
        for place, part in enumerate(("its days", "the plain policy", "inspections")):
            took[part] += marks[place + 1] - marks[place]
        lodged += int(day.events["event"].eq("received").sum())
        days += 1
    took |= {"whole": time.perf_counter() - began, "days": days, "lodged": lodged, "processor": time.process_time()}
    return took | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0}


def small() -> dict[str, float]:
    """Seconds of a day on which next to nothing is declared: what a day costs whatever its trade."""
    from trustlane.simulate.country import Country, none_yet
    from trustlane.simulate.scenario import read_scenario

    scenario = read_scenario("small-office")
    country, known = Country(scenario, SEED), none_yet()
    country.day(scenario.begins, known)
    began = time.perf_counter()
    for number in range(1, SMALL_DAYS + 1):
        country.day(scenario.begins + timedelta(days=number), known)
    return {"a day": (time.perf_counter() - began) / SMALL_DAYS}


def written() -> dict[str, float]:
    """Write a year of the large country as files."""
    import resource

    from trustlane.simulate.scenario import read_scenario
    from trustlane.simulate.writing import write

    scenario = read_scenario("baseline", LARGE)
    with TemporaryDirectory() as name:
        began = time.perf_counter()
        told = write(scenario, SEED, scenario.begins, scenario.begins + timedelta(days=359), Path(name) / "past")
        took = time.perf_counter() - began
        size = sum(file.stat().st_size for file in Path(name).rglob("*") if file.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
    return {"whole": took, "lodged": told.declarations, "bytes": size, "peak": peak}


def figures() -> list[Figure]:
    """Seconds and peak memory of a million declarations stepped and written, and of a day alone."""
    took, day, files = (_alone(deed) for deed in ("stepped", "small", "written"))
    days = f"{took['lodged']:,.0f} declarations in {took['days']:.0f} days"
    return [
        Figure(
            f"{days}, stepped under the plain policy and inspected",
            took["whole"],
            "s",
            "≤ 60",
            took["whole"] <= SECONDS,
        ),
        Figure("the same, peak memory", took["peak"] / 1024**3, "GiB", "≤ 4", took["peak"] <= BYTES),
        Figure("the same, time of the processors", took["processor"], "s"),
        *(
            Figure(f"  {part}", took[part], "s")
            for part in ("a country", "its days", "the plain policy", "inspections")
        ),
        Figure("a day of a small country", day["a day"] * 1000, "ms", "≤ 30", day["a day"] <= OVERHEAD),
        Figure(f"`trustlane simulate`, {files['lodged']:,.0f} declarations written", files["whole"], "s"),
        Figure("the same, peak memory", files["peak"] / 1024**3, "GiB", "≤ 4", files["peak"] <= BYTES),
        Figure("the same, size of the files", files["bytes"] / 1024**2, "MiB"),
    ]


def _alone(deed: str) -> dict[str, float]:
    """Run one deed in a process of its own."""
    code = f"import json, bench.bench_simulate as b; print(json.dumps(b.{deed}()))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(ran.stdout.strip().splitlines()[-1])
    return found
