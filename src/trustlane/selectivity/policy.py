"""The policy: what is looked for, what it is worth, what each look catches and costs, and whose status softens what.

A policy is a YAML file that officers own. It is read once, checked whole, and frozen; its digest is stored with every
decision. Errors name the place in the file and the mend.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from trustlane.declarations.frame import REGIMES
from trustlane.selectivity import capacity as capacities
from trustlane.selectivity.capacity import MOST, Capacity
from trustlane.selectivity.signals.catalogue import all_signals

FAMILIES = ("security", "revenue")
Family = Literal["security", "revenue"]
SCOPES = ("security", "compliance")
SIZE_LIMIT = 1_000_000
MOST_WEIGHT = 50.0  # log-odds; more would be certainty
MOST_CREDITS = 60  # each is a bit of a 64-bit number


class PolicyRefused(Exception):
    """The policy cannot be used; the message names the place and the mend."""


class Stake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one undetected case costs, in minor units of the policy's currency.

    The stake of a declaration is `harm` + `of_value` × value + `of_duty` × value × tax rate, at least `least` and at
    most `most` (0 means no bound). A harm scale uses `harm` alone; revenue uses the two shares.
    """

    harm: int = 0
    of_value: float = 0.0
    of_duty: float = 0.0
    least: int = 0
    most: int = 0


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of offence that is looked for."""

    family: Family
    stake: Stake
    base: float = 0.0  # chance of an ordinary declaration, used where no model knows this kind
    title: str = ""
    generic: bool = False  # stands for its whole family, and only where a model knows it
    never_softened: bool = False


class Use(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one look uses of its resource: per declaration, per line after the first, per container."""

    declaration: float = 0.0
    line: float = 0.0
    container: float = 0.0


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to look: how strict it is, what it uses, how much of that there is, what it catches of each kind."""

    strictness: int
    unit: str
    use: Use
    catches: dict[str, float]
    capacity: Capacity | None = None
    price: int | None = None  # a fixed price per unit, in minor units, instead of a capacity
    minutes: float = 0.0  # of an officer, for reports
    title: str = ""


class Track(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The looks open to some regimes, and the name of what happens where none is worth its price."""

    regimes: tuple[str, ...]
    nothing: str
    looks: dict[str, Look]
    random_look: str
    title: str = ""


class Credit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose trusted status softens what, and by how much.

    `whose`: own or partner; `role`: the role in the declaration in which the holder stands; `scope`: what the status
    must cover; the credit takes `by` (0 to 1) off the chance × stake of `families` in the looks named in `looks` (all
    where empty).
    """

    whose: Literal["own", "partner"]
    role: Literal["importer", "exporter", "declarant", "carrier", "representative"]
    scope: tuple[str, ...]
    families: tuple[Family, ...]
    by: float
    looks: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    title: str = ""


class RandomShare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The share that is looked at whatever the score says; a constant of this policy version."""

    per_million: int


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A whole policy, as read."""

    name: str
    version: int
    currency: str
    own: tuple[str, ...]
    kinds: dict[str, Kind]
    tracks: dict[str, Track]
    credits: tuple[Credit, ...]
    caps: dict[Family, float]
    random: RandomShare
    signals: dict[str, dict[str, float]] = {}
    exchange: dict[str, dict[date, float]] = {}
    title: str = ""

    @cached_property
    def digest(self) -> str:
        """A short name of exactly this policy."""
        return hashlib.sha256(
            msgspec.json.encode(msgspec.to_builtins(self, str_keys=True), order="deterministic")
        ).hexdigest()[:16]


def _share(value: float, place: str) -> list[str]:
    return [] if 0.0 <= value <= 1.0 else [f"{place}: {value} is not a share between 0 and 1."]


def _faults(policy: Policy) -> list[str]:
    """Everything wrong with a policy whose shape is right, each with its place."""
    faults: list[str] = []
    if not policy.kinds:
        faults.append("kinds: name at least one kind of offence that is looked for.")
    for name, kind in policy.kinds.items():
        faults += _share(kind.base, f"kinds.{name}.base")
        faults += _stake_faults(kind.stake, f"kinds.{name}.stake")
    faults += _regime_faults(policy)
    for track_name, track in policy.tracks.items():
        if track.random_look not in track.looks:
            faults.append(
                f"tracks.{track_name}.random_look: {track.random_look!r} is no look here; "
                f"name one of {sorted(track.looks)}."
            )
        if track.nothing in track.looks:
            faults.append(f"tracks.{track_name}.nothing: {track.nothing!r} is a look here too; name it otherwise.")
        if len({look.strictness for look in track.looks.values()}) < len(track.looks):
            faults.append(f"tracks.{track_name}.looks: two looks are equally strict; give each its own `strictness`.")
        for look_name, look in track.looks.items():
            faults += _look_faults(policy, look, f"tracks.{track_name}.looks.{look_name}")
    faults += _credit_faults(policy)
    for family, cap in policy.caps.items():
        faults += _share(cap, f"caps.{family}")
    if not 0 <= policy.random.per_million <= 1_000_000:
        faults.append("random.per_million: give a whole number between 0 and 1,000,000.")
    faults += _signal_faults(policy)
    for code, dated in policy.exchange.items():
        faults += [
            f"exchange.{code}.{day}: {rate} is no rate; give a number above 0."
            for day, rate in dated.items()
            if not 0 < rate < MOST
        ]
        if not dated:
            faults.append(f"exchange.{code}: give at least one rate with its day.")
    return faults


def _regime_faults(policy: Policy) -> list[str]:
    """Every regime stands in exactly one track."""
    faults: list[str] = []
    seen: dict[str, str] = {}
    for track_name, track in policy.tracks.items():
        for regime in track.regimes:
            if regime not in REGIMES:
                faults.append(f"tracks.{track_name}.regimes: {regime!r} is no regime; they are {', '.join(REGIMES)}.")
            if regime in seen:
                faults.append(
                    f"tracks.{track_name}.regimes: {regime!r} stands in {seen[regime]!r} too; leave it in one."
                )
            seen[regime] = track_name
    faults += [
        f"tracks: no track takes the regime {regime!r}, whose declarations would get no lane; add it to one."
        for regime in REGIMES
        if regime not in seen
    ]
    return faults


def _stake_faults(stake: Stake, place: str) -> list[str]:
    faults = [
        f"{place}.{name}: {amount} is no stake; give a number from 0 to {MOST:,.0f}."
        for name, amount in (
            ("harm", stake.harm),
            ("of_value", stake.of_value),
            ("of_duty", stake.of_duty),
            ("least", stake.least),
            ("most", stake.most),
        )
        if not 0 <= amount <= MOST
    ]
    if stake.most and stake.most < stake.least:
        faults.append(f"{place}: `most` is below `least`; exchange them.")
    return faults


def _look_faults(policy: Policy, look: Look, place: str) -> list[str]:
    faults: list[str] = []
    if (look.capacity is None) == (look.price is None):
        faults.append(f"{place}: give either a capacity or a price.")
    if look.price is not None and not 0 <= look.price <= MOST:
        faults.append(f"{place}.price: {look.price} is no price; give a whole number of 0 or more.")
    if look.capacity is not None:
        faults += capacities.faults(look.capacity, f"{place}.capacity")
    used = (look.use.declaration, look.use.line, look.use.container)
    if not all(0 <= one <= MOST for one in used) or not look.use.declaration + look.use.container > 0:
        faults.append(f"{place}.use: a look uses something; give a positive number per declaration or container.")
    for kind_name, caught in look.catches.items():
        if kind_name not in policy.kinds:
            faults.append(f"{place}.catches: {kind_name!r} is no kind of this policy; add it to kinds or take it out.")
        faults += _share(caught, f"{place}.catches.{kind_name}")
    return faults


def _credit_faults(policy: Policy) -> list[str]:
    faults: list[str] = []
    if len(policy.credits) > MOST_CREDITS:
        faults.append(f"credits: at most {MOST_CREDITS} can be told apart; there are {len(policy.credits)}.")
    looks = {look for track in policy.tracks.values() for look in track.looks}
    for number, credit in enumerate(policy.credits):
        place = f"credits[{number}]"
        faults += _share(credit.by, f"{place}.by")
        if not credit.scope:
            faults.append(f"{place}.scope: say what the status must cover: {', '.join(SCOPES)}, or both.")
        faults += [
            f"{place}.scope: {scope!r} is no scope; they are {', '.join(SCOPES)}."
            for scope in credit.scope
            if scope not in SCOPES
        ]
        faults += [f"{place}.looks: {look!r} is no look of any track." for look in credit.looks if look not in looks]
    return faults


def _signal_faults(policy: Policy) -> list[str]:
    known = {one.name for one in all_signals()}
    faults = [
        f"signals.{name}: there is no such signal; they are {', '.join(sorted(known))}."
        for name in policy.signals
        if name not in known
    ]
    for name, weights in policy.signals.items():
        for of, weight in weights.items():
            if of not in policy.kinds and of not in FAMILIES:
                faults.append(f"signals.{name}.{of}: neither a kind of this policy nor a family.")
            if not -MOST_WEIGHT <= weight <= MOST_WEIGHT:
                faults.append(f"signals.{name}.{of}: {weight} log-odds is no weight; stay within {MOST_WEIGHT}.")
    return faults


def parse(text: str, *, where: str = "policy") -> Policy:
    """Read a policy from YAML, or say what is wrong with it and where."""
    if len(text) > SIZE_LIMIT:
        raise PolicyRefused(f"{where}: longer than {SIZE_LIMIT:,} characters; a policy is a page or two.")
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise PolicyRefused(f"{where}: it refers to itself by `*`, which can grow without bound; write it out.")
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "the file"
        raise PolicyRefused(f"{where}: {place} is not YAML: {getattr(error, 'problem', error)}.") from error
    except (ValueError, RecursionError) as error:
        raise PolicyRefused(f"{where}: the file is not YAML that can be read: {error}.") from error
    try:
        policy = msgspec.convert(raw, Policy, strict=False)
    except (msgspec.ValidationError, RecursionError) as error:
        raise PolicyRefused(f"{where}: {error}") from error
    faults = _faults(policy)
    if faults:
        raise PolicyRefused(f"{where}: " + " ".join(faults[:20]))
    return policy


def load(path: Path) -> Policy:
    """Read a policy file."""
    try:
        with path.open(encoding="utf-8") as stream:
            text = stream.read(SIZE_LIMIT + 1)
        return parse(text, where=path.name)
    except OSError as error:
        raise PolicyRefused(f"{path.name}: cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise PolicyRefused(f"{path.name}: not UTF-8 text at byte {error.start}; save it as UTF-8.") from error


def default() -> Policy:
    """The policy that ships: a sensible start for an administration that has none yet."""
    text = resources.files("trustlane.selectivity").joinpath("policies/default.yaml").read_text(encoding="utf-8")
    return parse(text, where="default policy")
