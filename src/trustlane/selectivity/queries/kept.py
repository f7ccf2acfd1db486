"""What was decided before about other declarations of the same days, so that what it uses is not given away twice."""

from __future__ import annotations

import polars as pl

from trustlane.declarations import queries as declarations
from trustlane.selectivity.markets import KEPT
from trustlane.selectivity.queries.decisions import decided

WHAT = ("declaration", "version", "regime", "office", "day", "lane", "lane_without_credit")


def kept_beside(lines: pl.DataFrame) -> pl.DataFrame:
    """KEPT: the decisions that stand for the offices and days of these lines, but for what these lines are about.

    What was cancelled uses nothing. A version that is decided anew by these lines uses what it is now decided to use.
    """
    days, offices = lines["day"].unique().to_list(), lines["office"].fill_null("").unique().to_list()
    fresh = set(lines["declaration"].unique())
    rows = decided().filter(day__in=days, office__in=offices).order_by("day", "office", "declaration")
    stand = [row for row in rows.values_list(*WHAT) if row[0] not in fresh]
    # By name, not by a question inside the question: what this transaction has only just brought in has no statistics.
    references = [row[0] for row in stand]
    idle, extent = declarations.ended(references), declarations.extents(references)
    return pl.DataFrame(
        [
            (regime, office, day, *extent.get((declaration, version), (1, 0)), lane, without)
            for declaration, version, regime, office, day, lane, without in stand
            if declaration not in idle
        ],
        schema=KEPT,
        orient="row",
    )
