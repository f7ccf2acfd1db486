"""Files to try Trustlane on, below docs/examples: an invented fortnight, drawn from a seed."""

import sys
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "examples"
SEED = 11
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 15)
SCENARIO = {
    "begins": "2026-01-01",
    "trade.declarations_a_day": "55",
    "programme.medium": "0.4",
    # A fortnight is short: so much is wrong that some of it is found.
    "kinds.undervaluation.rate": "0.08",
    "kinds.false_origin.rate": "0.04",
}
# Whatever a stranger's table would not have is left out.
LEFT_OUT = {"parties", "claims", "procedure", "transaction", "use", "payment", "representative", "hs_edition"}


def main() -> None:
    """Write the three tables anew; the rules beside them are written by hand."""
    import polars as pl

    from trustlane.simulate.country import Country
    from trustlane.simulate.running import run
    from trustlane.simulate.scenario import read_scenario
    from trustlane.standing import exports

    country = Country(read_scenario("small-office", SCENARIO), SEED)
    days = list(run(country, FIRST, LAST))
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = pl.concat([day.lines for day in days]).drop(LEFT_OUT).with_columns(pl.col("containers").list.join(" "))
    lines.write_csv(FOLDER / "declarations.csv", datetime_format="%Y-%m-%dT%H:%M:%SZ")
    treated = pl.concat([day.observed for day in days])
    treated.write_csv(FOLDER / "treated.csv", datetime_format="%Y-%m-%dT%H:%M:%SZ")
    known = [fact for fact in country.standing(LAST) if fact.known_to is None]
    listed = pl.read_csv(b"".join(exports.csv_lines(known)), infer_schema=False)
    listed.drop("Source").write_csv(FOLDER / "holders.csv")
    for file in sorted(FOLDER.iterdir()):
        print(f"{file.name}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
