"""Whatever is sent, a deed is done or refused by name with its mend; nothing of a refused deed stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.programme.cases import NOW, Programme, document
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.models import Row
from trustlane.programme import actions as deeds
from trustlane.programme.models import (
    Assignment,
    Case,
    Consultation,
    Correction,
    CorrectionStep,
    Event,
    Finding,
    Message,
    Terms,
)
from trustlane.programme.queries.findings import latest
from trustlane.programme.refusals import (
    CertificateOver,
    ChoiceUnknown,
    ConsultationOpen,
    CorrectionAsked,
    DayPast,
    EvidenceUnknown,
    KeyTaken,
    MomentUnfit,
    PersonUnknown,
    PresetUnknown,
    ProgrammeRefused,
    ReasonMissing,
    SiteUnknown,
    TeamTooSmall,
    TeamUnfit,
    TextUnfit,
)
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db

KEPT = (Case, Event, Assignment, Finding, Correction, CorrectionStep, Consultation, Message, Terms, Row)
UNFIT = {"nothing": "a\x00b", "half a pair": "a\ud800b", "too long": "x" * 20_001}
NO_ID = (-1, 0, -(1 << 70), 1 << 70, 999_999)


def refused(kind: type[ProgrammeRefused], deed: Callable[..., Any], said: str | None = None, **given: Any) -> None:
    """The deed is refused by that name, with a mend, and no table of the programme has a row more."""
    before = [each.objects.count() for each in KEPT]
    with pytest.raises(kind, match=said) as why:
        deed(**given)
    assert why.value.mend
    str(why.value).encode()  # it can be printed
    assert [each.objects.count() for each in KEPT] == before


def rating(programme: Programme, case: Case, **changes: Any) -> dict[str, Any]:
    """A rating as the first validator sends it."""
    at = programme.tick()
    own = {"case": case, "item": "A.O1", "rating": "minor", "text": "It stood open.", "key": "k1", "seen_at": at}
    return own | {"by": programme.validators[0], "at": at} | changes


def opening(programme: Programme, **changes: Any) -> dict[str, Any]:
    """An application as a trader begins it."""
    operator = programme.operator()
    own = {"roles": ["exporter"], "security": True, "compliance": True, "small": True, "office": "XA01"}
    who = {"operator": operator, "by": programme.trader(operator), "at": programme.tick()}
    return own | {"preset": programme.preset, "chosen_by": programme.officer} | who | changes


def plan(programme: Programme, case: Case, **changes: Any) -> dict[str, Any]:
    """A plan as the case officer makes it; the fields of the visit by name, beside the team."""
    day = programme.now.date() + timedelta(days=7)
    visit = {"mode": "on_site", "sites": (), "begins": day, "ends": day}
    fields = visit | {name: changes.pop(name) for name in ("mode", "sites", "agenda", "consignments") & changes.keys()}
    team = [person.pk for person in programme.validators]
    own = {"case": case, "plan": deeds.Plan(**fields), "team": team, "by": programme.officer, "at": programme.tick()}
    return own | changes


def consulting(programme: Programme, case: Case, **changes: Any) -> dict[str, Any]:
    """A question to the food agency."""
    at = programme.tick()
    own = {"case": case, "agency": "FOOD", "question": "Anything known?", "due": at.date() + timedelta(days=30)}
    return own | {"by": programme.officer, "at": at} | changes


# Words of a list.


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (ChoiceUnknown, {"office": "NOWHERE"}),
        (ChoiceUnknown, {"office": "XA\x00"}),
        (ChoiceUnknown, {"catalogue": "safe-1066"}),
        (PresetUnknown, {"preset": "none-2026"}),
    ],
)
def test_a_case_is_opened_for_an_office_a_preset_and_a_catalogue_that_there_are(
    programme: Programme, kind: type[ProgrammeRefused], changes: dict[str, str]
) -> None:
    assert programme.officer
    refused(kind, deeds.open_case, **opening(programme, **changes))


def test_an_applicant_chooses_neither_whose_law_its_case_runs_by_nor_an_office_that_takes_none(
    programme: Programme, settings: Any
) -> None:
    given = opening(programme, chosen_by=None, preset="india-2026")
    with pytest.raises(Refused):
        deeds.open_case(**given)
    with pytest.raises(Refused):
        deeds.open_case(**(given | {"chosen_by": given["by"]}))
    settings.TRUSTLANE_OFFICE = "XA07"
    refused(ChoiceUnknown, deeds.open_case, **(given | {"preset": ""}))
    case = deeds.open_case(**(given | {"preset": "", "office": ""}))
    assert (case.preset, case.office) == (settings.TRUSTLANE_PRESET, "XA07")


def test_an_applicant_applies_by_no_catalogue_but_those_of_the_settings(programme: Programme, settings: Any) -> None:
    from trustlane.programme.models import Case

    given = opening(programme, chosen_by=None, preset="", catalogue="eu-ucc39-2016")
    with pytest.raises(Refused):
        deeds.open_case(**given)
    settings.TRUSTLANE_CATALOGUES = ("safe-2025", "eu-ucc39-2016")
    refused(ChoiceUnknown, deeds.open_case, **(given | {"catalogue": ""}))
    assert Case.objects.get(pk=deeds.open_case(**given).pk).catalogue == "eu-ucc39-2016"


def test_the_only_office_that_takes_applications_need_not_be_named(programme: Programme) -> None:
    assert deeds.open_case(**opening(programme, office="")).office == "XA01"
    assert programme.world.user(Role.CASE_OFFICER, office="XA02")
    refused(ChoiceUnknown, deeds.open_case, **opening(programme, office=""))


def test_the_administration_itself_takes_applications(programme: Programme) -> None:
    assert deeds.open_case(**opening(programme, office="XA")).office == "XA"


@pytest.mark.parametrize("said", ["good", "", "MET"])
def test_a_rating_is_one_of_the_five(programme: Programme, said: str) -> None:
    refused(ChoiceUnknown, deeds.rate, **rating(programme, programme.case(Stage.VALIDATING), rating=said))


@pytest.mark.parametrize("item", ["", "Z.9", "x\ud800"])
def test_what_is_rated_is_on_the_checklist(programme: Programme, item: str) -> None:
    case = programme.case(Stage.VALIDATING)
    refused(ChoiceUnknown, deeds.rate, "criterion of this checklist", **rating(programme, case, item=item))


@pytest.mark.parametrize("opinion", ["", "glad", "silent"])
def test_an_agency_agrees_or_does_not_and_only_the_clock_says_that_it_is_silent(
    programme: Programme, opinion: str
) -> None:
    asked = programme.do("consult", programme.case(Stage.DESK_REVIEW))
    given = {"consultation": asked, "text": "Nothing.", "by": programme.person("agency_officer")}
    refused(ChoiceUnknown, deeds.answer_consultation, opinion=opinion, at=programme.tick(), **given)
    deeds.answer_consultation(opinion="unfavourable", at=programme.tick(), **given)


@pytest.mark.parametrize("settled", ["", "perhaps"])
def test_a_correction_is_mended_or_not(programme: Programme, settled: str) -> None:
    case = programme.case(Stage.CORRECTING)
    given = {"correction": Correction.objects.get(finding__case=case), "by": programme.validators[0]}
    refused(ChoiceUnknown, deeds.settle, settled=settled, text="Seen.", at=programme.tick(), **given)


@pytest.mark.parametrize("mode", ["", "by carrier pigeon"])
def test_a_validation_is_on_site_or_by_video_or_both(programme: Programme, mode: str) -> None:
    refused(ChoiceUnknown, deeds.plan_validation, **plan(programme, programme.case(Stage.DESK_REVIEW), mode=mode))


# Texts.

TEXTS: dict[str, tuple[Stage, Callable[[Programme, Case, str], Callable[[], Any]]]] = {}


def takes(stage: Stage) -> Callable[[Callable[[Programme, Case, str], Any]], Callable[[Programme, Case, str], Any]]:
    """Name a deed that takes a text at a stage."""

    def named(deed: Callable[[Programme, Case, str], Any]) -> Callable[[Programme, Case, str], Any]:
        TEXTS[deed.__name__] = (stage, deed)
        return deed

    return named


def _of_customs(verb: str, name: str = "reason", **more: Any) -> Callable[[Programme, Case, str], Any]:
    return lambda programme, case, text: getattr(deeds, verb)(
        case=case, by=programme.officer, at=programme.tick(), **{name: text}, **more
    )


def _of_trader(verb: str, name: str = "reason", **more: Any) -> Callable[[Programme, Case, str], Any]:
    return lambda programme, case, text: getattr(deeds, verb)(
        case=case, by=programme.trader(case.operator), at=programme.tick(), **{name: text}, **more
    )


def _of_decider(verb: str) -> Callable[[Programme, Case, str], Any]:
    return lambda programme, case, text: getattr(deeds, verb)(
        case=case, by=programme.decider, at=programme.tick(), reason=text
    )


TEXTS |= {
    "information asked for": (Stage.SUBMITTED, _of_customs("ask_information", "text")),
    "accept": (Stage.SUBMITTED, _of_customs("accept")),
    "not_accept": (Stage.SUBMITTED, _of_customs("not_accept")),
    "a message": (Stage.SUBMITTED, _of_customs("write", "text")),
    "the question of a message": (Stage.SUBMITTED, _of_customs("write", "question", text="Well?")),
    "withdraw": (Stage.SUBMITTED, _of_trader("withdraw")),
    "the source of an answer": (Stage.DRAFT, _of_trader("answer", "source", question="FIRM.1", value="13")),
    "notify_change": (Stage.MONITORED, _of_trader("notify_change", "text")),
    "the kind of a change": (Stage.MONITORED, _of_trader("notify_change", "kind", text="We moved.")),
    "report_incident": (Stage.MONITORED, _of_trader("report_incident", "text")),
    "the kind of an incident": (Stage.MONITORED, _of_trader("report_incident", "kind", text="A theft.")),
    "give_back": (Stage.MONITORED, _of_trader("give_back")),
    "amend": (Stage.AMENDING, _of_decider("amend")),
    "downgrade": (Stage.AMENDING, _of_decider("downgrade")),
    "decline_amendment": (Stage.AMENDING, _of_decider("decline_amendment")),
}


@takes(Stage.SUBMITTED)
def information_given(programme: Programme, case: Case, text: str) -> Any:
    if not Event.objects.filter(case=case, move="ask_information").exists():
        programme.do("ask_information", case)
    return deeds.answer_information(case=case, text=text, by=programme.trader(case.operator), at=programme.tick())


@takes(Stage.DESK_REVIEW)
def an_agency(programme: Programme, case: Case, text: str) -> Any:
    return deeds.consult(**consulting(programme, case, agency=text))


@takes(Stage.DESK_REVIEW)
def a_question_to_an_agency(programme: Programme, case: Case, text: str) -> Any:
    return deeds.consult(**consulting(programme, case, question=text))


@takes(Stage.DESK_REVIEW)
def an_agenda(programme: Programme, case: Case, text: str) -> Any:
    return deeds.plan_validation(**plan(programme, case, agenda=text))


@takes(Stage.DESK_REVIEW)
def a_consignment(programme: Programme, case: Case, text: str) -> Any:
    return deeds.plan_validation(**plan(programme, case, consignments=("A-1", text)))


@takes(Stage.DESK_REVIEW)
def the_reason_of_a_plan(programme: Programme, case: Case, text: str) -> Any:
    return deeds.plan_validation(**plan(programme, case, reason=text))


@takes(Stage.DESK_REVIEW)
def the_draw_of_a_team(programme: Programme, case: Case, text: str) -> Any:
    from trustlane.programme.queries.drawing import draw_team

    assert programme.validators
    drawn = draw_team(case, at=programme.now)
    return deeds.plan_validation(**plan(programme, case, team=drawn.team, draw=drawn.data() | {"method": text}))


@takes(Stage.VALIDATING)
def what_was_seen(programme: Programme, case: Case, text: str) -> Any:
    return deeds.rate(**rating(programme, case, text=text))


@takes(Stage.VALIDATING)
def where_it_was_seen(programme: Programme, case: Case, text: str) -> Any:
    return deeds.rate(**rating(programme, case, place=text))


@takes(Stage.VALIDATING)
def the_key_of_a_rating(programme: Programme, case: Case, text: str) -> Any:
    return deeds.rate(**rating(programme, case, key=text))


@takes(Stage.REPORTING)
def a_report(programme: Programme, case: Case, text: str) -> Any:
    who = programme.validators[0]
    return deeds.report(case=case, recommends="grant", reason=text, by=who, at=programme.tick())


def _asking(programme: Programme, case: Case, what: str, reason: str) -> Any:
    if not any(one.rating == "major" for one in latest(case)):
        programme.do("find a gap", case)
    asked = {one.pk: (what, programme.now.date() + timedelta(30)) for one in latest(case) if one.rating == "major"}
    who = programme.validators[0]
    return deeds.ask_correction(case=case, asked=asked, reason=reason, by=who, at=programme.tick())


@takes(Stage.REPORTING)
def what_is_to_be_mended(programme: Programme, case: Case, text: str) -> Any:
    return _asking(programme, case, text, "One gap.")


@takes(Stage.REPORTING)
def why_it_is_to_be_mended(programme: Programme, case: Case, text: str) -> Any:
    return _asking(programme, case, "Close it.", text)


@takes(Stage.CORRECTING)
def what_was_mended(programme: Programme, case: Case, text: str) -> Any:
    one = Correction.objects.get(finding__case=case)
    return deeds.answer_correction(correction=one, text=text, by=programme.trader(case.operator), at=programme.tick())


@takes(Stage.CORRECTING)
def what_was_seen_of_it(programme: Programme, case: Case, text: str) -> Any:
    one, who = Correction.objects.get(finding__case=case), programme.validators[0]
    return deeds.settle(correction=one, settled="mended", text=text, by=who, at=programme.tick())


@takes(Stage.DESK_REVIEW)
def an_opinion(programme: Programme, case: Case, text: str) -> Any:
    one = Consultation.objects.filter(case=case).first() or programme.do("consult", case)
    who = programme.person("agency_officer")
    return deeds.answer_consultation(consultation=one, opinion="favourable", text=text, by=who, at=programme.tick())


def _proposing(programme: Programme, case: Case, reason: str, **more: str) -> Any:
    terms = deeds.Granted(security=False, compliance=True, roles=["exporter"], **more)
    return deeds.propose_amendment(case=case, terms=terms, reason=reason, by=programme.officer, at=programme.tick())


@takes(Stage.MONITORED)
def why_terms_are_to_change(programme: Programme, case: Case, text: str) -> Any:
    return _proposing(programme, case, text)


@takes(Stage.MONITORED)
def conditions_proposed(programme: Programme, case: Case, text: str) -> Any:
    return _proposing(programme, case, "Less.", conditions=text)


@takes(Stage.MONITORED)
def a_tier_proposed(programme: Programme, case: Case, text: str) -> Any:
    return _proposing(programme, case, "Less.", tier=text)


@takes(Stage.MONITORED)
def why_it_passes_on(programme: Programme, case: Case, text: str) -> Any:
    heirs = [programme.operator()]
    return deeds.succeed(case=case, successors=heirs, reason=text, by=programme.decider, at=programme.tick())


@takes(Stage.MONITORED)
def a_yearly_report(programme: Programme, case: Case, text: str) -> Any:
    who = programme.trader(case.operator)
    return deeds.report_yearly(case=case, answers={"text": text}, by=who, at=programme.tick())


# What a deed needs there before it is refused; done first, so that only the refused deed is counted.
FIRST = {
    "information_given": "ask_information",
    "an_opinion": "consult",
    "what_is_to_be_mended": "find a gap",
    "why_it_is_to_be_mended": "find a gap",
}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_text_that_cannot_be_kept_is_refused_and_plain_text_is_kept(programme: Programme, name: str) -> None:
    stage, deed = TEXTS[name]
    case = programme.case(stage)
    if name in FIRST:
        programme.do(FIRST[name], case)
    assert programme.decider and programme.trader(case.operator) and programme.person("agency_officer")
    for text in UNFIT.values():
        before = [each.objects.filter(**_own(each, case)).count() for each in KEPT[:-1]]
        with pytest.raises(TextUnfit) as why:
            deed(programme, case, text)
        assert why.value.mend
        assert [each.objects.filter(**_own(each, case)).count() for each in KEPT[:-1]] == before
        assert Case.objects.get(pk=case.pk).last_event == Event.objects.filter(case=case).count()
    deed(programme, case, "As it is.")


def _own(table: Any, case: Case) -> dict[str, Any]:
    """The rows of a table that belong to the case."""
    ways = {Case: "pk", Correction: "finding__case", CorrectionStep: "correction__finding__case"}
    return {ways.get(table, "case"): case.pk}


@pytest.mark.parametrize(
    "value", [float("nan"), float("-inf"), date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC), {1}]
)
def test_a_yearly_report_holds_nothing_that_no_record_keeps(programme: Programme, value: object) -> None:
    case = programme.case(Stage.MONITORED)
    given = {"case": case, "by": programme.trader(case.operator)}
    for answers in ({"staff": value}, {"staff": [{"then": value}]}):
        refused(TextUnfit, deeds.report_yearly, "The report: staff", answers=answers, at=programme.tick(), **given)
    event = deeds.report_yearly(answers={"staff": [12, 0.5, {"abroad": None}]}, at=programme.tick(), **given)
    assert event.data == {"report": {"staff": [12, 0.5, {"abroad": None}]}}


# Ratings.


@pytest.mark.parametrize("key", ["", "  ", "k" * 201])
def test_a_rating_has_a_key_of_its_own(programme: Programme, key: str) -> None:
    refused(TextUnfit, deeds.rate, "key", **rating(programme, programme.case(Stage.VALIDATING), key=key))


@pytest.mark.parametrize("changes", [{"item": "A.O2"}, {"rating": "major"}, {"text": "It was shut."}, {"site": 1}])
def test_a_key_stands_for_one_rating_and_no_other(programme: Programme, changes: dict[str, Any]) -> None:
    case = programme.case(Stage.VALIDATING)
    first = deeds.rate(**rating(programme, case))
    assert deeds.rate(**rating(programme, case)) == first
    refused(KeyTaken, deeds.rate, "A.O1", **rating(programme, case, **changes))


@pytest.mark.parametrize(
    "seen_at", [NOW.replace(tzinfo=None), datetime(2020, 1, 1, tzinfo=UTC), datetime.min.replace(tzinfo=UTC)]
)
def test_what_was_seen_was_seen_at_an_instant_after_the_application(programme: Programme, seen_at: datetime) -> None:
    refused(MomentUnfit, deeds.rate, **rating(programme, programme.case(Stage.VALIDATING), seen_at=seen_at))


@pytest.mark.parametrize("site", NO_ID)
def test_a_site_is_one_of_the_operators(programme: Programme, site: int) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    refused(SiteUnknown, deeds.plan_validation, **plan(programme, case, sites=(site,)))
    for step in ("plan_validation", "begin_validation"):
        programme.do(step, case)
    refused(SiteUnknown, deeds.rate, **rating(programme, case, site=site))


def test_the_operators_own_site_is_planned_and_rated(programme: Programme) -> None:
    from trustlane.parties.actions.amending import add_site

    case = programme.case(Stage.DESK_REVIEW)
    add_site(operator=case.operator, actor="system:tests", at=programme.now, country="XA", name="Mill")
    deeds.plan_validation(**plan(programme, case, sites=(1,)))
    programme.do("begin_validation", case)
    assert deeds.rate(**rating(programme, case, site=1)).site == 1


@pytest.mark.parametrize("number", [*NO_ID, "of another"])
def test_evidence_is_a_document_of_the_operator(programme: Programme, number: Any) -> None:
    case = programme.case(Stage.VALIDATING)
    foreign = document(programme.draft(answered=False), programme.now) if number == "of another" else number
    own = document(case, programme.now)
    refused(EvidenceUnknown, deeds.rate, **rating(programme, case, evidence=[own, foreign]))
    assert deeds.rate(**rating(programme, case, evidence=[own])).evidence == [own]
    programme.do("rate all", case)
    for step in ("end_validation", "find a gap", "ask_correction"):
        programme.do(step, case)
    one = Correction.objects.get(finding__case=case)
    given = {"correction": one, "text": "Shut.", "by": programme.trader(case.operator), "at": programme.tick()}
    refused(EvidenceUnknown, deeds.answer_correction, evidence=[own, foreign], **given)
    assert deeds.answer_correction(evidence=[own], **given).evidence == [own]


# Corrections.


def test_a_correction_is_asked_for_once_for_each_rating(programme: Programme) -> None:
    case = programme.case(Stage.CORRECTING)
    one, who = Correction.objects.get(finding__case=case), programme.validators[0]
    deeds.settle(correction=one, settled="not_mended", text="Still open.", by=who, at=programme.tick())
    programme.do("settle_corrections", case)
    asked = {one.finding_id: ("Close it at last.", programme.now.date() + timedelta(days=30))}
    given = {"case": case, "reason": "It is open.", "by": who}
    refused(CorrectionAsked, deeds.ask_correction, "A.O1", asked=asked, at=programme.tick(), **given)
    again = programme.do("find a gap", case)
    deeds.ask_correction(asked={again.pk: asked[one.finding_id]}, at=programme.tick(), **given)
    assert Correction.objects.filter(finding__case=case).count() == 2


# The team.


@pytest.mark.parametrize("number", NO_ID)
@pytest.mark.parametrize("place", ["team", "guests"])
def test_who_takes_part_in_a_validation_has_an_account(programme: Programme, place: str, number: int) -> None:
    given = plan(programme, programme.case(Stage.DESK_REVIEW))
    people = {"team": [*given["team"], number]} if place == "team" else {"guests": [number]}
    refused(PersonUnknown, deeds.plan_validation, str(number)[:10], **given | people)


def _without_role(programme: Programme, case: Case) -> Any:
    return programme.decider


def _of_another_office(programme: Programme, case: Case) -> Any:
    return programme.world.user(Role.VALIDATOR, office="XA02")


def _closed(programme: Programme, case: Case) -> Any:
    person = programme.person("validator", "who left")
    type(person).objects.filter(pk=person.pk).update(is_active=False, closed_by="system:tests")
    return person


def _of_an_operator(programme: Programme, case: Case) -> Any:
    return programme.trader(case.operator)


def _planner(programme: Programme, case: Case) -> Any:
    programme.__dict__["officer"] = programme.world.user(Role.CASE_OFFICER, Role.VALIDATOR, office="XA01")
    return programme.officer


def _who_has_the_case(programme: Programme, case: Case) -> Any:
    both = programme.world.user(Role.CASE_OFFICER, Role.VALIDATOR, office="XA01")
    deeds.assign(case=case, officer=both, by=programme.officer, at=programme.tick())
    return both


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (_without_role, "no validator of XA01 now"),
        (_of_another_office, "no validator of XA01 now"),
        (_closed, "no validator of XA01 now"),
        (_of_an_operator, "acts for an operator"),
        (_planner, "plans this validation"),
        (_who_has_the_case, "handled the case"),
    ],
)
def test_who_validates_holds_the_role_for_the_office_and_had_no_hand_in_the_case(
    programme: Programme, made: Callable[[Programme, Case], Any], said: str
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    person = made(programme, case)
    given = plan(programme, case, team=[programme.validators[0].pk, person.pk])
    refused(TeamUnfit, deeds.plan_validation, f"{person.full_name}.*{said}", **given)


def test_a_guest_is_a_partners_validator_and_nobody_is_named_twice(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    guest, third = programme.person("guest_validator"), programme.person("validator", "third")
    no_guest = plan(programme, case, guests=[third.pk])
    refused(TeamUnfit, deeds.plan_validation, "neither a guest validator nor of", **no_guest)
    refused(TeamTooSmall, deeds.plan_validation, **plan(programme, case, guests=[guest.pk, guest.pk]))
    refused(TeamTooSmall, deeds.plan_validation, **plan(programme, case, guests=[programme.validators[0].pk]))
    event = deeds.plan_validation(**plan(programme, case, guests=[guest.pk]))
    assert event.data["guests"] == [guest.pk]


# Consultations and certificates.


@pytest.mark.parametrize("days", [0, -1, -3000])
def test_an_agency_has_until_a_day_that_lies_ahead(programme: Programme, days: int) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    due = programme.now.date() + timedelta(days=days)
    refused(DayPast, deeds.consult, **consulting(programme, case, due=due))


def test_an_agency_is_asked_by_its_name_and_once_at_a_time(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    assert deeds.consult(**consulting(programme, case, agency=" FOOD ")).agency == "FOOD"
    refused(ConsultationOpen, deeds.consult, "FOOD", **consulting(programme, case))
    refused(ReasonMissing, deeds.consult, **consulting(programme, case, agency="  "))
    deeds.consult(**consulting(programme, case, agency="POST"))
    programme.do("answer_consultation", case)
    deeds.consult(**consulting(programme, case))


@pytest.mark.parametrize("move", ["amend", "downgrade"])
def test_a_certificate_that_ended_is_not_changed(world: Any, move: str) -> None:
    programme = Programme(world, preset="india-2026")
    case = programme.case(Stage.AMENDING)
    last = Terms.objects.get(case=case).expires
    assert last is not None
    given = {"case": case, "reason": "Agreed.", "by": programme.decider}
    on_it = datetime(last.year, last.month, last.day, 9, tzinfo=UTC)
    refused(CertificateOver, getattr(deeds, move), str(last), at=on_it + timedelta(days=1), **given)
    assert getattr(deeds, move)(at=on_it, **given).expires == last
