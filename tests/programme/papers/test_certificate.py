"""The certificate says what was decided, in any script, on one sheet, and always with the same bytes."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programme.papers import looked
from tests.programme.papers.made import ADMINISTRATION, AT, CERTIFICATE, HOLDER, NAME
from trustlane.parties.identifiers import Identifier
from trustlane.parties.roles import ROLES
from trustlane.programme.benefits.reading import shipped
from trustlane.programme.papers import certificate as papers
from trustlane.programme.papers import fonts
from trustlane.programme.papers.certificate import Certificate, Given, Holder, certificate_pdf
from trustlane.programme.papers.refusals import Illegible, PaperRefused, TooLong, UnknownWord


def named(name: str) -> Certificate:
    return replace(CERTIFICATE, holder=replace(HOLDER, name=name))


def test_it_states_who_for_what_since_when_until_when_and_under_what() -> None:
    said = looked.text(certificate_pdf(CERTIFICATE, at=AT))
    for fact in (
        NAME,
        CERTIFICATE.number,
        ADMINISTRATION.upper(),
        "14 Quay Street",
        "XA0012345678",
        "XA998877665544",
        "Importer",
        "Customs broker",
        "Gold",
        "8 March 2026",
        "7 March 2031",
        "3 March 2026",
        "Partly by video",
        "SAFE 2025, edition 1",
        CERTIFICATE.programme,
    ):
        assert fact in said
    assert "Security and safety Recognised" in said
    assert "Customs compliance Not covered by this certificate" in said


def test_both_scopes_are_both_recognised() -> None:
    both = replace(CERTIFICATE, scope=frozenset({"security", "compliance"}))
    assert looked.text(certificate_pdf(both, at=AT)).count("Recognised") == 2


def test_one_without_end_or_tier_says_so_and_names_no_tier() -> None:
    said = looked.text(certificate_pdf(replace(CERTIFICATE, expires_on=None, tier=""), at=AT))
    assert "No end date; kept under review" in said
    assert "TIER" not in said


def test_conditions_are_printed_where_there_are_some() -> None:
    assert "Not for Yard 2." in looked.text(certificate_pdf(replace(CERTIFICATE, conditions="Not for Yard 2."), at=AT))
    assert "CONDITIONS" not in looked.text(certificate_pdf(CERTIFICATE, at=AT))


def test_an_invented_one_says_so_and_a_real_one_does_not() -> None:
    said = "Invented: made for a demonstration. No administration issued this."
    assert said in looked.text(certificate_pdf(replace(CERTIFICATE, demonstration=True), at=AT))
    assert said not in looked.text(certificate_pdf(CERTIFICATE, at=AT))


def benefits(many: int) -> tuple[Given, ...]:
    """The last so many of those that ship; the benefits of other agencies stand last."""
    return tuple(Given(one.title, one.text, one.agency) for one in shipped().benefits[-many:])


def test_it_lists_the_benefits_with_who_grants_them_on_its_one_sheet() -> None:
    given = benefits(18)
    paper = certificate_pdf(replace(CERTIFICATE, benefits=given), at=AT)
    said = looked.text(paper)
    assert looked.pages(paper) == 1
    for one in given:
        assert looked.bare(one.title) in looked.bare(said)
    assert "Granted by Customs" in said
    assert "Granted by Food safety" in said
    assert "BENEFITS" in said
    assert looked.faults_against_pdfa(paper) == []
    assert looked.codes(paper) == [CERTIFICATE.verify_at]
    told = json.loads(looked.attached(paper, papers.FACTS))["benefits"]
    assert told == [{"title": one.title, "agency": one.agency} for one in given]


def test_what_finds_no_room_that_can_be_read_follows_on_a_sheet_of_its_own() -> None:
    # What ships fits on the one sheet; as many again do not.
    ours = benefits(43)
    assert looked.pages(certificate_pdf(replace(CERTIFICATE, benefits=ours), at=AT)) == 1
    given = (*ours, *(replace(one, title=f"Twice: {one.title}") for one in ours))
    paper = certificate_pdf(replace(CERTIFICATE, benefits=given), at=AT)
    said = looked.text(paper)
    assert looked.pages(paper) > 1
    assert "86 benefits: see the next sheet" in said
    for one in given:
        assert looked.bare(one.text) in looked.bare(said)
    assert looked.faults_against_pdfa(paper) == []


def test_without_benefits_it_does_not_speak_of_any() -> None:
    assert "BENEFITS" not in looked.text(certificate_pdf(CERTIFICATE, at=AT))


def test_a_benefit_stands_there_once_and_of_an_agency_that_has_a_word() -> None:
    (one,) = benefits(1)
    with pytest.raises(PaperRefused, match="benefits: name each once"):
        certificate_pdf(replace(CERTIFICATE, benefits=(one, one)), at=AT)
    with pytest.raises(UnknownWord, match="agencies: 'circus' has no word"):
        certificate_pdf(replace(CERTIFICATE, benefits=(replace(one, agency="circus"),)), at=AT)


def test_a_paper_of_a_country_s_own_form_of_a_language_is_set_in_type() -> None:
    assert fonts.spoken("pt-BR") == "pt"
    assert fonts.spoken("en") == "en"


def test_its_code_leads_to_where_it_is_verified() -> None:
    assert looked.codes(certificate_pdf(CERTIFICATE, at=AT)) == [CERTIFICATE.verify_at]


def test_it_is_one_sheet_that_looks_like_pdfa() -> None:
    paper = certificate_pdf(CERTIFICATE, at=AT)
    assert looked.pages(paper) == 1
    assert looked.faults_against_pdfa(paper) == []


def test_its_facts_are_attached_for_programs() -> None:
    paper = certificate_pdf(CERTIFICATE, at=AT)
    attached = looked.attached(paper, papers.FACTS)
    assert attached == papers.facts(CERTIFICATE)
    read = json.loads(attached)
    assert read["number"] == CERTIFICATE.number
    assert read["holder"]["identifiers"][0] == {"scheme": "TIN", "value": "XA0012345678"}
    assert (read["scope"], read["expires_on"], read["demonstration"]) == (["security"], "2031-03-07", False)
    assert json.loads(papers.facts(replace(CERTIFICATE, expires_on=None)))["expires_on"] is None


def test_its_metadata_name_it_its_issuer_its_language_and_the_instant_of_making() -> None:
    with pikepdf.open(io.BytesIO(certificate_pdf(CERTIFICATE, at=AT))) as document:
        assert str(document.docinfo.Title) == f"Certificate {CERTIFICATE.number} of {NAME}"
        assert str(document.docinfo.Author) == ADMINISTRATION
        assert str(document.docinfo.CreationDate).startswith("D:20260303090000")
        assert str(document.Root.Lang) == "en"


def test_the_same_facts_at_the_same_instant_are_the_same_bytes() -> None:
    first = certificate_pdf(CERTIFICATE, at=AT)
    certificate_pdf(named("Somebody else"), at=AT)
    assert certificate_pdf(CERTIFICATE, at=AT) == first
    assert certificate_pdf(CERTIFICATE, at=AT + timedelta(seconds=1)) != first


@pytest.mark.parametrize(
    "name",
    [
        "شركة الميناء للتجارة المحدودة",
        "חברת הנמל בע״מ",
        "港丘貿易株式会社",
        "항구무역 주식회사",
        "上海港丘贸易有限公司",
        "บริษัท ท่าเรือ จำกัด",
        "बंदरगाह व्यापार लिमिटेड",
        "ООО «Гавань и Холм»",
        "Λιμάνι και Λόφος Α.Ε.",
        "Żegluga Łódź, Nguyễn & Søn ÍÓ",
    ],
)
def test_names_in_many_scripts_are_on_the_sheet(name: str) -> None:
    paper = certificate_pdf(named(name), at=AT)
    assert looked.faults_against_pdfa(paper) == []
    plain = looked.drawn(certificate_pdf(named("."), at=AT))
    assert looked.drawn(paper) != plain
    assert json.loads(looked.attached(paper, papers.FACTS))["holder"]["name"] == name


@pytest.mark.parametrize("name", ["港丘貿易株式会社", "ООО «Гавань и Холм»", "Λιμάνι και Λόφος Α.Ε.", "Nguyễn & Søn"])
def test_names_that_read_from_left_to_right_come_back_as_text(name: str) -> None:
    assert looked.bare(name) in looked.bare(looked.text(certificate_pdf(named(name), at=AT)))


def test_han_characters_take_the_form_of_the_language_that_is_named() -> None:
    japanese = certificate_pdf(replace(CERTIFICATE, holder=replace(HOLDER, name="直化骨", language="ja")), at=AT)
    chinese = certificate_pdf(replace(CERTIFICATE, holder=replace(HOLDER, name="直化骨", language="zh-CN")), at=AT)
    assert looked.drawn(japanese) != looked.drawn(chinese)


HOSTILE = [
    '#panic("no room: holder name")',
    "$x^2$ `raw` *bold* _it_ <label> @ref",
    "\\ \\u{41} \\#",
    "\"quoted\" and 'quoted'",
    '#import "/etc/passwd": *',
    "{holder} {number} %s %(a)s {{x}}",
    "</rdf:Description><script>alert(1)</script>",
    "// no comment /* nor this */",
    "= Heading ~ -- ---",
    '#sys.inputs #eval("1+1") #read("data.json")',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_looks_like_markup_is_a_text(text: str) -> None:
    hostile = replace(
        CERTIFICATE,
        number=text[:40],
        administration=text,
        holder=Holder(text, (text,), (Identifier(text[:20], text[:60]),)),
        tier=text[:40],
        programme=text,
        catalogue=text[:60],
        conditions=text,
    )
    paper = certificate_pdf(hostile, at=AT)
    said = looked.bare(looked.text(paper))
    assert said.count(looked.bare(text)) >= 4
    assert looked.faults_against_pdfa(paper) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a\nb", "U\\+000A, character 2, is a control character"),
        ("a\x00b", "U\\+0000"),
        ("\u202egnidart", "U\\+202E RIGHT-TO-LEFT OVERRIDE, character 1, is an invisible character"),
        ("a\ue000", "private use"),
        ("a\ud800", "half a surrogate pair"),
        ("a\u0378", "not assigned"),
        ("Ea-nāṣir 𒀀", "no font here shows U\\+12000 CUNEIFORM SIGN A, character 10"),
        ("a\u0301\u0302\u0303\u0304\u0305\u0306", "more than 4 marks"),
        ("   ", "holder name is empty"),
        ("\u200d", "holder name is empty"),
    ],
)
def test_what_no_letter_shows_is_refused_by_name_and_place(name: str, told: str) -> None:
    with pytest.raises(Illegible, match=told):
        certificate_pdf(named(name), at=AT)


@pytest.mark.parametrize("name", ["W" * 61, "word " * 2_000, "a" * 10_000])
def test_what_has_no_room_is_refused(name: str) -> None:
    with pytest.raises(TooLong, match="holder name"):
        certificate_pdf(named(name), at=AT)


@pytest.mark.parametrize("name", [("W" * 60 + " ") * 4 + "W" * 50, "港" * 300, "ﷺ " * 60, "ọ̈" * 30])
def test_the_longest_name_stays_on_one_sheet_within_the_frame(name: str) -> None:
    paper = certificate_pdf(named(name), at=AT)
    assert looked.pages(paper) == 1
    sheet = looked.drawn(paper).convert("L")
    left = sheet.crop((0, 100, 40, sheet.height - 100))
    right = sheet.crop((sheet.width - 40, 100, sheet.width, sheet.height - 100))
    assert left.getextrema() == right.getextrema() == (255, 255)


FULL = replace(
    CERTIFICATE,
    administration="Wm " * 12,
    holder=Holder("Wm " * 40, ("Wm " * 12,) * 2, (Identifier("W" * 10, "W" * 20),) * 2),
    roles=ROLES,
    programme="Wm " * 12,
    conditions="Wm " * 20,
    verify_at="https://example.org/" + "W" * 180,
    demonstration=True,
)


def test_a_very_full_certificate_is_still_one_sheet() -> None:
    assert looked.pages(certificate_pdf(FULL, at=AT)) == 1


def test_an_overfull_one_is_refused_and_never_becomes_two_sheets() -> None:
    over = replace(
        FULL, conditions="Wm " * 133, programme="Wm " * 60, holder=Holder("Wm " * 100, ("Wm " * 30,) * 5, ())
    )
    with pytest.raises(TooLong, match="does not fit on its sheet; shorten it"):
        certificate_pdf(over, at=AT)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"scope": frozenset()}, "scope: name one or both"),
        ({"scope": frozenset({"piracy"})}, "scope: name one or both"),
        ({"roles": ()}, "roles: name at least one"),
        ({"roles": ("importer", "importer")}, "roles: name at least one, each once"),
        ({"effective_on": date(2026, 3, 2)}, "effective_on: 2026-03-02 lies before the decision"),
        ({"expires_on": date(2026, 3, 7)}, "expires_on: 2026-03-07 lies before it takes effect"),
        ({"holder": replace(HOLDER, address=("x",) * 6)}, "more than 5 lines"),
        ({"holder": replace(HOLDER, identifiers=HOLDER.identifiers * 3)}, "more than 4"),
        ({"verify_at": "javascript:alert(1)"}, "verify_at: give a web address"),
        ({"verify_at": "https://x.example/" + "a" * 200}, "at most 200 characters"),
        ({"verify_at": "https://x.example/a\nb"}, "verify_at: give a web address"),
    ],
)
def test_facts_that_do_not_hang_together_are_refused(changed: dict[str, object], told: str) -> None:
    with pytest.raises(PaperRefused, match=told):
        certificate_pdf(replace(CERTIFICATE, **changed), at=AT)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"roles": ("pirate",)}, "roles: 'pirate' has no word; there are: broker"),
        ({"mode": "by_post"}, "mode: 'by_post' has no word"),
        ({"language": "tlh"}, "There are no words in 'tlh'"),
        ({"language": "../en"}, "There are no words"),
    ],
)
def test_a_code_without_a_word_is_refused(changed: dict[str, object], told: str) -> None:
    with pytest.raises(UnknownWord, match=told):
        certificate_pdf(replace(CERTIFICATE, **changed), at=AT)  # type: ignore[arg-type]


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(PaperRefused, match="needs its zone"):
        certificate_pdf(CERTIFICATE, at=AT.replace(tzinfo=None))


@settings(max_examples=120)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_printed_or_refused_by_a_name(name: str, programme: str) -> None:
    try:
        paper = certificate_pdf(replace(named(name), programme=programme), at=AT)
    except (Illegible, TooLong):
        return
    assert looked.pages(paper) == 1


LETTERS = st.sampled_from("abcXYZäøŁčñ 0123&.-'()#$*_\\\"@<>[]{}/=~`^%ЖДΩλ港丘貿易ひカ한글")


@settings(max_examples=60)
@given(st.text(LETTERS, min_size=1, max_size=55).filter(str.strip))
def test_every_character_of_a_name_is_on_the_sheet(name: str) -> None:
    said = looked.bare(looked.text(certificate_pdf(named(name), at=AT)))
    assert looked.bare(name) in said
