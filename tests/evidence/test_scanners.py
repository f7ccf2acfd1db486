"""What is looked into before it is kept, and what is refused with a word on what to do instead."""

import io
import zipfile
import zlib

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.world import NOW
from trustlane.evidence.media import CSV, OFFICE, OPEN_DOCUMENT, PDF
from trustlane.evidence.refusals import Dangerous, EvidenceRefusal, Mismatch, NotAllowed, Unreadable
from trustlane.evidence.scanners import ContentCheck


def look(data, name="document", claimed=""):
    return ContentCheck().look(io.BytesIO(data), name=name, claimed=claimed)


def pdf(*objects):
    return b"%PDF-1.7\n" + b"\n".join(b"%d 0 obj\n%s\nendobj" % (n, o) for n, o in enumerate(objects, 1)) + b"\n%%EOF"


def packed(content, header=b"/Type /ObjStm /Filter /FlateDecode"):
    return b"<< %s >>\nstream\n%s\nendstream" % (header, zlib.compress(content))


def workbook():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.set_properties({"created": NOW})
        book.add_worksheet().write(0, 0, "operator")
    return out.getvalue()


def drawing():
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    out = io.BytesIO()
    figure = Figure()
    figure.subplots().plot([1, 2])
    figure.savefig(out, format="pdf")
    return out.getvalue()


def test_real_documents_are_taken():
    assert look(workbook(), "list.xlsx", OFFICE["xlsx"]) == OFFICE["xlsx"]
    assert look(drawing(), "plot.pdf", "application/pdf") == PDF
    assert look(b"a;b\n1;2\n", "list.csv", "text/csv") == CSV


@pytest.mark.parametrize(
    "act",
    [
        b"<< /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S /J#61vaScript >>",
        b"<< /JS (x) >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Subtype /RichMedia >>",
        b"<< /XFA [] >>",
        b"<< /S /SubmitForm >>",
        packed(b"1 0 << /S /JavaScript /JS (x) >>"),
        packed(b"1 0 << /J#53 (x) >>", b"/Type /Obj#53tm /Filter /FlateDecode"),
        packed(b"1 0 << /JS (x) >>", b"/Note (1 0 obj) /Type /ObjStm /Filter [ /FlateDecode ]"),
        b"% stream\n<< /S /JavaScript >> endstream",
    ],
)
def test_a_pdf_that_acts_by_itself_is_refused(act):
    with pytest.raises(Dangerous, match="print it to a new PDF"):
        look(pdf(b"<< /Type /Catalog >>", act))


def test_a_pdf_with_a_program_attached_is_refused():
    with pytest.raises(Dangerous, match="carries a program"):
        look(pdf(packed(b"MZ\x90\x00", b"/Type /EmbeddedFile /Filter /FlateDecode")))


def test_a_locked_pdf_is_refused_because_nobody_can_look_into_it():
    with pytest.raises(Unreadable, match="without a password"):
        look(pdf(b"<< /Encrypt 5 0 R >>"))


@pytest.mark.parametrize(
    "header",
    [
        b"/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]",
        b"/Type /ObjStm /Filter /LZWDecode",
        b"/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>",
    ],
)
def test_objects_packed_out_of_sight_are_refused(header):
    with pytest.raises(Unreadable, match="packed in a way"):
        look(pdf(packed(b"1 0 << >>", header)))


def test_a_pdf_that_unpacks_without_end_is_refused():
    bomb = packed(b"\0" * 15_000_000, b"/Filter /FlateDecode")
    with pytest.raises(NotAllowed, match="more than a document can be"):
        look(pdf(*[bomb] * 20))


def test_page_text_may_speak_of_scripts():
    assert look(pdf(packed(b"BT (how /JS and /JavaScript work) Tj ET", b"/Filter /FlateDecode"))) == PDF


@pytest.mark.parametrize(
    "members",
    [
        {"xl/vbaProject.bin": b"x"},
        {"xl/macrosheets/sheet1.xml": b"<x/>"},
        {"word/activeX/activeX1.bin": b"x"},
        {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"},
        {"word/media/image1.png": b"MZ\x90"},
        {"word/_rels/settings.xml.rels": b'<R Type="x/attachedTemplate" Target="http://x" TargetMode="External"/>'},
        {"xl/externalLinks/externalLink1.xml": b'<x><ddeLink ddeService="cmd"/></x>'},
        {"word/footer.xml": b'<w:instrText xml:space="preserve"> DDEAUTO c:\\\\x </w:instrText>'},
    ],
)
def test_an_office_document_with_something_that_runs_is_refused(office, members):
    with pytest.raises(Dangerous):
        look(office("xlsx" if "xl/" in next(iter(members)) else "docx", members))


def test_a_document_that_says_it_has_macros_is_refused(office):
    types = b'<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    with pytest.raises(Dangerous, match="macros"):
        look(office("xlsx", types=types), "list.xlsx")


def test_a_document_within_a_document_is_looked_into_and_only_so_deep(office):
    assert look(office("docx", {"word/embeddings/sheet.xlsx": office("xlsx")})) == OFFICE["docx"]
    with pytest.raises(Dangerous):
        look(office("docx", {"word/embeddings/sheet.xlsx": office("xlsx", {"xl/vbaProject.bin": b"x"})}))
    deep = office("xlsx")
    for _ in range(5):
        deep = office("docx", {"word/embeddings/deeper.docx": deep})
    with pytest.raises(NotAllowed, match="within documents"):
        look(deep)


def test_a_locked_office_document_is_refused(office):
    locked = bytearray(office("docx"))
    place = 0
    while (place := locked.find(b"PK\x01\x02", place)) >= 0:
        locked[place + 8] |= 1
        place += 4
    with pytest.raises(Unreadable, match="locked by a password"):
        look(bytes(locked))


def test_an_archive_of_just_anything_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", "hello")
    with pytest.raises(NotAllowed, match="not kept"):
        look(out.getvalue(), "all.zip", "application/zip")


def test_a_damaged_office_document_is_refused(office):
    with pytest.raises(Unreadable, match="damaged"):
        look(office("docx")[:-30])


@given(st.data())
def test_a_document_damaged_anywhere_is_taken_or_refused(data):
    whole = bytearray(workbook())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        look(bytes(whole))
    except EvidenceRefusal as refusal:
        assert str(refusal)


def test_an_archive_that_unpacks_without_end_is_refused(office):
    with pytest.raises(NotAllowed):
        look(office("docx", {"word/big.xml": b"\0" * 65_000_000}))


@pytest.mark.parametrize("name", ["invoice.pdf.exe", "page.HTML", "book.xlsm", "run.ps1", "drawing.svg"])
def test_a_file_that_runs_by_its_name_is_refused_whatever_is_inside(name):
    with pytest.raises(Dangerous, match="can run when it is opened"):
        look(b"%PDF-1.4", name, "application/pdf")


@pytest.mark.parametrize("data", [b"MZ\x90", b"\x7fELF", b"#!/bin/sh", b"<html></html>", b"<svg/>"])
def test_programs_scripts_and_web_pages_are_refused(data):
    with pytest.raises(Dangerous, match="not a document"):
        look(data)


def test_an_old_office_file_is_refused_with_the_way_out():
    with pytest.raises(NotAllowed, match=r"save it as \.xlsx or \.docx"):
        look(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.xls", "application/vnd.ms-excel")


def test_a_file_that_is_not_what_it_says_is_refused():
    with pytest.raises(Mismatch, match="says it is image/png, but its content is application/pdf"):
        look(b"%PDF-1.4", "photo.png", "image/png")


def test_text_that_goes_on_as_something_else_is_refused():
    with pytest.raises(Unreadable, match="goes on as something else"):
        look(b"a;b\n" * 5000 + b"\x00\x01", "list.csv", "text/csv")


def test_wide_text_is_text():
    assert look("a;b\nä;ö\n".encode("utf-16"), "list.csv", "text/csv") == CSV


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.5\n", b"PK\x03\x04", b"<?xml version='1.0'?>"]))
def test_whatever_comes_is_taken_or_refused_but_breaks_nothing(data, start):
    try:
        assert look(start + data)
    except EvidenceRefusal as refusal:
        assert str(refusal)


def archive(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def test_open_documents_are_taken_and_their_macros_refused():
    kind = OPEN_DOCUMENT["ods"]
    assert look(archive({"mimetype": kind, "content.xml": "<x/>", "Pictures/": ""}), "list.ods", kind) == kind
    with pytest.raises(Dangerous):
        look(archive({"mimetype": kind, "Basic/script-lc.xml": "<x/>"}), "list.ods", kind)
    with pytest.raises(NotAllowed):
        look(archive({"mimetype": "application/epub+zip"}))


def test_an_office_document_of_no_known_kind_is_refused(office):
    with pytest.raises(NotAllowed, match="not kept"):
        look(archive({"[Content_Types].xml": "<Types/>", "visio/document.xml": "<x/>"}))
    assert look(office("pptx")) == OFFICE["pptx"]


def test_a_program_among_the_pictures_is_refused_by_its_name(office):
    with pytest.raises(Dangerous, match=r"image1\.png"):
        look(office("docx", {"word/media/image1.png": b"MZ\x90"}))


def test_an_archive_that_says_it_holds_too_much_is_not_unpacked(office, monkeypatch):
    monkeypatch.setattr("trustlane.evidence.archives.MOST_MEMBERS", 1)
    with pytest.raises(NotAllowed, match="unpack to more"):
        look(office("docx"))


def test_a_stream_that_does_not_inflate_is_searched_as_it_lies():
    broken = b"<< /Filter /FlateDecode >>\nstream\nMZ no zlib at all\nendstream"
    with pytest.raises(Dangerous, match="carries a program"):
        look(pdf(broken))
    assert look(pdf(broken.replace(b"MZ", b"ZM"))) == PDF
