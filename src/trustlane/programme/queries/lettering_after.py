"""What letters say that follow a first decision: of a status as it changes and ends, of appeals, and of more time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from trustlane.parties import queries as parties
from trustlane.programme.moves import Effect, move_named
from trustlane.programme.papers import words
from trustlane.programme.presets import suspensive
from trustlane.programme.queries.sending import Fields, Sending, points
from trustlane.programme.stages import Stage

# What an appeal is against, by the stage in which it is decided.
_AGAINST: Mapping[str, str] = {
    Stage.NON_ACCEPTANCE_APPEALED: "non_acceptance",
    Stage.REFUSAL_APPEALED: "refusal",
    Stage.DOWNGRADE_APPEALED: "downgrade",
    Stage.SUSPENSION_APPEALED: "suspension",
    Stage.REVOCATION_APPEALED: "revocation",
    Stage.ANNULMENT_APPEALED: "annulment",
}
_FOLLOWS: Mapping[str, str] = {
    "allow_non_acceptance_appeal": "follows_accepted",
    "allow_refusal_appeal": "follows_anew",
    "allow_downgrade_appeal": "follows_former",
    "allow_status_appeal": "follows_as_it_was",
    "allow_appeal_of_suspended": "follows_suspended",
}
_IF_SUSPENSIVE = (Effect.RESTORE_IF_SUSPENSIVE, Effect.CHANGE_IF_SUSPENSIVE)
# Times of the operator that have words of their own; of any other the page of the case tells.
_TIMES = frozenset({"information", "corrective_action", "hearing", "appeal", "annual_report"})


def _amended(sending: Sending) -> Fields:
    terms = sending.terms
    conditions = {"conditions": points(terms.conditions)} if terms is not None and terms.conditions else {}
    return sending.number | _decided(sending) | sending.held_from_now | conditions | sending.reasons | sending.appeal


def _downgraded(sending: Sending) -> Fields:
    held = {name: value for name, value in sending.held_from_now.items() if name != "roles"}
    return sending.number | _decided(sending) | held | sending.reasons | sending.appeal


def _amendment_declined(sending: Sending) -> Fields:
    return sending.number | _decided(sending) | sending.reasons


def _revalidation_begun(sending: Sending) -> Fields:
    told = {"begun_on": sending.today.isoformat(), "contact": sending.phrase("contact")}
    return sending.number | told | sending.reasons


def _revalidation_closed(sending: Sending) -> Fields:
    outcome = sending.phrase(f"outcome_{sending.event.data['outcome']}")
    looked = sending.phrase("looked_at_desk" if sending.event.data["mode"] == "desk" else "looked_on_visit")
    due = sending.phrase("next_validation", day=words.day(sending.due, sending.language)) if sending.due else ""
    told = {"outcome": outcome, "looked": looked} | ({"next": due} if due else {})
    return sending.number | _decided(sending) | told | sending.reasons


def _freeze_ended(sending: Sending) -> Fields:
    # What the clock gives as its reason is what this letter says in any case.
    given = {} if sending.by_itself or not sending.event.reason else {"reasons": points(sending.event.reason)}
    return sending.number | {"ended_when": sending.moment(sending.event.at)} | given


def _suspended_on_request(sending: Sending) -> Fields:
    return sending.number | {"from_on": sending.today.isoformat()} | sending.how


def _suspension_stays(sending: Sending) -> Fields:
    return sending.number | _decided(sending) | sending.reasons | sending.conditions | sending.how


def _hearing_dropped(sending: Sending) -> Fields:
    meant = "meant_annul" if sending.event.source == Stage.ANNULMENT_HEARING else "meant_revoke"
    # Dropped while it is suspended, it was so before, or has been since and can be appealed against from now on.
    since = sending.event.target == Stage.SUSPENDED and sending.suspended_beside
    status = {"status": sending.phrase("stays_suspended" if since else "as_before")}
    return sending.number | {"meant": sending.phrase(meant)} | status | _decided(sending) | sending.reasons


def _appeal_received(sending: Sending) -> Fields:
    against = _AGAINST[sending.event.target]
    gives_back = move_named(sending.event.move).effect in _IF_SUSPENSIVE
    effect = "appeal_suspends" if gives_back and suspensive(sending.event.case.preset) else "appeal_leaves"
    return (
        {"against": sending.phrase(f"against_{against}"), "received_on": sending.today.isoformat()}
        | {"effect": sending.phrase(effect), "contact": sending.phrase("contact")}
        | sending.application
        | sending.until("appeal_decision", "decision")
    )


def _appeal_dismissed(sending: Sending) -> Fields:
    return _appeal_decided(sending) | {"further": sending.phrase("appeal_further")}


def _appeal_allowed(sending: Sending) -> Fields:
    since = sending.event.move == "allow_appeal_of_suspended" and sending.suspended_since
    follows = "follows_suspended_since" if since else _FOLLOWS[sending.event.move]
    return _appeal_decided(sending) | {"follows": sending.phrase(follows)}


def _appeal_decided(sending: Sending) -> Fields:
    against = _AGAINST[sending.event.source]
    return (
        {"against": sending.phrase(f"against_{against}")}
        | {"appealed_on": sending.last_day(f"appeal_{against}").isoformat()}
        | sending.application
        | _decided(sending)
        | sending.reasons
    )


def _withdrawn(sending: Sending) -> Fields:
    told = {"withdrawn_on": sending.today.isoformat(), "contact": sending.phrase("contact")}
    return sending.application | told


def _given_back(sending: Sending) -> Fields:
    return sending.number | {"ended_on": sending.today.isoformat(), "contact": sending.phrase("contact")}


def _application_ended(sending: Sending) -> Fields:
    told = {"ended_on": sending.today.isoformat(), "contact": sending.phrase("contact")}
    return sending.application | told | sending.reasons


def _ended_with_company(sending: Sending) -> Fields:
    ended = {"company_ended_on": sending.company_ended(), "contact": sending.phrase("contact")}
    return sending.number | {"ended_on": sending.today.isoformat()} | ended | sending.reasons


def _expired(sending: Sending) -> Fields:
    held = sending.terms
    last = held.expires if held is not None and held.expires is not None else sending.today
    return sending.number | {"last_day": last.isoformat(), "contact": sending.phrase("contact")}


def _succeeded(sending: Sending) -> Fields:
    known = [(one, parties.operator(one)) for one in sending.event.data["successors"]]
    names = [facts.names[-1].name if facts and facts.names else reference for reference, facts in known]
    named = {"successors": points("\n".join(" ".join(name.split()) for name in names))}
    return sending.number | {"ended_on": sending.today.isoformat()} | named | sending.reasons


def _more_time(sending: Sending) -> Fields:
    term = str(sending.event.data["term"])
    what = {"what": sending.phrase(f"time_{term}" if term in _TIMES else "time_other")}
    return sending.application | what | sending.extended() | sending.reasons


def _more_time_declined(sending: Sending) -> Fields:
    term = str(sending.event.data["term"])
    what = {"what": sending.phrase(f"time_{term}" if term in _TIMES else "time_other")}
    asked = {"asked_on": sending.last_day("ask_extension").isoformat(), "due": sending.runs_until(term)}
    return sending.application | what | asked | sending.reasons


def _decided(sending: Sending) -> Fields:
    return {"decided_on": sending.today.isoformat()}


AFTER: Mapping[str, Callable[[Sending], Fields]] = {
    "amended": _amended,
    "amendment_declined": _amendment_declined,
    "downgraded": _downgraded,
    "revalidation_begun": _revalidation_begun,
    "revalidation_closed": _revalidation_closed,
    "freeze_ended": _freeze_ended,
    "suspended_on_request": _suspended_on_request,
    "suspension_stays": _suspension_stays,
    "hearing_dropped": _hearing_dropped,
    "appeal_received": _appeal_received,
    "appeal_dismissed": _appeal_dismissed,
    "appeal_allowed": _appeal_allowed,
    "withdrawn": _withdrawn,
    "given_back": _given_back,
    "application_ended": _application_ended,
    "ended_with_company": _ended_with_company,
    "expired": _expired,
    "succeeded": _succeeded,
    "more_time": _more_time,
    "more_time_declined": _more_time_declined,
}
