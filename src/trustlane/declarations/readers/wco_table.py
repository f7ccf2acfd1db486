"""The codes of WCO Data Model declarations and notifications, as the readers use them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notification's function code means for its declaration."""

    name: str
    event: str
    words: str
    when: str = ""  # where the moment stands, if not the moment of issue


# UN/EDIFACT 1225 as the Data Model uses it: what a message does to the declaration it names. 13 is a request about an
# existing declaration; its type code says which.
CANCELLING: Final = frozenset({"1", "3", "40"})
AMENDING: Final = frozenset({"2", "4", "5", "20", "21", "22", "34", "36"})
REQUEST: Final = "13"
CANCELLATION_TYPE: Final = "INV"
PRESENTATION_TYPE: Final = "GPR"
# The previous document that is the declarant's unique consignment reference.
CONSIGNMENT_REFERENCE_TYPE: Final = "DCR"

# Where a party stands below the declaration, and what it is called in the frame. Order decides who comes first.
PARTIES: Final[tuple[tuple[str, str], ...]] = (
    ("Declarant", "declarant"),
    ("Agent", "representative"),
    ("Submitter", "submitter"),
    ("Exporter", "exporter"),
    ("GoodsShipment/Exporter", "exporter"),
    ("Importer", "importer"),
    ("GoodsShipment/Importer", "importer"),
    ("GoodsShipment/Consignor", "consignor"),
    ("GoodsShipment/Consignment/Consignor", "consignor"),
    ("Consignment/Consignor", "consignor"),
    ("GoodsShipment/Consignee", "consignee"),
    ("GoodsShipment/Consignment/Consignee", "consignee"),
    ("Consignment/Consignee", "consignee"),
    ("GoodsShipment/Seller", "seller"),
    ("GoodsShipment/Buyer", "buyer"),
    ("Consignment/Carrier", "carrier"),
    ("GoodsShipment/Consignment/Carrier", "carrier"),
    ("BorderTransportMeans/Carrier", "carrier"),
    ("GoodsShipment/NotifyParty", "notify_party"),
    ("GoodsShipment/Consignment/NotifyParty", "notify_party"),
    ("GoodsShipment/DomesticDutyTaxParty", "tax_party"),
    ("GoodsShipment/Payer", "payer"),
    ("Payer", "payer"),
    ("Surety", "surety"),
    ("PresentingParty", "presenter"),
)
ITEM_PARTIES: Final[tuple[tuple[str, str], ...]] = (
    ("Exporter", "exporter"),
    ("Importer", "importer"),
    ("Consignor", "consignor"),
    ("Consignee", "consignee"),
    ("Seller", "seller"),
    ("Buyer", "buyer"),
    ("Manufacturer", "manufacturer"),
    ("Producer", "producer"),
    ("DomesticDutyTaxParty", "tax_party"),
)

# Role codes of UN/EDIFACT 3035 under which an operator of a partner administration is named.
PARTNER_ROLES: Final[dict[str, str]] = {
    "CN": "consignee",
    "CZ": "consignor",
    "EX": "exporter",
    "IM": "importer",
    "MF": "manufacturer",
    "FW": "freight_forwarder",
    "CS": "consolidator",
    "CA": "carrier",
    "CB": "broker",
    "WH": "warehouse_keeper",
    "DT": "declarant",
    "AE": "representative",
    "SE": "seller",
    "BY": "buyer",
}

# Documents that prove origin (EUR.1, EUR-MED, A.TR., Form A, invoice declarations, statements on origin).
ORIGIN_PROOFS: Final = frozenset({"N954", "N018", "N864", "N865", "N861", "N862", "N002", "9001", "1UR4"})
ORIGIN_PROOF_CATEGORY: Final = "U"

# Kinds of classification (UN/EDIFACT 7143 and its users): the tariff code first, never additional or chemical codes.
TARIFF_KINDS: Final = ("TSP", "HS", "SRZ", "SRX", "CC")
NO_TARIFF_KINDS: Final = frozenset({"TRC", "TRA", "GN", "CV", "SRV", "SRW", "SRY", "SSO", "UN", "EN", "CAS"})

NOTICES: Final[dict[str, Notice]] = {
    "01": Notice("DMSACC", "accepted", "The declaration was accepted", "Declaration/AcceptanceDateTime"),
    "02": Notice("DMSRCV", "received", "The declaration was received"),
    "03": Notice("DMSREJ", "rejected", "The declaration was rejected", "Declaration/RejectionDateTime"),
    "05": Notice("DMSCTL", "control", "The goods are to be controlled"),
    "06": Notice("DMSDOC", "documents_wanted", "Documents are wanted"),
    "07": Notice("DMSRES", "amended", "Customs changed the declaration after control"),
    "08": Notice("DMSROG", "released", "The goods were released"),
    "09": Notice("DMSCLE", "cleared", "The declaration was cleared"),
    "10": Notice("DMSINV", "cancelled", "The declaration was cancelled", "Declaration/CancellationDateTime"),
    "11": Notice("DMSREQ", "query", "A request about the declaration was decided"),
    "13": Notice("DMSTAX", "tax_assessed", "Duties and taxes were assessed"),
    "14": Notice("DMSCPI", "query", "The payer's balance does not cover duties and taxes"),
    "15": Notice("DMSCPR", "query", "Reminder: the payer's balance does not cover duties and taxes"),
    "16": Notice("DMSEOG", "exited", "The goods left the territory", "Status/EffectiveDateTime"),
    "17": Notice("DMSEXT", "query", "The exit of the goods was not confirmed"),
    "18": Notice("DMSGER", "query", "Proof is wanted that the goods left the territory"),
    "50": Notice("DMSALV", "query", "An alternative to the exit of the goods was considered"),
    "51": Notice("DMSQRY", "query", "Customs asks a question about the declaration"),
}

# Control results of the Union (code list 47), which notifications carry as statement or status codes.
CONTROL_RESULTS: Final[dict[str, str]] = {
    "A1": "satisfactory after control",
    "A2": "considered satisfactory without control",
    "A3": "simplified procedure",
    "A4": "discrepancies found",
    "A5": "minor discrepancies found",
    "B1": "not satisfactory",
}
STATUS_WORDS: Final[dict[str, str]] = {"39": "granted", "41": "refused"}

# Classes of the Data Model that notifications point at.
SECTIONS: Final[dict[str, str]] = {
    "02A": "AdditionalDocument",
    "03A": "AdditionalInformation",
    "04A": "Address",
    "06A": "Amendment",
    "21A": "Classification",
    "23A": "Commodity",
    "28A": "Consignment",
    "42A": "Declaration",
    "64A": "GoodsLocation",
    "67A": "GoodsShipment",
    "68A": "GovernmentAgencyGoodsItem",
    "93A": "Packaging",
}
