"""Names and addresses for invented companies: of words that no register holds, so that none is mistaken for real."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import numpy as np

# First words are ours; no company of any country is meant.
FIRST = (
    "Tindlewick", "Brambleforth", "Quillon", "Marrowby", "Umberfen", "Oxlipton", "Fennimoor", "Wobbleton", "Gribblesea",
    "Larkspindle", "Murkwater", "Nettlecombe", "Pondermill", "Quagworth", "Rumblethorpe", "Snickerby", "Thistledown",
    "Upperfluke", "Vexley", "Whistlecroft", "Yonderley", "Zigmarsh", "Applefrith", "Bumbleday", "Cobblewick",
    "Dapplemere", "Elderflap", "Figglestone", "Gossamere", "Humberling", "Inklethorn", "Jubberly", "Knapplesby",
    "Lumpkinsea", "Mistlebarrow", "Noodlewharf", "Oddlebury", "Puddlecote", "Quibblesham", "Rattlebrook", "Squintmoor",
    "Tumbleforth", "Uppentide", "Vintlecastle", "Wimplegate", "Yarrowfink", "Zephyrling", "Bobbinshaw", "Crumplehorn",
    "Dithersby", "Fiddlemarch", "Grumbleford", "Hobnobley", "Jestermoor", "Kettlespire", "Lollopstone", "Mumblewade",
    "Nibblethwaite", "Pifflehurst", "Ruffleton",
)  # fmt: skip
SECOND = (
    "Widgets", "Lanterns", "Threads", "Fruits", "Engines", "Teapots", "Bolts", "Fabrics", "Gadgets", "Cushions",
    "Bearings", "Crockery", "Umbrellas", "Chemists", "Toys", "Cables", "Footwear", "Timber", "Spices", "Fittings",
    "Instruments", "Pumps", "Papers", "Seeds", "Glassware", "Valves", "Provisions", "Plastics", "Garments", "Optics",
)  # fmt: skip
CARRYING = ("Lines", "Shipping", "Airlift", "Haulage", "Rail", "Feeders", "Cargo Wings", "Road Freight")
BROKING = ("Customs Brokers", "Clearing Agents", "Declarants", "Customs House")
FORMS = ("Ltd", "GmbH", "SA", "Co.", "BV", "SpA", "LLC", "Pty", "AS", "Oy")
STREETS = ("Crumpet Lane", "Teakettle Road", "Marmalade Quay", "Sundial Street", "Thimble Square", "Rainbarrel Avenue")
TOWNS = ("Lower Fable", "Port Whimsy", "New Pretence", "Mockhaven", "East Figment", "Makebelieve", "Parable Bay")


def trading(places: np.ndarray) -> pl.Series:
    """Names of trading companies, a different one for every whole number up to 18,000."""
    return _joined(places, (FIRST, SECOND, FORMS))


def carrying(places: np.ndarray) -> pl.Series:
    """Names of carriers, a different one for every whole number up to 4,800."""
    return _joined(places, (FIRST, CARRYING, FORMS))


def broking(places: np.ndarray) -> pl.Series:
    """Names of customs brokers, a different one for every whole number up to 2,400."""
    return _joined(places, (FIRST, BROKING, FORMS))


def addresses(places: np.ndarray) -> pl.Series:
    """Addresses in towns that are on no map."""
    numbers = pl.Series("number", places % 197 + 1).cast(pl.String)
    streets = pl.Series("street", STREETS).gather(pl.Series(places // 3 % len(STREETS), dtype=pl.UInt32))
    towns = pl.Series("town", TOWNS).gather(pl.Series(places // 7 % len(TOWNS), dtype=pl.UInt32))
    return pl.DataFrame([numbers, streets, towns]).select(
        pl.format("{} {}, {}", "number", "street", "town").alias("address")
    )["address"]


def _joined(places: np.ndarray, words: tuple[tuple[str, ...], ...]) -> pl.Series:
    # The first word turns fastest, so that companies that stand side by side do not share it.
    parts = []
    rest = places
    for number, of in enumerate(words):
        parts.append(pl.Series(str(number), of).gather(pl.Series(rest % len(of), dtype=pl.UInt32)))
        rest = rest // len(of)
    return pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator=" ").alias("name"))["name"]
