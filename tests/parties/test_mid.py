"""The MID algorithm: every example of the appendix and of the carriers' guides, then what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.parties import mid

NAMES = [
    ("Amalgamated Plastics Corp.", "AMAPLA"),
    ("Bergstrom", "BER"),
    ("A.B.C. Company", "ABCCOM"),
    ("A B C Company", "ABCCOM"),
    ("O.A.S.I.S. Corp.", "OASCOR"),
    ("Dr. S.A. Smith", "DRSA"),
    ("Shavings B L Inc.", "SHABL"),
    ("The Embassy of Spain", "EMBSPA"),
    ("Rawles-Aden Corp.", "RAWCOR"),
    ("Rawles - Aden Corp.", "RAWCOR"),
    ("20th Century Fox", "20TCEN"),
    ("Concept 2000", "CON200"),
    ("Fabrica de Artigos de Vestuario JUMP HIGH", "JUMHIG"),
    ("Thomas S. Delvaux Company", "THODEL"),
    ("  Thomas S. Delvaux Company", "THODEL"),
    ("Bocchaccio S.P.A.", "BOCSPA"),
    ("N. Minami & Co.", "MINCO"),
    ("Murla-Praxitelous Inc.", "MURINC"),
    ("Carduccio and Jones", "CARJON"),
    ("The Greenhouse", "GRE"),
    ("La Vie de France", "LAVIE"),
    ("O'Brien & Söhne", "OBRSOH"),
]


@pytest.mark.parametrize(("name", "part"), NAMES)
def test_a_name_gives_three_characters_of_each_of_its_first_two_words(name: str, part: str) -> None:
    assert mid.name_part(name) == part


@pytest.mark.parametrize(
    ("name", "country", "part"),
    [
        ("PT Astra Garment", "ID", "ASTGAR"),
        ("P.T. Astra Garment", "ID", "ASTGAR"),
        ("JSC Murom Works", "RU", "MURWOR"),
        ("OAO Murom Works", "RU", "MURWOR"),
        ("OOO Murom Works", "RU", "MURWOR"),
        ("ZAO Murom Works", "RU", "MURWOR"),
        ("PT Barnum Shows", "US", "PTBAR"),
    ],
)
def test_a_legal_form_before_the_name_is_dropped_where_it_is_written_so(name: str, country: str, part: str) -> None:
    assert mid.name_part(name, country) == part


@pytest.mark.parametrize(
    ("street", "part"),
    [
        ("11455 Main Street Suite 9999", "1145"),
        ("232 Main Street, Suite 1234", "1234"),
        ("One Thousand Century Plaza", ""),
        ("One Thousand Century Plaza, Suite 345", "345"),
        ("12,34,56 Alaska Road", "1234"),
        ("12-34-56 Alaska Road", "1234"),
        ("12-34-56 Akasaka Road", "1234"),
        ("Apt. 509 2727 Cleveland St.", "2727"),
        ("2-6 8-Chome Isogami-Dori", "26"),
        ("5 Ricardo Munoz, Suite 5880", "5880"),
        ("7 12th Street", "12"),
        ("٢٣ شارع", "23"),
        ("", ""),
    ],
)
def test_the_largest_number_of_the_street_line_gives_four_digits(street: str, part: str) -> None:
    assert mid.number_part(street) == part


def test_a_numeric_street_name_can_be_left_out_by_option() -> None:
    assert mid.number_part("7 12th Street", options=mid.Options(numeric_street_names=False)) == "7"


@pytest.mark.parametrize(
    ("street", "city", "part"),
    [
        ("Via Mendotti 61, 8320 Verona", "Verona", "61"),
        ("80331 München\nHauptstrasse 12", "München", "12"),
        ("D-80331 München, Hauptstrasse 12", "München", "12"),
        ("Verona Road 9000", "Verona", "9000"),
    ],
)
def test_the_city_line_does_not_give_the_number(street: str, city: str, part: str) -> None:
    assert mid.number_part(street, city) == part


@pytest.mark.parametrize(
    ("city", "country", "part"),
    [
        ("Tokyo", "JP", "TOK"),
        ("St. Michel", "FR", "STM"),
        ("18-Mile High", "US", "MIL"),
        ("The Hague", "NL", "HAG"),
        ("Kowloon", "HK", "HON"),
        ("Hong Kong", "HK", "HON"),
        ("Singapore", "SG", "SIN"),
        ("Macau", "MO", "MAC"),
        ("'s-Hertogenbosch", "NL", "SHE"),
    ],
)
def test_a_city_gives_its_first_three_letters(city: str, country: str, part: str) -> None:
    assert mid.city_part(city, country) == part


@pytest.mark.parametrize(
    ("name", "street", "city", "country", "value"),
    [
        ("La Vie de France", "243 Rue de la Payees", "62591 Bremond", "FR", "FRLAVIE243BRE"),
        ("20th Century Technologies", "5 Ricardo Munoz, Suite 5880", "Caracas", "VE", "VE20TCEN5880CAR"),
        ("The Greenhouse", "45 Royal Crescent", "Birmingham", "US", "USGRE45BIR"),
        ("Carduccio and Jones", "88 Canberra Avenue", "Sidney", "AU", "AUCARJON88SID"),
        ("Bocchaccio S.P.A.", "Via Mendotti 61", "8320 Verona", "IT", "ITBOCSPA61VER"),
        ("N. Minami & Co.", "2-6 8-Chome Isogami-Dori", "Kobe", "JP", "JPMINCO26KOB"),
        ("Murla-Praxitelous Inc.", "", "Athens", "GR", "GRMURINCATH"),
        ("Ozrock", "92 Alice Springs Road", "Melbourne", "AU", "AUOZR92MEL"),
    ],
)
def test_the_worked_examples_come_out(name: str, street: str, city: str, country: str, value: str) -> None:
    assert mid.build(name=name, street=street, city=city, country=country).value == value


@pytest.mark.parametrize(
    ("province", "code"),
    [
        ("Alberta", "XA"),
        ("New Brunswick", "XB"),
        ("British Columbia", "XC"),
        ("Manitoba", "XM"),
        ("Nova Scotia", "XN"),
        ("Ontario", "XO"),
        ("Prince Edward Island", "XP"),
        ("Québec", "XQ"),
        ("Saskatchewan", "XS"),
        ("Northwest Territories", "XT"),
        ("Nunavut", "XV"),
        ("Newfoundland", "XW"),
        ("Labrador", "XW"),
        ("Yukon", "XY"),
        ("on", "XO"),
        ("XQ", "XQ"),
    ],
)
def test_canada_is_written_by_province(province: str, code: str) -> None:
    assert mid.country_part("CA", province) == code


def test_canada_without_a_province_is_refused() -> None:
    with pytest.raises(mid.ProvinceUnknown):
        mid.build(name="Maple Works", street="1 Main", city="Toronto", country="CA")


def test_an_unknown_country_and_an_unreadable_name_are_refused() -> None:
    with pytest.raises(mid.CountryUnknown):
        mid.build(name="Works", street="1 Main", city="Town", country="ZQ")
    with pytest.raises(mid.NameUnreadable):
        mid.build(name="玩具工厂", street="1 Main", city="Town", country="CN")


def test_words_can_be_kept_by_option() -> None:
    kept = mid.Options(drop_legal_prefixes=False, drop_generic_phrases=False)
    assert mid.name_part("PT Astra Garment", "ID", kept) == "PTAST"
    assert mid.name_part("Fabrica de Artigos de Vestuario JUMP HIGH", "MO", kept) == "FABDE"
    assert str(mid.build(name="Ozrock", street="92 Alice Springs Road", city="Melbourne", country="AU")) == "AUOZR92MEL"


def test_what_a_filer_should_look_at_is_said() -> None:
    built = mid.build(name="Bergström", street="Main Street", city="Ô", country="SE")
    assert built.value == "SEBERO"
    assert len(built.warnings) == 4


@given(
    name=st.text(min_size=1, max_size=60),
    street=st.text(max_size=60),
    city=st.text(max_size=40),
    country=st.sampled_from(["FR", "JP", "HK", "US", "XA"]),
)
def test_every_code_is_at_most_fifteen_capital_letters_and_digits(
    name: str, street: str, city: str, country: str
) -> None:
    try:
        built = mid.build(name=name, street=street, city=city, country=country)
    except mid.NameUnreadable:
        return
    assert len(built.value) <= 15
    assert set(built.value) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert built.value == built.country + built.name + built.number + built.city
