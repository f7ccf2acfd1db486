"""Where a simulated country and Trustlane meet: policies put on trial in it, and periods kept for the laboratory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import polars as pl
import yaml

from trustlane.selectivity import references
from trustlane.selectivity.basis import Basis
from trustlane.selectivity.laboratory import FOUND, HOURS, Kept, kept
from trustlane.selectivity.money import Exchange
from trustlane.selectivity.policy import Policy, RandomShare, parse
from trustlane.selectivity.rolling import EVERY, WINDOW, Rolling, Sparing
from trustlane.selectivity.schooling import ROLLING, School
from trustlane.selectivity.sparing import FixedShare, Ladder
from trustlane.selectivity.suspicion import suspicion
from trustlane.selectivity.targeting import compiled_for
from trustlane.selectivity.trust import Register
from trustlane.simulate import demonstration
from trustlane.simulate.trials.baselines import ByLot, ImporterHistory, Ranked, ScanEverything
from trustlane.simulate.trials.looks import Look, Track

if TYPE_CHECKING:
    from trustlane.selectivity.rules.compiled import Compiled
    from trustlane.simulate.country import Country
    from trustlane.simulate.scenario import Scenario
    from trustlane.simulate.trials.trial import Trial
    from trustlane.standing.facts import StandingFact


def tracks_of(policy: Policy) -> tuple[Track, ...]:
    """The looks of a policy as everybody in a comparison shares them."""
    return tuple(
        Track(
            regimes=track.regimes,
            nothing=track.nothing,
            by_lot=track.random_look,
            looks=tuple(
                Look(name, look.strictness, look.use.declaration, look.use.line, look.use.container, look.capacity)
                for name, look in track.looks.items()
            ),
        )
        for track in policy.tracks.values()
    )


def the_simulators() -> Policy:
    """The policy of the simulator's invented administration."""
    return parse(demonstration.text("policy.yaml"), where="the simulator's policy")


class NoSuchPolicy(ValueError):
    """A policy of this name cannot be tried; the message names those that can."""


class RulesAlone(Ranked):
    """Officers' rules alone: declarations in the order of what rules say of them, the strictest look first."""

    name = "rules-alone"

    def __init__(self, policy: Policy, rules: Compiled, seed: int) -> None:
        super().__init__(tracks_of(policy), seed)
        self.policy, self.rules, self.secret = policy, rules, seed_of(seed)

    def begin(self, lines: pl.DataFrame, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """Rules ask what is usual; that is learnt from the past, once."""
        self.usual = references.fit(lines)

    def learn(self, results: pl.DataFrame, outcomes: pl.DataFrame, on: date) -> None:
        """Officers' rules learn nothing."""

    def score(self, of: pl.DataFrame, lines: pl.DataFrame, standing: tuple[StandingFact, ...]) -> np.ndarray:
        """What rules say; equals by lot."""
        basis = Basis(
            policy=self.policy,
            references=self.usual,
            register=Register.of(standing, self.policy.own),
            exchange=Exchange.fitted(self.policy.currency, self.policy.exchange, lines),
            seed=self.secret,
            rules=self.rules,
        )
        told = of.select("declaration").join(
            suspicion(lines, basis), on="declaration", how="left", maintain_order="left", validate="1:1"
        )
        return told["suspicion"].to_numpy() + 1e-6 * self.rng.random(of.height)


@dataclass(frozen=True)
class Candidate:
    """One policy to be tried, by its name: makes it anew for each country, in whichever process."""

    name: str
    policy: Policy
    rules: bytes  # officers' rules: rules-alone has nothing else, ours add them to what else they know

    kind: str = ""  # what it is, where it is called otherwise
    window: int = WINDOW  # days of history that ours looks back on at each lesson
    every: int = EVERY  # days between two lessons of ours
    shared: int = 0  # days before a policy without a random share gives it up
    lot: float = ROLLING.lot  # what a result found by lot counts for in them

    def called(self, name: str) -> Candidate:
        """The same under another name."""
        return replace(self, name=name, kind=self.kind or self.name)

    def __call__(self, seed: int) -> Trial:
        """The policy, before its first day."""
        word, _, number = (self.kind or self.name).partition(":")
        tracks = tracks_of(self.policy)
        if word == "random":
            return ByLot(tracks, seed)
        if word == "importer-history":
            return ImporterHistory(tracks, seed)
        if word == "scan-everything":
            return ScanEverything(tracks, {track.nothing: _image(track) for track in tracks})
        if word == "rules-alone":
            return RulesAlone(self.policy, compiled_for(self.policy, self.rules), seed)
        return self._ours(word, number, seed)

    def _ours(self, word: str, number: str, seed: int) -> Rolling:
        policy = self.policy
        sparing: Sparing | None = None
        later: tuple[int, Policy] | None = None
        if word == "no-credit":
            policy = msgspec.structs.replace(policy, credits=())
        elif word == "credit":
            policy = with_cap(policy, float(number))
        elif word == "no-random-share":
            later = (self.shared, msgspec.structs.replace(policy, random=RandomShare(0)))
        elif word == "fixed-share":
            policy, sparing = msgspec.structs.replace(policy, credits=()), FixedShare(float(number or 0.2))
        elif word == "ladder":
            policy, sparing = msgspec.structs.replace(policy, credits=()), Ladder()
        rules = compiled_for(policy, without_demands(self.rules))
        school = School(msgspec.structs.replace(ROLLING, lot=self.lot), with_model=word != "signals-alone")
        return Rolling(
            self.name,
            policy,
            seed_of(seed),
            school,
            rules=rules,
            sparing=sparing,
            every=self.every,
            window=self.window,
            later=later,
        )


# What can be tried, and what each is. A number may follow a colon where one is named.
NAMES = {
    "trustlane": "the policy as it stands: signals, a model learnt from results, prices, credit, random share",
    "no-credit": "the same without any credit, at prices that meet the same capacity",
    "credit:CAP": "the same with credits of importers that take CAP (0 to 1) off their risk, at most",
    "no-random-share": "the same without a random share",
    "signals-alone": "the same without a model",
    "fixed-share:SHARE": "no credit on the score; of trusted importers' looks only this share is kept, by lot",
    "ladder": "no credit on the score; skip-lot sampling: half the looks after clean results, all after a find",
    "random": "everybody by lot",
    "importer-history": "first those at whom most was found before",
    "rules-alone": "officers' rules in the order of their weight, without model, stakes and prices",
    "scan-everything": "an image of everything, whatever the machines can do",
}


def candidate(name: str, policy: Policy, rules: bytes) -> Candidate:
    """A policy by its name; refuses names and numbers that there are not."""
    word, colon, number = name.partition(":")
    known = {one.partition(":")[0]: bool(one.partition(":")[2]) for one in NAMES}
    if word not in known:
        raise NoSuchPolicy(f"There is no policy {name!r}: name a policy file, or one of {', '.join(NAMES)}.")
    if colon and not known[word]:
        raise NoSuchPolicy(f"{name}: no number follows {word!r}.")
    if colon or word == "credit":
        try:
            inside = 0.0 <= float(number) <= 1.0
        except ValueError:
            inside = False
        if not inside:
            raise NoSuchPolicy(f"{name}: write a number from 0 to 1 after the colon, such as {word}:0.5.")
    return Candidate(name, policy, rules)


def without_demands(rules: bytes) -> bytes:
    """Officers' rules that weigh in and demand no lane.

    What a rule demands is looked at beyond a day's capacity too. Where capacity is scaled down to a rate (`at_rate`),
    rules as they stand demand more images than there are. Policies that are compared have the same capacity, so demands
    only weigh: where rules stand alone, they put a declaration first.
    """
    raw = yaml.safe_load(rules)
    for rule in raw.get("rules", ()):
        rule.get("effect", {}).pop("mandatory", None)
    raw["rules"] = [rule for rule in raw.get("rules", ()) if rule.get("effect")]
    return yaml.safe_dump(raw, sort_keys=False, allow_unicode=True).encode()


def with_cap(policy: Policy, cap: float) -> Policy:
    """The policy with importers' own credits at `cap`, all others at most that, and both caps there."""
    return msgspec.structs.replace(
        policy,
        caps=dict.fromkeys(policy.caps, cap),
        credits=tuple(
            msgspec.structs.replace(one, by=cap if one.whose == "own" and one.role == "importer" else min(one.by, cap))
            for one in policy.credits
        ),
    )


def at_rate(policy: Policy, rate: float) -> Policy:
    """The policy with every capacity scaled, so that looks at goods add up to about this share of declarations."""
    shares = [look.capacity.share or 0.0 for look in policy.tracks["goods"].looks.values() if look.capacity]
    factor = rate / sum(shares)
    tracks = {}
    for name, track in policy.tracks.items():
        looks = {}
        for lane, look in track.looks.items():
            assert look.capacity is None or look.capacity.share is not None
            capacity = look.capacity and msgspec.structs.replace(
                look.capacity, share=min(1.0, (look.capacity.share or 0.0) * factor)
            )
            looks[lane] = msgspec.structs.replace(look, capacity=capacity)
        tracks[name] = msgspec.structs.replace(track, looks=looks)
    least = round(min(policy.random.per_million, rate * 1_000_000 / 10))
    return msgspec.structs.replace(policy, tracks=tracks, random=RandomShare(least))


def by_hand(policy: Policy, rate: float, per_million: int) -> Policy:
    """The policy with one way to look at goods, that of its lot, for this share of them; `per_million` go by lot.

    Every look then can find every kind, and how often one hits can be compared from one month to another.
    """
    goods = policy.tracks["goods"]
    look = goods.looks[goods.random_look]
    assert look.capacity is not None
    only = msgspec.structs.replace(look, capacity=msgspec.structs.replace(look.capacity, share=rate))
    track = msgspec.structs.replace(goods, looks={goods.random_look: only})
    return msgspec.structs.replace(policy, tracks={**policy.tracks, "goods": track}, random=RandomShare(per_million))


def _image(track: Track) -> str:
    """The lane in which an image is made."""
    lanes = [look.lane for look in track.looks]
    for lane in ("orange", "control_at_entry"):
        if lane in lanes:
            return lane
    raise NoSuchPolicy("scan-everything: this policy has neither the lane orange nor control_at_entry to scan in.")


def seed_of(seed: int) -> bytes:
    """The secret of the lots in a country of this seed: nothing is secret in a simulation, and all is repeatable."""
    return hashlib.blake2b(f"trustlane trial {seed}".encode(), digest_size=32).digest()


def keep_period(
    scenario: Scenario,
    seed: int,
    policy: Policy,
    folder: Path,
    *,
    policy_text: str,
    rules: Compiled | None = None,
    days: int = 91,
    before: int = 90,
    with_model: bool = True,
    progress: Callable[[date], None] = lambda on: None,
) -> Kept:
    """Step a country `before` days under its plain policy and `days` under `policy`, and keep the latter in a folder.

    Each declaration is kept as it was assessed on its day, beside what a look in each lane would have found; so
    `laboratory.what_if` can tell within a second or two what another policy would have done with the same trade.
    """
    from trustlane.simulate.trials.running import past, run

    trial = Rolling(policy.name, policy, seed_of(seed), School(with_model=with_model), rules=rules)
    parts: list[pl.DataFrame] = []

    def keep(country: Country, lines: pl.DataFrame, decided: pl.DataFrame, on: date) -> None:
        assert trial.seen is not None
        parts.append(_with_truth(kept(trial.seen, lines, policy, trial.seed), country, policy, on))

    run(past(scenario, seed, before), trial, tracks_of(policy), days, progress, keep)
    # Which kinds a model knows may change at a lesson: a kind that was not told apart on some days has no chance then.
    found = Kept(pl.concat(parts, how="diagonal"), policy)
    found.write(folder, policy_text)
    return found


def _with_truth(table: pl.DataFrame, country: Country, policy: Policy, on: date) -> pl.DataFrame:
    """What was kept of a day with its truth, and with what a look in each lane would have found and taken."""
    truth = country.truth(on).select(
        "declaration", "group", "illicit_minor", "stake_minor", illicit=pl.col("kind").is_not_null()
    )
    table = table.join(truth, on="declaration", how="left", maintain_order="left", validate="1:1")
    table = table.with_columns(counts=pl.col("regime") != "entry_summary")
    for track in policy.tracks.values():
        here = table.filter(pl.col("regime").is_in(list(track.regimes))).select("declaration")
        for look in track.looks:
            looked = country.inspect(here.with_columns(lane=pl.lit(look)), on).select(
                "declaration",
                pl.col("found").alias(f"{FOUND}{look}"),
                pl.col("hours").cast(pl.Float32).alias(f"{HOURS}{look}"),
            )
            table = table.join(looked, on="declaration", how="left", maintain_order="left")
    return table
