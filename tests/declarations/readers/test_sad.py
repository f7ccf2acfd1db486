"""ASYCUDA World exports: a line for every item, the lane beside them, dates only where they can be read one way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from trustlane.declarations.frame import EVENT_ROWS, LINES, OBSERVED_ROWS, Read
from trustlane.declarations.readers.sad import read_sad
from trustlane.declarations.readers.sad_dates import day_of, moment_of, order_of

VECTORS = Path(__file__).parents[2] / "vectors" / "xml"


def read(vector: str, **options: str) -> Read:
    return read_sad((VECTORS / vector).read_bytes(), vector, **options)  # type: ignore[arg-type]


def lines(vector: str, **options: str) -> list[dict[str, object]]:
    found = read(vector, **options)
    assert found.refused == ()
    assert (found.lines.schema, found.events.schema, found.observed.schema) == (LINES, EVENT_ROWS, OBSERVED_ROWS)
    return found.lines.to_dicts()


def test_a_registered_import_is_kept_under_office_year_and_registration() -> None:
    first, second = lines("sad_import_registered.xml")
    assert {first["declaration"], second["declaration"]} == {"XCP01-2026-C1234"}
    assert (first["regime"], first["message"], first["version"]) == ("import", "original", 1)
    assert (first["line"], second["line"]) == (1, 2)
    assert read("sad_import_registered.xml").aliases == (("XC-BRK-9-2026-I 77", "XCP01-2026-C1234"),)


def test_the_header_goes_with_every_line() -> None:
    for line in lines("sad_import_registered.xml"):
        assert line["office"] == "XCP01"
        assert line["transport_mode"] == "1"
        assert (line["departure"], line["destination"]) == ("XB", "XC")
        assert (line["transaction"], line["payment"]) == ("11", "CASH")
        assert (line["importer"], line["exporter"], line["declarant"]) == ("XC100200", None, "XC-BRK-9")
        assert line["containers"] == ["MSCU1234566"]


def test_the_first_line_of_a_party_is_its_name_and_the_rest_its_address() -> None:
    parties = {party["role"]: party for party in lines("sad_import_registered.xml")[0]["parties"]}  # type: ignore[attr-defined]
    assert parties["exporter"]["name"] == "QUAY WEAVERS LTD"
    assert parties["exporter"]["address"] == "4 LOOM LANE, QUAYSIDE"
    assert parties["representative"]["name"] == "A. CLERK"
    assert "payer" not in parties  # <null/> is nobody


def test_what_an_item_carries() -> None:
    first, second = lines("sad_import_registered.xml")
    assert (first["hs"], second["hs"]) == ("6205200000", "96062100")
    assert first["description"] == "Shirts" and second["description"] == "Buttons"
    assert (first["procedure"], first["use"]) == ("4000", None)
    assert (first["origin"], first["origin_proof"]) == ("XB", "N954")
    assert (first["gross_mass_g"], first["net_mass_g"]) == (850_250, 800_500)
    assert (first["packages"], second["packages"]) == (20, None)
    assert (first["quantity_milli"], first["quantity_unit"]) == (1_200_000, "NMB")
    assert (first["tax_type"], first["tax_rate_ppm"]) == ("IMD", 150_000)


def test_the_value_is_the_invoices_unless_the_national_currency_is_known() -> None:
    first, second = lines("sad_import_registered.xml")
    assert (first["value_minor"], first["currency"]) == (400_000, "USD")
    assert (second["value_minor"], second["currency"]) == (50_000, "USD")
    first, second = lines("sad_import_registered.xml", national="XOF")
    assert (first["value_minor"], first["currency"]) == (11_001, "XOF")
    assert (second["value_minor"], second["currency"]) == (50_000, "USD")


def test_empty_items_that_fill_the_page_are_passed_over() -> None:
    assert len(lines("sad_import_registered.xml")) == 2


def test_one_date_that_reads_one_way_decides_for_all() -> None:
    first, _ = lines("sad_import_registered.xml")
    assert first["day"] == date(2026, 3, 4)
    assert first["lodged"] == datetime(2026, 3, 4, tzinfo=UTC)


def test_dates_that_read_both_ways_are_left_out_unless_the_sites_order_is_known() -> None:
    first, _ = lines("sad_date_readable_both_ways.xml")
    assert first["day"] is None and first["declaration"] == "XCP01-C1234"
    first, _ = lines("sad_date_readable_both_ways.xml", dates="dmy", zone="Pacific/Tongatapu")
    assert first["day"] == date(2026, 4, 3)
    assert first["lodged"] == datetime(2026, 4, 2, 11, tzinfo=UTC)


def test_registration_and_assessment_are_events() -> None:
    events = read("sad_import_registered.xml").events.to_dicts()
    assert [(event["event"], event["detail"]) for event in events] == [
        ("accepted", "Registered as C1234."),
        ("tax_assessed", "Assessed as L987."),
    ]
    assert events[1]["at"] == datetime(2026, 3, 14, tzinfo=UTC)


def test_a_draft_goes_by_the_declarants_reference() -> None:
    first, _ = lines("sad_draft_before_registration.xml")
    assert first["declaration"] == "XC-BRK-9-2026-I 77"
    assert read("sad_draft_before_registration.xml").events.is_empty()


@pytest.mark.parametrize(
    ("flow", "kind", "procedure", "regime"),
    [
        ("T", "", "", "transit"),
        ("", "TR", "8", "transit"),
        ("", "", "3", "export"),
        ("", "", "7", "import"),
        ("", "", "", None),
    ],
)
def test_flow_type_and_procedure_tell_the_regime(flow: str, kind: str, procedure: str, regime: str | None) -> None:
    text = (VECTORS / "sad_import_registered.xml").read_text()
    text = text.replace("<Sad_flow>I<", f"<Sad_flow>{flow}<").replace(">IM<", f">{kind}<")
    text = text.replace("procedure_code>4<", f"procedure_code>{procedure}<")
    assert set(read_sad(text.encode(), "f").lines["regime"]) == {regime}


def test_a_consignment_reference_stands_in_for_the_declarants() -> None:
    text = (VECTORS / "sad_without_any_reference.xml").read_text()
    text = text.replace("<Office_segment>", "<UCR>6XB-25-77</UCR><Office_segment>")
    assert set(read_sad(text.encode(), "f").lines["declaration"]) == {"6XB-25-77"}


def test_several_documents_in_one_file_are_all_read() -> None:
    one = (VECTORS / "sad_import_registered.xml").read_text().split("?>\n", 1)[1]
    both = f"<SADS>{one}{one.replace('1234</Number>', '1235</Number>')}</SADS>"
    assert set(read_sad(both.encode(), "f").lines["declaration"]) == {"XCP01-2026-C1234", "XCP01-2026-C1235"}


def test_a_document_without_a_representative_names_none() -> None:
    text = (VECTORS / "sad_import_registered.xml").read_text().replace(">A. CLERK<", "><null/><")
    parties = read_sad(text.encode(), "f").lines["parties"].to_list()[0]
    assert "representative" not in {party["role"] for party in parties}


def test_a_status_stated_by_a_document_is_a_claim() -> None:
    text = (VECTORS / "sad_import_registered.xml").read_text().replace(">N954<", ">Y023<")
    first, second = read_sad(text.encode(), "f").lines.to_dicts()
    assert first["claims"] == [{"role": "consignee", "kind": "AEO", "identifier": "XC100200"}]
    assert first["origin_proof"] == "SPARTECA" and second["claims"] == []


def test_a_status_is_claimed_once_and_not_for_nobody() -> None:
    text = (VECTORS / "sad_import_registered.xml").read_text()
    document = "<Attached_documents><Attached_document_code>{}</Attached_document_code></Attached_documents>"
    twice = document.format("Y023") * 2 + document.format("Y028")
    first, _ = read_sad(text.replace("<Attached_documents>", twice + "<Attached_documents>").encode(), "f").lines[
        "claims"
    ]
    assert first.to_list() == [{"role": "consignee", "kind": "AEO", "identifier": "XC100200"}]


def test_an_item_without_any_amount_has_no_value() -> None:
    text = (VECTORS / "sad_import_registered.xml").read_text().replace("<Item_price>500</Item_price>", "")
    assert read_sad(text.encode(), "f").lines["currency"].to_list() == ["USD", None]


def test_an_export_leaves() -> None:
    found = read("sad_export.xml")
    assert set(found.lines["regime"]) == {"export"}
    assert found.events.to_dicts()[-1]["event"] == "exited"
    assert found.events.to_dicts()[-1]["detail"] == "Left by way of XCP02."


def test_the_lane_the_system_chose_is_observed_and_no_part_of_the_declaration() -> None:
    (observed,) = read("sad_with_selectivity_lane.xml").observed.to_dicts()
    assert (observed["declaration"], observed["lane"]) == ("XCP01-2026-C1234", "Red")
    assert read("sad_import_registered.xml").observed.is_empty()


def test_later_versions_are_amendments_and_cancelled_ones_cancellations() -> None:
    assert {(line["message"], line["version"]) for line in lines("sad_second_version.xml")} == {("amendment", 2)}
    assert {(line["message"], line["version"]) for line in lines("sad_cancelled.xml")} == {("cancellation", None)}


@pytest.mark.parametrize(
    ("vector", "place", "words"),
    [
        (
            "sad_gross_weight_in_words.xml",
            "line 62, column 19: /ASYCUDA/Item[1]/Valuation_item/Weight_itm/Gross_weight_itm",
            "'about 850 kg'",
        ),
        ("sad_without_items.xml", "line 2, column 1: /ASYCUDA/Item", "no item"),
        ("sad_without_any_reference.xml", "line 2, column 1: /ASYCUDA/Identification/Registration/Number", "neither"),
        ("wellformed_but_no_customs_message.xml", "line 2, column 1: /Invoice", "no ASYCUDA export"),
        ("malformed_cut_off.xml", "line 37, column 33", "ends inside"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(vector: str, place: str, words: str) -> None:
    found = read(vector)
    assert found.lines.is_empty()
    (refusal,) = found.refused
    assert refusal.place == place
    assert words in refusal.reason and refusal.mend


@pytest.mark.parametrize(
    ("texts", "order"),
    [(["26/9/22", "1/2/22"], "dmy"), (["9/26/22"], "mdy"), (["1/2/22"], ""), (["26/9/22", "9/26/22"], ""), ([], "")],
)
def test_the_order_of_day_and_month(texts: list[str], order: str) -> None:
    assert order_of(texts) == order


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-03-04", "", date(2026, 3, 4)),
        ("20260304", "", date(2026, 3, 4)),
        ("2026-03-04T10:00:00", "", date(2026, 3, 4)),
        ("5/5/26", "", date(2026, 5, 5)),
        ("4.3.2026", "dmy", date(2026, 3, 4)),
        ("3/4/99", "mdy", date(1999, 3, 4)),
        ("31/2/26", "dmy", None),
        ("3/4/26", "", None),
        ("soon", "dmy", None),
        ("2026-02-30", "", None),
        (None, "", None),
    ],
)
def test_a_day_as_written(text: str | None, order: str, day: date | None) -> None:
    assert day_of(text, order) == day  # type: ignore[arg-type]


def test_the_first_and_last_days_do_not_overflow() -> None:
    assert moment_of(date.min, ZoneInfo("Asia/Tokyo")) is None
    assert moment_of(None, ZoneInfo("UTC")) is None
