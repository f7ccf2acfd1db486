"""What keeps a programme from running as the settings say is told at the start, each with its mend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.criteria.test_editions import House
from tests.criteria.test_reading import OWN
from tests.programme.cases import Programme
from tests.programme.clocks.test_own_presets import TEMPLATE
from trustlane.programme.papers import words
from trustlane.programme.queries.ready import lacking
from trustlane.programme.queries.staffed import profile_in_force
from trustlane.programme.staffing.profile import shipped

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 15)
PROFILE = """\
id: ours
title: Our offices
about: For tests.
duties:
  - {id: handle, title: Handles cases}
  - {id: decide, title: Decides}
separations:
  - {one: handle, other: decide, why: Nobody decides what it handled.}
"""


@pytest.fixture(autouse=True)
def shipped_words() -> Iterator[None]:
    yield
    words.use("")


def said(settings: Any, **named: Any) -> str:
    for name, value in named.items():
        setattr(settings, f"TRUSTLANE_{name}", value)
    return "\n".join(lacking(on=DAY))


def test_all_is_well_as_it_ships_and_with_files_of_ones_own(settings: Any, tmp_path: Path) -> None:
    assert said(settings) == ""
    (tmp_path / "mycountry-2026.yaml").write_text(TEMPLATE, "utf-8")
    profile = tmp_path / "ours.yml"
    profile.write_text(PROFILE, "utf-8")
    assert said(settings, CLOCKS=str(tmp_path), PRESET="mycountry-2026", STAFFING=str(profile)) == ""
    assert profile_in_force().title == "Our offices"
    assert profile_in_force() != shipped()


def test_catalogues_are_there_adopted_named_once_and_one_is_in_force(settings: Any, programme: Programme) -> None:
    assert "there is no catalogue 'save-2025'" in said(settings, CATALOGUES=("save-2025", "safe-2025"))
    assert "Do you mean 'safe-2025'?" in said(settings)
    assert "nobody can apply" in said(settings, CATALOGUES=())
    house = House(programme.world)
    house.load(OWN)
    assert "own-2026 is not adopted" in said(settings, CATALOGUES=("safe-2025", "own-2026"))
    house.adopted(OWN.replace("id: own", "id: later"), begins=date(2026, 5, 1))
    assert said(settings, CATALOGUES=("safe-2025", "later-2026")) == ""
    assert "nobody can apply" in said(settings, CATALOGUES=("later-2026",))
    following = OWN.replace("id: own", "id: later").replace("2026", "2027")
    house.adopted(following, begins=date(2026, 7, 1), until=date(2026, 8, 1))
    assert "later is named twice" in said(settings, CATALOGUES=("safe-2025", "later-2026", "later-2027"))


def test_files_that_cannot_be_used_are_told_under_the_setting_that_names_them(settings: Any, tmp_path: Path) -> None:
    for folder in ("clocks", "words"):
        (tmp_path / folder).mkdir()
    (tmp_path / "clocks" / "mycountry-2026.yaml").write_text(TEMPLATE.replace("length: 77", "length: x"), "utf-8")
    (tmp_path / "words" / "en.yaml").write_text("certificate:\n  titel: X\n", "utf-8")
    (tmp_path / "p.yaml").write_text(PROFILE.replace("other: decide", "other: settle"), "utf-8")
    words.use(str(tmp_path / "words"))
    told = said(settings, CLOCKS=str(tmp_path / "clocks"), STAFFING=str(tmp_path / "p.yaml"), CALENDAR="nowhere.yaml")
    assert "programme.clocks_folder: " in told
    assert "mycountry-2026.yaml, line" in told
    assert "programme.words_folder: " in told
    assert "en.yaml, line 2" in told
    assert "programme.staffing_file: " in told
    assert "p.yaml, line 8: there is no duty settle" in told


def test_a_preset_that_is_gone_while_cases_run_by_it_is_missed(
    settings: Any, tmp_path: Path, programme: Programme
) -> None:
    (tmp_path / "mycountry-2026.yaml").write_text(TEMPLATE, "utf-8")
    settings.TRUSTLANE_CLOCKS = str(tmp_path)
    programme.preset = "mycountry-2026"
    programme.draft(answered=False)
    assert said(settings) == ""
    assert "cases run by the clocks of mycountry-2026" in said(settings, CLOCKS="")
    assert "there is no preset of clocks 'eu-2025'" in said(settings, PRESET="eu-2025", CLOCKS=str(tmp_path))
