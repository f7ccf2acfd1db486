"""Register and amend operators, as a person who is permitted to."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.parties import actions as parties
from trustlane.parties.identifiers import Identifier
from trustlane.parties.models import Operator, OperatorIdentifier, OperatorName, Site
from trustlane.standing.permits import Permission


def register_operator(
    *, name: str, identifiers: Sequence[Identifier], by: Someone, at: datetime, source: str = "", issuer: str = ""
) -> Operator:
    """Register one operator under its first identifier."""
    with transaction.atomic():
        who = in_force().require(by, Permission.REGISTER_OPERATOR, at=at)
        return parties.register(name=name, identifiers=identifiers, actor=who.id, at=at, source=source, issuer=issuer)


def rename_operator(
    *,
    operator: Operator,
    name: str,
    since: date | None,
    by: Someone,
    at: datetime,
    kind: str = "legal",
    source: str = "",
) -> OperatorName:
    """Give an operator another name from a day on."""
    with transaction.atomic():
        actor = _permitted(operator, by, at)
        return parties.rename(operator=operator, name=name, since=since, actor=actor, at=at, kind=kind, source=source)


def add_identifier(
    *, operator: Operator, identifier: Identifier, by: Someone, at: datetime, **particulars: Any
) -> OperatorIdentifier:
    """Link one more number to an operator."""
    with transaction.atomic():
        actor = _permitted(operator, by, at)
        return parties.add_identifier(operator=operator, identifier=identifier, actor=actor, at=at, **particulars)


def drop_identifier(
    *, operator: Operator, identifier: Identifier, by: Someone, at: datetime, reason: str, issuer: str = ""
) -> None:
    """Unlink a number that was never the operator's."""
    with transaction.atomic():
        actor = _permitted(operator, by, at)
        parties.drop_identifier(
            operator=operator, identifier=identifier, actor=actor, at=at, reason=reason, issuer=issuer
        )


def add_site(*, operator: Operator, by: Someone, at: datetime, country: str, **particulars: Any) -> Site:
    """Add a place where an operator works."""
    with transaction.atomic():
        actor = _permitted(operator, by, at)
        return parties.add_site(operator=operator, actor=actor, at=at, country=country, **particulars)


def amend_site(*, operator: Operator, number: int, by: Someone, at: datetime, **particulars: Any) -> Site:
    """Say some particulars of a site otherwise."""
    with transaction.atomic():
        actor = _permitted(operator, by, at)
        return parties.amend_site(operator=operator, number=number, actor=actor, at=at, **particulars)


def _permitted(operator: Operator, by: Someone, at: datetime) -> str:
    return in_force().require(by, Permission.AMEND_OPERATOR, operator, at=at).id
