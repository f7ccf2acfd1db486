"""The demonstration's country in a process of its own: one processor draws it while another lays it in.

The two talk over a pipe. Whichever of them is killed, the other finds the pipe closed and stops.
"""

from __future__ import annotations

import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

from trustlane.cli.refusal import Refused
from trustlane.simulate.processes import one_thread_each

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    import polars as pl

    from trustlane.cli.demo_country import History
    from trustlane.cli.demo_size import Size
    from trustlane.declarations.frame import Read
    from trustlane.selectivity.basis import Named, PriceTables
    from trustlane.selectivity.holding import Held
    from trustlane.standing.facts import StandingFact

Doing = Callable[[date], None]

AHEAD = 2  # what is told and not yet asked for; the country waits where the database is slower


@dataclass(frozen=True)
class Drawn:
    """A stretch as it crosses over: without the basis itself, which would be a model each time."""

    read: Read
    decisions: pl.DataFrame
    tables: PriceTables
    basis: Named


@dataclass(frozen=True)
class Gone:
    """Nothing more will be told; `why` where somebody knows it."""

    why: Exception | None = None


class Beside:
    """A `Demonstration` that another process draws, to be asked for the same things in the same order."""

    def __init__(self, pipe: Connection, doing: Doing) -> None:
        self._pipe, self._doing = pipe, doing
        self._told: Queue[Any] = Queue(AHEAD)
        Thread(target=self._listen, daemon=True).start()

    def tell(self, doing: Doing) -> None:
        """Tell of each further day that is done to somebody else."""
        self._doing = doing

    def history(self) -> History:
        """The past, under the plain policy."""
        told: History = self._next()
        return told

    def stretches(self, holds: Sequence[Held]) -> Iterator[Drawn]:
        """The quarter; while one stretch is looked at the next ones are drawn."""
        with suppress(BrokenPipeError):
            self._pipe.send(tuple(holds))
        while (stretch := self._next()) is not None:
            yield stretch

    def standing(self) -> tuple[StandingFact, ...]:
        """The register as known at the end of the quarter."""
        told: tuple[StandingFact, ...] = self._next()
        return told

    def _listen(self) -> None:
        """Take what is told as it comes: a day that is done at once, all else for when it is asked for."""
        last = Gone()
        try:
            while not isinstance(told := self._hear(), Gone):
                if isinstance(told, date):
                    self._doing(told)
                else:
                    self._told.put(told)
            last = told
        except Exception as error:
            last = Gone(error)
        finally:
            self._told.put(last)

    def _hear(self) -> Any:
        try:
            return self._pipe.recv()
        except (EOFError, OSError):
            return Gone()

    def _next(self) -> Any:
        told = self._told.get()
        if isinstance(told, Gone):
            self._told.put(told)  # for whoever asks again
            if told.why is not None:
                raise told.why
            raise Refused("the process that draws the demonstration's country was ended; start once more")
        return told


@contextmanager
def drawn_beside(last: date, size: Size, doing: Doing) -> Iterator[Beside]:
    """The demonstration up to its `last` day, drawn by a process that ends with the block; `doing` is told each day."""
    # Not forked: locks that this process's threads hold would stay locked for ever.
    processes = get_context("spawn")
    ours, theirs = processes.Pipe()
    drawing = processes.Process(target=_draw, args=(theirs, last, size), name="country", daemon=True)
    with one_thread_each():
        drawing.start()
    theirs.close()
    try:
        yield Beside(ours, doing)
    finally:
        drawing.terminate()
        drawing.join()


def _draw(pipe: Connection, last: date, size: Size) -> None:
    # Ctrl-C reaches both; whoever lays the country in decides what comes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, ConnectionError):
        try:
            from trustlane.cli.demo_country import Demonstration  # seconds, which only this process needs

            country = Demonstration(last, size, pipe.send)
            pipe.send(country.history())
            for one in country.stretches(pipe.recv()):
                pipe.send(Drawn(one.read, one.decisions, one.tables, one.basis.named))
            pipe.send(None)
            pipe.send(country.standing())
        except (EOFError, ConnectionError):
            raise
        except Exception as error:
            error.add_note("".join(traceback.format_exception(error)))
            pipe.send(Gone(error))
