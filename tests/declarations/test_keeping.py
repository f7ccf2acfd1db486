"""Keeping a reading is a deed: permitted, whole, and on record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.declarations.conftest import NOON, line, reading
from tests.world import World
from trustlane.access.actors import system
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.declarations import queries
from trustlane.declarations.actions.keeping import keep
from trustlane.ledger.queries import story
from trustlane.ledger.subjects import Subject

pytestmark = pytest.mark.django_db


def test_a_risk_manager_keeps_a_reading_and_the_record_says_how_much(world: World) -> None:
    manager = world.user(Role.RISK_MANAGER)
    loaded = keep(read=reading(line("A1"), line("A2")), source="march.csv", by=manager, at=NOON)
    assert loaded.declarations == 2
    (told,) = story(Subject("declarations_source", "march.csv"))
    assert told.verb == "declarations.keep"
    assert told.actor == manager.actor


def test_the_system_keeps_readings_by_itself(world: World) -> None:
    assert keep(read=reading(line("A1")), source="channel", by=system("intake"), at=NOON).declarations == 1


@pytest.mark.parametrize("role", [Role.FRONTLINE_OFFICER, Role.AUDITOR, Role.CASE_OFFICER])
def test_who_does_not_manage_risk_keeps_nothing(world: World, role: Role) -> None:
    with pytest.raises(Refused):
        keep(read=reading(line("A1")), source="march.csv", by=world.user(role), at=NOON)
    assert queries.count() == 0


def test_loading_works_with_a_table_from_a_file(world: World, tmp_path: Path) -> None:
    from trustlane.declarations.readers import read_path

    file = tmp_path / "t.csv"
    file.write_text("declaration,hs,day\nA1,010121,2026-03-02\nA2,x,2026-03-02\n")
    read = read_path(file)
    assert keep(read=read, source=file.name, by=world.user(Role.RISK_MANAGER), at=NOON).declarations == 1
