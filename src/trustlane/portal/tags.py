"""Words of the portal for its templates."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from trustlane.criteria.labels import STANDARDS
from trustlane.declarations import labels
from trustlane.declarations.currencies import decimals
from trustlane.declarations.handling import Month
from trustlane.pages.templatetags.pages import number
from trustlane.parties.facts import KnownSite
from trustlane.parties.labels import SITE_KINDS
from trustlane.portal import words
from trustlane.portal.casework import Paper
from trustlane.portal.questions import Card
from trustlane.programme import labels as programme
from trustlane.programme.queries.offered import Offered
from trustlane.programme.rows import ClockRow, Person

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
def letter_name(kind: str) -> Any:
    return programme.LETTERS.get(kind, kind)


@register.filter
def incident_label(kind: object) -> Any:
    """What an incident is about of which Customs told the holder."""
    return programme.INCIDENTS_TOLD.get(str(kind), kind)


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


@register.filter
def translated(sentence: str) -> str:
    """A sentence of a catalogue or a table, in the reader's language where somebody translated it."""
    return gettext(sentence) if sentence else ""


@register.filter
def asked_as(sentence: str) -> str:
    """The words of a question; what the programme has set in them stands in brackets, which say nothing to whoever
    answers."""
    return translated(sentence).replace("[", "").replace("]", "")


@register.filter
def clock_words(clock: ClockRow) -> Any:
    """What has to be done in a period, said to the applicant; of one that nobody foresaw, its title."""
    return words.CLOCKS.get(clock.term) or translated(clock.title)


@register.filter
def turn_word(turn: str) -> Any:
    """Whose turn it is, as the applicant reads it."""
    return words.TURNS.get(turn, turn)


@register.filter
def silence_words(silence: str) -> Any:
    """What it means that a period ends and nobody did anything."""
    return words.SILENCES.get(silence, "")


@register.filter
def stand_of(stage: str) -> words.Stand:
    """A stage in plain words."""
    return words.stand(stage)


@register.filter
def own_role(role: str) -> Any:
    """What an operator does, as it says so itself."""
    return words.ROLES.get(role, (role, ""))[0]


@register.filter
def channel_word(channel: str) -> Any:
    """How an application came in."""
    return programme.CHANNELS.get(channel, channel)


@register.filter
def site_kind(kind: str) -> Any:
    return SITE_KINDS.get(kind, kind)


@register.filter
def address(site: KnownSite) -> str:
    """Where a site is, in one line."""
    return ", ".join(filter(None, (site.street, f"{site.postcode} {site.city}".strip(), site.country)))


@register.filter
def rating_label(rating: str) -> Any:
    return programme.RATINGS.get(rating, rating)


@register.filter
def settlement_label(settled: str) -> Any:
    return programme.SETTLEMENTS.get(settled, settled)


@register.filter
def mode_label(mode: str) -> Any:
    return programme.MODES.get(mode, mode)


@register.filter
def as_day(written: str) -> date | None:
    """A day as data keeps it."""
    try:
        return date.fromisoformat(written)
    except (TypeError, ValueError):
        return None


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds under a key of any kind; None where it holds nothing, or there is none."""
    return mapping.get(key) if mapping else None


@register.filter
def relation_word(relation: str) -> Any:
    """How two criteria relate, as a crosswalk says it."""
    return words.RELATIONS.get(relation, relation)


@register.filter
def has_hint(offers: Iterable[Offered]) -> bool:
    """Something was answered elsewhere that is worth reading and fills nothing in."""
    return any(one.value is None for one in offers)


@register.filter
def standard_name(standard: str) -> str:
    """A standard as everybody writes it."""
    return STANDARDS.get(standard, standard)


@register.filter
def standard_names(standards: Iterable[str]) -> str:
    """Standards in one line, any of which will do."""
    return " / ".join(map(standard_name, standards))


@register.filter
def serving(given: Iterable[Paper], card: Card) -> list[Paper]:
    """Of the documents given before, the certificates that may be shown with a question and are not yet."""
    return [one for one in given if one.certifies in card.standards and one.id not in card.documents]


@register.filter
def kilobytes(size: int) -> str:
    return str(number(max(1, round(size / 1000))))


@register.simple_tag
def month_rows(month: Month, examined: str = "") -> str:
    """The address of the consignments a month's figures count."""
    last = (month.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    query = {"day_from": month.first.isoformat(), "day_to": last.isoformat(), "examined": examined}
    return f"{reverse('portal:consignments')}?{urlencode({name: value for name, value in query.items() if value})}"


@register.filter
def guests(team: Iterable[Person]) -> list[Person]:
    """Who joins a visit: people of a partner administration or of another agency."""
    return [person for person in team if person.duty == "guest"]


@register.filter
def offices(team: Iterable[Person]) -> list[str]:
    """Where these people are of, each office once."""
    return sorted({person.of for person in team if person.of})
