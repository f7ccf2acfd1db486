"""What is written leads somewhere: links exist, commands exist, words stand in order, counts are those of the code."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import typer
import typer.main
from typer.testing import CliRunner

from trustlane.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")})
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)", re.DOTALL)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def links(page: Path) -> Iterator[str]:
    prose = BLOCK.sub("", page.read_text("utf-8"))
    yield from (match.group(1) for match in LINK.finditer(re.sub(r"`[^`]*`", "", prose)))


def example(text: str, language: str) -> str:
    return next(block for named, block in BLOCK.findall(text) if named == language)


def anchors(page: Path) -> set[str]:
    """The places in a page that a link may name, as they are made from headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(page: Path) -> Iterator[str]:
    """Every line that is typed: after `$ ` in a block of a console, and whatever prose shows as `trustlane …`."""
    text = page.read_text("utf-8")
    for language, block in BLOCK.findall(text):
        if language == "console":
            yield from (line[2:] for line in block.splitlines() if line.startswith("$ "))
    prose = BLOCK.sub("", text)
    yield from (" ".join(found.split()) for found in re.findall(r"`(trustlane [^`]+)`", prose))


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    page, broken = ROOT / name, []
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, place = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if (
            not target.is_relative_to(ROOT)
            or not target.exists()
            or (place and target.suffix == ".md" and place not in anchors(target))
        ):
            broken.append(link)
    assert broken == []


def named(typed: str) -> tuple[Any, list[str]] | None:
    """The command that is typed and the words after its name; None where no such command is."""
    command: Any = typer.main.get_command(app)
    words = shlex.split(typed.replace("…", ""))[1:]
    context = typer.Context(command, info_name="trustlane")
    while words and hasattr(command, "get_command"):
        inside = command.get_command(context, words[0])
        if inside is None:
            return None
        command, words = inside, words[1:]
    return command, words


@pytest.mark.parametrize("name", NAMES)
def test_every_command_that_is_shown_exists_with_its_options(name: str) -> None:
    wrong = []
    for typed in commands(ROOT / name):
        if not typed.startswith("trustlane "):
            continue
        found = named(typed)
        if found is None:
            wrong.append(typed)
            continue
        command, words = found
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        wrong += [typed for word in words if word.startswith("--") and word.split("=")[0] not in {*known, "--help"}]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_every_task_that_is_shown_is_in_the_makefile(name: str) -> None:
    tasks = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    text = (ROOT / name).read_text("utf-8")
    shown = set(re.findall(r"`make ([a-z]+)[^`]*`|^\$ make ([a-z]+)", text, re.MULTILINE))
    assert {one or other for one, other in shown} <= tasks


def test_the_first_minute_works_as_the_readme_tells_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "docs" / "examples", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    typed = [one for one in commands(ROOT / "README.md") if one.startswith("trustlane screen declarations.csv")]
    assert len(typed) == 2
    for one in typed:
        done = CliRunner().invoke(app, shlex.split(one)[1:])
        assert done.exit_code == 0, done.output
    assert (tmp_path / "report.html").stat().st_size > 10_000
    page = (ROOT / "docs" / "formats" / "lanes.md").read_text("utf-8")
    written = pl.read_parquet_schema(tmp_path / "lanes.parquet")
    assert [name for name in written if f"`{name}`" not in page and not name.startswith("observed_")] == []
    told = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (.+?) \|", page, re.MULTILINE)))
    assert [name for name in told if name not in written] == []
    namespace: dict[str, Any] = {}
    exec(example(page, "python"), namespace)  # what the page tells people to type
    assert (tmp_path / "red.csv").stat().st_size > 100
    for one in (
        "rules check rules.yaml",
        "standing check holders.csv --issuer XA",
        "declarations check declarations.csv",
    ):
        done = CliRunner().invoke(app, shlex.split(one))
        assert done.exit_code == 0, done.output


def test_a_table_of_ones_own_is_read_after_its_mapping_was_guessed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "extract.csv").write_text(
        "SAD number;Date;Customs office;Importer TIN;HS code;Country of origin;Net weight;Customs value\n"
        + "".join(f"26{number:04};0{number}/03/2026;XA01;XA10000000{number};0803901{number};EC;1200,5;980,20\n"
                  for number in range(1, 8))
    )  # fmt: skip
    monkeypatch.chdir(tmp_path)
    typed = [one for one in commands(ROOT / "README.md") if "extract.csv" in one and "--model" not in one]
    assert len(typed) == 3
    for number, one in enumerate(typed):
        done = CliRunner().invoke(app, shlex.split(one)[1:])
        assert done.exit_code == 0, done.output
        if number == 0:  # what the page asks of a person: correct what was guessed
            mapping = tmp_path / "mapping.yaml"
            mapping.write_text(mapping.read_text("utf-8").replace("constant: XXX", "constant: USD"), "utf-8")


def test_the_glossary_is_in_alphabetical_order_without_repeats() -> None:
    words = re.findall(r"^\*\*(.+?)\*\*", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE)
    plain = [re.sub(r"[^a-z0-9 ]", "", word.lower()) for word in words]
    assert plain == sorted(set(plain))
    assert len(plain) > 100


def test_the_glossary_knows_the_words_that_are_on_the_screen() -> None:
    from trustlane.selectivity import policy

    text = (ROOT / "docs" / "glossary.md").read_text("utf-8").lower()
    shipped = policy.default()
    lanes = {name for track in shipped.tracks.values() for name in (*track.looks, track.nothing)}
    missing = [word for word in (*lanes, *policy.FAMILIES) if word not in text and word.replace("_", " ") not in text]
    assert missing == []


def test_the_readme_counts_the_signals_there_are() -> None:
    from trustlane.selectivity.signals.catalogue import all_signals

    assert f"[{len(all_signals())} documented signals]" in (ROOT / "README.md").read_text("utf-8")


def test_every_decision_stands_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    assert [page.name for page in sorted(folder.glob("*.md")) if f"]({page.name})" not in index] == ["README.md"]


def test_no_picture_is_too_large_to_load_or_shown_nowhere() -> None:
    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    shown = {(page.parent / link).resolve() for page in PAGES for link in links(page)}
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size >= 400_000] == []
    assert [picture.name for picture in pictures if picture not in shown] == []


def test_every_file_that_is_named_is_there() -> None:
    roots = (ROOT, ROOT / "src" / "trustlane", *(ROOT / "src" / "trustlane").iterdir())
    missing = []
    for name in NAMES:
        prose = BLOCK.sub("", (ROOT / name).read_text("utf-8"))
        for path in re.findall(r"`([\w.][\w./-]*/[\w./-]+\.(?:py|yaml|csv|toml))`", prose):
            if not any((root / path).exists() for root in (*roots, (ROOT / name).parent)):
                missing.append(f"{name}: {path}")
    assert missing == []
