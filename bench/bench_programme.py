"""Every page of the desk and the portal, of a house with 20,000 holders and 5,000 open cases: what it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from bench.figure import Figure

MOST = 300.0  # milliseconds
SHOWN = 12  # of the slowest, each with a line of its own


def figures() -> list[Figure]:
    """Milliseconds of pages, medians of three to nine after one to warm up; a private database made for this alone."""
    with tempfile.TemporaryDirectory() as state:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("TRUSTLANE_", "DATABASE_"))}
        done = subprocess.run(
            [sys.executable, "-m", "bench.desk_of_programme"],
            env=env | {"TRUSTLANE_STATE": state},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return [*_of(told["views"]), Figure("building that house", told["building"], "s")]


def _of(views: Sequence[Mapping[str, Any]]) -> list[Figure]:
    slowest = sorted(views, key=lambda one: -one["ms"])
    lines = [one for one in slowest if one["ms"] > MOST] + [one for one in slowest if one["ms"] <= MOST][:SHOWN]
    pages = {one["view"]["name"] for one in views}
    late = sum(one["ms"] > MOST for one in views)
    return [
        Figure(f"views of {len(pages)} pages above 300 ms, of {len(views)}", late, "", "0", late == 0),
        *(
            Figure(
                f"{one['view']['address']} for {one['view']['person']}",
                one["ms"],
                "ms",
                "≤ 300",
                one["ms"] <= MOST,
            )
            for one in lines
        ),
    ]
