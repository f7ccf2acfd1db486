"""Tells what form a file has from its first bytes, and which message an XML file opens with."""

from __future__ import annotations

import re
from enum import Enum

from trustlane.declarations.readers.sources import MARKS


class Form(Enum):
    """What a file looks like; those we do not read carry the reason and the mend."""

    TABLE = "delimited text"
    PARQUET = "Parquet"
    JSON = "JSON"
    XML = "XML"
    SPREADSHEET = "a spreadsheet"
    EMPTY = ("The file is empty.", "Export it anew.")
    PACKED = ("The file is compressed.", "Unpack it first, for instance with gunzip.")
    PRINTED = ("This is a PDF, a picture of the data.", "Export the table itself as CSV, Excel, Parquet or XML.")
    BINARY = (
        "This is neither text nor a format that is read here.",
        "Give CSV, Parquet, Excel, JSON, WCO XML, ASYCUDA SAD XML or an ENS message; save text as UTF-8.",
    )


_SIGNS = (
    (b"PAR1", Form.PARQUET),
    (b"PK\x03\x04", Form.SPREADSHEET),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Form.SPREADSHEET),
    (b"\x1f\x8b", Form.PACKED),
    (b"BZh", Form.PACKED),
    (b"\xfd7zXZ\x00", Form.PACKED),
    (b"\x28\xb5\x2f\xfd", Form.PACKED),
    (b"7z\xbc\xaf\x27\x1c", Form.PACKED),
    (b"Rar!", Form.PACKED),
    (b"%PDF", Form.PRINTED),
)


def form_of(head: bytes) -> Form:
    """What the first bytes of a file say it is."""
    if not head:
        return Form.EMPTY
    for sign, form in _SIGNS:
        if head.startswith(sign):
            return form
    text, marked = _text(head)
    if "\0" in text and not marked:
        return Form.BINARY
    first = text.lstrip()[:1]
    if first == "<":
        return Form.XML
    return Form.JSON if first in ("{", "[") else Form.TABLE


def _text(head: bytes) -> tuple[str, bool]:
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace"), encoding != "utf-8"
    return head.decode("utf-8", "replace"), False


class Message(Enum):
    """Which family of messages an XML file belongs to."""

    ENS = "entry summary declaration"
    SAD = "ASYCUDA declaration"
    OTHER = "WCO Data Model, or none that is read here"


_ELEMENT = re.compile(r"<(?:[\w.\-]+:)?([A-Za-z_][\w.\-]*)")


def message_of(head: bytes) -> Message:
    """The family of the first element, which the head of the file is enough to know."""
    text, _ = _text(head)
    text = re.sub(r"<!--.*?-->|<\?.*?\?>", " ", text, flags=re.DOTALL)
    first = _ELEMENT.search(text)
    root = first.group(1) if first else ""
    if re.fullmatch(r"[A-Z]{2}\d{3}[A-Z]", root):
        return Message.ENS
    return Message.SAD if root.upper() in ("ASYCUDA", "SAD", "SADS", "ASYCUDAWORLD") else Message.OTHER
