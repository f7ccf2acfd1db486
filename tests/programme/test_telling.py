"""Who is told of what happens in a case: all who have to know, in the deed itself, and of no more than is for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.programme.cases import WAYS, Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.conditions import Condition
from trustlane.programme.models import Case, Event, Letter, Mail, Notice
from trustlane.programme.moves import MOVES as TABLE
from trustlane.programme.notices.table import LETTERS, MORE_TIME, MOVES
from trustlane.programme.papers.letters import write
from trustlane.programme.queries import letters
from trustlane.programme.queries.casefile import _is_shown, case_file
from trustlane.programme.queries.lettering import _FIELDS
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
SECRET = "zebra-violet-nineteen"


def told(case: Any, move: str) -> dict[str, list[Any]]:
    """Who was told of the last such move, by what they are told as."""
    event = Event.objects.filter(case=case, move=move).order_by("-number").first()
    found: dict[str, list[Any]] = {}
    for notice in Notice.objects.filter(event=event).select_related("person").order_by("pk"):
        found.setdefault(notice.to, []).append(notice.person)
    return found


def test_an_applicant_is_told_that_customs_asks_and_the_officer_that_it_answered(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    programme.do("ask_information", case)
    trader = programme.trader(case.operator)
    assert told(case, "ask_information") == {"operator": [trader]}
    programme.do("answer_information", case)
    assert told(case, "answer_information") == {"officer": [programme.officer]}


def test_where_nobody_has_the_case_every_officer_of_its_office_is_told_and_else_only_who_has_it(
    programme: Programme,
) -> None:
    second = programme.person("case_officer", "second officer")
    case = programme.case(Stage.SUBMITTED)
    assert set(told(case, "submit")["officer"]) == {programme.officer, second}
    programme.do("give_to_officer", case)
    programme.do("ask_information", case, by=second)
    programme.do("answer_information", case)
    assert told(case, "answer_information") == {"officer": [programme.officer]}


def test_who_gets_a_case_is_told_and_who_takes_one_is_not(programme: Programme) -> None:
    second = programme.person("case_officer", "second officer")
    case = programme.case(Stage.SUBMITTED)
    deeds.assign(case=case, officer=second, by=programme.officer, at=programme.tick())
    assert told(case, "give_to_officer") == {"officer": [second]}
    deeds.assign(case=case, officer=second, by=second, at=programme.tick())
    assert told(case, "give_to_officer") == {}


def test_a_team_is_told_of_its_visit_and_the_operator_too(programme: Programme) -> None:
    case = programme.case(Stage.VALIDATION_PLANNED)
    assert told(case, "plan_validation") == {
        "operator": [programme.trader(case.operator)],
        "team": sorted(programme.validators, key=lambda one: one.full_name),
    }


def test_a_partners_guest_is_told_of_the_visit_and_of_nothing_else(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    guest = programme.person("guest_validator")
    day = programme.now.date()
    deeds.plan_validation(
        case=case,
        plan=deeds.Plan(mode="on_site", sites=(), begins=day + timedelta(7), ends=day + timedelta(8)),
        team=[one.pk for one in programme.validators],
        guests=[guest.pk],
        by=programme.officer,
        at=programme.tick(),
    )
    for step in ("begin_validation", "rate all", "end_validation", "report", "grant"):
        programme.do(step, case)
    assert list(Notice.objects.filter(person=guest).values_list("to", "says")) == [
        ("guest", "You are asked to take part in a validation.")
    ]


def test_only_the_agency_that_was_asked_is_told(programme: Programme) -> None:
    asked, other = programme.person("agency_officer"), programme.world.user(*_agency(), office="PLANTS")
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)
    assert told(case, "consult") == {"agency": [asked]}
    assert not Notice.objects.filter(person=other).exists()


def _agency() -> list[Any]:
    from trustlane.access.roles import Role

    return [Role.AGENCY_OFFICER]


def test_of_a_decision_that_waits_those_are_told_who_may_make_it(programme: Programme) -> None:
    both = programme.world.user(*_both(), office="XA01")
    free = [programme.decider, programme.other_decider]
    case = programme.case(Stage.DESK_REVIEW)
    day = programme.now.date()
    deeds.plan_validation(
        case=case,
        plan=deeds.Plan(mode="on_site", sites=(), begins=day + timedelta(7), ends=day + timedelta(8)),
        team=[programme.validators[0].pk, both.pk],
        by=programme.officer,
        at=programme.tick(),
    )
    for step in ("begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    # Who validated the case and holds the role to decide may not decide it, and is not called to.
    assert set(told(case, "report")["decider"]) == set(free)


def _both() -> list[Any]:
    from trustlane.access.roles import Role

    return [Role.VALIDATOR, Role.DECISION_MAKER]


def test_a_draft_that_is_given_up_is_nobody_elses_business(programme: Programme) -> None:
    case = programme.case(Stage.DRAFT)
    programme.do("withdraw", case)
    assert not Notice.objects.filter(case=case).exists()


def test_a_message_is_told_to_the_other_side_and_a_note_to_officers_alone(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    programme.do("give_to_officer", case)
    trader = programme.trader(case.operator)
    out = deeds.write(case=case, text=SECRET, by=programme.officer, at=programme.tick())
    back = deeds.write(case=case, text=SECRET, by=trader, at=programme.tick())
    inside = deeds.write(case=case, text=SECRET, internal=True, by=programme.decider, at=programme.tick())
    people = {
        message: list(Notice.objects.filter(message=message).values_list("person", flat=True))
        for message in (out, back, inside)
    }
    assert people == {out: [trader.pk], back: [programme.officer.pk], inside: [programme.officer.pk]}


def test_a_move_that_is_undone_told_nobody(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    before = (Notice.objects.count(), Letter.objects.count())
    with pytest.raises(RuntimeError), transaction.atomic():
        programme.do("accept", case)
        assert (Notice.objects.count(), Letter.objects.count()) > before
        raise RuntimeError
    assert (Notice.objects.count(), Letter.objects.count()) == before


def _prepared(programme: Programme, case: Any, name: str) -> None:
    """What has to be there before a move can be made."""
    if name == "answer_information":
        programme.do("ask_information", case)
    elif name == "answer_consultation":
        programme.do("consult", case)
    elif name == "settle_corrections":
        programme.do("settle each", case)
    elif name == "start_clock":
        programme.do("stop_clock", case)
    elif name == "decline_extension":
        programme.do("ask_extension", case)
    elif name in ("refuse", "revoke", "annul"):
        programme.do("hear", case)
    elif name == "ask_correction":
        programme.do("find a gap", case)
    elif name == "extend" and case.stage == Stage.SUBMITTED:
        programme.do("accept", case)
    elif name == "meet_condition":
        asked = [Condition("Mend the fence.", programme.now.date() + timedelta(days=30))]
        deeds.ratify(case=case, conditions=asked, reason="Open.", by=programme.decider, at=programme.tick())
    elif name == "lapse_freeze":
        programme.tick(hours=73)


# From which stage a move is tried where it can be made from several; any other from the first of its row.
FROM = {
    "freeze": Stage.MONITORED,
    "ratify": Stage.FROZEN,
    "lapse_freeze": Stage.FROZEN,
    "withdraw": Stage.SUBMITTED,
    "lapse": Stage.SUBMITTED,
    "answer_consultation": Stage.ACCEPTED,
    "consult": Stage.ACCEPTED,
    "give_to_officer": Stage.SUBMITTED,
    "ask_information": Stage.SUBMITTED,
    "answer_information": Stage.SUBMITTED,
    "extend": Stage.ACCEPTED,
    "ask_extension": Stage.ACCEPTED,
    "decline_extension": Stage.ACCEPTED,
    "stop_clock": Stage.ACCEPTED,
    "start_clock": Stage.ACCEPTED,
    "grant": Stage.DECISION_PENDING,
    "hear": Stage.REFUSAL_HEARING,
    "plan_validation": Stage.DESK_REVIEW,
    "meet_condition": Stage.FROZEN,
    "drop_hearing": Stage.REVOCATION_HEARING,
    "allow_status_appeal": Stage.SUSPENSION_APPEALED,
    **dict.fromkeys(
        (
            "freeze",
            "report_yearly",
            "notify_change",
            "report_incident",
            "tell_incident",
            "intend_revocation",
            "intend_annulment",
            "give_back",
            "propose_lapse",
            "lapse_status",
            "succeed",
        ),
        Stage.MONITORED,
    ),
}
# What only a year brings, what needs a stage of its own, and what ends a visit: each is told of elsewhere.
ELSEWHERE = {
    *("expire", "allow_appeal_of_suspended", "end_validation"),
    "appeal_downgrade",  # needs a downgrade before
    "receive",  # begins a case
    *("grant_benefits", "withhold_benefits", "end_benefits"),  # need an agency that was asked before
}


def test_no_move_tells_anybody_more_than_is_for_them(programme: Programme) -> None:
    """Walks every move × addressee: a notice holds its sentence alone, and leads to a case that its reader may see."""
    # Everybody is there before the first move: what is undone later would take them along.
    assert programme.officer and programme.validators and programme.decider and programme.other_decider
    assert programme.person("agency_officer") and programme.person("guest_validator")
    # Of three who decide one is left who neither refused nor allowed the appeal.
    assert programme.person("decision_maker", "third decider")
    tried: dict[Stage, list[str]] = {}
    for name, move in TABLE.items():
        if name not in ELSEWHERE:
            tried.setdefault(FROM.get(name) or min(move.sources), []).append(name)
    walked: set[tuple[str, str]] = set()
    for stage, names in tried.items():
        case, now = programme.case(stage), programme.now
        for name in names:
            # Each from the same place: what was made is undone before the next.
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                _prepared(programme, case, name)
                programme.do(name, case)
                walked |= {(name, to) for to in _told_what_is_for_them(programme, case, name)}
                raise ZeroDivisionError
            programme.now = now
            case = Case.objects.select_related("operator").get(pk=case.pk)
    expected = {(name, told.to.value) for name, rows in MOVES.items() if name not in ELSEWHERE for told in rows}
    # Whoever made a move is not told of it, and here one officer handles all; there is no guest, and at first no team.
    assert expected - walked <= {
        ("accept", "officer"),
        ("freeze", "officer"),
        ("tell_incident", "officer"),
        ("give_to_officer", "officer"),
        ("plan_validation", "guest"),
        ("plan_validation", "dropped"),
        ("report", "joint"),
        ("withdraw", "team"),
    }
    assert len(walked) > 80


def _told_what_is_for_them(programme: Programme, case: Any, name: str) -> set[str]:
    event = Event.objects.filter(case=case, move=name).order_by("-number").first()
    assert event is not None
    sentences = {each.to.value: each.says for each in MOVES[name]}
    letter = Letter.objects.filter(event=event).first()
    assert (letter.kind if letter else None) == LETTERS.get(name), name
    if letter is not None:
        assert write(letters.as_paper(letter)).subject
    seen = set()
    for notice in Notice.objects.filter(event=event).select_related("person"):
        seen.add(notice.to)
        assert notice.says == sentences[notice.to], name
        # The reason of the planned visit is a word that its sentence has too.
        assert event.reason in ("", "planned") or event.reason not in notice.says, name
        if notice.to in ("agency", "guest"):
            assert _is_shown(event, notice.to, frozenset({event.pk}), event.number), name
        if notice.to == "dropped":
            # Who was left out sees the case no longer; its notice leads to the worklist.
            with pytest.raises(Refused):
                case_file(event.case, notice.person, at=programme.now)
            continue
        # The permits let each of them open the case, and say as whom.
        file = case_file(event.case, notice.person, at=programme.now)
        assert file.seen_by == {"operator": "operator", "agency": "agency", "guest": "guest"}.get(notice.to, "customs")
    return seen


def test_no_notice_reads_what_was_written_in_the_case() -> None:
    kept = {field.name for field in Notice._meta.get_fields()}
    assert not kept & {"reason", "text", "data", "legal_basis", "finding", "score"}
    assert not {field.name for field in Mail._meta.get_fields()} & {"text", "body", "subject", "case"}


ASKED = "submit,ask_information,answer_information,accept,begin_review,extend,plan_validation,begin_validation"
CORRECTED = "find a gap,rate all,end_validation,ask_correction,answer_correction,settle each,settle_corrections,report"
TAKEN = "grant,take_effect,freeze,ratify,propose_reinstatement,reinstate,intend_revocation,hear,drop_hearing"


@pytest.mark.parametrize("preset", ["us-2026", "national-2026"])
def test_every_letter_is_complete_whatever_the_country_knows_of_periods(programme: Programme, preset: str) -> None:
    """Gone in presets that know few periods and many; each letter that was sent is there with all it asks for."""
    programme.preset = preset
    first, second = programme.draft(), programme.draft()
    asked = [step for step in ASKED.split(",") if step != "extend" or preset == "national-2026"]
    for step in [*asked, *CORRECTED.split(","), "intend_refusal", "hear", "refuse"]:
        programme.do(step, first)
    for step in [*WAYS[Stage.DECISION_PENDING], *TAKEN.split(",")]:
        programme.do(step, second)
    # Two ways to take it are there; each is gone from the same place.
    for way in ("revoke", "annul"):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            for step in (f"intend_{'revocation' if way == 'revoke' else 'annulment'}", "hear", way):
                programme.do(step, Case.objects.select_related("operator").get(pk=second.pk))
            kinds = {letter.kind for letter in Letter.objects.filter(case=second)}
            assert kinds >= {{"revoke": "revoked", "annul": "annulled"}[way]}
            for letter in Letter.objects.filter(case=second):
                assert write(letters.as_paper(letter)).subject
            raise ZeroDivisionError
    programme.case(Stage.NOT_ACCEPTED)
    sent = set(Letter.objects.values_list("kind", flat=True))
    assert sent >= {LETTERS[step] for step in (*asked, *CORRECTED.split(","), *TAKEN.split(",")) if step in LETTERS}
    for letter in Letter.objects.all():
        assert write(letters.as_paper(letter)).subject
    assert set(_FIELDS) == {*LETTERS.values(), MORE_TIME}
