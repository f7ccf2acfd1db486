"""What an uploaded list would change now: its kept file read again and compared with the register as it is."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from trustlane.access.actors import system
from trustlane.access.roles import Role
from trustlane.evidence import queries as evidence
from trustlane.parties import queries as parties
from trustlane.parties.identifiers import match_key
from trustlane.standing.compare import Held, Preview, compare
from trustlane.standing.lists import ListRead, RefusedRow, read_list_bytes
from trustlane.standing.models import ListUpload, Standing
from trustlane.standing.origins import of_origin
from trustlane.standing.reading import VALUES, fact_of_values

# The register reads the files it was given itself, whoever asks; who may ask is a permit of the register.
NOBODY: Mapping[str, str] = MappingProxyType({})
READER = system("standing", [Role.REGISTER_OFFICER])


def held_by(issuer: str) -> list[Held]:
    """Everything the register knows now of what one issuer says."""
    rows = Standing.objects.filter(issuer=issuer, known_to__isnull=True).order_by("pk")
    found: list[Any] = list(rows.values_list(*VALUES, named=True))
    numbers = parties.identifiers({row.operator_id for row in found})
    return [Held(row.pk, fact_of_values(row, numbers.get(row.operator_id, ()))) for row in found]


def preview_of(
    upload: ListUpload, *, at: datetime, kept: Mapping[str, str] = NOBODY, held: Iterable[Held] | None = None
) -> Preview:
    """What a list would change if it were applied now; of a settled one only what was told of it when it was settled.

    `kept` are those it may not call valid, with the reason; `held` is what the register holds, where it was read.
    """
    if upload.told is not None:
        return _as_it_was(upload, upload.told)
    read = _read_again(upload, at)
    if upload.origin:
        read = of_origin(read, origin=upload.origin, scopes=upload.scopes)
    of: dict[str, Any] = {
        "issuer": upload.issuer,
        "on": upload.on,
        "complete": upload.complete,
        "origin": upload.origin,
    }
    return preview(read, kept=kept, held=held, **of)


MOST_TOLD = 5_000  # rows refused and notes that are kept with a settled list; of more its file is read again


def to_keep(seen: Preview) -> dict[str, Any] | None:
    """What is kept of a list that is settled; None where it is too much."""
    if len(seen.refused) + len(seen.notes) > MOST_TOLD:
        return None
    refused = [[each.row, each.column, each.reason, each.mend, each.sheet] for each in seen.refused]
    return {"refused": refused, "notes": list(seen.notes), "unchanged": seen.unchanged}


def _as_it_was(upload: ListUpload, told: Mapping[str, Any]) -> Preview:
    return Preview(
        issuer=upload.issuer,
        on=upload.on,
        complete=upload.complete,
        unchanged=told["unchanged"],
        refused=tuple(
            RefusedRow(row, column, reason, mend, sheet=sheet) for row, column, reason, mend, sheet in told["refused"]
        ),
        notes=tuple(told["notes"]),
        digest=upload.applied_digest,
    )


def preview(
    read: ListRead,
    *,
    issuer: str,
    on: date,
    complete: bool,
    origin: str = "",
    kept: Mapping[str, str] = NOBODY,
    held: Iterable[Held] | None = None,
) -> Preview:
    """What a list that was read would change."""
    keys = {match_key(each, issuer) for entry in read.listed for each in entry.fact.identifiers}
    return compare(
        held_by(issuer) if held is None else held,
        read,
        issuer=issuer,
        on=on,
        complete=complete,
        known_as=parties.owners(keys),
        taken=parties.numbers({entry.fact.operator for entry in read.listed}),
        origin=origin,
        kept=kept,
    )


# A file never changes, so what was read of it is kept for the second person, who looks a little later.
_recent: dict[tuple[str, str, str], ListRead] = {}
MOST_RECENT = 4


def remember(upload: ListUpload, read: ListRead) -> None:
    """Keep what was read of an uploaded file for the next preview in this process."""
    _recent[upload.sha256, upload.file_name, upload.issuer] = read
    for oldest in list(_recent)[:-MOST_RECENT]:
        _recent.pop(oldest, None)


def _read_again(upload: ListUpload, at: datetime) -> ListRead:
    read = _recent.get((upload.sha256, upload.file_name, upload.issuer))
    if read is None:
        with evidence.open_document(upload.document, by=READER, at=at) as file:
            data = file.read()
        read = read_list_bytes(data, name=upload.file_name, known=upload.uploaded_at, default_issuer=upload.issuer)
        remember(upload, read)
    return read
