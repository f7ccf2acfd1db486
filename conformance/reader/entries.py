"""What stands in an entry and in a body: I-JSON in canonical form (RFC 7493, RFC 8785), every field by its table."""

import hashlib
import json
import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

from conformance.reader.notes import unbase64
from conformance.reader.refused import Refused

EXACT = 2**53 - 1
ADDS = ("valid", "updated")
TAKES = ("suspended", "revoked", "expired", "withdrawn")
REASONS = {
    "valid": "granted reinstated renewed consented agreement_began succession",
    "updated": "particulars identifiers roles scope tier period",
    "suspended": "by_customs own_request told_by_other_means",
    "revoked": "by_customs annulled",
    "expired": "period_over not_revalidated",
    "withdrawn": "own_request consent_withdrawn agreement_ended ceased succession",
    "correction": "typing_error wrong_subject wrong_instant wrong_reason",
}


def parse(data: bytes, most: int) -> dict[str, Any]:
    """One JSON object that two readers cannot read differently."""
    if len(data) > most:
        raise Refused("TooLong", f"{len(data)} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("NotText", "not UTF-8") from None

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in items}) != len(items):
            raise Refused("KeyTwice", "a name stands twice")
        return dict(items)

    def whole(digits: str) -> int:
        if len(digits) > 17 or abs(int(digits)) > EXACT:
            raise Refused("NumberUnfit", digits[:20])
        return int(digits)

    def no(digits: str) -> None:
        raise Refused("NumberUnfit", digits[:20])

    try:
        found = json.loads(text, object_pairs_hook=pairs, parse_int=whole, parse_float=no, parse_constant=no)
    except (json.JSONDecodeError, RecursionError):
        raise Refused("NotJson", "not JSON") from None
    if not isinstance(found, dict):
        raise Refused("NotJson", "not an object")
    _plain(found, 1)
    if canonical(found) != data:
        raise Refused("NotCanonical", "another form is the canonical one")
    return found


def canonical(value: Any) -> bytes:
    """RFC 8785 for what is left: no floats, no control characters."""

    def ordered(each: Any) -> Any:
        if isinstance(each, dict):
            return {name: ordered(each[name]) for name in sorted(each, key=lambda n: n.encode("utf-16-be"))}
        return [ordered(one) for one in each] if isinstance(each, list) else each

    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _plain(value: Any, depth: int) -> None:
    if isinstance(value, str):
        for c in value:
            point = ord(c)
            if unicodedata.category(c) in ("Cc", "Cs") or point % 65536 >= 0xFFFE or 0xFDD0 <= point <= 0xFDEF:
                raise Refused("TextUnfit", ascii(c))
        if unicodedata.normalize("NFC", value) != value:
            raise Refused("TextUnfit", "not in normal form C")
    elif isinstance(value, dict | list):
        if depth > 6:
            raise Refused("NotJson", "too deep")
        for name in value if isinstance(value, dict) else ():
            _plain(name, depth)
        for each in value.values() if isinstance(value, dict) else value:
            _plain(each, depth + 1)


# Every field by its reader; each gives the value or refuses.


def _like(pattern: str) -> Any:
    compiled = re.compile(pattern, re.ASCII)

    def read(value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise Refused("FieldUnfit", ascii(value)[:60])
        return value

    return read


def _number(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise Refused("FieldUnfit", ascii(value)[:60])
    return value


def _instant(value: Any) -> str:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value, re.ASCII):
            datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            if not value.endswith((":60Z", ":61Z")):
                return str(value)
    except (TypeError, ValueError):
        pass
    raise Refused("InstantUnfit", ascii(value)[:60])


def _digest(value: Any) -> str:
    try:
        if len(unbase64(value)) == 32:
            return str(value)
    except (AttributeError, ValueError):
        pass
    raise Refused("FieldUnfit", ascii(value)[:60])


def _seqs(value: Any) -> list[int]:
    if not isinstance(value, list) or not 1 <= len(value) <= 150:
        raise Refused("FieldUnfit", "seqs")
    return [_number(each) for each in value]


_ID = _like("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_SUBJECT = _like("[0-9a-f]{32}")
_KIND = _like("[a-z][a-z0-9_]{0,31}")
_FIELDS = {
    "seq": _number, "id": _ID, "effective": _instant, "subject": _SUBJECT, "to": _like("|".join(ADDS + TAKES)),
    "reason": _KIND, "supersedes": _number, "body": _digest, "version": _number, "digest": _digest, "seqs": _seqs,
    "refers": _number,
}  # fmt: skip
_NEEDED = {
    "status": "effective subject to reason",
    "agreement": "effective body",
    "keyset": "effective version digest",
    "erased": "effective seqs",
    "correction": "effective refers reason",
}


def leaf(data: bytes, seq: int) -> dict[str, Any]:
    """An entry at its place; of an unknown kind it has `unknown`, and where it cannot be read `unreadable`."""
    try:
        raw = parse(data, 2048)
        found = _leaf(raw)
        if found["seq"] != seq:
            raise Refused("SequenceBroken", f"{found['seq']} at {seq}")
        return found
    except Refused as refused:
        return {"seq": seq, "unreadable": refused.name, "subject": _spoken_of(data)}


def _leaf(raw: dict[str, Any]) -> dict[str, Any]:
    if missing := {"v", "seq", "id", "kind"} - raw.keys():
        raise Refused("FieldMissing", sorted(missing)[0])
    for name in ("seq", "id"):
        _FIELDS[name](raw[name])
    _number(raw["v"])
    _KIND(raw["kind"])
    if raw["v"] != 1 or raw["kind"] not in _NEEDED:
        return {"seq": raw["seq"], "unknown": raw["kind"]}
    needed = {"v", "seq", "id", "kind", *_NEEDED[raw["kind"]].split()}
    optional = {"supersedes", "body"} if raw["kind"] == "status" else set()
    if missing := needed - raw.keys():
        raise Refused("FieldMissing", sorted(missing)[0])
    if strange := raw.keys() - needed - optional:
        raise Refused("FieldUnknown", sorted(strange)[0])
    for name in raw.keys() - {"v", "kind"}:
        _FIELDS[name](raw[name])
    _together(raw)
    return raw


def _together(raw: dict[str, Any]) -> None:
    seq, kind, reason = raw["seq"], raw["kind"], raw.get("reason")
    bad = (
        (kind == "status" and raw["to"] in ADDS and ("body" not in raw or reason not in REASONS[raw["to"]].split()))
        or raw.get("supersedes", 0) >= seq
        or raw.get("refers", 0) >= seq
        or (kind == "correction" and reason not in REASONS["correction"].split())
        or (kind == "erased" and (raw["seqs"] != sorted(set(raw["seqs"])) or raw["seqs"][-1] >= seq))
    )
    if bad:
        raise Refused("FieldUnfit", "its fields contradict one another")


def _spoken_of(data: bytes) -> str | None:
    try:
        raw = parse(data, 2048)
        return str(_SUBJECT(raw.get("subject"))) if raw.get("kind") == "status" else None
    except Refused:
        return None


# Bodies

SCHEMES = "TIN EORI LEI AEO MID ISO6346 NATIONAL".split()  # noqa: SIM905
SCOPES = ["security", "compliance"]
ROLES = (
    "importer exporter manufacturer broker carrier forwarder terminal warehouse postal ecommerce free_zone".split()  # noqa: SIM905
)


def _text(most: int) -> Any:
    def read(value: Any) -> None:
        if not isinstance(value, str) or not 1 <= len(value) <= most or value != value.strip():
            raise Refused("FieldUnfit", "a text")

    return read


def _several(each: Any, most: int) -> Any:
    def read(value: Any) -> None:
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise Refused("FieldUnfit", "a list")
        for one in value:
            each(one)
        if len({json.dumps(one, sort_keys=True) for one in value}) != len(value):
            raise Refused("FieldUnfit", "twice")

    return read


def _among(words: list[str]) -> Any:
    def read(value: Any) -> None:
        if not isinstance(value, str) or value not in words:
            raise Refused("FieldUnfit", "not one of the list")

    return read


def _object(fields: dict[str, Any], needed: set[str]) -> Any:
    def read(value: Any) -> None:
        if not isinstance(value, dict):
            raise Refused("FieldUnfit", "an object")
        if needed - value.keys():
            raise Refused("FieldMissing", "a field")
        if value.keys() - fields.keys():
            raise Refused("FieldUnknown", "a field")
        for name, one in value.items():
            fields[name](one)

    return read


def _day(value: Any) -> None:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            raise ValueError
        date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused("FieldUnfit", "a day") from None


def _body_fields() -> dict[str, Any]:
    """The fields of a body by their readers."""
    address = {"country": _like("[A-Z]{2}"), "city": _text(128), "postcode": _text(32), "street": _text(256)}
    identifier = {"scheme": _among(SCHEMES), "value": _text(35)}
    return {
        "tin": _like("[A-Z]{2}[A-Z0-9]{1,15}"),
        "scope": _several(_among(SCOPES), len(SCOPES)),
        "valid_from": _day,
        "valid_to": _day,
        "identifiers": _several(_object(identifier, {"scheme", "value"}), 20),
        "legal_name": _text(256),
        "trade_name": _text(256),
        "addresses": _several(_object(address, {"country"}), 20),
        "roles": _several(_among(ROLES), len(ROLES)),
        "programme": _text(64),
        "tier": _text(64),
        "contact": _like(r"[^@\s]{1,64}@[^@\s]{1,189}"),
    }


def body(commitment: str, salt: bytes, content: bytes, profile: list[str]) -> dict[str, Any]:
    """The body an entry committed to, if it is that one and says only what the agreement lets it say."""
    if len(content) <= 16 * 1024 and hashlib.sha256(salt + content).digest() != unbase64(commitment):
        raise Refused("BodyDiffers", "another body")
    raw = parse(content, 16 * 1024)
    readers = _body_fields()
    if missing := {"tin", "scope", "valid_from"} - raw.keys():
        raise Refused("FieldMissing", sorted(missing)[0])
    if raw.keys() - (set(profile) | {"tin", "scope", "valid_from"}) or raw.keys() - readers.keys():
        raise Refused("FieldUnknown", "a field the agreement does not let out")
    for name, value in raw.items():
        readers[name](value)
    if raw.get("valid_to", raw["valid_from"]) < raw["valid_from"]:
        raise Refused("FieldUnfit", "it ends before it begins")
    return raw
