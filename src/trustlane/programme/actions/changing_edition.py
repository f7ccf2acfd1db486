"""Take an open case over to the edition of its criteria that is in force, line by line, as somebody confirmed it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from trustlane.access.evaluator import Someone, in_force
from trustlane.clock.zones import day_of
from trustlane.criteria import queries as catalogues
from trustlane.ledger.actions import record
from trustlane.programme.actions.moving import require_cut_over, subjects
from trustlane.programme.models import Answer, Case, EditionChange
from trustlane.programme.permits import Permission
from trustlane.programme.queries.editions import Crossing, Line, crossing
from trustlane.programme.refusals import CaseChanged, ChangesUnconfirmed, NoNewerEdition


def change_edition(
    *, case: Case, said: Mapping[str, str], by: Someone, at: datetime, seen: str | None = None
) -> EditionChange:
    """Take the case over. ``said`` tells of each line of `crossing`, by its key, what becomes of it: a kept answer is
    kept (``keep``) or asked anew (``again``); what is asked anew, dropped or new was read (``seen``).

    Raises ChangesUnconfirmed where nothing was said of a line, CaseChanged where the lines are others than ``seen``.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
        who = in_force().require(by, Permission.CHANGE_EDITION, locked, at=at)
        require_cut_over(locked, at=at)
        way = crossing(locked, on=day_of(at, settings.TIME_ZONE))
        if way is None:
            raise NoNewerEdition(f"{locked.reference} stays on {locked.catalogue}.")
        if seen is not None and seen != way.digest:
            raise CaseChanged(f"Answers in {locked.reference} changed since this page was made.")
        unsaid = [line.old or line.new or "" for line in way.lines if said.get(line.key) not in line.ways]
        if unsaid:
            raise ChangesUnconfirmed(unsaid)
        told = {line.key: said[line.key] for line in way.lines}
        new_asks = catalogues.asks_on(way.new, on=day_of(at, settings.TIME_ZONE))
        row = record(
            verb="programme.change_edition",
            actor=who.id,
            subjects=subjects(locked),
            at=at,
            before={"catalogue": way.old, "asks": locked.asks},
            after={"catalogue": way.new, "asks": new_asks, "lines": told},
        )
        change = EditionChange.objects.create(
            case=locked,
            old=way.old,
            new=way.new,
            old_asks=locked.asks,
            lines=told,
            by=who.id,
            at=at,
            recorded_in=row,
        )
        asks = catalogues.questions_called(way.new, new_asks).by_id
        Answer.objects.bulk_create(_answers(locked, way, asks, told, who.id, at))
        locked.catalogue, locked.asks = way.new, new_asks
        locked.save(update_fields=["catalogue", "asks"])
        return change


def _answers(
    case: Case, way: Crossing, asks: Container[str], told: Mapping[str, str], by: str, at: datetime
) -> list[Answer]:
    """What is taken back because the new edition asks under that name something else, then what is kept elsewhere."""
    source = f"{way.old} to {way.new}"

    def written(question: str, line: Line, **columns: object) -> Answer:
        return Answer(case=case, question=question, site=line.site, source=source, by=by, at=at, **columns)

    back, kept = [], []
    for line in way.lines:
        keeps = told[line.key] == "keep"
        if line.given is None or line.old is None or (keeps and line.new == line.old):
            continue
        if line.old in asks:
            back.append(written(line.old, line, value=None))
        if keeps and line.new is not None:
            value = list(line.given.value) if isinstance(line.given.value, tuple) else line.given.value
            kept.append(written(line.new, line, value=value, note=line.given.note, evidence=list(line.given.evidence)))
    return [*back, *kept]
