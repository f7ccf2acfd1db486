"""Arriving without waiting: what is ordered is applied whole or not at all; two sign for the cut-over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from tests.programme.cases import NOW
from tests.programme.test_migrating import FILE, HEAD, ON, ROWS, Arriving
from tests.world import World
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.programme import actions as deeds
from trustlane.programme.actions import arriving as law
from trustlane.programme.models import Case, Comparison, Cutover, MigrationOrder
from trustlane.programme.queries.cutovers import cutover_day, dual_run, last_proposal, proposal_numbered
from trustlane.programme.queries.migrating import comparison_numbered, comparisons, files, last_order
from trustlane.programme.refusals import (
    CountsUnexplained,
    MigrationSettled,
    MigrationUnreadable,
    OrderedAlready,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def arriving(world: World) -> Arriving:
    return Arriving(world)


def carry_out() -> tuple[list[str], list[tuple[str, int, int]]]:
    told: list[tuple[str, int, int]] = []
    ended = deeds.carry_out_orders(
        now=lambda: NOW, telling=lambda number: lambda step, done, whole: told.append((step, done, whole))
    )
    return ended, told


def order(arriving: Arriving, data: bytes = FILE, **more: Any) -> MigrationOrder:
    file, seen = arriving.upload(data)
    return deeds.order_migration(file=file, seen=seen.digest, by=arriving.applier, at=NOW, **more)


def test_an_order_changes_nothing_until_it_is_carried_out_and_then_all(arriving: Arriving) -> None:
    given = order(arriving)
    assert not Case.objects.exists()
    ended, told = carry_out()
    assert ended == ["applied"]
    assert Case.objects.count() == len(ROWS)
    assert [step for step, _, _ in told] == ["reading", "bringing", "bringing", "registering", "counting"]
    assert told[-1][1:] == (len(ROWS), len(ROWS))
    done = MigrationOrder.objects.select_related("file").get(pk=given.pk)
    assert (done.outcome, done.said) == ("applied", "8")
    assert done.file.applied_by_id == arriving.applier.pk
    assert carry_out() == ([], [])


def test_who_uploaded_orders_nothing(arriving: Arriving) -> None:
    file, seen = arriving.upload()
    with pytest.raises(Refused, match="did not upload"):
        deeds.order_migration(file=file, seen=seen.digest, by=arriving.uploader, at=NOW)


def test_a_file_is_ordered_once_at_a_time_and_not_once_it_was_applied(arriving: Arriving) -> None:
    given = order(arriving)
    with pytest.raises(OrderedAlready):
        deeds.order_migration(file=given.file, seen=given.seen, by=arriving.applier, at=NOW)
    carry_out()
    with pytest.raises(MigrationSettled):
        deeds.order_migration(file=given.file, seen=given.seen, by=arriving.applier, at=NOW)


def test_what_the_house_refuses_is_told_and_may_be_ordered_again(arriving: Arriving) -> None:
    given = order(arriving)
    arriving.apply((HEAD + ROWS[0]).encode())
    assert carry_out()[0] == ["refused"]
    refused = last_order(given.file)
    assert refused is not None
    assert "changed since" in refused.said
    assert "Look at the preview again" in refused.said
    assert Case.objects.count() == 1
    again = deeds.order_migration(file=given.file, seen=given.seen, by=arriving.applier, at=NOW)
    assert again.pk != given.pk


def test_who_lost_the_role_meanwhile_applies_nothing(arriving: Arriving) -> None:
    from trustlane.access.actions import roles
    from trustlane.access.models import RoleGrant

    order(arriving)
    held = RoleGrant.objects.get(user=arriving.applier)
    roles.revoke(grant=held, by=arriving.world.administrators()[0], at=NOW, reason="gone")
    assert carry_out()[0] == ["refused"]
    assert not Case.objects.exists()


def test_what_the_database_refuses_is_told_and_leaves_nothing(
    arriving: Arriving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> None:
        Case.objects.create(reference="half")  # some of it, and then no more

    given = order(arriving)
    monkeypatch.setattr(law, "apply_migration", broken)
    assert carry_out()[0] == ["refused"]
    assert "The database keeps nothing of it" in MigrationOrder.objects.get(pk=given.pk).said
    assert not Case.objects.exists()


def test_a_database_that_goes_away_leaves_the_order_to_be_begun_again(
    arriving: Arriving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_: Any) -> None:
        raise OperationalError("the server closed the connection")

    order(arriving)
    with monkeypatch.context() as patched:
        patched.setattr(law, "apply_migration", gone)
        with pytest.raises(OperationalError):
            carry_out()
    assert not Case.objects.exists()
    assert carry_out()[0] == ["applied"]


def test_how_far_an_order_is_is_told_over_a_connection_of_its_own(arriving: Arriving) -> None:
    given = order(arriving)
    law._tell_apart(given.pk)("bringing", 500, 8)  # the test's own transaction hides the order from it
    given.refresh_from_db()
    assert given.step == ""


def test_an_order_is_kept_as_it_was_given_and_ends_once(arriving: Arriving) -> None:
    given = order(arriving)
    rows = MigrationOrder.objects.filter(pk=given.pk)
    rows.update(step="bringing", done=3, whole=8, told_at=NOW)
    with pytest.raises(DatabaseError, match="as it was given"), transaction.atomic():
        rows.update(seen="another")
    carry_out()
    with pytest.raises(DatabaseError, match="ends once"), transaction.atomic():
        rows.update(outcome="refused")
    with pytest.raises(DatabaseError), transaction.atomic():
        given.delete()
    with pytest.raises(IntegrityError, match="recorded in the same transaction"), transaction.atomic():
        MigrationOrder.objects.create(
            file=given.file, seen="x", ordered_by=arriving.uploader, at=NOW, recorded_in=given.recorded_in
        )


def test_counts_that_differ_from_those_told_are_explained_or_not_applied(arriving: Arriving) -> None:
    file, seen = deeds.upload_migration(
        file_name="holders.csv", data=FILE, on=ON, office="XA01", preset="eu-2026", by=arriving.uploader, at=NOW,
        told={"total": len(ROWS) + 1},
    )  # fmt: skip
    with pytest.raises(CountsUnexplained):
        deeds.order_migration(file=file, seen=seen.digest, by=arriving.applier, at=NOW)
    reason = "One firm stands there twice."
    given = deeds.order_migration(file=file, seen=seen.digest, reason=reason, by=arriving.applier, at=NOW)
    assert given.reason == reason


def test_a_cut_over_counts_once_a_second_person_signed(arriving: Arriving, world: World) -> None:
    arriving.apply()
    day = NOW.date() + timedelta(days=3)
    proposal = deeds.propose_cut_over(day=day, reason="It is switched off.", by=arriving.decider, at=NOW)
    assert cutover_day(at=NOW) is None
    with pytest.raises(Refused, match="did not propose"):
        deeds.cut_over(proposal=proposal, by=arriving.decider, at=NOW)
    with pytest.raises(Refused):
        deeds.cut_over(proposal=proposal, by=world.user(Role.CASE_OFFICER, office="XA01"), at=NOW)
    with pytest.raises(DatabaseError, match="programme_cutover_signed_by_two"), transaction.atomic():
        Cutover.objects.update(confirmed_by=arriving.decider, confirmed_at=NOW, confirmed_in_id=proposal.recorded_in_id)
    deeds.cut_over(proposal=proposal, by=arriving.uploader, at=NOW)
    assert cutover_day(at=NOW) == day
    assert proposal_numbered(proposal.pk) == last_proposal() == proposal
    with pytest.raises(MigrationSettled):
        deeds.cut_over(proposal=proposal, by=arriving.applier, at=NOW)
    with pytest.raises(DatabaseError, match="settled once"), transaction.atomic():
        Cutover.objects.update(day=ON)
    with pytest.raises(DatabaseError), transaction.atomic():
        proposal.delete()


def test_a_day_that_was_overtaken_is_not_signed(arriving: Arriving) -> None:
    first = deeds.propose_cut_over(day=ON, reason="First.", by=arriving.decider, at=NOW)
    deeds.propose_cut_over(day=ON + timedelta(days=1), reason="Later.", by=arriving.decider, at=NOW)
    with pytest.raises(MigrationSettled, match="Another day"):
        deeds.cut_over(proposal=first, by=arriving.uploader, at=NOW)


def test_the_dual_run_lasts_from_the_first_case_to_the_cut_over(arriving: Arriving) -> None:
    assert dual_run(at=NOW) is None
    arriving.apply()
    assert [file.file_name for file in files()] == ["holders.csv"]
    run = dual_run(at=NOW)
    assert run is not None
    assert (run.cases, run.day) == (len(ROWS), None)
    day = NOW.date() + timedelta(days=2)
    arriving.cut_over(day)
    run = dual_run(at=NOW)
    assert run is not None
    assert run.day == day
    assert dual_run(at=NOW + timedelta(days=2)) is None


def compare(arriving: Arriving, data: bytes, **more: Any) -> Comparison:
    given = {"file_name": "later.csv", "data": data, "on": ON, "by": arriving.uploader, "at": NOW}
    return deeds.compare_migrated(**(given | more))


def test_what_the_old_system_did_meanwhile_is_listed(arriving: Arriving) -> None:
    arriving.apply()
    assert compare(arriving, FILE).counts["differences"] == 0
    later = FILE.replace(b"A1;Oddlebury Seeds Ltd;N100001;active", b"A1;Oddlebury Seeds Ltd;N100001;suspended")
    later = later.replace(ROWS[7].encode(), b"C9;New Firm Ltd;N100099;submitted;;importer;both;2026-02-20;;;;;;;;\n")
    found = compare(arriving, later)
    assert found.counts["by_kind"] == {"stage": 1, "only_there": 1, "only_here": 1}
    kept = comparison_numbered(found.pk)
    assert kept is not None
    (stage,) = [one for one in kept.differences if one["kind"] == "stage"]
    assert (stage["number"], stage["here"], stage["there"]) == ("A1", "monitored", "suspended")
    assert len(comparisons()) == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Comparison.objects.update(on=ON)


def test_a_comparison_needs_a_whole_table_and_something_that_was_brought(arriving: Arriving) -> None:
    with pytest.raises(MigrationUnreadable, match="Nothing was brought"):
        compare(arriving, FILE)
    arriving.apply()
    with pytest.raises(MigrationUnreadable, match="1 rows cannot be read"):
        compare(arriving, FILE.replace(b"under review", b"somewhere"))
    with pytest.raises(MigrationUnreadable):
        compare(arriving, b"rubbish")
    with pytest.raises(Refused):
        compare(arriving, FILE, by=arriving.decider)
    assert not Comparison.objects.exists()
