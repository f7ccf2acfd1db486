"""A builder of arrangements at any stage, of terms as they are written, and of a partner's catalogue."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.world import NOW, World
from trustlane.access.roles import Role
from trustlane.recognition import actions
from trustlane.recognition.moves import NEXT
from trustlane.recognition.queries import arrangements, comparisons
from trustlane.recognition.stages import PREPARING, Stage
from trustlane.recognition.terms import DIRECTIONS

OURS, THEIRS = "ctpat-msc-2020", "korea-aeo-2024"

THEIR_CATALOGUE = """\
id: northport-aeo
edition: "{edition}"
title: AEO programme of Northport
about: An invented programme of an invented administration.
sections:
  - id: A
    title: Compliance and security
    about: What Northport asks.
    applies: {{importer: full, exporter: full}}
    items:
      - {{id: A.1, of: operator, level: must, text: "{first}", weight: 2, reference: "Act 7, section 1"}}
      - {{id: A.2, of: operator, level: must, text: The firm seals its containers., weight: 2, reference: "Act 7, 2"}}
      - {{id: A.3, of: operator, level: should, text: The firm trains its people., weight: 1, reference: "Act 7, 3"}}
"""
THEIR_CROSSWALK = """\
from: {{catalogue: northport-aeo, edition: "{edition}"}}
to: {{catalogue: korea-aeo, edition: "2024"}}
about: How Northport reads the two.
links:
  - {{from: A.1, relation: equal, to: L.O1, why: Both ask for compliance.}}
  - {{from: A.3, relation: {relation}, to: S.O8, why: Both train.}}
"""


def their_catalogue(edition: str = "1", first: str = "The firm complies with the law.") -> bytes:
    """A partner's catalogue of three items."""
    return THEIR_CATALOGUE.format(edition=edition, first=first).encode()


def their_crosswalk(edition: str = "1", relation: str = "covers") -> bytes:
    """A crosswalk from it to the outline of Korea's."""
    return THEIR_CROSSWALK.format(edition=edition, relation=relation).encode()


def words(**more: Any) -> dict[str, Any]:
    """The terms of a direction, as they are written."""
    return {
        "scope": ["security"],
        "roles": ["exporter"],
        "benefits": ["fewer_examinations"],
        "fields": ["legal_name", "roles"],
        "ages": {"preset": "prompt"},
        "additions": 200,
        "numbers": {"kind": "AEO", "pattern": "AEOXB[0-9]{10}", "declared_as": "exporter", "translates": "receiver"},
        "owes": [{"what": "figures", "every": "month", "within": 10}],
        **more,
    }


class House:
    """Two of the desk, a decision maker, an auditor, and an arrangement that is brought to a stage."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.desk = world.user(Role.MRA_DESK, full_name="Dora Desk")
        self.other = world.user(Role.MRA_DESK, full_name="Dirk Desk")
        self.decider = world.user(Role.DECISION_MAKER, full_name="Dina Decides")
        self.auditor = world.user(Role.AUDITOR)
        self.trader = world.trader("XA-OP-1")
        self.at: datetime = NOW

    def later(self, **much: float) -> datetime:
        """Time goes on, by a second where nothing is said."""
        self.at += timedelta(**(much or {"seconds": 1}))
        return self.at

    def opened(self, partners: str = "XB Customs of Northport", *, plurilateral: bool = False) -> Any:
        return actions.open_arrangement(
            title="Recognition with our neighbours",
            partners=partners,
            plurilateral=plurilateral,
            by=self.desk,
            at=self.later(),
        )

    def move(self, name: str, one: Any, *, by: Any = None, reason: str = "Agreed at the meeting.", **more: Any) -> Any:
        event = actions.move(name, arrangement=one, by=by or self.desk, at=self.later(), reason=reason, **more)
        one.refresh_from_db()
        return event

    def contact(self, one: Any, code: str = "XB") -> Any:
        return actions.add_contact(
            arrangement=one,
            partner=code,
            purpose="desk",
            name="Bo Partner",
            mailbox="mra@northport.example",
            by=self.desk,
            at=self.later(),
        )

    def compare(self, one: Any, code: str = "XB", ours: str = THEIRS, theirs: str = "northport-aeo-1") -> Any:
        """Opens a comparison with the small catalogue of the partner."""
        if not arrangements.partner(one, code):
            raise AssertionError(code)
        from trustlane.recognition.models import SideFile

        if theirs.startswith("northport") and not SideFile.objects.filter(name=theirs).exists():
            edition = theirs.rpartition("-")[2]
            for data in (their_catalogue(edition), their_crosswalk(edition)):
                actions.import_file(data=data, file_name="northport.yaml", by=self.desk, at=self.later())
        partner = arrangements.partner(one, code)
        assert partner is not None
        return actions.open_comparison(partner=partner, ours=ours, theirs=theirs, by=self.desk, at=self.later())

    def judge(self, comparison: Any, direction: str, item: str, verdict: str = "compatible", **more: Any) -> Any:
        return actions.judge(
            comparison=comparison,
            direction=direction,
            item=item,
            verdict=verdict,
            by=self.desk,
            at=self.later(),
            **more,
        )

    def judge_all(self, comparison: Any) -> None:
        for one in comparisons.comparison_file(comparison, at=None).judged:
            if not one.state:
                self.judge(comparison, *one.line.key)

    def draft(self, one: Any, code: str = "XB", direction: str = "inward", **more: Any) -> Any:
        return actions.draft_terms(
            arrangement=one, partner=code, direction=direction, words=words(**more), by=self.desk, at=self.later()
        )

    def at_stage(self, stage: Stage, partners: str = "XB Customs of Northport", *, plurilateral: bool = False) -> Any:
        """An arrangement at that stage, by the shortest way."""
        one = self.opened(partners, plurilateral=plurilateral)
        if stage is Stage.ABANDONED:
            self.move("abandon", one)
            return one
        codes = [each.code for each in one.partners.all()]
        for code in codes:
            self.contact(one, code)
        for before in PREPARING[:-1]:
            if stage is before:
                return one
            if before is Stage.COMPARISON:
                for code in codes:
                    self.judge_all(self.compare(one, code))
            self.move(NEXT[before], one)
        for code in codes:
            for direction in DIRECTIONS:
                self.draft(one, code, direction)
        for name, by, reached in self._after(stage):
            if one.stage == stage:
                break
            self.move(name, one, by=by)
            assert one.stage == reached
        assert one.stage == stage
        return one

    def _after(self, stage: Stage) -> list[tuple[str, Any, Stage]]:
        """The moves from the signature on."""
        s = Stage
        signed = [("propose_signature", self.desk, s.SIGNING), ("sign", self.decider, s.OPERATION)]
        held = ("hold", self.desk, s.HELD)
        suspended = [*signed, held, ("ratify_hold", self.decider, s.SUSPENDED)]
        ending = ("propose_termination", self.desk, s.TERMINATING)
        ways = {
            s.CHANGING: [*signed, ("propose_change", self.desk, s.CHANGING)],
            s.HELD: [*signed, held],
            s.SUSPENDED: suspended,
            s.RESUMING: [*suspended, ("propose_resumption", self.desk, s.RESUMING)],
            s.TERMINATING: [*signed, ending],
            s.TERMINATED: [*signed, ending, ("terminate", self.decider, s.TERMINATED)],
        }
        return ways.get(stage, signed)


def day(days: int) -> date:
    """A day from the day the world began."""
    return NOW.date() + timedelta(days=days)
