"""The worklist: the most urgent first, numbers that lead to their rows, filters, order, pages, and the file."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.programme.cases import OFFICE, Programme
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.moves import MOVES, Hand
from trustlane.programme.permits import MOVING, Moving
from trustlane.programme.queries import worklist as queries
from trustlane.programme.queries.worklist import _DECIDED_BY, Wanted
from trustlane.programme.stages import BESIDE, Stage

pytestmark = pytest.mark.django_db
PAGE = "/desk/cases/"


def names(answer: Any) -> list[str]:
    return [row.reference for row in answer.context["table"].rows]


def text(answer: Any) -> str:
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()


@pytest.fixture
def late(programme: Programme) -> Any:
    """A case whose acceptance was due two weeks ago; the others of the test come later."""
    programme.now -= timedelta(days=25)
    case = programme.case(Stage.SUBMITTED)
    programme.now += timedelta(days=25)
    return case


def test_the_most_urgent_case_comes_first(programme: Programme, officer: Client, late: Any) -> None:
    fresh = programme.case(Stage.SUBMITTED)
    answer = officer.get(PAGE)
    assert names(answer) == [late.reference, fresh.reference]
    first = answer.context["table"].rows[0]
    assert first.late(answer.context["now"])
    assert "days ago" in text(answer)
    assert 'class="is-late"' in text(answer)


def test_each_number_on_top_leads_to_the_rows_it_counts(
    programme: Programme, as_person: Callable[[Any], Client], late: Any
) -> None:
    frozen = programme.case(Stage.FROZEN)
    programme.case(Stage.DECISION_PENDING)
    own = programme.case(Stage.SUBMITTED)
    both = programme.world.user(Role.CASE_OFFICER, Role.DECISION_MAKER, office=OFFICE)
    deeds.assign(case=own, officer=both, by=both, at=programme.tick())
    client = as_person(both)
    urgent = client.get(PAGE).context["urgent"]
    assert [str(one.label) for one in urgent] == ["Late", "Due within 7 days", "Await your decision", "Yours"]
    assert [one.count for one in urgent if one.label in ("Await your decision", "Yours")] == [2, 1]
    for one in urgent:
        assert client.get(PAGE + one.query).context["table"].total == one.count
    assert frozen.reference in names(client.get(f"{PAGE}?kind=alive&decide=yes"))


@pytest.mark.parametrize(
    ("stage", "who", "waits"),
    [
        (Stage.DECISION_PENDING, "officer", False),
        (Stage.DECISION_PENDING, "lead", False),
        (Stage.DECISION_PENDING, "decider", True),
        (Stage.FROZEN, "freezer", False),
        (Stage.FROZEN, "decider", True),
        (Stage.REINSTATING, "officer", False),
        (Stage.REINSTATING, "decider", True),
        (Stage.REFUSAL_APPEALED, "decider", False),
        (Stage.REFUSAL_APPEALED, "other", True),
        (Stage.SUBMITTED, "decider", False),
    ],
)
def test_only_what_a_person_may_decide_awaits_its_decision(
    programme: Programme, stage: Stage, who: str, waits: bool
) -> None:
    """People here hold every role of the desk, so that only what they did before stands in the way."""
    roles = (Role.CASE_OFFICER, Role.VALIDATOR, Role.DECISION_MAKER)
    people = {
        name: programme.world.user(*roles, office=OFFICE) for name in ("officer", "lead", "second", "decider", "other")
    }
    programme.__dict__.update(
        officer=people["officer"],
        validators=[people["lead"], people["second"]],
        decider=people["decider"],
        other_decider=people["other"],
    )
    people["freezer"] = people["officer"]
    case = programme.case(stage)
    assert (case.pk in queries.to_decide(people[who], at=programme.now)) is waits


def test_each_stage_is_asked_by_a_move_that_needs_the_same_eyes_as_its_others() -> None:
    """Where a freeze can run beside what a stage is about, by two: one for the freeze, one for the rest."""

    def eyes(move: str) -> list[Any]:
        return [clause for clause in MOVING[Moving(move)].clauses if "decision_maker" in str(clause)]

    at_any_time = {"extend", "decline_extension", "freeze", "lapse_status", "succeed"}
    covered = frozenset().union(*_DECIDED_BY.values())
    for stage in covered:
        asked = [eyes(name) for name, stages in _DECIDED_BY.items() if stage in stages]
        assert len(asked) == (2 if stage in BESIDE else 1), stage
        for move in MOVES.values():
            if Hand.DECISION_MAKER in move.hands and stage in move.sources and move.name not in at_any_time:
                assert eyes(move.name) in asked, (stage, move.name)
    assert covered == queries.KINDS["deciding"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"submitted", "pending", "frozen"}),
        ("?kind=applications", {"submitted", "pending"}),
        ("?kind=deciding", {"pending", "frozen"}),
        ("?kind=holders", {"frozen", "monitored"}),
        ("?kind=ended", {"revoked"}),
        ("?kind=all", {"submitted", "pending", "frozen", "monitored", "revoked"}),
        ("?stage=monitored", {"monitored"}),
        ("?stage=no-such-stage", {"submitted", "pending", "frozen"}),
        ("?small=no", {"pending"}),
        ("?small=yes", {"submitted", "frozen"}),
        ("?mine=yes", {"submitted"}),
        ("?turn=customs&kind=applications", {"submitted", "pending"}),
        ("?turn=applicant&kind=applications", set()),
        ("?term=acceptance", {"submitted"}),
        ("?visited_by=999999999&kind=all", set()),
        ("?decided_by=x&kind=ended", {"revoked"}),
        ("?since=never&kind=ended", {"revoked"}),
    ],
)
def test_filters(programme: Programme, officer: Client, query: str, shown: set[str]) -> None:
    cases = {
        "submitted": programme.case(Stage.SUBMITTED),
        "pending": programme.case(Stage.DECISION_PENDING, small=False),
        "frozen": programme.case(Stage.FROZEN),
        "monitored": programme.case(Stage.MONITORED),
        "revoked": programme.case(Stage.REVOKED),
    }
    deeds.assign(case=cases["submitted"], officer=programme.officer, by=programme.officer, at=programme.tick())
    assert set(names(officer.get(PAGE + query))) == {cases[name].reference for name in shown}


def test_search_by_name_case_and_operator(programme: Programme, officer: Client) -> None:
    case, _other = programme.case(Stage.SUBMITTED), programme.case(Stage.SUBMITTED)
    for asked in (case.name, case.reference, case.operator.reference, f"trading {case.name.split()[2]}"):
        assert names(officer.get(PAGE, {"search": asked})) == [case.reference]
    assert names(officer.get(PAGE, {"search": "nobody-is-called-so"})) == []
    assert "No case fits these filters" in text(officer.get(PAGE, {"search": "\x00%_'"}))


@pytest.mark.parametrize("sort", ["name", "stage", "due", "since"])
def test_every_column_that_sorts_does_both_ways(programme: Programme, officer: Client, sort: str) -> None:
    for stage in (Stage.SUBMITTED, Stage.DESK_REVIEW, Stage.MONITORED):
        programme.case(stage)
    up = names(officer.get(f"{PAGE}?kind=all&sort={sort}"))
    assert names(officer.get(f"{PAGE}?kind=all&sort=-{sort}")) == up[::-1]
    assert len(up) == 3


@pytest.mark.parametrize("sort", ["due", "-due", "name", "-since"])
def test_pages_follow_one_another_without_gap_or_repetition(
    programme: Programme, officer: Client, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustlane.desk.programme.views import worklist

    monkeypatch.setattr(worklist, "PAGE_SIZE", 2)
    whole = {
        programme.case(stage).reference for stage in (Stage.SUBMITTED, Stage.ACCEPTED, Stage.GRANTED) for _ in "ab"
    }
    seen: list[str] = []
    query = {"kind": "all", "sort": sort}
    while True:
        answer = officer.get(PAGE, query)
        seen += names(answer)
        if not answer.context["table"].slice.next:
            break
        query["after"] = answer.context["table"].slice.next
    assert len(seen) == 6
    assert set(seen) == whole
    back = officer.get(PAGE, {"kind": "all", "sort": sort, "before": answer.context["table"].slice.previous})
    assert names(back) == seen[2:4]


@pytest.mark.parametrize(
    "query", ["?after=rubbish", "?sort=rubbish", "?kind=rubbish&turn=x", "?visited_by=9e9&small=1"]
)
def test_an_address_that_was_made_up_shows_a_list(programme: Programme, officer: Client, query: str) -> None:
    case = programme.case(Stage.SUBMITTED)
    assert names(officer.get(PAGE + query)) == [case.reference]


def test_the_file_has_the_rows_of_the_page_and_no_formula(programme: Programme, officer: Client, late: Any) -> None:
    from trustlane.parties import actions as parties
    from trustlane.parties.identifiers import Identifier

    sly = parties.register(
        name="=HYPERLINK(1)", identifiers=[Identifier("NATIONAL", "XA55")], actor="system:tests", at=programme.now,
        source="the test", issuer="XA",
    )  # fmt: skip
    case = programme.case(Stage.SUBMITTED, operator=sly)
    answer = officer.get("/desk/cases/export.csv?kind=applications")
    rows = list(csv.DictReader(io.StringIO(text(answer).removeprefix("\ufeff"))))
    assert [row["Case"] for row in rows] == [late.reference, case.reference]
    assert [row["Late"] for row in rows] == ["yes", "no"]
    assert rows[1]["Name"] == "'=HYPERLINK(1)"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", rows[0]["Deadline"])
    assert "attachment" in answer["Content-Disposition"]


def test_a_deadline_is_the_last_day_on_which_one_is_in_time(programme: Programme, officer: Client, late: Any) -> None:
    from trustlane.desk.programme.deadlines import by_the_hour, last_day

    acceptance = officer.get(f"/desk/cases/{late.reference}/").context["running"][0]
    row = officer.get(PAGE).context["table"].rows[0]
    assert last_day(row.due) == acceptance.due
    assert not by_the_hour(row.due)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("case_officer", 200),
        ("validator", 200),
        ("decision_maker", 200),
        ("auditor", 200),
        ("agency_officer", 200),
        ("guest_validator", 200),
        ("register_officer", 403),
        ("risk_manager", 403),
        ("frontline_officer", 403),
        ("mra_desk", 403),
        ("administrator", 403),
    ],
)
def test_who_opens_the_worklist(
    programme: Programme, as_person: Callable[[Any], Client], who: str, status: int
) -> None:
    client = as_person(programme.person(who))
    assert client.get(PAGE).status_code == status
    assert client.get("/desk/cases/export.csv").status_code == status
    assert (PAGE in text(client.get("/account/"))) is (status == 200)


def test_a_validator_sees_the_cases_it_was_drawn_for_and_no_other(
    programme: Programme, lead: Client, as_person: Callable[[Any], Client]
) -> None:
    case = programme.case(Stage.VALIDATING)
    programme.case(Stage.DESK_REVIEW)
    assert names(lead.get(PAGE)) == [case.reference]
    assert names(as_person(programme.person("validator", "third")).get(PAGE)) == []


def test_an_empty_desk_says_what_to_expect(officer: Client) -> None:
    assert "appears here as soon as it is submitted" in text(officer.get(PAGE))


def test_a_number_counts_what_its_rows_show(programme: Programme, officer: Client, late: Any) -> None:
    who, at = programme.officer, programme.now
    assert queries.count(who, Wanted(kind="alive", late=True), at=at + timedelta(days=30)) == 1
    assert queries.counted(who, at=at) == {"submitted": 1}
