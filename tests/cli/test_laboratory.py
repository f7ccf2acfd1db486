"""`trustlane laboratory`: a period is kept whole or not at all, and nothing that is no kept period is ever replaced."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trustlane.cli import app
from trustlane.selectivity.trying import period
from trustlane.simulate import demonstration

SHORT = ("--days", "2", "--before", "6", "--seed", "3")
TINY = ("trade.declarations_a_day=40", "ecommerce.parcels_a_day=5", "operators.regular=60", "operators.occasional=100")


def run(*words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["laboratory", *SHORT, *words])
    return ran.exit_code, ran.output


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    folder = tmp_path_factory.mktemp("kept") / "laboratory"
    changed = [word for place in TINY for word in ("--set", place)]
    code, said = run("--out", str(folder), "--json", *changed)
    assert code == 0, said
    return folder, json.loads(said)


def test_what_is_kept_says_whence_it_comes(kept: tuple[Path, dict[str, object]]) -> None:
    folder, told = kept
    about = period.read(folder).about
    assert told["scenario"] == about.scenario == "demonstration"
    assert told["seed"] == about.seed == 3
    assert told["digest"] == about.digest
    assert (about.last - about.first).days == 1
    assert not period.being_made(folder)
    assert period.read(folder).policy_text == demonstration.text("policy.yaml")


def test_what_is_no_kept_period_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    code, said = run("--out", str(tmp_path))
    assert code == 2
    assert "holiday.jpg" in said
    assert (tmp_path / "holiday.jpg").exists()


def test_a_policy_of_another_administration_is_refused_with_the_mend(tmp_path: Path) -> None:
    other = tmp_path / "policy.yaml"
    other.write_text(demonstration.text("policy.yaml").replace("own: [XA]", "own: [XB]"))
    code, said = run("--policy", str(other), "--out", str(tmp_path / "out"))
    assert code == 2
    assert "own: [XA]" in " ".join(said.split())
    assert not (tmp_path / "out").exists()


def test_a_scenario_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, said = run("--scenario", "nowhere", "--out", str(tmp_path / "out"))
    assert code == 2
    assert "nowhere" in said


def test_what_fails_on_the_way_leaves_what_was_kept(
    kept: tuple[Path, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustlane.cli import trials

    folder, told = kept

    def broken(*given: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(trials, "keep_period", broken)
    code, said = run("--out", str(folder))
    assert code == 2
    assert "No space left" in said
    assert not period.being_made(folder)
    assert period.read(folder).about.digest == told["digest"]
