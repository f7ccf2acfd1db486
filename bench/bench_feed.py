"""A feed to a partner: the first issue of 20,000 operators, and how long a change takes from commit to checkpoint."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from bench.figure import Figure

WHOLE = 15.0  # seconds for everybody; the promise is a reader's first load, of which this is the issuer's part
MOST = 1.0  # second from commit to checkpoint


def figures() -> list[Figure]:
    """Seconds of a first issue and of single changes; a private database made for this alone."""
    with tempfile.TemporaryDirectory() as state:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("TRUSTLANE_", "DATABASE_"))}
        done = subprocess.run(
            [sys.executable, "-m", "bench.feed_of_register"],
            env=env | {"TRUSTLANE_STATE": state},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    told = json.loads(done.stdout.strip().splitlines()[-1])
    opening, sealing, changes = told["opening"], told["sealing"], sorted(told["changes"])
    worst = changes[-1]
    return [
        Figure("opening a feed: 20,000 operators said in one transaction", opening, "s"),
        Figure(
            "first issue of 20,000 operators, said and signed",
            opening + sealing,
            "s",
            f"≤ {WHOLE:g}",
            opening + sealing <= WHOLE,
        ),
        Figure("from commit to checkpoint, median of 50 changes", changes[len(changes) // 2], "s"),
        Figure("from commit to checkpoint, worst of 50 changes", worst, "s", f"≤ {MOST:g}", worst <= MOST),
        Figure(
            "a removal while 20,000 additions wait, to its checkpoint",
            told["removal"],
            "s",
            "≤ 10",
            told["removal"] <= 10,
        ),
    ]
