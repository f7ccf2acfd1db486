"""`trustlane screen`: good input gives whole files, bad input one sentence, and what was there before stays."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from tests.simulate.countries import drawn, scenario
from trustlane.cli import app
from trustlane.simulate import demonstration

HEADER = "declaration,day,office,hs,origin,departure,importer,exporter,net_mass_g,value_minor,currency,tax_rate_ppm\n"


def table(rows: int, **changes: str) -> str:
    said = []
    for number in range(rows):
        row = {
            "declaration": f"26XA{number:05d}",
            "day": f"2026-03-{1 + number % 20:02d}",
            "office": "A1",
            "hs": "620342",
            "origin": "CN",
            "departure": "CN",
            "importer": f"XA{number % 9}",
            "exporter": "E1",
            "net_mass_g": str(1000 + number),
            "value_minor": str(100_000 + number * 977),
            "currency": "USD",
            "tax_rate_ppm": "80000",
        } | changes
        said.append(",".join(row.values()))
    return HEADER + "\n".join(said) + "\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.csv").write_text(table(80))
    return tmp_path


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["screen", *[str(one) for one in arguments]])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_a_file_alone_is_enough(folder: Path) -> None:
    code, told, _ = run("d.csv")
    assert (code, told) == (0, "")
    lanes = pl.read_parquet("lanes.parquet")
    assert lanes.height == 80
    assert lanes["lane"].null_count() == 0
    assert lanes.filter(pl.col("lane") != "green")["reasons"].list.len().min() > 0


def test_json_is_all_that_stands_on_standard_output(folder: Path) -> None:
    (folder / "l.csv").write_text("Name,TIN,Role,Status\nA,XA1,importer,valid\nB,,importer,valid\n")
    code, told, _ = run("d.csv", "--standing", "l.csv", "--own", "XA", "--json")
    found = json.loads(told)
    assert code == 0
    assert sum(found["lanes"].values()) == found["declarations"] == 80
    assert (found["standing"]["facts"], found["standing"]["refused"]) == (1, 1)


def test_refused_rows_of_a_list_and_its_notes_are_told(folder: Path) -> None:
    (folder / "l.csv").write_text("Name,TIN,Role,Status\nA,XA1,importer,valid\nB,,importer,valid\n")
    _, _, said = run("d.csv", "--standing", "l.csv")
    assert "List, row 3" in said


@pytest.mark.parametrize(
    ("option", "content", "told"),
    [
        ("--policy", "name: [", "line 1"),
        ("--policy", "name: x\nversion: 1\n", "currency"),
        ("--policy", "a: &a [1]\nb: *a\n", "refers to itself"),
        ("--rules", "rules: 3", "rules"),
        ("--model", "no model at all", "not a model"),
        ("--seed", "short", "16"),
        ("--standing", "", "file"),
        ("--mapping", "columns: 7", "columns"),
        ("--observe", "nothing\nhere\n", "what was done"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(folder: Path, option: str, content: str, told: str) -> None:
    (folder / "given").write_text(content)
    code, printed, said = run("d.csv", option, "given", "--json")
    assert (code, printed) == (2, "")
    assert "Refused." in said
    assert told in said
    assert not (folder / "lanes.parquet").exists()


@pytest.mark.parametrize("option", ["--policy", "--rules", "--model", "--standing", "--seed", "--mapping", "--observe"])
@pytest.mark.parametrize("path", ["absent", "."])
def test_a_missing_file_or_a_folder_is_refused(folder: Path, option: str, path: str) -> None:
    assert run("d.csv", option, path)[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--zone", "Mars/Olympus"],
        ["--zone", "../etc"],
        ["--out", "no/such/folder.parquet"],
        ["--out", "."],
        ["--out", "d.csv"],
        ["--report", "no/such/page.html"],
        ["--report", "lanes.parquet"],
        ["--prices-out", "lanes.parquet"],
        ["--at", "yesterday"],
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_read(folder: Path, arguments: list[str]) -> None:
    before = (folder / "d.csv").read_bytes()
    code, printed, _ = run("d.csv", *arguments)
    assert (code, printed) == (2, "")
    assert (folder / "d.csv").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["d.csv"]


@pytest.mark.parametrize("content", ["", HEADER, "a,b\n1,2\n", "\x00\x01", "[/bold]\n[x"])
def test_files_without_a_declaration_are_refused(folder: Path, content: str) -> None:
    (folder / "[red]e.csv").write_text(content)
    code, _, said = run("[red]e.csv")
    assert code == 2
    assert "No declaration could be read" in said


def test_what_was_there_before_stays_where_writing_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustlane.cli import whole_files

    (folder / "lanes.parquet").write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files, "text", lambda words: full)
    code, _, said = run("d.csv", "--report", "r.html")
    assert code == 2
    assert "No space left" in said
    assert (folder / "lanes.parquet").read_text() == "before"
    assert sorted(path.name for path in folder.iterdir()) == ["d.csv", "lanes.parquet"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".CSV"])
def test_lanes_go_to_a_spreadsheet_where_the_name_says_so(folder: Path, suffix: str) -> None:
    assert run("d.csv", "--out", f"lanes{suffix}")[0] == 0
    assert (folder / f"lanes{suffix}").stat().st_size > 1000


def test_another_kind_of_file_is_refused_before_anything_is_read(folder: Path) -> None:
    for option in ("--out", "--prices-out"):
        code, _, said = run("d.csv", option, "lanes.xls")
        assert code == 2
        assert f"{option}: nothing is written as .xls" in said


def test_two_processes_write_the_same_bytes_and_never_the_seed(folder: Path) -> None:
    (folder / "seed").write_bytes(b"a-seed-nobody-may-ever-see")
    made = []
    for number, hashing in enumerate(("1", "2")):
        files = ["--out", f"{number}.parquet", "--report", f"{number}.html", "--prices-out", f"{number}.prices.csv"]
        subprocess.run(
            [sys.executable, "-m", "trustlane.cli", "screen", "d.csv", "--seed", "seed", *files],
            check=True,
            env={"PYTHONHASHSEED": hashing, "POLARS_MAX_THREADS": hashing, "PATH": ""},
            capture_output=True,
        )
        made.append([(folder / f"{number}.{kind}").read_bytes() for kind in ("parquet", "html", "prices.csv")])
    assert made[0] == made[1]
    assert not any(b"nobody-may-ever" in one for one in made[0])


def test_the_same_file_twice_changes_nothing_and_a_used_reference_is_a_further_version(folder: Path) -> None:
    assert json.loads(run("d.csv", "d.csv", "--json")[1])["declarations"] == 80
    (folder / "again.csv").write_text(table(80, value_minor="7"))
    found = json.loads(run("d.csv", "again.csv", "--json")[1])
    assert (found["declarations"], found["lodged_again_under_a_used_reference"]) == (160, 80)
    assert pl.read_parquet("lanes.parquet").select("declaration", "version").is_duplicated().sum() == 0


@pytest.mark.parametrize("name", ["o.csv", "o.json", "o.parquet"])
def test_what_was_really_done_stands_beside_what_is_advised(folder: Path, name: str) -> None:
    done = pl.DataFrame({"declaration": ["26XA00001"], "lane": ["RED"], "result": ["find"]})
    {"o.csv": done.write_csv, "o.json": done.write_json, "o.parquet": done.write_parquet}[name](folder / name)
    assert run("d.csv", "--observe", name)[0] == 0
    seen = pl.read_parquet("lanes.parquet").filter(pl.col("observed_lane").is_not_null())
    assert seen.select("declaration", "observed_lane", "observed_result").rows() == [("26XA00001", "red", "find")]


def test_nothing_a_declarant_writes_becomes_part_of_the_page(folder: Path) -> None:
    evil = "<script>alert(1)</script>"
    (folder / "d.csv").write_text(table(60, office=evil, importer=evil))
    (folder / "o.csv").write_text(f"declaration,lane\n26XA00001,{evil}\n")
    (folder / "r.yaml").write_text(
        f"rules:\n  - {{id: r1, title: '{evil}', family: revenue, kind: undervaluation, owner: desk,\n"
        "      when: {field: value_minor, op: gt, value: 0}, effect: {lift: 3.0, mandatory: red}}\n"
    )
    assert run("d.csv", "--observe", "o.csv", "--rules", "r.yaml", "--report", "r.html")[0] == 0
    page = (folder / "r.html").read_text("utf-8")
    assert "alert(1)" in page
    assert "<script" not in page
    assert {one.split('"')[0] for one in page.split("http")[1:]} <= {
        "://www.w3.org/2000/svg",
        "://www.w3.org/1999/xlink",
    }


def test_silly_figures_are_decided_all_the_same(folder: Path) -> None:
    large = str(9 * 10**18)
    (folder / "a.csv").write_text(table(40, value_minor=large, net_mass_g="0"))
    (folder / "b.csv").write_text(table(40, currency="XTS", value_minor="1").replace("26XA", "27XB"))
    (folder / "c.csv").write_text("declaration,hs\nnothing,\n" + "x" * 100_000 + ",\n")
    assert run("a.csv", "b.csv", "c.csv", "--report", "r.html")[0] == 0
    lanes = pl.read_parquet("lanes.parquet")
    assert lanes["lane"].null_count() == 0
    assert lanes.select(pl.min_horizontal("worth_minor", "value_minor").min()).item() >= 0


def test_any_number_of_currencies_without_a_rate_can_be_weighed(folder: Path) -> None:
    codes = [f"{chr(65 + a)}{chr(65 + b)}{chr(65 + c)}" for a in range(14) for b in range(14) for c in range(14)]
    rows = [table(1, declaration=f"C{n}", currency=code).splitlines()[1] for n, code in enumerate(codes)]
    (folder / "d.csv").write_text(HEADER + "\n".join(rows) + "\n")
    code, _, said = run("d.csv")
    assert code == 0
    assert len(said) < 5_000


def test_what_the_generator_writes_is_screened_with_its_own_rules(folder: Path) -> None:
    drawn(scenario(), 5).lines.write_parquet("g")
    (folder / "r.yaml").write_text(demonstration.text("rules.yaml"), "utf-8")
    assert run("g", "--rules", "r.yaml", "--report", "r.html")[0] == 0
    assert pl.read_parquet("lanes.parquet")["rules"].list.len().sum() > 0
