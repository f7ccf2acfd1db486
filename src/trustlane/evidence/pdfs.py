"""Looks into a PDF for what would act by itself when somebody opens it."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from trustlane.evidence.media import PROGRAM, SCRIPT, sniff
from trustlane.evidence.refusals import Dangerous, NotAllowed, Unreadable

# ISO 32000-1 12.6.4: the actions that run, launch or submit; 13.6 and RichMedia carry players with scripts.
ACTS: Final = {
    b"/JavaScript": "a script",
    b"/JS": "a script",
    b"/Launch": "a command that starts a program",
    b"/RichMedia": "a player",
    b"/ImportData": "a command that loads data",
    b"/SubmitForm": "a form that sends data elsewhere",
    b"/XFA": "a form with scripts",
}
NAME: Final = re.compile(rb"/[^\x00\t\n\f\r ()<>\[\]{}/%]+")
ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM: Final = re.compile(rb"stream\r?\n")
MOST_OF_ONE: Final = 16_000_000
MOST_UNPACKED: Final = 256_000_000


def look_into(data: bytes) -> None:
    """Refuses a PDF that runs or launches something, carries a program, or is locked."""
    _refuse_acts(data)
    left = MOST_UNPACKED
    for content, is_objects in _streams(data):
        left -= len(content)
        if left < 0:
            raise NotAllowed("The PDF would unpack to more than a document can be; send its parts one by one.")
        if is_objects:
            _refuse_acts(content)
        if sniff(content[:4096]) in {PROGRAM, SCRIPT}:
            raise Dangerous("The PDF carries a program as an attachment; take it out and send the PDF again.")


def _refuse_acts(part: bytes) -> None:
    """Names outside of streams, with their escapes undone: ``/J#61vaScript`` is ``/JavaScript``."""
    bare = _without_streams(part)
    for name in {ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name) for name in NAME.findall(bare)}:
        if name == b"/Encrypt":
            raise Unreadable("The PDF is locked, so it cannot be checked; save it without a password and send that.")
        if name in ACTS:
            raise Dangerous(f"The PDF holds {ACTS[name]}; print it to a new PDF and send that.")


def _without_streams(part: bytes) -> bytes:
    """The objects alone: what is inside a stream is text of the page or an image, and may spell anything."""
    kept, place = [], 0
    for found in STREAM.finditer(part):
        if found.start() < place:
            continue
        kept.append(part[place : found.start()])
        end = part.find(b"endstream", found.end())
        place = len(part) if end < 0 else end
    kept.append(part[place:])
    return b" ".join(kept)


def _streams(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """Each stream unpacked, and whether it holds objects; a filter we do not know leaves it as it is."""
    place = 0
    while found := STREAM.search(data, place):
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        header = data[max(0, data.rfind(b"obj", 0, found.start())) : found.start()]
        raw = data[found.end() : end]
        yield (_inflated(raw) if b"Flate" in header or b"/Fl" in header else raw), b"ObjStm" in header
        place = end


def _inflated(raw: bytes) -> bytes:
    unpack = zlib.decompressobj()
    try:
        content = unpack.decompress(raw, MOST_OF_ONE)
    except zlib.error:
        return raw
    if unpack.unconsumed_tail:
        # A large image may be cut short: it holds no objects, and its beginning was seen.
        return content
    return content
