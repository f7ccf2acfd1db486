"""Reads entry summary declarations, CC315A and amendments CC313A, a line for every goods item; and the answers to them.

An entry summary carries no value and no origin; it is lodged before loading or arrival. Its consignee stands in the
column `importer`, its consignor in `exporter`. Dates without a zone are read in the zone the caller names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from trustlane.declarations.frame import EVENT_ROWS, LINES, Read, Refusal
from trustlane.declarations.readers import xml_values as values
from trustlane.declarations.readers.ens_answers import ANSWERS, read_answer
from trustlane.declarations.readers.ens_law import RULES
from trustlane.declarations.readers.ens_shape import inside, problems_of_shape
from trustlane.declarations.readers.ens_table import ITEM, MESSAGES, Group
from trustlane.declarations.readers.xml_safe import Node, XmlRefused, parse

LISTED: Final = 50  # problems of one message reported in full
# Kinds of packages that are bulk (UN/ECE Recommendation 21); each counts as one package in the total.
BULK: Final = frozenset({"VQ", "VG", "VL", "VY", "VR", "VS", "VO"})
# Specific circumstance indicator of a declaration with the reduced data of authorised economic operators.
AUTHORISED: Final = "E"

Row = dict[str, Any]
Party = dict[str, str | None]


def read_ens(data: bytes, file: str, *, zone: str = "UTC") -> Read:
    """The lines of one entry summary message, or every reason why it cannot be used."""
    try:
        root = parse(data, file)
    except XmlRefused as hostile:
        return Read(refused=(hostile.refusal,))
    if root.name in ANSWERS:
        return read_answer(root, file, values.zone_of(zone))
    messages = list(_messages(root))
    if not messages:
        return Read(refused=(_unknown(root, file),))
    reads = [_judged(message, file, zone) for message in messages]
    if len(reads) == 1:
        return reads[0]
    more = [count for read in reads for count in read.unlisted]
    return Read(
        lines=pl.concat([read.lines for read in reads]),
        events=pl.concat([read.events for read in reads]),
        refused=tuple(refusal for read in reads for refusal in read.refused),
        unlisted=((more[0][0], sum(number for _, number in more)),) if more else (),
    )


def _messages(root: Node) -> Iterator[Node]:
    """The entry summary messages of a file: its root, or those an envelope holds."""
    if root.name in MESSAGES:
        yield root
        return
    for child in root.children():
        yield from _messages(child)


def _judged(root: Node, file: str, zone: str) -> Read:
    found = inside(root)
    reference = _reference(found)
    message = MESSAGES[root.name]
    problems = list(problems_of_shape(root, message, f"/{root.name}", ""))
    for rule in RULES:
        problems.extend(rule(root, message, found))
    if not problems:
        return _read(root, found, zone)
    problems.sort(key=lambda problem: (problem.node.line, problem.node.column))
    refused = tuple(
        Refusal(file, f"{problem.node.place}: {problem.path}", problem.reason, problem.mend, reference)
        for problem in problems[:LISTED]
    )
    more = len(problems) - LISTED
    return Read(refused=refused, unlisted=(("more of the same message", more),) if more > 0 else ())


def _unknown(root: Node, file: str) -> Refusal:
    return Refusal(
        file,
        f"{root.place}: /{root.name[:60]}",
        f"The message <{root.name[:60]}> is no entry summary declaration.",
        f"Send one of the messages {', '.join((*MESSAGES, *ANSWERS))}.",
    )


def _text(found: dict[str, list[Node]], tag: str) -> str | None:
    nodes = found.get(tag)
    return (nodes[0].words or None) if nodes else None


def _reference(found: dict[str, list[Node]]) -> str | None:
    for header in found.get("HEAHEA", ())[:1]:
        inner = inside(header)
        return _text(inner, "DocNumHEA5") or _text(inner, "RefNumHEA4")
    return None


def _parties(group: Group, found: dict[str, list[Node]]) -> dict[str, Party]:
    parties: dict[str, Party] = {}
    for part in group.parts:
        if not isinstance(part, Group) or part.party is None or part.tag not in found:
            continue
        inner, tags = inside(found[part.tag][0]), part.party
        parties[tags.role] = {
            "role": tags.role,
            "identifier": _text(inner, tags.identifier),
            "name": _text(inner, tags.name),
            "address": values.joined(_text(inner, tag) for tag in (tags.street, tags.postcode, tags.city)),
            "country": values.country_code(_text(inner, tags.country)),
        }
    return parties


def _read(root: Node, found: dict[str, list[Node]], zone: str) -> Read:
    header, first = inside(found["HEAHEA"][0]), inside(found["CUSOFFFENT730"][0])
    amended = root.name == "CC313A"
    local = values.zone_of(zone)
    lodged = values.instant(_text(header, "DatTimAmeHEA113" if amended else "DecDatTimHEA114"), local)
    route = [values.country_code(inside(node)["CouOfRouCodITI1"][0].words) for node in found.get("ITI", ())]
    items = [(inside(node)) for node in found["GOOITEGDS"]]
    parties = _parties(MESSAGES[root.name], found)
    reference = _reference(found)
    indicator = _text(header, "SpeCirIndHEA1")
    shared: Row = {
        "declaration": reference,
        "version": None if amended else 1,
        "message": "amendment" if amended else "original",
        "regime": "entry_summary",
        "lodged": lodged,
        "day": values.day_in(lodged, local),
        "office": _text(first, "RefNumCUSOFFFENT731"),
        "procedure": indicator,
        "payment": _text(header, "TraChaMetOfPayHEA1"),
        "transport_mode": _text(header, "TraModAtBorHEA76"),
        "departure": route[0] if route else None,
        "destination": route[-1] if route else None,
        "containers": values.distinct(
            _text(inside(node), "ConNumNR21") for item in items for node in item.get("CONNR2", ())
        ),
    }
    total = _text(header, "TotGroMasHEA307")
    numbers = values.numbered(values.count(_text(item, "IteNumGDS7")) for item in items)
    rows = [
        _line(item, number, shared, parties, indicator, total if len(items) == 1 else None)
        for number, item in zip(numbers, items, strict=True)
    ]
    arrival = values.instant(_text(first, "ExpDatOfArrFIRENT733"), local)
    detail = f"Expected at {shared['office']}" + (f" on {arrival:%Y-%m-%d %H:%M} UTC" if arrival else "")
    if route:
        detail += f", by way of {', '.join(code for code in route if code)}"
    event = {
        "declaration": reference,
        "event": "amended" if amended else "received",
        "at": lodged,
        "source": root.name,
        "detail": detail + ".",
    }
    return Read(
        lines=pl.DataFrame(rows, schema=LINES, infer_schema_length=None),
        events=pl.DataFrame([event], schema=EVENT_ROWS),
    )


def _line(
    item: dict[str, list[Node]],
    number: int,
    shared: Row,
    parties: dict[str, Party],
    indicator: str | None,
    total: str | None,
) -> Row:
    everyone = parties | _parties(ITEM, item)

    def identifier(role: str) -> str | None:
        return everyone[role]["identifier"] if role in everyone else None

    commodity = item.get("COMCODGODITM")
    return shared | {
        "payment": shared["payment"] or _text(item, "MetOfPayGDI12"),
        "declarant": identifier("declarant"),
        "importer": identifier("consignee"),
        "exporter": identifier("consignor"),
        "carrier": identifier("carrier"),
        "representative": identifier("representative"),
        "parties": list(everyone.values()),
        "claims": [
            {"role": role, "kind": "AEO", "identifier": identifier(role)}
            for role in ("declarant", "consignee")
            if indicator == AUTHORISED and identifier(role)
        ],
        "line": number,
        "hs": values.heading(_text(inside(commodity[0]), "ComNomCMD1")) if commodity else None,
        "description": _text(item, "GooDesGDS23"),
        "gross_mass_g": values.grams(_text(item, "GroMasGDS46") or total),
        "packages": _packages(item),
    }


def _packages(item: dict[str, list[Node]]) -> int | None:
    """Packages and loose pieces of an item, a bulk cargo counting as one, as the total in the header counts them."""
    groups = [inside(node) for node in item.get("PACGS2", ())]
    if not groups:
        return None
    return sum(
        1
        if (_text(group, "KinOfPacGS23") or "").upper() in BULK
        else (values.count(_text(group, "NumOfPacGS24")) or 0) + (values.count(_text(group, "NumOfPieGS25")) or 0)
        for group in groups
    )
