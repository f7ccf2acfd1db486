"""Arriving with a past: two people, one transaction, counts that agree, and nobody decides before the cut-over."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.programme.cases import CLOCKS, NOW, Programme
from tests.world import World
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.queries import story
from trustlane.ledger.subjects import Subject
from trustlane.parties.models import Operator
from trustlane.programme import actions as deeds
from trustlane.programme.models import Case, Event, MigrationFile, ReconciliationReport, Terms
from trustlane.programme.queries.clocks import running
from trustlane.programme.queries.cutovers import cutover_day
from trustlane.programme.queries.migrating import preview_of
from trustlane.programme.refusals import (
    DualRun,
    MigrationFaulty,
    MigrationSettled,
    MigrationStale,
    MigrationUnreadable,
    NotReconciled,
    PresetUnknown,
    ReasonMissing,
)
from trustlane.programme.stages import Stage
from trustlane.standing.models import Standing

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)
HEAD = (
    "Case number;Name;National number;Stage;Certificate number;Roles;Scope;Submitted on;Accepted on;Granted on;"
    "Suspended on;Valid from;Valid to;Clock;Clock begun;Days used\n"
)
ROWS = (
    "A1;Oddlebury Seeds Ltd;N100001;active;XA-OLD-1;importer, exporter;both;2023-01-02;2023-01-20;2023-05-01;;"
    "2023-05-06;;;;\n",
    "A2;Vexley Pumps SA;N100002;active;XA-OLD-2;importer;security;;;unknown;;?;;;;\n",
    "A3;Quillon Toys BV;N100003;suspended;XA-OLD-3;carrier;security;2022-01-02;;2022-06-01;2026-02-10;2022-06-06;;;;\n",
    "A4;Marrowby Optics AS;N100004;revoked;XA-OLD-4;broker;compliance;;;2020-06-01;;2020-06-06;;;;\n",
    "B1;Umberfen Paper Oy;N100005;under review;;importer;both;2025-12-01;2025-12-20;;;;;decision;2025-12-20;40\n",
    "B2;Fennimoor Bolts LLC;N100006;submitted;;exporter;both;2026-02-10;;;;;;;;\n",
    "B3;Knapplesby Toys Co.;N100007;corrections;;exporter;both;2025-11-01;2025-11-20;;;;;;;\n",
    "B4;Jubberly Cables Pty;N100008;hearing before refusal;;exporter;both;2025-08-01;2025-08-20;;;;;;;\n",
)
FILE = (HEAD + "".join(ROWS)).encode()


@dataclass
class Arriving:
    """The people of a migration, and its deeds with what a test does not care about filled in."""

    world: World
    at: datetime = NOW

    def __post_init__(self) -> None:
        self.uploader = self.world.user(Role.REGISTER_OFFICER)
        self.applier = self.world.user(Role.REGISTER_OFFICER)
        self.decider = self.world.user(Role.DECISION_MAKER, office="XA01")

    def upload(self, data: bytes = FILE, by: Any = None, preset: str = "eu-2026") -> Any:
        return deeds.upload_migration(
            file_name="holders.csv", data=data, on=ON, office="XA01", preset=preset, by=by or self.uploader, at=self.at
        )

    def apply(self, data: bytes = FILE) -> ReconciliationReport:
        file, seen = self.upload(data)
        return deeds.apply_migration(file=file, seen=seen.digest, by=self.applier, at=self.at)

    def cut_over(self, day: date | None = None) -> None:
        reason = "The old system is switched off."
        proposal = deeds.propose_cut_over(day=day or NOW.date(), reason=reason, by=self.decider, at=self.at)
        deeds.cut_over(proposal=proposal, by=self.uploader, at=self.at)


@pytest.fixture
def arriving(world: World) -> Arriving:
    return Arriving(world)


def case(number: str) -> Case:
    return Event.objects.select_related("case__operator").get(move="migrate", data__number=number).case


def said(number: str) -> dict[str, set[tuple[Any, ...]]]:
    """What the register says of the operator of a case: state → roles and bounds."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    for row in Standing.objects.filter(operator=case(number).operator, known_to__isnull=True):
        found.setdefault(row.state, set()).add((row.role, row.valid.lower, row.valid.upper))
    return found


def test_a_file_that_is_uploaded_changes_nothing_and_says_what_it_would_bring(arriving: Arriving) -> None:
    file, seen = arriving.upload()
    assert not Case.objects.exists()
    assert not Standing.objects.exists()
    assert file.document.sha256 == file.sha256
    assert file.counts == seen.counts
    assert seen.by_stage == {
        "desk_review": 1,
        "monitored": 2,
        "refusal_hearing": 1,
        "revoked": 1,
        "submitted": 1,
        "suspended": 1,
        "validation_planned": 1,
    }
    assert preview_of(file, at=NOW).digest == seen.digest


def test_what_was_applied_is_what_was_in_the_file(arriving: Arriving) -> None:
    report = arriving.apply()
    assert report.in_file == report.in_database
    assert report.in_database["cases"] == len(ROWS)
    assert report.in_database["unknown_days"] == 1
    assert Counter(Case.objects.values_list("stage", flat=True)) == report.in_database["by_stage"]
    assert Case.objects.filter(migrated=True, last_event=1).count() == len(ROWS)
    assert set(Event.objects.values_list("move", flat=True)) == {"migrate"}
    assert Terms.objects.count() == 4
    deed = report.file.recorded_in
    assert set(Event.objects.values_list("recorded_in", flat=True)) == {deed.pk}
    for one in Case.objects.all():
        assert [row.verb for row in story(Subject("case", one.reference))] == ["programme.apply_migration"]


def test_the_register_says_what_the_holders_were(arriving: Arriving) -> None:
    arriving.apply()
    assert said("A1") == {"valid": {("importer", date(2023, 5, 6), None), ("exporter", date(2023, 5, 6), None)}}
    assert said("A2") == {"valid": {("importer", None, None)}}
    assert said("A3") == {
        "valid": {("carrier", date(2022, 6, 6), date(2026, 2, 10))},
        "suspended": {("carrier", date(2026, 2, 10), None)},
    }
    assert set(said("A4")) == {"valid", "revoked"}
    assert said("B1") == {}


def test_a_day_that_is_not_known_is_marked_in_the_event(arriving: Arriving) -> None:
    arriving.apply()
    event = Event.objects.get(data__number="A2")
    assert event.data["unknown"] == ["granted", "effective"]
    assert Terms.objects.get(case=event.case).effective == ON


def test_a_clock_goes_on_with_the_days_that_are_left(arriving: Arriving) -> None:
    arriving.apply()
    (decision,) = [run for run in running(case("B1")) if run.term.id == "decision"]
    assert decision.first_day == ON - timedelta(days=40)
    assert case("B1").due_term == "decision"
    (acceptance,) = [run for run in running(case("B2")) if run.term.id == "acceptance"]
    assert acceptance.due == date(2026, 3, 12)  # thirty days after it was submitted
    (old,) = [run for run in running(case("B3")) if run.term.id == "decision"]
    assert old.first_day == date(2025, 11, 20)


def test_who_uploaded_does_not_apply(arriving: Arriving) -> None:
    file, seen = arriving.upload()
    with pytest.raises(Refused, match="did not upload"):
        deeds.apply_migration(file=file, seen=seen.digest, by=arriving.uploader, at=NOW)
    with pytest.raises(DatabaseError, match="programme_migration_needs_two_persons"), transaction.atomic():
        row = story(Subject("migration", str(file.pk)))[0]
        MigrationFile.objects.filter(pk=file.pk).update(
            applied_by=arriving.uploader, applied_at=NOW, recorded_in=getattr(row, "row", getattr(row, "pk", 1))
        )


def test_who_keeps_no_register_brings_nothing(arriving: Arriving) -> None:
    with pytest.raises(Refused):
        arriving.upload(by=arriving.decider)


def test_counts_are_signed_by_two(arriving: Arriving) -> None:
    report = arriving.apply()
    with pytest.raises(Refused, match="did not apply"):
        deeds.countersign(report=report, by=arriving.applier, at=NOW)
    with pytest.raises(DatabaseError, match="programme_reconciliation_signed_by_two"), transaction.atomic():
        ReconciliationReport.objects.update(countersigned_by=arriving.applier, countersigned_at=NOW)
    signed = deeds.countersign(report=report, by=arriving.decider, at=NOW)
    assert signed.countersigned_by_id == arriving.decider.pk
    with pytest.raises(MigrationSettled):
        deeds.countersign(report=report, by=arriving.uploader, at=NOW)
    with pytest.raises(DatabaseError, match="settled once"), transaction.atomic():
        ReconciliationReport.objects.update(in_file={}, in_database={})


def test_a_row_that_breaks_leaves_nothing_of_the_file(arriving: Arriving) -> None:
    file, seen = arriving.upload(FILE + b"B9;Broken Ltd;N100009;nowhere;;importer;both;;;;;;;;;\n")
    assert seen.refused[0].place == "row 10, column D (Stage)"
    with pytest.raises(MigrationFaulty, match="row 10"):
        deeds.apply_migration(file=file, seen=seen.digest, by=arriving.applier, at=NOW)
    assert not Case.objects.exists()
    assert not Operator.objects.exists()


def test_counts_that_differ_leave_nothing_of_the_file(arriving: Arriving, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustlane.programme.actions import migrating

    file, seen = arriving.upload()
    monkeypatch.setattr(migrating, "brought_by", lambda file: {"cases": 7})
    with pytest.raises(NotReconciled):
        deeds.apply_migration(file=file, seen=seen.digest, by=arriving.applier, at=NOW)
    assert not Case.objects.exists()
    assert not Standing.objects.exists()


def test_a_file_is_applied_once(arriving: Arriving) -> None:
    report = arriving.apply()
    with pytest.raises(MigrationSettled):
        deeds.apply_migration(file=report.file, seen=report.file.digest, by=arriving.applier, at=NOW)
    again, seen = arriving.upload()
    assert not seen.cases
    assert len({one.row for one in seen.refused}) == len(ROWS)
    with pytest.raises(MigrationFaulty):
        deeds.apply_migration(file=again, seen=seen.digest, by=arriving.applier, at=NOW)


def test_what_changed_since_the_preview_is_looked_at_again(arriving: Arriving) -> None:
    file, seen = arriving.upload()
    arriving.apply((HEAD + ROWS[0]).encode())
    with pytest.raises(MigrationStale):
        deeds.apply_migration(file=file, seen=seen.digest, by=arriving.applier, at=NOW)


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2\n", HEAD.encode()])
def test_a_file_without_cases_is_refused_as_a_whole(arriving: Arriving, data: bytes) -> None:
    with pytest.raises(MigrationUnreadable) as refusal:
        arriving.upload(data)
    assert refusal.value.mend


def test_an_unknown_preset_is_refused(arriving: Arriving) -> None:
    with pytest.raises(PresetUnknown):
        arriving.upload(preset="nowhere-1999")


def test_until_the_cut_over_a_migrated_case_is_only_shown(arriving: Arriving, programme: Programme) -> None:
    arriving.apply()
    officer = programme.officer
    with pytest.raises(DualRun):
        deeds.accept(case=case("B2"), by=officer, at=NOW)
    with pytest.raises(DualRun):
        deeds.answer(case=case("B2"), question="A.O1", value="yes", by=programme.trader(case("B2").operator), at=NOW)
    arriving.cut_over(NOW.date() + timedelta(days=3))
    with pytest.raises(DualRun):
        deeds.accept(case=case("B2"), by=officer, at=NOW)
    deeds.accept(case=case("B2"), by=officer, at=NOW + timedelta(days=3))
    assert case("B2").stage == "accepted"


def test_clocks_do_nothing_with_a_case_that_is_only_shown(arriving: Arriving) -> None:
    arriving.apply()
    later = NOW + timedelta(days=60)
    assert deeds.run_out(at=later, by=CLOCKS) == {}
    arriving.cut_over()
    assert deeds.run_out(at=later, by=CLOCKS) == {"accept": 1}


def test_a_holder_goes_on_here_after_the_cut_over(arriving: Arriving, programme: Programme) -> None:
    arriving.apply()
    arriving.cut_over()
    deeds.freeze(case=case("A1"), reason="A seizure.", by=programme.officer, at=NOW)
    deeds.ratify(case=case("A1"), reason="Confirmed.", by=programme.decider, at=NOW + timedelta(hours=2))
    assert said("A1")["suspended"] == {("importer", NOW.date(), None), ("exporter", NOW.date(), None)}


def test_a_hearing_under_way_is_ended_here(arriving: Arriving, programme: Programme) -> None:
    arriving.apply()
    arriving.cut_over()
    deeds.hear(case=case("B4"), text="We mended it.", by=programme.trader(case("B4").operator), at=NOW)
    deeds.refuse(case=case("B4"), reason="It is not.", by=programme.decider, at=NOW + timedelta(hours=1))
    assert case("B4").stage == "refused"


def test_the_day_of_the_cut_over_is_set_with_a_reason_by_who_decides(arriving: Arriving) -> None:
    assert cutover_day(at=NOW) is None
    with pytest.raises(ReasonMissing):
        deeds.propose_cut_over(day=ON, reason=" ", by=arriving.decider, at=NOW)
    with pytest.raises(Refused):
        deeds.propose_cut_over(day=ON, reason="now", by=arriving.uploader, at=NOW)
    arriving.cut_over(ON)
    arriving.cut_over(ON + timedelta(days=9))
    assert cutover_day(at=NOW) == ON + timedelta(days=9)


def many(number: int) -> bytes:
    """A file of so many cases: four fifths holders, the rest under way."""
    chance, rows = Random(20_000), [HEAD]
    for one in range(number):
        held = one % 5 != 0
        stage = chance.choice(
            ("active", "active", "suspended", "revoked", "lapsed") if held else ("submitted", "accepted")
        )
        day = date(2019, 1, 1) + timedelta(days=chance.randrange(2000))
        granted = f"{day + timedelta(days=120)};;{day + timedelta(days=125)}" if held else ";;"
        rows.append(
            f"OLD-{one};Firm {one} Ltd;M{one:07d};{stage};{f'XA-{one:06d}' if held else ''};importer;both;"
            f"{day};{day + timedelta(days=20)};{granted};;;;\n"
        )
    return "".join(rows).encode()


@pytest.mark.drill
def test_twenty_thousand_holders_arrive_and_are_reconciled(arriving: Arriving) -> None:
    data = many(20_000)
    begun = time.perf_counter()
    file, seen = arriving.upload(data)
    uploaded = time.perf_counter()
    report = deeds.apply_migration(file=file, seen=seen.digest, by=arriving.applier, at=NOW)
    applied = time.perf_counter()
    deeds.countersign(report=report, by=arriving.decider, at=NOW)
    print(f"20,000 cases: uploaded in {uploaded - begun:.1f} s, applied in {applied - uploaded:.1f} s")
    assert report.in_database == report.in_file
    assert report.in_database["cases"] == Case.objects.count() == 20_000
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT operator_id) FROM standing_standing WHERE known_to IS NULL")
        assert cursor.fetchone()[0] == 16_000


def _by_hand(arriving: Arriving, who: Any, file: MigrationFile | None) -> None:
    """A case with a past, written past every deed by whoever has the application's role."""
    from trustlane.ledger.actions import record

    with transaction.atomic():
        operator = Programme(arriving.world, number=900).operator()
        made = Case.objects.create(
            reference="XA-C999999",
            operator=operator,
            office="XA01",
            preset="eu-2026",
            catalogue="safe-2025",
            small=False,
            security=True,
            compliance=True,
            roles=["exporter"],
            opened_at=NOW,
            migrated=True,
            stage="monitored",
            since=NOW,
            last_event=1,
            name="Invented Ltd",
            name_key="invented ltd",
        )
        row = record(
            verb="programme.apply_migration",
            actor=who.actor,
            subjects=[Subject("case", made.reference)],
            at=NOW,
            after={},
        )
        Event.objects.create(
            case=made,
            number=1,
            move="migrate",
            source="",
            target="monitored",
            path="migrate:>monitored",
            by=who.actor,
            person_id=who.pk,
            at=NOW,
            data={"file": file.pk} if file else {},
            recorded_in=row,
        )
        if file is not None and file.applied_by_id is None:
            file.applied_by_id, file.applied_at, file.recorded_in = who.pk, NOW, row
            file.save(update_fields=["applied_by", "applied_at", "recorded_in"])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_no_hand_alone_writes_a_past_into_the_database(arriving: Arriving) -> None:
    with pytest.raises(DatabaseError, match="names no file"):
        _by_hand(arriving, arriving.applier, None)
    file, _seen = arriving.upload()
    with pytest.raises(DatabaseError):  # who uploaded it applies it
        _by_hand(arriving, arriving.uploader, file)
    file.refresh_from_db()
    with pytest.raises(DatabaseError, match="one person uploaded and another applied"):  # nobody signed its counts
        _by_hand(arriving, arriving.applier, file)
    assert not Case.objects.exists()


def test_no_case_is_added_to_a_file_that_was_applied(arriving: Arriving) -> None:
    report = arriving.apply()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    many = Case.objects.count()
    with pytest.raises(DatabaseError, match="one person uploaded and another applied"):
        _by_hand(arriving, arriving.uploader, report.file)
    assert Case.objects.count() == many


def test_a_file_does_not_come_applied(arriving: Arriving) -> None:
    report = arriving.apply()
    file = MigrationFile.objects.get(pk=report.file_id)
    file.pk = None
    with pytest.raises(DatabaseError, match="uploaded before another person applies it"), transaction.atomic():
        file.save(force_insert=True)


def test_who_was_being_heard_there_is_heard_here_and_not_for_ever(arriving: Arriving) -> None:
    arriving.apply()
    (hearing,) = [run for run in running(case("B4")) if run.term.id == "hearing"]
    assert hearing.first_day == NOW.date()
    assert hearing.due == date(2026, 4, 1)  # the EU preset: 2 March and 30 days, a Wednesday


def test_a_case_reads_its_past_in_the_order_of_its_days_however_they_were_written(arriving: Arriving) -> None:
    from trustlane.programme.queries.dues import due_by

    arriving.apply()
    for one in Case.objects.order_by("pk"):
        events = list(Event.objects.filter(case=one))
        terms = Terms.objects.filter(case=one).first()
        again = due_by(one, events, expires=terms.expires if terms else None)
        assert (one.due, one.due_term, one.turn, one.wakes) == (again.at, again.term, again.turn, again.wakes)


def test_nothing_an_application_waited_for_is_late_once_it_was_decided(arriving: Arriving) -> None:
    arriving.apply()
    late = Case.objects.filter(stage__in=[Stage.MONITORED, Stage.SUSPENDED], due_term__in=["acceptance", "sharing"])
    assert not late.exists()
