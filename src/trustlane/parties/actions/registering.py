"""Register operators, one from a form or many from a list, and add what is new about those already known.

Who may is not asked on this floor: the deeds for people stand in `standing.actions`.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.parties.facts import Entry
from trustlane.parties.identifiers import Identifier, match_key
from trustlane.parties.models import Operator, OperatorIdentifier, OperatorName
from trustlane.parties.names import name_key
from trustlane.parties.profiles import shipped
from trustlane.parties.refusals import IdentifierFaulty, IdentifierTaken, NothingToName

BATCH = 2_000


def register(
    *, name: str, identifiers: Sequence[Identifier], actor: str, at: datetime, source: str = "", issuer: str = ""
) -> Operator:
    """Register one operator under its first identifier; refused where a number is faulty or somebody else's."""
    if not identifiers or not name.strip():
        raise NothingToName("An operator needs a name and at least one identifier.")
    for identifier in identifiers:
        for fault in shipped().faults(identifier):
            raise IdentifierFaulty(f"{identifier} {fault.reason}. {fault.mend}")
    common = tuple(shipped().common(each) for each in identifiers)
    with transaction.atomic():
        if Operator.objects.filter(reference=common[0].value).exists():
            raise IdentifierTaken(f"{common[0]} already belongs to an operator.")
        enter(entries=[Entry(common[0].value, name.strip(), common)], actor=actor, at=at, source=source, issuer=issuer)
        return Operator.objects.get(reference=common[0].value)


def enter(*, entries: Sequence[Entry], actor: str, at: datetime, source: str, issuer: str = "") -> dict[str, int]:
    """Register the operators that are new and add the names and identifiers that are; the keys of all by reference.

    One deed for all of them, with one row in the record; `issuer` is the administration that says so.
    """
    with transaction.atomic():
        references = sorted({entry.reference for entry in entries})
        known = dict(Operator.objects.filter(reference__in=references).values_list("reference", "pk"))
        new = [reference for reference in references if reference not in known]
        numbers = _new_identifiers(entries, known, issuer)
        names = _new_names(entries, known)
        if not (new or numbers or names):
            return known
        touched = sorted({*new, *(entry.reference for entry, _ in numbers), *(entry.reference for entry in names)})
        row = record(
            verb="parties.enter",
            actor=actor,
            subjects=[Subject("operator", reference) for reference in touched],
            at=at,
            after={
                "source": source,
                "registered": new,
                "names": {entry.reference: entry.name for entry in names},
                "identifiers": [f"{entry.reference}: {identifier}" for entry, identifier in numbers],
            },
        )
        made = Operator.objects.bulk_create(
            [Operator(reference=reference, registered_at=at) for reference in new], batch_size=BATCH
        )
        known.update((each.reference, each.pk) for each in made)
        _write(names, numbers, known, row, at=at, source=source, issuer=issuer)
    return known


def _new_identifiers(entries: Sequence[Entry], known: dict[str, int], issuer: str) -> list[tuple[Entry, Identifier]]:
    """The identifiers not yet known of their operators; refused where one belongs to somebody else."""
    wanted = {match_key(each, issuer) for entry in entries for each in entry.identifiers}
    owners: dict[str, set[str]] = {}
    rows = OperatorIdentifier.objects.filter(key__in=wanted, known_to__isnull=True)
    for key, reference in rows.values_list("key", "operator__reference"):
        owners.setdefault(key, set()).add(reference)
    found: list[tuple[Entry, Identifier]] = []
    for entry in entries:
        for identifier in entry.identifiers:
            belongs = owners.setdefault(match_key(identifier, issuer), set())
            if entry.reference in belongs:
                continue
            if belongs and identifier.scheme != "MID":
                raise IdentifierTaken(f"{identifier} already belongs to {', '.join(sorted(belongs))}.")
            belongs.add(entry.reference)
            found.append((entry, identifier))
    return found


def _new_names(entries: Sequence[Entry], known: dict[str, int]) -> list[Entry]:
    """The entries of operators that have no legal name yet; a list does not rename anybody."""
    named = set(
        OperatorName.objects.filter(operator__in=known.values(), known_to__isnull=True, kind="legal").values_list(
            "operator__reference", flat=True
        )
    )
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.name and entry.reference not in named:
            found.setdefault(entry.reference, entry)
    return list(found.values())


def _write(
    names: Sequence[Entry],
    numbers: Sequence[tuple[Entry, Identifier]],
    known: dict[str, int],
    row: Row,
    *,
    at: datetime,
    source: str,
    issuer: str,
) -> None:
    OperatorName.objects.bulk_create(
        [
            OperatorName(
                operator_id=known[entry.reference],
                name=entry.name,
                name_key=name_key(entry.name),
                known_from=at,
                source=source,
                recorded_in=row,
            )
            for entry in names
        ],
        batch_size=BATCH,
    )
    OperatorIdentifier.objects.bulk_create(
        [
            OperatorIdentifier(
                operator_id=known[entry.reference],
                scheme=identifier.scheme,
                value=identifier.value,
                written=identifier.value,
                issuer=issuer,
                key=match_key(identifier, issuer),
                confidence="built" if identifier.scheme == "MID" else "stated",
                known_from=at,
                source=source,
                recorded_in=row,
            )
            for entry, identifier in numbers
        ],
        batch_size=BATCH,
    )
