"""Decide again what is not released, where a party it trusted lost its standing: a new decision beside the old one.

Whoever changes standing only leaves word of it, in its own transaction: a suspension never waits for this. What was
left is worked off soon after (`decide_again`). Decisions that are being kept meanwhile by what the register said before
leave the word once more (`leave_word_of_changes`), so none slips through.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from django.db import connection, transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.declarations import queries as declarations
from trustlane.declarations.facts import Named
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.selectivity import again, trust
from trustlane.selectivity import policy as policies
from trustlane.selectivity.actions.summing import sum_up
from trustlane.selectivity.labels import Outcome
from trustlane.selectivity.models import BasisVersion, ChangedStanding, CurrentDecision, Decision
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.policy import Policy, PolicyRefused
from trustlane.selectivity.screening import TRUSTED
from trustlane.standing import queries as standing
from trustlane.standing.facts import HeardFact
from trustlane.standing.rows import StandingChanged

WAITS = timedelta(days=30)  # after so many days without a word of its release, a consignment is taken to be gone
MARGIN = timedelta(days=1)  # a deed may be kept so long after the instant it is dated
SMALLEST = timedelta(microseconds=1)

# By the standings a decision keeps; the condition on empty ones is that of the index.
RESTS_ON = """
SELECT decision.id FROM selectivity_decision decision
JOIN selectivity_currentdecision current ON current.decision_id = decision.id
WHERE decision.standing <> '[]'::jsonb AND decision.standing @> ANY(%(holders)s::jsonb[]) AND decision.day >= %(since)s
"""


@dataclass(frozen=True, slots=True)
class Again:
    """How many decisions rested on what changed, and how many of these were made anew; by reference."""

    looked_at: int = 0
    decided: tuple[str, ...] = ()


NOTHING = Again()


def leave_word(fact: StandingChanged) -> None:
    """Told that standing changed: leave word of it for `decide_again`, in the same transaction."""
    if fact.operators:
        ChangedStanding.objects.create(operators=list(fact.operators), issuer=fact.issuer, at=fact.at)


def is_word_left() -> bool:
    """Whether there is anything to work off."""
    return ChangedStanding.objects.exists()


def take_turns(*, shared: bool) -> None:
    """Whoever keeps decisions does so beside others who do; who decides again waits for all of them."""
    with connection.cursor() as cursor:
        way = "_shared" if shared else ""
        cursor.execute(f"SELECT pg_advisory_xact_lock{way}(hashtext('selectivity deciding'))")


def leave_word_of_changes(holders: Iterable[str], *, since: datetime, at: datetime) -> None:
    """Leave word of what changed, since just before these decisions were made, of the standings they rest on."""
    changed = standing.changed(set(holders), since=since - MARGIN)
    if changed:
        ChangedStanding.objects.create(operators=changed, issuer="", at=at)


def decide_again(*, own: Sequence[str], heard: Sequence[HeardFact], zone: str, by: Someone, at: datetime) -> Again:
    """Work off what was left: decide again, by what is known at this moment, what rested on standing that is lost.

    `own` are the names of this administration, `heard` how far partners' feeds were read, `zone` whose day it is.
    A consignment is left alone once it was released or cancelled, or WAITS after its day. All or none is kept.
    """
    who = in_force().require(by, Permission.DECIDE_AGAIN, at=at)
    with transaction.atomic():
        take_turns(shared=False)
        left = list(ChangedStanding.objects.select_for_update().order_by("pk"))
        if not left:
            return NOTHING
        told = sorted({operator for one in left for operator in one.operators})
        waiting = _waiting(told, at)
        made = _made(waiting, set(told), own=own, heard=heard, zone=zone, at=at)
        if made:
            _keep(made)
            digest = hashlib.sha256(
                "\n".join(f"{one.declaration} {one.version} {one.lane}" for one in made).encode()
            ).hexdigest()
            record(
                verb="selectivity.decide_again",
                actor=who.id,
                # Not under the operators: what they may read of themselves tells nothing of lanes.
                subjects=[Subject("decisions", digest)],
                at=at,
                after={
                    "decisions": len(made),
                    "digest": digest,
                    "basis": sorted({one.basis_id for one in made}),
                    "operators": _lost_by(waiting, told),
                },
            )
        ChangedStanding.objects.filter(pk__in=[one.pk for one in left]).delete()
    return Again(len(waiting), tuple(one.declaration for one in made))


def _lost_by(waiting: Sequence[Decision], told: Sequence[str]) -> list[str]:
    holders = {one["holder"] for decision in waiting for one in decision.standing}
    return [operator for operator in told if operator in holders]


def _waiting(operators: Sequence[str], at: datetime) -> list[Decision]:
    """The decisions that stand, of consignments not released yet, that rest on a standing of one of these."""
    holders = [json.dumps([{"holder": operator}]) for operator in operators]
    with connection.cursor() as cursor:
        cursor.execute(RESTS_ON, {"holders": holders, "since": (at - WAITS).date()})
        found = [number for (number,) in cursor.fetchall()]
    rows = list(Decision.objects.filter(pk__in=found).select_related("basis").order_by("declaration"))
    gone = declarations.gone([row.declaration for row in rows])
    return [row for row in rows if row.declaration not in gone]


def _made(
    waiting: Sequence[Decision],
    told: set[str],
    *,
    own: Sequence[str],
    heard: Sequence[HeardFact],
    zone: str,
    at: datetime,
) -> list[Decision]:
    """The new decisions: of those from which something was taken that one of those told of had."""
    by_basis: dict[str, list[Decision]] = defaultdict(list)
    for row in waiting:
        by_basis[row.basis_id].append(row)
    holders = {one["holder"] for row in waiting for one in row.standing}
    facts = standing.facts_of(holders, known=at)
    named = declarations.named([row.declaration for row in waiting])
    made: list[Decision] = []
    for _, rows in sorted(by_basis.items()):
        policy = _policy(rows[0].basis)
        owners = (*(policy.own if policy else ()), *own)
        register = trust.Register.of(facts, owners, heard=heard, zone=zone).as_it_stands(at)
        counts = _counts(rows, named, register, policy, at)
        for row, now in zip(rows, counts, strict=True):
            gone = [one for one in again.lost(row.standing, now) if one["holder"] in told]
            if gone:
                made.append(_again(row, now, gone, policy, register, named.get((row.declaration, row.version)), at))
    return made


def _policy(basis: BasisVersion) -> Policy | None:
    """The policy a decision rested on; None where what was kept of it cannot be read."""
    try:
        return policies.parse(basis.policy)
    except PolicyRefused:
        return None


def _counts(
    rows: Sequence[Decision],
    named: Mapping[tuple[str, int], Named],
    register: trust.Register,
    policy: Policy | None,
    at: datetime,
) -> list[list[dict[str, Any]]]:
    """What counts now for each, by the law by which it was decided first."""
    heads = pl.DataFrame(
        [
            {"row": number, "day": row.day, "at": at, **_parties(row, named.get((row.declaration, row.version)))}
            for number, row in enumerate(rows)
        ],
        schema={
            "row": pl.UInt32,
            "day": pl.Date,
            "at": pl.Datetime("us", "UTC"),
            **dict.fromkeys(trust.ROLES, pl.String),
        },
    )
    counted = trust.standings_of(heads, register)
    found: list[list[dict[str, Any]]] = [[] for _ in rows]
    for number, one in counted:
        found[number].append({name: one[name] for name in TRUSTED.to_schema()})
    return found


def _parties(row: Decision, named: Named | None) -> dict[str, str | None]:
    """Who stands in which role; as the decision repeats it where the declaration is not kept."""
    if named is not None:
        return {role: getattr(named, role) for role in trust.ROLES}
    return {role: getattr(row, role, "") or None for role in trust.ROLES}


def _again(
    row: Decision,
    now: list[dict[str, Any]],
    gone: Sequence[Mapping[str, Any]],
    policy: Policy | None,
    register: trust.Register,
    named: Named | None,
    at: datetime,
) -> Decision:
    """The decision beside the one that stood: the same but for what was lost."""
    withheld = row.lane_credit_withheld if row.lane_credit_withheld is not None else row.lane_without_credit
    track = again.track_of(policy, row.regime) if policy else None
    lane, worth = row.lane, None
    if policy is None or track is None:
        lane = _stricter(row.lane, withheld)
    elif again.softens_less(policy, track, row.standing, now):
        lane = again.lane(track, row.lane, withheld)
        rate = named.rate_ppm if named is not None else 0
        worth = again.worth(policy, track, lane, row.chances, row.value_minor, rate)
    credits = again.credits_of(policy, now)[0] if policy else 0
    return Decision(
        **{name: getattr(row, name) for name in AS_BEFORE},
        decided_at=max(at, row.decided_at + SMALLEST),
        lane=lane,
        trusted=row.trusted and policy is not None and again.names_the_trader(policy, credits),
        worth_minor=row.worth_minor if worth is None or lane == row.lane else worth,
        reasons=again.reasons(row.reasons, gone),
        standing=now,
        basis_id=_basis(row.basis, register, at),
    )


# What a change of standing does not touch: the draw and the mandatory check among it.
AS_BEFORE = (
    *("declaration", "version", "regime", "office", "day", "importer", "exporter", "declarant", "hs", "origin"),
    *("value_minor", "currency", "lane_without_credit", "lane_credit_withheld", "drawn", "mandatory", "trader_before"),
    *("security_ppm", "revenue_ppm", "chances", "rules", "prices_id", "prices_without_id"),
)


def _stricter(one: str, other: str) -> str:
    """The stricter of two lanes where no policy tells."""
    known = Outcome.values
    return max(one, other, key=known.index) if one in known and other in known else one


def _basis(before: BasisVersion, register: trust.Register, at: datetime) -> str:
    """The version of what the new decision rests on: as before, but for the standing and how far feeds were read."""
    parts = {**before.parts, **register.versions}
    version = hashlib.sha256(repr(sorted(parts.items())).encode()).hexdigest()[:16]
    BasisVersion.objects.get_or_create(
        version=version, defaults={"parts": parts, "policy": before.policy, "first_used_at": at}
    )
    return version


def _keep(made: Sequence[Decision]) -> None:
    """Put the decisions beside those before, let them stand, and sum up their days anew."""
    kept = Decision.objects.bulk_create(made, batch_size=1_000)
    for one in kept:
        CurrentDecision.objects.filter(declaration=one.declaration).update(decision=one)
    sum_up({one.day for one in kept})
