"""Files to try Trustlane on, below docs/examples: an invented fortnight, drawn from a seed."""

import sys
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "examples"
SEED = 11
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 15)
DECLARATIONS = 800
OPERATORS = 40
# Whatever a stranger's table would not have is left out.
LEFT_OUT = {"parties", "claims", "procedure", "transaction", "use", "payment", "representative", "hs_edition"}


def main() -> None:
    """Write the three tables anew; the rules beside them are written by hand."""
    import polars as pl

    from trustlane.simulate.plain import plain
    from trustlane.standing import exports

    trade = plain(SEED, FIRST, LAST, declarations=DECLARATIONS, operators=OPERATORS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = trade.read.lines.drop(LEFT_OUT).with_columns(pl.col("containers").list.join(" "))
    lines.write_csv(FOLDER / "declarations.csv", datetime_format="%Y-%m-%dT%H:%M:%SZ")
    trade.read.observed.write_csv(FOLDER / "treated.csv", datetime_format="%Y-%m-%dT%H:%M:%SZ")
    known = [fact for fact in trade.standing if fact.known_to is None]
    listed = pl.read_csv(b"".join(exports.csv_lines(known)), infer_schema=False)
    listed.drop("Source").write_csv(FOLDER / "holders.csv")
    for file in sorted(FOLDER.iterdir()):
        print(f"{file.name}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
