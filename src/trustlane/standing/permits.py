"""Who may see the register and its operators, upload lists and apply them; a list needs two persons."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from trustlane.access.actors import Actor
from trustlane.access.roles import Role
from trustlane.access.tables import Table, about_object, all_of, any_of, holds, is_part_of_the_system


class Permission(StrEnum):
    """What can be done with the register of standing."""

    SEE_REGISTER = "see_register"
    """See the register of standing, as of any day."""
    SEE_STANDING = "see_standing"
    """See the standing of one operator and its history."""
    SEE_LISTS = "see_lists"
    """See which lists were uploaded, and what each would change or changed."""
    UPLOAD_LIST = "upload_list"
    """Upload a list of trusted operators and look at what it would change."""
    APPLY_LIST = "apply_list"
    """Apply a list another person uploaded; only then does the register change."""
    DISCARD_LIST = "discard_list"
    """Discard a list that was not applied; one person is enough."""
    EXPORT_REGISTER = "export_register"
    """Take the register away as a file."""
    SEE_OPERATORS = "see_operators"
    """Search operators and open any of them."""
    SEE_OPERATOR = "see_operator"
    """Open one operator: its names, identifiers and sites."""
    REGISTER_OPERATOR = "register_operator"
    """Register an operator."""
    AMEND_OPERATOR = "amend_operator"
    """Say a name, an identifier or a site of an operator otherwise; what was known stays readable."""


@about_object(rows=lambda actor, at: ~Q(uploaded_by=actor.person))
def did_not_upload(actor: Actor, upload: Any, at: datetime) -> bool:
    """The person did not upload the list."""
    return bool(upload.uploaded_by_id != actor.person)


@about_object(rows=lambda actor, at: Q(operator__reference=actor.operator) if actor.operator else Q(pk__in=[]))
def is_about_its_operator(actor: Actor, standing: Any, at: datetime) -> bool:
    """The standing is that of the operator the person acts for."""
    reference = getattr(standing, "operator", standing)
    return bool(actor.operator) and str(getattr(reference, "reference", reference)) == actor.operator


@about_object(rows=lambda actor, at: Q(reference=actor.operator) if actor.operator else Q(pk__in=[]))
def acts_for_it(actor: Actor, operator: Any, at: datetime) -> bool:
    """The person acts for that operator."""
    return bool(actor.operator) and bool(operator.reference == actor.operator)


is_a_trader = holds(Role.OPERATOR)
keeps_lists = holds(Role.REGISTER_OFFICER, Role.MRA_DESK)
works_with_the_register = holds(
    Role.CASE_OFFICER,
    Role.VALIDATOR,
    Role.DECISION_MAKER,
    Role.REGISTER_OFFICER,
    Role.RISK_MANAGER,
    Role.FRONTLINE_OFFICER,
    Role.MRA_DESK,
    Role.AUDITOR,
)
keeps_operators = holds(Role.REGISTER_OFFICER, Role.CASE_OFFICER)
oversees_lists = holds(Role.REGISTER_OFFICER, Role.MRA_DESK, Role.AUDITOR)
takes_figures = holds(Role.REGISTER_OFFICER, Role.MRA_DESK, Role.RISK_MANAGER, Role.AUDITOR)

TABLE: Table = {
    Permission.SEE_REGISTER: any_of(works_with_the_register, is_part_of_the_system),
    Permission.SEE_STANDING: any_of(
        works_with_the_register, all_of(is_a_trader, is_about_its_operator), is_part_of_the_system
    ),
    Permission.SEE_LISTS: any_of(oversees_lists),
    Permission.UPLOAD_LIST: any_of(keeps_lists),
    Permission.APPLY_LIST: any_of(all_of(keeps_lists, did_not_upload)),
    Permission.DISCARD_LIST: any_of(keeps_lists),
    Permission.EXPORT_REGISTER: any_of(takes_figures),
    Permission.SEE_OPERATORS: any_of(works_with_the_register, is_part_of_the_system),
    Permission.SEE_OPERATOR: any_of(works_with_the_register, all_of(is_a_trader, acts_for_it), is_part_of_the_system),
    Permission.REGISTER_OPERATOR: any_of(keeps_operators, is_part_of_the_system),
    Permission.AMEND_OPERATOR: any_of(keeps_operators),
}
