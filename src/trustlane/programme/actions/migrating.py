"""Arrive with a past: upload a file of holders and cases, apply it as a second person, sign its counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from trustlane.access.actors import person_of
from trustlane.access.evaluator import Someone, in_force
from trustlane.clock.zones import begins, day_of
from trustlane.criteria import queries as catalogues
from trustlane.evidence import actions as evidence
from trustlane.evidence.refusals import EvidenceRefusal
from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.parties import actions as parties
from trustlane.parties.facts import Entry
from trustlane.parties.names import name_key
from trustlane.programme.actions.effects import PROGRAMME
from trustlane.programme.clocks.running import clocks
from trustlane.programme.migrating.brought import Brought, counted_from
from trustlane.programme.migrating.preview import MigrationPreview
from trustlane.programme.migrating.reading import read_migration
from trustlane.programme.models import MigrationFile, ReconciliationReport
from trustlane.programme.permits import Permission
from trustlane.programme.presets import calendar, catalogues_named, preset_named
from trustlane.programme.queries.clocks import carried
from trustlane.programme.queries.dues import first_due
from trustlane.programme.queries.migrating import brought_by, held_against, preview_of
from trustlane.programme.refusals import (
    MigrationFaulty,
    MigrationSettled,
    MigrationStale,
    MigrationUnreadable,
    NotReconciled,
)
from trustlane.programme.stages import Stage
from trustlane.standing.actions.asserting import Brought as SaidBefore
from trustlane.standing.actions.asserting import Said, assert_brought

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BATCH = 10_000  # cases a row of the record, which is about at most 32,767 things
TELL_EVERY = 500  # cases
Telling = Callable[[str, int, int], None]
_CAME_FROM = {Stage.REVOCATION_HEARING: Stage.MONITORED, Stage.ANNULMENT_HEARING: Stage.MONITORED}

NUMBERS = """
SELECT nextval(pg_get_serial_sequence('programme_case', 'id')) FROM generate_series(1, %s)
"""

# Each statement takes a whole file in one parameter; the triggers see every row, as they do with any deed.
PUT_CASES = """
INSERT INTO programme_case (
    id, reference, operator_id, office, preset, catalogue, small, security, compliance, roles, opened_at, migrated,
    stage, came_from, since, last_event, due, due_term, turn, wakes, ends, name, name_key
)
SELECT id, reference, operator, office, %(preset)s, %(catalogue)s, small, security, compliance, roles, opened_at, true,
    stage, came_from, %(at)s, 1, due, due_term, turn, wakes, ends, name, name_key
FROM json_to_recordset(%(made)s::json) AS made (
    id bigint, reference text, operator bigint, office text, small boolean, security boolean, compliance boolean,
    roles text[], opened_at timestamptz, stage text, came_from text, due timestamptz, due_term text, turn text,
    wakes timestamptz, ends jsonb, name text, name_key text
)
"""

PUT_EVENTS = """
INSERT INTO programme_event (
    case_id, number, move, source, target, path, by, person_id, at, reason, legal_basis, data, recorded_in_id
)
SELECT id, 1, 'migrate', '', stage, 'migrate:>' || stage, %(by)s, %(person)s, %(at)s, '', '', data, %(row)s
FROM json_to_recordset(%(made)s::json) AS made (id bigint, stage text, data jsonb)
"""

PUT_TERMS = """
INSERT INTO programme_terms (
    case_id, decided_in_id, number, security, compliance, roles, tier, effective, expires, conditions, mode,
    benefits
)
SELECT event.case_id, event.id, made.certificate, made.security, made.compliance, made.roles, made.tier,
    made.effective, made.expires, '', '', '{}'
FROM json_to_recordset(%(made)s::json) AS made (
    id bigint, certificate text, security boolean, compliance boolean, roles text[], tier text, effective date,
    expires date
) JOIN programme_event AS event ON event.case_id = made.id AND event.number = 1
WHERE made.certificate <> ''
"""


def upload_migration(
    *,
    file_name: str,
    data: bytes,
    on: date,
    office: str,
    preset: str,
    by: Someone,
    at: datetime,
    catalogue: str = "",
    media_type: str = "",
    told: Mapping[str, int] | None = None,
) -> tuple[MigrationFile, MigrationPreview]:
    """Keep a file of cases as they stood elsewhere on the day ``on``, and say what it would bring; nothing changes yet.

    ``told`` are the counts of the old system itself, by stage (see ``migrating.told``); without a ``catalogue`` they go
    on under the first that the settings name. Refused where the file as a whole cannot be read; rows that cannot are
    in the preview, by place and with a mend.
    """
    terms = preset_named(preset).by_id
    with transaction.atomic():
        who = in_force().require(by, Permission.MIGRATE, at=at)
        read = read_migration(data, on=on, office=office, terms=terms)
        if not read.columns:
            first = read.refused[0]
            raise MigrationUnreadable(f"{file_name} {first.reason}.", first.mend)
        if not (read.cases or read.refused):
            raise MigrationUnreadable(f"{file_name} holds no rows below its heading.", "Send the table with its rows.")
        kind = media_type or (XLSX if data[:2] == b"PK" else "text/csv")
        try:
            document = evidence.keep(name=file_name, media_type=kind, speaks_of=on, by=by, at=at, data=data)
        except EvidenceRefusal as refusal:
            raise MigrationUnreadable(f"{file_name} cannot be kept: {refusal}", "Save it as .xlsx or CSV.") from refusal
        seen = held_against(read)
        file = MigrationFile.objects.create(
            document=document,
            file_name=document.name,
            sha256=document.sha256,
            on=on,
            office=office,
            preset=preset,
            catalogue=catalogue or catalogues.current(catalogues_named()[0], on=day_of(at, settings.TIME_ZONE)),
            uploaded_by_id=who.person,
            uploaded_at=at,
            told=dict(told or {}),
            counts=seen.counts,
            digest=seen.digest,
        )
        record(
            verb="programme.upload_migration",
            actor=who.id,
            subjects=[Subject("migration", str(file.pk)), Subject("document", str(document.pk))],
            at=at,
            after={
                "file": document.name,
                "sha256": document.sha256,
                "on": on,
                "preset": preset,
                "told": dict(told or {}),
                **seen.counts,
            },
        )
    return file, seen


def apply_migration(
    *, file: MigrationFile, seen: str, by: Someone, at: datetime, telling: Telling = lambda step, done, whole: None
) -> ReconciliationReport:
    """Apply a file another person uploaded, all of it or nothing; ``seen`` is the digest of the preview looked at.

    Cases, events, terms, certificates and standing come in one transaction, and are counted again from the database
    before it ends: where the counts differ from those of the file, nothing is kept. ``telling`` hears how far it is:
    the step (reading, bringing, registering, counting), and of how many cases how many are done.
    """
    with transaction.atomic():
        file = MigrationFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        who = in_force().require(by, Permission.APPLY_MIGRATION, file, at=at)
        if file.applied_at is not None:
            raise MigrationSettled(f"{file.file_name} was applied before.")
        telling("reading", 0, 0)
        shown = preview_of(file, at=at)
        if shown.digest != seen:
            raise MigrationStale(f"The house changed since {file.file_name} was looked at.")
        if shown.refused:
            first = shown.refused[0]
            raise MigrationFaulty(
                f"{len(shown.refused)} rows cannot be used; the first: {first.place}, {first.reason}. {first.mend}"
            )
        row = _bring(shown.cases, file, who.id, at, telling)
        file.applied_by_id, file.applied_at, file.recorded_in = who.person, at, row
        file.save(update_fields=["applied_by", "applied_at", "recorded_in"])
        telling("counting", len(shown.cases), len(shown.cases))
        counted, told = brought_by(file), {key: shown.counts[key] for key in _RECONCILED}
        if counted != told:
            raise NotReconciled(f"The file holds {told}, the database {counted}.")
        return ReconciliationReport.objects.create(
            file=file, in_file=told, in_database=counted, signed_by_id=who.person, signed_at=at
        )


_RECONCILED = ("cases", "by_stage", "unknown_days", "hash_total")


def countersign(*, report: ReconciliationReport, by: Someone, at: datetime) -> ReconciliationReport:
    """Sign for the counts of an applied file, as another than who applied it."""
    with transaction.atomic():
        locked = ReconciliationReport.objects.select_for_update(of=("self",)).select_related("file").get(pk=report.pk)
        who = in_force().require(by, Permission.COUNTERSIGN_MIGRATION, locked.file, at=at)
        if locked.countersigned_at is not None:
            raise MigrationSettled(f"The counts of {locked.file.file_name} were signed by two before.")
        locked.countersigned_by_id, locked.countersigned_at = who.person, at
        locked.save(update_fields=["countersigned_by", "countersigned_at"])
        record(
            verb="programme.countersign_migration",
            actor=who.id,
            subjects=[Subject("migration", str(locked.file_id))],
            at=at,
            after=dict(locked.in_database),
        )
    return locked


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A case with the number and the reference it has from now on, and its operator's row."""

    case: Brought
    id: int
    reference: str
    operator: int


def _bring(cases: Sequence[Brought], file: MigrationFile, actor: str, at: datetime, telling: Telling) -> Row:
    """Bring the cases, so many a row of the record; the first of these rows."""

    def told(start: int) -> Telling:
        return lambda step, done, _: telling(step, start + done, len(cases))

    rows = [
        _bring_some(cases[start : start + BATCH], file, actor, at, told(start)) for start in range(0, len(cases), BATCH)
    ]
    return rows[0]


def _bring_some(cases: Sequence[Brought], file: MigrationFile, actor: str, at: datetime, telling: Telling) -> Row:
    telling("bringing", 0, len(cases))
    issuer = settings.TRUSTLANE_ADMINISTRATION
    operators = parties.enter(
        entries=[Entry(case.operator, case.name, case.numbers) for case in cases],
        actor=actor,
        at=at,
        source=f"{file.file_name}, {file.on.isoformat()}",
        issuer=issuer,
    )
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [len(cases)])
        keys = [int(key) for (key,) in cursor.fetchall()]
    numbered = [
        _Numbered(case, key, f"{issuer}-C{key:06d}", operators[case.operator])
        for case, key in zip(cases, keys, strict=True)
    ]
    row = record(
        verb="programme.apply_migration",
        actor=actor,
        subjects=[
            Subject("migration", str(file.pk)),
            *(Subject("case", one.reference) for one in numbered),
            *(Subject("operator", one.case.operator) for one in numbered),
        ],
        at=at,
        after={"file": file.file_name, "sha256": file.sha256, "on": file.on, "cases": len(cases)},
    )
    _put(numbered, file, row, actor, at, telling)
    telling("registering", len(cases), len(cases))
    assert_brought(says=_said(numbered, file), issuer=issuer, programme=PROGRAMME, recorded_in=row, at=at)
    return row


def _put(
    numbered: Sequence[_Numbered], file: MigrationFile, row: Row, actor: str, at: datetime, telling: Telling
) -> None:
    preset, days = preset_named(file.preset), calendar()
    made: list[dict[str, Any]] = []
    for place, one in enumerate(numbered):
        if place % TELL_EVERY == 0:
            telling("bringing", place, len(numbered))
        data = _data(one.case, file)
        runs = clocks(preset, carried(at, data, one.case.stage), days, settings.TIME_ZONE)
        due = first_due(runs, stage=one.case.stage, at=at, effective=one.case.effective, expires=one.case.expires)
        made.append(_case(one, file, at) | {"data": data, "due_term": due.term, "turn": due.turn})
        made[-1]["ends"] = dict(due.ends)
        made[-1]["due"] = due.at.isoformat() if due.at else None
        made[-1]["wakes"] = due.wakes.isoformat() if due.wakes else None
    said: dict[str, Any] = {
        "preset": file.preset,
        "catalogue": file.catalogue,
        "at": at,
        "by": actor,
        "person": person_of(actor),
        "row": row.pk,
        "made": json.dumps(made),
    }
    with connection.cursor() as cursor:
        for statement in (PUT_CASES, PUT_EVENTS, PUT_TERMS):
            cursor.execute(statement, said)


def _case(one: _Numbered, file: MigrationFile, at: datetime) -> dict[str, Any]:
    case = one.case
    first = min(case.dates.values(), default=None)
    return {
        "id": one.id,
        "reference": one.reference,
        "operator": one.operator,
        "office": case.office,
        "small": case.small,
        "security": case.security,
        "compliance": case.compliance,
        "roles": list(case.roles),
        "opened_at": (begins(first, settings.TIME_ZONE) if first else at).isoformat(),
        "stage": case.stage,
        "came_from": _CAME_FROM.get(case.stage, ""),
        "name": case.name,
        "name_key": name_key(case.name),
        "certificate": case.certificate,
        "tier": case.tier,
        # Where nobody knows since when, the terms say the day the file speaks of, and the event that it is not known.
        "effective": min(case.effective or file.on, case.expires or date.max).isoformat(),
        "expires": case.expires.isoformat() if case.expires else None,
    }


def _data(case: Brought, file: MigrationFile) -> dict[str, Any]:
    """What the event keeps of the past: the number it had, the days that are known, and which are known not to be."""
    data: dict[str, Any] = {
        "number": case.number,
        "row": case.row,
        "effective": case.effective.isoformat() if case.effective else None,
        "file": file.pk,
        "on": file.on.isoformat(),
        "dates": {move: day.isoformat() for move, day in case.dates.items()},
        "unknown": [*case.unknown],
        "tier": case.tier,
        "certificate": case.certificate,
        "stage_there": case.stage_there,
        "remark": case.remark,
    }
    if case.clock is not None:
        run = case.clock
        unit = preset_named(file.preset).by_id[run.term].unit
        data["clock"] = {
            "term": run.term,
            "begun": run.begun.isoformat() if run.begun else None,
            "used": run.used,
            "on": counted_from(run.begun, run.used, unit, file.on, calendar()).isoformat(),
        }
    return data


def _said(numbered: Sequence[_Numbered], file: MigrationFile) -> list[SaidBefore]:
    return [
        SaidBefore(
            operator=one.operator,
            reference=one.case.operator,
            name=one.case.name,
            source=f"{one.case.certificate}, {one.reference}",
            said=Said(
                state=stated.state,
                security=one.case.security,
                compliance=one.case.compliance,
                role=role,
                tier=one.case.tier,
                until=stated.last,
            ),
            since=stated.first,
        )
        for one in numbered
        for stated in one.case.states(file.on)
        for role in one.case.roles
    ]
