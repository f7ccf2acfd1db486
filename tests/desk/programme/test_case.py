"""One case on the desk: who sees it and how much, what is next, every part of it at every stage, and earlier days."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.programme.cases import Programme
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
TABS = ("happened", "application", "validation", "consultations", "messages", "status")


def address(case: Case, rest: str = "") -> str:
    return f"/desk/cases/{case.reference}/{rest}"


def text(answer: Any) -> str:
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.DRAFT])
def test_every_stage_has_a_page_with_all_its_parts(programme: Programme, officer: Client, stage: Stage) -> None:
    case = programme.case(stage)
    for tab in TABS:
        answer = officer.get(address(case, f"?tab={tab}"))
        assert answer.status_code == 200, tab
        assert answer.context["tab"].name == tab
        assert case.name in text(answer)


def test_a_draft_is_nobodys_on_the_desk(programme: Programme, as_person: Callable[[Any], Client]) -> None:
    case = programme.case(Stage.DRAFT)
    for who in ("case_officer", "validator", "decision_maker", "auditor", "agency_officer", "guest_validator"):
        client = as_person(programme.person(who))
        for rest in ("", "moves/accept/", "checklist/", "record/", "officer/"):
            assert client.get(address(case, rest)).status_code in (403, 404)
        assert case.name not in text(client.get("/desk/cases/?kind=all"))
        assert case.reference not in text(client.get("/desk/cases/export.csv?kind=all"))


def test_a_day_before_it_was_submitted_shows_nothing_of_the_draft(programme: Programme, officer: Client) -> None:
    case = programme.draft()
    programme.tick(days=3)
    programme.do("submit", case)
    answer = officer.get(address(case, f"?known={case.opened_at.date().isoformat()}&tab=application"))
    assert "only the applicant reads it" in text(answer)
    assert "sections" not in answer.context


@pytest.mark.parametrize(
    ("who", "stage", "status"),
    [
        ("case_officer", Stage.SUBMITTED, 200),
        ("decision_maker", Stage.SUBMITTED, 200),
        ("auditor", Stage.SUBMITTED, 200),
        ("validator", Stage.SUBMITTED, 403),
        ("agency_officer", Stage.SUBMITTED, 403),
        ("guest_validator", Stage.SUBMITTED, 403),
        ("risk_manager", Stage.SUBMITTED, 403),
        ("administrator", Stage.SUBMITTED, 403),
    ],
)
def test_who_opens_a_case(
    programme: Programme, as_person: Callable[[Any], Client], who: str, stage: Stage, status: int
) -> None:
    case = programme.case(stage)
    assert as_person(programme.person(who)).get(address(case)).status_code == status


def test_an_officer_of_another_office_sees_neither_the_case_nor_its_line(
    programme: Programme, as_person: Callable[[Any], Client]
) -> None:
    case = programme.case(Stage.SUBMITTED)
    other = as_person(programme.world.user(Role.CASE_OFFICER, office="XA02"))
    assert other.get(address(case)).status_code == 403
    assert case.name not in text(other.get("/desk/cases/"))


def test_a_trader_comes_to_no_page_of_the_desk(programme: Programme, as_person: Callable[[Any], Client]) -> None:
    case = programme.case(Stage.SUBMITTED)
    trader = as_person(programme.trader(case.operator))
    for rest in ("", "moves/accept/", "checklist/", "record/"):
        assert trader.get(address(case, rest)).status_code == 403
    assert trader.get("/desk/cases/").status_code == 403
    assert trader.get("/desk/programme/").status_code == 403


def test_an_agency_sees_its_question_and_nothing_else(programme: Programme, agency: Client) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    programme.do("consult", case)
    deeds.write(case=case, text="Only we read this.", by=programme.officer, at=programme.tick(), internal=True)
    answer = agency.get(address(case))
    assert [tab.name for tab in answer.context["tabs"]] == ["consultations", "happened"]
    assert "Anything known?" in text(answer)
    for tab in TABS:
        page = text(agency.get(address(case, f"?tab={tab}")))
        assert "Only we read this." not in page
        assert "Customs decides" not in page
        assert programme.officer.full_name not in page


def test_the_next_deed_is_the_one_filled_button(programme: Programme, officer: Client, decider: Client) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    page = text(officer.get(address(case)))
    next_card = page.split("next-card")[1].split("</section>")[0]
    assert next_card.count("btn-primary") == 1
    assert "moves/plan_validation/" in next_card.split("btn-primary")[1].split("</a>")[0]
    assert officer.get(address(case)).context["deeds"].next == "plan_validation"
    assert decider.get(address(case)).context["deeds"].next == ""


def test_a_decision_follows_what_the_team_recommends(programme: Programme, decider: Client) -> None:
    granted = programme.case(Stage.DECISION_PENDING)
    assert decider.get(address(granted)).context["deeds"].next == "grant"
    refused = programme.case(Stage.REPORTING)
    deeds.report(case=refused, recommends="refuse", reason="No.", by=programme.validators[0], at=programme.tick())
    assert decider.get(address(refused)).context["deeds"].next == "intend_refusal"


def test_who_may_not_decide_reads_why(programme: Programme, as_person: Callable[[Any], Client]) -> None:
    both = programme.world.user(Role.CASE_OFFICER, Role.DECISION_MAKER, office="XA01")
    programme.__dict__["officer"] = both
    case = programme.case(Stage.DECISION_PENDING)
    answer = as_person(both).get(address(case))
    assert answer.context["deeds"].next == ""
    assert "did not handle the case" in text(answer)


def test_clocks_say_what_is_left_what_silence_means_and_that_nobody_confirmed_them(
    programme: Programme, officer: Client
) -> None:
    case = programme.case(Stage.ACCEPTED)
    deeds.extend(
        case=case, term="decision", days=30, reason="Many sites.", legal_basis="Act 7", by=programme.officer,
        at=programme.tick(), asked_by="customs",
    )  # fmt: skip
    page = text(officer.get(address(case)))
    for said in ("Customs decides", "days left", "Many sites.", "Act 7", "not confirmed", "nothing follows by law"):
        assert said in page


def test_a_freeze_has_a_clock_by_the_hour(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.MONITORED)
    at = desk_clock.now() - timedelta(hours=70, minutes=30)
    deeds.freeze(case=case, reason="A seizure.", by=programme.officer, at=max(at, programme.tick()))
    answer = officer.get(address(case))
    clock = next(one for one in answer.context["running"] if one.term == "freeze")
    assert clock.unit == "hours"
    assert "left" in text(answer)
    assert "at most 72 hours" in text(answer)
    assert Case.objects.get(pk=case.pk).due_term == "freeze"


def test_an_earlier_day_shows_the_case_as_it_stood_and_offers_no_deed(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.SUBMITTED)
    then = programme.now.date()
    programme.tick(days=3)
    programme.do("accept", case)
    answer = officer.get(address(case, f"?known={then.isoformat()}"))
    assert answer.context["row"].stage == Stage.SUBMITTED
    assert answer.context["deeds"].next == ""
    assert "The application was accepted." not in text(answer)
    assert "looking back" in text(answer)


def test_a_bad_day_is_told(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.SUBMITTED)
    assert officer.get(address(case, "?known=yesterday")).status_code == 400


def test_no_such_case(officer: Client) -> None:
    assert officer.get("/desk/cases/XA-C999999/").status_code == 404


def test_findings_answers_and_the_draw_are_shown(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.CORRECTING)
    validation = text(officer.get(address(case, "?tab=validation")))
    assert "The gate stands open." in validation
    assert "Close the gate." in validation
    assert "Major gap" in validation
    application = text(officer.get(address(case, "?tab=application")))
    assert "We do, every day." in application
    assert "A. " in application


def test_answers_are_read_with_their_questions_and_in_words(programme: Programme, officer: Client) -> None:
    from html import unescape

    case = programme.case(Stage.SUBMITTED)
    page = officer.get(address(case, "?tab=application"))
    chapters = page.context["sections"]
    assert chapters[0].title == "About the firm"
    assert [chapter.title[0] for chapter in chapters[1:]] == sorted({chapter.title[0] for chapter in chapters[1:]})
    for chapter in chapters:
        for answer in chapter.answers:
            assert answer.text, answer.row.question
            assert answer.words or answer.documents, answer.row.question
            assert answer.text in unescape(text(page))
    kinds = {answer.row.question: answer for chapter in chapters for answer in chapter.answers}
    chosen = next(answer for answer in kinds.values() if answer.row.value == "written")
    assert chosen.words == "Yes, and it is written down"


def test_an_answer_to_a_question_nobody_asks_any_more_is_still_read(programme: Programme) -> None:
    from trustlane.criteria.queries import known
    from trustlane.desk.programme.answered import sections
    from trustlane.programme.rows import AnswerRow

    def said(question: str, value: object) -> AnswerRow:
        return AnswerRow(question, None, value, "", (), programme.now)

    gone = said("Z.9.9", ["a", "b"])
    (chapter,) = sections(known("safe-2025"), [gone])
    assert (chapter.title, chapter.own) == ("Other questions", False)
    assert [(answer.row, answer.words, answer.text) for answer in chapter.answers] == [(gone, "a, b", "")]
    assert [chapter.title for chapter in sections(None, [gone])] == ["Other questions"]


def test_a_message_goes_to_the_applicant_and_a_note_stays(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.SUBMITTED)
    answer = officer.post(address(case, "messages/"), {"text": "Please call."}, follow=True)
    assert "Please call." in text(answer)
    officer.post(address(case, "messages/"), {"text": "Odd firm.", "internal": "on"})
    shown = {message.text: message.internal for message in officer.get(address(case)).context["file"].messages}
    assert shown == {"Please call.": False, "Odd firm.": True}
    empty = officer.post(address(case, "messages/"), {"text": "  "})
    assert empty.status_code == 422
    assert "Write something first." in text(empty)
    assert officer.get(address(case, "messages/")).status_code == 405


def test_an_auditor_writes_nothing(programme: Programme, auditor: Client) -> None:
    case = programme.case(Stage.SUBMITTED)
    assert auditor.post(address(case, "messages/"), {"text": "x"}).status_code == 403
    assert auditor.post(address(case, "messages/"), {"text": "x", "internal": "on"}).status_code == 403
    assert auditor.get(address(case, "officer/")).status_code == 403
    assert auditor.get(address(case)).context["deeds"].others == ()


def test_a_case_is_given_to_an_officer_of_its_office(programme: Programme, officer: Client) -> None:
    case = programme.case(Stage.SUBMITTED)
    stranger = programme.world.user(Role.CASE_OFFICER, office="XA02")
    answer = officer.post(address(case, "officer/"), {"officer": str(stranger.pk)})
    assert answer.status_code == 422
    officer.post(address(case, "officer/"), {"officer": str(programme.officer.pk), "reason": ""})
    assert Case.objects.get(pk=case.pk).officer_id == programme.officer.pk


def test_an_auditor_follows_each_event_to_the_record(programme: Programme, auditor: Client, officer: Client) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    page = text(auditor.get(address(case)))
    row = auditor.get(address(case)).context["file"].timeline[0].ledger_row
    assert f"/record/#row-{row}" in page
    record = auditor.get(address(case, "record/"))
    assert f'id="row-{row}"' in text(record)
    assert {str(line.found) for line in record.context["lines"]} == {"As it was recorded"}
    assert officer.get(address(case, "record/")).status_code == 403
    assert "/record/" not in text(officer.get(address(case)))


def test_the_record_goes_on_page_by_page(programme: Programme, auditor: Client, monkeypatch: Any) -> None:
    from trustlane.desk.programme.views import record

    monkeypatch.setattr(record, "PAGE", 3)
    case = programme.case(Stage.DECISION_PENDING)
    first = auditor.get(address(case, "record/"))
    assert len(first.context["lines"]) == 3
    second = auditor.get(address(case, f"record/?before={first.context['older']}"))
    numbers = [line.number for line in (*first.context["lines"], *second.context["lines"])]
    assert numbers == sorted(set(numbers), reverse=True)
    assert auditor.get(address(case, "record/?before=x")).status_code == 200
