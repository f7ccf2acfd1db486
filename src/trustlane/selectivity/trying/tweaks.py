"""A policy changed by a few numbers, and written as the file that every command takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
import yaml

from trustlane.selectivity.capacity import OfficeCapacity
from trustlane.selectivity.policy import Credit, Family, Look, Policy, RandomShare, Stake

Place = tuple[str, str]  # a track and one of its looks
FIRST = ("name", "version", "title")  # what a reader looks for on top
EXACT = 9  # decimal places of shares: more would only be the noise of multiplying


@dataclass(frozen=True)
class Tweaks:
    """What is changed; what is named nowhere stays as it is."""

    capacity: Mapping[Place, float] = field(default_factory=dict)  # times what there is, by track and look
    credit: float = 1.0  # times the size of every credit
    caps: Mapping[str, float] = field(default_factory=dict)  # by family, the most that credits take off
    random: int | None = None  # looks by lot, of a million declarations
    stakes: Mapping[str, float] = field(default_factory=dict)  # times what a kind costs undetected


def changed(policy: Policy, by: Tweaks) -> Policy:
    """The policy with these changes, and a version of its own if anything changed."""
    tracks = {
        name: msgspec.structs.replace(
            track,
            looks={look: _capacity(said, by.capacity.get((name, look), 1.0)) for look, said in track.looks.items()},
        )
        for name, track in policy.tracks.items()
    }
    caps: dict[Family, float] = {family: by.caps.get(family, cap) for family, cap in policy.caps.items()}
    other = msgspec.structs.replace(
        policy,
        tracks=tracks,
        credits=tuple(_credit(one, by.credit) for one in policy.credits),
        caps=caps,
        random=policy.random if by.random is None else RandomShare(by.random),
        kinds={
            name: msgspec.structs.replace(kind, stake=_stake(kind.stake, by.stakes.get(name, 1.0)))
            for name, kind in policy.kinds.items()
        },
    )
    return policy if other == policy else msgspec.structs.replace(other, version=policy.version + 1)


def _capacity(look: Look, times: float) -> Look:
    """Every number of units of a look, times something; how much more or less there is on some days stays."""
    if look.capacity is None or times == 1.0:
        return look
    of = look.capacity
    offices: dict[str, float | OfficeCapacity] = {
        name: msgspec.structs.replace(said, share=_times(said.share, times), per_day=_times(said.per_day, times))
        if isinstance(said, OfficeCapacity)
        else round(said * times, EXACT)
        for name, said in of.offices.items()
    }
    return msgspec.structs.replace(
        look,
        capacity=msgspec.structs.replace(
            of, share=_times(of.share, times), per_day=_times(of.per_day, times), offices=offices
        ),
    )


def _times(units: float | None, times: float) -> float | None:
    return None if units is None else round(units * times, EXACT)


def _credit(credit: Credit, times: float) -> Credit:
    """A credit never takes off more than all."""
    return credit if times == 1.0 else msgspec.structs.replace(credit, by=min(1.0, round(credit.by * times, EXACT)))


def _stake(stake: Stake, times: float) -> Stake:
    if times == 1.0:
        return stake
    return Stake(
        harm=round(stake.harm * times),
        of_value=round(stake.of_value * times, EXACT),
        of_duty=round(stake.of_duty * times, EXACT),
        least=round(stake.least * times),
        # 0 would mean no bound at all.
        most=max(1, round(stake.most * times)) if stake.most else 0,
    )


class _Plain(yaml.SafeDumper):
    """Writes everything out: a policy that refers to itself is refused when it is read."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def as_yaml(policy: Policy, remarks: Iterable[str] = ()) -> str:
    """The policy as a file, after remarks of a line each; read again it is exactly this policy."""
    head = "".join(f"# {' '.join(remark.split())}\n" for remark in remarks)
    return head + yaml.dump(
        _said(policy), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None
    )


def _said(value: Any) -> Any:
    """What a file has to say: structs as tables, without what is as usual."""
    if isinstance(value, msgspec.Struct):
        of_struct = sorted(msgspec.structs.fields(value), key=lambda one: one.name not in FIRST)
        return {
            one.name: _said(getattr(value, one.name))
            for one in of_struct
            if one.required or getattr(value, one.name) != _usual(one)
        }
    if isinstance(value, dict):
        return {key if isinstance(key, date) else str(key): _said(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_said(one) for one in value]
    return value


def _usual(one: msgspec.structs.FieldInfo) -> Any:
    return one.default if one.default_factory is msgspec.NODEFAULT else one.default_factory()
