"""Signals about the commodity and its description."""

import polars as pl

from trustlane.selectivity.signals.signal import holds, ramp, signal

# General words that tell an inspector nothing; an entry summary that holds only these is vague.
VAGUE_WORDS = (
    "general|cargo|goods|freight|various|consolidated|consol|said to contain|stc|parts|samples?|gifts?|"
    "personal effects|articles?|products?|items?|accessories|miscellaneous|merchandise|n/?a|none|test"
)
VAGUE = rf"(?i)^\W*({VAGUE_WORDS}|\W|\d)+\W*$"


@signal("commodity", misclassification=0.8)
def dearer_neighbour() -> pl.Expr:
    """Another subheading of the same heading carries a much higher rate."""
    gap = (pl.col("highest_rate") - pl.col("tax_rate_ppm").cast(pl.Float64)) / 1_000_000.0
    return ramp(gap, 0.02, 0.15)


@signal("commodity", rare_in=("commodity", 2), misclassification=0.5, contraband=0.2)
def rare_commodity() -> pl.Expr:
    """This commodity is hardly ever declared here."""
    return holds(pl.col("hs6").is_not_null() & (pl.col("commodity_seen").fill_null(0) <= 2))


@signal("commodity", contraband=0.8, misclassification=0.4)
def vague_description() -> pl.Expr:
    """The description is so general that nobody can tell what the goods are."""
    return holds(pl.col("description").str.slice(0, 120).str.contains(VAGUE))


@signal("commodity", contraband=0.4, misclassification=0.3)
def neither_code_nor_words() -> pl.Expr:
    """Neither a commodity code nor a description is given."""
    return holds(pl.col("hs").is_null() & pl.col("description").is_null())


@signal("commodity", prohibited=0.9, security=0.3)
def controlled_chapter() -> pl.Expr:
    """The goods belong to a chapter in which licences and bans are frequent (arms, chemicals, medicines, wildlife)."""
    chapter = pl.col("hs").str.slice(0, 2)
    return holds(chapter.is_in(["01", "05", "28", "29", "30", "36", "38", "93", "97"]))
