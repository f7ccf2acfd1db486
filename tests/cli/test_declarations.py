"""The commands about files of declarations: what a person and a program are told, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trustlane.cli import app

run = CliRunner()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "table.csv"
    file.write_text("declaration,hs,day\nA1,010121,2026-03-02\nA2,oops,2026-03-02\n")
    return file


def test_a_check_tells_a_program_what_is_read_and_refused(table: Path) -> None:
    result = run.invoke(app, ["declarations", "check", str(table), "--json"])
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["declarations"], told["refused_count"]) == (1, 1)
    assert told["refused"][0]["place"] == "row 3, column 'hs'"
    assert told["refused"][0]["mend"]


def test_a_check_without_faults_ends_well(table: Path) -> None:
    table.write_text("declaration,hs\nA1,010121\n")
    result = run.invoke(app, ["declarations", "check", str(table)])
    assert result.exit_code == 0
    assert "1 declarations with 1 lines can be used" in result.stdout


def test_a_proposed_mapping_is_written_once_and_works(table: Path, tmp_path: Path) -> None:
    table.write_text("Our No,Tariff code\nA1,010121\n")
    out = tmp_path / "mapping.yaml"
    assert run.invoke(app, ["declarations", "check", str(table)]).exit_code == 1
    assert run.invoke(app, ["declarations", "mapping", str(table), "--out", str(out)]).exit_code == 0
    assert run.invoke(app, ["declarations", "mapping", str(table), "--out", str(out)]).exit_code == 1
    assert run.invoke(app, ["declarations", "check", str(table), "--mapping", str(out)]).exit_code == 0


@pytest.mark.parametrize("options", [["--zone", "Atlantis/Capital"], ["--mapping", "broken.yaml"]])
def test_a_wrong_option_is_refused_in_words(
    table: Path, tmp_path: Path, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("broken.yaml").write_text("columns: {colour: x}")
    result = run.invoke(app, ["declarations", "check", str(table), *options])
    assert result.exit_code == 1
    assert "trustlane:" in result.stderr
