"""Look after a status: it takes effect, is reported on, amended, given back, lapses, or passes to successors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from trustlane.access.evaluator import Someone
from trustlane.parties.models import Operator
from trustlane.programme.actions.deciding import Granted, certificate_number, put_terms, require_agreed
from trustlane.programme.actions.effects import say, terms_of
from trustlane.programme.actions.moving import begin, complete, reckon
from trustlane.programme.actions.telling import tell
from trustlane.programme.agency_benefits import not_agreed
from trustlane.programme.came import Came
from trustlane.programme.labels import INCIDENTS_TOLD
from trustlane.programme.models import Case, Event, Terms
from trustlane.programme.moves import Effect
from trustlane.programme.presets import last_day
from trustlane.programme.queries.agency_benefits import given
from trustlane.programme.queries.incidents import incidents_told
from trustlane.programme.queries.proposals import last_proposal
from trustlane.programme.queries.revalidating import revalidated_in_period
from trustlane.programme.refusals import (
    CertificateOver,
    NotAsked,
    NothingProposed,
    NotRevalidated,
    NotYet,
    SuccessorUnknown,
)
from trustlane.programme.texts import one_of, plain_table, plain_text


def take_effect(*, case: Case, by: Someone, at: datetime) -> Event:
    """Say that the status took effect; the clock does, on its day and not before."""
    with transaction.atomic():
        begun = begin("take_effect", case, by=by, at=at)
        held = terms_of(begun.case)
        if held is None or begun.on < held.effective:
            raise NotYet(f"The status of {case.reference} takes effect on {held.effective if held else 'no day'}.")
        return complete(begun)


def report_yearly(
    *, case: Case, by: Someone, at: datetime, answers: Mapping[str, object] | None = None, came: Came | None = None
) -> Event:
    """Give the holder's yearly report."""
    with transaction.atomic():
        told = plain_table(answers or {}, "The report")
        return complete(begin("report_yearly", case, by=by, at=at, came=came), data={"report": told})


def notify_change(
    *, case: Case, text: str, by: Someone, at: datetime, kind: str = "", came: Came | None = None
) -> Event:
    """Tell of a change in the business that the status rests on."""
    with transaction.atomic():
        data = {"kind": plain_text(kind, "The kind")}
        return complete(
            begin("notify_change", case, by=by, at=at, came=came), reason=plain_text(text, "The change"), data=data
        )


def report_incident(
    *,
    case: Case,
    text: str,
    by: Someone,
    at: datetime,
    kind: str = "",
    answers: int | None = None,
    came: Came | None = None,
) -> Event:
    """Report, as holder, an incident; ``answers`` is the number of the event by which customs told of one.

    Raises NotAsked where that event told the holder of nothing.
    """
    with transaction.atomic():
        begun = begin("report_incident", case, by=by, at=at, came=came)
        data: dict[str, object] = {"kind": plain_text(kind, "The kind")}
        if answers is not None:
            if not incidents_told(begun.case).filter(number=answers).exists():
                raise NotAsked(f"In {case.reference}, event {answers} told of no incident.")
            data["answers"] = answers
        return complete(begun, reason=plain_text(text, "The incident"), data=data)


def tell_incident(
    *, case: Case, text: str, kind: str, by: Someone, at: datetime, note: str = "", consignment: str = ""
) -> Event:
    """Tell the holder of an incident, such as that somebody used its number.

    ``text`` and ``kind`` are told to it, by notice, letter and page. ``note`` and ``consignment`` stay among officers:
    to name a consignment could show that it was looked at, which no officer tells by filling in a field.
    """
    with transaction.atomic():
        begun = begin("tell_incident", case, by=by, at=at)
        inside = {"note": plain_text(note, "The note"), "consignment": plain_text(consignment, "The consignment", 200)}
        data = {"kind": one_of(kind, "kind of incident", INCIDENTS_TOLD)}
        told = plain_text(text, "What you tell the holder")
        return complete(begun, reason=told, data=data | {name: said for name, said in inside.items() if said})


def propose_amendment(*, case: Case, terms: Granted, reason: str, by: Someone, at: datetime) -> Event:
    """Propose other terms; a second officer decides."""
    with transaction.atomic():
        begun = begin("propose_amendment", case, by=by, at=at)
        terms.check(begun.case)
        if terms.renew and not terms.unvisited and not revalidated_in_period(begun.case):
            raise NotRevalidated(f"{begun.case.reference} was not validated again in the period of its certificate.")
        require_agreed(begun.case, terms, at=at)
        proposed = {
            "security": terms.security,
            "compliance": terms.compliance,
            "roles": list(terms.roles),
            "tier": plain_text(terms.tier, "The tier"),
            "conditions": plain_text(terms.conditions, "The conditions"),
            "benefits": list(terms.benefits),
            "renew": terms.renew,
            "unvisited": plain_text(terms.unvisited, "Why there was no new validation"),
        }
        return complete(begun, reason=reason, data={"proposed": proposed})


def amend(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Terms:
    """Change the terms to those proposed, from today on."""
    return _changed("amend", case, reason, by, at, seen)


def downgrade(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Terms:
    """Lower the status to the terms proposed, from today on."""
    return _changed("downgrade", case, reason, by, at, seen)


def decline_amendment(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Decline the change that was proposed."""
    with transaction.atomic():
        begun = begin("decline_amendment", case, by=by, at=at, seen=seen)
        return complete(begun, reason=reason)


def give_back(*, case: Case, reason: str, by: Someone, at: datetime, came: Came | None = None) -> Event:
    """Give the status back."""
    with transaction.atomic():
        return complete(begin("give_back", case, by=by, at=at, came=came), reason=reason)


def lapse(*, case: Case, reason: str, by: Someone, at: datetime) -> Event:
    """Say that an application ended because the company did."""
    with transaction.atomic():
        return complete(begin("lapse", case, by=by, at=at), reason=reason)


def propose_lapse(*, case: Case, ended: date, reason: str, by: Someone, at: datetime) -> Event:
    """Say that the company of a holder ended on that day, as its register says; a second officer decides upon it."""
    with transaction.atomic():
        begun = begin("propose_lapse", case, by=by, at=at)
        if ended > begun.on:
            raise NotYet(f"The company of {case.reference} would end on {ended}: that day has not come yet.")
        return complete(begun, reason=reason, data={"ended": ended.isoformat()})


def lapse_status(*, case: Case, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Say that a status ended because the company did, as another officer read in its register."""
    with transaction.atomic():
        return complete(begin("lapse_status", case, by=by, at=at, seen=seen), reason=reason)


def expire(*, case: Case, reason: str, by: Someone, at: datetime) -> Event:
    """Say that a certificate ran out; the clock does, after its last day and not before."""
    with transaction.atomic():
        begun = begin("expire", case, by=by, at=at)
        held = terms_of(begun.case)
        if held is None or held.expires is None or begun.on <= held.expires:
            raise NotYet(f"The certificate of {case.reference} has not run out.")
        return complete(begun, reason=reason)


def succeed(
    *, case: Case, successors: Sequence[Operator], reason: str, by: Someone, at: datetime, seen: int | None = None
) -> Event:
    """Pass a case on to those who succeed a company that was merged or split; each applies, or holds, by itself."""
    with transaction.atomic():
        begun = begin("succeed", case, by=by, at=at, seen=seen)
        others = [operator.reference for operator in successors if operator.pk != begun.case.operator_id]
        if not others or len(others) != len(successors):
            raise SuccessorUnknown("A merger or a split names at least one successor that is another operator.")
        return complete(begun, reason=reason, data={"successors": others})


def _changed(name: str, case: Case, reason: str, by: Someone, at: datetime, seen: int | None) -> Terms:
    with transaction.atomic():
        begun = begin(name, case, by=by, at=at, seen=seen)
        proposal, held = last_proposal(begun.case, "propose_amendment"), terms_of(begun.case)
        if proposal is None or held is None:
            raise NothingProposed(f"In {case.reference} nothing was proposed.")
        if held.expires is not None and held.expires < begun.on:
            raise CertificateOver(f"The certificate {held.number} ended on {held.expires}; it is not changed any more.")
        terms = Granted(**proposal.data["proposed"])
        # What its agency took back since it was proposed.
        gone = not_agreed(terms.benefits, given(begun.case, at=at), held.benefits)
        terms = replace(terms, benefits=[name for name in terms.benefits if name not in gone])
        event = complete(
            begun,
            reason=reason,
            data={"proposed_in": proposal.number, "tier": terms.tier} | ({"renewed": True} if terms.renew else {}),
        )
        effective = max(begun.on, held.effective)
        expires = last_day(begun.case.preset, terms.tier, effective) if terms.renew else held.expires
        kept = put_terms(
            begun, event, terms, number=certificate_number(begun.case), effective=effective, expires=expires
        )
        say(begun.case, Effect.CHANGE, row=event.recorded_in, at=at)
        reckon(begun.case)
        tell(event)
    return kept
