"""Rows a part at a time, on as many threads as Polars has; what the parts give stays in their order.

Parts keep what is worked on small, whatever the size of the whole. A part gives what it would give alone. A process
that is to use one processor only is told so by POLARS_MAX_THREADS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import polars as pl

Given = TypeVar("Given")
Told = TypeVar("Told")

SIZE = 1 << 17
FEW = 1 << 15  # rows below which threads cost more than they bring


def in_parts(rows: int, work: Callable[[slice], Told], *, size: int = SIZE, threads: int | None = None) -> list[Told]:
    """What `work` gives for each part of so many rows; one part, maybe empty, where there are few."""
    return side_by_side(
        [slice(start, min(start + size, rows)) for start in range(0, max(rows, 1), size)], work, threads=threads
    )


def side_by_side(
    tasks: Iterable[Given], work: Callable[[Given], Told], *, rows: int = SIZE, threads: int | None = None
) -> list[Told]:
    """What `work` gives for each task, in their order; where all of it is about few rows, one after the other."""
    every = list(tasks)
    workers = min(threads or pl.thread_pool_size(), len(every)) if rows >= FEW else 1
    if workers <= 1:
        return [work(one) for one in every]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, every))


@contextmanager
def begun(rows: int, *tasks: Callable[[], Told]) -> Iterator[list[Callable[[], Told]]]:
    """What gives the results of tasks: where there are many rows, and threads, they are begun at once."""
    if rows < SIZE or pl.thread_pool_size() == 1:
        yield list(tasks)
        return
    with ThreadPoolExecutor(len(tasks)) as pool:
        yield [pool.submit(task).result for task in tasks]
