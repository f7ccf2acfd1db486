"""Which modes a validation may have: named rules, each with what remains where it does not hold.

The matters (risk, type of site, past record, connectivity, language, data protection, consent) are those named for the
WCO guidelines on remote validation of 2021 as we have them (unconfirmed); where the lines are drawn is ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

Mode = Literal["on_site", "hybrid", "remote"]
MODES: tuple[Mode, ...] = get_args(Mode)
Level = Literal["low", "medium", "high"]
Record = Literal["none", "clean", "minor", "major"]  # what the last validation found
Line = Literal["none", "weak", "good"]  # good: carries moving pictures without breaks, tried on site beforehand
Predicate = Callable[["SiteVisit"], bool]


@dataclass(frozen=True)
class SiteVisit:
    """What is known of a site when its validation is planned."""

    risk: Level
    handles_goods: bool  # goods are made, packed, stored or loaded here
    seen_in_person: bool  # by validators, ever
    last_record: Record
    line: Line
    language_shared: bool  # or an interpreter who is in nobody's service
    pictures_may_leave: bool  # the law of the place lets pictures and records be shown to those who validate
    operator_consents: bool


@dataclass(frozen=True)
class Rule:
    """A rule, the strictest mode that remains where it does not hold, and where it comes from."""

    holds: Predicate
    leaves: Mode
    source: str

    @property
    def name(self) -> str:
        """How it is called."""
        return self.holds.__name__

    @property
    def sentence(self) -> str:
        """What people read."""
        return str(self.holds.__doc__)


@dataclass(frozen=True)
class Suited:
    """The modes a validation may have, the rules that take the others away, and what has to be kept in each."""

    modes: tuple[Mode, ...]
    reasons: tuple[Rule, ...]
    conditions: tuple[str, ...]

    def may_be(self, mode: Mode) -> bool:
        """Whether a mode is among them."""
        return mode in self.modes


RULES: list[Rule] = []


def _rule(
    leaves: Mode, source: str = "own rule; matter named in WCO guidelines 2021 (unconfirmed)"
) -> Callable[[Predicate], Predicate]:
    def known(holds: Predicate) -> Predicate:
        RULES.append(Rule(holds, leaves, source))
        return holds

    return known


@_rule("on_site")
def high_risk_was_seen_before(visit: SiteVisit) -> bool:
    """The first validation of a site of high risk is on site."""
    return visit.risk != "high" or visit.seen_in_person


@_rule("hybrid")
def risk_is_not_high(visit: SiteVisit) -> bool:
    """A site of high risk is visited in person at least in part."""
    return visit.risk != "high"


@_rule("hybrid")
def site_was_seen_before(visit: SiteVisit) -> bool:
    """A site where goods are handled and that no validator ever saw in person is visited in person at least in part."""
    return visit.seen_in_person or not visit.handles_goods


@_rule("hybrid")
def goods_are_elsewhere_or_risk_is_low(visit: SiteVisit) -> bool:
    """Where goods are handled and the risk is not low, somebody walks the way of the goods."""
    return not visit.handles_goods or visit.risk == "low"


@_rule("on_site")
def last_validation_found_nothing_major(visit: SiteVisit) -> bool:
    """After a major finding the next validation is on site."""
    return visit.last_record != "major"


@_rule("hybrid")
def last_validation_found_nothing(visit: SiteVisit) -> bool:
    """After a minor finding the next validation is on site at least in part, to see that it was mended."""
    return visit.last_record != "minor"


@_rule("on_site")
def there_is_a_line(visit: SiteVisit) -> bool:
    """Without a line nothing is validated from afar."""
    return visit.line != "none"


@_rule("hybrid")
def line_carries_moving_pictures(visit: SiteVisit) -> bool:
    """Over a line that does not carry moving pictures without breaks only papers and interviews are done from afar."""
    return visit.line == "good"


@_rule("on_site")
def language_is_shared(visit: SiteVisit) -> bool:
    """From afar, team and people on site speak one language, or an interpreter is there who is in nobody's service."""
    return visit.language_shared


@_rule("on_site")
def pictures_may_leave_the_site(visit: SiteVisit) -> bool:
    """Where the law on data does not let pictures or records leave the site, validators come to see them."""
    return visit.pictures_may_leave


@_rule("on_site")
def operator_consents(visit: SiteVisit) -> bool:
    """A validation from afar needs the consent of the operator."""
    return visit.operator_consents


CONDITIONS: dict[Mode, tuple[str, ...]] = {
    "on_site": (),
    "hybrid": (
        "The mode is written in the report and in the record of the certificate.",
        "Partners that recognise the status are told the mode where the agreement asks for it.",
        "Nobody records the session unless both sides agreed in writing.",
        "People interviewed from afar show who they are.",
    ),
    "remote": (
        "The validators choose the way of the camera while it walks.",
        "Photos carry time and place.",
        "The site is visited in person within the time the programme sets.",
    ),
}


def suited(visit: SiteVisit) -> Suited:
    """Which modes this validation may have. On site it always may."""
    reasons = tuple(rule for rule in RULES if not rule.holds(visit))
    most = min((MODES.index(rule.leaves) for rule in reasons), default=len(MODES) - 1)
    modes = MODES[: most + 1]
    return Suited(modes, reasons, tuple(told for mode in modes for told in CONDITIONS[mode]))
