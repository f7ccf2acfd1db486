"""The commands about lists need no database, and a program can read what they say."""

import json
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from trustlane.cli.standing import standing

BAD = "Name;TIN;Valid from\nBlue;XA1;2024-01-01\nRed;XA2;03/04/2024\n"
RUN = CliRunner()


def test_a_good_list_ends_with_nought(tmp_path: Path) -> None:
    file = tmp_path / "good.csv"
    file.write_text("Name;TIN\nBlue;XA1\n")
    done = RUN.invoke(standing, ["check", str(file)])
    assert done.exit_code == 0
    assert "1 facts about 1 operators" in " ".join(done.output.split())


def test_a_bad_row_is_named_with_its_mend(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(BAD)
    done = RUN.invoke(standing, ["check", str(file)], env={"COLUMNS": "200"})
    assert done.exit_code == 1
    assert "row 3, column C (Valid from)" in done.output and "2024-04-03" in done.output


def test_a_program_reads_json(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(BAD)
    done = RUN.invoke(standing, ["check", str(file), "--json", "--issuer", "XB"])
    said = json.loads(done.output)
    assert said["refused"][0] | {"mend": ""} == {
        "row": 3,
        "column": "C (Valid from)",
        "reason": "holds '03/04/2024', which is 3 April 2024 in some countries and 4 March 2024 in others",
        "mend": "",
    }
    assert said["facts"][0]["issuer"] == "XB"


def test_a_template_is_a_list_that_can_be_read(tmp_path: Path) -> None:
    for name in ("blank.xlsx", "blank.csv"):
        assert RUN.invoke(standing, ["template", str(tmp_path / name)]).exit_code == 0
        assert RUN.invoke(standing, ["check", str(tmp_path / name)]).exit_code == 0
        assert RUN.invoke(standing, ["template", str(tmp_path / name)]).exit_code == 2


def test_a_list_is_read_without_django_and_without_polars(tmp_path: Path) -> None:
    file = tmp_path / "good.csv"
    file.write_text("Name;TIN\nBlue;XA1\n")
    code = (
        "import sys\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from trustlane.standing.lists import read_list\n"
        f"read_list(Path({str(file)!r}), known=datetime(2026, 3, 2, tzinfo=UTC), default_issuer='XA')\n"
        "print([name for name in ('django', 'polars') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
