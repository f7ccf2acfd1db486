"""What each reader sees of a case: officers all of it, the operator what is its own, guests and agencies their part."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.programme.cases import OFFICE, Programme
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.models import Assignment, Case, Event, Finding, Letter, Message, Terms
from trustlane.programme.moves import MOVES
from trustlane.programme.papers.letters import write
from trustlane.programme.papers.refusals import PaperRefused
from trustlane.programme.queries import casefile, papers, worklist
from trustlane.programme.queries.casefile import case_file
from trustlane.programme.queries.letters import as_paper
from trustlane.programme.queries.worklist import Wanted
from trustlane.programme.refusals import (
    ChoiceUnknown,
    NotAsked,
    NothingToPrint,
    NotYetThere,
    ReasonMissing,
    TextUnfit,
)
from trustlane.programme.rows import CaseFile, CaseRow, EventRow
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
ALL = Wanted(kind="")
ADDRESS = "https://customs.example/verify/XAAEO1/CODE/"
VISIT = {Stage.VALIDATION_PLANNED, Stage.VALIDATING, Stage.REPORTING, Stage.CORRECTING}
# What officers say to one another, or what says how closely a holder is looked at.
KEPT = {
    "give_to_officer",
    "stop_clock",
    "start_clock",
    "conclude_at_desk",
    "plan_validation",
    "report",
    "send_back",
    "consult",
    "answer_consultation",
    "propose_amendment",
    "propose_lapse",
    "propose_reinstatement",
    "accept",
    "begin_review",
    "begin_validation",
    "end_validation",
    "settle_corrections",
    "take_effect",
}


def guest_of(programme: Programme, case: Case) -> Any:
    """A partner's guest at the visit of the case."""
    guest = programme.person("guest_validator")
    planned = Event.objects.filter(case=case, move="plan_validation").latest("number")
    Assignment.objects.create(case=case, person=guest, duty="guest", round=1, begun_in=planned)
    return guest


def consulted(programme: Programme, *, answered: bool = False) -> Case:
    """A case that an agency was asked about, with an officer who has it."""
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)
    if answered:
        programme.do("answer_consultation", case)
    Case.objects.filter(pk=case.pk).update(officer=programme.officer)
    return Case.objects.get(pk=case.pk)


def seen(programme: Programme, case: Case, who: Any, **when: Any) -> CaseFile:
    fresh = Case.objects.select_related("operator", "officer").get(pk=case.pk)
    return case_file(fresh, who, at=programme.now, **when)


def last(file: CaseFile, move: str) -> EventRow:
    return next(event for event in file.timeline if event.move == move)


def listed(programme: Programme, who: Any, wanted: Wanted = ALL, **how: Any) -> list[CaseRow]:
    return worklist.worklist(who, wanted, at=programme.now, **how)


# --- reasons


def test_every_move_is_either_told_or_kept() -> None:
    told = casefile._TOLD | casefile._OWN
    assert told | KEPT == set(MOVES)
    assert not told & KEPT


@pytest.mark.parametrize("move", sorted(MOVES))
def test_an_operator_reads_the_reasons_that_are_for_it_and_no_other(move: str) -> None:
    names = {"user:1": casefile.Who("An Officer", ""), "user:2": casefile.Who("Its Clerk", "OP1")}
    operator = casefile.Sight("operator", names, frozenset(), "OP1")
    officers, own = (Event(move=move, by=by, reason="Why.") for by in ("user:1", "user:2"))
    assert operator.reads_why(officers) == (move not in KEPT | {"notify_change", "report_incident"})
    assert operator.reads_why(own) == (move not in KEPT)
    assert casefile.Sight("customs", names, frozenset(), "OP1").reads_why(officers)
    assert not casefile.Sight("guest", names, frozenset(), "OP1").reads_why(officers)


def test_of_an_incident_the_holder_reads_what_is_told_to_it_and_nothing_else(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    trader = programme.trader(case.operator)
    programme.do("report_incident", case)
    assert last(seen(programme, case, trader), "report_incident").reason == "Somebody used our number."
    deeds.tell_incident(
        case=case,
        text="Your number was named in Port Blue.",
        kind="number_used",
        note="Seen while a rule was tried.",
        consignment="26XA7",
        by=programme.officer,
        at=programme.tick(),
    )
    theirs, ours = (last(seen(programme, case, who), "tell_incident") for who in (trader, programme.officer))
    assert (theirs.reason, theirs.data) == ("Your number was named in Port Blue.", {"kind": "number_used"})
    assert ours.data == {"kind": "number_used", "note": "Seen while a rule was tried.", "consignment": "26XA7"}
    kept = Letter.objects.get(event__case=case, kind="incident")
    assert "Seen while" not in str(kept.facts) and "26XA7" not in str(kept.facts)
    written = " ".join(map(str, write(as_paper(kept)).body))
    assert "Your number was used by somebody else" in written and "named in Port Blue" in written


def test_the_holder_answers_what_customs_told_it_and_nothing_else(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    trader = programme.trader(case.operator)
    programme.do("tell_incident", case)
    told = Event.objects.get(case=case, move="tell_incident").number
    with pytest.raises(NotAsked):
        deeds.report_incident(case=case, text="Not us.", answers=told - 1, by=trader, at=programme.tick())
    deeds.report_incident(case=case, text="Not us.", kind="number_used", answers=told, by=trader, at=programme.tick())
    for who in (trader, programme.officer):
        assert last(seen(programme, case, who), "report_incident").data == {"kind": "number_used", "answers": told}


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"kind": "gossip"}, ChoiceUnknown),
        ({"text": " "}, ReasonMissing),
        ({"note": "\x00"}, TextUnfit),
        ({"consignment": "9" * 201}, TextUnfit),
    ],
)
def test_an_incident_that_says_nothing_or_too_much_is_refused(
    programme: Programme, given: dict[str, str], refusal: type[Exception]
) -> None:
    case = programme.case(Stage.MONITORED)
    told = {"text": "It was.", "kind": "seal"} | given
    with pytest.raises(refusal):
        deeds.tell_incident(case=case, by=programme.officer, at=programme.tick(), **told)


def test_an_operator_reads_the_names_of_its_own_people_and_of_no_officer(programme: Programme) -> None:
    case = programme.case(Stage.ACCEPTED)
    trader = programme.trader(case.operator)
    file = seen(programme, case, trader)
    assert last(file, "submit").by_name == trader.full_name
    assert last(file, "accept").by_name == ""
    assert {event.by for event in file.timeline} == {""}
    assert last(seen(programme, case, programme.officer), "accept").by_name == programme.officer.full_name


def test_why_a_clock_stood_or_was_extended_is_for_officers(programme: Programme) -> None:
    case = programme.case(Stage.ACCEPTED)
    for step in ("stop_clock", "start_clock", "extend"):
        programme.do(step, case)
    ours = next(row for row in seen(programme, case, programme.officer).clocks if row.term == "decision")
    theirs = next(
        row for row in seen(programme, case, programme.trader(case.operator)).clocks if row.term == "decision"
    )
    assert "A court." in [reason for _, _, reason in ours.stops]
    assert [reason for _, reason, _ in ours.extensions] == ["Ill."]
    assert [(first, until, "") for first, until, _ in ours.stops] == list(theirs.stops)
    assert [(much, "", basis) for much, _, basis in ours.extensions] == list(theirs.extensions)


def test_an_agency_reads_its_own_question_and_nothing_of_another_agency(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)
    due = programme.now.date() + timedelta(9)
    other = {"agency": "POLICE", "question": "Is he known?", "due": due}
    deeds.consult(case=case, by=programme.officer, at=programme.tick(), **other)
    file = seen(programme, case, programme.person("agency_officer"))
    assert [(event.move, event.reason) for event in file.timeline] == [("consult", "Anything known?"), ("submit", "")]
    assert [one.question for one in file.consultations] == ["Anything known?"]


def test_a_guest_reads_no_reason(programme: Programme) -> None:
    case = programme.case(Stage.VALIDATING)
    file = seen(programme, case, guest_of(programme, case))
    assert {event.move for event in file.timeline} == {"plan_validation", "begin_validation"}
    assert {event.reason for event in file.timeline} == {""}
    assert file.row.stage == Stage.VALIDATING


# --- rows


def test_an_agency_reads_the_stage_while_it_is_asked_and_no_clock(programme: Programme) -> None:
    agency = programme.person("agency_officer")
    case = consulted(programme)
    assert case.due is not None
    (row,) = listed(programme, agency)
    assert (row.stage, row.due, row.due_term, row.due_title, row.turn) == (Stage.DESK_REVIEW, None, "", "", "")
    assert (row.officer, row.officer_name) == (None, "")
    programme.do("answer_consultation", case)
    assert listed(programme, agency)[0].stage == ""
    assert seen(programme, case, agency).row.stage == ""
    assert seen(programme, case, agency).row.due is None


def test_an_agency_finds_no_case_by_what_it_does_not_read(programme: Programme) -> None:
    agency = programme.person("agency_officer")
    case = consulted(programme, answered=True)
    asks = {"late": True, "soon": True, "turn": case.turn, "term": case.due_term, "stage": case.stage}
    assert listed(programme, programme.officer, Wanted(kind="", stage=case.stage))
    for name, value in asks.items():
        assert listed(programme, agency, Wanted(kind="", **{name: value})) == [], name
    assert listed(programme, agency, Wanted(kind="open")) == []
    assert listed(programme, agency, Wanted(kind="", visited_by=1)) == []
    assert worklist.counted(agency, at=programme.now) == {}
    assert len(listed(programme, agency)) == 1


@pytest.mark.parametrize("order", ["due", "stage"])
def test_the_order_of_a_list_tells_an_agency_nothing(programme: Programme, order: str) -> None:
    agency = programme.person("agency_officer")
    first, second = consulted(programme, answered=True), consulted(programme, answered=True)
    Case.objects.filter(pk=second.pk).update(due=first.opened_at)
    programme.do("plan_validation", first)
    for downwards in (False, True):
        rows = listed(programme, agency, order=order, descending=downwards)
        assert [row.id for row in rows] == sorted([first.pk, second.pk], reverse=downwards)
        assert len({row.key[0] for row in rows}) == 1
    theirs = listed(programme, programme.officer, order=order)
    assert len({row.key[0] for row in theirs}) == 2


def test_an_operator_reads_its_clock_and_not_who_has_its_case(programme: Programme) -> None:
    case = consulted(programme)
    trader = programme.trader(case.operator)
    (theirs,) = worklist.of_operator(case.operator.reference, who=trader, at=programme.now)
    (ours,) = worklist.of_operator(case.operator.reference, who=programme.officer, at=programme.now)
    assert (ours.officer, ours.officer_name) == (programme.officer.pk, programme.officer.full_name)
    assert (theirs.officer, theirs.officer_name) == (None, "")
    assert (theirs.due, theirs.turn, theirs.stage) == (ours.due, ours.turn, ours.stage)
    assert ours.due is not None


def test_who_answers_for_an_agency_and_handles_cases_reads_its_own_cases_whole(programme: Programme) -> None:
    both = programme.world.user(Role.CASE_OFFICER, office=OFFICE)
    case = consulted(programme)
    (row,) = listed(programme, both, Wanted(kind="", turn=case.turn))
    assert row.due == case.due
    assert row.officer == programme.officer.pk
    assert [one.officer for one in worklist.everything(both, ALL, at=programme.now)] == [programme.officer.pk]


@pytest.mark.parametrize("stage", [*sorted(VISIT), Stage.DECISION_PENDING, Stage.REFUSED, Stage.MONITORED])
def test_a_guest_has_a_case_on_its_list_only_while_the_visit_goes_on(programme: Programme, stage: Stage) -> None:
    case = programme.case(stage)
    guest, during = guest_of(programme, case), stage in VISIT
    assert [row.stage for row in listed(programme, guest)] == ([stage] if during else [])
    assert worklist.count(guest, ALL, at=programme.now) == int(during)
    assert len(list(worklist.everything(guest, ALL, at=programme.now))) == int(during)


# --- papers


def test_no_guest_and_no_agency_gets_the_certificate(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)
    for step in ("answer_consultation", "plan_validation", "begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    programme.do("grant", case)
    case = Case.objects.select_related("operator").get(pk=case.pk)
    at = programme.tick()
    assert papers.certificate(case, programme.trader(case.operator), at=at, verify_at=ADDRESS)
    with pytest.raises(NothingToPrint):
        papers.certificate(case, programme.person("agency_officer"), at=at, verify_at=ADDRESS)


def test_a_key_that_is_named_but_missing_is_refused_until_it_is_there(
    programme: Programme, settings: Any, tmp_path: Any
) -> None:
    from trustlane.programme.papers.keys import make_seal_key

    settings.TRUSTLANE_SEAL = (str(tmp_path / "lost.p12"), "words")
    case = programme.case(Stage.MONITORED)
    at = programme.tick()
    with pytest.raises(PaperRefused, match=r"programme\.seal_file"):
        papers.certificate(case, programme.officer, at=at, verify_at=ADDRESS)
    made = make_seal_key("Exampleland", at=at - timedelta(1), passphrase=b"words")
    (tmp_path / "lost.p12").write_bytes(made.pkcs12)
    assert b"/ByteRange" in papers.certificate(case, programme.officer, at=at, verify_at=ADDRESS)


@pytest.mark.parametrize("code", ["é", "ß" * papers.CODE_LETTERS, "\ud800", "证书", ""])
def test_a_code_of_any_letters_is_only_wrong(programme: Programme, code: str) -> None:
    number = Terms.objects.get(case=programme.case(Stage.MONITORED)).number
    found = papers.verified(number, code, at=programme.tick())
    assert found is not None
    assert (found.in_force, found.name) == (True, "")


def test_the_register_says_whether_a_certificate_holds_and_the_stage_does_not(
    programme: Programme, monkeypatch: Any
) -> None:
    # Where an appeal suspends what it is against, a revoked status is in force again until it is decided.
    monkeypatch.setattr("trustlane.programme.actions.effects.suspensive", lambda preset: True)
    case = programme.case(Stage.REVOCATION_APPEALED)
    number = Terms.objects.get(case=case).number
    found = papers.verified(number, papers.code_of(number), at=programme.tick())
    assert found is not None
    assert (found.in_force, found.name) == (True, case.name)


def test_a_standing_of_another_programme_is_no_certificate(programme: Programme, monkeypatch: Any) -> None:
    number = Terms.objects.get(case=programme.case(Stage.MONITORED)).number
    monkeypatch.setattr(papers, "PROGRAMME", "LOCAL")
    found = papers.verified(number, "", at=programme.tick())
    assert found is not None
    assert not found.in_force


def test_a_certificate_from_before_the_status_was_granted_anew_holds_no_more(programme: Programme) -> None:
    old = programme.case(Stage.MONITORED)
    programme.do("give_back", old)
    new = programme.case(Stage.MONITORED, operator=old.operator)
    numbers = [Terms.objects.get(case=case).number for case in (old, new)]
    found = [papers.verified(number, "", at=programme.tick()) for number in numbers]
    assert [one is not None and one.in_force for one in found] == [False, True]


# --- many rows, and earlier days


def test_a_case_with_many_rows_is_read_with_few_queries(programme: Programme) -> None:
    case = programme.case(Stage.CORRECTING)
    people = [*programme.validators, programme.officer]
    at = programme.now
    Finding.objects.bulk_create(
        Finding(case=case, round=1, item=f"X{n}", rating="met", key=f"X{n}", by=people[n % 3].actor, at=at, seen_at=at)
        for n in range(75)
    )
    Message.objects.bulk_create(
        Message(case=case, internal=n % 2 == 0, from_customs=True, text="Said.", by=people[n % 3].actor, at=at)
        for n in range(20)
    )
    for who in (programme.officer, programme.trader(case.operator)):
        fresh = Case.objects.select_related("operator", "officer").get(pk=case.pk)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            file = case_file(fresh, who, at=at)
        assert len(asked) <= 40
        assert len(file.findings) >= 75
        named = who == programme.officer
        assert all(bool(one.by_name) == named for one in (*file.findings, *file.messages))


def test_a_case_is_not_there_before_it_was_opened(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    with pytest.raises(NotYetThere, match=case.reference):
        seen(programme, case, programme.trader(case.operator), as_of=case.opened_at - timedelta(seconds=1))


def test_what_was_a_draft_then_is_the_applicants_alone(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    then = case.opened_at
    with pytest.raises(NotYetThere):
        seen(programme, case, programme.officer, as_of=then)
    assert seen(programme, case, programme.trader(case.operator), as_of=then).row.stage == Stage.DRAFT
