"""Writings of one number meet, distinct numbers never do, and what looks mistyped is only reported."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trustlane.parties.checks import faults
from trustlane.parties.identifiers import Identifier, cleaned, fits, hints, normalise, written_for
from trustlane.parties.profiles import shipped

PROFILES = shipped().profiles
of = {(each.scheme, each.issuer): each for each in PROFILES}
CHINA, SINGAPORE, BRUNEI = of["AEO", "CN"], of["AEO", "SG"], of["AEO", "BN"]
JAPAN, SWISS = of["AEO", "JP"], of["AEO", "CH"]

profiles = st.sampled_from(PROFILES)
noise = st.lists(st.sampled_from(["", " ", "-", ".", "\u00a0", "/", "\u200b"]), min_size=40, max_size=40)


@st.composite
def numbers(draw, profile):  # type: ignore[no-untyped-def]
    number = draw(st.from_regex(rf"\A(?:{profile.number})\Z"))
    assume(len(profile.prefix) + len(number) <= profile.longest)
    return number


@st.composite
def writings(draw, profile, number):  # type: ignore[no-untyped-def]
    prefix = draw(st.sampled_from(profile.prefixes))
    text = prefix + number
    gaps = draw(noise)
    text = "".join(each + gap for each, gap in zip(text, [*gaps, *gaps], strict=False))
    return text.lower() if draw(st.booleans()) else text


@given(value=st.text(max_size=40), profile=profiles)
def test_normalising_twice_changes_nothing_more(value: str, profile) -> None:  # type: ignore[no-untyped-def]
    once = normalise(Identifier(profile.scheme, value), profile)
    assert normalise(Identifier(profile.scheme, once), profile) == once


@given(data=st.data(), profile=profiles)
def test_all_writings_of_a_number_meet(data, profile) -> None:  # type: ignore[no-untyped-def]
    number = data.draw(numbers(profile))
    first, second = data.draw(writings(profile, number)), data.draw(writings(profile, number))
    assert normalise(Identifier(profile.scheme, first), profile) == profile.prefix + number
    assert normalise(Identifier(profile.scheme, second), profile) == profile.prefix + number


@given(data=st.data(), profile=profiles)
def test_distinct_numbers_never_collide(data, profile) -> None:  # type: ignore[no-untyped-def]
    one, other = data.draw(numbers(profile)), data.draw(numbers(profile))
    assume(one != other)
    left = normalise(Identifier(profile.scheme, data.draw(writings(profile, one))), profile)
    right = normalise(Identifier(profile.scheme, data.draw(writings(profile, other))), profile)
    assert left != right


@given(data=st.data(), profile=profiles, value=st.text(max_size=30))
def test_a_value_no_form_fits_never_becomes_a_number(data, profile, value: str) -> None:  # type: ignore[no-untyped-def]
    assume(not fits(Identifier(profile.scheme, value), profile))
    number = data.draw(numbers(profile))
    assert normalise(Identifier(profile.scheme, value), profile) != profile.prefix + number


def test_china_writes_one_operator_in_two_ways_and_they_meet() -> None:
    to_europe, to_japan = Identifier("AEO", "CN3122260001"), Identifier("AEO", "AEOCN 3122-260001")
    assert normalise(to_europe, CHINA) == normalise(to_japan, CHINA) == "CN3122260001"
    assert written_for(to_japan, CHINA, "EU") == "CN3122260001"
    assert written_for(to_europe, CHINA, "JP") == "AEOCN3122260001"


def test_the_hyphens_of_brunei_are_dropped() -> None:
    assert normalise(Identifier("AEO", "BN-AEO-00012-3"), BRUNEI) == "BNAEO000123"


def test_national_codes_have_their_lengths() -> None:
    assert fits(Identifier("AEO", "AEOSG201212345678"), SINGAPORE)
    assert fits(Identifier("AEO", "SG201212345678"), SINGAPORE)
    assert fits(Identifier("AEO", "JP12345678901234567"), JAPAN)
    assert fits(Identifier("AEO", "AEO<CHE12345678P>"), SWISS)
    assert written_for(Identifier("AEO", "CHE12345678P"), SWISS, "CN") == "CHE12345678P"
    assert written_for(Identifier("AEO", "CHE12345678P"), SWISS, "XA") == "AEO<CHE12345678P>"
    assert not fits(Identifier("AEO", "CN312226000"), CHINA)
    assert not fits(Identifier("AEO", "AEOSG20121234567"), SINGAPORE)


def test_the_letter_o_for_a_nought_is_reported_and_not_changed() -> None:
    typed = Identifier("AEO", "CN31222600O1")
    assert normalise(typed, CHINA) == "CN31222600O1"
    assert [hint.suggestion for hint in hints(typed, CHINA)] == ["CN3122260001"]


def test_a_cyrillic_letter_is_reported_and_not_changed() -> None:
    typed = Identifier("AEO", "СN3122260001")
    assert normalise(typed, CHINA) != "CN3122260001"
    assert [hint.suggestion for hint in hints(typed, CHINA)] == ["CN3122260001"]


def test_what_fits_has_no_hint() -> None:
    assert hints(Identifier("AEO", "CN3122260001"), CHINA) == ()
    assert hints(Identifier("AEO", "nothing like it"), CHINA) == ()


def test_where_two_readings_fit_none_is_suggested() -> None:
    (hint,) = hints(Identifier("AEO", "CHEI234567OI"), SWISS)
    assert hint.suggestion is None and "more than one" in hint.reason


def test_a_number_no_reader_was_named_for_is_written_in_its_common_form() -> None:
    assert written_for(Identifier("MID", "frblu12par"), of["MID", "US"], "XA") == "FRBLU12PAR"
    assert written_for(Identifier("AEO", "no number"), CHINA, "JP") == "NONUMBER"


def test_full_width_digits_are_narrowed() -> None:
    assert normalise(Identifier("AEO", "ＣＮ３１２２２６０００１"), CHINA) == "CN3122260001"


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("TIN", "XA123456"),
        ("TIN", "JP1234567890"),
        ("EORI", "DE1234567890"),
        ("EORI", "GB 123456789000"),
        ("EORI", "XI123456789000"),
        ("LEI", "5493001KJTIIGC8Y1R12"),
        ("LEI", "7LTWFZYICNSX8D621K86"),
        ("ISO6346", "CSQU3054383"),
        ("ISO6346", "CSQU 305438-3"),
        ("MID", "FRLAVIE243BRE"),
        ("MID", "XOMAPWOR1TOR"),
        ("AEO", "AEOCN3122260001"),
        ("NATIONAL", "12345"),
    ],
)
def test_good_identifiers_have_no_fault(scheme: str, value: str) -> None:
    assert faults(Identifier(scheme, value)) == ()


@pytest.mark.parametrize(
    ("scheme", "value", "reason"),
    [
        ("TIN", "", "empty"),
        ("TIN", "ZQ123", "no ISO 3166"),
        ("TIN", "XA", "no national number"),
        ("TIN", "XA1234567890123456", "17 are the most"),
        ("TIN", "XA玩具", "other than Latin"),
        ("EORI", "DE1234567890123456", "1 to 15"),
        ("EORI", "US12345", "issues no EORI"),
        ("LEI", "5493001KJTIIGC8Y1R13", "check digits"),
        ("LEI", "5493001KJTII", "18 letters"),
        ("ISO6346", "CSQU3054384", "should be 3"),
        ("ISO6346", "CSQX3054383", "three letters"),
        ("MID", "FRLAVIE243BREMONDLONG", "at most|is not a country"),
        ("MID", "CAMAPWOR1TOR", "begins with CA"),
        ("MID", "ZQMAPWOR1TOR", "no ISO 3166"),
        ("AEO", "C", "3 to 35"),
        ("NATIONAL", "--", "empty"),
        ("PASSPORT", "1", "unknown scheme"),
    ],
)
def test_bad_identifiers_say_what_is_wrong_and_how_to_mend_it(scheme: str, value: str, reason: str) -> None:
    found = faults(Identifier(scheme, value))
    assert len(found) == 1
    assert any(part in found[0].reason for part in reason.split("|"))
    assert found[0].mend.endswith(".")


@given(st.text(max_size=40), st.sampled_from(["TIN", "EORI", "LEI", "AEO", "MID", "ISO6346", "NATIONAL"]))
def test_no_text_breaks_a_check(value: str, scheme: str) -> None:
    assert all(fault.reason and fault.mend for fault in faults(Identifier(scheme, value)))


def test_the_book_finds_the_profile_and_judges_by_it() -> None:
    book = shipped()
    assert book.common(Identifier("AEO", "aeocn 3122260001")) == Identifier("AEO", "CN3122260001")
    assert "form CN uses" in book.faults(Identifier("AEO", "CN31222"))[0].reason
    assert book.faults(Identifier("AEO", "XAAEO0001")) == ()


@pytest.mark.parametrize(
    ("value", "scheme", "common"),
    [
        ("CSQU3054383", "ISO6346", "CSQU3054383"),
        ("5493001KJTIIGC8Y1R12", "LEI", "5493001KJTIIGC8Y1R12"),
        ("AEOCN3122260001", "AEO", "CN3122260001"),
        ("XA 12.345", "TIN", "XA12345"),
        ("12345", "NATIONAL", "12345"),
    ],
)
def test_a_bare_number_is_given_the_narrowest_scheme_it_fits(value: str, scheme: str, common: str) -> None:
    assert shipped().guess(value) == Identifier(scheme, common)


@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_the_short_way_for_plain_text_is_the_long_one(value: str) -> None:
    # The same steps under another name, so that the short way is not taken.
    assert cleaned(value) == cleaned(value, ("narrow", "upper", "drop_punctuation", "drop_blanks"))


@given(st.text(max_size=40))
def test_cleaning_is_settled(value: str) -> None:
    assert cleaned(cleaned(value)) == cleaned(value)
