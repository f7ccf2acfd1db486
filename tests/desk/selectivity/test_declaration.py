"""One declaration tells why it got its lane, and to whom it tells what."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.test import Client

from tests.selectivity.declared import fact
from tests.world import NOW, World
from trustlane.selectivity.queries import decisions

PAGE = "/desk/selectivity/declarations/"


def some(office: str = "", **wanted: Any) -> Any:
    """A kept decision of this kind."""
    query = decisions.narrowed(decisions.decided(), decisions.Wanted(office=office, **wanted))
    found = query.order_by("id").first()
    assert found is not None
    return found


def test_reasons_stand_in_sentences_with_their_weights(manager: Client) -> None:
    row = next(each for each in decisions.decided().filter(lane="red", drawn=False) if each.reasons)
    page = manager.get(f"{PAGE}{row.declaration}/")
    text = page.content.decode()
    for reason in row.reasons:
        assert reason["text"] in text
    assert "Physical inspection before release" in text
    assert "Weights are in log-odds" in text


def test_both_worlds_stand_side_by_side_where_they_differ(manager: Client) -> None:
    row = some(changed=True)
    page = manager.get(f"{PAGE}{row.declaration}/")
    text = page.content.decode()
    assert "Without trusted traders it would have been" in text
    assert "Price of one look" in text
    assert "Chances" in text


def test_an_officer_sees_lane_and_reasons_but_no_score(frontline: Client) -> None:
    row = next(each for each in decisions.decided().filter(lane="red", office="A1") if each.reasons)
    text = frontline.get(f"{PAGE}{row.declaration}/").content.decode()
    assert row.reasons[0]["text"] in text
    for word in (
        "Both worlds",
        "credit",
        "Chances",
        "Weight",
        "Price",
        "What it rests on",
        "Standing that counted",
        "worth",
    ):
        assert word not in text, word


def test_an_officer_sees_no_declaration_of_another_office(frontline: Client) -> None:
    answer = frontline.get(f"{PAGE}{some('A2').declaration}/")
    assert answer.status_code == 403
    assert "for the office concerned" in answer.content.decode()


def test_what_was_decided_applied_and_done_stand_apart(manager: Client, decided: pl.DataFrame) -> None:
    text = manager.get(f"{PAGE}{decided['declaration'][0]}/").content.decode()
    assert "re-routed to" in text
    assert "officer 04" in text
    assert "Scanner out of service" in text
    assert "Wrong commodity code" in text
    assert "7.0 hours after it was lodged" in text


def test_an_amendment_shows_what_it_changes_and_waits_for_the_next_screening(
    world: World, manager: Client, decided: pl.DataFrame
) -> None:
    one = decided.head(1)
    amended = one.with_columns(
        version=pl.lit(2, pl.Int32),
        message=pl.lit("amendment").cast(one.schema["message"]),
        value_minor=pl.lit(1_234_500, pl.Int64),
        importer=pl.lit("IMP999"),
    )
    world.declared(amended, at=NOW + timedelta(days=1))
    text = manager.get(f"{PAGE}{one['declaration'][0]}/").content.decode()
    assert "Version 2: Amendment" in text
    assert "12,345.00 USD" in text
    assert "IMP999" in text
    assert "waits for the next screening" in text


def test_a_trusted_party_leads_to_its_standing_as_known_when_it_was_decided(world: World, manager: Client) -> None:
    row = some(trusted=True)
    page = manager.get(f"{PAGE}{row.declaration}/")
    assert any(party.counted for party in page.context["parties"])
    assert page.context["stood"] == f"?valid={row.day}&known={row.decided_at.date()}"


def test_every_decision_made_about_it_stays(world: World, manager: Client, decided: pl.DataFrame) -> None:
    reference = some().declaration
    world.screened(decided, fact("IMP1"), at=NOW + timedelta(days=90), keep=False)
    assert len(manager.get(f"{PAGE}{reference}/").context["history"]) == 2
    assert len(manager.get(f"{PAGE}{reference}/?known=2026-04-01").context["history"]) == 1


@pytest.mark.parametrize("known", ["", "?known=2020-01-01"])
def test_a_number_nobody_knows_is_a_page_that_says_so(manager: Client, known: str) -> None:
    answer = manager.get(f"{PAGE}NO-SUCH-NUMBER/{known}")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_what_was_not_known_then_is_said_to_be_known_today(manager: Client) -> None:
    answer = manager.get(f"{PAGE}{some().declaration}/?known=2020-01-01")
    assert answer.status_code == 404
    assert "It is known today" in answer.content.decode()


def test_a_declaration_that_waits_for_its_lane_says_so(world: World, manager: Client, decided: pl.DataFrame) -> None:
    world.declared(decided.head(1).with_columns(declaration=pl.lit("NEW/1")))
    text = manager.get(f"{PAGE}NEW/1/").content.decode()
    assert "Not decided yet" in text


def test_a_name_that_looks_like_code_is_only_a_name(world: World, manager: Client, decided: pl.DataFrame) -> None:
    world.declared(
        decided.head(1).with_columns(declaration=pl.lit("NEW2"), description=pl.lit("<script>alert(1)</script>"))
    )
    text = manager.get(f"{PAGE}NEW2/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
