"""Reads single administrative documents exported from ASYCUDA World: a line for every item.

Amounts: an item's invoice amount stands in the invoice's own currency and is taken as the value. The export never
names the national currency; a caller who does (`national`) gets the statistical value, else the customs value, in it.
The lane the system chose, where the site exports it, is kept as observed, never as a property of the declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from trustlane.declarations.frame import EVENT_ROWS, LINES, OBSERVED_ROWS, Read, Refusal
from trustlane.declarations.readers import sad_table as table
from trustlane.declarations.readers import xml_values as values
from trustlane.declarations.readers.sad_dates import Order, day_of, moment_of, order_of
from trustlane.declarations.readers.wco_table import ORIGIN_PROOFS
from trustlane.declarations.readers.xml_claims import stated
from trustlane.declarations.readers.xml_safe import Node, XmlRefused, parse
from trustlane.declarations.readers.xml_walk import every, one, said

Row = dict[str, Any]
Party = dict[str, str | None]
LISTED: Final = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """How one export is to be read."""

    zone: ZoneInfo
    order: Order
    national: str | None


def read_sad(data: bytes, file: str, *, zone: str = "UTC", dates: Order = "", national: str | None = None) -> Read:
    """The lines of one export, or every reason why it cannot be used; `dates` and `national` are the site's habits."""
    try:
        root = parse(data, file)
    except XmlRefused as hostile:
        return Read(refused=(hostile.refusal,))
    documents = list(_documents(root))
    if not documents:
        refusal = Refusal(
            file,
            f"{root.place}: /{root.name[:60]}",
            f"The message <{root.name[:60]}> is no ASYCUDA export.",
            "Send the XML export of a single administrative document, whose first element is ASYCUDA.",
        )
        return Read(refused=(refusal,))
    local = values.zone_of(zone)
    lines: list[Row] = []
    events: list[Row] = []
    observed: list[Row] = []
    refused: list[Refusal] = []
    aliases: list[tuple[str, str]] = []
    for document in documents:
        order = dates or order_of(node.words for path in table.DATES for node in every(document, path))
        reading = Reading(local, order, values.currency_code(national))
        given, own = _given(document, reading), _own(document)
        problems = list(_problems(document, file, given or own))
        if problems:
            refused.extend(problems)
            continue
        reference = given or own
        lines.extend(_rows(document, reference, reading))
        events.extend(_events(document, reference, reading))
        observed.extend(_observed(document, reference))
        if given and own:
            aliases.append((own, given))
    return Read(
        lines=pl.DataFrame(lines, schema=LINES, infer_schema_length=None),
        events=pl.DataFrame(events, schema=EVENT_ROWS, infer_schema_length=None),
        observed=pl.DataFrame(observed, schema=OBSERVED_ROWS, infer_schema_length=None),
        refused=tuple(refused[:LISTED]),
        unlisted=(("more of the same message", len(refused) - LISTED),) if len(refused) > LISTED else (),
        aliases=tuple(aliases),
    )


def _documents(root: Node) -> Iterator[Node]:
    if root.name in table.ROOTS:
        yield root
        return
    for child in root.children():
        yield from _documents(child)


def _given(document: Node, reading: Reading) -> str | None:
    """The registration customs gave: office, year, then serial letter and number."""
    number = said(document, f"{table.REGISTRATION}/Number")
    if number is None:
        return None
    day = day_of(said(document, f"{table.REGISTRATION}/Date"), reading.order)
    serial = said(document, f"{table.REGISTRATION}/Serial_number") or ""
    return values.joined([said(document, *table.OFFICE), str(day.year) if day else None, serial + number], "-")


def _own(document: Node) -> str | None:
    """The declarant's own reference: his code, the year, his number; else the unique consignment reference."""
    number = said(document, f"{table.OWN_REFERENCE}/Number")
    if number is None:
        return said(document, table.CONSIGNMENT_REFERENCE)
    return values.joined(
        [said(document, "Declarant/Declarant_code"), said(document, f"{table.OWN_REFERENCE}/Year"), number], "-"
    )


def _items(document: Node) -> Iterator[tuple[int, Node]]:
    """The items with their position on the form; the empty ones that fill up a page are passed over."""
    for position, item in enumerate(every(document, "Item"), start=1):
        if said(item, table.COMMODITY, *table.DESCRIPTIONS, table.ITEM_PRICE, table.GROSS, table.NET) is not None:
            yield position, item


def _problems(document: Node, file: str, reference: str | None) -> Iterator[Refusal]:
    if reference is None:
        yield Refusal(
            file,
            f"{document.place}: /{document.name}/{table.REGISTRATION}/Number",
            "The document carries neither a registration number nor a reference of the declarant.",
            "Export it after registration, or fill the declarant's reference (Declarant/Reference/Number).",
        )
    items = list(_items(document))
    if not items:
        yield Refusal(
            file,
            f"{document.place}: /{document.name}/Item",
            "The document carries no item.",
            "Export it with its items.",
            reference,
        )
    for position, item in items:
        for path, what in table.NUMBERS:
            node = one(item, path)
            if node is not None and node.words and values.decimal(node.words) is None:
                yield Refusal(
                    file,
                    f"{node.place}: /{document.name}/Item[{position}]/{path}",
                    f"The {what} of item {position} is written '{node.words[:40]}', which is no number.",
                    "Write digits with a decimal point, and no letters or blanks.",
                    reference,
                )


def _regime(document: Node) -> str | None:
    kind = (said(document, table.TYPE) or "").upper()
    flow = (said(document, table.FLOW) or "").upper()
    general = said(document, table.GENERAL_PROCEDURE) or ""
    if kind.startswith(("TR", "T1", "T2")) or flow.startswith("T") or general.startswith("8"):
        return "transit"
    if kind.startswith("EX") or flow.startswith("E"):
        return "export"
    if kind.startswith("IM") or flow.startswith("I"):
        return "import"
    if general[:1] in ("1", "2", "3"):
        return "export"
    return "import" if general[:1] in ("4", "5", "6", "7", "9") else None


def _message(document: Node, version: int | None) -> str:
    if (said(document, *table.STATUS) or "").lower() in table.CANCELLED:
        return "cancellation"
    return "amendment" if version is not None and version > 1 else "original"


def _named(node: Node | None) -> tuple[str | None, str | None]:
    """Name and address from a field that holds the name on its first line and the address below."""
    if node is None or not node.text:
        return None, None
    parts = [" ".join(part.split()) for part in node.text.splitlines()]
    parts = [part for part in parts if part]
    return (parts[0], values.joined(parts[1:])) if parts else (None, None)


def _parties(document: Node) -> list[Party]:
    found: list[Party] = []
    for role, path, code, name in table.PARTIES:
        party = one(document, path)
        if party is None:
            continue
        identifier = said(party, code)
        called, address = _named(one(party, name))
        if identifier or called:
            found.append({"role": role, "identifier": identifier, "name": called, "address": address, "country": None})
    called = said(document, table.REPRESENTATIVE)
    if called:
        found.append({"role": "representative", "identifier": None, "name": called, "address": None, "country": None})
    return found


def _rows(document: Node, reference: str | None, reading: Reading) -> Iterator[Row]:
    parties = _parties(document)

    def identifier(role: str) -> str | None:
        return next((party["identifier"] for party in parties if party["role"] == role and party["identifier"]), None)

    registered = day_of(said(document, f"{table.REGISTRATION}/Date", "Property/Date_of_declaration"), reading.order)
    version = values.count(said(document, *table.VERSION))
    message = _message(document, version)
    header: Row = {
        "declaration": reference,
        "version": version or (1 if message == "original" else None),
        "message": message,
        "regime": _regime(document),
        "lodged": moment_of(registered, reading.zone),
        "day": registered,
        "office": said(document, *table.OFFICE),
        "transaction": values.joined((said(document, path) for path in table.FINANCIAL_CODES), ""),
        "payment": said(document, *table.PAYMENT),
        "transport_mode": said(document, *table.TRANSPORT_MODE),
        "departure": values.country_code(said(document, *table.DEPARTURE)),
        "destination": values.country_code(said(document, *table.DESTINATION)),
        "declarant": identifier("declarant"),
        "importer": identifier("importer"),
        "exporter": identifier("exporter"),
        "carrier": identifier("carrier"),
        "representative": identifier("representative"),
        "parties": parties,
        "containers": values.distinct(node.words for node in every(document, table.CONTAINERS)),
    }
    currency = values.currency_code(said(document, table.INVOICE_CURRENCY))
    for position, item in _items(document):
        yield header | _line(item, position, parties, currency, reading)


def _line(item: Node, position: int, parties: list[Party], currency: str | None, reading: Reading) -> Row:
    documents = [document for name in table.DOCUMENTS for document in every(item, name)]
    codes = [(said(document, "Attached_document_code") or "").upper() for document in documents]
    additional = said(item, table.NATIONAL_PROCEDURE)
    unit = next((unit for unit in every(item, table.UNIT) if said(unit, *table.UNIT_QUANTITIES) is not None), None)
    taxes = [line for line in every(item, table.TAX_LINES) if said(line, "Duty_tax_code")]
    tax = next((line for line in taxes if values.ppm(said(line, "Duty_tax_rate"))), taxes[0] if taxes else None)
    value, valued_in = _value(item, currency, reading.national)
    return {
        "procedure": said(item, table.PROCEDURE),
        "use": additional if additional and additional.strip("0") else None,
        "claims": stated(
            (
                (code, said(document, "Attached_document_reference"))
                for code, document in zip(codes, documents, strict=True)
            ),
            parties,
            (),
        ),
        "line": position,
        "hs": _heading(item),
        "description": said(item, *table.DESCRIPTIONS),
        "origin": values.country_code(said(item, table.ORIGIN)),
        "origin_proof": next((code for code in codes if code in ORIGIN_PROOFS), said(item, table.PREFERENCE)),
        "net_mass_g": values.grams(said(item, table.NET)),
        "gross_mass_g": values.grams(said(item, table.GROSS)),
        "packages": values.count(said(item, table.PACKAGES)),
        "quantity_milli": values.milli(said(unit, *table.UNIT_QUANTITIES)),
        "quantity_unit": said(unit, *table.UNIT_CODES),
        "value_minor": value,
        "currency": valued_in,
        "tax_rate_ppm": values.ppm(said(tax, "Duty_tax_rate")),
        "tax_type": said(tax, "Duty_tax_code"),
    }


def _heading(item: Node) -> str | None:
    code = values.heading(said(item, table.COMMODITY))
    precision = said(item, table.PRECISION) or ""
    if code and precision.isascii() and precision.isdigit() and len(code) + len(precision) <= 14:
        return code + precision
    return code


def _value(item: Node, currency: str | None, national: str | None) -> tuple[int | None, str | None]:
    if national is not None:
        for path in table.NATIONAL_VALUES:
            amount = values.minor(said(item, path), national)
            if amount:
                return amount, national
    invoice = one(item, table.ITEM_INVOICE)
    own = values.currency_code(said(invoice, "Currency_code")) or currency
    for text in (said(invoice, "Amount_foreign_currency"), said(item, table.ITEM_PRICE)):
        amount = values.minor(text, own)
        if amount is not None:
            return amount, own
    return None, None


def _events(document: Node, reference: str | None, reading: Reading) -> Iterator[Row]:
    for path, event, words in (
        (table.REGISTRATION, "accepted", "Registered"),
        (table.ASSESSMENT, "tax_assessed", "Assessed"),
    ):
        number = said(document, f"{path}/Number")
        at = moment_of(day_of(said(document, f"{path}/Date"), reading.order), reading.zone)
        if number is not None:
            serial = said(document, f"{path}/Serial_number") or ""
            yield _event(reference, event, at, f"{words} as {serial}{number}.")
    left = moment_of(day_of(said(document, "Export_release/Date_of_exit"), reading.order), reading.zone)
    if left is not None:
        office = said(document, "Export_release/Actual_office_of_exit_code")
        yield _event(reference, "exited", left, f"Left by way of {office}." if office else "Left the territory.")


def _event(reference: str | None, event: str, at: object, detail: str) -> Row:
    return {"declaration": reference, "event": event, "at": at, "source": "ASYCUDA", "detail": detail}


def _observed(document: Node, reference: str | None) -> Iterator[Row]:
    """The lane the system chose, wherever outside the items the site's export puts it."""
    lane = next(_lanes(document), None)
    if lane is not None:
        yield {"declaration": reference, "lane": lane}


def _lanes(node: Node) -> Iterator[str]:
    for child in node.children():
        if child.name == "Item":
            continue
        if child.name.replace("_", "").lower() in table.LANE_NAMES and child.words:
            yield child.words
        yield from _lanes(child)
