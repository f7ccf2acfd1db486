"""A catalogue of benefits: each with its words, where it comes from, who grants it to whom, and how it is measured."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal, get_args

import msgspec

from trustlane.criteria.words import Edition, Name, Sentence
from trustlane.parties.roles import Role

Letter = Literal["a", "b", "c", "d", "e", "f", "g"]
LETTERS: tuple[Letter, ...] = get_args(Letter)
Agency = Literal[
    "customs",
    "food_safety",
    "plant_health",
    "animal_health",
    "medicines",
    "product_safety",
    "transport_security",
    "port",
]
Measure = Literal[
    "examination_rate",
    "documentary_check_rate",
    "scan_share",
    "audit_rate",
    "hours_to_release",
    "guarantee_reduction",
    "recognition_rate",
]

# The measures of article 7.7.3 as we have them (unconfirmed), in our words.
TFA: dict[Letter, str] = {
    "a": "Fewer documents and data are asked for.",
    "b": "Goods are inspected and examined less often.",
    "c": "Goods are released fast.",
    "d": "Duties, taxes, fees and charges are paid later.",
    "e": "One guarantee covers much, or less guarantee is asked for.",
    "f": "One declaration covers all imports or exports of a period.",
    "g": "Goods are cleared at the operator's premises or another place that customs authorises.",
}
# The groups of the list of benefits in the SAFE Framework as we have it (unconfirmed).
GROUPS: dict[str, str] = {
    "G1": "Faster release and lower costs",
    "G2": "Access to useful information",
    "G3": "Help when trade is disrupted or the threat is high",
    "G4": "First to take part in new ways of processing",
}
MEASURES: dict[Measure, str] = {
    "examination_rate": "Examinations for each 1,000 declarations of holders, beside those of others.",
    "documentary_check_rate": "Checks of papers for each 1,000 declarations of holders, beside those of others.",
    "scan_share": "Of the examinations of holders the share done by X-ray, beside that of others.",
    "audit_rate": "Audits after release for each 1,000 declarations of holders, beside those of others.",
    "hours_to_release": "Median and 90th percentile of hours from lodging to release, beside those of others.",
    "guarantee_reduction": "The part of the guarantee that the holder's certificate waives, in percent.",
    "recognition_rate": "Of declarations that name a partner's holder the share that was given credit for it.",
}


class Benefit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One benefit."""

    id: Name
    title: Sentence
    text: Sentence
    tfa: Literal["a", "b", "c", "d", "e", "f", "g", "none"]
    safe: Literal["G1", "G2", "G3", "G4", "none"]
    roles: Annotated[tuple[Role | Literal["all"], ...], msgspec.Meta(min_length=1)]
    source: Sentence
    agency: Agency = "customs"
    rkc: str = ""  # place in the Revised Kyoto Convention, where there is one
    tiers: tuple[Name, ...] = ()  # empty: every tier
    measured: Measure | None = None
    not_measured: str = ""  # else why
    confirmed: bool = False  # whether somebody compared it with the source

    def is_for(self, role: Role) -> bool:
        """Whether holders in a role get it."""
        return "all" in self.roles or role in self.roles

    def is_in(self, tier: str) -> bool:
        """Whether holders of a tier get it; with "", whether holders of every tier do."""
        return not self.tiers or tier in self.tiers


class Benefits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A whole catalogue of one edition."""

    id: Name
    edition: Edition
    title: Sentence
    about: Sentence
    benefits: Annotated[tuple[Benefit, ...], msgspec.Meta(min_length=1)]

    @property
    def name(self) -> str:
        """How it is called, such as `benefits-2026`."""
        return f"{self.id}-{self.edition}"

    @cached_property
    def by_id(self) -> dict[str, Benefit]:
        """Every benefit by its id, in the order of the catalogue."""
        return {one.id: one for one in self.benefits}
