"""The list shows what was asked for, page after page, and tells nobody what is not theirs to know."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import polars as pl
import pytest
from django.test import Client

from tests.selectivity.declared import fact
from tests.world import NOW, World
from trustlane.evidence.grid import Bounds
from trustlane.evidence.workbook import read_workbook
from trustlane.parties.actions.registering import register
from trustlane.parties.identifiers import Identifier

PAGE = "/desk/selectivity/declarations/"
SECRETS = ["trusted=yes", "changed=no", "without=red", "rule=R1"]


@pytest.mark.parametrize("sort", ["-day", "day", "lane", "-value", "worth", "importer", "office"])
def test_the_list_walks_from_page_to_page_without_losing_a_row(
    manager: Client, decided: pl.DataFrame, sort: str
) -> None:
    address, seen = f"{PAGE}?sort={sort}", []
    while address:
        table = manager.get(address).context["table"]
        seen += [row.declaration for row in table.rows]
        address = f"{PAGE}?sort={sort}&after={table.slice.next}" if table.slice.next else ""
    assert len(seen) == len(set(seen)) == decided["declaration"].n_unique()


@pytest.mark.parametrize(
    ("query", "column", "value"),
    [
        ("origin=jp", "origin", "JP"),
        ("hs=8517", "hs", "851712"),
        ("office=A3", "office", "A3"),
        ("party=EXP7", "exporter", "EXP7"),
    ],
)
def test_a_filter_leaves_only_what_fits(
    manager: Client, decided: pl.DataFrame, query: str, column: str, value: str
) -> None:
    table = manager.get(f"{PAGE}?{query}").context["table"]
    assert table.total == decided.filter(pl.col(column) == value)["declaration"].n_unique() > 0
    assert {getattr(row, column) for row in table.rows} == {value}


def test_a_group_of_lanes_is_the_sum_of_its_lanes(manager: Client) -> None:
    def count(lane: str) -> int:
        return int(manager.get(f"{PAGE}?lane={lane}&track=goods").context["table"].total)

    assert count("held") == count("orange") + count("red") > 0


def test_the_consignments_of_an_operator_name_it_in_any_part(
    world: World, manager: Client, decided: pl.DataFrame
) -> None:
    numbers = (Identifier("NATIONAL", "IMP5"), Identifier("NATIONAL", "CARRIER9"))
    register(name="Importer and carrier", identifiers=numbers, actor="system:tests", at=NOW, issuer="XA")
    imported = decided.filter(pl.col("importer") == "IMP5")["declaration"].n_unique()
    assert imported > 0
    assert manager.get(f"{PAGE}?operator=IMP5").context["table"].total == imported
    world.screened(decided.head(1).with_columns(declaration=pl.lit("CARRIED"), carrier=pl.lit("CARRIER9")))
    assert manager.get(f"{PAGE}?operator=IMP5").context["table"].total == imported + 1
    assert "Importer and carrier" in manager.get(f"{PAGE}?operator=IMP5").content.decode()
    assert manager.get(f"{PAGE}?operator=NOBODY").context["table"].total == 0


@pytest.mark.parametrize(
    "query", ["after=junk", "sort=password", "lane=king", "declaration=%00", "drawn=maybe", "hs=%25"]
)
def test_an_address_somebody_made_up_still_shows_a_page(manager: Client, query: str) -> None:
    assert manager.get(f"{PAGE}?{query}").status_code == 200


def test_an_officer_sees_the_own_office_alone(frontline: Client, decided: pl.DataFrame) -> None:
    table = frontline.get(PAGE).context["table"]
    assert table.total == decided.filter(pl.col("office") == "A1")["declaration"].n_unique()
    assert frontline.get(f"{PAGE}?office=A2").context["table"].total == 0


@pytest.mark.parametrize("query", SECRETS)
def test_a_question_that_would_tell_a_score_is_refused_to_who_may_not_see_it(frontline: Client, query: str) -> None:
    assert frontline.get(f"{PAGE}?{query}").status_code == 403


def test_an_officer_finds_no_column_filter_or_order_by_score_or_credit(frontline: Client) -> None:
    assert frontline.get(f"{PAGE}?sort=-worth").context["table"].asked.sort == "day"
    text = frontline.get(PAGE).content.decode().lower()
    for word in ("credit", "worth", "is trusted", "trusted party", "score", "rule"):
        assert word not in text, word


def test_an_export_holds_every_row_of_the_filter(manager: Client) -> None:
    wanted = manager.get(f"{PAGE}?lane=looked").context["table"].total
    sent = b"".join(manager.get(f"{PAGE}export.csv?lane=looked").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sent)))
    assert len(rows) == wanted
    assert {"Lane without credit", "Worth of the look"} <= rows[0].keys()
    datetime.fromisoformat(rows[0]["Decided at (UTC)"])
    answer = manager.get(f"{PAGE}export.xlsx?lane=looked")
    book = io.BytesIO(b"".join(answer.streaming_content))
    bounds = Bounds(rows=10_000, columns=100, text=10_000, elements=10**6, unpacked=10**8, shared=10**7)
    (sheet,) = (list(filled) for _, filled in read_workbook(book, bounds))
    assert len(sheet) == wanted + 1
    assert manager.get(f"{PAGE}export.pdf").status_code == 404


def test_nothing_in_an_export_becomes_a_formula(world: World, manager: Client, decided: pl.DataFrame) -> None:
    world.screened(decided.head(1).with_columns(declaration=pl.lit("=1+1"), importer=pl.lit("@x")))
    sent = b"".join(manager.get(f"{PAGE}export.csv?declaration==1").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(sent))
    assert row["Declaration"] == "'=1+1"
    assert row["Importer"] == "'@x"


def test_an_officer_takes_no_list_away(frontline: Client) -> None:
    assert frontline.get(f"{PAGE}export.csv").status_code == 403
    assert "export.csv" not in frontline.get(PAGE).content.decode()


def test_what_was_decided_again_shows_what_was_known_then(world: World, manager: Client, decided: pl.DataFrame) -> None:
    one = decided.filter(pl.col("importer") == "IMP30").head(1)
    reference, later = one["declaration"][0], NOW.replace(month=6)
    world.screened(decided, fact("IMP30"), at=later, keep=False)

    def shown(known: str) -> Any:
        rows = manager.get(f"{PAGE}?declaration={reference}{known}").context["table"].rows
        return next(row for row in rows if row.declaration == reference)

    assert shown("").trusted
    assert not shown("&known=2026-05-01").trusted


def test_nobody_outside_sees_the_list(world: World, as_person: Callable[[Any], Client]) -> None:
    trader = as_person(world.trader("IMP1"))
    for path in ("", "export.csv", "M3-1/"):
        assert trader.get(PAGE + path).status_code == 403, path
