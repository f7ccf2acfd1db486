"""Turns one WCO Data Model declaration into rows: its header once, repeated over a row for every goods item.

The value of a line is the first of: its customs value, its statistical value, the price of the item, and, for a
declaration of one item, the invoice total. An amount's own currency decides its minor units (ISO 4217); an amount
without one takes the invoice's, and without that is null.
"""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import ZoneInfo

from trustlane.declarations.readers import wco_table as table
from trustlane.declarations.readers import xml_values as values
from trustlane.declarations.readers.xml_claims import stated
from trustlane.declarations.readers.xml_safe import Node
from trustlane.declarations.readers.xml_walk import attribute, every, one, said

Row = dict[str, Any]
Party = dict[str, str | None]

ITEM: Final = "GoodsShipment/GovernmentAgencyGoodsItem"
OFFICES: Final = (
    "DeclarationOfficeID",
    "DeclarationOffice/ID",
    "PresentationOffice/ID",
    "EntryOffice/ID",
    "ExitOffice/ID",
    # The place the goods are examined at stands in for an office nobody named.
    "GoodsShipment/Consignment/GoodsLocation/ID",
    "GoodsShipment/Consignment/GoodsLocation/Name",
)


def message_of(declaration: Node) -> str:
    """What the message does: lodge, amend or cancel. A function code wins over the type, the type over the content."""
    function = (said(declaration, "FunctionCode") or "").lstrip("0")
    kind = (said(declaration, "TypeCode") or "").upper()
    if function in table.CANCELLING or kind == table.CANCELLATION_TYPE:
        return "cancellation"
    if function in table.AMENDING or function == table.REQUEST:
        return "amendment"
    if not function and one(declaration, "Amendment") is not None:
        return "amendment"
    return "original"


def regime_of(declaration: Node) -> str | None:
    """Import, export or transit, by the type of declaration and else by the first procedure declared."""
    kind = (said(declaration, "TypeCode") or "").upper()
    if len(kind) >= 2 and kind not in ("COR", "IMV", table.CANCELLATION_TYPE):
        if kind.startswith("IM"):
            return "import"
        if kind.startswith("EX"):
            return "export"
        if kind.startswith("T"):
            return "transit"
    procedure = said(declaration, f"{ITEM}/GovernmentProcedure/CurrentCode") or ""
    if len(procedure) in (2, 4) and procedure[0] in "123":
        return "export"
    if len(procedure) in (2, 4) and procedure[0] in "45679":
        return "import"
    return None


def reference_of(declaration: Node) -> str | None:
    """The number customs gave, else the declarant's own, else the unique consignment reference."""
    found = said(declaration, "ID", "FunctionalReferenceID", "GoodsShipment/UCR/TraderAssignedReferenceID", "UCR/ID")
    if found is not None:
        return found
    for document in every(declaration, "GoodsShipment/PreviousDocument"):
        if said(document, "TypeCode") == table.CONSIGNMENT_REFERENCE_TYPE:
            return said(document, "ID")
    return None


def rows_of(declaration: Node, zone: ZoneInfo, shared: Row | None = None) -> list[Row]:
    """The rows of one declaration; one that names no goods (a cancellation, say) has one row without a line."""
    header = _header(declaration, zone) | (shared or {})
    items = list(every(declaration, ITEM))
    if not items:
        parties = list(header["parties"])
        return [header | {"claims": _claims(declaration, [], parties)}]
    numbers = values.numbered(values.count(said(item, "SequenceNumeric")) for item in items)
    return [
        _line(declaration, item, number, header, alone=len(items) == 1)
        for number, item in zip(numbers, items, strict=True)
    ]


def _header(declaration: Node, zone: ZoneInfo) -> Row:
    message = message_of(declaration)
    moment = said(
        declaration,
        "AcceptanceDateTime/DateTimeString",
        "AcceptanceDateTime/DateTime",
        "AcceptanceDateTime",
        "IssueDateTime/DateTimeString",
        "IssueDateTime/DateTime",
        "IssueDateTime",
    ) or _inner(declaration, "AcceptanceDateTime")
    lodged = values.instant(moment, zone)
    shipment = one(declaration, "GoodsShipment")
    route = [
        code
        for code in (said(step, "RoutingCountryCode") for step in every(declaration, "Consignment/Itinerary"))
        if code
    ]
    return {
        "declaration": reference_of(declaration),
        "version": values.count(said(declaration, "VersionID")) or (1 if message == "original" else None),
        "message": message,
        "regime": regime_of(declaration),
        "lodged": lodged,
        "day": values.day_in(lodged, zone),
        "office": said(declaration, *OFFICES),
        "transaction": said(shipment, "TransactionNatureCode"),
        "transport_mode": said(declaration, "BorderTransportMeans/ModeCode")
        or said(shipment, "Consignment/ArrivalTransportMeans/ModeCode", "Consignment/DepartureTransportMeans/ModeCode"),
        "departure": values.country_code(said(shipment, "ExportCountry/ID") or (route[0] if route else None)),
        "destination": values.country_code(said(shipment, "Destination/CountryCode") or (route[-1] if route else None)),
        "parties": _parties(declaration, table.PARTIES),
        "containers": values.distinct(
            said(equipment, "ID")
            for path in (
                "Consignment/TransportEquipment",
                "GoodsShipment/Consignment/TransportEquipment",
                f"{ITEM}/Commodity/TransportEquipment",
                f"{ITEM}/TransportEquipment",
            )
            for equipment in every(declaration, path)
        ),
    }


def _inner(node: Node, name: str) -> str | None:
    """The first value anywhere inside an element, for senders who renamed what stands in it."""
    outer = one(node, name)
    return None if outer is None else next((inner.words for inner in outer.iter() if inner.words), None)  # type: ignore[attr-defined]


def _parties(node: Node, places: tuple[tuple[str, str], ...]) -> list[Party]:
    found: list[Party] = []
    for path, role in places:
        for party in every(node, path):
            address = one(party, "Address")
            entry: Party = {
                "role": role,
                "identifier": said(party, "ID"),
                "name": said(party, "Name"),
                "address": values.joined(
                    said(address, part) for part in ("Line", "CityName", "CountrySubDivisionName", "PostcodeID")
                ),
                "country": values.country_code(said(address, "CountryCode")),
            }
            if any(value for key, value in entry.items() if key != "role"):
                found.append(entry)
    return found


def _claims(declaration: Node, items: list[Node], parties: list[Party]) -> list[Party]:
    """Trusted statuses claimed: authorisations held, partner operators named, and documents that state a status."""
    roles = {party["identifier"]: party["role"] for party in reversed(parties) if party["identifier"]}
    claims: list[Party] = []
    for node in (declaration, *every(declaration, "GoodsShipment"), *items):
        for holder in every(node, "AuthorisationHolder"):
            identifier, kind = said(holder, "ID"), said(holder, "CategoryCode")
            if identifier or kind:
                claims.append({"role": roles.get(identifier or "", "holder"), "kind": kind, "identifier": identifier})
        for partner in every(node, "AEOMutualRecognitionParty"):
            role = (said(partner, "RoleCode") or "").upper()
            claims.append(
                {
                    "role": table.PARTNER_ROLES.get(role, role or "partner"),
                    "kind": "MRA",
                    "identifier": said(partner, "ID"),
                }
            )
    documents = [
        (_document_code(document), said(document, "ID"))
        for node in (declaration, *every(declaration, "GoodsShipment"), *items)
        for document in every(node, "AdditionalDocument")
    ]
    return [*claims, *stated(documents, parties, claims)]


def _document_code(document: Node) -> str:
    return f"{said(document, 'CategoryCode') or ''}{said(document, 'TypeCode') or ''}".upper()


def _amount(node: Node | None, fallback: str | None) -> tuple[int | None, str | None]:
    currency = values.currency_code(attribute(node, "currencyID")) or fallback
    amount = None if node is None else values.minor(node.words, currency)
    return (None, None) if amount is None else (amount, currency)


def _value(declaration: Node, item: Node, *, alone: bool) -> tuple[int | None, str | None]:
    invoice = one(declaration, "InvoiceAmount") or one(declaration, "GoodsShipment/Invoice/InvoiceAmount")
    fallback = values.currency_code(attribute(invoice, "currencyID"))
    for path in ("CustomsValueAmount", "StatisticalValueAmount", "Commodity/InvoiceLine/ItemChargeAmount"):
        value = _amount(one(item, path), fallback)
        if value[0] is not None:
            return value
    return _amount(invoice, None) if alone else (None, None)


def _heading(commodity: Node | None) -> str | None:
    if commodity is None:
        return None
    found: dict[str, str] = {}
    for classification in every(commodity, "Classification"):
        kind = (said(classification, "IdentificationTypeCode") or "").upper()
        code = values.heading(said(classification, "ID"))
        if code is not None and kind not in table.NO_TARIFF_KINDS:
            found.setdefault(kind, code)
    for kind in table.TARIFF_KINDS:
        if kind in found:
            return found[kind]
    return next(iter(found.values()), None)


def _mass(measure: Node | None) -> int | None:
    return None if measure is None else values.grams(measure.words, attribute(measure, "unitCode") or "KGM")


def _origin_proof(item: Node) -> str | None:
    for document in every(item, "AdditionalDocument"):
        code = _document_code(document)
        if code in table.ORIGIN_PROOFS or code.startswith(table.ORIGIN_PROOF_CATEGORY):
            return code
    return None


def _origin(item: Node) -> str | None:
    origins = list(every(item, "Origin"))
    # Type 1 is the non-preferential origin, which every consignment has; 2 the preferential one.
    origins.sort(key=lambda origin: said(origin, "TypeCode") != "1")
    return next((code for origin in origins if (code := values.country_code(said(origin, "CountryCode")))), None)


def _procedure(item: Node) -> tuple[str | None, str | None]:
    """The procedure with the one before it ("4000"), and the additional procedures besides."""
    main: str | None = None
    additional: list[str] = []
    for procedure in every(item, "GovernmentProcedure"):
        current, previous = said(procedure, "CurrentCode"), said(procedure, "PreviousCode")
        if main is None and current and (previous or len(current) != 3):
            main = current + (previous or "")
        elif current and current != "000":
            additional.append(current)
    return main, values.joined(additional, " ")


def _line(declaration: Node, item: Node, number: int, header: Row, *, alone: bool) -> Row:
    commodity = one(item, "Commodity")
    parties: list[Party] = [*header["parties"], *_parties(item, table.ITEM_PARTIES)]

    def identifier(*roles: str) -> str | None:
        for role in roles:
            # What an item says of itself goes before what the declaration says of all.
            for party in reversed(parties):
                if party["role"] == role and party["identifier"]:
                    return party["identifier"]
        return None

    value, currency = _value(declaration, item, alone=alone)
    procedure, additional = _procedure(item)
    duty = list(every(commodity, "DutyTaxFee")) if commodity is not None else []
    rated = next((fee for fee in duty if said(fee, "TaxRateNumeric")), None)
    measure = one(commodity, "GoodsMeasure") or one(item, "GoodsMeasure")
    quantity = one(measure, "TariffQuantity")
    gross = _mass(one(measure, "GrossMassMeasure"))
    if gross is None and alone:
        gross = _mass(one(declaration, "TotalGrossMassMeasure"))
    packages = [values.count(said(packaging, "QuantityQuantity")) for packaging in every(item, "Packaging")]
    counted = [number for number in packages if number is not None]
    if not counted and alone:
        counted = [
            number for number in (values.count(said(declaration, "TotalPackageQuantity")),) if number is not None
        ]
    return header | {
        "procedure": procedure,
        "use": additional,
        "transaction": said(item, "TransactionNatureCode") or header["transaction"],
        "payment": next((code for fee in duty if (code := said(fee, "Payment/MethodCode"))), None),
        "departure": values.country_code(said(item, "ExportCountry/ID")) or header["departure"],
        "destination": values.country_code(said(item, "Destination/CountryCode")) or header["destination"],
        "declarant": identifier("declarant"),
        "importer": identifier("importer", "consignee", "buyer"),
        "exporter": identifier("exporter", "consignor", "seller"),
        "carrier": identifier("carrier"),
        "representative": identifier("representative"),
        "parties": parties,
        "claims": _claims(declaration, [item], parties),
        "line": number,
        "hs": _heading(commodity),
        "description": said(commodity, "Description", "CargoDescription"),
        "origin": _origin(item),
        "origin_proof": _origin_proof(item),
        "net_mass_g": _mass(one(measure, "NetNetWeightMeasure") or one(measure, "NetWeightMeasure")),
        "gross_mass_g": gross,
        "packages": sum(counted) if counted and sum(counted) <= values.LARGEST_COUNT else None,
        "quantity_milli": values.milli(quantity.words) if quantity is not None else None,
        "quantity_unit": attribute(quantity, "unitCode"),
        "value_minor": value,
        "currency": currency,
        "tax_rate_ppm": values.ppm(said(rated, "TaxRateNumeric")),
        "tax_type": said(rated, "TypeCode") or next((code for fee in duty if (code := said(fee, "TypeCode"))), None),
    }
