"""Reads WCO Data Model messages: declarations become lines, and what customs answers becomes events.

Every well-formed declaration is read, whatever envelope it comes in and whatever namespaces its sender used; a request
to amend or cancel is recognised by its function and type codes. What is no such message is refused with its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from trustlane.declarations.frame import EVENT_ROWS, LINES, OBSERVED_ROWS, Read, Refusal
from trustlane.declarations.readers import wco_table as table
from trustlane.declarations.readers import xml_values as values
from trustlane.declarations.readers.wco_lines import reference_of, rows_of
from trustlane.declarations.readers.wco_notifications import (
    notification,
    responses_in,
    route_of,
    status_events,
)
from trustlane.declarations.readers.xml_safe import Node, XmlRefused, parse
from trustlane.declarations.readers.xml_walk import every, one, said

Row = dict[str, Any]
NOTIFICATIONS: Final = frozenset({"DeclarationStatusResponse", "inventoryLinkingImportsGoodsArrival"})
FULL_REPORT: Final = "DeclarationFullResponse"


def read_wco(data: bytes, file: str, *, zone: str = "UTC") -> Read:
    """The lines or events of one WCO Data Model message, or where and why it cannot be used."""
    try:
        root = parse(data, file)
    except XmlRefused as hostile:
        return Read(refused=(hostile.refusal,))
    local = values.zone_of(zone)
    if root.name in NOTIFICATIONS or next(responses_in(root), None) is not None:
        return notification(root, file, local)
    if root.name == FULL_REPORT:
        return _full_report(root, file, local)
    declarations = list(declarations_in(root))
    if not declarations:
        return Read(refused=(_unknown(root, file),))
    return _declarations(root, declarations, file, local)


def declarations_in(root: Node) -> Iterator[Node]:
    """The declarations of a message, wherever its envelope puts them; none inside another."""
    if root.name == "Declaration":
        yield root
        return
    for child in root.children():
        yield from declarations_in(child)


def _unknown(root: Node, file: str) -> Refusal:
    return Refusal(
        file,
        f"{root.place}: /{root.name[:60]}",
        f"The message <{root.name[:60]}> carries neither a declaration nor a notification about one.",
        "Send a WCO Data Model message: MetaData with a Declaration or a Response in it.",
    )


def _declarations(root: Node, declarations: list[Node], file: str, zone: ZoneInfo) -> Read:
    lines: list[Row] = []
    events: list[Row] = []
    refused: list[Refusal] = []
    for declaration in declarations:
        reference = reference_of(declaration)
        if reference is None:
            refused.append(_without_reference(root, declaration, file))
        elif (said(declaration, "TypeCode") or "").upper() == table.PRESENTATION_TYPE:
            events.append(_presented(declaration, reference, zone))
        else:
            lines.extend(rows_of(declaration, zone))
    return Read(
        lines=pl.DataFrame(lines, schema=LINES, infer_schema_length=None),
        events=pl.DataFrame(events, schema=EVENT_ROWS, infer_schema_length=None),
        refused=tuple(refused),
        aliases=tuple(
            (own, given)
            for declaration in declarations
            if (given := said(declaration, "ID"))
            and (own := said(declaration, "FunctionalReferenceID"))
            # A request about a declaration has a reference of its own, which is not the declaration's.
            and (said(declaration, "FunctionCode") or "9").lstrip("0") == "9"
        ),
    )


def _without_reference(root: Node, declaration: Node, file: str) -> Refusal:
    return Refusal(
        file,
        f"{declaration.place}: /{root.name}/Declaration/FunctionalReferenceID",
        "The declaration has no reference, so nothing can be kept under it.",
        "Give it the declarant's own reference (FunctionalReferenceID) or the number customs assigned (ID).",
    )


def _presented(declaration: Node, reference: str, zone: ZoneInfo) -> Row:
    """The goods of a declaration lodged beforehand have arrived and are presented."""
    place = said(declaration, "GoodsShipment/Consignment/GoodsLocation/Name", "Consignment/GoodsLocation/Name")
    moment = said(declaration, "IssueDateTime/DateTimeString", "AcceptanceDateTime/DateTimeString")
    return {
        "declaration": reference,
        "event": "arrived",
        "at": values.instant(moment, zone),
        "source": "presentation",
        "detail": "The goods were presented" + (f" at {place}." if place else "."),
    }


def _full_report(root: Node, file: str, zone: ZoneInfo) -> Read:
    """A declaration as customs holds it: the number given, the declaration itself, and the moments of its life."""
    lines: list[Row] = []
    events: list[Row] = []
    observed: list[Row] = []
    aliases: list[tuple[str, str]] = []
    for details in every(root, "FullDeclarationDataDetails"):
        summary = one(details, "HighLevelSummaryDetails")
        generated = one(details, "GeneratedConsignmentDetails")
        given, own = said(summary, "MRN"), said(summary, "LRN")
        reference = given or own
        for declaration in declarations_in(details):
            shared: Row = {"declaration": reference or reference_of(declaration)}
            version = values.count(said(summary, "VersionID"))
            if version:
                shared["version"] = version
            lines.extend(rows_of(declaration, zone, shared))
        if given and own:
            aliases.append((own, given))
        for node in (summary, generated):
            if node is not None and reference is not None:
                events.extend(status_events(node, reference, zone))
                observed.extend(route_of(node, reference, zone))
    lines = [row for row in lines if row["declaration"]]
    if not lines:
        return Read(refused=(_unknown(root, file),))
    return Read(
        lines=pl.DataFrame(lines, schema=LINES, infer_schema_length=None),
        events=pl.DataFrame(events, schema=EVENT_ROWS, infer_schema_length=None),
        observed=pl.DataFrame(observed, schema=OBSERVED_ROWS, infer_schema_length=None),
        aliases=tuple(aliases),
    )
