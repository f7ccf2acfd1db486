"""What a holder may expect of its status, how it sees that it got it, and what that makes of article 7.7."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from trustlane.parties.roles import ROLES, Role
from trustlane.programme import labels
from trustlane.programme.benefits.catalogue import GROUPS, MEASURES, TFA, Benefit
from trustlane.programme.benefits.choosing import Met, tfa_check
from trustlane.programme.benefits.reading import shipped
from trustlane.programme.queries.measures import general

# What the page of holders beside their peers tells; officers also read of papers, images and audits.
TOLD_ON_PAGES = frozenset({"examination_rate", "hours_to_release"})


@dataclass(frozen=True, slots=True)
class Expected:
    """One benefit as people read it, with where it comes from in words."""

    benefit: Benefit
    tfa: str
    safe: str
    measured: str  # how its delivery is measured; "" where it is not

    @property
    def granted_by(self) -> str | Promise:
        """The agency that grants it."""
        return labels.AGENCIES[self.benefit.agency]

    @property
    def has_figure(self) -> bool:
        """A page tells it to a holder, beside firms like it."""
        return self.benefit.measured in TOLD_ON_PAGES

    @property
    def not_measured(self) -> str:
        """Why nobody measures it."""
        return self.benefit.not_measured


def expected(ids: Iterable[str]) -> tuple[Expected, ...]:
    """The benefits of these ids, in the order of the catalogue; what it no longer has is left out."""
    wanted = set(ids)
    return tuple(_told(one) for one in shipped().benefits if one.id in wanted)


def everything() -> tuple[Expected, ...]:
    """Every benefit there is."""
    return tuple(map(_told, shipped().benefits))


def fitting(roles: Sequence[str], *, tier: str = "") -> tuple[Benefit, ...]:
    """The benefits that a holder in some of these roles can be granted."""
    known: list[Role] = [role for role in ROLES if role in roles]
    return tuple(one for one in shipped().benefits if one.is_in(tier) and any(map(one.is_for, known)))


def verdict(ids: Collection[str], roles: Iterable[str] = ROLES, *, tier: str = "") -> Mapping[Role, Met]:
    """For each role which of the seven measures these benefits meet, and whether at least three."""
    wanted = set(roles)
    chosen = [one for one in shipped().benefits if one.id in ids]
    return tfa_check(chosen, [role for role in ROLES if role in wanted], general=general(), tier=tier)


def _told(one: Benefit) -> Expected:
    measured = MEASURES[one.measured] if one.measured else ""
    tfa = "" if one.tfa == "none" else TFA[one.tfa]
    return Expected(one, tfa, GROUPS.get(one.safe, ""), measured)
