"""The guided page over the nodes of a demonstration: what was said and heard, and a line that is cut and healed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import desk_clock
from tests.desk.recognition.test_exchange import signed_in
from tests.recognition.issuer import Issuer
from tests.recognition.issuers import Issuer as Partner
from tests.recognition.issuers import Reading
from tests.world import World
from trustlane.access.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "/desk/recognition/exchange/guide/"
NOW = desk_clock.TODAY


@pytest.fixture
def nodes(tmp_path: Path, settings: Any) -> Path:
    """This node is XA, and XB runs beside it."""
    file = tmp_path / "nodes.json"
    told = {"XA": "Demonstration Customs", "XB": "Customs of Northport"}
    file.write_text(
        json.dumps([{"code": code, "name": name, "url": f"http://{code}.example"} for code, name in told.items()])
    )
    settings.TRUSTLANE_NODES_FILE = str(file)
    settings.TRUSTLANE_ADMINISTRATION = "XA"
    settings.TRUSTLANE_FEEDS_FOLDER = tmp_path / "feeds"
    return tmp_path


@pytest.fixture
def reading(world: World) -> Reading:
    world.now = NOW - timedelta(days=2)
    made = Reading(world, Partner("mra.xb.example/xa"), code="XB")
    made.issuer.says(1)
    at = NOW - timedelta(minutes=1)
    made.looks(at, made.issuer.serves(at))
    return made


def test_only_a_demonstration_of_several_has_the_page(world: World, settings: Any) -> None:
    settings.TRUSTLANE_NODES_FILE = ""
    assert signed_in(world.user(Role.MRA_DESK)).get(PAGE).status_code == 404


def test_what_was_said_and_heard_stands_there_with_how_far_it_came(nodes: Path, reading: Reading, world: World) -> None:
    issuer = Issuer(world, nodes / "feeds")
    at = NOW - timedelta(hours=1)
    feed = issuer.feed(at=at)
    operator = issuer.operator(7, at=at)
    issuer.says(operator, since=at.date(), at=at)
    desk = signed_in(reading.first)
    page = desk.get(PAGE)
    (said,) = page.context["said"]
    assert (said.partner, said.to, said.operator, said.signed, said.applied) == (
        "XB", "valid", operator.reference, False, False
    )  # fmt: skip
    (heard,) = page.context["heard"]
    assert (heard.issuer, heard.to, heard.stands) == ("XB", "valid", "valid")
    issuer.seal(feed, at)
    assert desk.get(PAGE).context["said"][0].signed
    told = page.content.decode()
    assert "Without another word the whole benefit lasts until" in told
    assert "http://XB.example/desk/recognition/exchange/guide/" in told


def test_the_desk_cuts_the_line_and_heals_it(nodes: Path, reading: Reading) -> None:
    desk, mark = signed_in(reading.first), nodes / "lines-cut" / "XA-XB"
    assert desk.post(PAGE, {"partner": "XB", "line": "cut"}).status_code == 302
    assert mark.exists()
    assert "The line is cut." in desk.get(PAGE).content.decode()
    assert desk.post(PAGE, {"partner": "XB", "line": "heal"}).status_code == 302
    assert not mark.exists()


def test_nobody_else_cuts_it_and_no_other_name_is_written(nodes: Path, reading: Reading, world: World) -> None:
    assert signed_in(world.user(Role.AUDITOR)).post(PAGE, {"partner": "XB", "line": "cut"}).status_code == 403
    assert signed_in(reading.first).post(PAGE, {"partner": "../XB", "line": "cut"}).status_code == 404
    assert not (nodes / "lines-cut").exists()
    assert signed_in(world.user(Role.FRONTLINE_OFFICER)).get(PAGE).status_code == 403
