"""The arrangements of the demonstration: where each stands, what is behind it, and what it gives; once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from trustlane.cli import demo_arrangements, demo_exchange
from trustlane.cli.demo_exchange import lay_house
from trustlane.cli.demo_size import Size
from trustlane.config.demonstration import BY_SPREADSHEET, NEIGHBOURS
from trustlane.recognition import terms
from trustlane.recognition.feed import ages
from trustlane.recognition.models import Arrangement, Contact, Minutes, Paper, Task
from trustlane.recognition.queries import comparisons, drafts
from trustlane.recognition.queries.giving import given, withheld_by
from trustlane.recognition.stages import Stage
from trustlane.standing.queries import said_by

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def laid(code: str, settings: Any) -> dict[str, Arrangement]:
    """The arrangements of that house, by partner."""
    settings.TRUSTLANE_ADMINISTRATION = code
    house = demo_arrangements.FIRST if code == "XA" else next(one for one in NEIGHBOURS if one.code == code)
    lay_house(house if house.firms else BY_FIRST, at=NOW)
    assert demo_arrangements.lay(code, at=NOW)
    assert not demo_arrangements.lay(code, at=NOW)
    return {one.partners.get().code: one for one in Arrangement.objects.all()}


BY_FIRST = replace(demo_arrangements.FIRST, firms=("Gull Foods", "Harbour Steel"))


def test_a_partner_in_force_and_one_that_tries(settings: Any) -> None:
    found = laid("XB", settings)
    assert {code: one.stage for code, one in found.items()} == {"XA": Stage.OPERATION, "XC": Stage.PROCEDURES}
    for code, one in found.items():
        (partner,) = one.partners.all()
        assert comparisons.left(partner) == 0
        drafted = [terms.read(each.words) for each in drafts.newest(one).values()]
        assert [(each.scope, each.ages) for each in drafted] == 2 * [
            (("security",), ages.periodic(timedelta(minutes=demo_arrangements.PERIOD_MINUTES)))
        ]
        for model in (Contact, Paper, Minutes, Task):
            assert model.objects.filter(arrangement=one).exists(), (code, model)
    inward = given(["XA", "XC"], NOW)
    assert set(inward) == {"XA"}
    assert inward["XA"].terms is not None
    assert withheld_by(["XA", "XC"], NOW) == {}


def test_the_first_node_has_both_in_force_and_one_by_spreadsheet(settings: Any) -> None:
    found = laid("XA", settings)
    assert {code: one.stage for code, one in found.items()} == dict.fromkeys(("XB", "XC", "XE"), Stage.OPERATION)
    by_sheet = given(["XE"], NOW)["XE"].terms
    assert by_sheet is not None and by_sheet.ages == ages.periodic(timedelta(days=31))
    assert len(said_by("XE", None)) == len(BY_SPREADSHEET.firms)


def test_who_lives_on_a_spreadsheet_is_no_partner_of_the_invented_country() -> None:
    """Its list says who is missing from it holds no longer: it must not speak for firms that the country tells of."""
    told = {partner.code for partner in Size().scenario(NOW.date()).partners}
    assert told and BY_SPREADSHEET.code not in told


def test_every_verdict_that_is_not_compatible_says_a_remedy_and_no_item_is_left_out() -> None:
    assert {ours for _, _, ours, _, _ in demo_arrangements.ASKS} <= set(_items())


def _items() -> list[str]:
    from trustlane.criteria.queries import relatable

    return [item.id for section in relatable()[demo_arrangements.OURS].sections for item in section.items]


def test_a_house_that_is_younger_than_its_arrangements_stays_as_it_was(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TRUSTLANE_ADMINISTRATION = "XB"
    monkeypatch.setattr(demo_exchange, "FOUNDED", timedelta(days=40))
    lay_house(NEIGHBOURS[0], at=NOW)
    assert not demo_arrangements.lay("XB", at=NOW)
    assert not Arrangement.objects.exists()
