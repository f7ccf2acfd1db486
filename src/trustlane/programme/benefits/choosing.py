"""What of a catalogue a programme grants, and whether that meets article 7.7 of the Trade Facilitation Agreement.

Article 7.7.3 as we have it (unconfirmed): authorised operators get at least three of the measures (a) to (g). By its
footnote a measure (a) to (d) also counts where it is generally available to all operators.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from trustlane.parties.roles import ROLES, Role
from trustlane.programme.benefits.catalogue import LETTERS, TFA, Benefit, Benefits, Letter

LEAST = 3
MAY_BE_GENERAL: tuple[Letter, ...] = ("a", "b", "c", "d")


class ChoiceRefused(ValueError):
    """A choice of benefits that cannot be; the message names what came and the mend."""


@dataclass(frozen=True)
class Met:
    """For one role: which measures are met and by which benefits; none named where one is generally available."""

    role: Role
    measures: Mapping[Letter, tuple[str, ...]]

    @property
    def is_enough(self) -> bool:
        """Whether at least three are met."""
        return len(self.measures) >= LEAST

    @property
    def missing(self) -> tuple[Letter, ...]:
        """The measures that are not met."""
        return tuple(letter for letter in LETTERS if letter not in self.measures)

    @property
    def sentence(self) -> str:
        """What people read."""
        met = ", ".join(f"({letter})" for letter in self.measures) or "none"
        general = [f"({letter})" for letter, by in self.measures.items() if not by]
        told = f"{self.role.replace('_', ' ')}: {met} of (a) to (g)"
        if general:
            told += f"; {', '.join(general)} by being generally available"
        if self.is_enough:
            return f"{told}; that is enough."
        return f"{told}; {LEAST - len(self.measures)} more needed, of: {', '.join(f'({one})' for one in self.missing)}."


@dataclass(frozen=True)
class Choice:
    """The benefits that a programme grants, and what is missing, as sentences."""

    benefits: tuple[Benefit, ...]
    missing: tuple[str, ...]


def tfa_check(
    benefits: Collection[Benefit], roles: Iterable[Role] = ROLES, *, general: Collection[str] = (), tier: str = ""
) -> dict[Role, Met]:
    """For each role which of (a) to (g) are met, and whether at least three.

    `general` are measures generally available to all operators; only (a) to (d) can be. Benefits limited to tiers count
    where `tier` is among these; with "" they do not count, as not every holder gets them.
    """
    strange = sorted(set(general) - set(MAY_BE_GENERAL))
    if strange:
        raise ChoiceRefused(f"({strange[0]}) does not count by being generally available; only (a) to (d) do.")
    found = {}
    for role in roles:
        granted = [one for one in benefits if one.is_for(role) and one.is_in(tier)]
        by = {letter: tuple(one.id for one in granted if one.tfa == letter) for letter in LETTERS}
        found[role] = Met(role, {letter: ids for letter, ids in by.items() if ids or letter in general})
    return found


def choose(
    catalogue: Benefits, ids: Iterable[str], roles: Iterable[Role] = ROLES, *, general: Collection[str] = ()
) -> Choice:
    """The benefits that a programme grants to its roles, in the order of the catalogue, and what is missing.

    Raises `ChoiceRefused` for an id that there is not.
    """
    wanted = set(ids)
    unknown = sorted(wanted - catalogue.by_id.keys())
    if unknown:
        close = difflib.get_close_matches(unknown[0], catalogue.by_id, 1)
        meant = f" Do you mean {close[0]}?" if close else ""
        raise ChoiceRefused(f"{catalogue.name} has no benefit {unknown[0]!r}.{meant}")
    chosen = tuple(one for one in catalogue.benefits if one.id in wanted)
    missing = [] if chosen else ["No benefit is chosen: holders would get nothing; choose some by their ids."]
    short = [met for met in tfa_check(chosen, roles, general=general).values() if not met.is_enough]
    missing += [met.sentence for met in short]
    lacking = [letter for letter in LETTERS if any(letter in met.missing for met in short)]
    for letter in lacking:
        offered = [one.id for one in catalogue.benefits if one.tfa == letter and one.id not in wanted]
        if offered:
            missing.append(f"({letter}) {TFA[letter]} Met by: {', '.join(offered)}.")
    return Choice(chosen, tuple(missing))
