"""The two deeds of the ledger: record what was done, and erase the content of one row by a recorded deed."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from trustlane.ledger.canonical import SALT_BYTES, Plain, digest_of, plain, statement
from trustlane.ledger.models import Row
from trustlane.ledger.refusals import AlreadyErased, Unrecordable
from trustlane.ledger.subjects import Subject

ERASE = "ledger.erase"

# One statement: a deed is recorded in one exchange with the server, in a sixth of the time that five took.
APPEND = """
WITH deed AS (
    INSERT INTO ledger_row (verb, actor, at, recorded_at, digest)
    VALUES (%(verb)s, %(actor)s, %(at)s, %(recorded_at)s, %(digest)s) RETURNING id, xid
), about AS (
    INSERT INTO ledger_subject (row_id, place, kind, subject_id)
    SELECT deed.id, named.place, named.kind, named.id
    FROM deed, unnest(%(places)s::smallint[], %(kinds)s::text[], %(ids)s::text[]) AS named (place, kind, id)
), content AS (
    INSERT INTO ledger_body (row_id, before, after, reason, salt)
    SELECT deed.id, %(before)s::jsonb, %(after)s::jsonb, %(reason)s, %(salt)s FROM deed
)
SELECT id, xid FROM deed
"""


def record(
    *,
    verb: str,
    actor: str,
    subjects: Sequence[Subject],
    at: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
    recorded_at: datetime | None = None,
) -> Row:
    """Append one deed to the record, in the transaction of that deed; the only writer of the ledger.

    ``at`` is when it was done; ``recorded_at``, where it differs, when we came to write it down (a migrated case, an
    officer who worked without a line). The salt comes from the system's own source: it has to be beyond guessing.
    """
    if not subjects:
        raise Unrecordable(f"The deed {verb!r} names nothing it was about; at least one subject is needed.")
    recorded_at = recorded_at or at
    was, became = plain(before), plain(after)
    salt = secrets.token_bytes(SALT_BYTES)
    content = statement(
        verb=verb,
        actor=actor,
        at=at,
        recorded_at=recorded_at,
        subjects=subjects,
        before=was,
        after=became,
        reason=reason,
    )
    digest = digest_of(salt, content)
    with connection.cursor() as cursor:
        cursor.execute(
            APPEND,
            {
                "verb": verb,
                "actor": actor,
                "at": at,
                "recorded_at": recorded_at,
                "digest": digest,
                "places": list(range(len(subjects))),
                "kinds": [subject.kind for subject in subjects],
                "ids": [subject.id for subject in subjects],
                "before": _json(was),
                "after": _json(became),
                "reason": reason,
                "salt": salt,
            },
        )
        key, xid = cursor.fetchone()
    row = Row(key, verb, actor, at, recorded_at, digest, int(xid))
    row._state.adding, row._state.db = False, connection.alias
    return row


def erase(*, row: Row, by: str, at: datetime, reason: str) -> Row:
    """Erase the body of a row for good, and record who did so and why; the row and its digest stay.

    Who may is not asked here: the deed for people is ``access.actions.erasure.erase_content``.
    """
    subjects = [Subject("ledger_row", str(row.pk))]
    subjects += [
        Subject(about.kind, about.subject_id) for about in row.subjects.order_by("place") if about.kind != "ledger_row"
    ]
    with transaction.atomic():
        erasure = record(
            verb=ERASE,
            actor=by,
            subjects=subjects,
            at=at,
            after={"row": row.pk, "verb": row.verb, "digest": bytes(row.digest).hex()},
            reason=reason,
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_erase_body(%s, %s)", [row.pk, erasure.pk])
            answer = cursor.fetchone()
        if not answer or not answer[0]:
            raise AlreadyErased(f"The body of ledger row {row.pk} was erased before.")
    return erasure


def _json(content: Plain) -> str | None:
    return None if content is None else json.dumps(content)
