"""An open case goes over to another edition line by line, as somebody confirmed it; what is decided stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.criteria import actions as editions
from trustlane.criteria import queries
from trustlane.programme import actions as deeds
from trustlane.programme.models import Answer, Case, EditionChange
from trustlane.programme.queries.asked import known_questions, questions_by_then, self_assessment
from trustlane.programme.queries.casefile import case_file
from trustlane.programme.queries.editions import changes, crossing
from trustlane.programme.refusals import (
    CaseChanged,
    ChangesUnconfirmed,
    ChoiceUnknown,
    EditionOver,
    NoNewerEdition,
)
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
OLD, NEW = "national-2026", "national-2027"


def renewed(text: str) -> str:
    """The national template as a second edition: one item reworded, one renamed, one left out, one new."""
    text = text.replace('edition: "2026"', 'edition: "2027"', 1)
    text = text.replace("Has your firm kept clear of", "Has your firm, and whoever owns it, kept clear of", 1)
    text = text.replace("id: A.O3", "id: A.O9", 1)
    start = text.index("      - id: B.O1")
    return (
        text[:start]
        + text[start : text.index("      - id: B.O2")].replace("B.O1", "B.O7")
        + text[text.index("      - id: B.O2") :]
    )


def in_force(programme: Programme, *, until: int = 30) -> None:
    """Adopts the second edition; it is in force at once."""
    drafter, adopter = programme.person("case_officer"), programme.person("decision_maker")
    words = renewed(queries.words(OLD) or "")
    edition = editions.load(
        data=words.encode(), file_name="x.yaml", successors="A.O3 = A.O9", by=drafter, at=programme.tick()
    )
    on = programme.now.date()
    editions.consult(edition=edition, bodies=["FOOD"], until=on, by=drafter, at=programme.tick())
    on += timedelta(days=1)
    editions.close(edition=edition, by=drafter, at=programme.tick(days=1))
    last = on + timedelta(days=until)
    editions.adopt(edition=edition, begins=on, until=last, reason="Agreed.", by=adopter, at=programme.tick())


def way_of(programme: Programme, case: Any) -> Any:
    return crossing(Case.objects.get(pk=case.pk), on=programme.now.date())


def all_said(way: Any, **other: str) -> dict[str, str]:
    return {line.key: line.ways[0] for line in way.lines} | other


@pytest.fixture
def draft(programme: Programme) -> Any:
    case = programme.draft(catalogue=OLD)
    in_force(programme)
    return case


def test_every_answer_is_named_with_what_becomes_of_it_and_nothing_moves_by_itself(
    programme: Programme, draft: Any
) -> None:
    way = way_of(programme, draft)
    fates = {line.key: (line.fate, line.new) for line in way.lines}
    assert (way.old, way.new) == (OLD, NEW)
    assert fates["A.O1.1"] == ("ask_again", "A.O1.1")
    assert fates["A.O3.1"] == ("kept", "A.O9.1")
    assert fates["B.O1.1"] == ("dropped", None)
    assert fates["B.O7.1"] == ("ask_again", "B.O7.1")
    assert {line.key for line in way.lines if line.given} == {
        one.question for one in self_assessment(draft, on=programme.now.date()).given.values()
    }
    assert "A.O2.1" in [line.key for line in way.unchanged]
    assert "A.O3.1" in [line.key for line in way.changed]
    assert Case.objects.get(pk=draft.pk).catalogue == OLD


def test_a_case_goes_over_as_confirmed_and_its_former_answers_stay_readable(programme: Programme, draft: Any) -> None:
    trader, before = programme.trader(draft.operator), Answer.objects.filter(case=draft).count()
    way = way_of(programme, draft)
    said = all_said(way, **{"A.O2.1": "again"})
    deeds.change_edition(case=draft, said=said, seen=way.digest, by=trader, at=programme.tick())
    case = Case.objects.select_related("operator").get(pk=draft.pk)
    assert case.catalogue == NEW
    assessment = self_assessment(case, on=programme.now.date())
    given = {question for question, _site in assessment.given}
    assert "A.O9.1" in given
    assert not {"A.O1.1", "A.O2.1", "B.O7.1"} & given
    assert {one.where.question for one in assessment.missing} == {"A.O1.1", "A.O2.1", "B.O7.1"}
    assert assessment.given["A.O9.1", None].source == f"{OLD} to {NEW}"
    assert Answer.objects.filter(case=case).count() > before
    (change,) = changes(case)
    assert change.lines["A.O2.1"] == "again"
    assert (case.asks, change.old_asks) == (NEW, draft.asks)
    # What was answered before is read by what was asked then.
    asked, earlier = questions_by_then(case), change.at - timedelta(seconds=1)
    then, now = asked(earlier), asked(change.at)
    assert then is not None
    assert now is not None
    assert (then.catalogue.name, now.catalogue.name) == (OLD, NEW)
    assert "whoever owns it" not in then.by_id["A.O1.1"].question.text
    assert "whoever owns it" in now.by_id["A.O1.1"].question.text
    past, today = known_questions(case, as_of=earlier), known_questions(case)
    assert past is not None
    assert today is not None
    assert "A.O3.1" in past.by_id
    assert "A.O9.1" in today.by_id
    assert "A.O9.1" not in past.by_id
    assert way_of(programme, case) is None
    with pytest.raises(NoNewerEdition):
        deeds.change_edition(case=case, said={}, by=trader, at=programme.tick())


def test_a_line_of_which_nothing_is_said_keeps_the_case_where_it_is(programme: Programme, draft: Any) -> None:
    trader, way = programme.trader(draft.operator), way_of(programme, draft)
    for said in ({}, all_said(way, **{"A.O1.1": "keep"}), all_said(way, **{"A.O3.1": "seen"})):
        with pytest.raises(ChangesUnconfirmed, match=r"A\.O"):
            deeds.change_edition(case=draft, said=said, by=trader, at=programme.tick())
    with pytest.raises(CaseChanged):
        deeds.change_edition(case=draft, said=all_said(way), seen="other", by=trader, at=programme.tick())
    assert not EditionChange.objects.exists()


def test_what_a_form_says_counts_only_where_it_can_be_said(programme: Programme, draft: Any) -> None:
    way = way_of(programme, draft)
    said = way.said({"unchanged": "keep", "line-A.O1.1": "keep", "line-A.O3.1": "again", "line-A.O2.1": "again"})
    assert said["A.O3.1"] == said["A.O2.1"] == "again"
    assert "A.O1.1" not in said
    assert set(said) == {"A.O3.1", *(line.key for line in way.unchanged)}
    assert way.said({"unchanged": "seen"}) == {}


def test_a_case_officer_may_take_over_a_submitted_case_and_nobody_else(programme: Programme) -> None:
    case = programme.case(Stage.DESK_REVIEW, catalogue=OLD)
    in_force(programme)
    way = way_of(programme, case)
    for by in (programme.decider, programme.validators[0], programme.person("auditor")):
        with pytest.raises(Refused):
            deeds.change_edition(case=case, said=all_said(way), by=by, at=programme.tick())
    stranger = programme.world.user(Role.CASE_OFFICER, office="XA99")
    with pytest.raises(Refused):
        deeds.change_edition(case=case, said=all_said(way), by=stranger, at=programme.tick())
    deeds.change_edition(case=case, said=all_said(way), by=programme.officer, at=programme.tick())
    assert Case.objects.get(pk=case.pk).catalogue == NEW


@pytest.mark.parametrize("stage", [Stage.VALIDATING, Stage.DECISION_PENDING, Stage.MONITORED])
def test_what_is_visited_decided_or_issued_stays_on_its_edition(programme: Programme, stage: Stage) -> None:
    case = programme.case(stage, catalogue=OLD)
    in_force(programme)
    assert way_of(programme, case) is None
    with pytest.raises(NoNewerEdition):
        deeds.change_edition(case=case, said={}, by=programme.officer, at=programme.tick())
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(catalogue=NEW)


def test_the_database_lets_no_case_go_over_in_silence(programme: Programme, draft: Any) -> None:
    with pytest.raises(DatabaseError, match="what became of each line"), transaction.atomic():
        Case.objects.filter(pk=draft.pk).update(catalogue=NEW)
    way = way_of(programme, draft)
    deeds.change_edition(case=draft, said=all_said(way), by=programme.trader(draft.operator), at=programme.tick())
    with pytest.raises(DatabaseError), transaction.atomic():
        EditionChange.objects.filter(case=draft).update(lines={})


def test_after_the_transition_nobody_submits_under_the_former_edition(programme: Programme, draft: Any) -> None:
    trader = programme.trader(draft.operator)
    programme.tick(days=31)
    with pytest.raises(EditionOver):
        deeds.submit(case=draft, by=trader, at=programme.tick())
    assert queries.phase_of(OLD, on=date(2026, 3, 3)) is not None


def test_new_applications_are_opened_under_what_is_in_force_alone(programme: Programme) -> None:
    in_force(programme)
    with pytest.raises(ChoiceUnknown):
        programme.draft(catalogue=OLD, answered=False)
    assert programme.draft(catalogue=NEW, answered=False).catalogue == NEW
    assert programme.draft(answered=False).catalogue == "safe-2025"


def test_both_sides_read_in_the_timeline_that_the_case_went_over_and_each_instant_its_own_edition(
    programme: Programme,
) -> None:
    case = programme.case(Stage.ACCEPTED, catalogue=OLD)
    in_force(programme)
    way = crossing(case, on=programme.now.date())
    assert way is not None
    before = programme.now
    deeds.change_edition(case=case, said=all_said(way), by=programme.officer, at=programme.tick())
    programme.do("begin_review", case)
    programme.do("consult", case)
    case = Case.objects.select_related("operator").get(pk=case.pk)
    officer = case_file(case, programme.officer, at=programme.now)
    reader = case_file(case, programme.trader(case.operator), at=programme.now)
    for file in (officer, reader):
        assert [event.move for event in file.timeline[:4]] == ["consult", "begin_review", "change_edition", "accept"]
        line = file.timeline[2]
        assert (line.reason, line.source, line.target) == (f"{OLD} → {NEW}", Stage.ACCEPTED, Stage.ACCEPTED)
        assert line.says == "The case was taken over to another edition of the criteria."
    # Officers read who did it and where it is recorded; an operator is not told which officer.
    assert officer.timeline[2].by_name == programme.officer.full_name
    assert officer.timeline[2].ledger_row
    assert (reader.timeline[2].by_name, reader.timeline[2].data) == ("", {})
    agency = case_file(case, programme.person("agency_officer"), at=programme.now)
    assert "change_edition" not in {event.move for event in agency.timeline}
    earlier = case_file(case, programme.officer, at=programme.now, as_of=before)
    assert (earlier.catalogue, officer.catalogue) == (OLD, NEW)
    assert "change_edition" not in {event.move for event in earlier.timeline}
