"""Who may do what with a case: the applicant, who handles it, who validates it, who decides, and that these differ."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from trustlane.access.actors import Actor
from trustlane.access.queries import holders
from trustlane.access.roles import Role
from trustlane.access.tables import (
    AllOf,
    Predicate,
    Table,
    about_actor,
    about_object,
    all_of,
    any_of,
    holds,
    holds_for_its_office,
)
from trustlane.programme.came import has_account
from trustlane.programme.models import FORMER, Assignment, Consultation, Event, RedrawAsked
from trustlane.programme.moves import (
    APPEALABLE,
    APPEALS,
    BY_OUTSIDERS,
    DECIDING,
    ENTERED,
    HANDLING,
    MOVES,
    PROPOSALS,
    REOPENING,
    SETTLING,
    VALIDATING,
    Hand,
)
from trustlane.programme.stages import BESIDE, ON_VISIT, VISIT, Stage
from trustlane.programme.withheld import freeze_runs, gives_beside, with_a_freeze


class Permission(StrEnum):
    """What can be done with cases, beside moving them."""

    OPEN_CASE = "open_case"
    """Open an application for the operator one acts for."""
    RECEIVE = "receive"
    """Enter an application that came on paper or by e-mail, for a firm without an account."""
    SEE_CASE = "see_case"
    """Open one case and read what concerns both sides."""
    SEE_VISIT = "see_visit"
    """Read what was found at a visit, and look at its photographs."""
    SEE_INSIDE = "see_inside"
    """Read what officers wrote among themselves, and findings before they are reported."""
    SEE_WORKLIST = "see_worklist"
    """See the worklist and search cases; each on it is asked for by itself."""
    SEE_FIGURES = "see_figures"
    """See the figures of the programme."""
    ANSWER = "answer"
    """Answer the questions of an application."""
    CHANGE_EDITION = "change_edition"
    """Take an open application over to the edition of the criteria that is in force."""
    KEEP_SITES = "keep_sites"
    """Add, change and close the sites of the operator one acts for."""
    WRITE = "write"
    """Write to the other side of a case."""
    WRITE_INSIDE = "write_inside"
    """Write among officers."""
    ASSIGN = "assign"
    """Take a case, or give it to another case officer."""
    RATE = "rate"
    """Rate a criterion at a visit."""
    KEEP_VISIT = "keep_visit"
    """Keep the checklist of a visit on one's device for some hours, to open it while the line is lost."""
    TRACE = "trace"
    """Say what tracing a consignment of the plan showed."""
    SETTLE = "settle"
    """Say whether a correction is enough."""
    SEE_RISK = "see_risk"
    """See the risk map of a case, which never reaches the operator, a partner or the public."""
    JUDGE_RISK = "judge_risk"
    """Judge a risk of a case, or a leg of its supply chain."""
    SEE_VALIDATORS = "see_validators"
    """See what validators can do, with whom they have a conflict of interest, and when they are away."""
    SEE_ROUNDS = "see_rounds"
    """See which rounds of consistency there are, as far as one takes part in them or may see all."""
    OPEN_ROUND = "open_round"
    """Open a round in which several validators rate the same cases blind to one another, and close it."""
    SEE_ROUND = "see_round"
    """See a round of consistency: one's own ratings, or the agreement once one may."""
    RATE_ALIKE = "rate_alike"
    """Rate an item of a round, blind to the others."""
    SEE_AGREEMENT = "see_agreement"
    """Read how far the validators of a round agree, and who stands apart."""
    SEE_STAFFING = "see_staffing"
    """See whether an office can keep its duties apart, and which audits it owes."""
    PROPOSE_MEASURES = "propose_measures"
    """Propose which measures of article 7.7 of the TFA are generally available to all operators."""
    AGREE_MEASURES = "agree_measures"
    """Agree, as the second person, to the measures that were proposed as generally available."""
    QUALIFY = "qualify"
    """Say what a validator can do, with whom it has a conflict of interest, and when it is away."""
    CHOOSE_PRESET = "choose_preset"
    """Have a new case begin under another preset of clocks, or another catalogue, than applicants may choose."""
    EXTEND_ALL = "extend_all"
    """Extend a clock of many cases at once, by an act with its legal basis."""
    SAMPLE = "sample"
    """Draw a sample of cases by a seed, and follow the paper trail of each."""
    SEE_CONDUCT = "see_conduct"
    """See what was examined, found and amended in a holder's consignments, and who was called to look at it anew."""
    ANSWER_REVIEW = "answer_review"
    """Say what came of looking at a holder anew, where what was found in its consignments asked for it."""
    LOOK = "look"
    """Say of a case of a sample, after following its paper trail, that it is in order, or what is not."""
    AGREE_REDRAW = "agree_redraw"
    """Agree, as the second officer, that a seat that was drawn anew twice is drawn once more."""
    AUDIT_OWED = "audit_owed"
    """Say what came of an audit that is owed because one person held two duties in a case."""
    MIGRATE = "migrate"
    """Bring cases from elsewhere, at the stage they had there."""
    APPLY_MIGRATION = "apply_migration"
    """Apply a file of cases that another person uploaded, and sign for its counts."""
    COUNTERSIGN_MIGRATION = "countersign_migration"
    """Sign, as the second, for the counts of a file that another person applied."""
    CUT_OVER = "cut_over"
    """Propose from which day migrated cases are decided here."""
    CONFIRM_CUT_OVER = "confirm_cut_over"
    """Sign, as the second, for the day of the cut-over that another person proposed."""
    SEE_MIGRATIONS = "see_migrations"
    """See the files of holders and cases of another system, what became of them, and the day of the cut-over."""
    SEE_LETTERS = "see_letters"
    """See which letters have to be posted; each on the list is asked for by itself."""
    POST_LETTERS = "post_letters"
    """Print a letter that no e-mail reaches, and say that it was posted."""
    SEE_MAILS = "see_mails"
    """See which e-mails could not be sent, and have them tried again."""


class _Moves(StrEnum):
    """A permission for each row of the table of moves, under its name."""

    @classmethod
    def sentences(cls) -> dict[str, str]:
        """What the page of permits says of each: the sentence of the move."""
        return {name.upper(): f"Make the move: {move.says}" for name, move in MOVES.items()}


_made_of: Any = _Moves
Moving: Any = _made_of("Moving", {name.upper(): name for name in MOVES}, module=__name__)


def _made(actor: Actor, case: Any, moves: frozenset[str]) -> bool:
    return Event.objects.filter(case=case.pk, person=actor.person, move__in=moves).exists()


def _made_by(actor: Actor, moves: frozenset[str]) -> Exists:
    return Exists(Event.objects.filter(case=OuterRef("pk"), person=actor.person, move__in=moves))


def _handled(actor: Actor) -> QuerySet[Event]:
    """The moves by which the person handled cases, and those that were such a move once."""
    return Event.objects.filter(Q(move__in=HANDLING) | Q(path__in=FORMER), person=actor.person)


def _last_by(actor: Actor, case: Any, moves: frozenset[str]) -> bool:
    """The last of these moves in the case was made by the actor."""
    last = Event.objects.filter(case=case.pk, move__in=moves).order_by("-number").values_list("person", flat=True)
    return last.first() == actor.person


def _last_is_by(actor: Actor, moves: frozenset[str]) -> Exists:
    """The same of a whole list."""
    later = Event.objects.filter(case=OuterRef("case"), move__in=moves, number__gt=OuterRef("number"))
    own = Event.objects.filter(case=OuterRef("pk"), person=actor.person, move__in=moves)
    return Exists(own.exclude(Exists(later)))


@about_object(
    rows=lambda actor, at: ~Q(Exists(holders(Role.OPERATOR, at=at).filter(operator=OuterRef("operator__reference"))))
)
def has_no_account(actor: Actor, case: Any, at: datetime) -> bool:
    """Nobody with an account acts for the applicant or holder."""
    return not has_account(case.operator.reference, at=at)


@about_object(
    rows=lambda actor, at: (
        Q(officer=actor.person)
        | Q(Exists(Event.objects.filter(case=OuterRef("pk"), move="receive", person=actor.person)))
    )
)
def has_it_in_hand(actor: Actor, case: Any, at: datetime) -> bool:
    """The person received the application, or is its case officer."""
    received = Event.objects.filter(case=case.pk, move="receive", person=actor.person)
    return bool(case.officer_id == actor.person) or received.exists()


# So long a second officer can say that a status ended with its company; later it is looked up anew.
LAPSE_WAITS = timedelta(days=30)


def _lapse_proposed(at: datetime) -> QuerySet[Event]:
    return Event.objects.filter(move="propose_lapse", at__gt=at - LAPSE_WAITS)


@about_object(rows=lambda actor, at: Q(Exists(_lapse_proposed(at).filter(case=OuterRef("pk")))))
def is_told_to_have_ended(actor: Actor, case: Any, at: datetime) -> bool:
    """In the last thirty days an officer read in its register that the company ended."""
    return _lapse_proposed(at).filter(case=case.pk).exists()


@about_object(rows=lambda actor, at: ~Q(_last_is_by(actor, frozenset({"propose_lapse"}))))
def did_not_propose_lapse(actor: Actor, case: Any, at: datetime) -> bool:
    """It was not the person that read so."""
    return not _last_by(actor, case, frozenset({"propose_lapse"}))


# One officer withholds for 72 hours, and not again and again.
BETWEEN_FREEZES = timedelta(days=30)


@about_actor
def is_a_clock(actor: Actor, at: datetime) -> bool:
    """It is a clock that ran out."""
    return actor.id == "system:clocks"


@about_object(rows=lambda actor, at: Q(operator__reference=actor.operator) if actor.operator else Q(pk__in=[]))
def acts_for_the_operator(actor: Actor, case: Any, at: datetime) -> bool:
    """The person acts for the operator of the case."""
    operator = getattr(case, "operator", case)
    return bool(actor.operator) and bool(getattr(operator, "reference", "") == actor.operator)


@about_object(rows=lambda actor, at: ~Q(stage="draft") & ~Q(stage="withdrawn", came_from="draft"))
def is_no_draft(actor: Actor, case: Any, at: datetime) -> bool:
    """The application is no longer a draft."""
    return bool(case.stage != "draft" and (case.stage, case.came_from) != ("withdrawn", "draft"))


@about_object(
    rows=lambda actor, at: Exists(
        Assignment.objects.filter(case=OuterRef("pk"), person=actor.person, ended_in__isnull=True).exclude(duty="guest")
    )
)
def is_on_the_team(actor: Actor, case: Any, at: datetime) -> bool:
    """The person is on the validation team of the case."""
    team = Assignment.objects.filter(case=case.pk, person=actor.person, ended_in__isnull=True)
    return bool(team.exclude(duty="guest").exists())


@about_object(
    rows=lambda actor, at: Exists(
        Assignment.objects.filter(case=OuterRef("pk"), person=actor.person, ended_in__isnull=True, duty="guest")
    )
)
def is_its_guest(actor: Actor, case: Any, at: datetime) -> bool:
    """The person is a guest at the validation of the case."""
    return Assignment.objects.filter(case=case.pk, person=actor.person, ended_in__isnull=True, duty="guest").exists()


@about_object(rows=lambda actor, at: Q(stage__in=list(VISIT)))
def is_under_visit(actor: Actor, case: Any, at: datetime) -> bool:
    """The visit is planned, goes on, is written up or has to be followed by corrections."""
    return case.stage in VISIT


@about_object(rows=lambda actor, at: Q(stage__in=ON_VISIT))
def is_being_visited(actor: Actor, case: Any, at: datetime) -> bool:
    """The visit goes on."""
    return bool(case.stage in ON_VISIT)


@about_object(
    rows=lambda actor, at: Exists(
        Consultation.objects.filter(case=OuterRef("pk"), agency__in=actor.offices(Role.AGENCY_OFFICER))
    )
)
def is_of_a_consulted_agency(actor: Actor, case: Any, at: datetime) -> bool:
    """The person answers for an agency that was consulted on the case."""
    agencies = actor.offices(Role.AGENCY_OFFICER)
    return Consultation.objects.filter(case=case.pk, agency__in=agencies).exists()


def _redraws(actor: Actor) -> QuerySet[RedrawAsked]:
    """What the person asked or agreed to be drawn anew: a part of the handling of a case that is no move of it."""
    return RedrawAsked.objects.filter(Q(asked_by=actor.person) | Q(agreed_by=actor.person))


@about_object(
    rows=lambda actor, at: (
        ~Q(Exists(_handled(actor).filter(case=OuterRef("pk"))))
        & ~Q(officer=actor.person)
        & ~Q(Exists(Event.objects.filter(case=OuterRef("pk"), move="give_to_officer", data__officer=actor.person)))
        & ~Q(Exists(_redraws(actor).filter(plan__case=OuterRef("pk"))))
    )
)
def did_not_handle(actor: Actor, case: Any, at: datetime) -> bool:
    """The person did not handle the case, nor was it ever given to this person."""
    given = Event.objects.filter(case=case.pk, move="give_to_officer", data__officer=actor.person)
    redrawn = _redraws(actor).filter(plan__case=case.pk)
    handled = _handled(actor).filter(case=case.pk).exists() or given.exists() or redrawn.exists()
    return bool(case.officer_id != actor.person) and not handled


@about_object(
    rows=lambda actor, at: (
        ~Q(_made_by(actor, VALIDATING))
        & ~Q(Exists(Assignment.objects.filter(case=OuterRef("pk"), person=actor.person)))
    )
)
def did_not_validate(actor: Actor, case: Any, at: datetime) -> bool:
    """The person did not validate in the case."""
    drawn = Assignment.objects.filter(case=case.pk, person=actor.person).exists()
    return not drawn and not _made(actor, case, VALIDATING)


@about_object(rows=lambda actor, at: ~Q(_made_by(actor, ENTERED)))
def did_not_enter(actor: Actor, case: Any, at: datetime) -> bool:
    """The person entered nothing in the case that its operator sent."""
    return not _made(actor, case, ENTERED)


@about_object(rows=lambda actor, at: Q(pk=actor.person))
def is_oneself(actor: Actor, person: Any, at: datetime) -> bool:
    """It is said of the person itself."""
    return bool(person.pk == actor.person)


@about_object(rows=lambda actor, at: ~Q(_last_is_by(actor, PROPOSALS)))
def did_not_propose(actor: Actor, case: Any, at: datetime) -> bool:
    """The person did not propose what is decided."""
    return not _last_by(actor, case, PROPOSALS)


@about_object(rows=lambda actor, at: ~Q(_last_is_by(actor, frozenset({"freeze"}))))
def did_not_freeze(actor: Actor, case: Any, at: datetime) -> bool:
    """The person did not freeze the status."""
    return not _last_by(actor, case, frozenset({"freeze"}))


def _appealed(at: str) -> QuerySet[Event]:
    """The decisions of a case that an appeal came after; all of them where none is known. ``at`` refers to the case."""
    appeals = Event.objects.filter(case=OuterRef("case"), move__in=APPEALS)
    before = Q(Exists(appeals.filter(number__gt=OuterRef("number")))) | ~Q(Exists(appeals))
    return Event.objects.filter(before, case=OuterRef(at), move__in=APPEALABLE)


def _decided_it(actor: Actor) -> Exists:
    """The last of them is the actor's; what was suspended while the appeal went on is none."""
    later = _appealed("case").filter(number__gt=OuterRef("number"))
    return Exists(_appealed("pk").filter(person=actor.person).exclude(Exists(later)))


@about_object(rows=lambda actor, at: ~Q(_decided_it(actor)) & ~Q(_made_by(actor, frozenset({"refuse"}))))
def did_not_decide_it(actor: Actor, case: Any, at: datetime) -> bool:
    """The person did not take the decision that was appealed against, nor another refusal in the case."""
    decided = type(case).objects.filter(_decided_it(actor), pk=case.pk).exists()
    return not decided and not _made(actor, case, frozenset({"refuse"}))


@about_object(rows=lambda actor, at: with_a_freeze())
def is_frozen(actor: Actor, case: Any, at: datetime) -> bool:
    """One officer withholds the status now."""
    return freeze_runs(case)


@about_object()
def is_in_force(actor: Actor, case: Any, at: datetime) -> bool:
    """The status is in force; while it is under appeal, by the effect of that appeal."""
    return case.stage not in BESIDE or gives_beside(case, at=at)


@about_object(rows=lambda actor, at: ~Q(_last_is_by(actor, frozenset({"downgrade"}))))
def did_not_downgrade(actor: Actor, case: Any, at: datetime) -> bool:
    """The person did not lower the status to another tier."""
    return not _last_by(actor, case, frozenset({"downgrade"}))


@about_object(rows=lambda actor, at: ~Q(_made_by(actor, REOPENING)))
def is_its_decider(actor: Actor, case: Any, at: datetime) -> bool:
    """The person took no decision in the case that was appealed against with success, nor settled that appeal."""
    return not _made(actor, case, REOPENING)


@about_object()
def was_suspended_by_customs(actor: Actor, case: Any, at: datetime) -> bool:
    """Customs suspended the status; the holder did not ask for it."""
    moves = Event.objects.filter(case=case.pk, move__in=("ratify", "request_suspension")).order_by("-number")
    return moves.values_list("move", flat=True).first() == "ratify"


@about_object()
def did_not_appeal_before(actor: Actor, case: Any, at: datetime) -> bool:
    """Nobody appealed against the same decision before."""
    moves = Event.objects.filter(case=case.pk, move__in=APPEALABLE | APPEALS).order_by("-number")
    if moves.values_list("move", flat=True).first() not in APPEALS:
        return True
    # What was suspended beside a hearing could not be appealed against before what followed that was.
    suspended = moves.filter(move__in=("ratify", "appeal_suspension")).first()
    beside = suspended is not None and suspended.move == "ratify" and suspended.source in BESIDE
    return case.stage == Stage.SUSPENDED and beside


@about_object()
def was_downgraded(actor: Actor, case: Any, at: datetime) -> bool:
    """What is in force was lowered by a downgrade, and nobody appealed against that before."""
    moves = Event.objects.filter(case=case.pk, move__in=("grant", "amend", "downgrade", "appeal_downgrade"))
    return moves.order_by("-number").values_list("move", flat=True).first() == "downgrade"


@about_object()
def did_not_freeze_it_lately(actor: Actor, case: Any, at: datetime) -> bool:
    """The person did not freeze the same status in the last thirty days."""
    frozen = Event.objects.filter(case=case.pk, move="freeze", person=actor.person, at__gt=at - BETWEEN_FREEZES)
    return not frozen.exists()


@about_object(
    rows=lambda actor, at: (
        ~Q(Exists(Event.objects.filter(case=OuterRef("pk"), person=actor.person)))
        & ~Q(Exists(Assignment.objects.filter(case=OuterRef("pk"), person=actor.person)))
        & ~Q(Exists(_redraws(actor).filter(plan__case=OuterRef("pk"))))
    )
)
def took_no_part(actor: Actor, case: Any, at: datetime) -> bool:
    """The person made no move in the case, was on no team of it, and had no part in drawing one anew."""
    drawn = Assignment.objects.filter(case=case.pk, person=actor.person)
    redrawn = _redraws(actor).filter(plan__case=case.pk)
    made = Event.objects.filter(case=case.pk, person=actor.person)
    return not (drawn.exists() or redrawn.exists() or made.exists())


@about_object()
def did_not_upload(actor: Actor, file: Any, at: datetime) -> bool:
    """The person did not upload the file."""
    return bool(file.uploaded_by_id != actor.person)


@about_object()
def did_not_apply(actor: Actor, file: Any, at: datetime) -> bool:
    """The person did not apply the file."""
    return bool(file.applied_by_id != actor.person)


@about_object()
def did_not_set_the_day(actor: Actor, cutover: Any, at: datetime) -> bool:
    """The person did not propose the day."""
    return bool(cutover.set_by_id != actor.person)


@about_object()
def did_not_propose_them(actor: Actor, measures: Any, at: datetime) -> bool:
    """The person did not propose them."""
    return bool(measures.proposed_by_id != actor.person)


@about_object()
def did_not_ask_for_the_redraw(actor: Actor, case: Any, at: datetime) -> bool:
    """The person did not ask for the seat to be drawn anew, and sits in no seat of the team."""
    asked = RedrawAsked.objects.filter(plan__case=case.pk).order_by("-pk").first()
    if asked is None:
        return True
    seated = Assignment.objects.filter(case=case.pk, person=actor.person, ended_in__isnull=True)
    return actor.person not in (asked.asked_by_id, asked.leaves_id) and not seated.exists()


@about_object()
def is_asked_to_rate(actor: Actor, round: Any, at: datetime) -> bool:
    """The person is one of the validators who were asked to rate, and the round is open."""
    return actor.person in round.raters and round.closed_at is None


@about_object(rows=lambda actor, at: Q(raters__contains=[actor.person]))
def was_asked_to_rate(actor: Actor, round: Any, at: datetime) -> bool:
    """The person is one of the validators who were asked to rate."""
    return actor.person in round.raters


@about_object(rows=lambda actor, at: Q(closed_at__isnull=False))
def is_closed(actor: Actor, round: Any, at: datetime) -> bool:
    """The round is closed: nobody's rating can still follow another's."""
    return round.closed_at is not None


is_trader = holds(Role.OPERATOR)
handles_here = holds_for_its_office(Role.CASE_OFFICER)
is_case_officer = holds(Role.CASE_OFFICER)
is_validator = holds(Role.VALIDATOR)
# Who may be asked to join a visit of ours: people of a partner administration, and of another agency of this country.
GUESTS = (Role.GUEST_VALIDATOR, Role.AGENCY_OFFICER)
may_be_a_guest = holds(*GUESTS)
is_guest = holds(Role.GUEST_VALIDATOR)
decides_here = holds_for_its_office(Role.DECISION_MAKER)
is_decision_maker = holds(Role.DECISION_MAKER)
is_auditor = holds(Role.AUDITOR)
is_agency_officer = holds(Role.AGENCY_OFFICER)
is_officer_of_the_programme = holds(
    Role.CASE_OFFICER, Role.VALIDATOR, Role.DECISION_MAKER, Role.AUDITOR, Role.AGENCY_OFFICER, Role.GUEST_VALIDATOR
)
is_administrator = holds(Role.ADMINISTRATOR)
is_register_officer = holds(Role.REGISTER_OFFICER)

# Beside being a decision maker of the office, what each decision asks of the person.
_EYES: dict[str, tuple[Predicate, ...]] = {
    **dict.fromkeys(
        ("grant", "refuse", "intend_refusal", "send_back", "revalidate"),
        (did_not_handle, did_not_validate, is_its_decider),
    ),
    **dict.fromkeys(("ratify", "lapse_freeze"), (is_frozen, did_not_freeze)),
    **dict.fromkeys(SETTLING, (did_not_propose,)),
    "lapse_status": (is_told_to_have_ended, did_not_propose_lapse),
    **{name: (did_not_decide_it,) for name in MOVES if name.startswith(("dismiss_", "allow_"))},
    **dict.fromkeys(BY_OUTSIDERS, (did_not_handle, did_not_validate, did_not_downgrade)),
}


_APPEALING: dict[str, tuple[Predicate, ...]] = dict.fromkeys(APPEALS, (did_not_appeal_before,)) | {
    "appeal_downgrade": (was_downgraded,),
    "appeal_suspension": (was_suspended_by_customs, did_not_appeal_before),
}
_FREEZING: dict[str, tuple[Predicate, ...]] = {"freeze": (is_in_force, did_not_freeze_it_lately)}
_EYES |= _FREEZING
_CLOCKED: dict[str, tuple[Predicate, ...]] = {"lapse_freeze": (is_frozen,)}
# Who entered something handled the case; where that alone would not keep a person from deciding, this does.
_EYES |= {name: (*_EYES.get(name, ()), did_not_enter) for name in DECIDING if did_not_handle not in _EYES.get(name, ())}


# Who enters for an operator what it sent on paper or by e-mail; who does so has handled the case. Where somebody with
# an account acts for it, `begin` asks for the paper itself.
_ENTERS = (handles_here, is_no_draft, has_it_in_hand, did_not_validate)
# What is typed line by line is typed by one hand: a firm with an account does so itself.
_types_for_it = all_of(*_ENTERS, has_no_account)
_TYPED = frozenset({"report_yearly"})


def _clauses(name: str) -> list[AllOf]:
    ways = {
        Hand.APPLICANT: all_of(is_trader, acts_for_the_operator, *_APPEALING.get(name, ())),
        Hand.CASE_OFFICER: all_of(handles_here, is_no_draft, *_FREEZING.get(name, ())),
        Hand.VALIDATOR: all_of(is_validator, is_on_the_team),
        Hand.DECISION_MAKER: all_of(decides_here, is_no_draft, *_EYES.get(name, ())),
        Hand.AGENCY: all_of(is_agency_officer, is_of_a_consulted_agency),
        Hand.SYSTEM: all_of(is_a_clock, *_CLOCKED.get(name, ())),
    }
    enters = _types_for_it if name in _TYPED else all_of(*_ENTERS, *_APPEALING.get(name, ()))
    sent = [enters] if name in ENTERED else []
    return [ways[hand] for hand in Hand if hand in MOVES[name].hands] + sent


sees_case = (
    all_of(handles_here, is_no_draft),
    all_of(decides_here, is_no_draft),
    all_of(is_auditor, is_no_draft),
    all_of(is_validator, is_on_the_team),
    is_a_clock,
)

MOVING: Table = {Moving(name): any_of(*_clauses(name)) for name in MOVES}

TABLE: Table = {
    Permission.OPEN_CASE: any_of(all_of(is_trader, acts_for_the_operator)),
    Permission.RECEIVE: any_of(handles_here),
    Permission.CHOOSE_PRESET: any_of(is_case_officer, is_decision_maker),
    Permission.SEE_CASE: any_of(
        *sees_case,
        all_of(is_trader, acts_for_the_operator),
        all_of(is_guest, is_its_guest, is_under_visit),
        all_of(is_agency_officer, is_its_guest),
        all_of(is_agency_officer, is_of_a_consulted_agency),
    ),
    Permission.SEE_VISIT: any_of(
        *sees_case, all_of(is_guest, is_its_guest, is_under_visit), all_of(is_agency_officer, is_its_guest)
    ),
    Permission.SEE_INSIDE: any_of(*sees_case),
    Permission.SEE_WORKLIST: any_of(is_officer_of_the_programme),
    Permission.SEE_FIGURES: any_of(is_case_officer, is_decision_maker, is_auditor),
    Permission.ANSWER: any_of(all_of(is_trader, acts_for_the_operator), _types_for_it),
    Permission.CHANGE_EDITION: any_of(all_of(is_trader, acts_for_the_operator), all_of(handles_here, is_no_draft)),
    Permission.KEEP_SITES: any_of(all_of(is_trader, acts_for_the_operator), _types_for_it),
    Permission.WRITE: any_of(
        all_of(is_trader, acts_for_the_operator),
        all_of(handles_here, is_no_draft),
        all_of(is_validator, is_on_the_team),
    ),
    Permission.WRITE_INSIDE: any_of(
        all_of(handles_here, is_no_draft), all_of(is_validator, is_on_the_team), all_of(decides_here, is_no_draft)
    ),
    Permission.ASSIGN: any_of(all_of(handles_here, is_no_draft)),
    Permission.RATE: any_of(
        all_of(is_validator, is_on_the_team), all_of(may_be_a_guest, is_its_guest, is_being_visited)
    ),
    Permission.KEEP_VISIT: any_of(all_of(is_validator, is_on_the_team, is_being_visited)),
    Permission.TRACE: any_of(all_of(is_validator, is_on_the_team)),
    Permission.SETTLE: any_of(all_of(is_validator, is_on_the_team)),
    Permission.SEE_RISK: any_of(
        all_of(handles_here, is_no_draft),
        all_of(decides_here, is_no_draft),
        all_of(is_auditor, is_no_draft),
        all_of(is_validator, is_on_the_team),
    ),
    Permission.JUDGE_RISK: any_of(all_of(handles_here, is_no_draft), all_of(is_validator, is_on_the_team)),
    Permission.SEE_VALIDATORS: any_of(is_case_officer, is_validator, is_auditor, may_be_a_guest),
    Permission.SEE_ROUNDS: any_of(is_decision_maker, is_auditor, is_validator),
    Permission.OPEN_ROUND: any_of(is_decision_maker),
    Permission.SEE_ROUND: any_of(is_decision_maker, is_auditor, all_of(is_validator, was_asked_to_rate)),
    Permission.RATE_ALIKE: any_of(all_of(is_validator, is_asked_to_rate)),
    Permission.SEE_AGREEMENT: any_of(
        all_of(is_decision_maker, is_closed), is_auditor, all_of(is_validator, was_asked_to_rate, is_closed)
    ),
    Permission.SEE_STAFFING: any_of(is_decision_maker, is_case_officer, is_auditor),
    Permission.QUALIFY: any_of(is_case_officer, all_of(is_validator, is_oneself), all_of(may_be_a_guest, is_oneself)),
    Permission.PROPOSE_MEASURES: any_of(is_case_officer, is_decision_maker),
    Permission.AGREE_MEASURES: any_of(all_of(is_decision_maker, did_not_propose_them)),
    Permission.EXTEND_ALL: any_of(is_decision_maker),
    Permission.SAMPLE: any_of(is_auditor),
    Permission.SEE_CONDUCT: any_of(
        all_of(handles_here, is_no_draft), all_of(decides_here, is_no_draft), all_of(is_auditor, is_no_draft)
    ),
    Permission.ANSWER_REVIEW: any_of(all_of(handles_here, is_no_draft)),
    Permission.LOOK: any_of(all_of(is_auditor, is_no_draft, took_no_part)),
    Permission.AGREE_REDRAW: any_of(
        all_of(handles_here, is_no_draft, did_not_ask_for_the_redraw),
        all_of(decides_here, is_no_draft, did_not_ask_for_the_redraw),
    ),
    Permission.AUDIT_OWED: any_of(all_of(is_auditor, is_no_draft, took_no_part)),
    Permission.MIGRATE: any_of(is_register_officer),
    Permission.APPLY_MIGRATION: any_of(all_of(is_register_officer, did_not_upload)),
    Permission.COUNTERSIGN_MIGRATION: any_of(
        all_of(is_register_officer, did_not_apply), all_of(is_decision_maker, did_not_apply)
    ),
    Permission.CUT_OVER: any_of(is_decision_maker),
    Permission.CONFIRM_CUT_OVER: any_of(
        all_of(is_decision_maker, did_not_set_the_day), all_of(is_register_officer, did_not_set_the_day)
    ),
    Permission.SEE_MIGRATIONS: any_of(is_register_officer, is_decision_maker, is_auditor),
    Permission.SEE_LETTERS: any_of(is_case_officer),
    Permission.POST_LETTERS: any_of(all_of(handles_here, is_no_draft)),
    Permission.SEE_MAILS: any_of(is_administrator),
}
