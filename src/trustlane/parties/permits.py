"""Who may see operators, register them and say something else of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from trustlane.access.actors import Actor
from trustlane.access.roles import Role
from trustlane.access.tables import Table, about_actor, about_object, all_of, any_of, holds


class Permission(StrEnum):
    """What can be done with operators."""

    SEE_OPERATORS = "see_operators"
    """Search operators and open any of them."""
    SEE_OPERATOR = "see_operator"
    """Open one operator: its names, identifiers and sites."""
    REGISTER_OPERATORS = "register_operators"
    """Register operators and add what lists say of them."""
    AMEND_OPERATOR = "amend_operator"
    """Say a name, an identifier or a site of an operator otherwise; what was known stays readable."""


@about_actor
def is_part_of_the_system(actor: Actor, at: datetime) -> bool:
    """It is a part of the system that acts by itself."""
    return actor.id.startswith("system:")


@about_object(rows=lambda actor, at: Q(reference=actor.operator) if actor.operator else Q(pk__in=[]))
def acts_for_it(actor: Actor, operator: Any, at: datetime) -> bool:
    """The person acts for that operator."""
    return bool(actor.operator) and bool(operator.reference == actor.operator)


is_a_trader = holds(Role.OPERATOR)
is_an_officer = holds(
    Role.CASE_OFFICER,
    Role.REGISTER_OFFICER,
    Role.RISK_MANAGER,
    Role.FRONTLINE_OFFICER,
    Role.MRA_DESK,
    Role.AUDITOR,
)
keeps_operators = holds(Role.REGISTER_OFFICER, Role.CASE_OFFICER)
keeps_lists = holds(Role.REGISTER_OFFICER, Role.MRA_DESK)

TABLE: Table = {
    Permission.SEE_OPERATORS: any_of(is_an_officer, is_part_of_the_system),
    Permission.SEE_OPERATOR: any_of(is_an_officer, all_of(is_a_trader, acts_for_it), is_part_of_the_system),
    Permission.REGISTER_OPERATORS: any_of(keeps_operators, keeps_lists, is_part_of_the_system),
    Permission.AMEND_OPERATOR: any_of(keeps_operators),
}
