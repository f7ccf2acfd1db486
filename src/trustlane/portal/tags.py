"""Words of the portal for its templates."""

from typing import Any

from django import template

from trustlane.declarations import labels

register = template.Library()


@register.filter
def regime_label(regime: str) -> Any:
    return labels.REGIMES.get(regime, regime)


@register.filter
def examination_label(examination: str) -> Any:
    return labels.EXAMINATIONS.get(examination, examination)


@register.filter
def event_label(event: str) -> Any:
    return labels.EVENTS.get(event, event)


@register.filter
def message_label(message: str) -> Any:
    return labels.MESSAGES.get(message, message)
