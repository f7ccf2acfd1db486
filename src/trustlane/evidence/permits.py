"""Who may give a document as evidence, and who may open it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from trustlane.access.actors import Actor
from trustlane.access.roles import Role
from trustlane.access.tables import Table, about_object, all_of, any_of, holds, is_part_of_the_system


class Permission(StrEnum):
    """What can be done with documents."""

    KEEP_DOCUMENT = "keep_document"
    """Upload a document as evidence."""
    OPEN_DOCUMENT = "open_document"
    """Open a document and read what it is about."""


@about_object(rows=lambda actor, at: Q(uploaded_by=actor.id))
def uploaded_it(actor: Actor, document: Any, at: datetime) -> bool:
    """The person uploaded the document."""
    return bool(document.uploaded_by == actor.id)


@about_object(rows=lambda actor, at: Q(operator=actor.operator) if actor.operator else Q(pk__in=[]))
def is_of_its_operator(actor: Actor, document: Any, at: datetime) -> bool:
    """The document belongs to the operator the person acts for."""
    return bool(actor.operator) and bool(document.operator == actor.operator)


acts_for_an_operator = holds(Role.OPERATOR)
is_an_officer = holds(
    Role.CASE_OFFICER,
    Role.VALIDATOR,
    Role.DECISION_MAKER,
    Role.REGISTER_OFFICER,
    Role.RISK_MANAGER,
    Role.FRONTLINE_OFFICER,
    Role.MRA_DESK,
    # Guests of a visit photograph there.
    Role.GUEST_VALIDATOR,
    Role.AGENCY_OFFICER,
)
reads_cases = holds(Role.CASE_OFFICER, Role.VALIDATOR, Role.DECISION_MAKER, Role.REGISTER_OFFICER, Role.AUDITOR)

TABLE: Table = {
    Permission.KEEP_DOCUMENT: any_of(
        is_an_officer, all_of(acts_for_an_operator, is_of_its_operator), is_part_of_the_system
    ),
    Permission.OPEN_DOCUMENT: any_of(reads_cases, uploaded_it, all_of(acts_for_an_operator, is_of_its_operator)),
}
