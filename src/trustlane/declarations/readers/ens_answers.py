"""Reads what customs answers to an entry summary: registered, rejected, amended, or not to be loaded, as events.

An answer that names both the declarant's reference and the number customs gave links the two, so that later
amendments, which know only the number, find their declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from trustlane.declarations.frame import EVENT_ROWS, Read, Refusal
from trustlane.declarations.readers import xml_values as values
from trustlane.declarations.readers.xml_safe import Node
from trustlane.declarations.readers.xml_walk import every, said

SPELT_OUT: Final = 5
DO_NOT_LOAD: Final = "A001"


@dataclass(frozen=True, slots=True)
class Answer:
    """One kind of answer: the event it is, in words, and where it says when."""

    event: str
    words: str
    moments: tuple[str, ...]


ANSWERS: Final[dict[str, Answer]] = {
    "CC328A": Answer("accepted", "The entry summary was registered", ("HEAHEA/DecRegDatTimHEA115",)),
    "CC316A": Answer("rejected", "The entry summary was rejected", ("HEAHEA/DecRejDatTimHEA116",)),
    "CC304A": Answer("amended", "The amendment was accepted", ("HEAHEA/AmeAccDatTimHEA111",)),
    "CC305A": Answer("query", "The amendment was rejected", ("HEAHEA/AmeRejDatTimHEA112",)),
    "CC351A": Answer("control", "Customs intervenes before loading", ("HEAHEA/NotDatTimHEA104",)),
}
REASONS: Final = ("HEAHEA/DecRejReaHEA252", "HEAHEA/AmeRejMotTexHEA605", "HEAHEA/AmeRejMotCodHEA604")


def read_answer(root: Node, file: str, zone: ZoneInfo) -> Read:
    """The event one answer tells, or where it fails to say about what."""
    answer = ANSWERS[root.name]
    given, own = said(root, "HEAHEA/DocNumHEA5"), said(root, "HEAHEA/RefNumHEA4")
    if given is None and own is None:
        refusal = Refusal(
            file,
            f"{root.place}: /{root.name}/HEAHEA/DocNumHEA5",
            "The answer names no entry summary.",
            "Give the number customs assigned (DocNumHEA5) or the declarant's reference (RefNumHEA4).",
        )
        return Read(refused=(refusal,))
    event = {
        "declaration": given or own,
        "event": answer.event,
        "at": _moment(root, answer, zone),
        "source": root.name,
        "detail": "; ".join((answer.words, *_details(root))) + ".",
    }
    return Read(events=pl.DataFrame([event], schema=EVENT_ROWS), aliases=((own, given),) if own and given else ())


def _moment(root: Node, answer: Answer, zone: ZoneInfo) -> datetime | None:
    told = values.instant(said(root, *answer.moments), zone)
    if told is not None:
        return told
    day, hour = said(root, "DatOfPreMES9"), said(root, "TimOfPreMES10")
    return values.instant(f"20{day}{hour}", zone) if day and hour else None


def _details(root: Node) -> Iterator[str]:
    reason = said(root, *REASONS)
    if reason:
        yield reason[:300].rstrip(".")
    for error in list(every(root, "FUNERRER1"))[:SPELT_OUT]:
        told = values.joined([said(error, "ErrTypER11"), said(error, "ErrReaER13"), said(error, "ErrPoiER12")], " ")
        if told:
            yield told[:300].rstrip(".")
    for intervention in list(every(root, "CUSINT632"))[:SPELT_OUT]:
        code, words = said(intervention, "CusIntCodCUSINT665"), said(intervention, "CusIntTexCUSINT666")
        item = said(intervention, "IteNumConCUSINT668")
        told = "do not load" if code == DO_NOT_LOAD else (f"intervention {code}" if code else "intervention")
        yield told + (f" item {item}" if item else "") + (f": {words[:300].rstrip('.')}" if words else "")
