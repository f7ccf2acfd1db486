"""From consignments to messages: originals, amendments and cancellations in the one columnar shape, and events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from trustlane.declarations.frame import CLAIM, EVENT_ROWS, EVENTS, LINES, MESSAGES, PARTY, REGIMES
from trustlane.simulate.columns import gathered, instants, lists, picked
from trustlane.simulate.consignments import Consignments
from trustlane.simulate.enforcement import GREEN, YELLOW, Deeds
from trustlane.simulate.offices import OFFICES
from trustlane.simulate.people import People

AMENDMENT_CHANGES = 0.6  # of amendments: the value; the others mend what this shape does not hold
SOURCE = "simulation"
_DAY = 86_400

_IMPORT, _EXPORT, _SUMMARY = (REGIMES.index(name) for name in ("import", "export", "entry_summary"))


@dataclass(frozen=True)
class Lodgements:
    """One row a declaration, in the order customs numbered them."""

    reference: pl.Series
    consignment: np.ndarray  # places
    at: np.ndarray  # seconds
    later: np.ndarray  # seconds: when it was amended or cancelled, where it was
    amended: np.ndarray  # bool
    cancelled: np.ndarray


def references(own: str, first: date, n: int) -> pl.Series:
    """The references customs assigns: year, country, a running number."""
    number = pl.Series("number", np.arange(1, n + 1)).cast(pl.String).str.zfill(8)
    return pl.DataFrame([number]).select(pl.concat_str(pl.lit(f"{first:%y}{own}"), "number").alias("declaration"))[
        "declaration"
    ]


def lines(
    rng: np.random.Generator,
    of: Consignments,
    who: People,
    lodged: Lodgements,
    previous: dict[str, str],
    own: str,
) -> pl.DataFrame:
    """LINES of every message, in the order of lodging."""
    originals = np.arange(len(lodged.consignment))
    amended, cancelled = np.flatnonzero(lodged.amended), np.flatnonzero(lodged.cancelled)
    declaration = np.concatenate([originals, amended, cancelled])
    message = np.repeat([0, 1, 2], [len(originals), len(amended), len(cancelled)])
    at = np.concatenate([lodged.at, lodged.later[amended], lodged.later[cancelled]])
    order = np.lexsort((declaration, at))
    declaration, message, at = declaration[order], message[order], at[order]
    head = _heads(of, who, lodged, declaration, message, at, own)
    # A cancellation has one line, without goods.
    consignment = lodged.consignment[declaration]
    begin = of.first_line[consignment]
    count = np.where(message == 2, 1, of.first_line[consignment + 1] - begin)
    owner = np.repeat(np.arange(len(declaration)), count)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    goods = gathered(of.lines, begin[owner] + nth)
    bare = pl.Series(message[owner] == 2)
    changed = (message[owner] == 1) & (rng.random(len(declaration))[owner] < AMENDMENT_CHANGES)
    factor = np.where(changed, rng.uniform(0.9, 1.25, len(declaration))[owner], 1.0)
    is_export = pl.Series(of.regime[consignment][owner] == _EXPORT)
    goods = goods.with_columns(
        (pl.col("value_minor") * pl.Series(factor)).round().cast(pl.Int64).alias("value_minor"),
        pl.when(is_export).then(pl.lit(own)).otherwise("origin").alias("origin"),
        pl.when(is_export).then(None).otherwise("origin_proof").alias("origin_proof"),
    )
    goods = goods.with_columns(
        pl.when(~bare).then(name).alias(name) for name in goods.columns if name != "line"
    ).with_columns(pl.Series("line", nth + 1, dtype=pl.Int32))
    before = pl.DataFrame(
        {"declaration": list(previous), "previous": list(previous.values())},
        schema={"declaration": pl.String, "previous": pl.String},
    )
    head = head.join(before, on="declaration", how="left", maintain_order="left")
    return _shaped(pl.concat([gathered(head, owner), goods], how="horizontal"))


def _heads(
    of: Consignments,
    who: People,
    lodged: Lodgements,
    declaration: np.ndarray,
    message: np.ndarray,
    at: np.ndarray,
    own: str,
) -> pl.DataFrame:
    """The header of every message."""
    place = lodged.consignment[declaration]
    regime = of.regime[place]
    export = regime == _EXPORT
    # What leaves is sent by our own operators to foreign ones.
    importer = np.where(export, of.exporter[place], of.importer[place])
    exporter = np.where(export, of.importer[place], of.exporter[place])
    foreign = of.departure[place].astype(str)
    summary = pl.Series(regime == _SUMMARY)
    ids = who.identifier
    return pl.DataFrame(
        {
            "declaration": picked(lodged.reference, declaration),
            "version": np.where(message > 0, 2, 1).astype(np.int32),
            "message": picked(pl.Series(MESSAGES), message),
            "regime": picked(pl.Series(REGIMES), regime),
            "lodged": instants(at),
            "day": pl.Series((at // _DAY).astype(np.int32)).cast(pl.Date),
            "office": picked(pl.Series([office[0] for office in OFFICES]), of.office[place]),
            "procedure": pl.DataFrame({"s": summary, "x": export}).select(
                pl.when("s").then(None).when("x").then(pl.lit("1000")).otherwise(pl.lit("4000"))
            ).to_series(),
            "transport_mode": picked(of.mode, place),
            "departure": np.where(export, own, foreign),
            "destination": np.where(export, foreign, own),
            "declarant": picked(ids, of.declarant[place]),
            "importer": picked(ids, importer),
            "exporter": picked(ids, exporter),
            "carrier": picked(ids, of.carrier[place]),
            "parties": _parties(who, importer, exporter, of.declarant[place], of.carrier[place]),
            "claims": _claims(who, importer, exporter, of.declarant[place], of.false_claim[place], place),
            "containers": picked(of.containers, place),
        }
    )  # fmt: skip


def _parties(
    who: People, importer: np.ndarray, exporter: np.ndarray, declarant: np.ndarray, carrier: np.ndarray
) -> pl.Series:
    everyone = pl.DataFrame(
        {"identifier": who.identifier, "name": who.name, "address": who.address, "country": who.country}
    )
    roles = ("importer", "exporter", "declarant", "carrier")
    in_role = [
        everyone.select(pl.struct(pl.lit(role).alias("role"), pl.all()).cast(PARTY).alias("parties")).to_series()
        for role in roles
    ]
    shift = np.arange(len(roles)) * len(everyone)
    places = np.column_stack([importer, exporter, declarant, carrier]) + shift
    flat = picked(pl.concat(in_role, rechunk=True), places.ravel())
    # Four by four in one stroke: thirty times as fast as concatenating columns of structures.
    return flat.reshape((len(importer), len(roles))).arr.to_list()


def _claims(
    who: People,
    importer: np.ndarray,
    exporter: np.ndarray,
    declarant: np.ndarray,
    false_claim: np.ndarray,
    place: np.ndarray,
) -> pl.Series:
    """A status is claimed by most who hold one or ever did, and by a few who never did, with a number nobody issued."""
    n = len(place)
    holders = pl.DataFrame({"kind": who.kind, "identifier": who.number})
    holds = who.number.is_not_null().to_numpy()
    # Whether it is claimed depends on the consignment, so that an amendment repeats it.
    lot = (place * 2_654_435_761 % 4_294_967_296) / 4_294_967_296
    rows: list[np.ndarray] = []
    parts: list[pl.DataFrame] = []
    for role, parties, often in (
        ("importer", importer, 0.93),
        ("exporter", exporter, 0.8),
        ("declarant", declarant, 0.6),
    ):
        said = np.flatnonzero(holds[parties] & (lot < often))
        lot = (lot * 7.0) % 1.0
        rows.append(said)
        parts.append(gathered(holders, parties[said]).with_columns(role=pl.lit(role)))
    false = np.flatnonzero(false_claim & ~holds[importer])
    rows.append(false)
    parts.append(
        pl.DataFrame(
            {"country": picked(who.country, importer[false]), "number": 9_000_000 + place[false] % 900_000}
        ).select(
            pl.lit("AEOF").alias("kind"),
            pl.concat_str("country", pl.lit("AEOF"), pl.col("number").cast(pl.String)).alias("identifier"),
            pl.lit("importer").alias("role"),
        )
    )
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")
    structures = pl.concat(parts).select(pl.struct("role", "kind", "identifier").cast(CLAIM)).to_series()
    return lists(n, row[order], picked(structures, order), [])


def events(did: Deeds, lodged: Lodgements, previous: dict[str, str], until: int) -> pl.DataFrame:
    """EVENT_ROWS: what happened to each declaration up to the end of the period, in the order of time."""
    n = len(lodged.consignment)
    live = ~lodged.cancelled
    held = live & (did.final > GREEN) & (did.examined_at >= 0)
    kinds = (
        ("received", lodged.at, np.ones(n, bool)),
        ("accepted", lodged.at + 120, np.ones(n, bool)),
        ("documents_wanted", lodged.at + 900, live & (did.final == YELLOW)),
        ("control", did.examined_at, held & (did.final != YELLOW)),
        ("amended", lodged.later, lodged.amended),
        ("cancelled", lodged.later, lodged.cancelled),
        ("released", did.released_at, live),
    )
    parts = []
    for name, at, mask in kinds:
        rows = np.flatnonzero(mask & (at <= until))
        parts.append(
            pl.DataFrame(
                {
                    "declaration": picked(lodged.reference, rows),
                    "event": pl.Series([name]).new_from_index(0, len(rows)),
                    "at": instants(at[rows]),
                }
            )
        )
    first = pl.DataFrame(
        {"declaration": list(previous), "detail": [f"lodged again instead of {one}" for one in previous.values()]},
        schema={"declaration": pl.String, "detail": pl.String},
    ).with_columns(event=pl.lit("received"))
    return (
        pl.concat(parts)
        .join(first, on=["declaration", "event"], how="left", maintain_order="left")
        .with_columns(pl.col("event").cast(pl.Enum(EVENTS)), source=pl.lit(SOURCE))
        .sort("at", "declaration", "event", maintain_order=True)
        .select(EVENT_ROWS.names())
    )


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every column of LINES, null where this trade has nothing to say."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in LINES.items()
    )
