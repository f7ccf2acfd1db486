"""Rows a part at a time, on as many threads as there are processors; what the parts give stays in their order.

Parts keep what is worked on small, whatever the size of the whole. A part gives what it would give alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Told = TypeVar("Told")

SIZE = 1 << 17


def in_parts(rows: int, work: Callable[[slice], Told], *, size: int = SIZE, threads: int | None = None) -> list[Told]:
    """What `work` gives for each part of so many rows; one part, maybe empty, where there are few."""
    return side_by_side(
        [slice(start, min(start + size, rows)) for start in range(0, max(rows, 1), size)], work, threads=threads
    )


def side_by_side(tasks: Iterable[Given], work: Callable[[Given], Told], *, threads: int | None = None) -> list[Told]:
    """What `work` gives for each task, in their order."""
    every = list(tasks)
    workers = min(threads or os.cpu_count() or 1, len(every))
    if workers <= 1:
        return [work(one) for one in every]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, every))
