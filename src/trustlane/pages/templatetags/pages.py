"""Words that templates use everywhere: days, clocks, numbers, addresses, badges, icons."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from trustlane.pages import badges, days, roles

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """21 Nov 2026; an instant is the day it falls on here."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return formats.date_format(value, "j M Y")


@register.filter
def moment(value: datetime | None) -> str:
    """21 Nov 2026, 14:05."""
    return "" if value is None else formats.date_format(timezone.localtime(value), "j M Y, H:i")


@register.filter
def last_moment(value: datetime) -> str:
    """When something is over, as people say it: what ends with a day ends on that day, not at midnight after it."""
    here = timezone.localtime(value)
    if (here.hour, here.minute) == (0, 0):
        return formats.date_format(here - timedelta(minutes=1), "j M Y")
    return moment(value)


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """12,345 as the reader's language groups it."""
    if value is None or value == "":
        return ""
    return formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def percent(share: float | None, places: int = 1) -> str:
    """A share of one as a percentage; a dash where there is nothing to take a share of."""
    return "–" if share is None else f"{formats.number_format(share * 100, decimal_pos=places)} %"


@register.filter
def unlocalised(value: float) -> str:
    """A number as drawings want it, whatever the reader's language."""
    return f"{value:g}"


@register.filter
def initials(name: str) -> str:
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.filter
def days_left(due: date | datetime, today: date) -> str:
    """How far off a day is, in words: in 12 days, today, 3 days ago."""
    distance = days.between(today, timezone.localtime(due).date() if isinstance(due, datetime) else due)
    if distance == 0:
        return gettext("today")
    if distance > 0:
        return ngettext("in %(days)s day", "in %(days)s days", distance) % {"days": distance}
    return ngettext("%(days)s day ago", "%(days)s days ago", -distance) % {"days": -distance}


@register.filter
def urgency(due: date | datetime, today: date) -> str:
    return days.urgency(days.between(today, timezone.localtime(due).date() if isinstance(due, datetime) else due))


@register.filter
def badge_of(key: str, kind: str) -> badges.Badge:
    """{{ standing.state|badge_of:"standing" }}"""
    return badges.badge(kind, key)


@register.filter
def role_name(role: str) -> Any:
    return roles.NAMES.get(role, role)


@register.filter
def at(mapping: dict[str, Any], key: str) -> Any:
    """What a mapping holds under a name that is itself a variable."""
    return mapping.get(key, "")


@register.simple_tag(takes_context=True)
def here_with(context: template.Context, **changes: Any) -> str:
    """This page's address with some of its questions changed; None or the empty text takes one out."""
    query = _query(context)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return _address(context, query)


@register.simple_tag(takes_context=True)
def here_without(context: template.Context, *names: str) -> str:
    """This page's address without some of its questions."""
    query = _query(context)
    for name in names:
        query.pop(name, None)
    return _address(context, query)


@register.simple_tag(takes_context=True)
def carried_over(context: template.Context, *but: str) -> SafeString:
    """Hidden fields for every question of this page's address that a form does not ask itself."""
    pairs = [(name, value) for name, values in _query(context).lists() if name not in but for value in values]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag(takes_context=True)
def at_that_time(context: template.Context) -> str:
    """`?valid=…&known=…` to put behind an address, so that the next page speaks of the same time; empty for now."""
    as_of = context.get("as_of")
    query = QueryDict(mutable=True)
    query.update(as_of.query if as_of else {})
    return f"?{query.urlencode()}" if query else ""


def _query(context: template.Context) -> QueryDict:
    query: QueryDict = context["request"].GET.copy()
    return query


def _address(context: template.Context, query: QueryDict) -> str:
    path: str = context["request"].path
    return f"{path}?{query.urlencode()}" if query else path
