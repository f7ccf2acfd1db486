"""Studies of the simulator: the same question put to several countries, each as one function that anybody can repeat.

`trustlane study NAME` asks them. What they tell is about the scenarios' stated mechanics, not about the world; what
came of them stands in docs/decisions/lessons-of-the-simulator.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import polars as pl

from trustlane.cli.signs_of_abuse import SIGNS, Sign, signals_and_truth, summed
from trustlane.cli.trials import at_rate, by_hand, candidate, keep_period, the_simulators, tracks_of, with_cap
from trustlane.selectivity.laboratory import what_if
from trustlane.selectivity.policy import Policy, RandomShare
from trustlane.selectivity.rolling import EVERY, WINDOW
from trustlane.selectivity.schooling import ROLLING
from trustlane.simulate import demonstration
from trustlane.simulate.scenario import Scenario, read_scenario
from trustlane.simulate.trials import figures, saying
from trustlane.simulate.trials.comparing import Job, compare, in_processes
from trustlane.simulate.trials.escapes import escapes
from trustlane.simulate.trials.tally import Tally

RATIOS = (1.0, 0.5, 0.25, 0.1)
CAPS = (0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
RATES = (0.01, 0.02, 0.05, 0.10)
UNSEEN = ("drifting", "e-commerce-flood", "bold-impostors")
FIRSTS = (0.01, 0.02, 0.05)
ALIKE = {
    **dict.fromkeys(("programme.large", "programme.medium", "programme.small"), "0.25"),
    "programme.compliance": "0",
    "programme.both": "1",
}
LOTS = 50_000  # drawn of a million, where the lot itself is studied
LOOKS, SHARE = 0.05, 20_000  # where the random share is studied: looks at goods, and of a million those by lot
SHARED = 84  # days, there, that both policies draw lots before one gives it up
LESSONS = 14  # days, there, between two lessons
MEMORY = 400  # days of results that are learnt from there: more than a year, as where all that is on record is used
LOT_COUNTS = 10.0  # times as much as a chosen look's result, there: who is drawn stands for others too
AGAINST = ("rules-alone", "importer-history", "random")

Done = Callable[[], None]  # called whenever another country, or another policy in it, is through


class StudyRefused(ValueError):
    """A study cannot be carried out as asked; the message says why and what to do."""


def nothing() -> None:
    """What happens where nobody wants to be told."""


@dataclass(frozen=True)
class Size:
    """How large a study is."""

    seeds: Sequence[int] = (1, 2, 3, 4)
    declarations_a_day: int = 400
    before: int = 60
    days: int = 60
    processes: int | None = None
    changed: tuple[tuple[str, str], ...] = ()  # places of the scenario, and what they are instead

    def scenario(self, name: str, changed: Mapping[str, str] | None = None) -> Scenario:
        """A scenario that ships or a file, as large as this study; operators and parcels shrink with trade."""
        usual = read_scenario(name)
        part = self.declarations_a_day / usual.trade.declarations_a_day
        sized = {
            "trade.declarations_a_day": str(self.declarations_a_day),
            "operators.regular": str(max(1, round(usual.operators.regular * part))),
            "operators.occasional": str(round(usual.operators.occasional * part)),
            "operators.senders": str(max(1, round(usual.operators.senders * part))),
            "ecommerce.parcels_a_day": str(usual.ecommerce.parcels_a_day * part),
        }
        own = {**sized, **(changed or {})}
        for place, _ in self.changed:
            if place in own:
                raise StudyRefused(f"--set {place}: the study sets this itself; leave it, or use `trustlane compare`.")
        return read_scenario(name, {**own, **dict(self.changed)})


def tried(
    names: Sequence[str],
    scenario: Scenario,
    size: Size,
    *,
    rate: float | None = None,
    base: Policy | None = None,
    rules: bytes | None = None,
    window: int = WINDOW,
    every: int = EVERY,
    lot: float = ROLLING.lot,
    shared: int = 0,
    done: Done = nothing,
) -> list[Tally]:
    """Policies by name in the countries of a study; `base` and `rules` are the simulator's, where none are given.

    `window` are the days that ours looks back on at each lesson, `every` the days between two, `lot` what a result
    found by lot counts for in them. For `shared` days, beside those of the study, no random share is given up.
    """
    base = base or the_simulators()
    base = base if rate is None else at_rate(base, rate)
    rules = demonstration.text("rules.yaml").encode() if rules is None else rules
    makers = tuple(
        replace(candidate(name, base, rules), window=window, every=every, lot=lot, shared=shared) for name in names
    )
    jobs = [Job(scenario, seed, makers, tracks_of(base), size.before, shared + size.days) for seed in size.seeds]
    return compare(jobs, processes=size.processes, done=lambda tally: done())


def credit(
    size: Size,
    *,
    scenario: str = "baseline",
    ratios: Sequence[float] = RATIOS,
    caps: Sequence[float] = CAPS,
    done: Done = nothing,
) -> pl.DataFrame:
    """What a credit costs and spares, by how often members offend and by how much it may take off at most.

    Members are drawn from firms of all sizes alike and their status speaks of all risks, so that nothing but the ratio
    tells them from others: large firms offend less anyhow, and a credit that happens to spare these looks better than
    it is. Every cap is tried on the same kept trade, at prices that meet the same capacity. Columns: ratio, cap, lost
    (of the illicit value that the first cap finds), low, high, trusted (their share looked at), average, times (trusted
    by average).
    """
    of = {ratio: size.scenario(scenario, {"operators.offence_ratio": str(ratio), **ALIKE}) for ratio in ratios}
    jobs = [(ratio, seed) for ratio in ratios for seed in size.seeds]
    told = dict(zip(jobs, in_processes(jobs, partial(_spared, size, of, caps), size.processes, done), strict=True))
    rows = []
    for ratio in ratios:
        every = [told[ratio, seed] for seed in size.seeds]
        for place, cap in enumerate(caps):
            each = [one[place] for one in every]
            lost = figures.ratio([one for one, *_ in each], [one[0][0] for one in every])
            trusted, average = (sum(one[which] for one in each) / len(each) for which in (1, 2))
            rows.append((ratio, cap, lost.mean, lost.low, lost.high, trusted, average, trusted / average))
    return pl.DataFrame(
        rows, schema=["ratio", "cap", "lost", "low", "high", "trusted", "average", "times"], orient="row"
    )


def _spared(
    size: Size, of: Mapping[float, Scenario], caps: Sequence[float], job: tuple[float, int]
) -> list[tuple[float, float, float]]:
    """What `_told` says of every cap in one country, given the ratio and the seed."""
    base, (ratio, seed) = the_simulators(), job
    scenario = of[ratio]
    text = demonstration.text("policy.yaml")
    with TemporaryDirectory() as folder:
        kept = keep_period(scenario, seed, base, Path(folder), policy_text=text, days=size.days, before=size.before)
        return [_told(what_if(kept, with_cap(base, cap)).groups) for cap in caps]


def _told(groups: pl.DataFrame) -> tuple[float, float, float]:
    """Illicit value found, share of trusted looked at, share of all looked at; with credit."""
    here = groups.filter(pl.col("world") == "with credit")
    trusted = here.filter(pl.col("group") == "trusted")
    rates = [float(part["looked"].sum()) / max(float(part["declarations"].sum()), 1.0) for part in (trusted, here)]
    return float(here["found_minor"].sum()), rates[0], rates[1]


def rates(
    size: Size,
    *,
    scenarios: Sequence[str] = UNSEEN,
    rates: Sequence[float] = RATES,
    against: Sequence[str] = AGAINST,
    done: Done = nothing,
) -> pl.DataFrame:
    """Illicit value found at each inspection rate, on scenarios that nothing was tuned on; and the paired differences.

    Columns: scenario, rate, policy, found (share), more (by which ours finds more), low, high.
    """
    rows = []
    countries = {name: size.scenario(name) for name in scenarios}
    for name, scenario in countries.items():
        for rate in rates:
            tallies = tried(["trustlane", *against], scenario, size, rate=rate, done=done)
            value = figures.MEASURES["illicit value found"]
            for policy, each in figures.by_policy(tallies, value).items():
                more = figures.paired(tallies, value, "trustlane", policy)
                found = sum(each.values()) / len(each)
                rows.append((name, rate, policy, found, more.mean, more.low, more.high))
    return pl.DataFrame(rows, schema=["scenario", "rate", "policy", "found", "more", "low", "high"], orient="row")


def random_share(
    size: Size,
    *,
    scenario: str = "gap-seekers",
    rate: float = LOOKS,
    per_million: int = SHARE,
    memory: int = MEMORY,
    every: int = LESSONS,
    shared: int = SHARED,
    stretch: int = 28,
    done: Done = nothing,
) -> pl.DataFrame:
    """How looks fare stretch by stretch while risk moves, with the random share and once it is given up.

    Goods are looked at in one way only, `rate` of them; `per_million` of them by lot, where there is a random share.
    For `shared` days both policies are one and the same; then one goes on as it did and the other draws no lots any
    more. All looks together are as many. Stretches are counted from that day. A lesson is learnt every so many days
    from results of the last `memory` days; those found by lot count for more. Columns: policy, seed, stretch,
    hit_rate (of all looks), chosen (hit rate of the looks that were chosen, not drawn), illicit (the share of
    declarations in which something is wrong), times (hit rate by illicit), found and harm (of what is wrong, and of its
    harm, the share that is found). Whoever sees itself looked at less offends more: how well looks are chosen is told
    by `times`, how much they bring by `hit_rate`.
    """
    least = stretch + stretch // 2 + 1
    if size.days < least:
        raise StudyRefused(f"--days {size.days}: nothing changes in so short a time; ask for {least} days or more.")
    names = ["trustlane", "no-random-share"]
    base = by_hand(the_simulators(), rate, per_million)
    rows = []
    tallies = tried(
        names,
        size.scenario(scenario),
        size,
        base=base,
        window=memory,
        every=every,
        lot=LOT_COUNTS,
        shared=shared,
        done=done,
    )
    for one in tallies:
        for number, there in enumerate(_stretches(one, stretch, shared)):
            times = there["hit_rate"] / there["illicit"] if there["illicit"] else None
            rows.append({"policy": one.policy, "seed": one.seed, "stretch": number + 1, **there, "times": times})
    schema = {"policy": pl.String, "seed": pl.Int64, "stretch": pl.Int64}
    schema |= dict.fromkeys(("hit_rate", "chosen", "illicit", "times", "found", "harm"), pl.Float64)
    return pl.DataFrame(rows, schema=schema).sort("policy", "seed", "stretch", descending=[True, False, False])


def _stretches(tally: Tally, days: int, after: int) -> list[dict[str, float]]:
    """What `random_share` tells of each stretch of days of one trial after its first ones; of goods only."""
    goods = pl.col("track") == figures.GOODS
    chosen = ~pl.col("drawn")
    since = (pl.col("day") - pl.col("day").min()).dt.total_days() - after
    summed = (
        tally.counts.filter(goods)
        .with_columns(since=since)
        .filter(pl.col("since") >= 0)
        .group_by(stretch=pl.col("since") // days)
        .agg(
            pl.col("day").n_unique(),
            hit_rate=pl.col("found").sum() / pl.col("looked").sum(),
            chosen=pl.col("found").filter(chosen).sum() / pl.col("looked").filter(chosen).sum(),
            illicit=pl.col("illicit").sum() / pl.col("declarations").sum(),
            found=pl.col("found").sum() / pl.col("illicit").sum(),
            harm=pl.col("found_harm_minor").sum() / pl.col("harm_minor").sum(),
        )
        .filter(pl.col("day") > days // 2)
        .sort("stretch")
    )
    return summed.drop("stretch", "day").fill_nan(0.0).to_dicts()


def coverage(
    size: Size,
    *,
    scenario: str = "baseline",
    policy: str = "signals-alone",
    per_million: int = LOTS,
    done: Done = nothing,
) -> pl.DataFrame:
    """What escapes, estimated by the lot, and the truth: seed, estimate, low, high, truth, covers; a row a country.

    `per_million` are drawn, more than usual: with few drawn an interval is so wide that it holds anything.
    """
    base = msgspec.structs.replace(the_simulators(), random=RandomShare(per_million))
    tallies = tried([policy], size.scenario(scenario), size, base=base, done=done)
    told = [(tally.seed, escapes(tally, per_million)) for tally in tallies]
    return pl.DataFrame(
        [(seed, one.estimate, one.low, one.high, one.truth, one.covers) for seed, one in told],
        schema=["seed", "estimate", "low", "high", "truth", "covers"],
        orient="row",
    )


def abuse(
    size: Size,
    *,
    scenario: str = "bold-impostors",
    policies: Sequence[str] = ("trustlane", "signals-alone", "random"),
    done: Done = nothing,
) -> pl.DataFrame:
    """How often impostors and captured members are looked at, beside other members, by policy."""
    tallies = tried(policies, size.scenario(scenario), size, done=done)
    parts = [saying.abuse(tallies, name).select(pl.lit(name).alias("policy"), pl.all()) for name in policies]
    return pl.concat(parts)


def signs(size: Size, *, scenario: str = "bold-impostors", done: Done = nothing) -> pl.DataFrame:
    """What the signals about abuse of trust find: claims held against the register, and behaviour that changes.

    What is usual is learnt from the first days, the signals are asked of goods of the last. A row a signal: signal,
    speaks_of (declarations), wrong (share of these in which something is wrong), otherwise (the same elsewhere), times
    (one by the other); and of all declarations of impostors, of captured members and of other members the share of
    which it speaks.
    """
    goods = pl.concat(countries_with_signs(size, scenario, done))
    wrong = pl.col("kind").is_not_null()
    member = pl.col("trusted") & ~pl.col("impostor") & ~pl.col("captured")
    rows = []
    for name in SIGNS:
        speaks = pl.col(name) > 0
        told = goods.select(
            speaks_of=speaks.sum(),
            wrong=wrong.filter(speaks).mean(),
            otherwise=wrong.filter(~speaks).mean(),
            impostors=speaks.filter(pl.col("impostor")).mean(),
            captured=speaks.filter(pl.col("captured")).mean(),
            members=speaks.filter(member).mean(),
        )
        rows.append(told.select(pl.lit(name).alias("signal"), pl.all()))
    return pl.concat(rows).with_columns(times=pl.col("wrong") / pl.col("otherwise"))


def countries_with_signs(size: Size, scenario: str, done: Done = nothing) -> list[pl.DataFrame]:
    """The signals about abuse of trust beside the truth, a table a country."""
    asked = partial(_with_signs, size, size.scenario(scenario))
    return in_processes(list(size.seeds), asked, size.processes, done)


def _with_signs(size: Size, scenario: Scenario, seed: int) -> pl.DataFrame:
    return signals_and_truth(scenario, the_simulators(), seed, before=size.before, days=size.days)


def families(size: Size, *, scenario: str = "bold-impostors", done: Done = nothing) -> pl.DataFrame:
    """How much more often than chance each family of signals finds impostors and captured members.

    A row an abuse, a family and a share of declarations that comes first. Columns: abuse, family, actors, theirs and
    members (the share of these declarations of which it speaks), first (that share), found (of the first, the share
    that is theirs), low, high, chance (the same of all that stand on a status), times (found by chance).
    """
    countries = countries_with_signs(size, scenario, done)
    rows = []
    for first in FIRSTS:
        for one in summed(countries, first=first):
            speaks = one.actors, one.theirs.rate, one.members.rate
            rows.append((one.abuse, one.family, *speaks, first, *_found(one)))
    names = ["abuse", "family", "actors", "theirs", "members", "first", "found", "low", "high", "chance", "times"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _found(one: Sign) -> tuple[float | None, ...]:
    """Share, low, high, chance, times."""
    return one.first.rate, *one.first.exact, one.chance, one.times
