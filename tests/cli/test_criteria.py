"""`trustlane criteria`: what is asked of whom, and checks of one's own catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.criteria.questionnaire.own import CATALOGUE, FILE
from tests.criteria.test_reading import FILES
from trustlane.cli import app


def run(*arguments: str) -> tuple[int, str, str]:
    told = CliRunner().invoke(app, ["criteria", *arguments])
    return told.exit_code, told.stdout, told.stderr


def test_what_ships_is_listed_with_its_counts() -> None:
    code, out, _ = run("list", "--json")
    assert code == 0
    told = json.loads(out)
    assert told["catalogues"]["safe-2025"]["must"] > 50
    assert told["crosswalks"]["safe-2025_ctpat-msc-2020"] > 0
    assert "safe-2025" in run("list")[1]


def test_a_role_is_shown_what_it_is_asked() -> None:
    code, out, _ = run("show", "safe-2025", "--role", "broker", "--json")
    assert code == 0
    broker = json.loads(out)
    assert broker
    assert {one["of"] for one in broker} == {"operator"}
    assert {one["section"] for one in broker} >= {"A", "B", "BR"}
    assert "A.O1" in run("show", "safe-2025", "--role", "broker")[1]
    assert "A.C1" in run("show", "safe-2025")[1]
    assert "A.C1" not in run("show", "safe-2025", "--role", "broker")[1]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["show", "unsafe"], "There is no catalogue 'unsafe'"),
        (["show", "safe-2025", "--role", "wizard"], "There is no role 'wizard'"),
        (["check", "nowhere-1.yaml"], "nowhere-1.yaml: there is no such file"),
        (["check", "/dev/zero"], "/dev/zero: there is no such file"),
        (["check", "."], "there is no such file"),
    ],
)
def test_what_there_is_not_is_refused(asked: list[str], said: str) -> None:
    code, _, told = run(*asked)
    assert code == 2
    assert said in told


def test_a_catalogue_of_ones_own_is_checked_beside_those_that_ship(tmp_path: Path) -> None:
    for name, words in FILES.items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    own = [str(tmp_path / name) for name in FILES]
    code, _, told = run("check", *own)
    assert code == 0, told
    assert "own-2026.yaml: 1 sections, 1 must, 1 should." in told
    (tmp_path / "own-2026.yaml").write_text(FILES["own-2026.yaml"].replace("weight: 3", "weight: 9"), "utf-8")
    code, _, told = run("check", *own)
    assert code == 2
    assert "own-2026.yaml, line" in told
    (tmp_path / "own-2026.yaml").write_bytes(b"\xff\xfe")
    code, _, told = run("check", *own)
    assert code == 2
    assert "not UTF-8" in told


def test_questions_of_ones_own_are_checked_with_their_catalogue(tmp_path: Path) -> None:
    catalogue, questions = tmp_path / "own-2026.yaml", tmp_path / "own-2026.questions.yaml"
    catalogue.write_text(CATALOGUE, "utf-8")
    questions.write_text(FILE, "utf-8")
    code, _, told = run("check", str(catalogue), str(questions))
    assert code == 0, told
    assert "own-2026.questions.yaml: 12 questions about 5 items." in told
    questions.write_text(FILE.replace("item: A.1\n", "item: A.7\n"), "utf-8")
    code, _, told = run("check", str(catalogue), str(questions))
    assert code == 2
    assert "own-2026.questions.yaml, line 15: own-2026 has no item A.7" in told


def test_two_files_of_one_name_and_one_that_ships_are_refused(tmp_path: Path) -> None:
    for folder, words in (("a", FILES["own-2026.yaml"]), ("b", FILES["own-2026.yaml"])):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "own-2026.yaml").write_text(words, "utf-8")
    code, _, told = run("check", *(str(tmp_path / folder / "own-2026.yaml") for folder in "ab"))
    assert code == 2
    assert "another file of this name was given" in told
    (tmp_path / "safe-2025.yaml").write_text(FILES["own-2026.yaml"], "utf-8")
    code, _, told = run("check", str(tmp_path / "safe-2025.yaml"))
    assert code == 2
    assert "safe-2025 ships with Trustlane" in told


def test_it_is_said_that_words_were_not_compared_with_the_original() -> None:
    assert "134 items were not compared with the original text yet" in run("show", "safe-2025")[1]
