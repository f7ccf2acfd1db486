"""The report tells what was found, where, how bad, what has to be mended, and what the operator said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.programme.papers import looked
from tests.programme.papers.made import ADMINISTRATION, AT, NAME, REPORT, picture
from trustlane.programme.papers import report as papers
from trustlane.programme.papers.refusals import Illegible, PaperRefused, PhotoRefused, UnknownWord
from trustlane.programme.papers.report import CorrectiveAction, Finding, Photo, report_pdf


def test_it_tells_everything_that_was_found() -> None:
    paper = report_pdf(REPORT, at=AT)
    said = looked.text(paper)
    for fact in (
        REPORT.case,
        NAME,
        ADMINISTRATION.upper(),
        "2 February 2026 to 4 February 2026",
        "On site",
        "Warehouse 1",
        "A. Example (lead)",
        "I.O3",
        "Major gap",
        "A gap beside gate C.",
        "It was measured.",
        "Photograph 2.1: The gap",
        "Close the gap.",
        "Site manager",
        "1 April 2026",
        "Open",
        "We have ordered the fence.",
        "Grant the status once the gap is closed.",
    ):
        assert fact in said
    assert looked.faults_against_pdfa(paper) == []


def test_it_counts_each_rating() -> None:
    said = looked.text(report_pdf(REPORT, at=AT))
    assert "1 Met 0 Met, with a recommendation 0 Minor gap 1 Major gap 0 Does not apply" in said


def test_a_finding_without_a_site_is_of_all_sites() -> None:
    assert "All sites" in looked.text(report_pdf(REPORT, at=AT))


def test_an_empty_one_says_so() -> None:
    said = looked.text(report_pdf(replace(REPORT, findings=(), actions=(), comments="  "), at=AT))
    assert "Nothing was found that needs to be told." in said
    assert "No corrective action was asked." in said
    assert "The operator made no comment." in said


def test_one_day_is_one_day() -> None:
    said = looked.text(report_pdf(replace(REPORT, last_day=REPORT.first_day), at=AT))
    assert "VALIDATED ON 2 February 2026 " in said
    assert "2 February 2026 to" not in said


def test_an_invented_one_says_so_on_every_page() -> None:
    paper = report_pdf(replace(REPORT, demonstration=True), at=AT)
    assert looked.text(paper).count("Invented: made for a demonstration.") == looked.pages(paper) + 1


def test_its_photographs_are_on_the_page() -> None:
    (finding,) = (each for each in REPORT.findings if each.photos)
    other = replace(finding, photos=(Photo(picture(60, 80), "The gap"),))
    paper = report_pdf(REPORT, at=AT)
    assert paper != report_pdf(replace(REPORT, findings=(REPORT.findings[0], other)), at=AT)
    seen = {colour for _, colour in looked.drawn(paper, 1).getcolors(1_000_000) or []}
    assert any(abs(r - 120) < 4 and abs(g - 150) < 4 and abs(b - 170) < 4 for r, g, b in seen)


def test_wide_and_high_photographs_stay_in_their_column() -> None:
    shapes = ((900, 30), (30, 900), (400, 300))
    several = tuple(Photo(picture(width, height), "Shape") for width, height in shapes)
    finding = replace(REPORT.findings[1], photos=several)
    paper = report_pdf(replace(REPORT, findings=(finding,)), at=AT)
    for page in range(looked.pages(paper)):
        sheet = looked.drawn(paper, page).convert("L")
        assert sheet.crop((sheet.width - 100, 0, sheet.width, sheet.height)).getextrema() == (255, 255)


def test_the_same_report_is_the_same_bytes() -> None:
    assert report_pdf(REPORT, at=AT) == report_pdf(REPORT, at=AT)


@pytest.mark.parametrize("text", ["#panic()", "$x$ \\ #[", "{page}", "= Heading", "| a | b |"])
def test_a_text_that_looks_like_markup_is_a_text(text: str) -> None:
    finding = Finding("A.1", text, "minor", text, "", (Photo(picture(), text),))
    hostile = replace(
        REPORT,
        operator=text,
        sites=(text,),
        team=(text,),
        findings=(finding,),
        actions=(CorrectiveAction("A.1", text, text, date(2026, 4, 1)),),
        comments=text,
        conclusion=text,
    )
    assert looked.bare(looked.text(report_pdf(hostile, at=AT))).count(looked.bare(text)) >= 10


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"last_day": date(2026, 2, 1)}, "last_day: 2026-02-01 lies before 2026-02-02"),
        ({"team": ()}, "team and sites: name at least one of each"),
        ({"sites": ()}, "team and sites"),
        ({"findings": REPORT.findings * 501}, "at most 1,000 findings"),
        ({"findings": (replace(REPORT.findings[1], photos=REPORT.findings[1].photos * 201),)}, "200 photographs"),
        ({"sites": ("Elsewhere",)}, "finding I.O3: 'Yard 2' is none of the sites"),
        ({"actions": (CorrectiveAction("G.O1", "x", "y", AT.date()),)}, "corrective action G.O1: no gap was found"),
    ],
)
def test_what_does_not_hang_together_is_refused(changed: dict[str, object], told: str) -> None:
    with pytest.raises(PaperRefused, match=told):
        report_pdf(replace(REPORT, **changed), at=AT)  # type: ignore[arg-type]


def test_refusals_name_the_finding_or_the_action() -> None:
    finding = REPORT.findings[1]
    with pytest.raises(UnknownWord, match=r"finding I\.O3: 'awful' has no word"):
        report_pdf(replace(REPORT, findings=(replace(finding, rating="awful"),), actions=()), at=AT)
    with pytest.raises(PhotoRefused, match=r"finding I\.O3, photograph 1 is no JPEG"):
        report_pdf(replace(REPORT, findings=(replace(finding, photos=(Photo(b"", "x"),)),)), at=AT)
    with pytest.raises(Illegible, match=r"finding I\.O3: U\+0007"):
        report_pdf(replace(REPORT, findings=(replace(finding, text="a\x07b"),)), at=AT)
    with pytest.raises(UnknownWord, match=r"corrective action I\.O3: 'lost' has no word"):
        report_pdf(replace(REPORT, actions=(replace(REPORT.actions[0], state="lost"),)), at=AT)


def test_a_picture_does_not_stand_in_what_is_printed_of_a_photo() -> None:
    assert "picture" not in repr(papers.Photo(picture(), "x"))
