"""A fact is told to those the wiring names, in order, inside the deed."""

from dataclasses import dataclass

import pytest

from trustlane.ledger import facts


@dataclass(frozen=True)
class Granted:
    operator: str


heard = []


def first(fact):
    heard.append(("first", fact))


def second(fact):
    heard.append(("second", fact))


def refuses(fact):
    raise RuntimeError("a listener refused")


TABLE = {Granted: (first, second)}
REFUSING = {Granted: (first, refuses, second)}


@pytest.fixture(autouse=True)
def silence():
    heard.clear()


@pytest.fixture
def wired(monkeypatch):
    return lambda table: monkeypatch.setattr("trustlane.ledger.facts.import_string", lambda path: table)


def test_listeners_hear_in_the_order_of_the_table(wired):
    wired(TABLE)
    facts.tell(Granted("7"))
    assert heard == [("first", Granted("7")), ("second", Granted("7"))]


def test_a_fact_nobody_listens_to_is_told_to_nobody(wired):
    wired({})
    facts.tell(Granted("7"))
    assert heard == []


def test_a_listener_that_refuses_undoes_the_deed(wired):
    wired(REFUSING)
    with pytest.raises(RuntimeError, match="refused"):
        facts.tell(Granted("7"))
    assert [name for name, _ in heard] == ["first"]


def test_the_wiring_of_this_installation_is_found():
    facts.tell(object())
