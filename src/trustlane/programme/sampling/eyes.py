"""Four eyes, looked at again afterwards: had whoever decided kept away from the case before; from events alone, pure.

Permits and the database refuse such a decision when it is taken. This asks once more, by other means, so that an
auditor need not believe either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trustlane.programme.moves import (
    APPEALABLE,
    APPEALS,
    BY_OUTSIDERS,
    DECIDING,
    ENTERED,
    HANDLING,
    MOVES,
    PROPOSALS,
    REOPENING,
    SETTLING,
    VALIDATING,
)

ON_THE_STATUS = frozenset({"grant", "refuse", "intend_refusal", "send_back", "revalidate"})
# Whoever had a part in the case does not make these.
_FRESH = ON_THE_STATUS | set(BY_OUTSIDERS)
# What each decision settles: whoever made the last of these does not make it.
SETTLES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("ratify", "lapse_freeze"), frozenset({"freeze"})),
    **dict.fromkeys(SETTLING, PROPOSALS),
    "lapse_status": frozenset({"propose_lapse"}),
    **{name: APPEALABLE for name in MOVES if name.startswith(("dismiss_", "allow_"))},
    **{name: frozenset({decided}) for name, decided in BY_OUTSIDERS.items()},
}

HANDLED = "The person had handled the case before."
WAS_GIVEN = "The case had been given to this person before."
VALIDATED = "The person had validated in the case, or was drawn for it."
PROPOSED = "The person had proposed, frozen or decided what is settled here."
REFUSED = "The person had refused the application before, or settled the appeal against that."
HAD_ENTERED = "The person had entered what the operator sent."
SENTENCES = frozenset({HANDLED, WAS_GIVEN, VALIDATED, PROPOSED, REFUSED, HAD_ENTERED})


@dataclass(frozen=True, slots=True)
class Deed:
    """One event, as far as it says whose hand it was; ``given_to`` is the officer a case was given to."""

    number: int
    move: str
    person: int | None
    given_to: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a person, and what speaks against that person having taken it; nothing where all is well."""

    number: int
    move: str
    person: int
    against: tuple[str, ...]


def decisions(deeds: Sequence[Deed], drawn: Mapping[int, int]) -> tuple[Decision, ...]:
    """Every decision by a person that needs fresh eyes, each with what speaks against it.

    ``deeds`` are all events of a case in their order; ``drawn`` says, by person, which event drew it into a team first.
    """
    found = []
    for place, deed in enumerate(deeds):
        if deed.person is None or deed.move not in DECIDING:
            continue
        against = tuple(_against(deed, deeds[:place], drawn))
        found.append(Decision(deed.number, deed.move, deed.person, against))
    return tuple(found)


def _settleable(deed: Deed, before: Sequence[Deed]) -> Sequence[Deed]:
    """What a deed can settle: an appeal is settled against what was decided before it, not while it went on."""
    if not deed.move.startswith(("dismiss_", "allow_")):
        return before
    appeals = [place for place, one in enumerate(before) if one.move in APPEALS]
    return before[: appeals[-1]] if appeals else before


def _against(deed: Deed, before: Sequence[Deed], drawn: Mapping[int, int]) -> Iterable[str]:
    own = [one for one in before if one.person == deed.person]
    if deed.move not in _FRESH and any(one.move in ENTERED for one in own):
        yield HAD_ENTERED
    if deed.move in SETTLES:
        settled = [one for one in _settleable(deed, before) if one.move in SETTLES[deed.move]]
        if settled and settled[-1].person == deed.person:
            yield PROPOSED
        if deed.move.startswith(("dismiss_", "allow_")) and any(one.move == "refuse" for one in own):
            yield REFUSED
    if deed.move not in _FRESH:
        return
    if any(one.move in HANDLING for one in own):
        yield HANDLED
    if any(one.given_to == deed.person for one in before):
        yield WAS_GIVEN
    if any(one.move in VALIDATING for one in own) or drawn.get(deed.person or 0, deed.number) < deed.number:
        yield VALIDATED
    if deed.move in ON_THE_STATUS and any(one.move in REOPENING for one in own):
        yield REFUSED
