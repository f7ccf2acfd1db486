"""A quarter of a country's trade, drawn from a seed: declarations, standing, what was done, and the hidden truth.

Same seed, same bytes. Everything is invented; only commodity codes and countries of origin are real. The mechanics are
stated in the modules beside this one: habits in `routes`, base rates and what moves them in `offences`, the system in
use before in `enforcement`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from trustlane.declarations.frame import REGIMES, Read
from trustlane.simulate import declaring, enforcement
from trustlane.simulate.calendar import lodgings
from trustlane.simulate.consignments import Consignments, consignments
from trustlane.simulate.declaring import Lodgements
from trustlane.simulate.goods import Goods, table
from trustlane.simulate.offences import KINDS
from trustlane.simulate.parties import Operator
from trustlane.simulate.people import People, people
from trustlane.simulate.routes import routes

if TYPE_CHECKING:
    from trustlane.standing.facts import StandingFact

AMENDED = 0.03
CANCELLED = 0.012
LODGED_AGAIN = 0.5  # of those cancelled

_HOUR = 3_600


@dataclass(frozen=True)
class Trade:
    """What a simulation gives."""

    read: Read  # lines, events, what the system in use before did, and the results it knows
    standing: tuple[StandingFact, ...]
    operators: tuple[Operator, ...]
    previous: dict[str, str]  # of a consignment lodged again: the reference it was lodged under before
    truth: pl.DataFrame  # declaration, kind (null where all is right); screening and training never open it


def plain(
    seed: int,
    first: date,
    last: date,
    *,
    declarations: int = 150_000,
    operators: int = 300,
    own: str = "XA",
    partners: tuple[str, ...] = ("XB", "XC"),
) -> Trade:
    """Draw the trade of the days from `first` to `last`; `partners` are the administrations that `own` recognises."""
    goods = table()
    of = people(seed, first, last, operators, own, partners)
    ways = routes(seed, of, goods, partners)
    rng = np.random.default_rng([seed, 7])
    until = int(datetime.combine(last, time(23, 59, 59), UTC).timestamp())
    again = round(declarations * CANCELLED * LODGED_AGAIN)
    content = consignments(seed, declarations - again, of, goods, ways, partners)
    at = lodgings(seed, first, last, declarations - again)
    lodged, previous = _lodged(rng, at, round(declarations * CANCELLED), again, own, first, until)
    offence, summary = content.offence[lodged.consignment], _is_summary(content)[lodged.consignment]
    did = _deeds(seed, content, of, goods, lodged, until)
    alive = pl.DataFrame({"declaration": lodged.reference}).filter(pl.Series(~lodged.cancelled))
    read = Read(
        lines=declaring.lines(rng, content, of, lodged, previous, own),
        events=declaring.events(did, lodged, previous, until),
        observed=enforcement.observed(did, lodged.reference, offence, summary, until).filter(
            pl.Series(~lodged.cancelled)
        ),
        outcomes=enforcement.outcomes(did, lodged.reference, offence, summary).join(
            alive, on="declaration", how="semi", maintain_order="left"
        ),
    )
    kinds = pl.Series([*KINDS, None], dtype=pl.String)
    truth = pl.DataFrame(
        {
            "declaration": lodged.reference,
            "kind": kinds.gather(pl.Series(np.where(offence < 0, len(KINDS), offence), dtype=pl.UInt32)),
        }
    )
    return Trade(read, of.standing, of.operators, previous, truth)


def targeting_rules() -> bytes:
    """The rules document of the invented administration, as `trustlane rules check` reads it."""
    return resources.files("trustlane.simulate").joinpath("rules.yaml").read_bytes()


def _is_summary(content: Consignments) -> np.ndarray:
    return np.asarray(content.regime == REGIMES.index("entry_summary"))


def _lodged(
    rng: np.random.Generator, at: np.ndarray, cancelled: int, again: int, own: str, first: date, until: int
) -> tuple[Lodgements, dict[str, str]]:
    """Each consignment lodged once, some cancelled, half of those lodged again under a new reference."""
    n = len(at)
    given_up = np.sort(rng.choice(n, cancelled, replace=False))
    returning = np.sort(rng.choice(given_up, again, replace=False))
    later = at + rng.integers(_HOUR // 3, 8 * _HOUR, n)
    return_at = np.minimum(later[returning] + rng.integers(_HOUR, 48 * _HOUR, again), until)
    every, every_at = np.concatenate([np.arange(n), returning]), np.concatenate([at, return_at])
    order = np.argsort(every_at, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    is_cancelled = np.zeros(len(order), bool)
    is_cancelled[place[given_up]] = True
    reference = declaring.references(own, first, len(order))
    numbers = reference.to_list()
    lodged = Lodgements(
        reference=reference,
        consignment=every[order],
        at=every_at[order],
        later=np.concatenate([later, return_at + 4 * _HOUR])[order],
        amended=(rng.random(len(order)) < AMENDED) & ~is_cancelled,
        cancelled=is_cancelled,
    )
    previous = {numbers[new]: numbers[old] for new, old in zip(place[n:], place[returning], strict=True)}
    return lodged, previous


def _deeds(
    seed: int, content: Consignments, of: People, goods: Goods, lodged: Lodgements, until: int
) -> enforcement.Deeds:
    """What the system in use before did with every declaration."""
    which = lodged.consignment
    occasional = np.ones(len(of.identifier), bool)
    occasional[of.importers[: of.known_importers]] = False
    importer, offence = content.importer[which], content.offence[which]
    holds = (of.security | of.compliance)[importer] & (lodged.at // 86_400 < of.ended[importer])
    suspicion = enforcement.suspicion(
        goods.rate_ppm[content.goods[which]], goods.controlled[content.goods[which]], occasional[importer], offence
    )
    return enforcement.deeds(seed, lodged.at, until, offence, suspicion, holds, _is_summary(content)[which])
