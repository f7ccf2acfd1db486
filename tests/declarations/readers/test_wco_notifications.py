"""What customs answers becomes events of the declaration, in UTC and in words; the function code decides."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from trustlane.declarations.frame import EVENT_ROWS, EVENTS, LINES, Read
from trustlane.declarations.readers import read_path
from trustlane.declarations.readers.wco import read_wco
from trustlane.declarations.readers.wco_linking import linked, unambiguous
from trustlane.declarations.readers.wco_notifications import read_wco_notification
from trustlane.declarations.readers.wco_table import NOTICES

VECTORS = Path(__file__).parents[2] / "vectors" / "xml"
MRN = "26XA00000000000033"


def event(vector: str) -> dict[str, object]:
    found = read_wco_notification((VECTORS / vector).read_bytes(), vector)
    assert found.refused == ()
    assert found.events.schema == EVENT_ROWS
    assert found.aliases == (("XA-LRN-0001", MRN),)
    (row,) = found.events.to_dicts()
    assert row["declaration"] == MRN
    return row


@pytest.mark.parametrize(
    ("vector", "kind", "source", "words"),
    [
        ("notification_control.xml", "control", "DMSCTL", "The goods are to be controlled."),
        (
            "notification_documents_wanted.xml",
            "documents_wanted",
            "DMSDOC",
            "Documents are wanted; Certificate of origin for item 1; until 2026-03-11 12:00 UTC.",
        ),
        (
            "notification_released.xml",
            "released",
            "DMSROG",
            "The goods were released; satisfactory after control (A1).",
        ),
        (
            "notification_cleared.xml",
            "cleared",
            "DMSCLE",
            "The declaration was cleared; considered satisfactory without control (A2).",
        ),
        (
            "notification_rejected.xml",
            "rejected",
            "DMSREJ",
            "The declaration was rejected; reasons: E12 Origin is missing at "
            "Declaration/GoodsShipment/GovernmentAgencyGoodsItem 2.",
        ),
    ],
)
def test_a_notification_is_an_event_in_words(vector: str, kind: str, source: str, words: str) -> None:
    row = event(vector)
    assert (row["event"], row["source"], row["detail"]) == (kind, source, words)
    assert row["at"] == datetime(2026, 3, 4, 10, 45, tzinfo=UTC)


def test_an_acceptance_happened_when_it_says_it_did() -> None:
    assert event("notification_accepted.xml")["at"] == datetime(2026, 3, 4, 11, 14, tzinfo=UTC)


def test_a_moment_spelt_out_in_words_is_understood() -> None:
    row = event("notification_exited_on_a_spelt_out_day.xml")
    assert (row["event"], row["at"]) == ("exited", datetime(2026, 3, 5, 0, 30, tzinfo=UTC))


def read(vector: str) -> Read:
    return read_wco((VECTORS / vector).read_bytes(), vector)


def test_a_status_report_tells_a_life_and_the_lane() -> None:
    found = read("notification_status_report.xml")
    assert {event["event"] for event in found.events.to_dicts()} == {"received", "accepted", "released"}
    (observed,) = found.observed.to_dicts()
    assert observed["lane"] == "route 6"
    assert observed["released_at"] == datetime(2026, 3, 4, 12, 15, tzinfo=UTC)


def test_goods_arrived_are_an_event_without_an_hour() -> None:
    (row,) = read("notification_goods_arrived.xml").events.to_dicts()
    assert (row["declaration"], row["event"], row["at"]) == (MRN, "arrived", None)


def test_taxes_and_changes_are_told_but_not_at_length() -> None:
    (row,) = read("notification_taxes_and_changes.xml").events.to_dicts()
    assert row["at"] is None  # the 99th of March
    assert row["detail"] == (
        "Duties and taxes were assessed; code ZZ9; status 67; reason 16; changed: Declaration/field 228; amounts: "
        "A00 1.00 EUR, B00 2.00 EUR, C1 3, C2 4, C3 5 and 1 more; version 2 of the declaration."
    )


@pytest.mark.parametrize(
    ("vector", "place"),
    [
        ("notification_status_report_of_nothing.xml", "/DeclarationStatusResponse/DeclarationStatusDetails"),
        ("notification_goods_arrived_for_nobody.xml", "/inventoryLinkingImportsGoodsArrival/entryNumber"),
    ],
)
def test_an_answer_about_nothing_is_refused_with_its_place(vector: str, place: str) -> None:
    (refusal,) = read(vector).refused
    assert refusal.place.startswith("line 1, column 1: " + place)


def test_a_malformed_notification_is_refused_with_line_and_column() -> None:
    (refusal,) = read_wco_notification(b"<MetaData>", "f").refused
    assert refusal.place == "line 1, column 11"


def test_a_change_without_a_reason_says_so() -> None:
    text = (
        (VECTORS / "notification_taxes_and_changes.xml")
        .read_text()
        .replace("<ChangeReasonCode>16<", "<ChangeReasonCode><")
    )
    (row,) = read_wco(text.encode(), "f").events.to_dicts()
    assert "no reason given" in row["detail"]


def test_an_unknown_kind_is_kept_as_a_query_and_not_lost() -> None:
    row = event("notification_of_unknown_kind.xml")
    assert (row["event"], row["source"]) == ("query", "function 77")


def test_a_notification_that_names_no_declaration_is_refused_with_its_place() -> None:
    found = read_wco((VECTORS / "notification_naming_no_declaration.xml").read_bytes(), "f")
    (refusal,) = found.refused
    assert refusal.place == "line 2, column 3: /MetaData/Response/Declaration/ID"


def test_a_declaration_is_no_notification() -> None:
    found = read_wco_notification((VECTORS / "wco_import_two_items.xml").read_bytes(), "f")
    assert found.events.is_empty()
    assert "no notification" in found.refused[0].reason


def test_the_file_may_be_called_anything() -> None:
    data = (VECTORS / "notification_control.xml").read_bytes()
    assert read_wco(data, "DMSCLE.xml").events["event"].to_list() == ["control"]


def test_every_notice_is_an_event_of_the_frame() -> None:
    assert {notice.event for notice in NOTICES.values()} <= set(EVENTS)


def lodged_and_answered() -> Read:
    names = ("wco_import_two_items.xml", "notification_accepted.xml", "notification_released.xml")
    reads = [read_wco((VECTORS / name).read_bytes(), name) for name in names]
    return Read(
        lines=pl.concat([found.lines for found in reads]),
        events=pl.concat([found.events for found in reads]),
        aliases=tuple(alias for found in reads for alias in found.aliases),
    )


def test_a_declaration_moves_to_the_number_customs_gave_it() -> None:
    found = linked(lodged_and_answered())
    assert set(found.lines["declaration"]) == {MRN} == set(found.events["declaration"])
    assert found.lines.schema == LINES


def test_a_declaration_that_does_not_say_when_it_was_lodged_takes_the_answers_moment() -> None:
    read = lodged_and_answered()
    silent = read.lines.with_columns(lodged=pl.lit(None, LINES["lodged"]), day=pl.lit(None, LINES["day"]))
    found = linked(Read(lines=silent, events=read.events, aliases=read.aliases), zone="Asia/Tokyo").lines
    assert set(found["lodged"]) == {datetime(2026, 3, 4, 11, 14, tzinfo=UTC)}
    assert {str(day) for day in found["day"]} == {"2026-03-04"}
    assert found.schema == LINES
    assert found["line"].to_list() == [1, 2]


def test_a_folder_is_read_as_one_story(tmp_path: Path) -> None:
    for name in ("wco_import_two_items.xml", "notification_control.xml", "hostile_billion_laughs.xml"):
        (tmp_path / name).write_bytes((VECTORS / name).read_bytes())
    found = read_path(tmp_path)
    assert set(found.lines["declaration"]) == {MRN} == set(found.events["declaration"])
    assert [Path(refusal.file).name for refusal in found.refused] == ["hostile_billion_laughs.xml"]


def test_a_reference_answered_with_two_numbers_is_not_moved() -> None:
    assert unambiguous((("a", "1"), ("a", "1"), ("b", "2"), ("b", "3"))) == {"a": "1"}
    read = lodged_and_answered()
    twice = linked(Read(lines=read.lines, events=read.events, aliases=(*read.aliases, ("XA-LRN-0001", "other"))))
    assert set(twice.lines["declaration"]) == {"XA-LRN-0001"}


def test_nothing_to_link_changes_nothing() -> None:
    assert linked(Read()).lines.is_empty()


@pytest.mark.outside
def test_outside_notifications_become_events_with_the_names_their_files_bear(outside: Path) -> None:
    seen = 0
    for path in sorted((outside / "wco_declarations").rglob("*DMS*.xml")):
        found = read_wco(path.read_bytes(), str(path))
        name = path.name[path.name.index("DMS") :][:6]
        assert found.events["source"].to_list() == [name], path
        assert found.events["at"].null_count() == 0
        assert found.events["declaration"].null_count() == 0
        seen += 1
    assert seen > 200
