"""The documents that an applicant gave in a case, as its officers name and open them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest

from trustlane.desk.programme.opening import Opened
from trustlane.evidence import queries as evidence
from trustlane.pages.people import actor, now
from trustlane.programme.rows import CaseFile

LARGEST_ID = 1 << 62


def papers_given(request: HttpRequest, one: Opened, numbers: Iterable[int]) -> Mapping[int, Any]:
    """Those of these documents that are the operator's own and that the person may open, by number."""
    wanted = {number for number in numbers if number < LARGEST_ID}
    if not one.file.inside or not wanted:
        return {}
    rows = evidence.documents(by=actor(request), at=now(request))
    return {row.pk: row for row in rows.filter(operator=one.file.row.operator, pk__in=wanted)}


def shown_with_conditions(file: CaseFile) -> list[int]:
    """The documents by which the holder says that the conditions of its suspension are met."""
    return [number for one in file.conditions for said in one.said for number in said.evidence]
