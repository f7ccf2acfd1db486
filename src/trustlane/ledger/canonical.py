"""The one way to write the content of a deed, so that anybody can compute its digest again (RFC 8785)."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from uuid import UUID

import rfc8785

from trustlane.ledger.refusals import Unrecordable
from trustlane.ledger.subjects import Subject

FORM = "trustlane.ledger/1"
SALT_BYTES = 32
# RFC 8785 section 3.2.2.3: a whole number beyond this is not exact in every reader, so it travels as text.
EXACT = 2**53 - 1

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


def plain(value: object) -> Plain:
    """The value as JSON that every reader and the database keep exactly: no binary fractions, no large numbers."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return value if -EXACT <= value <= EXACT else str(value)
    if isinstance(value, Decimal | float | UUID):
        return str(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value // timedelta(microseconds=1)}us"
    return _collection(value)


def _collection(value: object) -> Plain:
    if isinstance(value, Mapping):
        return {_key(key): plain(member) for key, member in value.items()}
    if isinstance(value, AbstractSet):
        return sorted((plain(member) for member in value), key=rfc8785.dumps)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [plain(member) for member in value]
    raise Unrecordable(f"A value of type {type(value).__name__} cannot be recorded; give text, a number or a mapping.")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise Unrecordable(f"The names of a mapping are text; {key!r} is {type(key).__name__}.")
    return _text(key)


def _text(text: str) -> str:
    if "\x00" in text or any(unicodedata.category(letter) == "Cs" for letter in text):
        raise Unrecordable("Text to be recorded holds a character that is not one (U+0000 or half a surrogate pair).")
    return str(text)


def instant(at: datetime) -> str:
    """An instant in UTC to the microsecond: ``2026-03-01T09:30:00.000000Z``."""
    if at.tzinfo is None:
        raise Unrecordable(f"An instant needs its zone; {at.isoformat()} has none.")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def statement(
    *,
    verb: str,
    actor: str,
    at: datetime,
    recorded_at: datetime,
    subjects: Sequence[Subject],
    before: Plain,
    after: Plain,
    reason: str,
) -> bytes:
    """The canonical bytes of one deed: who did what to what, when, what it was before and after, and why."""
    return rfc8785.dumps(
        {
            "form": FORM,
            "verb": verb,
            "actor": actor,
            "at": instant(at),
            "recorded_at": instant(recorded_at),
            "subjects": [[subject.kind, subject.id] for subject in subjects],
            "before": before,
            "after": after,
            "reason": reason,
        }
    )


def digest_of(salt: bytes, content: bytes) -> bytes:
    """SHA-256 of salt and content; without the salt nobody can find out by guessing what was erased."""
    return hashlib.sha256(salt + content).digest()
