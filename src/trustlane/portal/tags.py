"""Words of the portal for its templates."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from trustlane.declarations import labels
from trustlane.declarations.currencies import decimals
from trustlane.declarations.handling import Month
from trustlane.pages.templatetags.pages import number

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


@register.filter
def in_hours(took: timedelta | None) -> float | None:
    """A length of time in hours."""
    return None if took is None else took / timedelta(hours=1)


@register.filter
def kilograms(grams: int | None) -> str:
    return "–" if grams is None else str(number(grams / 1000, 0 if grams >= 10_000 else 1))


@register.filter
def money(minor: int | None, currency: str | None) -> str:
    """Minor units as an amount with as many places as its currency has."""
    if minor is None:
        return "–"
    places = decimals(currency or "")
    return f"{number(minor / 10**places, places)} {currency or ''}".rstrip()


@register.simple_tag
def month_rows(month: Month, examined: str = "") -> str:
    """The address of the consignments a month's figures count."""
    last = (month.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    query = {"day_from": month.first.isoformat(), "day_to": last.isoformat(), "examined": examined}
    return f"{reverse('portal:consignments')}?{urlencode({name: value for name, value in query.items() if value})}"
