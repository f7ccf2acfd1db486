"""What inspections find, miss and take for something it is not; and the plain policy that stands in for any other."""

from __future__ import annotations

from typing import Annotated

import msgspec

from trustlane.simulate.kinds import KINDS
from trustlane.simulate.mechanics.parameter import amount, several, share, whole


class Inspection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to look, under the name of its lane: what it catches of each kind, and what it costs."""

    catches: Annotated[
        dict[str, float], several("By kind, the chance that what is there is found; 0 for those not named.")
    ] = {}
    false_alarm: Annotated[float, share("Chance that something is reported where nothing is.")] = 0.0
    hours: Annotated[float, amount("Officer hours for a declaration.", 0, 1_000)] = 1.0
    hours_a_line: Annotated[float, amount("Officer hours for each line after the first.", 0, 100)] = 0.0
    hours_a_container: Annotated[float, amount("Officer hours for each container after the first.", 0, 100)] = 0.0
    hours_of_a_find: Annotated[float, amount("Further hours where something is reported.", 0, 1_000)] = 4.0
    days: Annotated[int, whole("Days until the result is known.", 0, 1_000)] = 0
    stops: Annotated[bool, msgspec.Meta(description="The consignment does not come in, whatever it holds.")] = False


def _caught(*of_kinds: float) -> dict[str, float]:
    return {kind: chance for kind, chance in zip(KINDS, of_kinds, strict=True) if chance}


def usual() -> dict[str, Inspection]:
    """Ways to look that most administrations have; catches in the order of the kinds."""
    return {
        "blue": Inspection(_caught(0.60, 0.45, 0.55, 0.05, 0.02, 0.30), 0.004, 1.5, hours_a_line=0.1, days=40),
        "yellow": Inspection(_caught(0.42, 0.33, 0.42, 0.15, 0.02, 0.25), 0.004, 0.4, hours_a_line=0.05),
        "orange": Inspection(_caught(0.05, 0.20, 0.02, 0.45, 0.65, 0.15), 0.012, 0.25, hours_a_container=0.15),
        "red": Inspection(_caught(0.42, 0.78, 0.37, 0.90, 0.90, 0.45), 0.002, 2.0, 0.2, hours_a_container=1.0),
        "request_for_information": Inspection(_caught(0, 0, 0, 0.20, 0.12, 0.40), 0.004, 0.3),
        "control_at_entry": Inspection(_caught(0, 0, 0, 0.50, 0.68, 0.30), 0.010, 0.35, hours_a_container=0.2),
        "request_for_screening": Inspection(_caught(0, 0, 0, 0.50, 0.75, 0.35), 0.010, 0.5, hours_a_container=0.25),
        "do_not_load": Inspection(_caught(0, 0, 0, 0.85, 0.95, 0.60), 0.010, 1.0, stops=True),
    }


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The plain policy under which `trustlane simulate` runs: fixed shares by a few crude rules, and a lot.

    A day's declarations are ordered by what its rules say (dear rates, goods under licence, importers and senders
    never seen before, words that say nothing) with some arbitrariness; the first go to red, the next to
    orange, and so on, in fixed shares. A status that is named lowers the suspicion,
    whether it is real or not.
    """

    lot: Annotated[float, share("Share that goes to red by lot alone.")] = 0.01
    red: Annotated[float, share("Share in red.")] = 0.04
    orange: Annotated[float, share("Share in orange.")] = 0.04
    yellow: Annotated[float, share("Share in yellow.")] = 0.10
    blue: Annotated[float, share("Share in blue.")] = 0.02
    control_at_entry: Annotated[float, share("Share of entry summaries controlled at entry.")] = 0.015
    request_for_information: Annotated[float, share("Share of entry summaries with a request for information.")] = 0.02
    arbitrary: Annotated[
        float, amount("How much of the order is arbitrary (sigma; the rules speak within 0 to 3).", 0, 20)
    ] = 1.0
    trusted: Annotated[float, amount("What a status takes off the suspicion.", 0, 20)] = 0.6
    rerouted: Annotated[float, share("Share of what is to be looked at that an officer sends elsewhere.")] = 0.03
    release: Annotated[
        dict[str, float],
        several("Median hours until release, by the lane in which it was looked at; under `none` where it was not."),
    ] = msgspec.field(
        default_factory=lambda: {
            "none": 1.3, "blue": 1.8, "yellow": 11.0, "orange": 9.0, "red": 30.0,
            "request_for_information": 12.0, "control_at_entry": 12.0,
        }
    )  # fmt: skip
    release_spread: Annotated[float, amount("How widely these hours spread (sigma).", 0, 3)] = 0.7
    find_hours: Annotated[float, amount("Median of further hours that a find takes.", 0, 10_000)] = 60.0
