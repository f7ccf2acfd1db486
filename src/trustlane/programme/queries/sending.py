"""A move as its letter reads it: what all letters ask of the case, as it stands when the move is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from trustlane.clock.zones import day_of
from trustlane.programme.clocks.house import NEXT_VALIDATION
from trustlane.programme.clocks.running import Running
from trustlane.programme.models import Event, Terms
from trustlane.programme.papers import letters, words
from trustlane.programme.queries.clocks import by_events, running
from trustlane.programme.queries.conditions import conditions
from trustlane.programme.stages import BESIDE, HEARD

Fields = dict[str, Any]  # texts, whole numbers, lists of texts; a day as YYYY-MM-DD
REVALIDATION = "revalidation"
_INTENTIONS = ("intend_refusal", "intend_revocation", "intend_annulment")


@dataclass(frozen=True)
class Sending:
    """A move as its letter reads it."""

    event: Event
    language: str
    events: Sequence[Event] | None = None
    """Those of the case up to this one, where they are known already."""

    @property
    def today(self) -> date:
        return self.day(self.event.at)

    @property
    def by_itself(self) -> bool:
        """No person made the move: a clock did."""
        return self.event.person_id is None

    @property
    def application(self) -> Fields:
        return {"application": self.event.case.reference}

    @property
    def reasons(self) -> Fields:
        """Why, line by line, and on what legal basis where one was told; what does not fit stays in the last point."""
        basis = {"legal_basis": self.event.legal_basis} if self.event.legal_basis else {}
        return {"reasons": points(self.event.reason)} | basis

    @property
    def how(self) -> Fields:
        return {"how": self.phrase("how")}

    @property
    def appeal(self) -> Fields:
        """To whom, and by when where the case's periods say so: no letter makes up a time that the law gives."""
        return {"appeal_body": self.phrase("appeal_body")} | self.until("appeal", "appeal")

    @property
    def appeal_after(self) -> Fields:
        """The same of what is suspended beside something else: that is waited for, and the time begins then."""
        if self.event.source not in BESIDE:
            return self.appeal
        waits = "appeal_after_hearing" if self.event.source in HEARD else "appeal_after_appeal"
        return {"appeal_body": self.phrase("appeal_body"), "beside": self.phrase(waits)}

    @property
    def beside(self) -> Fields:
        """What goes on beside a freeze; nothing where nothing does."""
        if self.event.source not in BESIDE:
            return {}
        return {"beside": self.phrase("hearing_goes_on" if self.event.source in HEARD else "appeal_goes_on")}

    @property
    def suspended_beside(self) -> bool:
        """The last suspension was ordered while the hearing that this ends went on."""
        begun, ordered = self._last(*_INTENTIONS), self._last("ratify")
        return begun is not None and ordered is not None and ordered.number > begun.number

    @property
    def suspended_since(self) -> bool:
        """The last suspension was ordered while a hearing went on, or the appeal that this settles."""
        ordered, appealed = self._last("ratify"), self._last("appeal_suspension")
        if ordered is None or ordered.source not in BESIDE:
            return False
        return appealed is None or appealed.number < ordered.number

    @property
    def considered(self) -> Fields:
        """What came of the hearing before a decision."""
        answered = self._last("hear")
        opened = self._last(*_INTENTIONS)
        if answered is None or (opened is not None and answered.number < opened.number):
            return {"answer_considered": self.phrase("not_answered")}
        return {"answer_considered": self.phrase("answered", day=words.day(self.day(answered.at), self.language))}

    @property
    def reapply(self) -> Fields:
        ban = self._run("reapplication_ban")
        if ban is None or ban.due is None:
            return {"reapply": self.phrase("reapply"), "appeal_how": self.phrase("how")}
        said = self.phrase("reapply_from", day=words.day(self._day(ban.due), self.language))
        return {"reapply": said, "appeal_how": self.phrase("how")}

    @property
    def conditions(self) -> Fields:
        """What has to be met before a suspension is lifted, each by its day; one sentence where nothing is listed."""
        held = conditions(self.event.case)
        told = [f"{' '.join(one.what.split())} ({words.day(one.due, self.language)})" for one in held]
        return {"conditions": points("\n".join(told)) if told else [self.phrase("condition")]}

    @cached_property
    def terms(self) -> Terms | None:
        return Terms.objects.filter(case=self.event.case).order_by("-decided_in__number").first()

    @property
    def number(self) -> Fields:
        return {"number": self.terms.number if self.terms else self.event.case.reference}

    @property
    def scope(self) -> str:
        """What the certificate is for, or the application where there is none."""
        held = self.terms or self.event.case
        both = held.security and held.compliance
        return self.phrase(f"scope_{'both' if both else 'security' if held.security else 'compliance'}")

    @property
    def held_from_now(self) -> Fields:
        """What the certificate says once the move is made."""
        held = self.terms
        assert held is not None
        roles = words.words(self.language).roles
        return {
            "effective_on": held.effective.isoformat(),
            "scope": self.scope,
            "roles": ", ".join(words.word(roles, role, "roles") for role in held.roles),
            "expiry": self.expiry,
        } | ({"tier": held.tier} if held.tier else {})

    @property
    def expiry(self) -> str:
        """The last day of the certificate, in words."""
        ends = self.terms.expires if self.terms else None
        return words.day(ends, self.language) if ends else self.phrase("no_end")

    @property
    def due(self) -> date | None:
        """By when the holder is validated again, where a clock says so now."""
        ends = [run.due for run in self._runs if run.term.id in (NEXT_VALIDATION, REVALIDATION) and run.ended is None]
        return self._day(ends[-1]) if ends and ends[-1] is not None else None

    def moment(self, at: datetime) -> str:
        """An instant as a letter writes it, in the zone of the administration."""
        here = at.astimezone(ZoneInfo(settings.TIME_ZONE))
        return f"{words.day(here.date(), self.language)}, {here:%H:%M} ({settings.TIME_ZONE})"

    def phrase(self, name: str, **filled: str) -> str:
        return letters.phrase(name, self.language, **filled)

    def day(self, at: datetime) -> date:
        return day_of(at, settings.TIME_ZONE)

    @property
    def received(self) -> date:
        """The day on which the application came in: the one that whoever entered it tells, else that of the event."""
        made = self._last("submit", "receive")
        told = str(made.data.get("on", "")) if made is not None else ""
        return date.fromisoformat(told) if told else self.last_day("submit", "receive")

    def last_day(self, *moves: str) -> date:
        """The day of the last of these moves; of the letter where none was made here."""
        made = self._last(*moves)
        return self.today if made is None else self.day(made.at)

    def until(self, term: str, name: str) -> Fields:
        """The days left and the last of them, of a period that this move began; nothing where none is known."""
        run = self._run(term)
        return {} if run is None or run.due is None else self.days(self._day(run.due), name)

    def days(self, last: date, name: str) -> Fields:
        return {f"{name}_days": (last - self.today).days, f"{name}_by": last.isoformat()}

    def extended(self) -> Fields:
        """The last day before and after the extension, and the days between."""
        run = next((one for one in self._runs if one.extensions and one.extensions[-1].at == self.event.at), None)
        if run is None or run.due is None:
            return {"was_due_on": self.today.isoformat(), "due_on": self.today.isoformat(), "extra_days": 0}
        last, before = self._day(run.due), replace(run, extensions=run.extensions[:-1]).due
        first = last if before is None else self._day(before)
        return {"was_due_on": first.isoformat(), "due_on": last.isoformat(), "extra_days": (last - first).days}

    def runs_until(self, term: str) -> str:
        """The last day of a period that runs, in words; that it has none, where it stands or nobody told how long."""
        ends = [run.due for run in self._runs if run.term.id == term and run.ended is None]
        known = ends[-1] if ends else None
        return self.phrase("no_last_day") if known is None else words.day(self._day(known), self.language)

    def stops_the_clock(self) -> bool:
        """What was asked stops the time within which Customs has to answer."""
        return any(
            run.pauses and run.pauses[-1].stopped_by.at == self.event.at and run.term.turn == "customs"
            for run in self._runs
        )

    @cached_property
    def _runs(self) -> tuple[Running, ...]:
        case = self.event.case
        return running(case, at=self.event.at) if self.events is None else by_events(case, self.events)

    def _run(self, term: str) -> Running | None:
        return next((one for one in self._runs if one.term.id == term and one.begun.at == self.event.at), None)

    def _day(self, due: date | datetime) -> date:
        return self.day(due) if isinstance(due, datetime) else due

    def company_ended(self) -> str:
        """The day on which the company of a holder ended, as an officer read it last."""
        told = self._last("propose_lapse")
        return self.today.isoformat() if told is None else str(told.data["ended"])

    def _last(self, *moves: str) -> Event | None:
        return Event.objects.filter(case=self.event.case, move__in=moves).order_by("-number").first()


def points(text: str) -> list[str]:
    """A text as the points of a list: a line each; where there are too many, the last holds the rest."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["–"]
    kept, rest = lines[: letters.MOST_POINTS - 1], lines[letters.MOST_POINTS - 1 :]
    return [*kept, " ".join(rest)] if rest else kept
