"""Words of arrangements for their templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext

from trustlane.desk.recognition import words
from trustlane.pages.badges import Badge
from trustlane.recognition import labels

register = template.Library()
_LABELS: dict[str, labels.Words] = {
    "stage": labels.STAGES,
    "document": labels.DOCUMENTS,
    "contact": labels.CONTACTS,
    "direction": labels.DIRECTIONS,
    "verdict": labels.VERDICTS,
    "relation": labels.RELATIONS,
    "why": labels.WHYS,
    "scope": labels.SCOPES,
    "benefit": labels.BENEFITS,
    "field": labels.FIELDS,
    "preset": labels.PRESETS,
    "translates": labels.TRANSLATES,
    "declared": labels.DECLARED,
    "debt": labels.DEBTS,
    "every": labels.EVERY,
    "quarantine": labels.QUARANTINES,
    "feed_state": labels.FEED_STATES,
    "told": labels.TOLD,
    "way": labels.WAYS,
}


@register.filter
def arrangement_badge(stage: str) -> Badge:
    """Word, colour and icon of a stage."""
    return words.stage_badge(stage)


@register.filter
def fresh_badge(state: str) -> Badge:
    """Word, colour and icon of how old a feed is."""
    return words.FRESH[state]


@register.filter
def list_badge(state: str) -> Badge:
    """Word, colour and icon of a partner's list."""
    return words.LISTS[state]


@register.filter
def call_badge(state: str) -> Badge:
    """Word, colour and icon of what was told by telephone."""
    return words.CALLS[state]


@register.filter
def verdict_badge(verdict: str) -> Badge:
    """Word, colour and icon of a verdict; of none, that the item is open."""
    return words.VERDICTS[verdict]


@register.filter
def move_deed(name: str) -> words.Deed:
    """What the page of a move says."""
    return words.DEEDS[name]


@register.filter
def called(key: str, kind: str) -> Any:
    """The word people read for a code of that kind."""
    return _LABELS[kind][key]


@register.filter
def all_called(keys: Iterable[str], kind: str) -> str:
    """The same of several, with commas."""
    return ", ".join(str(_LABELS[kind][key]) for key in keys)


@register.filter
def said(sentence: str) -> str:
    """A sentence of the law in the reader's language."""
    return gettext(sentence)
