"""WCO Data Model declarations: every well-formed one is read, amendments and cancellations known as such."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from trustlane.declarations.frame import LINES, Read
from trustlane.declarations.readers.wco import read_wco
from trustlane.declarations.readers.wco_table import NOTICES
from trustlane.declarations.readers.xml_safe import Node, parse
from trustlane.declarations.readers.xml_walk import attribute, every, one, said

VECTORS = Path(__file__).parents[2] / "vectors" / "xml"


def read(vector: str, **options: str) -> Read:
    return read_wco((VECTORS / vector).read_bytes(), vector, **options)


def lines(vector: str, **options: str) -> list[dict[str, object]]:
    found = read(vector, **options)
    assert found.refused == ()
    assert found.lines.schema == LINES
    return found.lines.to_dicts()


def test_a_line_for_every_goods_item_under_the_declarants_reference() -> None:
    first, second = lines("wco_import_two_items.xml")
    assert (first["declaration"], first["version"], first["message"]) == ("XA-LRN-0001", 1, "original")
    assert (first["regime"], first["line"], second["line"]) == ("import", 1, 2)
    assert first["lodged"] == datetime(2026, 3, 4, 9, 15, tzinfo=UTC)
    assert first["day"] == date(2026, 3, 4)
    assert first["office"] == "XAALBQUAY"
    assert (first["procedure"], first["use"]) == ("4000", "C07")
    assert (first["transaction"], first["payment"], first["transport_mode"]) == ("11", "E", "1")
    assert (first["departure"], first["destination"]) == ("XB", "XA")


def test_the_tariff_code_is_taken_and_neither_chemical_nor_additional_codes() -> None:
    assert [line["hs"] for line in lines("wco_import_two_items.xml")] == ["62052000", "960621"]


def test_the_non_preferential_origin_and_the_proof_of_origin() -> None:
    first, second = lines("wco_import_two_items.xml")
    assert (first["origin"], first["origin_proof"]) == ("XB", "N954")
    assert (second["origin"], second["origin_proof"]) == (None, None)


def test_amounts_are_in_the_minor_units_of_their_own_currency() -> None:
    first, second = lines("wco_import_two_items.xml")
    assert (first["value_minor"], first["currency"]) == (120_000, "JPY")  # no decimals
    assert (second["value_minor"], second["currency"]) == (12_345, "KWD")  # three


def test_masses_are_in_grams_whatever_their_unit() -> None:
    first, second = lines("wco_import_two_items.xml")
    assert (first["gross_mass_g"], first["net_mass_g"]) == (850_250, 800_500)
    assert second["gross_mass_g"] is None
    assert (first["quantity_milli"], first["quantity_unit"]) == (1_200_000, "NAR")
    assert first["packages"] == 25


def test_the_rate_of_duty_is_in_parts_per_million() -> None:
    first, second = lines("wco_import_two_items.xml")
    assert (first["tax_rate_ppm"], first["tax_type"]) == (125_000, "A00")
    assert (second["tax_rate_ppm"], second["tax_type"]) == (None, None)


def test_parties_stand_in_their_columns_and_all_of_them_in_the_list() -> None:
    first, _ = lines("wco_import_two_items.xml")
    assert (first["declarant"], first["importer"], first["representative"]) == (
        "XA555666777",
        "XA100200300",
        "XA900800700",
    )
    assert first["exporter"] is None  # named, but without a number
    exporter = next(party for party in first["parties"] if party["role"] == "exporter")  # type: ignore[attr-defined]
    assert exporter["name"] == "Quay Weavers Ltd"
    assert exporter["address"] == "4 Loom Lane, Quayside, QW-201"
    assert exporter["country"] == "XB"


def test_a_claim_says_whose_status_of_which_kind() -> None:
    first, second = lines("wco_import_two_items.xml")
    held = {"role": "importer", "kind": "AEOC", "identifier": "XA100200300"}
    partner = {"role": "exporter", "kind": "MRA", "identifier": "XB0000000001"}
    certificate = {"role": "consignee", "kind": "AEO", "identifier": "XA100200300"}  # of the importer
    assert first["claims"] == [held, partner, certificate]
    assert second["claims"] == [held, partner]  # the certificate is of the first item


def test_a_certificate_of_somebody_unnamed_is_claimed_under_its_own_number() -> None:
    text = (VECTORS / "wco_import_two_items.xml").read_text()
    for code, claim in (
        ("<CategoryCode>Y</CategoryCode><ID>XB-AEO-77</ID><TypeCode>028<", ("carrier", "AEO")),
        ("<CategoryCode>C</CategoryCode><ID>XB-AEO-77</ID><TypeCode>502<", ("holder", "AEOS")),
    ):
        other = text.replace("<CategoryCode>Y</CategoryCode><ID>XB-AEO-77</ID><TypeCode>023<", code)
        claims = read_wco(other.encode(), "f").lines["claims"].to_list()[0]
        assert claims[-1] == {"role": claim[0], "kind": claim[1], "identifier": "XB-AEO-77"}


def test_a_certificate_of_a_status_already_held_is_not_claimed_twice() -> None:
    text = (VECTORS / "wco_import_two_items.xml").read_text()
    text = text.replace(
        "<CategoryCode>Y</CategoryCode><ID>XB-AEO-77</ID><TypeCode>023<",
        "<CategoryCode>C</CategoryCode><ID>XB-AEO-77</ID><TypeCode>501<",
    )
    claims = read_wco(text.encode(), "f").lines["claims"].to_list()[0]
    assert [claim["kind"] for claim in claims] == ["AEOC", "MRA"]


def test_a_unique_consignment_reference_stands_in_for_the_declarants() -> None:
    text = (VECTORS / "wco_import_two_items.xml").read_text().replace("FunctionalReferenceID", "FunctionalReference")
    other = "<PreviousDocument><ID>{}</ID><TypeCode>{}</TypeCode></PreviousDocument>"
    both = other.format("MASTER", "MCR") + other.format("6XA-77", "DCR")
    found = read_wco(text.replace("<TransactionNatureCode>", both + "<TransactionNatureCode>").encode(), "f")
    assert set(found.lines["declaration"]) == {"6XA-77"}


def test_containers_of_the_consignment() -> None:
    assert lines("wco_import_two_items.xml")[0]["containers"] == ["MSCU1234566"]


def test_namespaces_do_not_matter() -> None:
    assert lines("wco_import_without_namespaces.xml") == lines("wco_import_two_items.xml")


def test_a_cancellation_names_the_declaration_it_cancels() -> None:
    (line,) = lines("wco_cancellation.xml")
    assert (line["message"], line["declaration"]) == ("cancellation", "26XA00000000000025")
    assert line["line"] is None
    # The request has a reference of its own; it is no other name of the declaration.
    assert read("wco_cancellation.xml").aliases == ()


def test_an_amendment_carries_what_it_changes() -> None:
    (line,) = lines("wco_amendment.xml")
    assert (line["message"], line["declaration"], line["version"]) == ("amendment", "26XA00000000000025", None)
    assert (line["line"], line["gross_mass_g"]) == (2, 7_000)


def test_goods_presented_are_an_arrival_not_a_declaration() -> None:
    found = read("wco_goods_presented.xml")
    assert found.refused == () and found.lines.is_empty()
    (event,) = found.events.to_dicts()
    assert (event["declaration"], event["event"]) == ("26XA00000000000025", "arrived")
    assert event["detail"] == "The goods were presented at XAALBQUAY."


def test_a_declaration_without_any_reference_is_refused_with_its_place() -> None:
    (refusal,) = read("wco_declaration_without_reference.xml").refused
    assert refusal.place == "line 6, column 3: /MetaData/Declaration/FunctionalReferenceID"
    assert "FunctionalReferenceID" in refusal.mend


def test_another_message_is_refused_with_what_was_expected() -> None:
    (refusal,) = read("wellformed_but_no_customs_message.xml").refused
    assert refusal.place == "line 2, column 1: /Invoice"
    assert "MetaData with a Declaration or a Response" in refusal.mend


def test_a_full_report_is_the_declaration_under_customs_number_with_its_life_and_lane() -> None:
    found = read("wco_full_report.xml")
    assert found.refused == ()
    assert set(found.lines["declaration"]) == {"26XA00000000000033"} and set(found.lines["version"]) == {2}
    assert found.events["event"].to_list() == ["received", "cleared", "arrived"]
    assert found.observed.to_dicts()[0]["lane"] == "route 2"
    assert found.aliases == (("XA-LRN-0001", "26XA00000000000033"),)


def test_a_full_report_without_numbers_goes_by_the_declarations_own() -> None:
    text = (VECTORS / "wco_full_report.xml").read_text()
    for tag in ("MRN", "LRN", "VersionID", "ROE"):
        text = text.replace(f"<{tag}>", f"<{tag}x>").replace(f"</{tag}>", f"</{tag}x>")
    found = read_wco(text.encode(), "f")
    assert set(found.lines["declaration"]) == {"XA-LRN-0001"}
    assert found.events.is_empty() and found.observed.is_empty() and found.aliases == ()


def test_a_full_report_of_nothing_is_refused_with_its_place() -> None:
    (refusal,) = read("wco_full_report_of_nothing.xml").refused
    assert refusal.place == "line 1, column 1: /DeclarationFullResponse"


def test_items_numbered_alike_go_by_their_position() -> None:
    text = (VECTORS / "wco_import_two_items.xml").read_text()
    twice = text.replace("<SequenceNumeric>2<", "<SequenceNumeric>1<")
    assert read_wco(twice.encode(), "f").lines["line"].to_list() == [1, 2]


def test_a_holder_without_number_or_kind_claims_nothing() -> None:
    text = (VECTORS / "wco_amendment.xml").read_text()
    text = text.replace("<Amendment>", "<AuthorisationHolder/><Amendment>")
    assert read_wco(text.encode(), "f").lines["claims"].to_list() == [[]]


@pytest.mark.parametrize(
    ("function", "kind", "message", "regime"),
    [
        ("9", "IMA", "original", "import"),
        ("9", "EXZ", "original", "export"),
        ("9", "T1", "original", "transit"),
        ("9", "COA", "original", "import"),  # by its procedure, 4000
        ("", "IMA", "original", "import"),
        ("13", "COR", "amendment", "import"),
        ("13", "INV", "cancellation", "import"),
        ("1", "IMA", "cancellation", "import"),
        ("5", "IMA", "amendment", "import"),
        ("05", "IMA", "amendment", "import"),
    ],
)
def test_function_and_type_decide_what_a_message_does(function: str, kind: str, message: str, regime: str) -> None:
    text = (VECTORS / "wco_import_two_items.xml").read_text()
    text = text.replace("<FunctionCode>9<", f"<FunctionCode>{function}<").replace(">IMA<", f">{kind}<")
    found = read_wco(text.encode(), "f").lines
    assert set(found["message"]) == {message}
    assert set(found["regime"]) == {regime}


def test_paths_of_names_find_elements_and_values() -> None:
    root = parse(b'<a><b/><b u=" k "><c>1  2</c></b><b><c/><c>3</c></b></a>', "f")
    assert [found.words for found in every(root, "b/c")] == ["1 2", "", "3"]
    assert said(root, "x", "b/c") == "1 2"
    assert said(None, "b") is None and one(None, "b") is None and attribute(None, "u") is None
    second = list(root.children())[1]
    assert isinstance(second, Node)
    assert attribute(second, "u") == "k" and attribute(second, "v") is None


@pytest.mark.outside
def test_every_well_formed_outside_declaration_is_read_and_malformed_ones_refused_with_their_place(
    outside: Path,
) -> None:
    counted = {"original": 0, "amendment": 0, "cancellation": 0}
    malformed = 0
    for path in sorted((outside / "wco_declarations").rglob("*.xml")):
        found = read_wco(path.read_bytes(), str(path))
        try:
            root = ElementTree.parse(path).getroot()
        except ElementTree.ParseError as error:
            malformed += 1
            (refusal,) = found.refused
            assert refusal.place == f"line {error.position[0]}, column {error.position[1] + 1}"
            continue
        named = [node for node in root.iter() if isinstance(node.tag, str)]
        local = [node.tag.rpartition("}")[2] for node in named]
        types = [node.text or "" for node, name in zip(named, local, strict=True) if name == "TypeCode"]
        if "Response" in local or "StatusResponse" in local[0]:
            assert found.refused == () and not found.events.is_empty(), path
        elif "Declaration" not in local:
            assert found.refused or not found.events.is_empty(), path
        elif types[:1] == ["GPR"]:
            assert found.events["event"].to_list() == ["arrived"]
        else:
            assert found.refused == (), path
            expected = {"COR": "amendment", "INV": "cancellation"}
            message = next((expected[kind] for kind in types if kind in expected), "original")
            assert set(found.lines["message"]) == {message}, path
            items = local.count("GovernmentAgencyGoodsItem")
            assert found.lines.height == max(items, 1), path
            counted[message] += 1
    assert malformed == 2
    assert counted["original"] > 150 and counted["amendment"] >= 9 and counted["cancellation"] == 2


def test_every_notice_has_words_without_a_full_stop() -> None:
    for notice in NOTICES.values():
        assert notice.words and not notice.words.endswith(".")
