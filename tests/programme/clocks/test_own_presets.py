"""Presets of an administration's own stand beside those that ship, or are refused with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.programme.cases import Programme
from tests.programme.clocks.test_reading import OWN
from trustlane.programme.clocks.library import files, known, shipped
from trustlane.programme.models import Case
from trustlane.programme.presets import preset_named, presets
from trustlane.programme.queries.clocks import running
from trustlane.programme.refusals import PresetUnknown
from trustlane.programme.stages import Stage
from trustlane.written import WrittenRefused

NATIONAL = files()["national-2026.yaml"]
TEMPLATE = NATIONAL.replace("id: national\n", "id: mycountry\n").replace("length: 120", "length: 77")


def test_what_is_in_the_folder_stands_beside_what_ships(tmp_path: Path) -> None:
    (tmp_path / "own-2026.yaml").write_text(OWN, "utf-8")
    (tmp_path / "notes.txt").write_text("no preset", "utf-8")
    found = known(str(tmp_path))
    assert found.keys() == shipped().keys() | {"own-2026"}
    assert found["own-2026"].title == "Our own"
    assert known("") == shipped()


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("own-2026.yaml", OWN.replace("length: 10", "length: ten"), "line 17: terms[0].length"),
        ("own-2026.yaml", OWN.replace("turn: holder", "turn: nobody"), "line 29: renewal is nobody's turn"),
        ("other-2026.yaml", OWN, "it holds own-2026; call the file own-2026.yaml."),
        ("eu-2026.yaml", OWN.replace("id: own", "id: eu"), "line 1: eu-2026 ships already; give yours another id."),
    ],
)
def test_what_cannot_be_used_is_told_with_its_file_and_line(tmp_path: Path, name: str, words: str, said: str) -> None:
    (tmp_path / name).write_text(words, "utf-8")
    with pytest.raises(WrittenRefused) as told:
        known(str(tmp_path))
    assert str(tmp_path / name) in str(told.value)
    assert said in str(told.value)


def test_a_folder_that_there_is_not_and_a_file_that_is_no_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(WrittenRefused, match="there is no such folder"):
        known(str(tmp_path / "nowhere"))
    (tmp_path / "own-2026.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(WrittenRefused, match="no text in UTF-8"):
        known(str(tmp_path))


@pytest.mark.django_db
def test_a_new_case_runs_by_the_preset_of_our_own_and_says_so(world: Any, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "mycountry-2026.yaml").write_text(TEMPLATE, "utf-8")
    settings.TRUSTLANE_CLOCKS, settings.TRUSTLANE_PRESET = str(tmp_path), "mycountry-2026"
    assert {"freeze", "hearing"} <= presets()["mycountry-2026"].by_id.keys()
    case = Programme(world, preset="mycountry-2026").case(Stage.ACCEPTED)
    assert Case.objects.get(pk=case.pk).preset == "mycountry-2026"
    (decision,) = [run for run in running(case) if run.term.id == "decision"]
    assert decision.whole_length is not None
    assert decision.whole_length.days == 77
    settings.TRUSTLANE_CLOCKS = ""
    with pytest.raises(PresetUnknown):
        preset_named("mycountry-2026")
