"""What a file of cases would bring, held against what is here; and what it brought."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from trustlane.access.actors import system
from trustlane.access.roles import Role
from trustlane.evidence import queries as evidence
from trustlane.parties import queries as parties
from trustlane.parties.identifiers import match_key
from trustlane.parties.models import OperatorName
from trustlane.parties.names import name_key
from trustlane.programme.migrating.brought import hash_total
from trustlane.programme.migrating.differences import Here
from trustlane.programme.migrating.preview import Known, MigrationPreview, preview
from trustlane.programme.migrating.reading import MigrationRead, read_migration
from trustlane.programme.models import (
    Case,
    Comparison,
    Event,
    MigrationFile,
    MigrationOrder,
    ReconciliationReport,
    Terms,
)
from trustlane.programme.presets import preset_named
from trustlane.programme.stages import ENDED
from trustlane.standing.models import Standing

# The programme reads the files it was given itself, whoever asks; who may ask is a permit of the programme.
READER = system("programme", [Role.REGISTER_OFFICER])


def preview_of(file: MigrationFile, *, at: datetime) -> MigrationPreview:
    """What a file would bring if it were applied now."""
    with evidence.open_document(file.document, by=READER, at=at) as kept:
        data = kept.read()
    terms = preset_named(file.preset).by_id
    return held_against(read_migration(data, on=file.on, office=file.office, terms=terms))


def held_against(read: MigrationRead) -> MigrationPreview:
    """What was read, held against what is known here now."""
    issuer = settings.TRUSTLANE_ADMINISTRATION
    owners = parties.owners({match_key(one, issuer) for case in read.cases for one in case.numbers})
    operators = {case.operator for case in read.cases} | set(owners.values())
    going_on = Case.objects.filter(operator__reference__among=operators).exclude(stage__in=ENDED)
    said = Standing.objects.filter(operator__reference__among=operators, issuer=issuer, known_to__isnull=True)
    certificates = [case.certificate for case in read.cases if case.certificate]
    before = Event.objects.filter(move="migrate").values_list("data__number", flat=True)
    wanted = {name_key(case.name) for case in read.cases}
    names = OperatorName.objects.filter(known_to__isnull=True, name_key__among=wanted)
    known = Known(
        owners=owners,
        with_case=dict(going_on.values_list("operator__reference", "reference")),
        with_standing=frozenset(said.values_list("operator__reference", flat=True)),
        certificates=frozenset(Terms.objects.filter(number__among=certificates).values_list("number", flat=True)),
        brought=frozenset(before) if read.cases else frozenset(),
        names=dict(names.values_list("name_key", "operator__reference")),
    )
    return preview(read, known, issuer=issuer)


def brought_by(file: MigrationFile) -> dict[str, object]:
    """What the database holds of an applied file, counted from its rows and from nothing the file says."""
    # One table at a time: within the transaction that filled them, the server has no figures yet to plan a join by.
    events = dict(Event.objects.filter(move="migrate", number=1, data__file=file.pk).values_list("case_id", "data"))
    cases = Case.objects.filter(pk__among=events, migrated=True).values_list("pk", "operator_id", "stage")
    references = {number: reference for reference, number in parties.numbers().items()}
    held = dict(Terms.objects.filter(case__among=events).values_list("case_id", "number"))
    by_stage: dict[str, int] = {}
    told: list[tuple[str, str, str, str]] = []
    unknown = 0
    for case, operator, stage in cases:
        data = events[case]
        by_stage[stage] = by_stage.get(stage, 0) + 1
        unknown += bool(data.get("unknown"))
        told.append((data["number"], references[operator], stage, held.get(case, "")))
    return {
        "cases": len(told),
        "by_stage": dict(sorted(by_stage.items())),
        "unknown_days": unknown,
        "hash_total": hash_total(told),
    }


def file_numbered(number: int) -> MigrationFile | None:
    """The file of that number, for a deed."""
    return MigrationFile.objects.filter(pk=number).first()


def reconciliation_of(number: int) -> ReconciliationReport | None:
    """What was counted when the file of that number was applied, for a deed."""
    return ReconciliationReport.objects.select_related("file").filter(file=number).first()


def files() -> list[MigrationFile]:
    """Every file that was uploaded, the newest first, with who had a hand in it."""
    people = ("uploaded_by", "applied_by", "reconciliation__signed_by", "reconciliation__countersigned_by")
    return list(MigrationFile.objects.select_related(*people).order_by("-pk")[:200])


def last_order(file: MigrationFile) -> MigrationOrder | None:
    """The order that was given last to apply a file, ended or not."""
    return MigrationOrder.objects.select_related("ordered_by").filter(file=file).order_by("-pk").first()


def ordered() -> frozenset[int]:
    """The files that are being applied, or wait to be."""
    return frozenset(MigrationOrder.objects.filter(outcome="").values_list("file", flat=True))


def comparisons() -> list[Comparison]:
    """Every comparison while both systems run, the newest first, without its list of differences."""
    rows = Comparison.objects.select_related("compared_by", "document").defer("differences")
    return list(rows.order_by("-pk")[:100])


def comparison_numbered(number: int) -> Comparison | None:
    """One comparison with its differences."""
    return Comparison.objects.select_related("compared_by", "document").filter(pk=number).first()


def all_here() -> list[Here]:
    """Every case that was brought, as it was in the old system."""
    # One table at a time, as above.
    events = Event.objects.filter(move="migrate", number=1).values_list("case_id", "target", "data")
    cases = dict(Case.objects.filter(migrated=True).values_list("pk", "reference"))
    names = dict(Case.objects.filter(migrated=True).values_list("pk", "name"))
    held = dict(Terms.objects.order_by("pk").values_list("case_id", "expires"))
    return [
        Here(
            number=data["number"],
            reference=cases[case],
            name=names[case],
            stage=data["stage_there"] or target,
            certificate=data["certificate"],
            expires=held.get(case),
        )
        for case, target, data in events
        if case in cases
    ]
