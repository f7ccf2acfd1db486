"""The demonstration's laboratory: a small period, kept in the background while the pages are served already."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

# Large enough to learn from and to tell policies apart, small enough for a minute or two of one processor.
DAYS, BEFORE = 56, 150
SMALLER = (
    "trade.declarations_a_day=600",
    "ecommerce.parcels_a_day=60",
    "operators.regular=500",
    "operators.occasional=2000",
    "operators.senders=1500",
)


def begin(folder: Path) -> subprocess.Popen[bytes] | None:
    """Begin to keep a period, unless one is there; the pages say meanwhile that it is being kept."""
    from trustlane.selectivity.trying.period import ABOUT

    if (folder / ABOUT).exists():
        return None
    polite = shutil.which("nice")
    changed = [word for place in SMALLER for word in ("--set", place)]
    numbers = ["--days", str(DAYS), "--before", str(BEFORE)]
    return subprocess.Popen(
        [
            *([polite, "-n", "10"] if polite else []),
            *(sys.executable, "-m", "trustlane.cli", "laboratory", *numbers, *changed),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def end(keeping: subprocess.Popen[bytes] | None, folder: Path) -> None:
    """Stop keeping; what was not whole yet is thrown away, and the next start begins anew."""
    from trustlane.selectivity.trying.period import beside

    if keeping is None or keeping.poll() is not None:
        return
    keeping.terminate()
    keeping.wait()
    shutil.rmtree(beside(folder), ignore_errors=True)
