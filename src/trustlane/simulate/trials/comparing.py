"""Several policies in the same countries: every policy meets every seed, on all processors at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TypeVar

from trustlane.simulate.processes import one_thread_each
from trustlane.simulate.scenario import Scenario
from trustlane.simulate.trials.looks import Track
from trustlane.simulate.trials.running import past, run
from trustlane.simulate.trials.tally import Tally
from trustlane.simulate.trials.trial import Maker

Given = TypeVar("Given")
Told = TypeVar("Told")
Done = Callable[[Tally], None]


@dataclass(frozen=True)
class Job:
    """One country and the policies that are tried in it, one after the other."""

    scenario: Scenario
    seed: int
    makers: tuple[Maker, ...]
    tracks: tuple[Track, ...]
    before: int  # days under the plain policy
    days: int

    def carry_out(self) -> list[Tally]:
        """Try them; the past is drawn once for all of them."""
        begun = past(self.scenario, self.seed, self.before)
        return [run(begun, make(self.seed), self.tracks, self.days) for make in self.makers]


def compare(jobs: Sequence[Job], *, processes: int | None = None, done: Done = lambda tally: None) -> list[Tally]:
    """The tallies of all jobs, in their order; `done` is told each as it comes.

    With one process everything runs in this one. Policies of a job are dealt out where there are fewer jobs than
    processors; the past is then drawn once in each process.
    """
    workers = processes or os.cpu_count() or 1
    parts = [part for job in jobs for part in _dealt(job, -(-workers // len(jobs)))]
    found: dict[tuple[str, int, str], Tally] = {}
    if workers == 1:
        for job in jobs:
            for tally in job.carry_out():
                done(tally)
                found[_name(tally)] = tally
    else:
        with one_thread_each(), ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            for future in as_completed([pool.submit(part.carry_out) for part in parts]):
                for tally in future.result():
                    done(tally)
                    found[_name(tally)] = tally
    return [found[name] for name in sorted(found, key=lambda name: _order(jobs, name))]


def in_processes(
    tasks: Sequence[Given],
    work: Callable[[Given], Told],
    processes: int | None = None,
    done: Callable[[], None] = lambda: None,
) -> list[Told]:
    """What `work` gives for each task, in their order, each worked on by one processor; `done` is called for each."""
    workers = min(processes or os.cpu_count() or 1, len(tasks))
    told = []
    if workers <= 1:
        for one in tasks:
            told.append(work(one))
            done()
        return told
    with one_thread_each(), ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for found in pool.map(work, tasks):
            told.append(found)
            done()
    return told


def _name(tally: Tally) -> tuple[str, int, str]:
    return tally.scenario, tally.seed, tally.policy


def _order(jobs: Sequence[Job], name: tuple[str, int, str]) -> tuple[int, str]:
    places = {(job.scenario.name, job.seed): place for place, job in enumerate(jobs)}
    return places[name[0], name[1]], name[2]


def _dealt(job: Job, hands: int) -> Iterator[Job]:
    """The same job in parts that can be carried out side by side."""
    for hand in range(min(hands, len(job.makers))):
        yield Job(job.scenario, job.seed, job.makers[hand::hands], job.tracks, job.before, job.days)
