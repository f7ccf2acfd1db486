"""Arrive without waiting for it: order that a file be applied, do what was ordered, compare, cut over as two."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime

from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, OperationalError, connections, transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.access.refusals import Refused
from trustlane.evidence import actions as evidence
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.ledger.actions import record
from trustlane.ledger.subjects import Subject
from trustlane.parties.refusals import PartyRefused
from trustlane.programme.actions.migrating import XLSX, Telling, apply_migration
from trustlane.programme.migrating.differences import counted, differences
from trustlane.programme.migrating.reading import read_migration
from trustlane.programme.migrating.told import differs
from trustlane.programme.models import Comparison, Cutover, MigrationFile, MigrationOrder
from trustlane.programme.permits import Permission
from trustlane.programme.presets import preset_named
from trustlane.programme.queries.migrating import all_here
from trustlane.programme.refusals import (
    CountsUnexplained,
    MigrationSettled,
    MigrationUnreadable,
    OrderedAlready,
    ProgrammeRefused,
    ReasonMissing,
)
from trustlane.programme.texts import plain_text
from trustlane.standing.refusals import StandingRefused

MOST_KEPT = 5_000  # differences of one comparison that are listed; all are counted


def order_migration(*, file: MigrationFile, seen: str, reason: str = "", by: Someone, at: datetime) -> MigrationOrder:
    """Order, as the second person, that a file be applied as the preview ``seen`` shows it; nothing is applied yet.

    ``reason`` says why the counts differ from those the old system tells, where they do.
    """
    with transaction.atomic():
        file = MigrationFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        who = in_force().require(by, Permission.APPLY_MIGRATION, file, at=at)
        if file.applied_at is not None:
            raise MigrationSettled(f"{file.file_name} was applied before.")
        reason = plain_text(reason, "The reason")
        if differs(file.told, file.read_there) and not reason:
            raise CountsUnexplained(f"The counts told for {file.file_name} are not those that were read.")
        row = record(
            verb="programme.order_migration",
            actor=who.id,
            subjects=[Subject("migration", str(file.pk))],
            at=at,
            after={"seen": seen},
            reason=reason,
        )
        try:
            with transaction.atomic():
                return MigrationOrder.objects.create(
                    file=file, seen=seen, reason=reason, ordered_by_id=who.person, at=at, recorded_in=row
                )
        except IntegrityError as twice:
            raise OrderedAlready(f"Somebody ordered that {file.file_name} be applied before you.") from twice


def carry_out_orders(*, now: Callable[[], datetime], telling: Callable[[int], Telling] | None = None) -> list[str]:
    """Apply what was ordered, one file after the other, each whole or not at all; how each ended.

    Who runs it twice, or beside another, does nothing twice: a file is held by whoever applies it, and one whose
    process was killed is let go with nothing of it kept, to be begun again. ``now`` tells the instant of each.
    """
    tell = telling or _tell_apart
    return [
        outcome
        for order in MigrationOrder.objects.filter(outcome="").order_by("pk").values_list("pk", flat=True)
        if (outcome := _carry_out(order, now, tell(order)))
    ]


def _carry_out(number: int, now: Callable[[], datetime], tell: Telling) -> str:
    try:
        with transaction.atomic():
            order = MigrationOrder.objects.select_related("file", "ordered_by").get(pk=number)
            files = MigrationFile.objects.select_for_update(of=("self",), skip_locked=True)
            if not files.filter(pk=order.file_id).exists() or _ended(number):
                return ""
            report = apply_migration(file=order.file, seen=order.seen, by=order.ordered_by, at=now(), telling=tell)
            _end(number, "applied", f"{report.in_database['cases']}", now())
    except (ProgrammeRefused, StandingRefused, PartyRefused, Refused, EvidenceRefusal) as refusal:
        said = " ".join(filter(None, (str(refusal), getattr(refusal, "mend", ""))))
        _end(number, "refused", said, now())
        return "refused"
    except OperationalError:
        raise  # the database went away: the order stands, and is begun again
    except DatabaseError as refusal:
        _end(number, "refused", f"The database keeps nothing of it: {str(refusal).splitlines()[0]}", now())
        return "refused"
    return "applied"


def _ended(number: int) -> bool:
    return MigrationOrder.objects.filter(pk=number).exclude(outcome="").exists()


def _end(number: int, outcome: str, said: str, at: datetime) -> None:
    order = MigrationOrder.objects.filter(pk=number, outcome="")
    order.update(outcome=outcome, said=said, ended_at=at)


def _tell_apart(number: int) -> Telling:
    """Tells how far an order is over a connection of its own, so that others read it while the file's own transaction,
    of which nobody sees anything before it ends, goes on."""

    def tell(step: str, done: int, whole: int) -> None:
        with closing(connections.create_connection(DEFAULT_DB_ALIAS)) as apart, apart.cursor() as cursor:
            cursor.execute(
                "UPDATE programme_migrationorder SET step = %s, done = %s, whole = %s, told_at = now()"
                " WHERE id = %s AND outcome = ''",
                [step, done, whole, number],
            )

    return tell


def propose_cut_over(*, day: date, reason: str, by: Someone, at: datetime) -> Cutover:
    """Propose from which day migrated cases are decided here; it counts once a second person signs for it."""
    with transaction.atomic():
        who = in_force().require(by, Permission.CUT_OVER, at=at)
        reason = plain_text(reason, "The reason")
        if not reason:
            raise ReasonMissing("A cut-over says why on that day.")
        row = record(
            verb="programme.propose_cut_over",
            actor=who.id,
            subjects=[Subject("cutover", day.isoformat())],
            at=at,
            after={"day": day},
            reason=reason,
        )
        return Cutover.objects.create(day=day, set_by_id=who.person, at=at, reason=reason, recorded_in=row)


def cut_over(*, proposal: Cutover, by: Someone, at: datetime) -> Cutover:
    """Sign, as the second person, for the day from which migrated cases are decided here."""
    with transaction.atomic():
        locked = Cutover.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        who = in_force().require(by, Permission.CONFIRM_CUT_OVER, locked, at=at)
        if locked.confirmed_at is not None:
            raise MigrationSettled(f"Two signed for {locked.day} before.")
        if Cutover.objects.filter(pk__gt=locked.pk).exists():
            raise MigrationSettled(f"Another day was proposed after {locked.day}.")
        row = record(
            verb="programme.cut_over",
            actor=who.id,
            subjects=[Subject("cutover", locked.day.isoformat())],
            at=at,
            after={"day": locked.day},
            reason=locked.reason,
        )
        locked.confirmed_by_id, locked.confirmed_at, locked.confirmed_in = who.person, at, row
        locked.save(update_fields=["confirmed_by", "confirmed_at", "confirmed_in"])
    return locked


def compare_migrated(*, file_name: str, data: bytes, on: date, by: Someone, at: datetime) -> Comparison:
    """Hold a later table of the old system against what was brought, and keep every difference; nothing else changes.

    Refused where the table cannot be read, or a row of it: half a table would name cases as missing that are there.
    """
    with transaction.atomic():
        who = in_force().require(by, Permission.MIGRATE, at=at)
        last = MigrationFile.objects.filter(applied_at__isnull=False).order_by("-pk").first()
        if last is None:
            raise MigrationUnreadable("Nothing was brought yet.", "Upload the table of holders and cases first.")
        read = read_migration(data, on=on, office=last.office, terms=preset_named(last.preset).by_id)
        if read.refused:
            first = read.refused[0]
            said = f"{file_name}: {len(read.refused)} rows cannot be read; {first.place} {first.reason}."
            raise MigrationUnreadable(said, first.mend)
        try:
            kind = XLSX if data[:2] == b"PK" else "text/csv"
            document = evidence.keep(name=file_name, media_type=kind, speaks_of=on, by=by, at=at, data=data)
        except EvidenceRefusal as refusal:
            raise MigrationUnreadable(f"{file_name} cannot be kept: {refusal}", "Save it as .xlsx or CSV.") from refusal
        found = differences(read.cases, all_here())
        counts = {"cases": len(read.cases), "differences": len(found), "by_kind": counted(found)}
        row = record(
            verb="programme.compare_migrated",
            actor=who.id,
            subjects=[Subject("document", str(document.pk))],
            at=at,
            after={"sha256": document.sha256, "on": on, **counts},
        )
        return Comparison.objects.create(
            document=document,
            on=on,
            compared_by_id=who.person,
            at=at,
            counts=counts,
            differences=[asdict(one) for one in found[:MOST_KEPT]],
            recorded_in=row,
        )
