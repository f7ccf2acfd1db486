"""Looks into office documents, which are archives: what kind they are, and whether something in them could run."""

import re
import struct
import zipfile
import zlib
from io import BytesIO
from typing import BinaryIO, Final

from trustlane.evidence.media import OFFICE, OLE, OPEN_DOCUMENT, PROGRAM, SCRIPT, ZIP, sniff
from trustlane.evidence.refusals import Dangerous, NotAllowed, Unreadable

# An archive is measured by what it says it holds before anything of it is unpacked, and again while it is.
MOST_MEMBERS: Final = 20_000
MOST_UNPACKED: Final = 1_000_000_000
MOST_OF_ONE: Final = 64_000_000
DEEPEST: Final = 3

MACRO_MEMBERS: Final = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|vbaprojectsignature\.bin|macrosheets/|activex/|basic/script)|^scripts/", re.I
)
RUNS_FROM_OUTSIDE: Final = re.compile(
    rb'attachedTemplate"[^>]*TargetMode="External"|TargetMode="External"[^>]*attachedTemplate"'
    rb'|oleObject"[^>]*TargetMode="External"|TargetMode="External"[^>]*oleObject"'
    rb"|<(\w+:)?ddeLink[\s>]|<(\w+:)?instrText[^>]*>\s*DDE(AUTO)?\b",
    re.I,
)


def look_into(file: BinaryIO, *, depth: int = 0) -> str:
    """The media type of an archive; refuses what could run, what is locked and what would unpack without end."""
    if depth > DEEPEST:
        raise NotAllowed("The document holds documents within documents; send each by itself.")
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _bounded(members)
            kind = _kind(archive, members)
            for member in members:
                _harmless(archive, member, depth=depth)
            return kind
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError) as error:
        raise Unreadable("The file is damaged: it cannot be unpacked. Save it again and send it once more.") from error


def _bounded(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise NotAllowed("The file would unpack to more than a document can be; send its parts one by one.")
    if any(member.flag_bits & 0x1 for member in members):
        raise Unreadable("The file is locked by a password, so it cannot be checked; send it unlocked.")


def _kind(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> str:
    names = {member.filename for member in members}
    if "mimetype" in names:
        said = _content(archive, archive.getinfo("mimetype")).decode("ascii", "replace").strip()
        return said if said in OPEN_DOCUMENT.values() else ZIP
    if "[Content_Types].xml" not in names:
        return ZIP
    types = _content(archive, archive.getinfo("[Content_Types].xml"))
    if re.search(rb"macroEnabled", types, re.I):
        raise Dangerous("The document holds macros; save it without them (.docx, .xlsx, .pptx, or PDF) and send that.")
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if any(name.startswith(folder) for name in names):
            return OFFICE[kind]
    return ZIP


def _harmless(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, depth: int) -> None:
    if MACRO_MEMBERS.search(member.filename):
        raise Dangerous(f"The document holds a macro ({member.filename}); save it without macros and send that.")
    if member.is_dir():
        return
    with archive.open(member) as opened:
        found = sniff(opened.read(4096))
    if found in {PROGRAM, SCRIPT}:
        raise Dangerous(f"The document carries a program ({member.filename}); take it out and send the document again.")
    if found == OLE:
        raise Dangerous(
            f"The document carries an embedded object ({member.filename}); take it out and send it by itself."
        )
    if found == ZIP:
        look_into(BytesIO(_content(archive, member)), depth=depth + 1)
    if member.filename.endswith((".xml", ".rels")) and RUNS_FROM_OUTSIDE.search(_content(archive, member)):
        raise Dangerous(f"The document would fetch and run something from outside ({member.filename}); send it as PDF.")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as opened:
        content = opened.read(MOST_OF_ONE + 1)
    if len(content) > MOST_OF_ONE:
        raise NotAllowed(
            f"A part of the document ({member.filename}) is larger than can be checked; send it by itself."
        )
    return content
