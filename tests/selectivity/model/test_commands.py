"""`trustlane train` and `trustlane evaluate`, as typed."""

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from tests.selectivity.model.history import history, wrong
from trustlane.cli import app
from trustlane.selectivity.model import settings as settings_room
from trustlane.selectivity.model.model import load

RUN = CliRunner()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a table of declarations and their results, in the columns of the shipped mapping."""
    rows = history(400)
    found = wrong(rows)["found"]
    table = rows.select(
        pl.col("declaration").alias("Declaration ID"),
        pl.col("day").cast(pl.String).alias("Date"),
        pl.col("office").alias("Office ID"),
        pl.lit("B").alias("Process Type"),
        pl.lit("11").alias("Import Type"),
        pl.lit("21").alias("Import Use"),
        pl.lit("11").alias("Payment Type"),
        pl.lit("40").alias("Mode of Transport"),
        pl.col("declarant").alias("Declarant ID"),
        pl.col("importer").alias("Importer ID"),
        pl.col("exporter").alias("Seller ID"),
        pl.lit(None, pl.String).alias("Courier ID"),
        pl.col("hs").alias("HS6 Code"),
        pl.col("departure").alias("Country of Departure"),
        pl.col("origin").alias("Country of Origin"),
        (pl.col("tax_rate_ppm") / 10_000).alias("Tax Rate"),
        pl.col("tax_type").alias("Tax Type"),
        pl.lit("G").alias("Country of Origin Indicator"),
        (pl.col("net_mass_g") / 1000).alias("Net Mass"),
        pl.col("value_minor").alias("Item Price"),
        found.cast(pl.Int8).alias("Fraud"),
        (found.cast(pl.Int8) * 0).alias("Critical Fraud"),
    )
    (tmp_path / "data").mkdir()
    table.write_csv(tmp_path / "data" / "table.csv")
    return tmp_path / "data"


def test_training_writes_a_model_and_says_what_was_left_out(files: Path, tmp_path: Path) -> None:
    ran = RUN.invoke(app, ["train", str(files), "--out", str(tmp_path / "m.tlm"), "--json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert load(tmp_path / "m.tlm").version == told["version"]
    assert "critical" in told["left_out"] and told["window"]["declarations"] == 400


def test_evaluating_a_folder_prints_every_method_and_what_is_within_noise(files: Path, tmp_path: Path) -> None:
    ran = RUN.invoke(app, ["evaluate", str(files), "--report", str(tmp_path / "page.html")])
    assert ran.exit_code == 0, ran.output
    for said in (
        "look-up",
        "random",
        "HS6 profile",
        "model",
        "within noise",
        "AUC",
        "10%",
        "critical was not evaluated",
    ):
        assert said in ran.output.replace("\n", " ")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "<svg" in page and "http" not in page.replace("http://www.w3.org", "")


def test_a_file_without_results_is_refused_with_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "bare.csv"
    path.write_text("declaration,hs,origin,day,office\nA,851712,XA,2026-01-05,A1\n", "utf-8")
    for command in (["train", str(path), "--out", str(tmp_path / "m.tlm")], ["evaluate", str(path)]):
        ran = RUN.invoke(app, command)
        assert ran.exit_code == 1 and not (tmp_path / "m.tlm").exists()
    assert settings_room.Settings().least_found == 20
