"""What ships: catalogues that can be used as they are, crosswalks without orphans."""

from __future__ import annotations

import re
from datetime import date
from typing import get_args

import pytest

from trustlane.criteria.counting import by_role, counts, questions_by_role
from trustlane.criteria.library import files, shipped
from trustlane.criteria.question import Kind
from trustlane.written import SIZE_LIMIT

SAFE = "safe-2025"


# How many items each section of the framework has for operators and for customs.
ITEMS = {
    "A": (5, 3),
    "B": (6, 2),
    "C": (2, 2),
    "D": (5, 5),
    "E": (6, 5),
    "F": (6, 3),
    "G": (13, 3),
    "H": (6, 2),
    "I": (11, 3),
    "J": (5, 3),
    "K": (3, 1),
    "L": (3, 3),
    "M": (4, 3),
}


def test_every_item_of_the_framework_is_there_and_no_other() -> None:
    there = {item for item in shipped().catalogues[SAFE].items if re.fullmatch(r"[A-M]\.[OC][0-9]+", item)}
    asked = {
        f"{section}.{of}{number}"
        for section, counted in ITEMS.items()
        for of, many in zip("OC", counted, strict=True)
        for number in range(1, many + 1)
    }
    assert there == asked


def test_what_ships_is_counted() -> None:
    catalogues = shipped().catalogues
    assert len(catalogues) >= 10
    assert counts(catalogues[SAFE]) == {"sections": 19, "must": 68, "should": 28, "customs": 38, "unconfirmed": 134}
    assert by_role(catalogues["ctpat-msc-2020"])["broker"] == {"must": 39, "should": 18, "partly": 14}
    assert by_role(catalogues["ctpat-msc-2020"])["warehouse"] == {"must": 0, "should": 0, "partly": 0}


def test_what_ships_is_far_from_the_largest_that_is_read() -> None:
    assert max(map(len, files().values())) < SIZE_LIMIT / 3


def test_answers_to_the_framework_are_offered_where_they_serve() -> None:
    library = shipped()
    answered = [(SAFE, "M.O3"), (SAFE, "G.O3"), (SAFE, "B.O6")]
    (served,) = library.offered("ctpat-msc-2020", answered)["1.3"]
    assert (served.item, served.link.relation) == ("M.O3", "covers")
    assert "6.2" not in library.offered("ctpat-msc-2020", answered)
    assert "G.O3" in library.offered(SAFE, [("ctpat-msc-2020", "6.2")])
    assert "3.7" in library.offered("eu-ucc39-2016", answered)


def test_answers_to_the_framework_serve_the_outlines_of_korea_and_new_zealand_only_where_one_covers_the_other() -> None:
    library = shipped()
    answered = [(SAFE, item) for item in library.catalogues[SAFE].items]
    korea = library.offered("korea-aeo-2024", answered)
    assert {item: served[0].item for item, served in korea.items()} == {"F.O1": "C.O2", "S.O3": "I.O7", "S.O8": "E.O5"}
    assert library.offered("nz-ses-2018", answered) == {}
    related = {link.to for walk in library.crosswalks if walk.to.name == "korea-aeo-2024" for link in walk.links}
    assert {item.id for item in library.catalogues["korea-aeo-2024"].items.values() if item.of == "operator"} == related


WRITTEN = {
    "eu-ucc39-2016": date(2026, 11, 23),
    "ctpat-msc-2020": date(2026, 12, 1),
    "korea-aeo-2024": date(2026, 12, 1),
    "nz-ses-2018": date(2026, 12, 1),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_an_outline_has_questions_of_its_own_to_each_criterion_of_operators(name: str) -> None:
    questions = shipped().questions[name]
    assert questions.written
    assert shipped().editions[name][-1].begins == WRITTEN[name]
    operators = [item for item in questions.catalogue.items.values() if item.of == "operator"]
    assert set(questions.of_item) == {item.id for item in operators}
    # What is derived is the sentence of the criterion; what is written asks something that can be looked at.
    assert not [item.id for item in operators if questions.of_item[item.id][0].text in (item.question, item.text)]
    assert all(questions.of_item[item.id][0].hint for item in operators)
    for item in (each for each in operators if each.sites):
        assert all(question.per_site for question in questions.of_item[item.id]), item.id


@pytest.mark.parametrize("name", [name for name in WRITTEN if name != "eu-ucc39-2016"])
def test_questions_that_came_later_are_of_every_kind_and_short_for_a_small_firm(name: str) -> None:
    questions = shipped().questions[name]
    assert {placed.question.kind for placed in questions.placed} == set(get_args(Kind))
    assert any(placed.question.per_site for placed in questions.placed)
    assert max(len(placed.question.text) for placed in questions.placed) <= 160
    for role, count in questions_by_role(questions).items():
        assert count["light"] * 100 <= count["full"] * 65, role
    (before, _) = shipped().editions[name]
    assert (before.name, before.questions.written) == (name, False)


def test_a_small_exporter_is_asked_less_than_a_carrier_about_vehicles() -> None:
    of = shipped().catalogues[SAFE]
    conveyance = {
        role: sum(section.id == "H" and extent == "full" for section, _, extent in of.applying(role))
        for role in ("exporter", "carrier")
    }
    assert conveyance["exporter"] < conveyance["carrier"]
