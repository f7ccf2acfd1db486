"""Words of selectivity for its templates."""

from typing import Any

from django import template
from django.utils.translation import gettext

from trustlane.declarations import labels as declared
from trustlane.declarations.currencies import decimals
from trustlane.pages import badges
from trustlane.pages.templatetags.pages import number
from trustlane.selectivity import labels

register = template.Library()


@register.filter
def lane_kind(lane: str) -> str:
    """Which kind of badge a lane has: a lane of goods, or an outcome of an entry summary."""
    return "outcome" if lane in badges.OUTCOMES else "lane"


@register.filter
def is_known_lane(lane: str) -> bool:
    """Whether a lane is one of ours; another system may have others, shown under their own name."""
    return lane in badges.OUTCOMES or lane in badges.LANES


@register.filter
def lane_meaning(lane: str) -> Any:
    """What a lane means, in a sentence."""
    return labels.MEANING.get(labels.Outcome(lane), "") if lane in labels.Outcome.values else ""


@register.filter
def lane_word(lane: str) -> Any:
    return badges.badge(lane_kind(lane), lane).word


@register.filter
def regime_label(regime: str) -> Any:
    return declared.REGIMES.get(regime, regime)


@register.filter
def kind_label(kind: str) -> Any:
    return labels.KIND.get(kind, kind)


@register.filter
def unit_label(unit: str) -> Any:
    """What a look uses up; a unit only this policy knows is shown as the policy writes it."""
    return labels.UNITS.get(unit, unit)


@register.filter
def part_label(part: str) -> Any:
    return labels.BASIS.get(part, part)


@register.filter
def said(sentence: str) -> str:
    """A sentence that was stored in English, in the reader's language where there is one."""
    return gettext(sentence) if sentence else ""


@register.filter
def money(minor: int | None, currency: str | None) -> str:
    """Minor units as an amount with as many places as its currency has."""
    if minor is None:
        return "–"
    places = decimals(currency or "")
    return f"{number(minor / 10**places, places)} {currency or ''}".rstrip()


@register.filter
def kilograms(grams: int | None) -> str:
    return "–" if grams is None else number(grams / 1000, 0 if grams >= 10_000 else 1)


@register.filter
def thousandths(milli: int | None) -> str:
    return "" if milli is None else number(milli / 1000, 0 if milli % 1000 == 0 else 2)


@register.filter
def examination_label(examination: str) -> Any:
    return declared.EXAMINATIONS.get(examination, examination)


@register.filter
def result_label(result: str) -> Any:
    return declared.RESULTS.get(result, result)


@register.filter
def event_label(event: str) -> Any:
    return declared.EVENTS.get(event, event)


@register.filter
def message_label(message: str) -> Any:
    return declared.MESSAGES.get(message, message)


@register.filter
def note_label(note: str) -> Any:
    return declared.NOTES.get(note, note)


@register.filter
def party_label(role: str) -> Any:
    return declared.ROLES.get(role, role)


@register.filter
def is_looked_at(lane: str) -> bool:
    """Whether anybody looks at what has this lane: papers, image, goods, or an audit afterwards."""
    return lane not in ("green", "complete")


@register.filter
def lane_tone(lane: str) -> str:
    return badges.badge(lane_kind(lane), lane).tone


@register.filter
def hundredths(share: float) -> str:
    """A share of one as drawings want it: in hundredths, whatever the reader's language."""
    return f"{share * 100:.4g}"


@register.simple_tag(takes_context=True)
def known_then(context: template.Context) -> str:
    """`?known=…` to put behind an address, so that the next page speaks of the same knowledge; empty for now."""
    as_of = context.get("as_of")
    return f"?known={as_of.known_day.isoformat()}" if as_of and as_of.past else ""


@register.filter
def parts_per_million(ppm: int) -> float:
    return ppm / 1_000_000


@register.filter
def written(value: Any, change: Any) -> str:
    """One side of a change as people read it."""
    if value is None or value == "":
        return "–"
    if change.kind == "money":
        return money(value, change.currency)
    if change.kind == "mass":
        return f"{kilograms(value)} kg"
    if change.kind == "quantity":
        return thousandths(value)
    if change.kind == "rate":
        return f"{number(value / 10_000, 1)} %"
    return str(value)


@register.filter
def amount(value: float) -> str:
    """How much of something there is, with as many places as it takes to tell it from nothing."""
    return number(value, 0 if value == 0 or value >= 100 else 1 if value >= 1 else 2)


@register.filter
def interval(rate: Any) -> str:
    """Both bounds of a rate in one breath: 1.1–4.8 %."""
    if not rate.cases:
        return "–"
    low, high = rate.interval
    return f"{number(low * 100, 1)}–{number(high * 100, 1)} %"


@register.filter
def whole_money(minor: int | None, currency: str | None) -> str:
    """An amount in whole units of its currency, without its name, for columns."""
    return "–" if minor is None else number(round(minor / 10 ** decimals(currency or "")), 0)


@register.filter
def bare_money(minor: int | None, currency: str | None) -> str:
    """An amount without the name of its currency, for columns whose head names it."""
    if minor is None:
        return "–"
    places = decimals(currency or "")
    return number(minor / 10**places, places)
