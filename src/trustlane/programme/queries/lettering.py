"""What a letter says of the move that sends it: every field, out of the case as it stands when the move is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings

from trustlane.parties import queries as parties
from trustlane.parties.facts import KnownSite
from trustlane.programme.clocks.house import HEARING, LONGEST_FREEZE
from trustlane.programme.models import Assignment, Correction, Event, Terms
from trustlane.programme.notices.table import LETTERS, MORE_TIME
from trustlane.programme.papers import words
from trustlane.programme.presets import preset_named
from trustlane.programme.queries.benefits import expected
from trustlane.programme.queries.lettering_after import AFTER
from trustlane.programme.queries.papers import code_of
from trustlane.programme.queries.sending import Fields, Sending, points
from trustlane.programme.stages import Stage

_DECISION = "decision"
_DECIDING = (_DECISION, "appeal_decision")


def kind_of(event: Event) -> str:
    """The kind of letter that the move sends; "" where it sends none.

    Of clocks, only more time to decide is written, and more time for the operator; a draft is nobody's but its own.
    """
    if event.move == "extend":
        term = preset_named(event.case.preset).by_id.get(str(event.data.get("term", "")))
        if term is None or term.turn == "customs":
            return LETTERS[event.move] if event.data.get("term") in _DECIDING else ""
        return MORE_TIME if term.turn in ("applicant", "holder") else ""
    if (event.source, event.target) == (Stage.DRAFT, Stage.WITHDRAWN):
        return ""
    return LETTERS.get(event.move, "")


def facts_of(
    event: Event, language: str, *, events: Sequence[Event] | None = None, sites: Sequence[KnownSite] | None = None
) -> dict[str, Any]:
    """The facts of the letter that the move sends, as plain values to be kept; made within the move's transaction.

    ``events`` of the case up to this one and ``sites`` of its operator are asked for where they are not known already.
    """
    sending = Sending(event, language, events)
    seats = parties.sites_of(event.case.operator_id) if sites is None else sites
    return {
        "administration": settings.TRUSTLANE_NAME,
        "office": event.case.office,
        "contact": sending.phrase("contact"),
        "to": [event.case.name, *_address(seats)],
        "reference": event.case.reference,
        "dated": sending.today.isoformat(),
        "demonstration": settings.DEMONSTRATION,
        "fields": _FIELDS[kind_of(event)](sending),
    }


def _address(sites: Sequence[KnownSite]) -> Iterable[str]:
    if not sites:
        return []
    seat = sites[0]
    return [line for line in (seat.street, f"{seat.postcode} {seat.city}".strip(), seat.country) if line]


def _acknowledgement(sending: Sending) -> Fields:
    received = {"received_on": sending.received.isoformat(), "contact": sending.phrase("contact")}
    # Some programmes have another period for what comes on paper.
    until = sending.until("acceptance", "answer") or sending.until("acceptance_on_paper", "answer")
    # What came long ago, and was entered only now, may be past that day.
    return sending.application | received | (until if int(until.get("answer_days", 0)) > 0 else {})


def _information(sending: Sending) -> Fields:
    stands = {"clock_stands": sending.phrase("clock_stands")} if sending.stops_the_clock() else {}
    asked = {"wanted": points(sending.event.reason)}
    return sending.application | asked | sending.how | stands | sending.until("information", "answer")


def _not_accepted(sending: Sending) -> Fields:
    received = {"received_on": sending.received.isoformat(), "mend": sending.phrase("mend")}
    return sending.application | received | sending.reasons | sending.appeal


def _accepted(sending: Sending) -> Fields:
    # By the clock an application counts as accepted on the day the law says, not on the day that was noticed.
    on = str(sending.event.data.get("on") or sending.today.isoformat())
    told = {"accepted_on": on, "next_steps": sending.phrase("next_steps"), "contact": sending.phrase("contact")}
    return sending.application | told | sending.until(_DECISION, "decision")


def _announced(sending: Sending) -> Fields:
    plan, case = sending.event.data, sending.event.case
    known = parties.operator(case.operator.reference)
    names = {site.number: site.in_words for site in (known.sites if known else ())}
    team = Assignment.objects.filter(case=case, ended_in__isnull=True).select_related("person").order_by("pk")
    modes = words.words(sending.language).modes
    return sending.application | {
        "first_day": plan["begins"],
        "last_day": plan["ends"],
        "mode": modes.get(str(plan["mode"]), str(plan["mode"])),
        "sites": [names.get(number) or str(number) for number in plan["sites"]] or [sending.phrase("all_sites")],
        "team": [one.person.get_full_name() for one in team],
        "agenda": points(str(plan.get("agenda") or sending.phrase("agenda"))),
        "prepare": [sending.phrase("prepare_answers"), sending.phrase("prepare_people")],
        "contact": sending.phrase("contact"),
    }


def _corrective_action(sending: Sending) -> Fields:
    asked = Correction.objects.filter(asked_in=sending.event).order_by("due", "pk")
    actions = [f"{one.asked} ({words.day(one.due, sending.language)})" for one in asked]
    return (
        sending.application
        | {
            "validated_on": sending.last_day("end_validation").isoformat(),
            "actions": points("\n".join(" ".join(one.split()) for one in actions)),
            "due_on": max(one.due for one in asked).isoformat(),
        }
        | sending.how
    )


def _hearing(sending: Sending) -> Fields:
    told = sending.until(HEARING, "hearing")
    return sending.reasons | sending.how | told


def _granted(sending: Sending) -> Fields:
    terms = sending.terms
    assert terms is not None
    duties = [sending.phrase(f"duty_{name}") for name in ("change", "incident", "report")]
    return (
        sending.application
        | sending.number
        | {
            "decided_on": sending.today.isoformat(),
            "effective_on": terms.effective.isoformat(),
            "scope": sending.scope,
            "expiry": sending.expiry,
            "duties": duties + (points(terms.conditions) if terms.conditions else []),
            "verify_at": settings.TRUSTLANE_VERIFY_AT.format(number=terms.number, code=code_of(terms.number)),
            "contact": sending.phrase("contact"),
        }
        | ({"tier": terms.tier} if terms.tier else {})
    )


def _refused(sending: Sending) -> Fields:
    decided = {"decided_on": sending.today.isoformat()}
    return sending.application | decided | sending.reasons | sending.considered | sending.reapply | sending.appeal


def _incident(sending: Sending) -> Fields:
    kinds = words.words(sending.language).incidents
    told = {"kind": words.word(kinds, str(sending.event.data["kind"]), "incidents")}
    said = {"told_on": sending.today.isoformat(), "told": points(sending.event.reason)}
    return sending.number | told | said | sending.how | {"contact": sending.phrase("contact")}


def _of_an_agency(sending: Sending) -> Fields:
    data = sending.event.data
    agency = words.word(words.words(sending.language).agencies, str(data["granting"]), "agencies")
    titles = [one.benefit.title for one in expected(data["benefits"])]
    return sending.number | {"agency": agency, "benefits": points("\n".join(titles))}


def _benefits_granted(sending: Sending) -> Fields:
    why = {"reasons": points(sending.event.reason)} if sending.event.reason else {}
    when = {"decided_on": sending.today.isoformat(), "contact": sending.phrase("contact")}
    return _of_an_agency(sending) | when | why


def _benefits_withheld(sending: Sending) -> Fields:
    ends = sending.event.at + LONGEST_FREEZE
    when = {"from_when": sending.moment(sending.event.at), "until_when": sending.moment(ends)}
    return _of_an_agency(sending) | when | {"reasons": points(sending.event.reason)} | sending.how


def _benefits_ended(sending: Sending) -> Fields:
    told = {"decided_on": sending.today.isoformat(), "reasons": points(sending.event.reason)}
    return _of_an_agency(sending) | told | sending.how


def _freeze(sending: Sending) -> Fields:
    ends = sending.event.at + LONGEST_FREEZE
    when = {"from_when": sending.moment(sending.event.at), "until_when": sending.moment(ends)}
    return sending.number | when | sending.reasons | sending.beside | sending.how


def _suspension(sending: Sending) -> Fields:
    return (
        sending.number
        | {
            "scope": sending.scope,
            "from_on": sending.today.isoformat(),
            "until": sending.phrase("until_lifted"),
        }
        | sending.conditions
        | sending.reasons
        | sending.appeal_after
    )


def _lifted(sending: Sending) -> Fields:
    lifted = {"lifted_on": sending.today.isoformat(), "reasons": points(sending.event.reason)}
    return sending.number | lifted


def _revoked(sending: Sending) -> Fields:
    taken = {"revoked_on": sending.today.isoformat()}
    return sending.number | taken | sending.reasons | sending.considered | sending.reapply | sending.appeal


def _annulled(sending: Sending) -> Fields:
    rows = Terms.objects.filter(case=sending.event.case).order_by("decided_in__number")
    first = rows.values_list("effective", flat=True).first() or sending.today
    taken = {"decided_on": sending.today.isoformat(), "void_from": first.isoformat()}
    return sending.number | taken | sending.reasons | sending.considered | sending.reapply | sending.appeal


def _extension(sending: Sending) -> Fields:
    return sending.application | sending.extended() | sending.reasons


_FIELDS: Mapping[str, Callable[[Sending], Fields]] = {
    "acknowledgement": _acknowledgement,
    "request_for_information": _information,
    "accepted": _accepted,
    "not_accepted": _not_accepted,
    "validation_announced": _announced,
    "corrective_action": _corrective_action,
    "intention_to_refuse": lambda sending: sending.application | _hearing(sending),
    "granted": _granted,
    "refused": _refused,
    "incident": _incident,
    "benefits_granted": _benefits_granted,
    "benefits_withheld": _benefits_withheld,
    "benefits_ended": _benefits_ended,
    "freeze": _freeze,
    "suspension": _suspension,
    "lifted": _lifted,
    "intention_to_revoke": lambda sending: sending.number | _hearing(sending),
    "revoked": _revoked,
    "intention_to_annul": lambda sending: sending.number | _hearing(sending),
    "annulled": _annulled,
    "extension": _extension,
    **AFTER,
}
