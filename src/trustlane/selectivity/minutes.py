"""How long officers are busy with a look, by the policy a decision was made under; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trustlane.selectivity.policy import Policy

# What others call an examination, as a look of goods and of entry summaries.
LOOK_OF: Mapping[str, tuple[str, ...]] = {
    "documents": ("yellow", "request_for_information"),
    "xray": ("orange", "control_at_entry"),
    "physical": ("red", "control_at_entry"),
    "audit": ("blue",),
}
ENTRY = "entry_summary"


@dataclass(frozen=True)
class Minutes:
    """Officers' minutes by lane, as a policy states them; what it does not name takes none."""

    by_lane: Mapping[str, float]

    @classmethod
    def of(cls, policy: Policy) -> Minutes:
        """Those of every look in every track."""
        return cls({name: look.minutes for track in policy.tracks.values() for name, look in track.looks.items()})

    def lane(self, lane: str) -> float:
        """Of a lane, decided or applied."""
        return self.by_lane.get(lane, 0.0)

    def examination(self, examination: str, *, entry: bool) -> float:
        """Of what was really done, by the look that comes nearest: an entry summary has looks of its own."""
        looks = LOOK_OF.get(examination, ())
        return self.lane(looks[-1 if entry else 0]) if looks else 0.0
