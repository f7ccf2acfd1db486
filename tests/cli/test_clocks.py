"""`trustlane clocks`: presets that ship and our own are listed, shown and checked."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tests.programme.clocks.test_own_presets import TEMPLATE
from tests.programme.clocks.test_reading import OWN
from trustlane.cli import app


def run(*arguments: str) -> tuple[int, str, str]:
    told = CliRunner().invoke(app, ["clocks", *arguments])
    return told.exit_code, told.stdout, told.stderr


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    named = SimpleNamespace(settings=SimpleNamespace(programme=SimpleNamespace(clocks_folder=str(tmp_path))))
    monkeypatch.setattr("trustlane.cli.clocks.in_force", lambda: named)
    return tmp_path


def test_our_own_are_listed_and_shown_beside_those_that_ship(folder: Path) -> None:
    (folder / "mycountry-2026.yaml").write_text(TEMPLATE, "utf-8")
    code, out, _ = run("list", "--json")
    assert code == 0
    assert {"eu-2026", "mycountry-2026"} <= json.loads(out).keys()
    assert run("show", "mycountry-2026")[0] == 0
    code, _, said = run("show", "nowhere-2026")
    assert code == 2
    assert "mycountry-2026" in said


def test_a_folder_that_cannot_be_used_is_told_with_the_line(folder: Path) -> None:
    (folder / "mycountry-2026.yaml").write_text(TEMPLATE.replace("length: 77", "length: x"), "utf-8")
    for asked in (("list",), ("show", "eu-2026")):
        code, _, said = run(*asked)
        assert code == 2
        assert "mycountry-2026.yaml, line" in said


def test_one_of_our_own_is_checked_before_it_is_used(tmp_path: Path) -> None:
    file = tmp_path / "own-2026.yaml"
    file.write_text(OWN, "utf-8")
    assert run("check", str(file))[0] == 0
    file.write_text(OWN.replace("turn: holder", "turn: nobody"), "utf-8")
    code, _, said = run("check", str(file))
    assert code == 2
    assert "line 29: renewal is nobody's turn" in said
