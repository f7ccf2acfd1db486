"""Reads what customs answers to WCO Data Model declarations: notifications and status reports become events.

The function code inside the message decides, never the name of the file. An event is kept under the number customs
gave; the declarant's own reference goes along as an alias, so that the declaration lodged under it is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from trustlane.declarations.frame import EVENT_ROWS, OBSERVED_ROWS, Read, Refusal
from trustlane.declarations.readers import wco_table as table
from trustlane.declarations.readers import xml_values as values
from trustlane.declarations.readers.xml_safe import Node, XmlRefused, parse
from trustlane.declarations.readers.xml_walk import attribute, every, one, said

Row = dict[str, Any]
SPELT_OUT: Final = 5  # reasons, places and taxes named one by one

# Moments a status report gives, and the event each stands for.
STATUS_MOMENTS: Final[tuple[tuple[str, str, str], ...]] = (
    ("ReceivedDateTime", "received", "The declaration was received"),
    ("CreatedDateTime", "received", "The declaration was received"),
    ("AcceptanceDateTime", "accepted", "The declaration was accepted"),
    ("GoodsArrivalDateTime", "arrived", "The goods arrived"),
    ("GoodsReleasedDateTime", "released", "The goods were released"),
    ("FinalisedDateTime", "cleared", "The declaration was finalised"),
    ("CancellationDateTime", "cancelled", "The declaration was cancelled"),
)


def read_wco_notification(data: bytes, file: str, *, zone: str = "UTC") -> Read:
    """The events of one notification, or why it cannot be used."""
    try:
        root = parse(data, file)
    except XmlRefused as hostile:
        return Read(refused=(hostile.refusal,))
    return notification(root, file, values.zone_of(zone))


def notification(root: Node, file: str, zone: ZoneInfo) -> Read:
    """The events of one parsed notification."""
    if root.name == "DeclarationStatusResponse":
        return _status(root, file, zone)
    if root.name == "inventoryLinkingImportsGoodsArrival":
        return _arrival(root, file)
    responses = list(responses_in(root))
    if not responses:
        return Read(
            refused=(
                Refusal(
                    file,
                    f"{root.place}: /{root.name[:60]}",
                    f"The message <{root.name[:60]}> is no notification.",
                    "Send a MetaData message with a Response in it, or a DeclarationStatusResponse.",
                ),
            )
        )
    events: list[Row] = []
    refused: list[Refusal] = []
    aliases: list[tuple[str, str]] = []
    for response in responses:
        declarations = list(every(response, "Declaration"))
        given = next((found for declaration in declarations if (found := said(declaration, "ID"))), None)
        own = next(
            (found for declaration in declarations if (found := said(declaration, "FunctionalReferenceID"))), None
        )
        if given is None and own is None:
            refused.append(
                Refusal(
                    file,
                    f"{response.place}: /{root.name}/Response/Declaration/ID",
                    "The notification names no declaration.",
                    "Give the number customs assigned (Declaration/ID) or the declarant's own reference.",
                )
            )
            continue
        if given and own:
            aliases.append((own, given))
        events.append(_event(response, given or own, zone))
    return Read(
        events=pl.DataFrame(events, schema=EVENT_ROWS, infer_schema_length=None),
        refused=tuple(refused),
        aliases=tuple(dict.fromkeys(aliases)),
    )


def responses_in(root: Node) -> Iterator[Node]:
    """The responses of a message, wherever its envelope puts them."""
    for child in root.children():
        if child.name == "Response":
            yield child
        elif child.name != "Declaration":
            yield from responses_in(child)


def _event(response: Node, declaration: str | None, zone: ZoneInfo) -> Row:
    code = (said(response, "FunctionCode") or "").zfill(2)
    notice = table.NOTICES.get(code)
    if notice is None:
        notice = table.Notice(f"function {code}"[:40], "query", f"A notification of an unknown kind ({code[:10]}) came")
    at = _moment(response, notice.when, zone) if notice.when else None
    details = [notice.words, *_details(response, notice)]
    return {
        "declaration": declaration,
        "event": notice.event,
        "at": at or _moment(response, "IssueDateTime", zone),
        "source": notice.name,
        "detail": "; ".join(details) + ".",
    }


def _moment(node: Node, path: str, zone: ZoneInfo) -> datetime | None:
    for place in every(node, path):
        for inner in place.iter():
            text = inner.words  # type: ignore[attr-defined]
            if text:
                return values.instant(text, zone) or _spelt(text)
    return None


def _spelt(text: str) -> datetime | None:
    """A moment as Java prints one: `Wed Nov 13 00:00:00 UTC 2019`."""
    found = re.fullmatch(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} [0-9]{1,2} [0-9:]{8}) (?:UTC|GMT) ([0-9]{4})", text)
    if found is None:
        return None
    try:
        return datetime.strptime(f"{found[1]} {found[2]}", "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None


def _details(response: Node, notice: table.Notice) -> Iterator[str]:
    yield from _statements(response)
    for status in every(response, "Status"):
        code = said(status, "NameCode")
        if code:
            words = table.STATUS_WORDS.get(code) if notice.name == "DMSREQ" else table.CONTROL_RESULTS.get(code)
            yield f"{words} ({code})" if words else f"status {code}"
    yield from _errors(response)
    changes = [_pointed(change) for change in every(response, "Amendment")]
    reasons = values.distinct(said(change, "ChangeReasonCode") for change in every(response, "Amendment"))
    if changes:
        yield f"reason {', '.join(reasons)}" if reasons else "no reason given"
        yield "changed: " + _list(values.distinct(changes))
    yield from _taxes(response)
    version = said(response, "Declaration/VersionID")
    if version and version != "1":
        yield f"version {version} of the declaration"


def _statements(response: Node) -> Iterator[str]:
    for statement in every(response, "AdditionalInformation"):
        code, words = said(statement, "StatementCode"), said(statement, "StatementDescription")
        if code in table.CONTROL_RESULTS:
            yield f"{table.CONTROL_RESULTS[code]} ({code})"
        elif code and code != "smartErrorMsg" and code != said(statement, "StatementTypeCode"):
            yield f"code {code}"
        if words:
            yield words[:300].rstrip(".")
        limit = _moment(statement, "LimitDateTime", ZoneInfo("UTC"))
        if limit is not None:
            yield f"until {limit:%Y-%m-%d %H:%M} UTC"


def _errors(response: Node) -> Iterator[str]:
    errors = []
    for error in every(response, "Error"):
        code, words, place = said(error, "ValidationCode"), said(error, "Description"), _pointed(error)
        said_all = values.joined(
            [code, words[:300].rstrip(".") if words else None, f"at {place}" if place else None], " "
        )
        if said_all:
            errors.append(said_all)
    if errors:
        yield "reasons: " + _list(errors)


def _pointed(node: Node) -> str:
    steps = []
    for pointer in every(node, "Pointer"):
        section, number, tag = (said(pointer, name) for name in ("DocumentSectionCode", "SequenceNumeric", "TagID"))
        if section:
            steps.append(table.SECTIONS.get(section, section) + (f" {number}" if number else ""))
        if tag:
            steps.append(f"field {tag}")
    return "/".join(steps)


def _taxes(response: Node) -> Iterator[str]:
    taxes = []
    for place in ("Declaration/GoodsShipment/GovernmentAgencyGoodsItem/Commodity/DutyTaxFee", "Declaration/DutyTaxFee"):
        for fee in every(response, place):
            amount = one(fee, "Payment/PaymentAmount") or one(fee, "Payment/TaxAssessedAmount")
            if amount is not None and amount.words:
                taxes.append(
                    values.joined([said(fee, "TypeCode"), amount.words, attribute(amount, "currencyID")], " ") or ""
                )
    if taxes:
        yield "amounts: " + _list(taxes)


def _list(parts: list[str]) -> str:
    shown = ", ".join(parts[:SPELT_OUT])
    return shown if len(parts) <= SPELT_OUT else f"{shown} and {len(parts) - SPELT_OUT} more"


def _status(root: Node, file: str, zone: ZoneInfo) -> Read:
    events: list[Row] = []
    observed: list[Row] = []
    for details in every(root, "DeclarationStatusDetails"):
        for declaration in every(details, "Declaration"):
            given = said(declaration, "ID", "MRN")
            if given is not None:
                events.extend(status_events(declaration, given, zone))
                observed.extend(route_of(declaration, given, zone))
    if not events:
        place = f"{root.place}: /{root.name}/DeclarationStatusDetails/Declaration/ID"
        return Read(
            refused=(
                Refusal(
                    file,
                    place,
                    "The status report names no declaration with a date.",
                    "Ask for the report again; it must carry Declaration/ID and the moments of its life.",
                ),
            )
        )
    return Read(
        events=pl.DataFrame(events, schema=EVENT_ROWS, infer_schema_length=None),
        observed=pl.DataFrame(observed, schema=OBSERVED_ROWS, infer_schema_length=None),
    )


def status_events(node: Node, declaration: str, zone: ZoneInfo) -> Iterator[Row]:
    """The events a status report tells by their moments."""
    for path, event, words in STATUS_MOMENTS:
        at = _moment(node, path, zone)
        if at is not None:
            yield {"declaration": declaration, "event": event, "at": at, "source": "status", "detail": words + "."}


def route_of(node: Node, declaration: str, zone: ZoneInfo) -> Iterator[Row]:
    """The lane the other system chose, where a report tells it (route of entry), with the moment of release."""
    route = said(node, "ROE")
    if route:
        yield {
            "declaration": declaration,
            "lane": f"route {route}",
            "released_at": _moment(node, "GoodsReleasedDateTime", zone),
        }


def _arrival(root: Node, file: str) -> Read:
    given = said(root, "entryNumber")
    if given is None:
        return Read(
            refused=(
                Refusal(
                    file,
                    f"{root.place}: /{root.name}/entryNumber",
                    "The arrival message names no declaration.",
                    "Give the declaration's number (entryNumber).",
                ),
            )
        )
    event = {"declaration": given, "event": "arrived", "source": "inventory", "detail": "The goods arrived."}
    return Read(events=pl.DataFrame([event], schema=EVENT_ROWS))
