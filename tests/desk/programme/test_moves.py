"""Moves as forms: each is made from its page, what is refused is told there, and nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.programme.cases import OFFICE, Programme
from trustlane.access.roles import Role
from trustlane.desk.programme.deeds import DECISIVE, DEEDS, ENTERED
from trustlane.programme import actions as deeds
from trustlane.programme.agency_benefits import offered_by
from trustlane.programme.models import Assignment, Case, Consultation, Correction, Event, Terms
from trustlane.programme.moves import MOVES, OF_THE_OPERATOR, Hand
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
DESK = {Hand.CASE_OFFICER, Hand.VALIDATOR, Hand.DECISION_MAKER, Hand.AGENCY}


def address(case: Case, move: str) -> str:
    return f"/desk/cases/{case.reference}/moves/{move}/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def stage(case: Case) -> str:
    return Case.objects.values_list("stage", flat=True).get(pk=case.pk)


def seen(case: Case) -> int:
    return Case.objects.values_list("last_event", flat=True).get(pk=case.pk)


def day(days: int) -> str:
    return (desk_clock.now().date() + timedelta(days=days)).isoformat()


def test_every_move_an_officer_makes_has_a_page_and_no_other() -> None:
    # To whom a case is given is asked beside the officer's name, on the case itself.
    own = {name for name, move in MOVES.items() if move.hands & DESK} - {"give_to_officer"}
    assert set(DEEDS) == own
    # What only the operator does is entered for it, on the page where it would do so itself; an application by a deed.
    assert set(ENTERED) == OF_THE_OPERATOR - {"submit"}
    assert set(DEEDS) >= DECISIVE


# Every move that needs a reason or nothing: where it begins, who makes it, where it leads.
PLAIN = [
    ("ask_information", Stage.SUBMITTED, "officer", Stage.SUBMITTED),
    ("accept", Stage.SUBMITTED, "officer", Stage.ACCEPTED),
    ("not_accept", Stage.SUBMITTED, "officer", Stage.NOT_ACCEPTED),
    ("begin_review", Stage.ACCEPTED, "officer", Stage.DESK_REVIEW),
    ("begin_validation", Stage.VALIDATION_PLANNED, "lead", Stage.VALIDATING),
    ("send_back", Stage.DECISION_PENDING, "decider", Stage.REPORTING),
    ("intend_refusal", Stage.DECISION_PENDING, "decider", Stage.REFUSAL_HEARING),
    ("begin_revalidation", Stage.MONITORED, "officer", Stage.REVALIDATION_REVIEW),
    ("call_off_revalidation", Stage.REVALIDATION_PLANNED, "officer", Stage.MONITORED),
    ("conclude_at_desk", Stage.REVALIDATION_REVIEW, "officer", Stage.REVALIDATION_AT_DESK),
    ("revalidate", Stage.REVALIDATION_AT_DESK, "decider", Stage.MONITORED),
    ("revalidate", Stage.REVALIDATION_PENDING, "decider", Stage.MONITORED),
    ("send_back", Stage.REVALIDATION_PENDING, "decider", Stage.REVALIDATION_REPORTING),
    ("send_back", Stage.REVALIDATION_AT_DESK, "decider", Stage.REVALIDATION_REVIEW),
    ("amend", Stage.AMENDING, "decider", Stage.MONITORED),
    ("downgrade", Stage.AMENDING, "decider", Stage.MONITORED),
    ("decline_amendment", Stage.AMENDING, "decider", Stage.MONITORED),
    ("freeze", Stage.MONITORED, "officer", Stage.FROZEN),
    ("propose_reinstatement", Stage.SUSPENDED, "officer", Stage.REINSTATING),
    ("reinstate", Stage.REINSTATING, "decider", Stage.MONITORED),
    ("decline_reinstatement", Stage.REINSTATING, "decider", Stage.SUSPENDED),
    ("intend_revocation", Stage.MONITORED, "officer", Stage.REVOCATION_HEARING),
    ("intend_annulment", Stage.MONITORED, "officer", Stage.ANNULMENT_HEARING),
    ("drop_hearing", Stage.REVOCATION_HEARING, "decider", Stage.MONITORED),
    ("dismiss_non_acceptance_appeal", Stage.NON_ACCEPTANCE_APPEALED, "other", Stage.NOT_ACCEPTED),
    ("dismiss_refusal_appeal", Stage.REFUSAL_APPEALED, "other", Stage.REFUSED),
    ("dismiss_downgrade_appeal", Stage.DOWNGRADE_APPEALED, "other", Stage.MONITORED),
    ("dismiss_suspension_appeal", Stage.SUSPENSION_APPEALED, "other", Stage.SUSPENDED),
    ("dismiss_revocation_appeal", Stage.REVOCATION_APPEALED, "other", Stage.REVOKED),
    ("dismiss_annulment_appeal", Stage.ANNULMENT_APPEALED, "other", Stage.ANNULLED),
    ("allow_non_acceptance_appeal", Stage.NON_ACCEPTANCE_APPEALED, "other", Stage.ACCEPTED),
    ("allow_refusal_appeal", Stage.REFUSAL_APPEALED, "other", Stage.DECISION_PENDING),
    ("allow_downgrade_appeal", Stage.DOWNGRADE_APPEALED, "other", Stage.MONITORED),
    ("allow_status_appeal", Stage.REVOCATION_APPEALED, "other", Stage.MONITORED),
    ("lapse", Stage.DESK_REVIEW, "officer", Stage.LAPSED),
]


@pytest.fixture
def client_of(programme: Programme, as_person: Callable[[Any], Client]) -> Callable[[str], Client]:
    def client(who: str) -> Client:
        return as_person(
            {
                "officer": programme.officer,
                "lead": programme.validators[0],
                "decider": programme.decider,
                "other": programme.other_decider,
            }[who]
        )

    return client


@pytest.mark.parametrize(("move", "begins", "who", "leads"), PLAIN)
def test_a_move_is_made_from_its_page(
    programme: Programme, client_of: Callable[[str], Client], move: str, begins: Stage, who: str, leads: Stage
) -> None:
    case = programme.case(begins)
    client = client_of(who)
    assert str(DEEDS[move].title) in text(client.get(address(case, move)))
    answer = client.post(
        address(case, move), {"reason": "Because it is so.", "outcome": "keep", "seen": seen(case)}, follow=True
    )
    assert stage(case) == leads
    assert MOVES[move].says in text(answer)
    last = Event.objects.filter(case=case).latest("number")
    assert last.move == move


def test_an_agency_says_which_benefits_it_grants_and_customs_grants_no_other(
    programme: Programme, client_of: Callable[[str], Client], as_person: Callable[[Any], Client]
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    asked = {"agency": "FOOD", "due": day(20), "granting": "animal_health", "reason": "Anything known?"}
    agent = as_person(programme.person("agency_officer"))
    client_of("officer").post(address(case, "consult"), asked)
    (mine,), others = offered_by({"animal_health"}, case.roles), offered_by({"transport_security", "port"}, case.roles)
    assert mine in text(agent.get(address(case, "answer_consultation")))
    said = {"consultation": Consultation.objects.get(case=case).pk, "opinion": "favourable", "reason": "Known."}
    agent.post(address(case, "answer_consultation"), said | {"benefits": [mine]})
    programme.now = desk_clock.now()
    for step in ("plan_validation", "begin_validation", "rate all", "end_validation", "report"):
        programme.do(step, case)
    page = client_of("decider").get(address(case, "grant"))
    offered = {value for value, _label in page.context["form"].fields["benefits"].choices}
    assert mine in offered and not offered & set(others)
    assert "Not yet agreed by the agency" in text(page)


def test_conditions_are_set_met_and_settled_on_pages(programme: Programme, client_of: Callable[[str], Client]) -> None:
    now = desk_clock.now()
    programme.now = now - timedelta(days=60)
    case = programme.case(Stage.MONITORED)
    programme.now = now - timedelta(hours=3)
    programme.do("freeze", case)
    given = {"reason": "Open.", "what_1": "Mend the fence.", "due_1": day(30), "what_2": "", "seen": seen(case)}
    decider, officer = client_of("decider"), client_of("officer")
    assert "Before it is lifted" in text(decider.get(address(case, "ratify")))
    assert decider.post(address(case, "ratify"), given | {"due_1": day(-1)}).status_code == 422
    assert decider.post(address(case, "ratify"), given | {"what_2": "No day."}).status_code == 422
    assert "Mend the fence." in text(decider.post(address(case, "ratify"), given, follow=True))
    deeds.meet_condition(
        case=case,
        condition=1,
        text="A new one since Monday.",
        by=programme.trader(case.operator),
        at=desk_clock.now(),
    )
    assert "A new one since Monday." in text(officer.get(address(case, "propose_reinstatement")))
    lifting = {"reason": "Seen.", "outcome_1": "", "why_1": ""}
    for wrong in ({}, {"outcome_1": "waived"}):
        assert officer.post(address(case, "propose_reinstatement"), lifting | wrong).status_code == 422
    officer.post(address(case, "propose_reinstatement"), lifting | {"outcome_1": "waived", "why_1": "Given up."})
    page = text(decider.get(address(case, "reinstate")))
    for words in ("Mend the fence.", "A new one since Monday.", "Waived", "Given up."):
        assert words in page
    assert "Mend the fence." in text(officer.get(f"/desk/cases/{case.reference}/?tab=status"))


def test_the_holder_is_told_of_an_incident_and_a_note_stays_inside(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case = programme.case(Stage.MONITORED)
    officer = client_of("officer")
    told = {"kind": "number_used", "reason": "Somebody used it.", "consignment": "26XA7", "note": "From a hit."}
    assert "Your number was used by somebody else" in text(officer.get(address(case, "tell_incident")))
    assert officer.post(address(case, "tell_incident"), told | {"reason": " "}).status_code == 422
    assert officer.post(address(case, "tell_incident"), told | {"kind": "x"}).status_code == 422
    answer = text(officer.post(address(case, "tell_incident"), told, follow=True))
    for words in ("Somebody used it.", "26XA7", "From a hit.", "Your number was used by somebody else"):
        assert words in answer


@pytest.mark.parametrize(
    ("move", "begins", "who"), [(move, begins, who) for move, begins, who, _ in PLAIN if MOVES[move].reasoned]
)
def test_a_move_without_its_reason_is_refused_at_the_form(
    programme: Programme, client_of: Callable[[str], Client], move: str, begins: Stage, who: str
) -> None:
    case = programme.case(begins)
    answer = client_of(who).post(address(case, move), {"reason": "  ", "seen": seen(case)})
    assert answer.status_code == 422
    assert "Write it: it is kept with the case." in text(answer)
    assert stage(case) == begins


def test_a_stale_page_is_refused_politely_and_nothing_typed_is_lost(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case = programme.case(Stage.SUBMITTED)
    before = seen(case)
    programme.do("ask_information", case)
    client = client_of("officer")
    typed = {"reason": "Nothing in it is signed.", "seen": before}
    answer = client.post(address(case, "not_accept"), typed)
    assert answer.status_code == 409
    assert "was changed by somebody else" in text(answer)
    assert "Nothing in it is signed." in text(answer)
    assert "Customs asked the applicant for information." in text(answer)
    assert stage(case) == Stage.SUBMITTED
    again = client.post(address(case, "not_accept"), typed | {"seen": seen(case)})
    assert again.status_code == 302
    assert stage(case) == Stage.NOT_ACCEPTED


def test_a_decision_that_does_not_say_what_it_saw_is_refused(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case = programme.case(Stage.SUBMITTED)
    assert client_of("officer").post(address(case, "accept"), {"reason": ""}).status_code == 409
    assert stage(case) == Stage.SUBMITTED


def test_a_case_that_moved_on_gives_back_what_was_typed(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case = programme.case(Stage.ACCEPTED)
    answer = client_of("officer").post(address(case, "not_accept"), {"reason": "Unsigned.", "seen": 2})
    assert answer.status_code == 409
    assert "Unsigned." in text(answer)
    assert "Look at the case" in text(answer)


@pytest.mark.parametrize(
    ("move", "begins", "who"),
    [
        ("grant", Stage.DECISION_PENDING, "officer"),
        ("grant", Stage.DECISION_PENDING, "lead"),
        ("accept", Stage.SUBMITTED, "decider"),
        ("begin_validation", Stage.VALIDATION_PLANNED, "officer"),
        ("ratify", Stage.FROZEN, "officer"),
        ("dismiss_refusal_appeal", Stage.REFUSAL_APPEALED, "decider"),
    ],
)
def test_who_may_not_make_a_move_is_told_why(
    programme: Programme, client_of: Callable[[str], Client], move: str, begins: Stage, who: str
) -> None:
    case = programme.case(begins)
    client = client_of(who)
    assert client.get(address(case, move)).status_code == 403
    answer = client.post(
        address(case, move), {"reason": "x", "seen": seen(case), "scope": ["security"], "roles": ["exporter"]}
    )
    assert answer.status_code == 403
    assert "The person" in text(answer)
    assert stage(case) == begins


def test_there_is_no_page_for_moves_of_others(programme: Programme, client_of: Callable[[str], Client]) -> None:
    case = programme.case(Stage.SUBMITTED)
    for move in ("withdraw", "take_effect", "no-such-move", "submit"):
        assert client_of("officer").get(address(case, move)).status_code == 404


def test_what_is_granted_is_chosen_out_of_what_was_applied_for(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case = programme.case(Stage.DECISION_PENDING, roles=["exporter", "importer"])
    client = client_of("decider")
    page = text(client.get(address(case, "grant")))
    assert "Recommended: To grant." in page
    assert "All is met." in page
    nothing = client.post(address(case, "grant"), {"reason": "Good.", "seen": seen(case)})
    assert nothing.status_code == 422
    assert "Choose at least one role." in text(nothing)
    beyond = {"reason": "Good.", "seen": seen(case), "scope": ["security"], "roles": ["broker"]}
    assert client.post(address(case, "grant"), beyond).status_code == 422
    given = {
        "reason": "Good.",
        "seen": seen(case),
        "scope": ["security"],
        "roles": ["importer"],
        "conditions": "A fence.",
    }
    assert client.post(address(case, "grant"), given).status_code == 302
    terms = Terms.objects.get(case=case)
    assert (terms.security, terms.compliance, terms.roles, terms.conditions) == (True, False, ["importer"], "A fence.")


def test_other_terms_are_proposed_from_those_in_force(programme: Programme, client_of: Callable[[str], Client]) -> None:
    case = programme.case(Stage.MONITORED)
    client = client_of("officer")
    assert client.get(address(case, "propose_amendment")).context["form"].initial["roles"] == ["exporter"]
    client.post(address(case, "propose_amendment"), {"reason": "x", "scope": ["compliance"], "roles": ["exporter"]})
    assert stage(case) == Stage.AMENDING


def test_a_tier_is_chosen_where_the_preset_has_tiers(programme: Programme, client_of: Callable[[str], Client]) -> None:
    programme.preset = "us-2026"
    from trustlane.programme.presets import preset_named

    validity = preset_named("us-2026").validity
    case = programme.case(Stage.DECISION_PENDING)
    form = client_of("decider").get(address(case, "grant")).context["form"]
    assert ("tier" in form.fields) is bool(validity and validity.tiers)


def test_the_team_is_drawn_and_anybody_can_draw_it_again(
    programme: Programme, client_of: Callable[[str], Client], auditor: Client
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    people = [*programme.validators, programme.person("validator", "third"), programme.person("validator", "fourth")]
    client = client_of("officer")
    assert "4 validators of this office" in text(client.get(address(case, "plan_validation")))
    plan = {
        "mode": "hybrid",
        "line": "weak",
        "language_shared": "on",
        "pictures_may_leave": "on",
        "operator_consents": "on",
        "begins": day(7),
        "ends": day(8),
        "size": "3",
        "agenda": "",
        "consignments": "A-1\n\nA-2 ",
    }
    assert client.post(address(case, "plan_validation"), plan).status_code == 302
    kept = Event.objects.filter(case=case, move="plan_validation").latest("number").data
    assert len(kept["team"]) == 3
    assert set(kept["team"]) <= {person.pk for person in people}
    assert kept["consignments"] == ["A-1", "A-2"]
    page = text(auditor.get(f"/desk/cases/{case.reference}/?tab=validation"))
    assert "Repeated: the same team" in page
    assert "Eligible, not drawn" in page
    assert "shown once the visit begins" in page
    assert kept["draw"]["drawn"]["committed"] in page
    first = set(Assignment.objects.filter(case=case).values_list("person", flat=True))
    assert first == set(kept["team"])
    again = client.post(address(case, "plan_validation"), plan)
    assert again.status_code == 422
    assert client.post(address(case, "plan_validation"), plan | {"reason": "Another day."}).status_code == 302
    ill = {"reason": "One is ill.", "out": str(kept["team"][1])}
    assert "On which ground" in text(client.post(address(case, "plan_validation"), plan | ill))
    assert client.post(address(case, "plan_validation"), plan | ill | {"ground": "absent"}).status_code == 302
    teams = [event.data["team"] for event in Event.objects.filter(case=case, move="plan_validation").order_by("number")]
    assert teams[1] == teams[0] == kept["team"]
    assert set(teams[2]) == {person.pk for person in people} - {kept["team"][1]}
    assert "Round 2" in text(auditor.get(f"/desk/cases/{case.reference}/?tab=validation"))


def test_a_way_that_the_rules_do_not_leave_needs_a_reason(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    assert programme.validators
    plan = {"mode": "remote", "begins": day(7), "ends": day(7), "size": "2"}
    answer = client_of("officer").post(address(case, "plan_validation"), plan)
    assert answer.status_code == 422
    assert "Without a line nothing is validated from afar." in text(answer)
    why = plan | {"overrule": "The border is closed."}
    assert client_of("officer").post(address(case, "plan_validation"), why).status_code == 302
    kept = Event.objects.get(case=case, move="plan_validation").data["proposal"]
    assert kept["modes"] == ["on_site"]
    assert "there_is_a_line" in kept["rules"]
    assert kept["overruled"] == "The border is closed."
    assert "The border is closed." in text(client_of("officer").get(f"/desk/cases/{case.reference}/?tab=validation"))


def test_sites_are_proposed_by_risk_and_left_out_only_with_a_reason(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    from trustlane.parties.actions import add_site

    case = programme.case(Stage.DESK_REVIEW)
    assert programme.validators
    for number, kind in enumerate(("factory", "warehouse", "warehouse", "office", "office"), 1):
        at = programme.tick()
        place = f"Place {number}"
        add_site(
            operator=case.operator, actor="system:tests", at=at, country="XA", name=place, kind=kind, source="test"
        )
    client = client_of("officer")
    page = client.get(address(case, "plan_validation"))
    proposed = list(page.context["proposal"].sites)
    assert len(proposed) == 3
    assert "At least one site of each type is visited" in text(page)
    plan = {"mode": "on_site", "begins": day(7), "ends": day(7), "size": "2", "sites": proposed[1:]}
    answer = client.post(address(case, "plan_validation"), plan)
    assert answer.status_code == 422
    assert f"Proposed and left out: Place {proposed[0]}" in text(answer)
    assert client.post(address(case, "plan_validation"), plan | {"sites": proposed}).status_code == 302
    kept = Event.objects.get(case=case, move="plan_validation").data["proposal"]
    assert (kept["overruled"], len(bytes.fromhex(kept["seed"]))) == ("", 32)


def test_the_page_of_a_plan_says_who_may_be_drawn_who_not_and_why(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    brother = programme.person("validator", "third")
    deeds.declare(person=brother, kind="conflict", value=case.operator.reference, by=brother, at=programme.tick())
    page = client_of("officer").get(address(case, "plan_validation"))
    assert page.context["eligible"] == 2
    assert "has declared no conflict of interest" in text(page)
    assert page.context["committed"] in text(page)


def test_who_handled_the_case_is_not_drawn(programme: Programme, as_person: Callable[[Any], Client]) -> None:
    both = programme.world.user(Role.CASE_OFFICER, Role.VALIDATOR, office=OFFICE)
    programme.__dict__["officer"] = both
    case = programme.case(Stage.DESK_REVIEW)
    programme.person("validator", "only one")
    plan = {"mode": "on_site", "begins": day(7), "ends": day(7), "size": "2"}
    answer = as_person(both).post(address(case, "plan_validation"), plan)
    assert answer.status_code == 422
    assert "Widen the circle of validators" in text(answer)
    assert stage(case) == Stage.DESK_REVIEW


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends": day(3)}, "comes before the first"),
        ({"begins": day(-3)}, "over already"),
        ({"ends": day(99)}, "60 days at most"),
        ({"mode": "by carrier pigeon"}, "valid choice"),
        ({"begins": "soon"}, "valid date"),
        ({"size": "40"}, "valid choice"),
    ],
)
def test_a_plan_that_cannot_be_is_told_at_the_form(
    programme: Programme, client_of: Callable[[str], Client], changes: dict[str, str], said: str
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    plan = {"mode": "on_site", "begins": day(7), "ends": day(8), "size": "2", "agenda": "Gate first."} | changes
    answer = client_of("officer").post(address(case, "plan_validation"), plan)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Gate first." in text(answer)


def test_a_visit_ends_once_every_criterion_is_rated(programme: Programme, client_of: Callable[[str], Client]) -> None:
    case = programme.case(Stage.VALIDATING)
    client = client_of("lead")
    answer = client.post(address(case, "end_validation"), {})
    assert answer.status_code == 422
    assert "Rate each criterion of the checklist" in text(answer)
    assert "A.O1" in text(answer)
    programme.do("rate all", case)
    assert client.post(address(case, "end_validation"), {}).status_code == 302
    assert stage(case) == Stage.REPORTING


def test_gaps_are_chosen_with_what_is_to_be_done_and_until_when(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case = programme.case(Stage.REPORTING)
    programme.do("find a gap", case)
    client = client_of("lead")
    gap = client.get(address(case, "ask_correction")).context["form"].gaps[0]
    named = {"reason": "One gap.", f"ask_{gap.id}": "on", f"what_{gap.id}": "Shut it.", f"due_{gap.id}": day(20)}
    for changes, said in (
        ({f"what_{gap.id}": ""}, "Say what is to be done."),
        ({f"due_{gap.id}": day(0)}, "Choose a day after today."),
        ({f"ask_{gap.id}": ""}, "Choose at least one gap"),
    ):
        answer = client.post(address(case, "ask_correction"), named | changes)
        assert answer.status_code == 422
        assert said in text(answer)
    assert client.post(address(case, "ask_correction"), named).status_code == 302
    assert Correction.objects.get(finding__case=case).asked == "Shut it."


@pytest.mark.parametrize("stage", [Stage.CORRECTING, Stage.REVALIDATION_CORRECTING])
def test_a_correction_that_nobody_answered_can_be_settled_from_the_page_of_the_case(
    programme: Programme, client_of: Callable[[str], Client], stage: Stage
) -> None:
    case = programme.case(stage)
    correction = Correction.objects.get(finding__case=case)
    page = text(client_of("lead").get(f"/desk/cases/{case.reference}/?tab=validation"))
    assert f"/desk/cases/{case.reference}/corrections/{correction.pk}/" in page


def test_a_correction_is_settled_once_and_then_the_report_follows(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case = programme.case(Stage.CORRECTING)
    client, officer = client_of("lead"), client_of("officer")
    correction = Correction.objects.get(finding__case=case)
    page = f"/desk/cases/{case.reference}/corrections/{correction.pk}/"
    assert officer.get(page).status_code == 403
    assert client.get(f"/desk/cases/{case.reference}/corrections/999999/").status_code == 404
    early = client.post(address(case, "settle_corrections"), {})
    assert early.status_code == 422
    assert "Settle each finding" in text(early)
    assert client.post(page, {"settled": "mended", "text": " "}).status_code == 422
    assert client.post(page, {"settled": "mended", "text": "Shut."}).status_code == 302
    again = client.post(page, {"settled": "not_mended", "text": "No."})
    assert again.status_code == 422
    assert "settled it before you" in text(again)
    assert client.post(address(case, "settle_corrections"), {}).status_code == 302
    report = {"reason": "Good.", "recommends": "grant"}
    assert client.post(address(case, "report"), {"reason": "Good."}).status_code == 422
    assert client.post(address(case, "report"), report).status_code == 302
    assert stage(case) == Stage.DECISION_PENDING


def test_a_major_gap_cannot_be_recommended_to_pass(programme: Programme, client_of: Callable[[str], Client]) -> None:
    case = programme.case(Stage.REPORTING)
    programme.do("find a gap", case)
    answer = client_of("lead").post(address(case, "report"), {"reason": "Fine.", "recommends": "grant"})
    assert answer.status_code == 422
    assert "Major gaps are open: A.O1" in text(answer)


def test_an_agency_is_asked_and_answers(
    programme: Programme, client_of: Callable[[str], Client], agency: Client
) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    client = client_of("officer")
    asked = {"agency": "FOOD", "reason": "Anything known?", "due": day(20)}
    nobody = client.post(address(case, "consult"), asked | {"agency": "NOBODY"})
    assert nobody.status_code == 422
    assert "Nobody answers for this agency here." in text(nobody)
    assert client.post(address(case, "consult"), asked | {"due": day(0)}).status_code == 422
    assert client.post(address(case, "consult"), asked).status_code == 302
    consultation = Consultation.objects.get(case=case)
    page = agency.get(f"/desk/cases/{case.reference}/")
    assert page.context["deeds"].next == "answer_consultation"
    said = {"consultation": str(consultation.pk), "opinion": "unfavourable", "reason": "Two seizures."}
    assert agency.post(address(case, "answer_consultation"), said | {"consultation": "999"}).status_code == 422
    assert agency.post(address(case, "answer_consultation"), said | {"opinion": "silent"}).status_code == 422
    assert agency.post(address(case, "answer_consultation"), said).status_code == 302
    consultation.refresh_from_db()
    assert (consultation.opinion, consultation.text) == ("unfavourable", "Two seizures.")
    assert agency.post(address(case, "answer_consultation"), said).status_code == 422


def test_clocks_are_extended_stopped_and_started(programme: Programme, client_of: Callable[[str], Client]) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    client = client_of("officer")
    longer = {
        "reason": "Many sites.",
        "term": "decision", "amount": "20", "unit": "days", "asked_by": "customs", "legal_basis": "Act 7",
    }  # fmt: skip
    assert client.post(address(case, "extend"), longer | {"legal_basis": ""}).status_code == 422
    assert client.post(address(case, "extend"), longer | {"amount": "0"}).status_code == 422
    assert client.post(address(case, "extend"), longer | {"term": "no-clock"}).status_code == 422
    too_long = client.post(address(case, "extend"), longer | {"amount": "99"})
    assert too_long.status_code == 422
    assert "choose what its term allows" in text(too_long)
    assert client.post(address(case, "extend"), longer).status_code == 302
    assert client.post(address(case, "start_clock"), {"term": "decision", "reason": "x"}).status_code == 422
    assert client.post(address(case, "stop_clock"), {"term": "decision", "reason": "A court."}).status_code == 302
    assert "Stopped" in text(client.get(f"/desk/cases/{case.reference}/"))
    assert client.post(address(case, "start_clock"), {"term": "decision", "reason": "It decided."}).status_code == 302


def test_successors_are_operators_of_the_register(programme: Programme, client_of: Callable[[str], Client]) -> None:
    case = programme.case(Stage.MONITORED)
    client = client_of("decider")
    given = {"reason": "Merged.", "seen": seen(case), "successors": "XA-NOBODY"}
    unknown = client.post(address(case, "succeed"), given)
    assert unknown.status_code == 422
    assert "XA-NOBODY" in text(unknown)
    itself = client.post(address(case, "succeed"), given | {"successors": case.operator.reference})
    assert itself.status_code == 422
    assert stage(case) == Stage.MONITORED


def test_successors_are_written_by_name_or_number_and_ticked_once_they_are_shown(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case, other, third = programme.case(Stage.MONITORED), programme.operator(), programme.operator()
    client = client_of("decider")
    given = {"reason": "Merged.", "seen": seen(case), "successors": f"{other.reference}\n"}
    shown = client.post(address(case, "succeed"), given)
    assert shown.status_code == 422
    assert f"Invented Trading {programme.number - 1} Ltd ({other.reference})" in text(shown)
    # A tick is for who was shown, and for nobody that was written since.
    for changes in ({"meant": third.reference}, {"successors": third.reference, "meant": other.reference}):
        assert client.post(address(case, "succeed"), given | changes).status_code == 422
    by_name = client.post(address(case, "succeed"), given | {"successors": "Invented Trading"})
    assert {reference for reference, _name in by_name.context["form"].shown} == {other.reference, third.reference}
    assert stage(case) == Stage.MONITORED
    ticked = given | {"successors": "Invented Trading", "meant": [other.reference]}
    assert client.post(address(case, "succeed"), ticked).status_code == 302
    assert stage(case) == Stage.SUCCEEDED
    assert Event.objects.get(case=case, move="succeed").data["successors"] == [other.reference]


def test_a_freeze_is_ratified_or_ended_by_another(programme: Programme, client_of: Callable[[str], Client]) -> None:
    case = programme.case(Stage.MONITORED)
    programme.now = desk_clock.now() - timedelta(hours=40)
    programme.do("freeze", case)
    client = client_of("decider")
    assert client.post(address(case, "ratify"), {"reason": "Confirmed.", "seen": seen(case)}).status_code == 302
    assert stage(case) == Stage.SUSPENDED


def test_a_freeze_whose_hours_are_over_is_not_ratified(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case = programme.case(Stage.FROZEN)
    answer = client_of("decider").post(address(case, "ratify"), {"reason": "Late.", "seen": seen(case)})
    assert answer.status_code == 409
    assert stage(case) == Stage.FROZEN
    assert client_of("decider").post(address(case, "lapse_freeze"), {"seen": seen(case)}).status_code == 302


@pytest.mark.parametrize(
    ("move", "begins"),
    [("revoke", Stage.REVOCATION_HEARING), ("annul", Stage.ANNULMENT_HEARING), ("refuse", Stage.REFUSAL_HEARING)],
)
def test_nobody_is_judged_unheard(
    programme: Programme, client_of: Callable[[str], Client], move: str, begins: Stage
) -> None:
    case = programme.case(begins)
    client = client_of("decider")
    answer = client.post(address(case, move), {"reason": "Proven.", "seen": seen(case)})
    assert answer.status_code == 422
    assert "was not heard yet" in text(answer)
    programme.do("hear", case)
    assert client.post(address(case, move), {"reason": "Proven.", "seen": seen(case)}).status_code == 302


def test_every_decision_is_refused_by_its_deed_too_where_the_page_is_old(programme: Programme) -> None:
    """Between the look of the page and the deed nothing can slip in: the deed holds the number itself."""
    from trustlane.programme.refusals import CaseChanged

    case = programme.case(Stage.REINSTATING)
    with pytest.raises(CaseChanged):
        deeds.reinstate(case=case, reason="x", by=programme.decider, at=programme.tick(), seen=1)


@pytest.mark.parametrize(("move", "begins"), [("revoke", Stage.REVOCATION_HEARING), ("refuse", Stage.REFUSAL_HEARING)])
def test_who_decides_is_asked_for_the_cause_that_the_law_goes_by(
    world: Any, as_person: Callable[[Any], Client], move: str, begins: Stage
) -> None:
    programme = Programme(world, preset="us-2026")
    case = programme.case(begins)
    programme.do("hear", case)
    client = as_person(programme.decider)
    assert "knowingly gave false information" in text(client.get(address(case, move)))
    said = {"reason": "So it is.", "seen": seen(case)}
    for wrong in ({}, {"cause": "own_request"}, {"cause": ""}):
        assert client.post(address(case, move), said | wrong).status_code == 422
    assert client.post(address(case, move), said | {"cause": "false_information"}).status_code == 302
    assert Event.objects.get(case=case, move=move).data["cause"] == "false_information"


def test_where_no_clock_goes_by_a_cause_none_is_asked(programme: Programme, client_of: Callable[[str], Client]) -> None:
    case = programme.case(Stage.REVOCATION_HEARING)
    programme.do("hear", case)
    client = client_of("decider")
    assert 'name="cause"' not in text(client.get(address(case, "revoke")))
    assert client.post(address(case, "revoke"), {"reason": "So.", "seen": seen(case)}).status_code == 302


def test_an_appeal_of_a_holder_that_was_suspended_is_allowed_from_its_page(
    programme: Programme, client_of: Callable[[str], Client]
) -> None:
    case = programme.case(Stage.SUSPENDED)
    for step in ("intend_revocation", "hear", "revoke", "appeal_revocation"):
        programme.do(step, case)
    answer = client_of("other").post(
        address(case, "allow_appeal_of_suspended"), {"reason": "Too hard.", "seen": seen(case)}
    )
    assert answer.status_code == 302
    assert stage(case) == Stage.SUSPENDED


def test_who_decides_has_the_whole_case_on_the_page_of_the_decision(programme: Programme, decider: Client) -> None:
    case = programme.case(Stage.DESK_REVIEW)
    due = programme.now.date() + timedelta(20)
    asked = deeds.consult(
        case=case, agency="FOOD", question="Clean?", due=due, by=programme.officer, at=programme.tick()
    )
    deeds.answer_consultation(
        consultation=asked,
        opinion="unfavourable",
        text="Two recalls last year.",
        by=programme.person("agency_officer"),
        at=programme.tick(),
    )
    steps = ("plan_validation", "begin_validation", "rate all", "end_validation", "find a gap", "ask_correction")
    for step in (*steps, "answer_correction", "settle each", "settle_corrections", "report"):
        programme.do(step, case)
    deeds.comment_report(
        case=case, text="The gate is shut since.", by=programme.trader(case.operator), at=programme.tick()
    )
    for move in ("grant", "intend_refusal", "send_back"):
        answer = decider.get(address(case, move))
        sheet = answer.context["sheet"]
        assert dict(sheet.ratings)["major"] + dict(sheet.ratings)["minor"] == len(sheet.gaps) == 1
        assert sheet.unsettled == 0
        for words in ("The gate stands open.", "Two recalls last year.", "The gate is shut since.", "tab=risk"):
            assert words in text(answer)
    # Elsewhere there is nothing to weigh.
    assert decider.get(address(programme.case(Stage.MONITORED), "freeze")).context["sheet"] is None
