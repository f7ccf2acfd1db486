"""What ships: catalogues that can be used as they are, crosswalks without orphans, roles that the register knows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from trustlane.criteria.catalogue import Role
from trustlane.criteria.counting import by_role, counts
from trustlane.criteria.library import shipped
from trustlane.standing.facts import ROLES

SAFE = "safe-2025"
DOMAIN = Path(__file__).resolve().parents[3] / "shared" / "domain" / "safe.md"


def test_the_roles_are_those_of_the_register() -> None:
    assert set(get_args(Role)) == set(ROLES) - {""}


def test_every_item_of_the_framework_is_there_and_no_other() -> None:
    if not DOMAIN.exists():
        pytest.skip("the domain notes are not beside this checkout")
    told = DOMAIN.read_text("utf-8").partition("## 2. SAFE AEO criteria")[2].partition("### 2.2")[0]
    asked = set(re.findall(r"\b[A-M]\.[OC][0-9]+", told))
    assert len(asked) > 100
    there = {item for item in shipped().catalogues[SAFE].items if re.fullmatch(r"[A-M]\.[OC][0-9]+", item)}
    assert there == asked


@pytest.mark.parametrize("name", sorted(shipped().catalogues))
def test_what_ships_counts_what_it_holds(name: str) -> None:
    of = shipped().catalogues[name]
    count = counts(of)
    assert count["must"] + count["should"] + count["customs"] == len(of.items)
    for role, asked in by_role(of).items():
        assert asked["must"] + asked["should"] == len(list(of.applying(role)))  # type: ignore[arg-type]


def test_who_answered_the_framework_is_offered_answers_elsewhere() -> None:
    library = shipped()
    answered = [(SAFE, item.id) for item in library.catalogues[SAFE].items.values() if item.of == "operator"]
    for crosswalk in library.crosswalks:
        other = crosswalk.to.name
        offered = library.offered(other, answered)
        served = {link.to for link in crosswalk.links if link.relation in ("equal", "covers")}
        assert set(offered) == served
        assert offered, other


def test_a_small_exporter_is_asked_less_than_a_carrier_about_vehicles() -> None:
    of = shipped().catalogues[SAFE]
    conveyance = {
        role: sum(section.id == "H" and extent == "full" for section, _, extent in of.applying(role))
        for role in ("exporter", "carrier")
    }
    assert conveyance["exporter"] < conveyance["carrier"]
