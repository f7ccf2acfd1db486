"""Every move with those who are told of it, in one table; what a notice says is always one of these sentences.

A notice never holds a reason, a name, a finding or anything else of the case: it says that something happened and leads
to the case, where each reader sees what is for it. A move that is not in the table cannot be made to tell anybody, and
a test holds that every move is in it, so that whoever adds one decides who is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from trustlane.programme.stages import APPEALED, MENDED, VISIT, Stage


class To(StrEnum):
    """Whom a notice is for."""

    OPERATOR = "operator"
    """Everybody who acts for the applicant or holder."""
    OFFICER = "officer"
    """The case officer who has the case; where nobody has it, every case officer of its office."""
    DECIDER = "decider"
    """Those of the office who may make a decision that the case now waits for."""
    TEAM = "team"
    """The validators who were drawn for the case."""
    GUEST = "guest"
    """Guests at the validation, of a partner administration or of another agency."""
    JOINT = "joint"
    """Of the guests, those of another agency, who read the report too."""
    DROPPED = "dropped"
    """Guests whom a new plan leaves out, all where a visit was called off; they see the case no longer."""
    AGENCY = "agency"
    """The people of the agency that was asked."""


@dataclass(frozen=True, slots=True)
class Told:
    """One addressee of a move, and the sentence it reads."""

    to: To
    says: str
    legal: bool = False
    """A decision, or a step towards one, that the law has the person know of: it cannot be switched off."""


def _operator(says: str, *, legal: bool = False) -> Told:
    return Told(To.OPERATOR, says, legal)


def _officer(says: str) -> Told:
    return Told(To.OFFICER, says)


def _decider(says: str) -> Told:
    return Told(To.DECIDER, says)


_NOBODY: tuple[Told, ...] = ()
_APPEALED = (
    _operator("Customs has received your appeal.", legal=True),
    _officer("The applicant or holder appealed."),
    _decider("An appeal waits for a decision."),
)
_DISMISSED = (_operator("Your appeal was decided.", legal=True), _officer("An appeal was decided."))
_PROPOSED = (_decider("A proposal waits for a second officer."),)
_SETTLED = _officer("What was proposed in your case was decided.")
_HEARD = "Customs means to take a decision against you, and hears you first."

MOVES: Mapping[str, tuple[Told, ...]] = MappingProxyType(
    {
        # The application.
        "submit": (
            _operator("Customs has received your application.", legal=True),
            _officer("An application came in."),
        ),
        "receive": (
            _operator("Customs has received your application.", legal=True),
            _officer("An application came in."),
        ),
        "ask_information": (_operator("Customs asks you for information.", legal=True),),
        "answer_information": (_officer("The applicant gave the information it was asked for."),),
        "accept": (_operator("Your application was accepted.", legal=True), _officer("An application was accepted.")),
        "not_accept": (_operator("Your application was not accepted.", legal=True),),
        "begin_review": _NOBODY,
        "consult": (Told(To.AGENCY, "Customs asks your agency about an application."),),
        "answer_consultation": (_officer("An agency that was consulted answered, or its time ran out."),),
        # Validation.
        "plan_validation": (
            _operator("A validation of your firm is planned.", legal=True),
            Told(To.TEAM, "You were drawn for a validation."),
            Told(To.GUEST, "You are asked to take part in a validation."),
            Told(To.DROPPED, "A validation you were asked to join goes on without you."),
        ),
        "begin_validation": (_officer("The validation of a case began."),),
        "end_validation": (Told(To.TEAM, "The visits ended; the report is to be written."),),
        "ask_correction": (
            _operator("Customs asks you to mend what it found.", legal=True),
            _officer("The applicant was asked to mend what was found."),
        ),
        "answer_correction": (Told(To.TEAM, "The applicant said what it mended."),),
        "settle_corrections": (_operator("Customs looked at what you mended."),),
        "report": (
            _operator("The report on the validation is there."),
            Told(To.JOINT, "The report on a visit that you joined is there."),
            _officer("The validation team reported."),
            _decider("A report waits for a decision."),
        ),
        "comment_report": (
            _officer("The applicant commented on the report."),
            _decider("The applicant commented on the report that waits for a decision."),
        ),
        # The decision.
        "send_back": (Told(To.TEAM, "A case came back to the team with a question."),),
        "intend_refusal": (_operator(_HEARD, legal=True), _officer("The applicant is heard before a refusal.")),
        "hear": (_officer("The applicant or holder was heard."), _decider("A hearing was answered; the case waits.")),
        "grant": (
            _operator("Your application was granted.", legal=True),
            _officer("An application was granted."),
            Told(To.TEAM, "An application that you validated was decided."),
        ),
        "refuse": (
            _operator("Your application was refused.", legal=True),
            _officer("An application was refused."),
            Told(To.TEAM, "An application that you validated was decided."),
        ),
        # The status.
        "take_effect": (_operator("Your status took effect."),),
        "report_yearly": (_officer("A holder gave its yearly report."),),
        "notify_change": (_officer("A holder told of a change in its business."),),
        "report_incident": (_officer("A holder reported an incident."),),
        "tell_incident": (
            _operator("Customs tells you of an incident that concerns you.", legal=True),
            _officer("A holder was told of an incident."),
        ),
        "grant_benefits": (
            _operator("Another agency grants you benefits of its own.", legal=True),
            _officer("Another agency granted benefits of its own."),
        ),
        "withhold_benefits": (
            _operator("Another agency stops benefits of its own for at most 72 hours.", legal=True),
            _officer("Another agency withheld benefits of its own."),
            Told(To.AGENCY, "Benefits of your agency are withheld; a second officer can end them within 72 hours."),
        ),
        "end_benefits": (
            _operator("Another agency ended benefits of its own.", legal=True),
            _officer("Another agency ended benefits of its own."),
        ),
        "begin_revalidation": (_operator("Customs looks at your firm anew; your status stays in force.", legal=True),),
        "call_off_revalidation": (
            _operator("The new validation of your firm was called off.", legal=True),
            Told(To.DROPPED, "A validation that you were drawn for or asked to was called off."),
        ),
        "conclude_at_desk": (_decider("A holder was looked at anew at the desk; it waits to be closed."),),
        "revalidate": (
            _operator("The new validation of your firm was closed.", legal=True),
            _officer("The new validation of a holder was closed."),
        ),
        "propose_amendment": _PROPOSED,
        "amend": (_operator("What you were granted was changed.", legal=True), _SETTLED),
        "decline_amendment": (_operator("What you were granted stays as it is.", legal=True), _SETTLED),
        "downgrade": (_operator("Your status was changed to another tier.", legal=True), _SETTLED),
        # Withholding.
        "freeze": (
            _operator("Your status is frozen for at most 72 hours.", legal=True),
            _officer("A status was frozen."),
            _decider("A freeze waits to be ratified within 72 hours."),
        ),
        "ratify": (_operator("Your status was suspended.", legal=True), _officer("A freeze was ratified.")),
        "lapse_freeze": (
            _operator("The freeze ended; your status gives its benefits again.", legal=True),
            _officer("A freeze ended without being ratified."),
        ),
        "request_suspension": (
            _operator("Your status is suspended, as you asked.", legal=True),
            _officer("A holder asked for its status to be suspended."),
        ),
        "meet_condition": (_officer("A holder said how it met a condition of its suspension."),),
        "propose_reinstatement": _PROPOSED,
        "reinstate": (_operator("The suspension was lifted.", legal=True), _SETTLED),
        "decline_reinstatement": (_operator("The suspension stays.", legal=True), _SETTLED),
        # Taking away.
        "intend_revocation": (_operator(_HEARD, legal=True), _decider("A holder is heard before a revocation.")),
        "revoke": (_operator("Your status was revoked.", legal=True), _SETTLED),
        "intend_annulment": (_operator(_HEARD, legal=True), _decider("A holder is heard before an annulment.")),
        "annul": (_operator("Your status was annulled.", legal=True), _SETTLED),
        "drop_hearing": (_operator("Customs dropped what it meant to do.", legal=True), _SETTLED),
        # Appeal.
        "appeal_non_acceptance": _APPEALED,
        "appeal_refusal": _APPEALED,
        "appeal_downgrade": _APPEALED,
        "appeal_suspension": _APPEALED,
        "appeal_revocation": _APPEALED,
        "appeal_annulment": _APPEALED,
        "dismiss_non_acceptance_appeal": _DISMISSED,
        "dismiss_refusal_appeal": _DISMISSED,
        "dismiss_downgrade_appeal": _DISMISSED,
        "dismiss_suspension_appeal": _DISMISSED,
        "dismiss_revocation_appeal": _DISMISSED,
        "dismiss_annulment_appeal": _DISMISSED,
        "allow_non_acceptance_appeal": _DISMISSED,
        "allow_refusal_appeal": (*_DISMISSED, _decider("An appeal was allowed; the case is decided anew.")),
        "allow_downgrade_appeal": _DISMISSED,
        "allow_status_appeal": _DISMISSED,
        "allow_appeal_of_suspended": _DISMISSED,
        # The end.
        "withdraw": (
            _operator("Your application is withdrawn, as you asked.", legal=True),
            _officer("An applicant withdrew its application."),
            Told(To.TEAM, "The application that you validate was withdrawn."),
        ),
        "give_back": (
            _operator("You gave your status back.", legal=True),
            _officer("A holder gave its status back."),
        ),
        "lapse": (_operator("Your application ended.", legal=True),),
        "propose_lapse": _PROPOSED,
        "lapse_status": (
            _operator("Your status ended with your company.", legal=True),
            _officer("A status ended with its company."),
        ),
        "expire": (
            _operator("Your certificate ran out.", legal=True),
            _officer("A certificate ran out."),
        ),
        "give_to_officer": (_officer("A case was given to you."),),
        "succeed": (
            _operator("Your case goes on with your successors.", legal=True),
            _officer("A case was passed to successors."),
        ),
        # Clocks.
        "extend": (_operator("A time in your case was extended.", legal=True),),
        "ask_extension": (_officer("The applicant or holder asks for more time."),),
        "decline_extension": (_operator("The more time that you asked for was declined.", legal=True),),
        "stop_clock": _NOBODY,
        "start_clock": _NOBODY,
    }
)

# Of a message: from Customs to the operator, from the operator to Customs, among officers. Who wrote it is not told.
MESSAGE_FROM_CUSTOMS = Told(To.OPERATOR, "Customs wrote to you.")
MESSAGE_TO_CUSTOMS = Told(To.OFFICER, "The applicant or holder wrote.")
MESSAGE_INSIDE = Told(To.OFFICER, "An officer left a note in a case.")
# Where somebody with an account acts for the operator, it is told of what Customs says that it sent.
ENTERED_FOR_IT = _operator("Customs entered what came from you on paper or by e-mail.", legal=True)

# Of a clock before it ends, by whose turn it is.
_DECIDING = frozenset(
    {
        Stage.DECISION_PENDING,
        Stage.REVALIDATION_PENDING,
        Stage.REVALIDATION_AT_DESK,
        Stage.AMENDING,
        Stage.FROZEN,
        Stage.REINSTATING,
    }
    | APPEALED
)
_VISITING = VISIT - frozenset(MENDED)
ENDS_FOR_OPERATOR = Told(To.OPERATOR, "The time for something you can do ends soon.")
ENDS_FOR_AGENCY = Told(To.AGENCY, "The time for your agency's answer ends soon.")
ENDS_FOR_OFFICER = Told(To.OFFICER, "A time in a case ends soon.")
ENDS_FOR_DECIDER = Told(To.DECIDER, "The time for a decision ends soon.")
ENDS_FOR_TEAM = Told(To.TEAM, "A time in a case that you validate ends soon.")


def warned(turn: str, stage: str) -> tuple[Told, ...]:
    """Who is warned that a clock ends soon, by whose turn it is and where the case stands; nobody where none waits."""
    if turn in ("applicant", "holder"):
        return (ENDS_FOR_OPERATOR,)
    if turn == "agency":
        return (ENDS_FOR_AGENCY, ENDS_FOR_OFFICER)
    if turn != "customs":
        return ()
    if stage in _DECIDING:
        return (ENDS_FOR_OFFICER, ENDS_FOR_DECIDER)
    return (ENDS_FOR_OFFICER, ENDS_FOR_TEAM) if stage in _VISITING else (ENDS_FOR_OFFICER,)


def sentences() -> frozenset[str]:
    """Everything that a notice can say."""
    others = (MESSAGE_FROM_CUSTOMS, MESSAGE_TO_CUSTOMS, MESSAGE_INSIDE, ENTERED_FOR_IT)
    ends = (ENDS_FOR_OPERATOR, ENDS_FOR_AGENCY, ENDS_FOR_OFFICER, ENDS_FOR_DECIDER, ENDS_FOR_TEAM)
    return frozenset(told.says for row in (*MOVES.values(), others, ends) for told in row)


# The letter that a move sends; each also has a notice to the operator that cannot be switched off.
LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "submit": "acknowledgement",
        "receive": "acknowledgement",
        "ask_information": "request_for_information",
        "accept": "accepted",
        "not_accept": "not_accepted",
        "plan_validation": "validation_announced",
        "ask_correction": "corrective_action",
        "intend_refusal": "intention_to_refuse",
        "grant": "granted",
        "refuse": "refused",
        "tell_incident": "incident",
        "grant_benefits": "benefits_granted",
        "withhold_benefits": "benefits_withheld",
        "end_benefits": "benefits_ended",
        "freeze": "freeze",
        "ratify": "suspension",
        "lapse_freeze": "freeze_ended",
        "request_suspension": "suspended_on_request",
        "reinstate": "lifted",
        "decline_reinstatement": "suspension_stays",
        "intend_revocation": "intention_to_revoke",
        "revoke": "revoked",
        "intend_annulment": "intention_to_annul",
        "annul": "annulled",
        "begin_revalidation": "revalidation_begun",
        "revalidate": "revalidation_closed",
        "drop_hearing": "hearing_dropped",
        "amend": "amended",
        "decline_amendment": "amendment_declined",
        "downgrade": "downgraded",
        "appeal_non_acceptance": "appeal_received",
        "appeal_refusal": "appeal_received",
        "appeal_downgrade": "appeal_received",
        "appeal_suspension": "appeal_received",
        "appeal_revocation": "appeal_received",
        "appeal_annulment": "appeal_received",
        "dismiss_non_acceptance_appeal": "appeal_dismissed",
        "dismiss_refusal_appeal": "appeal_dismissed",
        "dismiss_downgrade_appeal": "appeal_dismissed",
        "dismiss_suspension_appeal": "appeal_dismissed",
        "dismiss_revocation_appeal": "appeal_dismissed",
        "dismiss_annulment_appeal": "appeal_dismissed",
        "allow_non_acceptance_appeal": "appeal_allowed",
        "allow_refusal_appeal": "appeal_allowed",
        "allow_downgrade_appeal": "appeal_allowed",
        "allow_status_appeal": "appeal_allowed",
        "allow_appeal_of_suspended": "appeal_allowed",
        "withdraw": "withdrawn",
        "give_back": "given_back",
        "lapse": "application_ended",
        "lapse_status": "ended_with_company",
        "expire": "expired",
        "succeed": "succeeded",
        "extend": "extension",
        "decline_extension": "more_time_declined",
    }
)
# The letter where the time that is extended is the operator's own.
MORE_TIME = "more_time"
# What an operator is told of without a letter, and why; whatever else it is told of is written to it.
WITHOUT_LETTER: Mapping[str, str] = MappingProxyType(
    {
        "settle_corrections": "Decides nothing: what came of it is in the report, which is a paper of its own.",
        "report": "The report is a paper of its own, on which the operator may comment.",
        "call_off_revalidation": "Decides nothing: the status was in force all the while.",
        "take_effect": "The letter that granted the status named the day.",
    }
)
# Moves whose notices and letter are made at the end of the deed: what they tell of is written after the event.
TOLD_LAST = frozenset(
    {
        "plan_validation",
        "call_off_revalidation",
        "consult",
        "ask_correction",
        "grant",
        "amend",
        "downgrade",
        "appeal_downgrade",
        "dismiss_downgrade_appeal",
        "allow_downgrade_appeal",
        "give_to_officer",
    }
)
