"""A year of a mid-size country under five policies, as `trustlane compare` tries them, and a quarter asked what if."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure

YEAR, BEFORE, QUARTER = 365, 90, 91
SECONDS, BYTES, AT_ONCE = 600.0, 4 * 1024**3, 2.0


def year() -> dict[str, float]:
    """Compare five policies over a year in one country; seconds, and bytes of all processes at their peaks."""
    import resource

    from trustlane.cli.compare import USUAL
    from trustlane.cli.trials import candidate, the_simulators, tracks_of
    from trustlane.simulate import demonstration
    from trustlane.simulate.scenario import read_scenario
    from trustlane.simulate.trials.comparing import Job, compare

    policy, rules = the_simulators(), demonstration.text("rules.yaml").encode()
    makers = tuple(candidate(name, policy, rules) for name in USUAL)
    began = time.perf_counter()
    tallies = compare([Job(read_scenario("baseline"), 1, makers, tracks_of(policy), BEFORE, YEAR)], processes=2)
    took = time.perf_counter() - began
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    declarations = float(tallies[0].counts["declarations"].sum())
    return {"whole": took, "peak": 1024.0 * (own + 2 * largest), "policies": len(tallies), "declarations": declarations}


def what_if() -> dict[str, float]:
    """Keep a quarter of a mid-size country, then ask what another policy would have done; seconds of each."""
    from trustlane.cli.trials import keep_period, the_simulators, with_cap
    from trustlane.selectivity.laboratory import Kept
    from trustlane.selectivity.laboratory import what_if as asked
    from trustlane.simulate import demonstration
    from trustlane.simulate.scenario import read_scenario

    policy, text = the_simulators(), demonstration.text("policy.yaml")
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        keep_period(read_scenario("baseline"), 1, policy, Path(folder), policy_text=text, days=QUARTER, before=BEFORE)
        keeping = time.perf_counter() - began
        kept = Kept.read(Path(folder))
        asked(kept, policy)
        began = time.perf_counter()
        asked(kept, with_cap(policy, 0.5))
        return {"keeping": keeping, "asking": time.perf_counter() - began, "declarations": kept.table.height}


def figures() -> list[Figure]:
    """Seconds and peak memory of a year compared, and of a kept quarter asked."""
    compared, kept = _alone("year"), _alone("what_if")
    return [
        Figure(
            f"a year, {compared['declarations']:,.0f} declarations, under {compared['policies']:.0f} policies",
            compared["whole"],
            "s",
            "≤ 600",
            compared["whole"] <= SECONDS,
        ),
        Figure(
            "the same, peak memory of all processes at most",
            compared["peak"] / 1024**3,
            "GiB",
            "≤ 4",
            compared["peak"] <= BYTES,
        ),
        Figure(f"a quarter kept for the laboratory, {kept['declarations']:,.0f} declarations", kept["keeping"], "s"),
        Figure("the same, asked what another policy would do", kept["asking"], "s", "≤ 2", kept["asking"] <= AT_ONCE),
    ]


def _alone(deed: str) -> dict[str, float]:
    """Run one deed in a process of its own."""
    code = f"import json, bench.bench_compare as b; print(json.dumps(b.{deed}()))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(ran.stdout.strip().splitlines()[-1])
    return found
