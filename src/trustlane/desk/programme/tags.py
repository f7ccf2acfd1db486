"""Words of the programme for its templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.translation import gettext, gettext_noop, ngettext

from trustlane.criteria.labels import STANDARDS
from trustlane.criteria.queries import known as catalogue_known
from trustlane.criteria.questionnaire.questions import Questions
from trustlane.declarations.labels import KINDS
from trustlane.desk.programme import deadlines, deeds, words
from trustlane.pages.badges import Badge
from trustlane.pages.templatetags.pages import day
from trustlane.parties.facts import KnownSite
from trustlane.parties.labels import SITE_KINDS
from trustlane.programme import labels
from trustlane.programme.assigning.rules import SENTENCES
from trustlane.programme.clocks.house import FREEZE
from trustlane.programme.queries.benefits import expected
from trustlane.programme.risk.sites import SENTENCES as WHY_SITES
from trustlane.programme.rows import CaseRow, ClockRow, EventRow
from trustlane.programme.stages import Stage
from trustlane.standing.labels import ROLES

register = template.Library()


@register.filter
def stage_badge(stage: str) -> Badge:
    """Word, colour, icon and meaning of a stage."""
    return words.stage_badge(stage)


@register.filter
def standard_name(standard: str) -> str:
    """A standard as everybody writes it."""
    return STANDARDS.get(standard, standard)


@register.filter
def granting(agency: str) -> Any:
    """Which agency grants a benefit."""
    return words.AGENCIES[agency]


@register.filter
def rating_badge(rating: str) -> Badge:
    return words.RATINGS[rating]


@register.filter
def opinion_badge(opinion: str) -> Badge:
    return words.OPINIONS[opinion]


@register.filter
def waits_for(row: CaseRow) -> Any:
    # A freeze beside a hearing or an appeal waits for whoever may ratify it.
    return words.waits_for(Stage.FROZEN if row.due_term == FREEZE else row.stage, row.turn)


@register.filter
def deed(name: str) -> Any:
    """What the page of a move says."""
    return deeds.DEEDS[name]


@register.filter
def in_words(sentence: str) -> str:
    """A sentence of a table (of moves, of clocks) in the reader's language."""
    return gettext(sentence) if sentence else ""


@register.filter
def found_label(kind: str) -> Any:
    """What was found, in words; as it was reported where we have none."""
    return KINDS.get(kind, kind) or gettext("Find")


@register.filter
def review_label(outcome: str) -> Any:
    return labels.REVIEWS.get(outcome, outcome)


@register.filter
def site_kind(kind: str) -> Any:
    return SITE_KINDS.get(kind, kind)


@register.filter
def address(site: KnownSite) -> str:
    """Where a site is, in one line."""
    return ", ".join(filter(None, (site.street, f"{site.postcode} {site.city}".strip(), site.country)))


@register.filter
def duty_label(duty: str) -> Any:
    return labels.DUTIES.get(duty, duty)


@register.filter
def seat_label(seat: str) -> Any:
    return words.SEATS.get(seat, seat)


@register.filter
def rule_words(rule: str) -> str:
    """What a rule on who may be drawn says."""
    return gettext(SENTENCES[rule]) if rule in SENTENCES else rule


@register.filter
def ground_label(ground: str) -> Any:
    return words.GROUNDS.get(ground, ground)


@register.filter
def grade_badge(grade: str | None) -> Badge:
    """Low, medium, high, or not judged."""
    return words.GRADES[grade or ""]


@register.filter
def response_label(response: str) -> Any:
    return words.RESPONSES.get(response, response)


@register.filter
def question_text(question: str, asked: Questions | None) -> str:
    """What a question asks, of those the case is asked; of one that is not there, what the criterion says."""
    if asked is None:
        return question
    placed = asked.by_id.get(question)
    # What a programme may set differently stands in brackets, which say nothing to a reader.
    if placed is None:
        return criterion_text(question, asked.catalogue.name)
    return placed.question.text.replace("[", "").replace("]", "")


@register.filter
def at_number(names: Mapping[int, str], number: str) -> str:
    """The name of a site by its number."""
    return names.get(int(number), number)


@register.filter
def why_visited(why: str) -> str:
    """Why a site is proposed."""
    return gettext(WHY_SITES[why])  # type: ignore[index]


@register.filter
def qualification_label(kind: str) -> Any:
    return labels.QUALIFICATIONS.get(kind, kind)


@register.filter
def mode_label(mode: str) -> Any:
    return labels.MODES.get(mode, mode)


@register.filter
def letter_name(kind: str) -> Any:
    """What a letter is about."""
    return labels.LETTERS.get(kind, kind)


@register.filter
def settlement_label(settled: str) -> Any:
    return labels.SETTLEMENTS.get(settled, settled)


@register.filter
def silence_words(silence: str) -> Any:
    return words.SILENCES.get(silence, "")


@register.filter
def by_the_hour(due: datetime | date) -> bool:
    return deadlines.by_the_hour(due)


@register.filter
def last_day(due: datetime | date) -> date:
    return deadlines.last_day(due)


@register.filter
def is_late(row: CaseRow, at: datetime) -> bool:
    return row.late(at)


@register.filter
def left_words(clock: ClockRow) -> str:
    """How much is left of a clock, or how long somebody is late, in its own unit."""
    if clock.left is None:
        return gettext("no end in sight")
    many = abs(clock.left)
    told = {"count": many}
    if clock.unit == "hours":
        late = ngettext("%(count)s hour late", "%(count)s hours late", many) % told
        left = ngettext("%(count)s hour left", "%(count)s hours left", many) % told
    elif clock.unit == "working_days":
        late = ngettext("%(count)s working day late", "%(count)s working days late", many) % told
        left = ngettext("%(count)s working day left", "%(count)s working days left", many) % told
    else:
        late = ngettext("%(count)s day late", "%(count)s days late", many) % told
        left = ngettext("%(count)s day left", "%(count)s days left", many) % told
    return late if clock.late else left


@register.filter
def criterion_text(item: str, catalogue: str) -> str:
    """What a criterion asks, as its catalogue words it; "" where the catalogue does not have it."""
    found = catalogue_known(catalogue)
    known = found.catalogue.items.get(item) if found else None
    return known.text if known else ""


@register.filter
def channel_label(channel: str) -> Any:
    """How an application came in."""
    return labels.CHANNELS.get(channel, channel)


@register.filter
def event_facts(event: EventRow) -> list[tuple[str, str, bool]]:
    """What an event tells beside its reason: a label, what it says, and whether that is data nobody translates."""
    data = event.data
    found: list[tuple[str, str, bool]] = []
    if "channel" in data and "on" in data:
        found.append((gettext("How it came"), str(labels.CHANNELS.get(str(data["channel"]), data["channel"])), False))
        found.append((gettext("Received on"), day(date.fromisoformat(str(data["on"]))), True))
    if "for" in data:
        found.append((gettext("Entered for"), str(data["for"]), True))
    if event.source and event.target and event.source != event.target:
        way = f"{labels.STAGES[event.source]} → {labels.STAGES[event.target]}"
        found.append((gettext("Stage"), way, False))
    if "recommends" in data:
        found.append((gettext("Recommended"), str(words.RECOMMENDATIONS.get(str(data["recommends"]), "")), False))
    if "outcome" in data and event.move == "revalidate":
        found.append((gettext("What came of it"), str(labels.OUTCOMES.get(str(data["outcome"]), "")), False))
    if data.get("mode") == "desk":
        found.append((gettext("How"), gettext("At the desk; nobody visited"), False))
    next_one = data.get("next")
    if isinstance(next_one, dict):
        found += _next(int(str(data["months"])), next_one)
    if "begins" in data and "ends" in data:
        first, last = (date.fromisoformat(str(data[key])) for key in ("begins", "ends"))
        found.append((gettext("Visit"), f"{day(first)} – {day(last)}", True))
    if "agency" in data:
        found.append((gettext("Agency"), str(data["agency"]), True))
    if data.get("benefits") and "agency" in data:
        titles = "; ".join(one.benefit.title for one in expected(map(str, _listed(data["benefits"]))))
        found.append((gettext("Benefits"), titles, True))
    if "opinion" in data:
        found.append((gettext("Opinion"), str(labels.OPINIONS.get(str(data["opinion"]), "")), False))
    if data.get("kind") and event.move in ("report_incident", "tell_incident"):
        kinds = labels.INCIDENTS_TOLD if event.move == "tell_incident" else labels.INCIDENTS
        found.append((gettext("About"), str(kinds.get(str(data["kind"]), data["kind"])), False))
    if data.get("answers") and event.move == "report_incident":
        found.append((gettext("Answers"), gettext("what Customs told the holder"), False))
    found += [_condition(row) for row in _listed(data.get("conditions", ()))]
    if data.get("condition"):
        found.append((gettext("Condition"), str(data["condition"]), False))
    if data.get("consignment"):
        found.append((gettext("Consignment (for officers)"), str(data["consignment"]), True))
    if data.get("note"):
        found.append((gettext("Note for officers"), str(data["note"]), True))
    if data.get("number"):
        found.append((gettext("Certificate"), str(data["number"]), True))
    if event.move == "grant" and data.get("tier"):
        found.append((gettext("Tier"), str(data["tier"]), True))
    if "by_points" in data:
        found.append((gettext("Grade by the firm's own points"), str(data["by_points"]) or gettext("none"), False))
    if data.get("short"):
        names = ", ".join(str(ROLES.get(str(role), role)) for role in _listed(data["short"]))
        found.append((gettext("Fewer than three of the seven measures"), names, False))
    if data.get("effective"):
        found.append((gettext("In force from"), day(date.fromisoformat(str(data["effective"]))), True))
    if isinstance(data.get("proposed"), dict):
        found += _proposed(data["proposed"])
    if "successors" in data:
        found.append((gettext("Successors"), ", ".join(map(str, _listed(data["successors"]))), True))
    if event.move in ("extend", "ask_extension") and (data.get("days") or data.get("months")):
        unit = "days" if data.get("days") else "months"
        found.append((gettext("By how much"), so_much(int(str(data[unit])), unit), False))
    if event.legal_basis:
        found.append((gettext("Legal basis"), event.legal_basis, True))
    return found


@register.filter
def so_much(amount: int, unit: str) -> str:
    """A length of time, in days as its clock counts them or in months."""
    if unit == "months":
        return ngettext("%(count)s month", "%(count)s months", amount) % {"count": amount}
    return ngettext("%(count)s day", "%(count)s days", amount) % {"count": amount}


def _next(months: int, told: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """When the holder is validated again, and what shortens the time."""
    many = ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    whole = ngettext("%(count)s month", "%(count)s months", told["longest"]) % {"count": told["longest"]}
    because = " ".join(gettext(one["says"]) for one in told["reasons"])
    within = gettext("Within %(many)s, of %(whole)s at the longest.") % {"many": many, "whole": whole}
    return [(gettext("Next validation"), f"{within} {because}".strip(), False)]


def _condition(row: Any) -> tuple[str, str, bool]:
    """A condition as it was set, or as it was settled."""
    if "due" in row:
        until = day(date.fromisoformat(row["due"]))
        return gettext("To be met"), f"{row['what']} ({until})", True
    settled = str(labels.CONDITIONS.get(row["outcome"], row["outcome"]))
    return settled, f"{row['what']}: {row['reason']}" if row["reason"] else str(row["what"]), True


@register.filter
def given_label(state: str) -> Any:
    """How a benefit of another agency stands."""
    return labels.GIVEN.get(state, state)


@register.filter
def condition_label(outcome: str) -> Any:
    """How a condition was settled."""
    return labels.CONDITIONS.get(outcome, outcome)


@register.filter
def event_tone(event: EventRow) -> str:
    """The colour of an event: of the stage it led to, where it led on."""
    return words.stage_badge(event.target).tone if event.source != event.target else "quiet"


@register.filter
def event_icon(event: EventRow) -> str:
    found = deeds.DEEDS.get(event.move)
    return found.icon if found else words.stage_badge(event.target).icon


_RISKS = {"security": gettext_noop("Security"), "compliance": gettext_noop("Compliance")}


def _proposed(terms: Any) -> list[tuple[str, str, bool]]:
    """Other terms, as they were proposed."""
    risks = [gettext(word) for name, word in _RISKS.items() if terms.get(name)]
    found = [
        (gettext("For which risks"), ", ".join(risks), False),
        (gettext("In which roles"), ", ".join(str(ROLES[role]) for role in terms.get("roles", ())), False),
    ]
    if terms.get("tier"):
        found.append((gettext("Tier"), str(terms["tier"]), True))
    if terms.get("conditions"):
        found.append((gettext("Conditions"), str(terms["conditions"]), True))
    if terms.get("renew"):
        found.append((gettext("Last day"), gettext("a whole period from the day of the decision"), False))
    if terms.get("unvisited"):
        found.append((gettext("Renewed without a new validation, because"), str(terms["unvisited"]), True))
    return found


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


@register.filter
def as_day(written: object) -> str:
    """A day that is kept as text."""
    return day(date.fromisoformat(str(written)))


@register.filter
def less(whole: int, part: int) -> int:
    return whole - part
