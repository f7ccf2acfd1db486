"""`trustlane rules`: a document is checked, and tried on declarations, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trustlane.cli import app

RULES = """
rules:
  - id: cheap-shoes
    title: Shoes far too cheap
    family: revenue
    kind: undervaluation
    owner: risk desk
    when:
      all:
        - {field: hs, op: prefix, value: "64"}
        - {field: value_minor, op: lt, value: 100000}
    effect: {lift: 0.8}
"""
DECLARATIONS = """declaration,day,regime,hs,value_minor
26XA1,2026-07-01,import,640299,5000
26XA2,2026-07-01,import,640299,900000
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES)
    return path


@pytest.fixture
def declarations(tmp_path: Path) -> Path:
    path = tmp_path / "declarations.csv"
    path.write_text(DECLARATIONS)
    return path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    return result.exit_code, result.stdout


def test_a_good_document_is_told_to_be_usable_with_its_digest(rules: Path) -> None:
    code, told = run("rules", "check", rules, "--json")
    assert code == 0
    found = json.loads(told)
    assert (found["rules"], found["problems"], found["fields"]) == (1, [], ["hs", "value_minor"])
    assert len(found["digest"]) == 64
    assert found["digest"] in "".join(run("rules", "check", rules)[1].split())


def test_a_bad_document_is_told_by_place_and_ends_with_one(rules: Path) -> None:
    rules.write_text(RULES.replace("op: lt", "op: less").replace("undervaluation", "undervalue"))
    code, told = run("rules", "check", rules, "--json")
    assert code == 1
    assert [one["place"] for one in json.loads(told)["problems"]] == ["rules[0].kind", "rules[0].when.all[1].op"]
    code, told = run("rules", "check", rules)
    assert code == 1
    assert "rules[0].kind" in told


def test_a_rule_may_ask_for_a_signal(rules: Path, declarations: Path) -> None:
    rules.write_text(
        RULES.replace("{field: value_minor, op: lt, value: 100000}", "{field: round_value, op: gt, value: 0}")
    )
    code, told = run("rules", "test", rules, "--on", declarations, "--json")
    assert code == 0
    assert json.loads(told)["rules"][0]["hits"] == 0


def test_rules_are_tried_on_declarations(rules: Path, declarations: Path) -> None:
    code, told = run("rules", "test", rules, "--on", declarations, "--json")
    assert code == 0
    found = json.loads(told)
    assert (found["declarations"], found["hit_by_none"]) == (2, 1)
    assert (found["rules"][0]["hits"], found["rules"][0]["share"]) == (1, 0.5)
    assert found["rules"][0]["found"]["rate"] is None
    code, told = run("rules", "test", rules, "--on", declarations)
    assert code == 0
    assert "cheap-shoes" in told
    assert "No results are known" in told


def test_a_file_without_declarations_is_refused(rules: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert run("rules", "test", rules, "--on", empty)[0] == 1
