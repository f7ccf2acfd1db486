"""Who looks into an uploaded file before it is kept: the built-in check of content, and others beside it."""

from typing import BinaryIO, Protocol

from trustlane.evidence import archives, media, pdfs
from trustlane.evidence.refusals import Dangerous, Mismatch, NotAllowed, Unreadable

NAMES = {
    media.PROGRAM: "a program",
    media.SCRIPT: "a script",
    media.HTML: "a web page",
    media.SVG: "a drawing that can hold scripts (SVG)",
}


class Scanner(Protocol):
    """Looks into a file and refuses it by an EvidenceRefusal, or says its media type ("" if it has no opinion)."""

    name: str

    def look(self, file: BinaryIO, *, name: str, claimed: str) -> str:
        """The media type of the file; refuses what must not be kept. The file is at its beginning."""
        ...


class ContentCheck:
    """The built-in check: the file is what it says, of a kind that is kept, and holds nothing that runs by itself."""

    name = "content check 1"

    def look(self, file: BinaryIO, *, name: str, claimed: str) -> str:
        """The media type found, in agreement with the one claimed."""
        if (ending := media.extension(name)) in media.RUN_BY_NAME:
            raise Dangerous(f"A file named .{ending} can run when it is opened; send the document as PDF.")
        found = media.sniff(file.read(media.HEAD))
        file.seek(0)
        if found in NAMES:
            raise Dangerous(f"The file is {NAMES[found]}, not a document; send the document as PDF.")
        if found == media.OLE:
            raise NotAllowed(
                "The file is in an old office format that can hide macros; save it as .xlsx or .docx, or as PDF."
            )
        if found == media.ZIP:
            found = archives.look_into(file)
        elif found == media.PDF:
            pdfs.look_into(file.read())
        elif found in {media.TEXT, media.JSON, media.XML}:
            _is_text_to_the_end(file)
        if found not in media.ALLOWED:
            raise NotAllowed(
                f"Files of this kind ({found}) are not kept; send the document as PDF, image, text or table."
            )
        kept = media.agreed(claimed=claimed, found=found, name=name)
        if kept is None:
            raise Mismatch(f"The file says it is {claimed}, but its content is {found}; send it under its own kind.")
        return kept


def _is_text_to_the_end(file: BinaryIO) -> None:
    """Text at the beginning and something else behind it is neither."""
    first = file.read(2)
    wide = first in (b"\xff\xfe", b"\xfe\xff")
    while not wide and (part := file.read(1 << 20)):
        if b"\x00" in part:
            raise Unreadable("The file begins as text and goes on as something else; save it again and send that.")
