"""What gives abuse of trust away: how well two families of signals find impostors and captured members.

Declarations of goods that stand on a trusted status are screened, by the register and by what was usual before, and
the truth is laid beside what the signals say. Nothing here is part of any policy, and no policy sees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import msgspec
import polars as pl

from trustlane.cli.trials import seed_of
from trustlane.selectivity import references
from trustlane.selectivity.basis import Basis
from trustlane.selectivity.intervals import Rate
from trustlane.selectivity.money import Exchange
from trustlane.selectivity.policy import Policy
from trustlane.selectivity.screening import assess_lines
from trustlane.selectivity.trust import Register
from trustlane.simulate.country import Country
from trustlane.simulate.scenario import Scenario
from trustlane.simulate.trials.running import past

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "claim against register": ("claim_not_in_register", "claim_no_longer_valid", "claim_of_somebody_else"),
    "behaviour change": ("trusted_number_in_strange_company", "trusted_number_unlike_itself"),
}
SIGNS = tuple(name for names in FAMILIES.values() for name in names)
ABUSES = ("impostor", "captured")
FIRST = 0.01  # the share of declarations that comes first


@dataclass(frozen=True)
class Sign:
    """How well one family of signals finds one abuse of trust, over all countries together.

    Intervals are those of counts (Clopper and Pearson). Declarations of one actor are alike, so where there are few
    actors the truth may lie further away than they say.
    """

    abuse: str
    family: str
    actors: int  # impostors, or members captured, of whom there is a declaration
    theirs: Rate  # of their declarations, those of which the family speaks
    members: Rate  # the same of honest members' declarations
    first: Rate  # of the declarations of which it speaks loudest, those that are theirs
    chance: float  # the share that is theirs among all that stand on a status, honest or theirs

    @property
    def times(self) -> float | None:
        """How many times as often as by chance it finds them among the first."""
        return self.first.rate / self.chance if self.first.rate is not None and self.chance else None

    @property
    def more_often_than_chance(self) -> bool:
        """Whether even the lower bound lies above chance."""
        return self.first.exact[0] > self.chance


def any_abuse(scenario: Scenario) -> bool:
    """Whether there are impostors or captured members in a scenario at all."""
    return bool(scenario.impostors.per_hundred_members or scenario.captured.a_year)


def signals_and_truth(scenario: Scenario, policy: Policy, seed: int, *, before: int, days: int) -> pl.DataFrame:
    """A row a declaration of goods of the last days of one country, under the scenario's plain policy.

    What is usual is learnt from the first days, the signals are asked about the last. Columns: declaration, regime,
    trusted (the register trusts the importer), claimed (a status is claimed for it), the strength of each of SIGNS, and
    the truth.
    """
    begun = past(scenario, seed, before + days)
    split = begun.on - timedelta(days=days)
    early, late = begun.lines.filter(pl.col("day") < split), begun.lines.filter(pl.col("day") >= split)
    own = tuple(dict.fromkeys((*policy.own, scenario.own)))
    basis = Basis(
        policy=msgspec.structs.replace(policy, own=own),
        references=references.fit(early),
        register=Register.of(begun.country.standing(begun.on - timedelta(days=1)), own),
        exchange=Exchange.fitted(policy.currency, policy.exchange, late),
        seed=seed_of(seed),
    )
    seen = assess_lines(late.with_columns(previous=pl.lit(None, pl.String)), basis)
    silent = pl.lit(0.0)
    return (
        seen.heads.frame.select("declaration", "regime")
        .with_columns(
            pl.Series("trusted", seen.trust.trusted_importer),
            *[
                pl.Series(name, seen.strengths[name]) if name in seen.strengths else silent.alias(name)
                for name in SIGNS
            ],
        )
        .filter(pl.col("regime") != "entry_summary")
        .join(_claimed(late), on="declaration", validate="1:1")
        .join(_truth(begun.country, split, days), on="declaration", validate="1:1")
    )


def _claimed(lines: pl.DataFrame) -> pl.DataFrame:
    """Whether a status is claimed for the importer: declaration, claimed."""
    for_importer = pl.col("claims").list.eval(pl.element().struct.field("role") == "importer").list.any()
    return lines.unique("declaration", keep="first", maintain_order=True).select("declaration", claimed=for_importer)


def _truth(country: Country, first: date, days: int) -> pl.DataFrame:
    return pl.concat([country.truth(first + timedelta(days=number)) for number in range(days)])


def summed(countries: Sequence[pl.DataFrame], *, first: float = FIRST) -> list[Sign]:
    """Each family against each abuse, over tables of `signals_and_truth`; `first` is the share that comes first."""
    return [_sign(countries, abuse, family, first) for abuse in ABUSES for family in FAMILIES]


def _sign(countries: Sequence[pl.DataFrame], abuse: str, family: str, share: float) -> Sign:
    other = next(one for one in ABUSES if one != abuse)
    theirs = members = first = every = Rate(0, 0)
    actors = 0
    for goods in countries:
        standing = goods.filter(pl.col("trusted") | pl.col("claimed") | pl.col(abuse), ~pl.col(other)).select(
            "declaration", "trusted", "actor", abuse=abuse, strength=pl.sum_horizontal(FAMILIES[family])
        )
        # References tell nothing, so equals come in the order of a lot.
        loudest = standing.sort("strength", "declaration", descending=[True, False])
        of_abuse = standing.filter("abuse")
        actors += of_abuse["actor"].n_unique()
        theirs += _speaks(of_abuse)
        members += _speaks(standing.filter(pl.col("trusted") & ~pl.col("abuse")))
        first += _abusive(loudest.head(ceil(share * standing.height)))
        every += _abusive(standing)
    return Sign(abuse, family, actors, theirs, members, first, every.rate or 0.0)


def _speaks(of: pl.DataFrame) -> Rate:
    return Rate(int((of["strength"] > 0).sum()), of.height)


def _abusive(of: pl.DataFrame) -> Rate:
    return Rate(int(of["abuse"].sum()), of.height)
