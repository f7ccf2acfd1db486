"""Who may see declarations, what others did with them, and who brings them in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from trustlane.access.actors import Actor
from trustlane.access.roles import Role
from trustlane.access.tables import (
    Table,
    about_object,
    all_of,
    any_of,
    holds,
    holds_for_its_office,
    is_part_of_the_system,
)
from trustlane.parties import queries as parties

# In which part a declaration must name an operator for its people to see it.
OWN_PARTS = ("importer", "exporter", "declarant")


class Permission(StrEnum):
    """What can be done with declarations."""

    LIST_DECLARATIONS = "list_declarations"
    """Open the list of declarations; it shows those one may see."""
    SEE_DECLARATION = "see_declaration"
    """See a declaration: its versions, lines, parties, and what happened to it."""
    SEE_TREATMENT = "see_treatment"
    """See what another system, or officers, really did with a declaration: lane, re-routing, examination, result."""
    STRIKE_AVERAGES = "strike_averages"
    """Strike the averages of a quarter that operators see beside their own figures, once and for good."""
    LOAD_DECLARATIONS = "load_declarations"
    """Bring declarations and reports of their treatment into the system."""


def own_identifiers(actor: Actor, at: datetime) -> frozenset[str]:
    """The numbers of the operator a person acts for; codes a filer built may be shared, and open nothing."""
    known = parties.operator(actor.operator, known=at) if actor.operator else None
    if known is None:
        return frozenset()
    sure = [each for each in known.identifiers if each.confidence != "built" and each.identifier.scheme != "MID"]
    return frozenset({each.identifier.value for each in sure} | {each.written for each in sure if each.written})


def _named(actor: Actor, at: datetime) -> Q:
    own = own_identifiers(actor, at)
    if not own:
        return Q(pk__in=[])
    named = Q()
    for part in OWN_PARTS:
        named |= Q(**{f"{part}__in": sorted(own)})
    return named


@about_object(rows=_named)
def names_the_own_operator(actor: Actor, declaration: Any, at: datetime) -> bool:
    """The declaration names the operator the person acts for, as importer, exporter or declarant."""
    own = own_identifiers(actor, at)
    return any(getattr(declaration, part) in own for part in OWN_PARTS)


is_a_trader = holds(Role.OPERATOR)
is_an_officer = holds(Role.RISK_MANAGER, Role.AUDITOR, Role.FRONTLINE_OFFICER, Role.CASE_OFFICER)
is_risk_manager = holds(Role.RISK_MANAGER)
sees_all = holds(Role.AUDITOR)
works_at_its_office = holds_for_its_office(Role.RISK_MANAGER, Role.FRONTLINE_OFFICER, Role.CASE_OFFICER)
looks_into_it_at_its_office = holds_for_its_office(Role.RISK_MANAGER, Role.FRONTLINE_OFFICER)

TABLE: Table = {
    Permission.LIST_DECLARATIONS: any_of(is_an_officer, is_a_trader, is_part_of_the_system),
    Permission.SEE_DECLARATION: any_of(
        sees_all, works_at_its_office, all_of(is_a_trader, names_the_own_operator), is_part_of_the_system
    ),
    Permission.SEE_TREATMENT: any_of(sees_all, looks_into_it_at_its_office, is_part_of_the_system),
    Permission.STRIKE_AVERAGES: any_of(is_part_of_the_system),
    Permission.LOAD_DECLARATIONS: any_of(is_risk_manager, is_part_of_the_system),
}
