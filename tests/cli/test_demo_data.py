"""The demonstration in the database: whole or not at all, by the deeds an administration would do."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from tests.cli.test_demo_country import LAST, TINY
from trustlane.access.models import User
from trustlane.cli import demo_data
from trustlane.cli.demo_beside import Drawn
from trustlane.config.demonstration import PEOPLE
from trustlane.declarations.models import Declaration
from trustlane.ledger.queries import story
from trustlane.programme.models import Case
from trustlane.selectivity.models import CurrentDecision, Decision, Hold
from trustlane.standing import queries

TODAY = LAST + timedelta(days=1)


def load() -> str:
    said = StringIO()
    demo_data.load(Console(file=said), TINY, TODAY)
    return said.getvalue()


def test_what_fails_in_the_middle_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(stretch: Drawn, end: datetime) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(demo_data, "_keep", fail)
    with pytest.raises(RuntimeError, match="the power went"):
        load()
    assert not story(demo_data._mark())
    assert not User.objects.exists()


def test_it_is_laid_in_once_and_its_parts_fit_together(db: None) -> None:
    assert "Laid in an invented quarter" in load()
    assert load().strip() == ""
    able = {user.username for user in User.objects.all() if user.has_usable_password()}
    assert able == {person.username for person in PEOPLE}
    assert Case.objects.count() == 60

    decided = CurrentDecision.objects.count()
    assert decided == Decision.objects.values("declaration").distinct().count() == Declaration.objects.count()

    known = {fact.operator for fact in queries.everything(demo_data._at(TODAY))}
    holders = {one["holder"] for told in Decision.objects.values_list("standing", flat=True) for one in told}
    assert holders
    assert holders <= known

    otto = User.objects.get(username="otto")
    assert otto.operator in known
    assert Decision.objects.filter(importer=otto.operator).exists()

    by_two, by_one = Hold.objects.filter(agency="").order_by("pk")
    stops = list(Hold.objects.exclude(agency=""))
    assert len(stops) == 2
    assert all(Declaration.objects.filter(reference=stop.subject).exists() for stop in stops)
    assert [stop.ratified.by != stop.placed_by for stop in stops if hasattr(stop, "ratified")] == [True]
    assert by_two.ratified.by != by_two.placed_by
    assert not hasattr(by_one, "ratified")
