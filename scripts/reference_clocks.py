"""The page docs/reference/clocks.md: the clocks of an AEO case, preset by preset, made from their files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustlane.programme.clocks.terms import ExtensionRule, Preset, Rule, StopRule, Term, Validity

INTRODUCTION = """\
# Clocks of an AEO case

Made from `src/trustlane/programme/clocks/library/` by `make docs`; change it there.

A clock is a period that somebody has to keep: it begins on one event of a case and ends on another. Which clocks there
are, how long they run, what stops or lengthens them and what silence means is data, a preset for each country. The
words are ours. *Seen* says whether the length was seen in a source; what was not is a setting and never to be quoted
as law. What no source told us is left out. Check everything against your law before you rely on it. Warnings, and the
rule that a period ends on a working day, are settings of ours throughout.

## How it is counted

- The day of the event does not count. Days are those of the office's zone; working days those of its
  [calendar](calendars.md).
- A period of days, months or years that ends on a free day ends on the next working day, where the preset says so.
- Months and years end on the day with the same number; in a month without such a day, on the last day of that month.
  They are added together before they are counted: 31 August and six months and three more is 31 May.
- Hours run from instant to instant, over nights, weekends and holidays.
- While a clock stands, its days do not count. Where a stop has a longest, the clock goes on by itself after so many
  calendar days, and tells the latest day on which it can end; else it has no date until it is started again.
- An extension is counted with the period, from its first day.
- Each event that begins a clock begins another one, unless the clock *begins anew*.
- What is recorded later changes nothing that was due before: a clock read as of a past instant reads as it did then.

## What an event may tell

| word | what it says |
|---|---|
| `on` | the day that counts, where it is not the day on which the event was recorded |
| `about` | which request, finding or office it is about; an answer ends only the clock of its own request |
| `days`, `hours`, `months` | how long, where the length is *as told*; by how much an extension lengthens |
| `cause`, `channel`, `tier` | what some clocks go by |
| `term`, `reason` | which clock `extend`, `stop_clock` or `start_clock` is about, and why |
| `legal_basis`, `asked_by` | by what right a clock is extended, and who asked |

An extension is refused beyond the longest, after the end, more often than allowed, or without a reason. One asked by
`law`, as after a storm, is bound by none of this and names its legal basis.

## What silence may mean

"""
HEAD = """
| clock | whose turn | from | until | length | stands | may be extended | silence | seen | source |
|---|---|---|---|---|---|---|---|---|---|
"""


def page() -> str:
    """Write the page."""
    from trustlane.programme.clocks.house import OF_OFFICERS, TERMS
    from trustlane.programme.clocks.library import shipped
    from trustlane.programme.clocks.terms import MEANS

    presets = list(shipped().values())
    parts = [INTRODUCTION]
    parts += [f"- *{_words(silence)}*: {means}\n" for silence, means in MEANS.items()]
    parts.append(
        f"\n## In every preset\n\nWhat a preset does not tell itself, every case has by rule of this system.\n{HEAD}"
    )
    parts += [_row(term) for term in TERMS]
    parts.append(f"\n## {OF_OFFICERS.title}\n\n{OF_OFFICERS.about}\n{HEAD}")
    parts += [_row(term) for term in OF_OFFICERS.terms]
    parts.append("\n## Presets\n\n| preset | what it is | clocks | of these seen in a source |\n|---|---|---|---|\n")
    for preset in presets:
        seen = sum(term.confirmed for term in preset.terms)
        parts.append(f"| `{preset.name}` | {preset.title} | {len(preset.terms)} | {seen} |\n")
    parts += [part for preset in presets for part in _preset(preset)]
    return "".join(parts)


def _preset(preset: Preset) -> Iterable[str]:
    yield f"\n## {preset.title} (`{preset.name}`)\n\n{preset.about}\n\n"
    yield f"- Certificates: {_validity(preset.validity)}\n"
    yield f"- An appeal suspends the decision: {_rule(preset.appeal_suspends)}\n"
    yield f"- A hearing comes before revocation: {_rule(preset.hearing_before_revocation)}\n"
    yield f"- A holder may be validated again at the desk: {_rule(preset.desk_revalidation)}\n"
    ban = preset.reapplication_ban_years
    yield f"- No new application after revocation for cause: {f'{ban} years' if ban else 'not known'}.\n"
    yield f"- A period that ends on a free day ends on the next working day: {_yes(preset.ends_on_working_day)}.\n"
    yield HEAD
    for term in preset.terms:
        yield _row(term)
    notes = [f"- `{term.id}`: {term.note}\n" for term in preset.terms if term.note]
    if notes:
        yield "\n"
        yield from notes


def _row(term: Term) -> str:
    cells = (
        f"`{term.id}` {term.title}",
        term.turn,
        _begin(term),
        _events(term.ends) + (" or by itself" if term.ends and term.runs_out else "" if term.ends else "by itself"),
        _length(term),
        "; ".join(_stop(rule) for rule in term.stops),
        "; ".join(_extension(rule, term) for rule in term.extensions),
        _silence(term),
        _yes(term.confirmed),
        term.reference,
    )
    return f"| {' | '.join(cells)} |\n"


def _begin(term: Term) -> str:
    only = [f"{key} is {' or '.join(words)}" for key, words in term.only_where.items()]
    unless = [f"{key} is not {' or '.join(words)}" for key, words in term.unless.items()]
    where = " and ".join(only + unless)
    anew = "; begins anew" if term.restarts else ""
    return _events(term.begins) + (f", where {where}" if where else "") + anew


def _length(term: Term) -> str:
    if term.as_validity:
        return "as long as the certificate is valid"
    many = "" if term.length is None else f"{term.length} {_words(term.unit)}"
    told = ("as told, at most " if many else "as told") if term.stated else ""
    free = "; may end on a free day" if term.ends_on_working_day is False else ""
    return told + many + free


def _stop(rule: StopRule) -> str:
    longest = f", at most {rule.longest_days} days" if rule.longest_days else ""
    return f"from `{rule.stopped_by}` to {_events(rule.started_by)}{longest}"


def _extension(rule: ExtensionRule, term: Term) -> str:
    longest = f"at most {rule.longest} {_words(rule.unit or term.unit)}" if rule.longest else "no longest told"
    times = {None: "", 1: ", once"}.get(rule.times, f", {rule.times} times")
    return f"for {rule.asked_by}: {longest}{times}"


def _silence(term: Term) -> str:
    holds = {"from_first_day": ", from the first day", "on_last_day": ", on the last day", "after_last_day": ""}
    return _words(term.silence) + holds[term.holds]


def _validity(validity: Validity | None) -> str:
    if validity is None:
        return "not known."
    tiers = [f"{tier} {years} years" for tier, years in validity.tiers.items()]
    years = [f"{validity.years} years"] if validity.years else []
    told = ", ".join(tiers + years) or "valid without end"
    return f"{told} ({validity.reference}; {_seen(validity.confirmed)})."


def _rule(rule: Rule | None) -> str:
    return "not known." if rule is None else f"{_yes(rule.holds)} ({rule.reference}; {_seen(rule.confirmed)})."


def _seen(confirmed: bool) -> str:
    return "seen in a source" if confirmed else "not seen in a source"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _events(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _words(name: str) -> str:
    return name.replace("_", " ")
