"""Bodies as they are sent, many at once: each with its number, salt and bytes, or the word that it was erased.

A bundle is one JSON object, ``{"bodies":[{"seq":1,"salt":"<base64>","content":"<base64>"},{"seq":2,"erased":true}]}``,
in the order of the numbers. What is not there yet is left out, so that a removal never waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from trustlane.recognition.feed import bodies
from trustlane.recognition.feed.bodies import Sealed
from trustlane.recognition.feed.notes import decoded, encoded
from trustlane.recognition.feed.refusals import BodiesUnfit, BodyDiffers, TooLong

MOST = 256  # bodies of one bundle
LONGEST = MOST * (bodies.LONGEST * 4 // 3 + 256)  # bytes of a bundle, decompressed


def write(found: Mapping[int, Sealed | None]) -> bytes:
    """The bundle of these bodies by number; None where one was erased."""
    if len(found) > MOST:
        raise BodiesUnfit("bodies to be written", f"{len(found)} bodies; a bundle has at most {MOST}")
    rows = [
        {"seq": seq, "erased": True}
        if sealed is None
        else {"seq": seq, "salt": encoded(sealed.salt), "content": encoded(sealed.content)}
        for seq, sealed in sorted(found.items())
    ]
    return json.dumps({"bodies": rows}, separators=(",", ":")).encode()


def read(data: bytes, *, first: int, last: int) -> dict[int, Sealed | None]:
    """The bodies of a bundle that was asked for from one number to another; refused unless it is one.

    Whether a body is the one an entry committed to is asked later, of each by itself (`bodies.opened`).
    """
    place = f"bodies {first} to {last}"
    if len(data) > LONGEST:
        raise TooLong(place, f"{len(data):,} bytes; at most {LONGEST:,} are read")
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        raise BodiesUnfit(place, "they are not one JSON object") from None
    rows = whole.get("bodies") if isinstance(whole, dict) else None
    if not isinstance(rows, list) or len(rows) > MOST:
        raise BodiesUnfit(place, f"they are not a list of at most {MOST} bodies")
    found: dict[int, Sealed | None] = {}
    before = first - 1
    for row in rows:
        seq = row.get("seq") if isinstance(row, dict) else None
        if not isinstance(seq, int) or isinstance(seq, bool) or not before < seq <= last:
            raise BodiesUnfit(place, "a number is missing, stands twice, or was not asked for")
        found[seq] = _sealed(row, f"body of entry {seq}")
        before = seq
    return found


def _sealed(row: Mapping[str, Any], place: str) -> Sealed | None:
    if row.get("erased") is True and row.keys() == {"seq", "erased"}:
        return None
    salt, content = (decoded(str(row.get(name, ""))) for name in ("salt", "content"))
    if row.keys() != {"seq", "salt", "content"} or salt is None or content is None:
        raise BodiesUnfit(place, "it is neither salt and content in base64 nor erased")
    if len(salt) != bodies.SALT_BYTES:
        raise BodyDiffers(place, f"{len(salt)} bytes of salt; a salt has {bodies.SALT_BYTES}")
    return Sealed(salt, content)
