"""Readings brought into the tables: whole, once, and never over what is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import DatabaseError, connection, transaction

from tests.declarations.conftest import NOON, line, reading
from trustlane.declarations import queries
from trustlane.declarations.frame import EVENT_ROWS, OBSERVED_ROWS, Read
from trustlane.declarations.messages import messages_of
from trustlane.declarations.models import Declaration, DeclarationLine, DeclarationVersion

pytestmark = pytest.mark.django_db
Keep = Callable[..., Any]


def test_a_declaration_is_kept_with_its_lines_parties_claims_and_containers(keep: Keep) -> None:
    shop = {"role": "consignor", "identifier": None, "name": 'Shop, "Best"', "address": "1 Rd\nTown", "country": "XB"}
    aeo = {"role": "importer", "kind": "AEOC", "identifier": "XA1"}
    loaded = keep(
        line("A1", 1, value_minor=5, parties=[shop], claims=[aeo], containers=['MSCU"1', "TCLU,2"]),
        line(
            "A1", 2, hs="850440", value_minor=9, net_mass_g=2**40, description="naïve ☃", parties=[shop], claims=[aeo]
        ),
    )
    assert (loaded.declarations, loaded.versions, loaded.lines, loaded.parties) == (1, 1, 2, 1)
    story = queries.story("A1")
    assert story is not None
    assert story.latest.containers == ('MSCU"1', "TCLU,2")
    assert [dict(claim) for claim in story.latest.claims] == [aeo]
    (party,) = story.latest.parties
    assert (party.name, party.address) == ('Shop, "Best"', "1 Rd\nTown")
    assert [(each.line, each.hs, each.description) for each in story.latest.lines] == [
        (1, "010121", None),
        (2, "850440", "naïve ☃"),
    ]
    head = story.latest.head
    assert (head.main_hs, head.value_minor, head.net_mass_g, head.line_count) == ("850440", 14, 2**40 + 1000, 2)


def test_the_same_reading_twice_adds_nothing(keep: Keep) -> None:
    lines = [line("A1"), line("A2", 1), line("A2", 2)]
    assert keep(*lines).lines == 3
    again = keep(*reversed(lines))
    assert (again.declarations, again.versions, again.lines, again.repeated) == (0, 0, 0, 2)
    assert DeclarationLine.objects.count() == 3


def test_other_content_under_a_kept_reference_is_refused_and_the_rest_goes_on(keep: Keep) -> None:
    keep(line("A1"))
    loaded = keep(line("A1", value_minor=1), line("A2"))
    assert loaded.declarations == 1
    (refusal,) = loaded.refused
    assert refusal.reference == "A1"
    assert "amendment" in refusal.mend


def test_an_amendment_becomes_the_next_version_and_a_cancellation_closes(keep: Keep) -> None:
    keep(line("A1"))
    keep(line("A1", version=None, message="amendment", value_minor=7), at=NOON + timedelta(hours=1))
    keep(line("A1", None, version=None, message="cancellation"), at=NOON + timedelta(hours=2))
    late = keep(line("A1", version=None, message="amendment", value_minor=8), at=NOON + timedelta(hours=3))
    assert late.refused
    story = queries.story("A1")
    assert story is not None
    assert [(v.head.number, v.head.message) for v in story.versions] == [
        (1, "original"),
        (2, "amendment"),
        (3, "cancellation"),
    ]
    assert (story.state, story.latest.head.value_minor) == ("cancelled", 7)


def test_versions_of_one_reference_in_one_file_follow_each_other(keep: Keep) -> None:
    loaded = keep(
        line("A1", version=2, message="amendment", value_minor=7),
        line("A1"),
        line("A1", None, version=3, message="cancellation"),
    )
    assert (loaded.versions, loaded.lines) == (3, 2)
    assert list(DeclarationVersion.objects.order_by("number").values_list("number", "note")) == [
        (1, None),
        (2, None),
        (3, None),
    ]


def test_an_amendment_of_an_unknown_declaration_is_kept_and_said_so(keep: Keep) -> None:
    keep(line("A1", version=None, message="amendment", regime=None, day=None))
    version = DeclarationVersion.objects.get()
    assert (version.number, version.note, version.day) == (2, "original_unknown", date(2026, 3, 2))


def test_two_files_under_one_reference_in_one_reading_are_two_messages() -> None:
    lines = reading(line("A1"), line("A1", 2), line("A1", value_minor=1)).lines
    heads = messages_of(lines).heads
    assert heads["line_count"].to_list() == [2, 1]
    assert heads["digest"].n_unique() == 2


def test_a_declaration_without_a_day_stands_under_the_day_it_came_in_at_its_office(keep: Keep) -> None:
    keep(line("A1", day=None), at=datetime(2026, 3, 1, 20, tzinfo=UTC), zone="Asia/Seoul")
    assert Declaration.objects.get().day == date(2026, 3, 2)


def test_mixed_currencies_have_no_total(keep: Keep) -> None:
    keep(line("A1", 1), line("A1", 2, currency="USD"))
    assert DeclarationVersion.objects.get().value_minor is None


def test_events_and_treatments_are_kept_once_even_before_their_declaration(keep: Keep) -> None:
    events = pl.DataFrame([("A1", "released", NOON, "wco", "x" * 5000)], schema=EVENT_ROWS, orient="row")
    observed = pl.DataFrame(
        [("A1", "red", None, None, None, "physical", NOON, "find", "drugs", None)], schema=OBSERVED_ROWS, orient="row"
    )
    read = Read(events=events, observed=observed)
    assert (first := keep(read=read)).events == 1
    assert first.observed == 1
    assert keep(read=read, at=NOON + timedelta(days=1)).events == 0
    assert queries.events("A1")[0].event == "released"
    assert queries.observed("A1")[0].kind == "drugs"


def test_a_refused_load_leaves_nothing_behind(keep: Keep) -> None:
    broken = replace(reading(line("A1")), lines=reading(line("A1", value_minor=-1)).lines)
    with pytest.raises(DatabaseError), transaction.atomic():
        try:
            keep(read=broken)
        except Exception as error:
            raise DatabaseError from error
    assert Declaration.objects.count() == 0


def test_null_characters_do_not_stop_a_load(keep: Keep) -> None:
    keep(line("A1", description="a\0b"))
    assert DeclarationLine.objects.get().description == "ab"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE declarations_declarationline SET value_minor = 0",
        "DELETE FROM declarations_declarationversion",
        "UPDATE declarations_declaration SET day = day",
        "DELETE FROM declarations_declarationparty",
    ],
)
def test_what_was_declared_is_never_edited(keep: Keep, statement: str) -> None:
    keep(line("A1", parties=[{"role": "x", "identifier": "y", "name": None, "address": None, "country": None}]))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.outside
def test_real_declarations_are_kept_whole_and_once(keep: Keep, outside: Path) -> None:
    from trustlane.declarations.readers import read_path

    read = read_path(outside / "declarations" / "valid.csv")
    assert keep(read=read).lines == 8_134
    assert keep(read=read).repeated == 8_134
    assert queries.count() == 8_134


@pytest.mark.outside
def test_real_messages_are_kept_with_their_amendments_and_events(keep: Keep, outside: Path) -> None:
    from trustlane.declarations.readers import read_path

    read = read_path(outside / "wco_declarations")
    loaded = keep(read=read)
    assert loaded.versions >= loaded.declarations > 100
    assert loaded.events > 100
    assert keep(read=read).versions == 0
