"""Container numbers held against their own check digit (ISO 6346)."""

import polars as pl

from trustlane.parties.checks import container_faults


def wrong_check_digits(containers: pl.Series) -> pl.Series:
    """For each list of container numbers, how many do not pass: Int32, 0 where there are none."""
    if containers.null_count() == len(containers):
        return pl.Series("wrong", [0], dtype=pl.Int32).new_from_index(0, len(containers))
    distinct = containers.explode().drop_nulls().unique()
    wrong = [number for number in distinct.to_list() if container_faults(number)]
    is_wrong = pl.element().is_in(pl.Series(wrong, dtype=pl.String).implode())
    counted = containers.to_frame("c").select(pl.col("c").list.eval(is_wrong).list.sum().fill_null(0).cast(pl.Int32))
    return counted.to_series().alias("wrong")
