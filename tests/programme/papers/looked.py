"""Looks at a paper with other programs than those that made it: qpdf its structure, PDFium its face, ZXing its code."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
import zxingcpp
from PIL import Image

_FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/JavaScript", "/Rendition"}
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def text(paper: bytes) -> str:
    """All text, with one blank wherever there is white space."""
    document = pypdfium2.PdfDocument(paper)
    found = " ".join(page.get_textpage().get_text_bounded() for page in document)
    # PDFium reads a hyphen before a line's end as U+0002.
    return " ".join(found.replace("\u200b", "").replace("\x02", "-").split())


def bare(words: str) -> str:
    """Words without white space and without the breaks that papers put into long words."""
    return "".join(words.replace("\u200b", "").split())


def pages(paper: bytes) -> int:
    """How many pages there are."""
    return len(pypdfium2.PdfDocument(paper))


def drawn(paper: bytes, page: int = 0) -> Image.Image:
    """A page as a picture, with the seal if it shows."""
    document = pypdfium2.PdfDocument(paper)
    document.init_forms()
    return document[page].render(scale=2, may_draw_forms=True).to_pil()


def codes(paper: bytes) -> list[str]:
    """What the QR codes of the first page say."""
    return [each.text for each in zxingcpp.read_barcodes(drawn(paper))]


def attached(paper: bytes, name: str) -> bytes:
    """The bytes of an attached file."""
    with pikepdf.open(io.BytesIO(paper)) as document:
        return document.attachments[name].get_file().read_bytes()


def faults_against_pdfa(paper: bytes) -> list[str]:
    """What is wrong with a PDF/A-3b file as far as can be seen without a validator; to find nothing is no proof."""
    with pikepdf.open(io.BytesIO(paper)) as document:
        return [*_of_frame(document), *_of_objects(document), *_of_annotations(document), *document.check_pdf_syntax()]


def _of_frame(document: pikepdf.Pdf) -> Iterator[str]:
    with document.open_metadata() as metadata:
        if (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")) != ("3", "B"):
            yield "the metadata do not say PDF/A-3b"
    profiles = [each for each in document.Root.get("/OutputIntents", []) if each.S == "/GTS_PDFA1"]
    if len(profiles) != 1 or b"acsp" not in profiles[0].DestOutputProfile.read_bytes()[:128]:
        yield "there is no one output intent with a colour profile"
    if document.is_encrypted or "/ID" not in document.trailer:
        yield "it is encrypted or has no identity"
    if "/Lang" not in document.Root or "/StructTreeRoot" not in document.Root:
        yield "it has no language or no structure"
    associated = list(document.Root.get("/AF", []))
    for each in document.attachments.values():
        if each.obj not in associated or each.obj.get("/AFRelationship") is None:
            yield "a file is attached without its relationship"


def _of_objects(document: pikepdf.Pdf) -> Iterator[str]:
    for each in document.objects:
        if not isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if each.get("/S") in _FORBIDDEN_ACTIONS or "/JS" in each or "/AA" in each:
            yield "it holds a forbidden action"
        if each.get("/Type") == "/FontDescriptor" and not any(name in each for name in _FONT_FILES):
            yield f"the font {each.FontName} is not embedded"
        described = each.get("/Subtype") in {"/Type0", "/Type3"} or "/FontDescriptor" in each
        if each.get("/Type") == "/Font" and not described:
            yield "a font has no description"
        if isinstance(each, pikepdf.Stream) and "/LZWDecode" in str(each.get("/Filter", "")):
            yield "a stream is packed with LZW"


def _of_annotations(document: pikepdf.Pdf) -> Iterator[str]:
    for page in document.pages:
        for note in page.get("/Annots", []):
            flags = int(note.get("/F", 0))
            if not flags & 4 or flags & (1 | 2 | 32):
                yield "an annotation is not printed, or hidden"
            flat = float(note.Rect[0]) == float(note.Rect[2])
            if not flat and "/AP" not in note and note.Subtype != "/Link":
                yield "an annotation has no appearance"
