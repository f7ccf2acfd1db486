"""An auditor's sample: repeatable, from every stratum, kept as drawn; and what following a trail finds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.programme.cases import NOW, Programme
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.queries import Finding, story
from trustlane.ledger.subjects import Subject
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Event, Look, Sample, SampledCase
from trustlane.programme.queries import sampling
from trustlane.programme.queries.sampling import BY_OUTCOME, BY_OUTCOME_AND_OFFICER, Population
from trustlane.programme.queries.trails import trail
from trustlane.programme.refusals import ChoiceUnknown, NoteMissing, SampleUnfit, TextUnfit
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
SEED = "six dice of the board of audit: 3 1 6 6 2 4"
YEAR = Population(first=date(2026, 1, 1), last=date(2026, 12, 31))


@pytest.fixture
def auditor(programme: Programme) -> Any:
    return programme.person("auditor")


def draw(programme: Programme, population: Population = YEAR, size: int = 4, **more: Any) -> Sample:
    given: dict[str, Any] = {"seed": SEED, "typed": True, "strata": BY_OUTCOME, "by": programme.person("auditor")}
    return deeds.draw_sample(population=population, size=size, at=programme.tick(), **(given | more))


def references(sample: Sample) -> list[str]:
    return list(SampledCase.objects.filter(sample=sample).order_by("place").values_list("case__reference", flat=True))


@pytest.fixture
def cases(programme: Programme) -> list[Case]:
    stages = (Stage.SUBMITTED, Stage.DECISION_PENDING, Stage.REFUSED, Stage.GRANTED, Stage.MONITORED, Stage.SUSPENDED)
    return [programme.case(stage) for stage in stages]


def test_the_same_seed_gives_the_same_list(programme: Programme, cases: list[Case]) -> None:
    first, second = draw(programme), draw(programme)
    assert references(first) == references(second)
    assert first.digest == second.digest
    assert sampling.repeats(first.pk)


def test_what_happens_later_changes_nothing_in_the_list(programme: Programme, cases: list[Case]) -> None:
    sample = draw(programme, Population(YEAR.first, YEAR.last, stage=Stage.SUBMITTED), size=1)
    programme.do("accept", cases[0])
    programme.case(Stage.SUBMITTED)
    assert sampling.repeats(sample.pk)
    assert references(sample) == [cases[0].reference]


def test_a_list_that_was_drawn_otherwise_does_not_repeat(
    programme: Programme, cases: list[Case], as_owner: Any
) -> None:
    sample = draw(programme)
    # Of so few cases another seed may draw the same ones in the same order; one of these does not.
    others = (f"another seed of sixteen, {number}" for number in range(50))
    other = next(one for one in others if references(draw(programme, seed=one)) != references(sample))
    with as_owner, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE programme_sample DISABLE TRIGGER kept")
        cursor.execute("UPDATE programme_sample SET seed = %s WHERE id = %s", [other, sample.pk])
    assert not sampling.repeats(sample.pk)
    with as_owner, connection.cursor() as cursor:
        cursor.execute("UPDATE programme_sample SET digest = repeat('0', 64)")
        cursor.execute("ALTER TABLE programme_sample ENABLE TRIGGER kept")
    assert not sampling.repeats(sample.pk)


def test_a_draft_is_in_no_population(programme: Programme) -> None:
    programme.case(Stage.DRAFT)
    withdrawn = programme.case(Stage.DRAFT)
    programme.do("withdraw", withdrawn)
    assert sampling.members(YEAR, at=programme.now) == ()
    with pytest.raises(SampleUnfit, match="No case"):
        draw(programme)


def test_a_population_is_cut_by_kind_stage_office_officer_and_period(programme: Programme, cases: list[Case]) -> None:
    def found(**asked: Any) -> set[str]:
        wanted = Population(**({"first": YEAR.first, "last": YEAR.last} | asked))
        return {one.reference for one in sampling.members(wanted, at=programme.now)}

    submitted, pending, refused, granted, held, suspended = (case.reference for case in cases)
    assert found() == {submitted, pending, refused, granted, held, suspended}
    assert found(kind="granted") == {granted, held, suspended}
    assert found(kind="granted", stage=Stage.MONITORED) == {held}
    assert found(kind="refused") == {refused}
    assert found(office="XA02") == set()
    assert found(officer=programme.decider.pk) == {refused, granted, held, suspended}
    assert found(kind="granted", officer=programme.officer.pk) == set()
    assert found(first=date(2025, 1, 1), last=date(2025, 12, 31)) == set()
    assert found(last=NOW.date() - timedelta(days=1)) == set()


def test_each_outcome_of_each_officer_has_a_case(programme: Programme, cases: list[Case]) -> None:
    sample = draw(programme, size=4, strata=BY_OUTCOME_AND_OFFICER)
    rows = SampledCase.objects.filter(sample=sample)
    assert set(rows.values_list("outcome", flat=True)) == {"", "refused", "granted", "withheld"}
    with pytest.raises(SampleUnfit, match="at least 4"):
        draw(programme, size=3, strata=BY_OUTCOME_AND_OFFICER)


def test_a_sample_is_drawn_by_an_auditor_and_recorded_with_its_seed(programme: Programme, cases: list[Case]) -> None:
    with pytest.raises(Refused):
        draw(programme, by=programme.officer)
    sample = draw(programme)
    (deed,) = story(Subject("sample", str(sample.pk)))
    assert deed.after is not None
    assert deed.after["seed"] == SEED
    assert deed.after["cases"] == references(sample)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"seed": "short"}, SampleUnfit),
        ({"seed": "x" * 201}, TextUnfit),
        ({"seed": "sixteen letters\x00and"}, TextUnfit),
        ({"size": 0}, SampleUnfit),
        ({"size": 501}, SampleUnfit),
        ({"size": 1}, SampleUnfit),
        ({"strata": "colour"}, ChoiceUnknown),
    ],
)
def test_a_sample_that_cannot_be_is_refused_by_name(
    programme: Programme, cases: list[Case], given: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        draw(programme, **given)
    assert not Sample.objects.exists()


def test_a_sample_stays_as_it_was_drawn(programme: Programme, cases: list[Case], auditor: Any, as_owner: Any) -> None:
    sample = draw(programme)
    one = SampledCase.objects.filter(sample=sample).first()
    assert one is not None
    seen = deeds.look(sampled=one, verdict="in_order", note="", by=auditor, at=programme.tick())
    for row, column in ((sample, "size"), (one, "place"), (seen, "verdict")):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{column: getattr(row, column)})
    left = Case.objects.exclude(reference__in=references(sample)).first()
    assert left is not None
    with as_owner, connection.cursor() as cursor:  # tests run in one transaction; a row of it is one of the same
        cursor.execute("ALTER TABLE ledger_row DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_row SET xid = '3' WHERE id = %s", [sample.recorded_in_id])
        cursor.execute("ALTER TABLE ledger_row ENABLE TRIGGER USER")
    with pytest.raises(DatabaseError, match="never put to it"), transaction.atomic():
        SampledCase.objects.create(sample=sample, place=99, case=left, last_event=1)


def test_a_look_without_a_record_is_refused_by_the_database(
    programme: Programme, cases: list[Case], auditor: Any
) -> None:
    sample = draw(programme)
    one = SampledCase.objects.filter(sample=sample).first()
    assert one is not None
    with pytest.raises(DatabaseError, match="recorded in the same transaction"), transaction.atomic():
        Look.objects.create(
            sampled=one, verdict="in_order", person=auditor, at=programme.now, recorded_in_id=sample.recorded_in_id
        )


def test_looks_stand_beside_one_another_and_change_nothing_in_the_case(
    programme: Programme, cases: list[Case], auditor: Any
) -> None:
    sample = draw(programme)
    one = SampledCase.objects.filter(sample=sample).select_related("case").first()
    assert one is not None
    before = Case.objects.filter(pk=one.case_id).values().get()
    with pytest.raises(NoteMissing):
        deeds.look(sampled=one, verdict="finding", note=" ", by=auditor, at=programme.tick())
    with pytest.raises(ChoiceUnknown):
        deeds.look(sampled=one, verdict="perfect", note="", by=auditor, at=programme.tick())
    deeds.look(sampled=one, verdict="finding", note="The reason is thin.", by=auditor, at=programme.tick())
    deeds.look(sampled=one, verdict="in_order", note="It is explained.", by=auditor, at=programme.tick())
    row = sampling.sampled_rows(sample.pk, auditor, at=programme.now)[0]
    assert [look.verdict for look in row.looks] == ["in_order", "finding"]
    assert row.verdict == "in_order"
    told = sampling.sample_row(sample.pk, auditor, at=programme.now)
    assert told is not None
    assert (told.looked_at, told.findings, told.left) == (1, 0, 3)
    assert Case.objects.filter(pk=one.case_id).values().get() == before
    assert Event.objects.filter(case=one.case_id).count() == one.last_event


def test_who_took_part_in_a_case_does_not_audit_it(programme: Programme) -> None:
    both = programme.world.user(Role.CASE_OFFICER, Role.AUDITOR, office="XA01")
    programme.__dict__["officer"] = both
    case = programme.case(Stage.ACCEPTED)
    sample = draw(programme, size=1)
    (one,) = SampledCase.objects.filter(sample=sample)
    assert one.case_id == case.pk
    with pytest.raises(Refused, match="made no move"):
        deeds.look(sampled=one, verdict="in_order", note="", by=both, at=programme.tick())
    from trustlane.ledger.actions import record

    row = record(verb="programme.look", actor=both.actor, subjects=[Subject("x", "y")], at=programme.now)
    with pytest.raises(DatabaseError, match="does not audit it"), transaction.atomic():
        Look.objects.create(sampled=one, verdict="in_order", person=both, at=programme.now, recorded_in=row)


@pytest.mark.parametrize("stage", [Stage.DECISION_PENDING, Stage.REFUSED, Stage.SUSPENDED, Stage.REVOKED])
def test_a_case_that_went_by_the_rules_has_nothing_wrong(programme: Programme, auditor: Any, stage: Stage) -> None:
    case = programme.case(stage)
    found = trail(case, auditor, at=programme.tick())
    assert [one.number for one in found.steps] == list(range(1, case.last_event + 1))
    assert all(one.found is Finding.INTACT and one.joined and not one.fault for one in found.steps)
    assert not any(one.against for one in found.eyes)
    assert found.row_is_its_events
    assert found.others_wrong == ()
    # The documents of these tests are there without their content.
    assert {one.state for one in found.proofs} <= {"lost"}
    assert found.wrong == len(found.proofs)


def test_clocks_say_who_was_in_time(programme: Programme, auditor: Any) -> None:
    case = programme.case(Stage.SUBMITTED)
    programme.tick(days=60)
    programme.do("accept", case)
    found = {clock.term: outcome for clock, outcome in trail(case, auditor, at=programme.tick()).clocks}
    assert found["acceptance"] == "missed"
    assert found["decision"] == "running"


def test_what_was_altered_shows(programme: Programme, auditor: Any, as_owner: Any) -> None:
    case = programme.case(Stage.DECISION_PENDING)
    with as_owner, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_body DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE ledger_body SET reason = 'Another.' WHERE row_id ="
            " (SELECT recorded_in_id FROM programme_event WHERE case_id = %s AND move = 'report')",
            [case.pk],
        )
        cursor.execute("ALTER TABLE programme_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE programme_event SET at = at + interval '1 day' WHERE move = 'accept'")
        cursor.execute("ALTER TABLE programme_case DISABLE TRIGGER USER")
        cursor.execute("UPDATE programme_case SET stage = 'monitored' WHERE id = %s", [case.pk])
    case.refresh_from_db()
    found = trail(case, auditor, at=programme.tick())
    (report,) = [one for one in found.steps if one.move == "report"]
    assert report.found is Finding.ALTERED
    (accepted,) = [one for one in found.steps if one.move == "accept"]
    assert not accepted.joined
    assert any(one.fault for one in found.steps)
    assert not found.row_is_its_events
    assert found.wrong >= 4


def test_evidence_is_read_again_and_a_lost_file_is_told(programme: Programme, auditor: Any, settings: Any) -> None:
    from pathlib import Path

    from trustlane.evidence import actions as evidence

    case = programme.case(Stage.SUBMITTED)
    kept = evidence.keep(
        name="plan.csv",
        media_type="text/csv",
        speaks_of=None,
        by=programme.officer,
        at=programme.tick(),
        data=b"gate;fence\nnorth;high\n",
    )
    from trustlane.programme.models import Answer, ReportAnswer

    said = {"case": case, "value": "yes", "evidence": [kept.pk], "by": "system:tests", "at": programme.now}
    Answer.objects.create(question="A.O1", **said)
    ReportAnswer.objects.create(question="P.O1.3", round=1, **said)
    (proof,) = [one for one in trail(case, auditor, at=programme.tick()).proofs if one.id == kept.pk]
    assert (proof.state, proof.about) == ("kept", ("A.O1", "P.O1.3"))
    next(Path(settings.TRUSTLANE_EVIDENCE_FOLDER).rglob(kept.sha256)).unlink()
    (proof,) = [one for one in trail(case, auditor, at=programme.tick()).proofs if one.id == kept.pk]
    assert proof.state == "lost"


def test_who_is_no_auditor_follows_no_trail(programme: Programme) -> None:
    case = programme.case(Stage.SUBMITTED)
    with pytest.raises(Refused):
        trail(case, programme.officer, at=programme.now)
