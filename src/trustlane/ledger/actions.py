"""The two deeds of the ledger: record what was done, and erase the content of one row by a recorded deed."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from trustlane.ledger.canonical import SALT_BYTES, digest_of, plain, statement
from trustlane.ledger.models import Body, Row, RowSubject
from trustlane.ledger.refusals import AlreadyErased, Unrecordable
from trustlane.ledger.subjects import Subject

ERASE = "ledger.erase"


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
    with transaction.atomic():
        row = Row.objects.create(
            verb=verb, actor=actor, at=at, recorded_at=recorded_at, digest=digest_of(salt, content)
        )
        RowSubject.objects.bulk_create(
            RowSubject(row=row, place=place, kind=subject.kind, subject_id=subject.id)
            for place, subject in enumerate(subjects)
        )
        Body.objects.create(row=row, before=was, after=became, reason=reason, salt=salt)
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
