"""Words of parties and standing, for every page that shows them: {% load standing %}."""

from collections.abc import Iterable
from typing import Any

from django import template

from trustlane.parties import labels as parties
from trustlane.standing import labels
from trustlane.standing.facts import SCOPES

register = template.Library()


@register.filter
def role_label(role: str) -> Any:
    return labels.ROLES.get(role, role)


@register.filter
def scope_labels(scope: Iterable[str]) -> list[Any]:
    """The risks a standing speaks to, always in the same order."""
    held = frozenset(scope)
    return [labels.SCOPES[each] for each in SCOPES if each in held]


@register.filter
def scheme_label(scheme: str) -> Any:
    return parties.SCHEMES.get(scheme, scheme)


@register.filter
def field_label(field: str) -> Any:
    return labels.FIELDS.get(field, field)


@register.filter
def said_value(value: str, field: str) -> Any:
    """One side of a difference as people read it: states and scopes by their words, the rest as it is."""
    if field == "state":
        return labels.STATES.get(value, value)
    if field == "scope":
        return ", ".join(str(labels.SCOPES.get(each, each)) for each in value.split(", ") if each)
    return value


@register.filter
def upload_state(state: str) -> Any:
    return labels.UPLOAD_STATES.get(state, state)
