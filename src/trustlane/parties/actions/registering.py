"""Register operators, one from a form or many from a list, and add what is new about those already known.

Who may is not asked on this floor: the deeds for people stand in `standing.actions`.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.parties.facts import Entry
from trustlane.parties.identifiers import Identifier, match_key
from trustlane.parties.keying import keep_keys
from trustlane.parties.models import Operator, OperatorIdentifier, OperatorName
from trustlane.parties.names import name_key
from trustlane.parties.profiles import shipped
from trustlane.parties.refusals import IdentifierFaulty, IdentifierTaken, NothingToName

# A list brings tens of thousands of operators. Each table takes all its rows in one statement and one parameter: with a
# placeholder for every value most of the time went into counting placeholders.
NEW_OPERATORS = """
INSERT INTO parties_operator (reference, registered_at)
SELECT new.reference, %(at)s FROM unnest(%(references)s::text[]) AS new (reference) RETURNING reference, id
"""

NEW_NAMES = """
INSERT INTO parties_operatorname (operator_id, name, name_key, kind, known_from, source, recorded_in_id)
SELECT new.operator, new.name, new.key, 'legal', %(at)s, %(source)s, %(row)s
FROM json_to_recordset(%(new)s::json) AS new (operator bigint, name text, key text) RETURNING id, name
"""

NEW_IDENTIFIERS = """
INSERT INTO parties_operatoridentifier (
    operator_id, scheme, value, written, issuer, key, confidence, known_from, source, recorded_in_id
)
SELECT new.operator, new.scheme, new.value, new.value, %(issuer)s, new.key, new.confidence, %(at)s, %(source)s, %(row)s
FROM json_to_recordset(%(new)s::json) AS new (operator bigint, scheme text, value text, key text, confidence text)
"""


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
        known = dict(Operator.objects.filter(reference__among=references).values_list("reference", "pk"))
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
        with connection.cursor() as cursor:
            cursor.execute(NEW_OPERATORS, {"references": new, "at": at})
            known.update(cursor.fetchall())
        _write(names, numbers, known, row, at=at, source=source, issuer=issuer)
    return known


def _new_identifiers(entries: Sequence[Entry], known: dict[str, int], issuer: str) -> list[tuple[Entry, Identifier]]:
    """The identifiers not yet known of their operators; refused where one belongs to somebody else."""
    wanted = {match_key(each, issuer) for entry in entries for each in entry.identifiers}
    owners: dict[str, set[str]] = {}
    rows = OperatorIdentifier.objects.filter(key__among=wanted, known_to__isnull=True)
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
        OperatorName.objects.filter(operator_id__among=known.values(), known_to__isnull=True, kind="legal").values_list(
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
    said: dict[str, Any] = {"at": at, "source": source, "issuer": issuer, "row": row.pk}
    new_names = [
        {"operator": known[entry.reference], "name": entry.name, "key": name_key(entry.name)} for entry in names
    ]
    new_identifiers = [
        {
            "operator": known[entry.reference],
            "scheme": identifier.scheme,
            "value": identifier.value,
            "key": match_key(identifier, issuer),
            "confidence": "built" if identifier.scheme == "MID" else "stated",
        }
        for entry, identifier in numbers
    ]
    with connection.cursor() as cursor:
        cursor.execute(NEW_NAMES, {**said, "new": json.dumps(new_names)})
        keep_keys(cursor.fetchall())
        cursor.execute(NEW_IDENTIFIERS, {**said, "new": json.dumps(new_identifiers)})
