"""A term is one period of an AEO case as data; a preset is all of them as one country, or one edition of its law, has.

Both are written as YAML (`library/`) and frozen when read. An edition is part of a preset's name: a case keeps the
edition it began under.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, get_args

import msgspec

from trustlane.programme.clocks.lengths import Unit

Move = Literal[
    "submit", "ask_information", "answer_information", "accept", "not_accept", "begin_review",
    "plan_validation", "begin_validation", "end_validation", "report",
    "ask_correction", "answer_correction", "settle_corrections", "intend_refusal", "hear", "drop_hearing",
    "grant", "refuse", "suspend", "freeze", "ratify", "lapse_freeze", "propose_reinstatement", "reinstate",
    "propose_amendment", "amend", "downgrade", "intend_revocation", "revoke", "intend_annulment", "annul",
    "withdraw", "lapse", "succeed", "appeal", "dismiss_appeal", "allow_appeal", "report_yearly", "revalidate",
    "close_revalidation", "call_off_revalidation",
    "consult", "answer_consultation", "extend", "stop_clock", "start_clock",
]  # fmt: skip
MOVES: tuple[str, ...] = get_args(Move)
Call = Literal["call_review", "answer_review"]  # heard by the clocks of officers alone

Turn = Literal["customs", "applicant", "holder", "agency", "nobody"]  # nobody: the period only has to pass
Asker = Literal["customs", "applicant", "holder", "agency"]
Told = Literal["cause", "channel", "tier"]  # words of an event that a term may go by

Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,40}\Z")]
Edition = Annotated[str, msgspec.Meta(pattern=r"^[0-9]([0-9A-Za-z.-]{0,20}[0-9A-Za-z])?\Z")]
Sentence = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=2_000)]
Many = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Years = Annotated[int, msgspec.Meta(ge=1, le=50)]


class Silence(StrEnum):
    """What it means that a clock ran out and nobody did what ends it; `MEANS` has the sentences."""

    NOTHING = "nothing"
    ACCEPTED = "accepted"
    FULFILLED = "fulfilled"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    FINAL = "final"
    PROCEEDS = "proceeds"
    EFFECTIVE = "effective"
    MAY_APPLY = "may_apply"


MEANS = {
    Silence.NOTHING: "Nothing follows by itself; somebody is late.",
    Silence.ACCEPTED: "The application counts as accepted.",
    Silence.FULFILLED: "What was asked about counts as fulfilled.",
    Silence.LAPSED: "What was provisional falls away.",
    Silence.EXPIRED: "The certificate is no longer valid.",
    Silence.FINAL: "The decision can no longer be appealed.",
    Silence.PROCEEDS: "The case goes on without the answer.",
    Silence.EFFECTIVE: "The decision takes effect.",
    Silence.MAY_APPLY: "The operator may apply again.",
}


class StopRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The clock stands from one event to another, at most so many calendar days (None: as long as it takes)."""

    stopped_by: Move
    started_by: Annotated[tuple[Move, ...], msgspec.Meta(min_length=1)]
    longest_days: Annotated[int, msgspec.Meta(ge=1, le=3_660)] | None = None


class ExtensionRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the period can be lengthened, and by whom."""

    asked_by: Asker
    longest: Many | None = None  # all extensions of this kind together; None: as long as is granted
    unit: Unit | None = None  # None: the unit of the term
    times: Many | None = None  # None: as often as needed
    before_expiry: bool = True
    reason_needed: bool = True


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One period of a case."""

    id: Slug
    title: Sentence
    turn: Turn  # who has to do something before it ends
    begins: Annotated[tuple[Move | Call, ...], msgspec.Meta(min_length=1)]
    reference: Sentence
    unit: Unit = Unit.CALENDAR_DAYS
    length: Many | None = None
    stated: bool = False  # the event may tell it, as `days`, `hours` or `months`; at most `length` where there is one
    as_validity: bool = False  # as long as a certificate of the tier is valid
    ends: tuple[Move | Call, ...] = ()
    runs_out: bool = False  # over by itself after its last day; nobody is late
    restarts: bool = False  # an event that begins it while it runs begins it anew, instead of another beside it
    only_where: Mapping[Told, Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]] = {}
    unless: Mapping[Told, Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]] = {}
    stops: tuple[StopRule, ...] = ()
    extensions: tuple[ExtensionRule, ...] = ()
    silence: Silence = Silence.NOTHING
    holds: Literal["from_first_day", "on_last_day", "after_last_day"] = "after_last_day"  # when silence takes effect
    ends_on_working_day: bool | None = None  # None: as the preset has it
    warnings: tuple[Many, ...] = ()  # so many days before the end (hours, where the term is counted in hours)
    confirmed: bool = False  # whether it was seen in a source
    note: Annotated[str, msgspec.Meta(max_length=2_000)] = ""

    def begun_by(self, name: str, told: Mapping[str, str]) -> bool:
        """Does an event of this name, with what it tells, begin the period?"""
        return (
            name in self.begins
            and all(told.get(key) in words for key, words in self.only_where.items())
            and not any(told.get(key) in words for key, words in self.unless.items())
        )


class Validity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many years a certificate is valid; without `years` and `tiers`, without end."""

    reference: Sentence
    years: Years | None = None
    tiers: Mapping[Slug, Years] = {}
    confirmed: bool = False

    def of_tier(self, tier: str | None) -> int | None:
        """Years for a tier; where the tier is not told or not known, the shortest. None: without end."""
        known = None if tier is None else self.tiers.get(tier)
        return known or self.years or min(self.tiers.values(), default=None)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether something is so in this country, and who says so."""

    holds: bool
    reference: Sentence
    confirmed: bool = False


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The periods of one programme, of one edition. What is left out is not known."""

    id: Slug
    edition: Edition
    title: Sentence
    about: Sentence
    ends_on_working_day: bool  # a period of days, months or years that ends on a free day ends on the next working day
    terms: Annotated[tuple[Term, ...], msgspec.Meta(min_length=1)]
    validity: Validity | None = None
    appeal_suspends: Rule | None = None
    hearing_before_revocation: Rule | None = None
    desk_revalidation: Rule | None = None  # whether a holder may be validated again without a visit

    @property
    def name(self) -> str:
        """How it is called in files and cases, such as `eu-2026`."""
        return f"{self.id}-{self.edition}"

    @cached_property
    def by_id(self) -> dict[str, Term]:
        """Every term by its id, in the order of the preset."""
        return {term.id: term for term in self.terms}

    @property
    def reapplication_ban_years(self) -> int | None:
        """Years for which nobody may apply again after revocation or annulment; None where no ban is known."""
        ban = self.by_id.get("reapplication_ban")
        return None if ban is None else ban.length
