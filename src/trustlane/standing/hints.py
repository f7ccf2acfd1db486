"""What likeness has to say about standing: a firm come back, a seller that may be a partner's operator.

Every one is a hint to a person; a benefit needs an identifier, and a likeness opens or closes nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trustlane.access.evaluator import Someone, in_force
from trustlane.parties import hints
from trustlane.parties.hints import Hint, Shared
from trustlane.parties.matching import Party
from trustlane.parties.models import Operator
from trustlane.parties.queries import known_at
from trustlane.standing.facts import StandingFact
from trustlane.standing.models import Standing
from trustlane.standing.permits import Permission
from trustlane.standing.reading import fact_of

LOST = ("revoked", "suspended")


@dataclass(frozen=True, slots=True)
class Return:
    """An operator that lost its standing and that another may be again: what is alike, shared, lost."""

    reference: str
    likeness: Hint | None
    shared: tuple[Shared, ...]
    lost: tuple[StandingFact, ...]


@dataclass(frozen=True, slots=True)
class LooksLike:
    """An operator somebody named may be, and what issuers say of it on the day."""

    hint: Hint
    standings: tuple[StandingFact, ...]


def may_have_come_back(operator: str, *, by: Someone, at: datetime) -> list[Return]:
    """Operators that lost their standing and that a registered one is like, or shares a place or a person with.

    Looked at is what was ever known: that a standing was lost stays a reason to look after it was given again.
    """
    in_force().require(by, Permission.SEE_OPERATORS, at=at)
    them = Operator.objects.filter(reference=operator).first()
    if them is None:
        return []
    alike = {each.operator: each for each in hints.doubles_of(them.pk)}
    shared: dict[int, list[Shared]] = {}
    for each in hints.sharing_with(them.pk):
        shared.setdefault(each.operator, []).append(each)
    lost: dict[int, list[StandingFact]] = {}
    rows = Standing.objects.filter(operator__among=[*alike, *shared], state__in=LOST, known_from__lte=at)
    for row in rows.select_related("operator").order_by("known_from", "pk"):
        lost.setdefault(row.operator_id, []).append(fact_of(row, ()))
    found = [
        Return(facts[0].operator, alike.get(number), tuple(shared.get(number, ())), tuple(facts))
        for number, facts in lost.items()
    ]
    return sorted(
        found, key=lambda each: (-(each.likeness.share if each.likeness else 0.0), -len(each.shared), each.reference)
    )


def looks_like(party: Party, *, valid: date, by: Someone, at: datetime, issuer: str = "") -> list[LooksLike]:
    """Operators with a valid standing on the day, of one issuer or of any, that a named party looks like."""
    in_force().require(by, Permission.SEE_OPERATORS, at=at)
    found = hints.who_may_be_meant(party)
    rows = Standing.objects.filter(
        known_at(None), operator__among=[each.operator for each in found], state="valid", valid__contains=valid
    )
    if issuer:
        rows = rows.filter(issuer=issuer)
    said: dict[int, list[StandingFact]] = {}
    for row in rows.select_related("operator").order_by("issuer", "pk"):
        said.setdefault(row.operator_id, []).append(fact_of(row, ()))
    return [LooksLike(each, tuple(said[each.operator])) for each in found if each.operator in said]


def doubles(operator: str, *, by: Someone, at: datetime) -> list[Hint]:
    """Other entries of the register that may be the same firm."""
    in_force().require(by, Permission.SEE_OPERATORS, at=at)
    them = Operator.objects.filter(reference=operator).first()
    return hints.doubles_of(them.pk) if them else []
