"""Words of the catalogues for their templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext

from trustlane.criteria.labels import CHANNELS, KINDS, STANDARDS
from trustlane.desk.criteria import words
from trustlane.pages.badges import Badge
from trustlane.standing.labels import ROLES

register = template.Library()


@register.filter
def edition_badge(stage: str, phase: str = "") -> Badge:
    """Word, colour and icon of where an edition stands."""
    return words.standing(stage, phase)


@register.filter
def change_badge(kind: str) -> Badge:
    return words.CHANGES[kind]


@register.filter
def level_badge(level: str) -> Badge:
    return words.LEVELS[level]


@register.filter
def relation_badge(relation: str) -> Badge:
    return words.RELATIONS[relation]


@register.filter
def outcome_badge(outcome: str) -> Badge:
    return words.OUTCOMES[outcome]


@register.filter
def field_label(field: str) -> Any:
    """What a field of an item is called."""
    return words.FIELDS.get(field, field)


@register.filter
def standard(name: str) -> str:
    return STANDARDS[name]


@register.filter
def trade_role(role: str) -> Any:
    return ROLES.get(role, role)


@register.filter
def channel_label(channel: str) -> Any:
    return CHANNELS[channel]


@register.filter
def kind_label(kind: str) -> Any:
    """What a file of our own holds, in a word."""
    return KINDS[kind]


@register.filter
def of_item(counts: Mapping[str, int], item: str) -> int:
    """How many there are for an item."""
    return counts.get(item, 0)


@register.filter
def translated(sentence: str) -> str:
    """A sentence that is data, in the reader's language."""
    return gettext(sentence) if sentence else ""
