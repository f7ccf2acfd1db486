"""Entry summary messages: read as lines, or refused with the place of every fault and how to mend it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from trustlane.declarations.frame import EVENT_ROWS, LINES, Read
from trustlane.declarations.readers.ens import read_ens
from trustlane.declarations.readers.ens_formats import MASS, MOMENT, OFFICE, TIN, number
from trustlane.declarations.readers.ens_law import RULES
from trustlane.declarations.readers.ens_table import MESSAGES, Field, Group

VECTORS = Path(__file__).parents[2] / "vectors" / "xml"


def read(vector: str, **options: str) -> Read:
    return read_ens((VECTORS / vector).read_bytes(), vector, **options)


def lines(vector: str, **options: str) -> list[dict[str, object]]:
    found = read(vector, **options)
    assert found.refused == ()
    assert found.lines.schema == LINES
    assert found.events.schema == EVENT_ROWS
    return found.lines.to_dicts()


def test_every_goods_item_becomes_a_line_of_an_entry_summary() -> None:
    first, second = lines("ens_two_items_one_to_order.xml")
    assert (first["line"], second["line"]) == (1, 2)
    assert {first["regime"], first["message"], first["declaration"]} == {"entry_summary", "original", "XA-ENS-0001"}
    assert first["version"] == 1
    assert first["hs"] == "620520"
    assert first["description"] == "Cotton shirts, men's"
    assert first["gross_mass_g"] == 850_250
    assert second["hs"] is None
    assert first["office"] == "XA000101"
    assert first["transport_mode"] == "1"
    assert (first["departure"], first["destination"]) == ("XB", "XA")
    assert first["payment"] == "D"
    assert first["lodged"] == datetime(2026, 3, 4, 9, 10, tzinfo=UTC)
    assert first["value_minor"] is None and first["origin"] is None


def test_an_item_has_the_parties_of_the_message_and_its_own() -> None:
    first, second = lines("ens_two_items_one_to_order.xml")
    assert (first["importer"], second["importer"]) == ("XA100200300", None)
    assert (first["declarant"], first["representative"], first["carrier"]) == (
        "XA555666777",
        "XA900800700",
        "XB777000111",
    )
    roles = {party["role"]: party for party in second["parties"]}  # type: ignore[attr-defined]
    assert set(roles) == {"consignor", "representative", "declarant", "carrier", "notify_party"}
    assert roles["consignor"]["address"] == "4 Loom Lane, QW-201, Quayside"
    assert roles["notify_party"] == {
        "role": "notify_party",
        "identifier": None,
        "name": "Alba Mills",
        "address": "Port Alba",
        "country": "XA",
    }


def test_containers_are_those_of_the_whole_message_each_once() -> None:
    for line in lines("ens_two_items_one_to_order.xml"):
        assert line["containers"] == ["MSCU1234566", "TGHU7654321"]


def test_packages_count_pieces_too_and_bulk_as_one() -> None:
    assert [line["packages"] for line in lines("ens_two_items_one_to_order.xml")] == [20, 11]


def test_hours_are_read_in_the_zone_of_the_office() -> None:
    first, _ = lines("ens_two_items_one_to_order.xml", zone="Pacific/Auckland")
    assert first["lodged"] == datetime(2026, 3, 3, 20, 10, tzinfo=UTC)
    assert first["day"] == date(2026, 3, 4)


def test_the_message_is_an_event_that_says_when_and_where_the_goods_are_expected() -> None:
    (event,) = read("ens_two_items_one_to_order.xml").events.to_dicts()
    assert event["event"] == "received"
    assert event["at"] == datetime(2026, 3, 4, 9, 10, tzinfo=UTC)
    assert event["detail"] == "Expected at XA000101 on 2026-03-08 06:00 UTC, by way of XB, XC, XA."


def test_an_amendment_is_kept_under_the_number_customs_gave() -> None:
    found = read("ens_amendment.xml")
    assert found.refused == ()
    assert set(found.lines["declaration"]) == {"26XA00000000000017"}
    assert set(found.lines["message"]) == {"amendment"}
    assert found.lines["version"].null_count() == 2
    assert found.events["event"].to_list() == ["amended"]


def test_the_reduced_data_of_an_authorised_operator_is_a_claim() -> None:
    first, second = lines("ens_of_an_authorised_operator.xml")
    assert first["claims"] == [
        {"role": "declarant", "kind": "AEO", "identifier": "XA555666777"},
        {"role": "consignee", "kind": "AEO", "identifier": "XA100200300"},
    ]
    assert second["claims"] == [{"role": "declarant", "kind": "AEO", "identifier": "XA555666777"}]
    assert lines("ens_two_items_one_to_order.xml")[0]["claims"] == []


def test_the_mass_of_the_whole_is_the_mass_of_an_only_item_without_one() -> None:
    text = (VECTORS / "ens_two_items_one_to_order.xml").read_text()
    start, end = text.index("  <GOOITEGDS>"), text.rindex("</GOOITEGDS>") + len("</GOOITEGDS>\n")
    only = text[start : text.index("</GOOITEGDS>") + len("</GOOITEGDS>\n")].replace(
        "<GroMasGDS46>850.250</GroMasGDS46>", ""
    )
    message = (text[:start] + only + text[end:]).replace("<TotNumOfIteHEA305>2", "<TotNumOfIteHEA305>1")
    (line,) = read_ens(message.encode(), "f").lines.to_dicts()
    assert line["gross_mass_g"] == 1_250_500


@pytest.mark.parametrize(
    ("vector", "declaration", "event", "minute", "detail"),
    [
        ("answer_registered.xml", "26XA00000000000017", "accepted", 31, "The entry summary was registered."),
        (
            "answer_rejected.xml",
            "XA-ENS-0001",
            "rejected",
            30,  # when the answer was prepared, as it says no better
            "The entry summary was rejected; The reference was used before; 92 Twice /CC315A/HEAHEA/RefNumHEA4.",
        ),
        (
            "answer_do_not_load.xml",
            "26XA00000000000017",
            "control",
            0,
            "Customs intervenes before loading; do not load item 1: Explosives found upstream; intervention B002; "
            "intervention.",
        ),
    ],
)
def test_an_answer_is_an_event(vector: str, declaration: str, event: str, minute: int, detail: str) -> None:
    found = read(vector)
    assert found.refused == () and found.lines.is_empty()
    (row,) = found.events.to_dicts()
    assert (row["declaration"], row["event"], row["detail"]) == (declaration, event, detail)
    assert row["at"].minute == minute and row["at"].tzinfo is not None


def test_the_registration_links_reference_and_number() -> None:
    assert read("answer_registered.xml").aliases == (("XA-ENS-0001", "26XA00000000000017"),)
    assert read("answer_rejected.xml").aliases == ()


def test_an_answer_about_nothing_is_refused_with_its_place() -> None:
    (refusal,) = read("answer_about_nothing.xml").refused
    assert refusal.place == "line 2, column 1: /CC304A/HEAHEA/DocNumHEA5"


def test_an_answer_without_any_moment_has_none() -> None:
    text = (VECTORS / "answer_rejected.xml").read_text().replace("TimOfPreMES10", "TimOfPre")
    assert read_ens(text.encode(), "f").events["at"].to_list() == [None]


def test_messages_in_an_envelope_are_all_read() -> None:
    assert [line["declaration"] for line in lines("ens_two_messages_in_an_envelope.xml")] == [
        "XA-ENS-0001",
        "XA-ENS-0001",
        "XA-ENS-0002",
        "XA-ENS-0002",
    ]


def test_one_bad_message_in_an_envelope_does_not_spoil_the_other() -> None:
    text = (VECTORS / "ens_two_messages_in_an_envelope.xml").read_text()
    found = read_ens(text.replace(">1<", ">x<", 1).encode(), "f")
    assert [refusal.reference for refusal in found.refused] == ["XA-ENS-0001"]
    assert set(found.lines["declaration"]) == {"XA-ENS-0002"}
    end = text.index("  <ITI>")
    many = read_ens((text[:end] + "  <GOOITEGDS></GOOITEGDS>\n" * 90 + text[end:]).encode(), "f")
    assert len(many.refused) == 50 and many.refused_count > 90 and many.lines.height == 2


def test_an_item_numbered_zero_goes_by_its_position() -> None:
    text = (VECTORS / "ens_two_items_one_to_order.xml").read_text()
    found = read_ens(text.replace("<IteNumGDS7>1<", "<IteNumGDS7>0<").encode(), "f")
    assert found.lines["line"].to_list() == [1, 2]


def test_a_message_without_a_route_says_only_when_it_is_expected() -> None:
    text = (VECTORS / "ens_two_items_one_to_order.xml").read_text()
    start, end = text.index("  <ITI>"), text.rindex("</ITI>") + len("</ITI>\n")
    (event,) = read_ens((text[:start] + text[end:]).encode(), "f").events.to_dicts()
    assert event["detail"] == "Expected at XA000101 on 2026-03-08 06:00 UTC."


FAULTS = {
    "ens_without_lodging_person.xml": ("line 2, column 1: /CC315A/PERLODSUMDEC", "is missing", "Add PERLODSUMDEC"),
    "ens_without_office_of_first_entry.xml": ("line 2, column 1: /CC315A/CUSOFFFENT730", "is missing", "Add"),
    "ens_without_items.xml": ("line 2, column 1: /CC315A/GOOITEGDS", "is missing", "Add GOOITEGDS"),
    "ens_without_mode_of_transport.xml": (
        "line 9, column 3: /CC315A/HEAHEA/TraModAtBorHEA76",
        "mode of transport at the border",
        "Add TraModAtBorHEA76",
    ),
    "ens_item_without_consignee.xml": (
        "line 31, column 3: /CC315A/GOOITEGDS[1]/TRACONCE2",
        "Goods item 1 has no consignee",
        "Name the consignee",
    ),
    "ens_to_order_without_notify_party.xml": (
        "line 42, column 3: /CC315A/GOOITEGDS[2]/PRTNOT640",
        "neither consignee nor notify party",
        "name the notify party",
    ),
    "ens_carrier_neither_named_nor_numbered.xml": (
        "line 66, column 3: /CC315A/TRACARENT601",
        "neither an identification number (TINTRACARENT602) nor a name (NamTRACARENT604)",
        "one of them is needed",
    ),
    "ens_item_without_goods.xml": (
        "line 42, column 3: /CC315A/GOOITEGDS[2]/GooDesGDS23",
        "says nothing about the goods",
        "Describe the goods",
    ),
    "ens_fewer_items_than_counted.xml": (
        "line 14, column 5: /CC315A/HEAHEA/TotNumOfIteHEA305",
        "counts 3 goods items, but the message carries 2",
        "Send all the goods items",
    ),
    "ens_item_number_used_twice.xml": (
        "line 43, column 5: /CC315A/GOOITEGDS[2]/IteNumGDS7",
        "Item number 1 stands in goods items 1 and 2",
        "number of its own",
    ),
    "ens_gross_mass_with_leading_zero.xml": (
        "line 34, column 5: /CC315A/GOOITEGDS[1]/GroMasGDS46",
        "'0850.250' in goods item 1",
        "no leading zeros",
    ),
    "ens_gross_mass_with_comma.xml": (
        "line 34, column 5: /CC315A/GOOITEGDS[1]/GroMasGDS46",
        "'850,250'",
        "decimal point",
    ),
    "ens_empty_marks.xml": (
        "line 40, column 75: /CC315A/GOOITEGDS[1]/PACGS2[1]/MarNumOfPacGSL21",
        "is empty in packages 1 in goods item 1",
        "leave MarNumOfPacGSL21 out",
    ),
    "ens_declared_on_30_february.xml": (
        "line 22, column 5: /CC315A/HEAHEA/DecDatTimHEA114",
        "'202602300910'",
        "YYYYMMDDHHMM",
    ),
    "ens_office_of_seven_characters.xml": (
        "line 63, column 5: /CC315A/CUSOFFFENT730/RefNumCUSOFFFENT731",
        "'XA00101'",
        "eight characters",
    ),
    "wellformed_but_no_customs_message.xml": ("line 2, column 1: /Invoice", "no entry summary", "CC315A, CC313A"),
}


@pytest.mark.parametrize("vector", sorted(FAULTS))
def test_a_message_that_cannot_be_used_says_where_why_and_how_to_mend_it(vector: str) -> None:
    found = read(vector)
    assert found.lines.is_empty() and found.events.is_empty()
    (refusal,) = found.refused
    place, reason, mend = FAULTS[vector]
    assert refusal.file == vector
    assert refusal.place == place
    assert reason in refusal.reason
    assert mend in refusal.mend
    if vector.startswith("ens_"):
        assert refusal.reference == "XA-ENS-0001"


def test_all_faults_of_a_message_are_told_at_once_in_the_order_they_stand() -> None:
    found = read("ens_many_faults_at_once.xml")
    assert [refusal.place.partition(": ")[2] for refusal in found.refused] == [
        "/CC315A/PERLODSUMDEC",
        "/CC315A/HEAHEA/TraModAtBorHEA76",
        "/CC315A/GOOITEGDS[1]/GroMasGDS46",
    ]


def test_a_thousand_faults_are_told_as_fifty_and_a_number() -> None:
    text = (VECTORS / "ens_two_items_one_to_order.xml").read_text()
    end = text.index("  <ITI>")
    message = text[:end] + "  <GOOITEGDS></GOOITEGDS>\n" * 900 + text[end:]
    found = read_ens(message.encode(), "f")
    assert len(found.refused) == 50
    assert found.refused_count > 900


def test_a_group_that_stands_too_often_is_refused() -> None:
    text = (VECTORS / "ens_two_items_one_to_order.xml").read_text()
    message = text.replace(
        "<ITI><CouOfRouCodITI1>XC", "<ITI><CouOfRouCodITI1>XC</CouOfRouCodITI1></ITI>" * 99 + "<ITI><CouOfRouCodITI1>XC"
    )
    (refusal,) = read_ens(message.encode(), "f").refused
    assert "102 times; at most 99 may" in refusal.reason


@pytest.mark.parametrize("written", ["0", "1", "0.1", "12345678.000", "99999999.999", "12345678901", "1.000"])
def test_a_mass_as_the_format_asks(written: str) -> None:
    assert MASS.admits(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        ".",
        "-",
        "+",
        "01",
        "00.1",
        ".5",
        "5.",
        "+1",
        "-0.5",
        "1.0000",
        "123456789.012",
        "123456789012",
        "1e3",
        "1,5",
    ],
)
def test_a_mass_otherwise(written: str) -> None:
    assert not MASS.admits(written)


def test_numbers_offices_traders_and_moments() -> None:
    assert number(5).admits("99999") and number(5).admits("0")
    assert not any(number(5).admits(text) for text in ("01", "100000", "-1", "", "1.0", "١"))
    assert OFFICE.admits("aBcD12x4") and not OFFICE.admits("12abcdef")
    assert TIN.admits("XA1") and not TIN.admits("1A234") and not TIN.admits("XA" + "1" * 16)
    assert MOMENT.admits("202402292359") and not MOMENT.admits("202502290000") and not MOMENT.admits("202501012400")


def test_every_field_of_the_table_stands_once_in_its_group() -> None:
    def walk(group: Group) -> None:
        tags = [part.tag for part in group.parts]
        assert len(tags) == len(set(tags)), group.tag
        for part in group.parts:
            assert part.what
            if isinstance(part, Group):
                walk(part)
            else:
                assert isinstance(part, Field) and part.format.how.endswith(".")

    for message in MESSAGES.values():
        walk(message)


def test_every_rule_tells_its_mend_in_a_sentence() -> None:
    for rule in RULES:
        assert (rule.__doc__ or "").strip().endswith(".")


# What the outside messages expect: no error, errors of the schema, or errors of one country's business rules.


def expectations(folder: Path) -> list[tuple[Path, list[str | None]]]:
    found = []
    for control in sorted(folder.glob("*/*.ctl")):
        message = control.with_suffix(".xml")
        if not message.exists():
            message = message.with_name(message.name.replace("File.xml.", "File."))
        root = ElementTree.parse(control).getroot()
        found.append((message, [error.findtext("{*}Number") for error in root.iterfind(".//{*}Error")]))
    return found


@pytest.mark.outside
def test_every_outside_message_that_expects_no_error_is_read_and_every_unusable_one_refused(outside: Path) -> None:
    began = time.process_time()
    verdicts: dict[str, list[Path]] = {}
    for message, errors in expectations(outside / "ens"):
        found = read_ens(message.read_bytes(), str(message))
        assert found.lines.is_empty() == bool(found.refused)
        for refusal in found.refused:
            assert refusal.place.startswith("line ") and ": /" in refusal.place
            assert refusal.reason.endswith(".") and refusal.mend.endswith(".")
        kind = "valid" if not errors else "schema" if None in errors else "business"
        verdicts.setdefault(f"{kind} {'refused' if found.refused else 'read'}", []).append(message)
    assert time.process_time() - began < 20
    assert "valid refused" not in verdicts, verdicts["valid refused"]
    assert "schema read" not in verdicts, verdicts["schema read"]
    assert len(verdicts["valid read"]) > 200
    assert len(verdicts["schema refused"]) > 40


@pytest.mark.outside
def test_one_countrys_business_rules_do_not_refuse_a_message(outside: Path) -> None:
    # Rules about which code goes with which, addresses of parties that are known, and who must be whose country's.
    national = {"4065", "8107", "8111", "8113", "8118", "8149", "8150", "8204", "8616", "8626", "8685", "8691", "8692"}
    judged = 0
    for message, errors in expectations(outside / "ens"):
        if errors and set(errors) <= national:
            judged += 1
            assert read_ens(message.read_bytes(), str(message)).refused == (), message
    assert judged > 50


@pytest.mark.outside
def test_lines_of_outside_messages_stack(outside: Path) -> None:
    reads = [
        read_ens(path.read_bytes(), path.name) for path in sorted((outside / "ens").glob("ruleTestCases315/C*.xml"))
    ]
    assert pl.concat([found.lines for found in reads]).schema == LINES
