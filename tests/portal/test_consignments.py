"""An operator sees its own consignments and how they went; of a lane, a score or a reason there is nothing."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.test import Client

from tests.selectivity.declared import fact, lines
from tests.world import NOW, World
from trustlane.parties.actions.registering import register
from trustlane.parties.identifiers import Identifier

PAGE = "/portal/consignments/"
OWN, OTHER = "XA1000000001", "XA1000000002"
# What would tell a risk profile, or that there is one.
FORBIDDEN = re.compile(
    r"\b(lane|score|risk|credit|reason|weight|chance|drawn|lot|signal|model|rule|worth|yellow|orange|red|green|blue)\b",
    re.IGNORECASE,
)


def rows() -> pl.DataFrame:
    """Six of the own company in two months, and two of another."""
    own = [
        {"declaration": f"OWN{number}", "importer": OWN, "day": NOW.date() + timedelta(days=10 * number)}
        for number in range(5)
    ]
    brokered = [{"declaration": "SENT", "importer": OTHER, "exporter": OWN}]
    others = [{"declaration": f"OTHER{number}", "importer": OTHER} for number in range(2)]
    return lines(*own, *brokered, *others)


@pytest.fixture
def house(world: World) -> World:
    for number in (OWN, OTHER):
        register(name=f"Company {number}", identifiers=[Identifier("TIN", number)], actor="system:tests", at=NOW)
    kept = rows()
    lodged = dict(kept.select("declaration", "lodged").iter_rows())
    observed = [
        {
            "declaration": f"OWN{number}",
            "lane": "orange",
            "rerouted_to": "red",
            "rerouted_why": "a covert tip",
            "examination": "physical" if number == 0 else "none",
            "examined_at": lodged[f"OWN{number}"] + timedelta(hours=2) if number == 0 else None,
            "result": "clean" if number == 0 else None,
            "released_at": lodged[f"OWN{number}"] + timedelta(hours=number + 1) if number < 4 else None,
        }
        for number in range(5)
    ]
    planned = {"declaration": "OWN4", "event": "control", "at": lodged["OWN4"], "detail": "covert control"}
    later = {"declaration": "SENT", "examination": "xray", "examined_at": datetime(2099, 1, 1, tzinfo=UTC)}
    world.declared(kept, observed=[*observed, later], events=[planned])
    world.screened(kept, fact("X"), keep=False)
    return world


@pytest.fixture
def company(house: World) -> Client:
    client = Client()
    client.force_login(house.trader(OWN), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_company_sees_its_own_consignments_in_whatever_part_it_stands(company: Client) -> None:
    table = company.get(PAGE).context["table"]
    assert {row.reference for row in table.rows} == {"SENT", *(f"OWN{number}" for number in range(5))}
    assert table.total == 6


def test_hours_run_from_lodging_to_release(company: Client) -> None:
    rows = {row.reference: row for row in company.get(PAGE).context["table"].rows}
    assert rows["OWN2"].took == timedelta(hours=3)
    assert rows["OWN4"].took is None


def test_an_examination_is_told_once_it_was_done(company: Client) -> None:
    rows = {row.reference: row for row in company.get(PAGE).context["table"].rows}
    assert rows["OWN0"].examination == "physical"
    assert rows["SENT"].examination is None
    assert {row.reference for row in company.get(f"{PAGE}?examined=yes").context["table"].rows} == {"OWN0"}


def test_months_count_the_same_consignments_as_the_rows_they_lead_to(company: Client) -> None:
    months = company.get(PAGE).context["months"]
    assert [(month.first.month, month.consignments, month.examined) for month in months] == [(4, 2, 0), (3, 4, 1)]
    assert months[1].hours == 2.0
    text = company.get(PAGE).content.decode()
    for address in set(re.findall(r'href="(/portal/consignments/\?day_from[^"]*)"', text)):
        page = company.get(address.replace("&amp;", "&"))
        assert page.context["table"].total in {0, 1, 2, 4}


@pytest.mark.parametrize("path", ["", "OWN0/", "OWN4/", "SENT/"])
def test_no_page_says_or_implies_anything_of_a_risk_profile(company: Client, path: str) -> None:
    text = company.get(PAGE + path).content.decode()
    body = text[text.index("<main") : text.index("</main>")]
    assert not FORBIDDEN.findall(body)
    for secret in ("covert", "Control announced", "tone-red", "tone-orange"):
        assert secret not in text


def test_the_consignment_of_another_company_answers_like_an_unknown_number(company: Client) -> None:
    other, unknown = (company.get(f"{PAGE}{reference}/") for reference in ("OTHER0", "NO-SUCH"))
    assert other.status_code == unknown.status_code == 404

    def without_address(answer: Any) -> bytes:
        return bytes(re.sub(rb'value="[^"]*"', b"", answer.content.replace(b"OTHER0", b"NO-SUCH")))

    assert without_address(other) == without_address(unknown)


def test_who_acts_for_nobody_known_sees_an_empty_list_that_says_what_to_do(house: World) -> None:
    client = Client()
    client.force_login(house.trader("XA9999999999"), backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(PAGE).content.decode()
    assert "No consignment carries one of your numbers" in text


def test_officers_have_no_portal(house: World) -> None:
    client = Client()
    client.force_login(house.officer(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}OWN0/").status_code == 403


@pytest.mark.parametrize("query", ["after=junk", "sort=password", "state=king", "reference=%00"])
def test_an_address_somebody_made_up_still_shows_a_page(company: Client, query: str) -> None:
    assert company.get(f"{PAGE}?{query}").status_code == 200


def test_the_list_walks_from_page_to_page(company: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("trustlane.portal.views.consignments.PAGE_SIZE", 2)
    address, seen = PAGE, []
    while address:
        table = company.get(address).context["table"]
        seen += [row.reference for row in table.rows]
        address = f"{PAGE}?after={table.slice.next}" if table.slice.next else ""
    assert len(seen) == len(set(seen)) == 6
