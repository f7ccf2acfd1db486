"""Every move of a case, in one table: from which stages, to which, by whose hand; ``target_of`` is the only way on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from trustlane.programme.refusals import MoveUnknown, WrongStage
from trustlane.programme.stages import APPEALED, APPLICATION, BESIDE, HOLDING, REVALIDATION, Stage


class Hand(StrEnum):
    """Who makes a move; the permits say which person of that kind may."""

    APPLICANT = "applicant"
    """Somebody who acts for the applicant or holder."""
    CASE_OFFICER = "case_officer"
    """A case officer of the office that has the case."""
    VALIDATOR = "validator"
    """Somebody of the validation team."""
    DECISION_MAKER = "decision_maker"
    """Somebody who decides, and neither handled nor validated the case."""
    AGENCY = "agency"
    """Somebody of another agency that was consulted."""
    SYSTEM = "system"
    """A clock that ran out; the system says so by itself."""


class Effect(StrEnum):
    """What a move does to the standing of the holder, in the same transaction."""

    NONE = "none"
    ASSERT = "assert"
    """The status is in force from its day of effect, as decided."""
    WITHHOLD = "withhold"
    """The status is suspended from now on."""
    WITHHOLD_BRIEFLY = "withhold_briefly"
    """The status is suspended from now on, and is back after 72 hours even if nobody says so."""
    RESTORE = "restore"
    """The status is in force again from now on."""
    CHANGE = "change"
    """The status is in force with other terms from now on."""
    REVOKE = "revoke"
    """The status is revoked from now on."""
    ANNUL = "annul"
    """The status is revoked from its first day on."""
    END = "end"
    """The status is given up from now on."""
    RUN_OUT = "run_out"
    """The status is over from now on, though nobody took it."""
    RESTORE_IF_SUSPENSIVE = "restore_if_suspensive"
    """Where the law gives the appeal that effect, the status is as it was until the appeal is decided."""
    CHANGE_IF_SUSPENSIVE = "change_if_suspensive"
    """Where the law gives the appeal that effect, the former terms are in force until the appeal is decided."""


# A move that leaves the case where it is, and one that leads back to where the case came from.
STAYS = "stays"
BACK = "back"
# One that leads back to the round of validation a holder was in, else to where the status is in force.
HOME = "home"
# A move that is made at several stages and leads from each to another, or home.
Onward = Mapping[Stage, Stage | str]
# Where a move can lead back to.
RETURNS = (Stage.MONITORED, Stage.SUSPENDED, *(stage for stage in Stage if stage in REVALIDATION))
HOMES = (Stage.MONITORED, *RETURNS[2:])


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table; ``says`` is the sentence that the timeline, the letter and the manual print."""

    name: str
    sources: frozenset[Stage]
    target: Stage | str | Onward
    hands: frozenset[Hand]
    says: str
    reasoned: bool = False
    """A reason has to be given."""
    effect: Effect = Effect.NONE

    def targets(self, source: Stage) -> tuple[Stage, ...]:
        """Where it can lead to from this stage; to more than one only where it leads back."""
        target = self.from_stage(source)
        if target == BACK:
            return RETURNS
        if target == HOME:
            return HOMES
        return (source if target == STAYS else Stage(target),)

    def from_stage(self, source: Stage) -> Stage | str:
        """Where the table leads from this stage: to a stage, or in one of the ways it has a word for."""
        return self.target[source] if isinstance(self.target, Mapping) else self.target


def _move(
    name: str,
    sources: frozenset[Stage] | Stage | Onward,
    target: Stage | str | Onward,
    hands: Hand | tuple[Hand, ...],
    says: str,
    *,
    reasoned: bool = False,
    effect: Effect = Effect.NONE,
) -> Move:
    return Move(
        name,
        frozenset({sources}) if isinstance(sources, Stage) else frozenset(sources),
        target,
        frozenset(hands if isinstance(hands, tuple) else (hands,)),
        says,
        reasoned,
        effect,
    )


S = Stage
_APPLICANT, _OFFICER, _VALIDATOR, _DECIDER = Hand.APPLICANT, Hand.CASE_OFFICER, Hand.VALIDATOR, Hand.DECISION_MAKER
_SYSTEM, _AGENCY = Hand.SYSTEM, Hand.AGENCY
_UNDER_REVIEW = frozenset({S.ACCEPTED, S.DESK_REVIEW})
_AT_WORK = APPLICATION | HOLDING | APPEALED
_IN_FORCE = frozenset({S.GRANTED, S.MONITORED})
# Where a status holds and nothing is proposed against it: as ever, or while its holder is validated again.
_HOLDS = REVALIDATION | {S.MONITORED}
# A hearing or an appeal goes on while the status is withheld.
_IN_PLACE: dict[Stage, Stage | str] = {stage: STAYS for stage in Stage if stage in BESIDE}
_FREEZES: Onward = dict.fromkeys(_HOLDS | {S.GRANTED, S.AMENDING}, S.FROZEN) | _IN_PLACE
_RATIFIED: Onward = {S.FROZEN: S.SUSPENDED} | _IN_PLACE
_LAPSED: Onward = {S.FROZEN: HOME} | _IN_PLACE


def _both(name: str, ways: Onward, hands: Hand, says: str, *, reasoned: bool = False) -> Move:
    """A part of a validation: of an application, and of a holder."""
    return _move(name, ways, ways, hands, says, reasoned=reasoned)


_ROWS = (
    # The application.
    _move("submit", S.DRAFT, S.SUBMITTED, _APPLICANT, "The applicant submitted its application."),
    _move(
        "ask_information",
        frozenset({S.SUBMITTED}) | _UNDER_REVIEW,
        STAYS,
        _OFFICER,
        "Customs asked the applicant for information.",
        reasoned=True,
    ),
    _move(
        "answer_information",
        frozenset({S.SUBMITTED}) | _UNDER_REVIEW,
        STAYS,
        _APPLICANT,
        "The applicant gave the information it was asked for.",
    ),
    _move("accept", S.SUBMITTED, S.ACCEPTED, (_OFFICER, _SYSTEM), "The application was accepted."),
    _move(
        "not_accept",
        S.SUBMITTED,
        S.NOT_ACCEPTED,
        _OFFICER,
        "The application was not accepted.",
        reasoned=True,
    ),
    _move("begin_review", S.ACCEPTED, S.DESK_REVIEW, _OFFICER, "The desk review began."),
    _move("consult", _UNDER_REVIEW, STAYS, _OFFICER, "Another agency was consulted.", reasoned=True),
    _move("answer_consultation", APPLICATION, STAYS, (_AGENCY, _SYSTEM), "The agency answered."),
    # Validation.
    _both(
        "plan_validation",
        {
            S.DESK_REVIEW: S.VALIDATION_PLANNED,
            S.VALIDATION_PLANNED: S.VALIDATION_PLANNED,
            S.REVALIDATION_REVIEW: S.REVALIDATION_PLANNED,
            S.REVALIDATION_PLANNED: S.REVALIDATION_PLANNED,
        },
        _OFFICER,
        "A validation was planned and its team drawn.",
    ),
    _both(
        "begin_validation",
        {S.VALIDATION_PLANNED: S.VALIDATING, S.REVALIDATION_PLANNED: S.REVALIDATING},
        _VALIDATOR,
        "The validation began.",
    ),
    _both(
        "end_validation",
        {S.VALIDATING: S.REPORTING, S.REVALIDATING: S.REVALIDATION_REPORTING},
        _VALIDATOR,
        "The visits ended; the report is being written.",
    ),
    _both(
        "ask_correction",
        {S.REPORTING: S.CORRECTING, S.REVALIDATION_REPORTING: S.REVALIDATION_CORRECTING},
        _VALIDATOR,
        "The team asked for what it found to be mended.",
        reasoned=True,
    ),
    _both(
        "answer_correction",
        {S.CORRECTING: S.CORRECTING, S.REVALIDATION_CORRECTING: S.REVALIDATION_CORRECTING},
        _APPLICANT,
        "The applicant or holder said what it mended.",
    ),
    _both(
        "settle_corrections",
        {S.CORRECTING: S.REPORTING, S.REVALIDATION_CORRECTING: S.REVALIDATION_REPORTING},
        _VALIDATOR,
        "The team looked at what was mended.",
    ),
    _both(
        "report",
        {S.REPORTING: S.DECISION_PENDING, S.REVALIDATION_REPORTING: S.REVALIDATION_PENDING},
        _VALIDATOR,
        "The team reported, and recommended what to decide.",
        reasoned=True,
    ),
    _both(
        "comment_report",
        {S.DECISION_PENDING: S.DECISION_PENDING, S.REVALIDATION_PENDING: S.REVALIDATION_PENDING},
        _APPLICANT,
        "The applicant or holder commented on the validation report.",
        reasoned=True,
    ),
    # The decision.
    _both(
        "send_back",
        {
            S.DECISION_PENDING: S.REPORTING,
            S.REVALIDATION_PENDING: S.REVALIDATION_REPORTING,
            S.REVALIDATION_AT_DESK: S.REVALIDATION_REVIEW,
        },
        _DECIDER,
        "The case went back with a question to who reported.",
        reasoned=True,
    ),
    _move(
        "intend_refusal",
        S.DECISION_PENDING,
        S.REFUSAL_HEARING,
        _DECIDER,
        "Customs means to refuse, and said why.",
        reasoned=True,
    ),
    _move(
        "hear",
        frozenset({S.REFUSAL_HEARING, S.REVOCATION_HEARING, S.ANNULMENT_HEARING}),
        STAYS,
        _APPLICANT,
        "The applicant or holder was heard.",
        reasoned=True,
    ),
    _move(
        "grant",
        frozenset({S.DECISION_PENDING, S.REFUSAL_HEARING}),
        S.GRANTED,
        _DECIDER,
        "The status was granted.",
        reasoned=True,
        effect=Effect.ASSERT,
    ),
    _move("refuse", S.REFUSAL_HEARING, S.REFUSED, _DECIDER, "The application was refused.", reasoned=True),
    # The status.
    _move("take_effect", S.GRANTED, S.MONITORED, _SYSTEM, "The status took effect."),
    _move(
        "report_yearly",
        _HOLDS | {S.SUSPENDED, S.DOWNGRADE_APPEALED},
        STAYS,
        _APPLICANT,
        "The holder gave its yearly report.",
    ),
    _move(
        "notify_change",
        HOLDING,
        STAYS,
        _APPLICANT,
        "The holder told of a change in its business.",
        reasoned=True,
    ),
    _move(
        "report_incident",
        HOLDING,
        STAYS,
        _APPLICANT,
        "The holder reported an incident.",
        reasoned=True,
    ),
    _move(
        "tell_incident",
        HOLDING,
        STAYS,
        _OFFICER,
        "Customs told the holder of an incident.",
        reasoned=True,
    ),
    # Benefits of other agencies are theirs to give and to take.
    _move("grant_benefits", HOLDING, STAYS, _AGENCY, "Another agency granted benefits of its own."),
    _move(
        "withhold_benefits",
        HOLDING,
        STAYS,
        _AGENCY,
        "Another agency withheld benefits of its own for at most 72 hours.",
        reasoned=True,
    ),
    _move(
        "end_benefits",
        HOLDING,
        STAYS,
        _AGENCY,
        "Another agency ended benefits of its own.",
        reasoned=True,
    ),
    # A holder is validated again; its status stays as it is.
    _move(
        "begin_revalidation",
        S.MONITORED,
        S.REVALIDATION_REVIEW,
        _OFFICER,
        "A new validation of the holder began.",
        reasoned=True,
    ),
    _move(
        "call_off_revalidation",
        frozenset({S.REVALIDATION_REVIEW, S.REVALIDATION_PLANNED}),
        S.MONITORED,
        _OFFICER,
        "The new validation of the holder was called off; it is due as before.",
        reasoned=True,
    ),
    _move(
        "conclude_at_desk",
        S.REVALIDATION_REVIEW,
        S.REVALIDATION_AT_DESK,
        _OFFICER,
        "The holder was looked at anew at the desk; nobody visited it.",
        reasoned=True,
    ),
    _move(
        "revalidate",
        frozenset({S.REVALIDATION_PENDING, S.REVALIDATION_AT_DESK}),
        S.MONITORED,
        _DECIDER,
        "The new validation of the holder was closed.",
        reasoned=True,
    ),
    _move(
        "propose_amendment",
        S.MONITORED,
        S.AMENDING,
        _OFFICER,
        "A change of what was granted was proposed.",
        reasoned=True,
    ),
    _move(
        "amend",
        S.AMENDING,
        S.MONITORED,
        _DECIDER,
        "What was granted was changed.",
        reasoned=True,
        effect=Effect.CHANGE,
    ),
    _move("decline_amendment", S.AMENDING, S.MONITORED, _DECIDER, "The change was declined.", reasoned=True),
    _move(
        "downgrade",
        S.AMENDING,
        S.MONITORED,
        _DECIDER,
        "The status was lowered to another tier.",
        reasoned=True,
        effect=Effect.CHANGE,
    ),
    # Withholding: one hand, for a limited time; while a hearing or an appeal goes on, beside that.
    _move(
        "freeze",
        _FREEZES,
        _FREEZES,
        (_OFFICER, _DECIDER),
        "The status was frozen for at most 72 hours.",
        reasoned=True,
        effect=Effect.WITHHOLD_BRIEFLY,
    ),
    _move(
        "ratify",
        _RATIFIED,
        _RATIFIED,
        _DECIDER,
        "The freeze was ratified: the status is suspended.",
        reasoned=True,
        effect=Effect.WITHHOLD,
    ),
    _move(
        "lapse_freeze",
        _LAPSED,
        _LAPSED,
        (_SYSTEM, _DECIDER),
        "The freeze ended without being ratified.",
        effect=Effect.RESTORE,
    ),
    _move(
        "request_suspension",
        _HOLDS,
        S.SUSPENDED,
        _APPLICANT,
        "The holder asked for its status to be suspended.",
        reasoned=True,
        effect=Effect.WITHHOLD,
    ),
    _move(
        "meet_condition",
        frozenset({S.SUSPENDED, S.SUSPENSION_APPEALED, S.REVOCATION_HEARING, S.ANNULMENT_HEARING}),
        STAYS,
        _APPLICANT,
        "The holder said how it met a condition of the suspension.",
        reasoned=True,
    ),
    _move(
        "propose_reinstatement",
        S.SUSPENDED,
        S.REINSTATING,
        _OFFICER,
        "Lifting the suspension was proposed.",
        reasoned=True,
    ),
    _move(
        "reinstate",
        S.REINSTATING,
        S.MONITORED,
        _DECIDER,
        "The suspension was lifted.",
        reasoned=True,
        effect=Effect.RESTORE,
    ),
    _move("decline_reinstatement", S.REINSTATING, S.SUSPENDED, _DECIDER, "The suspension stays.", reasoned=True),
    # Taking away: never without a hearing.
    _move(
        "intend_revocation",
        _HOLDS | {S.SUSPENDED},
        S.REVOCATION_HEARING,
        _OFFICER,
        "Customs means to revoke the status, and said why.",
        reasoned=True,
    ),
    _move(
        "revoke",
        S.REVOCATION_HEARING,
        S.REVOKED,
        _DECIDER,
        "The status was revoked.",
        reasoned=True,
        effect=Effect.REVOKE,
    ),
    _move(
        "intend_annulment",
        _HOLDS | {S.SUSPENDED},
        S.ANNULMENT_HEARING,
        _OFFICER,
        "Customs means to annul the status, and said why.",
        reasoned=True,
    ),
    _move(
        "annul",
        S.ANNULMENT_HEARING,
        S.ANNULLED,
        _DECIDER,
        "The status was annulled from its first day.",
        reasoned=True,
        effect=Effect.ANNUL,
    ),
    _move(
        "drop_hearing",
        frozenset({S.REVOCATION_HEARING, S.ANNULMENT_HEARING}),
        BACK,
        _DECIDER,
        "Customs dropped what it meant to do.",
        reasoned=True,
    ),
    # Appeal.
    _move(
        "appeal_non_acceptance",
        S.NOT_ACCEPTED,
        S.NON_ACCEPTANCE_APPEALED,
        _APPLICANT,
        "The applicant appealed because its application was not accepted.",
        reasoned=True,
    ),
    _move("appeal_refusal", S.REFUSED, S.REFUSAL_APPEALED, _APPLICANT, "The applicant appealed.", reasoned=True),
    _move(
        "appeal_downgrade",
        _HOLDS,
        S.DOWNGRADE_APPEALED,
        _APPLICANT,
        "The holder appealed against the downgrade.",
        reasoned=True,
        effect=Effect.CHANGE_IF_SUSPENSIVE,
    ),
    _move(
        "appeal_suspension",
        S.SUSPENDED,
        S.SUSPENSION_APPEALED,
        _APPLICANT,
        "The holder appealed against the suspension.",
        reasoned=True,
        effect=Effect.RESTORE_IF_SUSPENSIVE,
    ),
    _move(
        "appeal_revocation",
        S.REVOKED,
        S.REVOCATION_APPEALED,
        _APPLICANT,
        "The holder appealed against the revocation.",
        reasoned=True,
        effect=Effect.RESTORE_IF_SUSPENSIVE,
    ),
    _move(
        "appeal_annulment",
        S.ANNULLED,
        S.ANNULMENT_APPEALED,
        _APPLICANT,
        "The holder appealed against the annulment.",
        reasoned=True,
        effect=Effect.RESTORE_IF_SUSPENSIVE,
    ),
    _move(
        "dismiss_non_acceptance_appeal",
        S.NON_ACCEPTANCE_APPEALED,
        S.NOT_ACCEPTED,
        _DECIDER,
        "The appeal was dismissed; the application stays not accepted.",
        reasoned=True,
    ),
    _move(
        "dismiss_refusal_appeal",
        S.REFUSAL_APPEALED,
        S.REFUSED,
        _DECIDER,
        "The appeal was dismissed; the refusal stands.",
        reasoned=True,
    ),
    _move(
        "dismiss_downgrade_appeal",
        S.DOWNGRADE_APPEALED,
        HOME,
        _DECIDER,
        "The appeal was dismissed; the downgrade stands.",
        reasoned=True,
        effect=Effect.CHANGE,
    ),
    _move(
        "dismiss_suspension_appeal",
        S.SUSPENSION_APPEALED,
        S.SUSPENDED,
        _DECIDER,
        "The appeal was dismissed; the suspension stands.",
        reasoned=True,
        effect=Effect.WITHHOLD,
    ),
    _move(
        "dismiss_revocation_appeal",
        S.REVOCATION_APPEALED,
        S.REVOKED,
        _DECIDER,
        "The appeal was dismissed; the revocation stands.",
        reasoned=True,
        effect=Effect.REVOKE,
    ),
    _move(
        "dismiss_annulment_appeal",
        S.ANNULMENT_APPEALED,
        S.ANNULLED,
        _DECIDER,
        "The appeal was dismissed; the annulment stands.",
        reasoned=True,
        effect=Effect.ANNUL,
    ),
    # Of that day on the application is accepted, and the times that follow run anew.
    _move(
        "allow_non_acceptance_appeal",
        S.NON_ACCEPTANCE_APPEALED,
        S.ACCEPTED,
        _DECIDER,
        "The appeal was allowed; the application is accepted.",
        reasoned=True,
    ),
    _move(
        "allow_refusal_appeal",
        S.REFUSAL_APPEALED,
        S.DECISION_PENDING,
        _DECIDER,
        "The appeal was allowed; the case is decided anew.",
        reasoned=True,
    ),
    _move(
        "allow_downgrade_appeal",
        S.DOWNGRADE_APPEALED,
        HOME,
        _DECIDER,
        "The appeal was allowed; what was granted before is in force again.",
        reasoned=True,
        effect=Effect.CHANGE,
    ),
    _move(
        "allow_status_appeal",
        frozenset({S.SUSPENSION_APPEALED, S.REVOCATION_APPEALED, S.ANNULMENT_APPEALED}),
        S.MONITORED,
        _DECIDER,
        "The appeal was allowed; the status is as it was.",
        reasoned=True,
        effect=Effect.RESTORE,
    ),
    # Where the status was suspended before it was taken, it is suspended again; so it is where it was suspended anew
    # while the appeal went on.
    _move(
        "allow_appeal_of_suspended",
        frozenset({S.SUSPENSION_APPEALED, S.REVOCATION_APPEALED, S.ANNULMENT_APPEALED}),
        S.SUSPENDED,
        _DECIDER,
        "The appeal was allowed; the status is suspended, as it was before.",
        reasoned=True,
        effect=Effect.WITHHOLD,
    ),
    # The end.
    _move(
        "withdraw",
        frozenset({S.DRAFT}) | APPLICATION,
        S.WITHDRAWN,
        _APPLICANT,
        "The applicant withdrew its application.",
    ),
    _move(
        "give_back",
        _HOLDS | {S.GRANTED, S.SUSPENDED},
        S.WITHDRAWN,
        _APPLICANT,
        "The holder gave its status back.",
        reasoned=True,
        effect=Effect.END,
    ),
    _move(
        "lapse",
        APPLICATION,
        S.LAPSED,
        _OFFICER,
        "The application ended because the company did.",
        reasoned=True,
    ),
    # A company that is struck off cannot be heard: its status ends by two hands, without a hearing.
    _move(
        "propose_lapse",
        HOLDING,
        STAYS,
        _OFFICER,
        "The company of the holder ended, as an officer read in its register.",
        reasoned=True,
    ),
    _move(
        "lapse_status",
        HOLDING,
        S.LAPSED,
        _DECIDER,
        "The status ended because the company did.",
        reasoned=True,
        effect=Effect.END,
    ),
    # Nobody takes a status this way: only its own last day does, and a holder gives back what it no longer needs.
    _move(
        "expire",
        HOLDING,
        S.LAPSED,
        _SYSTEM,
        "The certificate ran out and was not renewed.",
        reasoned=True,
        effect=Effect.RUN_OUT,
    ),
    _move(
        "give_to_officer",
        _AT_WORK,
        STAYS,
        _OFFICER,
        "The case was given to a case officer.",
    ),
    _move(
        "succeed",
        _IN_FORCE | REVALIDATION | {S.SUSPENDED},
        S.SUCCEEDED,
        _DECIDER,
        "The company was merged or split; its successors go on.",
        reasoned=True,
        effect=Effect.END,
    ),
    # Clocks.
    # Wherever a clock may run: of a case that is over, the time to appeal.
    _move(
        "extend",
        frozenset(Stage) - {S.DRAFT},
        STAYS,
        (_OFFICER, _DECIDER),
        "A clock was extended.",
        reasoned=True,
    ),
    # Who is concerned asks, and the clock goes on; an officer extends it or declines. In a case that is over only the
    # time to appeal runs, and that is the law's.
    _move(
        "ask_extension",
        _AT_WORK,
        STAYS,
        _APPLICANT,
        "The applicant or holder asked for more time.",
        reasoned=True,
    ),
    _move(
        "decline_extension",
        _AT_WORK,
        STAYS,
        (_OFFICER, _DECIDER),
        "More time was declined.",
        reasoned=True,
    ),
    _move("stop_clock", APPLICATION | HOLDING, STAYS, _OFFICER, "A clock was stopped.", reasoned=True),
    _move("start_clock", APPLICATION | HOLDING, STAYS, _OFFICER, "A clock was started again."),
)

MOVES: Mapping[str, Move] = MappingProxyType({move.name: move for move in _ROWS})
# Moves by which an officer handles a case; who made one of them decides nothing in it.
_ANYBODYS = frozenset({"freeze", "extend", "decline_extension"})
# Only who acts for the operator makes these; an officer enters them where they came on paper or by e-mail.
OF_THE_OPERATOR = frozenset(name for name, move in MOVES.items() if move.hands == frozenset({Hand.APPLICANT}))
# What an officer enters for an operator: who does so neither validates nor decides in the case. An application is
# entered by a deed of its own.
ENTERED = OF_THE_OPERATOR - {"submit"} | {"receive"}
# What somebody who decides does, and nobody who entered something for the operator.
DECIDING = frozenset(name for name, move in MOVES.items() if Hand.DECISION_MAKER in move.hands) - _ANYBODYS
HANDLING = frozenset(
    name for name, move in MOVES.items() if Hand.CASE_OFFICER in move.hands and name not in _ANYBODYS
) | {
    "receive",  # the first event of a case that did not come through the portal
    *OF_THE_OPERATOR,
}
# What a decision on the status needs a fresh pair of eyes for: who proposed it does not decide it.
VALIDATING = frozenset(name for name, move in MOVES.items() if Hand.VALIDATOR in move.hands)
# What officers decide, by kind; figures of who decided what are counted by these.
DECISIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "granted": frozenset({"grant"}),
        "refused": frozenset({"not_accept", "refuse"}),
        "changed": frozenset({"amend", "downgrade", "decline_amendment"}),
        "withheld": frozenset({"freeze", "ratify", "decline_reinstatement"}),
        "taken": frozenset({"revoke", "annul", "lapse_status"}),
        "given_back": frozenset({"lapse_freeze", "reinstate", "drop_hearing"}),
        "revalidated": frozenset({"revalidate"}),
        "appeals": frozenset(name for name in MOVES if name.startswith(("dismiss_", "allow_"))),
    }
)
# What each appeal is against, and what can be appealed against.
AGAINST: Mapping[str, str] = MappingProxyType(
    {
        "appeal_non_acceptance": "not_accept",
        "appeal_refusal": "refuse",
        "appeal_downgrade": "downgrade",
        "appeal_suspension": "ratify",
        "appeal_revocation": "revoke",
        "appeal_annulment": "annul",
    }
)
APPEALABLE = frozenset(AGAINST.values())
# What settles an appeal that only somebody settles who had no part in the case, and the decision it is against; the
# other appeals are settled by whoever did not take the decision.
BY_OUTSIDERS: Mapping[str, str] = MappingProxyType(
    {
        f"{way}_{what}_appeal": AGAINST[f"appeal_{what}"]
        for way in ("dismiss", "allow")
        for what in ("non_acceptance", "downgrade")
    }
)
# Whoever made one of these does not decide on the application that goes on after it.
REOPENING = frozenset({"refuse", "allow_refusal_appeal", "allow_non_acceptance_appeal"})
# What one officer proposes and another settles.
PROPOSALS = frozenset({"propose_amendment", "propose_reinstatement", "intend_revocation", "intend_annulment"})
SETTLING = (
    "amend",
    "decline_amendment",
    "downgrade",
    "reinstate",
    "decline_reinstatement",
    "revoke",
    "annul",
    "drop_hearing",
)
# What is taken or refused, by the move that announces it; who is concerned is heard between the two.
HEARINGS: Mapping[str, str] = MappingProxyType(
    {"refuse": "intend_refusal", "revoke": "intend_revocation", "annul": "intend_annulment"}
)
APPEALS = frozenset(name for name in MOVES if name.startswith("appeal_"))


def move_named(name: str) -> Move:
    """The move of that name; MoveUnknown where there is none."""
    try:
        return MOVES[name]
    except KeyError:
        raise MoveUnknown(name) from None


def target_of(name: str, stage: Stage, came_from: Stage | None = None) -> Stage:
    """The stage a move leads to from this one; WrongStage where it cannot be made there.

    ``came_from`` is the stage before this one; a move that leads back leads there.
    """
    move = move_named(name)
    if stage not in move.sources:
        raise WrongStage(name, stage, sorted(move.sources))
    led = move.from_stage(stage)
    if led == BACK:
        if came_from is None:
            raise WrongStage(name, stage, sorted(move.sources))
        return came_from
    if led == HOME:
        return came_from if came_from in REVALIDATION else S.MONITORED
    (target,) = move.targets(stage)
    return target


def moves_from(stage: Stage, hand: Hand | None = None) -> tuple[Move, ...]:
    """The moves that can be made from a stage, by one kind of hand or by any; in the order of the table."""
    return tuple(move for move in _ROWS if stage in move.sources and (hand is None or hand in move.hands))
