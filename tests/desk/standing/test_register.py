"""The register's pages show what was asked for, to those who may see it, as it was known."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.world import NOW, World
from trustlane.access.roles import Role
from trustlane.standing import actions, queries

LIST = "Name;TIN;Scope;Role;Status;Valid from;Valid to\n" + "".join(
    f"Operator {number:03};XA1{number:09};both;importer;{'suspended' if number % 10 == 0 else 'valid'};2025-01-01;\n"
    for number in range(120)
)


@pytest.fixture(autouse=True)
def kept_apart(settings: Any, tmp_path: Path) -> None:
    settings.TRUSTLANE_EVIDENCE_FOLDER = tmp_path


@pytest.fixture
def officers(world: World) -> Iterator[tuple[Any, Any]]:
    yield world.user(Role.REGISTER_OFFICER), world.user(Role.REGISTER_OFFICER)


def given(officers: tuple[Any, Any], text: str = LIST, *, at: datetime = NOW + timedelta(days=1)) -> int:
    """A list that one uploaded and the other applied."""
    first, second = officers
    upload = actions.upload_list(
        file_name="list.csv", data=text.encode(), issuer="XA", on=date(2026, 3, 1), complete=False, by=first, at=at
    )
    actions.apply_list(upload=upload, seen=queries.preview(upload, at=at).digest, by=second, at=at)
    return upload.pk


def as_person(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_register_walks_from_page_to_page_without_losing_a_row(officers: tuple[Any, Any]) -> None:
    given(officers)
    client = as_person(officers[0])
    address, seen = "/desk/standing/?sort=-valid_from", []
    while address:
        table = client.get(address).context["table"]
        seen += [row.fact.operator for row in table.rows]
        address = f"/desk/standing/?sort=-valid_from&after={table.slice.next}" if table.slice.next else ""
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize(
    "query",
    ["sort=valid_from&after=WyJ2YWxpZF9mcm9tIiwieCIsMV0", "after=junk", "sort=password", "search=%00", "state=king"],
)
def test_an_address_somebody_made_up_still_shows_a_page(officers: tuple[Any, Any], query: str) -> None:
    given(officers)
    assert as_person(officers[0]).get(f"/desk/standing/?{query}").status_code == 200


def test_a_day_that_is_none_is_refused_with_how_it_is_written(officers: tuple[Any, Any]) -> None:
    answer = as_person(officers[0]).get("/desk/standing/?valid=tomorrow")
    assert answer.status_code == 400
    assert "2026-10-31" in answer.content.decode()


def test_before_the_list_was_applied_nobody_was_known(officers: tuple[Any, Any]) -> None:
    given(officers)
    client = as_person(officers[0])
    assert client.get("/desk/standing/").context["table"].total == 120
    before = client.get(f"/desk/standing/?known={NOW.date().isoformat()}")
    assert before.context["table"].total == 0
    assert "The register was empty on this day" in before.content.decode()


def test_figures_lead_to_the_rows_they_count(officers: tuple[Any, Any]) -> None:
    given(officers)
    client = as_person(officers[0])
    figures = client.get("/desk/standing/").context["figures"]
    assert client.get("/desk/standing/?state=suspended").context["table"].total == figures.by_state["suspended"] == 12


def test_an_export_holds_every_row_of_the_filter_and_reads_back(officers: tuple[Any, Any]) -> None:
    given(officers)
    client = as_person(officers[0])
    text = b"".join(client.get("/desk/standing/export.csv?state=suspended").streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 13
    book = client.get("/desk/standing/export.xlsx")
    assert book.content[:2] == b"PK"
    assert "attachment" in book.headers["Content-Disposition"]
    assert client.get("/desk/standing/export.pdf").status_code == 404


def test_who_only_looks_may_not_take_the_register_away(world: World, officers: tuple[Any, Any]) -> None:
    given(officers)
    frontline = as_person(world.officer())
    assert frontline.get("/desk/standing/").status_code == 200
    assert frontline.get("/desk/standing/export.csv").status_code == 403


def test_an_operators_login_sees_no_page_of_the_desk(world: World, officers: tuple[Any, Any]) -> None:
    given(officers)
    trader = as_person(world.trader("XA1000000001"))
    for path in ("", "operators/XA1000000001/", "operators/XA1000000002/", "lists/", "lists/new/", "export.csv"):
        assert trader.get(f"/desk/standing/{path}").status_code == 403, path


def test_one_operator_shows_what_was_learnt_later_beside_what_was_known(officers: tuple[Any, Any]) -> None:
    given(officers)
    given(officers, "TIN;Role;Status\nXA1000000001;importer;revoked\n", at=NOW + timedelta(days=3))
    client = as_person(officers[0])
    day = date(2026, 3, 4)
    now = client.get(f"/desk/standing/operators/XA1000000001/?valid={day}").context
    assert [row.fact.state for row in now["rows"]] == ["revoked"]
    then = client.get(f"/desk/standing/operators/XA1000000001/?valid={day}&known=2026-03-03").context
    assert [row.fact.state for row in then["rows"]] == ["valid"]
    assert [row.fact.state for row in then["learnt_later"]] == ["revoked"]


def test_nobody_by_that_number_is_a_page_that_says_so(officers: tuple[Any, Any]) -> None:
    assert as_person(officers[0]).get("/desk/standing/operators/XA999/").status_code == 404


def test_a_name_that_looks_like_code_is_only_a_name(officers: tuple[Any, Any]) -> None:
    given(officers, "Name;TIN\n<script>alert(1)</script>;XA1000000777\n")
    page = as_person(officers[0]).get("/desk/standing/operators/XA1000000777/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
