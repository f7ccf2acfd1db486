"""Looks into a PDF for what would act by itself when somebody opens it."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from trustlane.evidence.media import PROGRAM, SCRIPT, sniff
from trustlane.evidence.refusals import Dangerous, NotAllowed, Unreadable

# ISO 32000-1, 12.6.4: the actions that run, launch, load or send; 13.6 and RichMedia: players with scripts.
ACTS: Final = {
    b"/JavaScript": "a script",
    b"/Launch": "a command that starts a program",
    b"/RichMedia": "a player",
    b"/ImportData": "a command that loads data",
    b"/SubmitForm": "a form that sends data elsewhere",
}
# Too short to look for in packed bytes, where chance would spell them.
SHORT_ACTS: Final = {b"/JS": "a script", b"/XFA": "a form with scripts"}
LOCK: Final = b"/Encrypt"

NAME: Final = re.compile(rb"/[^\x00\t\n\f\r ()<>\[\]{}/%]+")
ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM: Final = re.compile(rb"stream\r?\n")
FILTER: Final = re.compile(rb"/Filter\s*(\[[^\]]*\]|/[A-Za-z0-9]+)")
LONGEST_HEADER: Final = 65_536
MOST_OF_ONE: Final = 16_000_000
MOST_UNPACKED: Final = 256_000_000


def look_into(data: bytes) -> None:
    """Refuses a PDF that runs, loads or sends something, carries a program, or is locked or packed out of sight.

    The file is searched as it lies, so that nothing hides by calling itself the inside of a stream; packed objects are
    searched unpacked.
    """
    _refuse_acts(data, ACTS)
    _refuse_acts(_without_streams(data), ACTS | SHORT_ACTS)
    left = MOST_UNPACKED
    for header, raw in _streams(data):
        content, whole = _unpacked(raw) if b"/Fl" in header else (raw, True)
        left -= len(content)
        if left < 0:
            raise NotAllowed("The PDF would unpack to more than a document can be; send its parts one by one.")
        if b"/ObjStm" in header:
            if not whole or _packing(header) not in {b"", b"/FlateDecode", b"/Fl"} or b"/Predictor" in header:
                raise Unreadable(
                    "The PDF is packed in a way that cannot be checked; print it to a new PDF and send that."
                )
            _refuse_acts(content, ACTS | SHORT_ACTS)
        if sniff(content[:4096]) in {PROGRAM, SCRIPT}:
            raise Dangerous("The PDF carries a program as an attachment; take it out and send the PDF again.")


def _refuse_acts(part: bytes, acts: dict[bytes, str]) -> None:
    for name in {_plain(name) for name in NAME.findall(part)}:
        if name == LOCK:
            raise Unreadable("The PDF is locked, so it cannot be checked; save it without a password and send that.")
        if name in acts:
            raise Dangerous(f"The PDF holds {acts[name]}; print it to a new PDF and send that.")


def _plain(name: bytes) -> bytes:
    """A name with its escapes undone: ``/J#61vaScript`` is ``/JavaScript`` (ISO 32000-1, 7.3.5)."""
    return ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name)


def _without_streams(data: bytes) -> bytes:
    """The objects alone: what is inside a stream is text of a page or an image, and may spell anything."""
    kept, place = [], 0
    while found := STREAM.search(data, place):
        kept.append(data[place : found.start()])
        end = data.find(b"endstream", found.end())
        place = len(data) if end < 0 else end + len(b"endstream")
    return b" ".join([*kept, data[place:]])


def _streams(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What stands before each stream, back to the one before it, with escapes undone; and the stream as it lies."""
    place = 0
    while found := STREAM.search(data, place):
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        yield _plain(data[max(place, found.start() - LONGEST_HEADER) : found.start()]), data[found.end() : end]
        place = end + len(b"endstream")


def _packing(header: bytes) -> bytes:
    """The filter of a stream, b"" if there is none."""
    found = FILTER.findall(header)
    return found[-1].strip(b"[] \r\n\t") if found else b""


def _unpacked(raw: bytes) -> tuple[bytes, bool]:
    """The stream inflated, and whether that is all of it; what cannot be inflated stays as it is."""
    unpack = zlib.decompressobj()
    try:
        return unpack.decompress(raw, MOST_OF_ONE), not unpack.unconsumed_tail
    except zlib.error:
        return raw, False
