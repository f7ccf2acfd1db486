"""Every move an officer makes: what its page says, and the deed behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trustlane.access.evaluator import Someone
from trustlane.programme import actions
from trustlane.programme.moves import APPEALS, MOVES, Hand
from trustlane.programme.stages import Stage

Words = str | Promise
WHY = _("Why")


@dataclass(frozen=True)
class Deed:
    """What the page of a move says; `asks` is the label of its text, `tone` the look of its button."""

    title: Words
    lead: Words = ""
    asks: Words = WHY
    hint: Words = ""
    tone: str = "primary"
    icon: str = "check"


_KEPT = _("It is kept with the case, and the applicant or holder reads it.")
_INSIDE = _("It is kept with the case; officers read it, the applicant does not.")

DEEDS: Mapping[str, Deed] = {
    "ask_information": Deed(
        _("Ask for information"),
        _("The applicant is asked; its clock stops meanwhile where the law says so."),
        _("What is missing"),
        _KEPT,
        icon="message-question",
    ),
    "accept": Deed(
        _("Accept the application"),
        _("It is complete. From now on the time for the decision runs."),
        _("A remark"),
        _KEPT,
    ),
    "not_accept": Deed(
        _("Do not accept the application"),
        _("The case ends here. The applicant reads why, and may apply again."),
        hint=_KEPT,
        tone="danger",
        icon="ban",
    ),
    "begin_review": Deed(
        _("Begin the desk review"), _("Customs reads the self-assessment and the record of the applicant.")
    ),
    "consult": Deed(
        _("Consult another agency"),
        _("It reads your question and answers it; it sees nothing else of the case."),
        _("Your question"),
        _INSIDE,
        icon="building-bank",
    ),
    "answer_consultation": Deed(
        _("Answer for your agency"), _("Your answer goes to the officers of the case."), _("What you have to say")
    ),
    "plan_validation": Deed(
        _("Plan the validation"),
        _("You say when and where; the team is drawn by lot, and the draw can be repeated by an auditor."),
        _("A remark"),
        _("A plan that takes the place of another has to say why."),
        icon="calendar-event",
    ),
    "begin_validation": Deed(_("Begin the validation"), _("The visit begins now; the checklist opens."), icon="walk"),
    "end_validation": Deed(
        _("End the visits"), _("Every criterion is rated. What follows is the report."), icon="flag"
    ),
    "ask_correction": Deed(
        _("Ask for corrections"),
        _("What you found is mended, each point by its day, and you are told how."),
        _("What you tell the applicant or holder"),
        _KEPT,
        icon="tool",
    ),
    "settle_corrections": Deed(
        _("Go on to the report"), _("Every correction is settled. The report can be written."), icon="report"
    ),
    "report": Deed(
        _("Report and recommend"),
        _("Somebody who neither handled nor validated the case decides upon it."),
        _("The report in short, and why you recommend so"),
        _INSIDE,
        icon="report",
    ),
    "send_back": Deed(
        _("Send back to the team"),
        _("You decide once the team has answered."),
        _("Your question"),
        _INSIDE,
        icon="arrow-back-up",
    ),
    "intend_refusal": Deed(
        _("Announce a refusal"),
        _("The applicant reads why and is heard first. Nothing is refused yet."),
        hint=_KEPT,
        tone="danger",
        icon="message",
    ),
    "grant": Deed(
        _("Grant the status"),
        _("What you grant here stands in the register from its day of effect."),
        hint=_KEPT,
        icon="certificate",
    ),
    "refuse": Deed(_("Refuse the application"), _("The applicant may appeal."), hint=_KEPT, tone="danger", icon="x"),
    "tell_incident": Deed(
        _("Tell the holder of an incident"),
        _("It reads this at once, and in a letter, and may answer. Write nothing by which a check gives itself away."),
        _("What you tell the holder"),
        _KEPT,
        icon="alert-triangle",
    ),
    "grant_benefits": Deed(
        _("Grant benefits of your agency"),
        _("They are yours to give. The holder reads of it, and its certificate lists them."),
        _("A remark"),
        _KEPT,
        icon="star",
    ),
    "withhold_benefits": Deed(
        _("Withhold benefits of your agency"),
        _("For 72 hours at most: then they count again, unless a second officer of your agency ends them."),
        hint=_KEPT,
        tone="danger",
        icon="snowflake",
    ),
    "end_benefits": Deed(
        _("End benefits that were withheld"),
        _("A second officer ends them. The certificate stays in force without them."),
        hint=_KEPT,
        tone="danger",
        icon="x",
    ),
    "begin_revalidation": Deed(
        _("Validate the holder again"),
        _("The status stays in force. Who will visit is committed to now, and drawn when the visit is planned."),
        _("Why now"),
        _KEPT,
        icon="refresh",
    ),
    "call_off_revalidation": Deed(
        _("Call off the new validation"),
        _("Nobody visited yet. The status is as it was, and the new validation is due as before."),
        hint=_KEPT,
        tone="danger",
        icon="calendar-off",
    ),
    "conclude_at_desk": Deed(
        _("Conclude at the desk"),
        _("Nobody visits; what the records show goes to somebody who did not handle the case. It says so everywhere."),
        _("What you looked at, and what it shows"),
        _INSIDE,
        icon="file-search",
    ),
    "revalidate": Deed(
        _("Close the new validation"),
        _("The next one is counted from today. What has to be done about the status is begun within 30 days."),
        hint=_KEPT,
        icon="shield-check",
    ),
    "propose_amendment": Deed(
        _("Propose other terms"),
        _("A second officer decides. Until then everything stays as it is."),
        hint=_INSIDE,
        icon="adjustments",
    ),
    "amend": Deed(_("Change the terms as proposed"), _("They count from today."), hint=_KEPT, icon="adjustments"),
    "decline_amendment": Deed(_("Leave the terms as they are"), hint=_KEPT, icon="x"),
    "downgrade": Deed(
        _("Lower the status as proposed"),
        _("The terms proposed count from today."),
        hint=_KEPT,
        tone="danger",
        icon="arrow-down",
    ),
    "freeze": Deed(
        _("Freeze the status"),
        _(
            "It is withheld at once, for 72 hours at most: then it counts again, unless a second officer ratifies. A "
            "hearing or an appeal goes on."
        ),
        hint=_KEPT,
        tone="danger",
        icon="snowflake",
    ),
    "ratify": Deed(
        _("Ratify the freeze"),
        _("The status is then suspended until it is lifted."),
        hint=_KEPT,
        tone="danger",
        icon="player-pause",
    ),
    "lapse_freeze": Deed(_("End the freeze"), _("The status counts again at once."), hint=_KEPT, icon="player-play"),
    "propose_reinstatement": Deed(
        _("Propose to lift the suspension"), _("A second officer decides."), hint=_INSIDE, icon="player-play"
    ),
    "reinstate": Deed(_("Lift the suspension"), _("The status counts again at once."), hint=_KEPT, icon="player-play"),
    "decline_reinstatement": Deed(_("Leave the suspension in place"), hint=_KEPT, icon="x"),
    "intend_revocation": Deed(
        _("Announce a revocation"),
        _("The holder reads why and is heard first. Nothing is revoked yet."),
        hint=_KEPT,
        tone="danger",
        icon="message",
    ),
    "revoke": Deed(
        _("Revoke the status"),
        _("It ends today. The holder may appeal."),
        hint=_KEPT,
        tone="danger",
        icon="shield-x",
    ),
    "intend_annulment": Deed(
        _("Announce an annulment"),
        _("The holder reads why and is heard first. Nothing is annulled yet."),
        hint=_KEPT,
        tone="danger",
        icon="message",
    ),
    "annul": Deed(
        _("Annul the status from its first day"),
        _("It counts as never granted. The holder may appeal."),
        hint=_KEPT,
        tone="danger",
        icon="shield-x",
    ),
    "drop_hearing": Deed(
        _("Drop what was announced"),
        _("The case is where it was before. A status that was suspended meanwhile stays so."),
        hint=_KEPT,
        icon="arrow-back-up",
    ),
    **dict.fromkeys(
        (
            "dismiss_non_acceptance_appeal",
            "dismiss_refusal_appeal",
            "dismiss_downgrade_appeal",
            "dismiss_suspension_appeal",
            "dismiss_revocation_appeal",
            "dismiss_annulment_appeal",
        ),
        Deed(_("Dismiss the appeal"), _("The decision stands as it was taken."), hint=_KEPT, tone="danger", icon="x"),
    ),
    "allow_non_acceptance_appeal": Deed(
        _("Allow the appeal"),
        _("The application is accepted today, and the time to decide begins. Somebody else decides on it."),
        hint=_KEPT,
        icon="gavel",
    ),
    "allow_refusal_appeal": Deed(
        _("Allow the appeal"), _("The refusal falls, and somebody else decides anew."), hint=_KEPT, icon="gavel"
    ),
    "allow_downgrade_appeal": Deed(
        _("Allow the appeal"),
        _("The downgrade falls; what was granted before is in force again from today, with its benefits."),
        hint=_KEPT,
        icon="gavel",
    ),
    "allow_status_appeal": Deed(
        _("Allow the appeal"), _("The decision falls; the status is as it was."), hint=_KEPT, icon="gavel"
    ),
    "allow_appeal_of_suspended": Deed(
        _("Allow the appeal"),
        _("The decision falls; the status is suspended, as it was before or was decided meanwhile."),
        hint=_KEPT,
        icon="gavel",
    ),
    "lapse": Deed(
        _("Close the application"),
        _("The company ended, so nobody applies any more."),
        hint=_KEPT,
        tone="danger",
        icon="hourglass-empty",
    ),
    "propose_lapse": Deed(
        _("Say that the company ended"),
        _("It was struck off, so nobody can be heard. A second officer decides; until then nothing changes."),
        hint=_("What you read, in which register, and under which number."),
        tone="danger",
        icon="building-off",
    ),
    "lapse_status": Deed(
        _("End the status with the company"),
        _("The company was struck off. Its status ends now, without a hearing, and partners are told."),
        hint=_KEPT,
        tone="danger",
        icon="hourglass-empty",
    ),
    "succeed": Deed(
        _("Pass on to successors"),
        _("The company was merged or split. Its status ends; each successor applies, or holds, by itself."),
        hint=_KEPT,
        tone="danger",
        icon="arrows-join",
    ),
    "extend": Deed(
        _("Extend a clock"), _("As far as its term allows, on a legal basis."), hint=_KEPT, icon="clock-plus"
    ),
    "decline_extension": Deed(
        _("Decline more time"),
        _("The clock goes on as it does. Who asked reads why, on its page and in a letter."),
        hint=_KEPT,
        tone="danger",
        icon="clock-x",
    ),
    "stop_clock": Deed(_("Stop a clock"), _("It stands until it is started again."), hint=_KEPT, icon="clock-pause"),
    "start_clock": Deed(_("Start a clock again"), hint=_KEPT, icon="clock-play"),
}

# What an officer enters for a firm: each move with the page on which that is done, and its name.
ENTERED: Mapping[str, tuple[str, tuple[str, ...], Words, str]] = {
    "answer_information": ("portal:deed", ("answer",), _("The information it was asked for"), "message-reply"),
    "answer_correction": ("portal:corrections", (), _("What it mended"), "tool"),
    "comment_report": ("portal:deed", ("comment",), _("Its comment on the report"), "message-2"),
    "hear": ("portal:deed", ("be-heard",), _("What speaks against it"), "message-exclamation"),
    **dict.fromkeys(sorted(APPEALS), ("portal:deed", ("appeal",), _("Its appeal"), "scale")),
    "meet_condition": ("portal:deed", ("condition",), _("How it met a condition"), "checklist"),
    "report_yearly": ("portal:yearly", (), _("Its yearly report"), "report"),
    "notify_change": ("portal:deed", ("change",), _("A change in its business"), "building-warehouse"),
    "report_incident": ("portal:deed", ("incident",), _("An incident"), "alert-triangle"),
    "ask_extension": ("portal:deed", ("more-time",), _("That it needs more time"), "clock-plus"),
    "request_suspension": ("portal:deed", ("suspension",), _("That its status be suspended"), "player-pause"),
    "give_back": ("portal:deed", ("give-back",), _("That it gives its status back"), "door-exit"),
    "withdraw": ("portal:deed", ("withdraw",), _("That it withdraws"), "door-exit"),
}


# What a stage waits for from an officer: the one filled button of a case, where the person may do it.
_NEXT: Mapping[str, str] = {
    Stage.SUBMITTED: "accept",
    Stage.ACCEPTED: "begin_review",
    Stage.DESK_REVIEW: "plan_validation",
    Stage.VALIDATION_PLANNED: "begin_validation",
    Stage.VALIDATING: "end_validation",
    Stage.REPORTING: "report",
    Stage.CORRECTING: "settle_corrections",
    Stage.DECISION_PENDING: "grant",
    Stage.REFUSAL_HEARING: "refuse",
    Stage.REVALIDATION_REVIEW: "plan_validation",
    Stage.REVALIDATION_PLANNED: "begin_validation",
    Stage.REVALIDATING: "end_validation",
    Stage.REVALIDATION_REPORTING: "report",
    Stage.REVALIDATION_CORRECTING: "settle_corrections",
    Stage.REVALIDATION_PENDING: "revalidate",
    Stage.REVALIDATION_AT_DESK: "revalidate",
    Stage.AMENDING: "amend",
    Stage.FROZEN: "ratify",
    Stage.SUSPENDED: "propose_reinstatement",
    Stage.REINSTATING: "reinstate",
    Stage.REVOCATION_HEARING: "revoke",
    Stage.ANNULMENT_HEARING: "annul",
}
# Moves that are possible at almost every stage; they stand apart from those that bring a case on.
ASIDE = (
    "extend",
    "decline_extension",
    "stop_clock",
    "start_clock",
    "lapse",
    "propose_lapse",
    "lapse_status",
    "tell_incident",
    "succeed",
)
# Decisions say which page they were taken on, so that nobody decides upon what nobody has seen.
DECISIVE = {name for name, move in MOVES.items() if Hand.DECISION_MAKER in move.hands} - {"freeze", "extend"} | {
    "accept",
    "not_accept",
}


def next_of(stage: str, *, recommends: str = "") -> str:
    """The move a stage waits for; a decision follows what the team recommends."""
    if stage == Stage.DECISION_PENDING and recommends == "refuse":
        return "intend_refusal"
    return _NEXT.get(stage, "")


def carry_out(name: str, case: Any, given: Mapping[str, Any], *, by: Someone, at: datetime, seen: int | None) -> None:
    """Make the move with what the form gave. Raises the programme's refusals and access' Refused."""
    named = {"case": case, "by": by, "at": at}
    if name in _SPECIAL:
        _SPECIAL[name](named, given, seen)
    elif name == "ask_information":
        actions.ask_information(text=given["reason"], days=given.get("days"), **named)
    elif name in ("begin_review", "begin_validation", "end_validation", "settle_corrections"):
        getattr(actions, name)(**named)
    else:
        told = {"seen": seen} if name in DECISIVE else {}
        _verb(name)(reason=given["reason"], **named, **told)


def _verb(name: str) -> Callable[..., object]:
    """The deed of a move: appeals are settled by two verbs, whatever they are against."""
    if name.startswith("dismiss_"):
        return actions.dismiss_appeal
    if name.startswith("allow_"):
        return actions.allow_appeal
    verb: Callable[..., object] = getattr(actions, name)
    return verb


def _grant(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.grant(terms=given["terms"], reason=given["reason"], seen=seen, **named)


def _propose(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.propose_amendment(terms=given["terms"], reason=given["reason"], **named)


def _take(name: str) -> Callable[[Mapping[str, Any], Mapping[str, Any], int | None], None]:
    """A decision that refuses or takes away, with its cause where a clock goes by that."""

    def taken(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
        getattr(actions, name)(reason=given["reason"], cause=given.get("cause", ""), seen=seen, **named)

    return taken


def _revalidate(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.revalidate(outcome=given["outcome"], reason=given["reason"], seen=seen, **named)


def _conclude(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.conclude_at_desk(recommends=given["outcome"], reason=given["reason"], **named)


def _report(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.report(recommends=given["recommends"], reason=given["reason"], **named)


def _consult(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    asked = {name: given[name] for name in ("agency", "due", "granting")}
    actions.consult(question=given["reason"], **asked, **named)


def _answer(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.answer_consultation(
        consultation=given["consultation"],
        opinion=given["opinion"],
        text=given["reason"],
        benefits=given.get("benefits", ()),
        by=named["by"],
        at=named["at"],
    )


def _plan(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    out = (given["out"], given["ground"]) if given.get("out") else None
    asked = {name: given[name] for name in ("size", "language", "skills", "guests") if name in given}
    actions.plan_by_lot(plan=given["plan"], out=out, reason=given["reason"], **asked, **named)


def _ask_correction(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.ask_correction(asked=given["asked"], reason=given["reason"], **named)


def _succeed(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.succeed(successors=given["successors"], reason=given["reason"], seen=seen, **named)


def _propose_lapse(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.propose_lapse(ended=given["ended"], reason=given["reason"], **named)


def _ratify(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.ratify(conditions=given["conditions"], reason=given["reason"], seen=seen, **named)


def _propose_lifting(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.propose_reinstatement(settled=given["settled"], reason=given["reason"], **named)


def _of_an_agency(name: str) -> Callable[[Mapping[str, Any], Mapping[str, Any], int | None], None]:
    def done(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
        getattr(actions, name)(benefits=given["benefits"], reason=given["reason"], **named)

    return done


def _tell_incident(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    inside = {name: given[name] for name in ("note", "consignment")}
    actions.tell_incident(text=given["reason"], kind=given["kind"], **inside, **named)


def _extend(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    amount = {given["unit"]: given["amount"]}
    actions.extend(
        term=given["term"],
        reason=given["reason"],
        legal_basis=given["legal_basis"],
        asked_by=given["asked_by"],
        **amount,
        **named,
    )


def _decline_time(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.decline_extension(request=given["request"], reason=given["reason"], seen=seen, **named)


def _stop(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.stop_clock(term=given["term"], reason=given["reason"], legal_basis=given["legal_basis"], **named)


def _start(named: Mapping[str, Any], given: Mapping[str, Any], seen: int | None) -> None:
    actions.start_clock(term=given["term"], reason=given["reason"], legal_basis=given["legal_basis"], **named)


_SPECIAL: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any], int | None], None]] = {
    "grant": _grant,
    "propose_amendment": _propose,
    **{name: _take(name) for name in ("refuse", "revoke", "annul")},
    "report": _report,
    "revalidate": _revalidate,
    "conclude_at_desk": _conclude,
    "consult": _consult,
    "answer_consultation": _answer,
    "plan_validation": _plan,
    "ask_correction": _ask_correction,
    "succeed": _succeed,
    "propose_lapse": _propose_lapse,
    **{name: _of_an_agency(name) for name in ("grant_benefits", "withhold_benefits", "end_benefits")},
    "ratify": _ratify,
    "propose_reinstatement": _propose_lifting,
    "tell_incident": _tell_incident,
    "extend": _extend,
    "decline_extension": _decline_time,
    "stop_clock": _stop,
    "start_clock": _start,
}
