"""Samples cases from every stratum, such as each outcome of each officer, in proportion and at least one from each.

The places are given out one after the other, after one to each stratum, to whichever has most cases for each place it
would then hold (Webster's method of equal proportions of votes to seats, in whole numbers). Within a stratum cases come
in the order of their lots. So a larger sample under the same seed contains the smaller one: an auditor who wants to see
more keeps what was seen.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from trustlane.programme.lots import lot

Stratum = TypeVar("Stratum", bound=Hashable)


class SampleRefused(ValueError):
    """A sample that cannot be; the message says what was asked and what there is."""


def sample(seed: bytes, population: Iterable[str], size: int, strata: Mapping[str, Hashable]) -> tuple[str, ...]:
    """Ids drawn from a population, in the order drawn; whoever reads only the first few has a sample by lot too.

    `strata` names the stratum of each id, such as (outcome, officer). All ids come where there are no more than `size`.
    Raises `SampleRefused` where an id has no stratum or there are fewer places than strata.
    """
    ids = set(population)
    homeless = sorted(ids - strata.keys())
    if homeless:
        raise SampleRefused(f"Case {homeless[0]} has no stratum, nor have {len(homeless) - 1} more; name one for each.")
    members: dict[Hashable, list[str]] = {}
    lots = {one: (lot(seed, "sample", one), one) for one in ids}
    for one in sorted(ids, key=lots.__getitem__):
        members.setdefault(strata[one], []).append(one)
    # Strata that tie stand in the order of their first lots, so that no name is favoured.
    given = shares({stratum: len(of) for stratum, of in members.items()}, size)
    return tuple(sorted((one for stratum, of in members.items() for one in of[: given[stratum]]), key=lots.__getitem__))


def shares(population: Mapping[Stratum, int], size: int) -> dict[Stratum, int]:
    """How many of each stratum are sampled; of strata that tie, the one named first comes first.

    A case of a stratum stands for `population[stratum] / shares[stratum]` cases when a sample is reckoned up.
    """
    alive = {stratum: many for stratum, many in population.items() if many}
    if size < len(alive):
        raise SampleRefused(
            f"A sample of {size} cannot hold one case of each of {len(alive)} strata; "
            f"ask for at least {len(alive)}, or make larger strata."
        )
    given = dict.fromkeys(alive, 1)
    for _ in range(min(size, sum(alive.values())) - len(alive)):
        open_ones = [stratum for stratum, many in alive.items() if given[stratum] < many]
        most = open_ones[0]
        for stratum in open_ones[1:]:
            # More cases for each half place it would stand on: compared crosswise, so that nothing is rounded.
            if alive[stratum] * (2 * given[most] + 1) > alive[most] * (2 * given[stratum] + 1):
                most = stratum
        given[most] += 1
    return given
