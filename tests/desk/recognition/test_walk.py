"""The walk of the demonstration: its buttons are deeds of two, what came of them shows, and nobody else has it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.desk.recognition.test_exchange import signed_in
from trustlane.access.models import User
from trustlane.cli import demo_data, demo_walk
from trustlane.desk.recognition import neighbours
from trustlane.desk.recognition.walk import EXPORTER
from trustlane.parties.identifiers import Identifier
from trustlane.programme.models import Case, Event
from trustlane.selectivity.labels import Outcome
from trustlane.selectivity.models import Decision
from trustlane.standing.facts import StandingFact
from trustlane.standing.queries import said_by

pytestmark = pytest.mark.django_db
PAGE = "/desk/recognition/exchange/guide/"
NOW: datetime = desk_clock.TODAY


@pytest.fixture
def nodes(tmp_path: Path, settings: Any) -> Any:
    """This node is XA, XB runs beside it; nothing is laid in but people."""
    file = tmp_path / "nodes.json"
    told = {"XA": "Demonstration Customs", "XB": "Customs of Northport"}
    file.write_text(
        json.dumps([{"code": code, "name": name, "url": f"http://{code}.example"} for code, name in told.items()])
    )
    settings.TRUSTLANE_NODES_FILE = str(file)
    settings.TRUSTLANE_ADMINISTRATION = "XA"
    demo_data.enrol(NOW - timedelta(days=800), {"otto": "XA000000001", "tess": "XA000000002"})
    return settings


class There:
    """The other node, which has applied everything as soon as it was said."""

    def __init__(self) -> None:
        self.arrived = 0

    def sees(self, number: str) -> dict[str, Any]:
        assert number == EXPORTER
        facts = said_by("XA", [EXPORTER]).get(EXPORTER, [])
        since = (facts[-1].known_from + timedelta(seconds=2)).isoformat() if facts else ""
        consignment = {
            "reference": "26XB01",
            "lane": "blue",
            "before": "",
            "twin": "red",
            "credit": "whole" if facts and facts[-1].state == "valid" else "",
            "decided_at": since,
        }
        return {
            "operator": EXPORTER if facts else "",
            "states": [{"state": one.state, "since": since} for one in facts],
            "whole_until": "",
            "half_until": "",
            "consignment": consignment if self.arrived else None,
        }

    def lets_arrive(self, number: str) -> None:
        self.arrived += 1


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> There:
    made = There()
    monkeypatch.setattr(neighbours, "neighbour", lambda url: made)
    return made


def person(name: str) -> Client:
    return signed_in(User.objects.get(username=name))


def deeds() -> list[tuple[str, str]]:
    """The moves since the case awaited its decision, each with who made it."""
    case = Case.objects.get(operator__reference=EXPORTER)
    names = dict(User.objects.values_list("pk", "username"))
    rows = list(Event.objects.filter(case=case).order_by("number"))
    last = max(place for place, one in enumerate(rows) if one.move == "report")
    return [(one.move, names.get(one.person_id or 0, "")) for one in rows[last + 1 :]]


def test_granted_suspended_and_given_back_by_two_each(nodes: Any, there: There) -> None:
    assert demo_walk.lay(at=NOW - timedelta(hours=1))
    assert not demo_walk.lay(at=NOW - timedelta(hours=1))
    desk = person("mara")
    first = desk.get(PAGE).content.decode()
    assert "Grant the status" in first and "It has never heard of this firm." in first
    assert desk.post(PAGE, {"walk": "suspend"}).status_code == 302  # not what the case waits for
    assert deeds() == []
    for said in ("grant", "suspend", "lift"):
        assert desk.post(PAGE, {"walk": said}).status_code == 302
    told = deeds()
    assert [move for move, _ in told] == [
        "grant",
        "take_effect",
        "freeze",
        "ratify",
        "propose_reinstatement",
        "reinstate",
    ]
    by = dict(told)
    handled = "cole"
    assert by["grant"] != handled and by["freeze"] != by["ratify"] and by["propose_reinstatement"] != by["reinstate"]
    assert "" not in {who for move, who in told if move != "take_effect"}
    assert there.arrived == 2  # after the grant, and after the suspension was lifted
    page = desk.get(PAGE).content.decode()
    assert "2.0" in page and "The same goods of an unknown sender" in page


def test_behind_a_cut_line_nothing_is_waited_for(nodes: Any, there: There) -> None:
    demo_walk.lay(at=NOW - timedelta(hours=1))
    desk = person("mara")
    desk.post(PAGE, {"partner": "XB", "line": "cut"})
    desk.post(PAGE, {"walk": "grant"})
    assert deeds()[0][0] == "grant"
    assert there.arrived == 0
    assert "the partner hears of it once it runs again" in desk.get(PAGE).content.decode()


def test_a_neighbour_is_looked_at_by_signing_on_with_its_form(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, bytes | None]] = []

    def fetched(self: Any, path: str, data: bytes | None = None) -> tuple[str, str]:
        asked.append((path, data))
        signed_on = any(one == "/login/" for one, _ in asked)
        return (path.partition("?")[0], '{"operator": "X"}') if signed_on else ("/login/", "")

    monkeypatch.setattr(neighbours.Neighbour, "_fetched", fetched)
    assert neighbours.Neighbour("http://127.0.0.1:1").sees("XA1") == {"operator": "X"}
    seen = PAGE + "seen/?number=XA1"
    assert [path for path, _ in asked] == [seen, "/login/", seen]
    assert b"username=rita" in (asked[1][1] or b"")
    monkeypatch.setattr(neighbours.Neighbour, "_fetched", lambda self, path, data=None: ("/login/", ""))
    for url in ("http://127.0.0.1:1", "file:///etc"):
        with pytest.raises(neighbours.Unreached):
            neighbours.Neighbour(url).sees("XA1")


def test_only_the_desk_presses_and_only_in_a_demonstration(nodes: Any, there: There) -> None:
    demo_walk.lay(at=NOW - timedelta(hours=1))
    assert person("aude").post(PAGE, {"walk": "grant"}).status_code == 403
    assert deeds() == []
    nodes.TRUSTLANE_NODES_FILE = ""
    for path, said in ((PAGE, {"walk": "grant"}), (PAGE, {"consignment": EXPORTER})):
        assert person("mara").post(path, said).status_code == 404
    assert person("rita").get(PAGE + "seen/").status_code == 404
    assert deeds() == []


def test_a_consignment_arrives_at_the_partner_and_shows_what_the_word_is_worth(nodes: Any) -> None:
    nodes.TRUSTLANE_ADMINISTRATION = "XB"
    for name in ("mara", "aude"):
        assert person(name).post(PAGE, {"consignment": EXPORTER}).status_code == 403
    assert not Decision.objects.exists()
    rita = person("rita")
    assert rita.post(PAGE, {"consignment": "XA1"}).status_code == 404
    assert rita.post(PAGE, {"consignment": EXPORTER}).status_code == 302
    shown = rita.get(PAGE + "seen/", {"number": EXPORTER}).json()
    assert (shown["states"], shown["consignment"]["credit"], shown["consignment"]["before"]) == ([], "", "")
    users = {one.username: one for one in User.objects.all()}
    fact = StandingFact(
        operator=EXPORTER,
        name="Marram Instruments",
        identifiers=(Identifier("TIN", EXPORTER),),
        scope=frozenset({"security"}),
        role="exporter",
        tier="",
        issuer="XA",
        state="valid",
        valid_from=NOW.date(),
        valid_to=None,
        known_from=NOW,
    )
    demo_data.upload([fact], "XA", NOW, users)
    assert rita.post(PAGE, {"consignment": EXPORTER}).status_code == 302
    trusted = rita.get(PAGE + "seen/", {"number": EXPORTER}).json()
    assert [one["state"] for one in trusted["states"]] == ["valid"]
    assert trusted["consignment"]["credit"] == "whole"
    assert trusted["consignment"]["reference"] != shown["consignment"]["reference"]
    named, twin = (Outcome.values.index(trusted["consignment"][one]) for one in ("lane", "twin"))
    assert named <= twin
    assert "The same goods of an unknown sender" in rita.get(PAGE).content.decode()
    row = Decision.objects.get(declaration=trusted["consignment"]["reference"])
    assert [(one["own"], one["scope"]) for one in row.standing] == [(False, "security")]
