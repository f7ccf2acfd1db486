"""Where things stand in an ASYCUDA World SAD export: paths of names, in the words of the export itself.

Site versions differ in small ways; where they do, the paths are tried in order. An element that holds `<null/>` or
nothing says nothing.
"""

from __future__ import annotations

from typing import Final

ROOTS: Final = frozenset({"ASYCUDA", "SAD"})

OFFICE: Final = ("Identification/Office_segment/Customs_clearance_office_code",)
REGISTRATION: Final = "Identification/Registration"
ASSESSMENT: Final = "Identification/Assessment"
VERSION: Final = (
    "Identification/Registration/Version",
    "Identification/Version",
    "Identification/Version_number",
    "Property/Version",
)
STATUS: Final = ("Identification/Status", "Property/Status", "Identification/Registration/Status")
CANCELLED: Final = frozenset({"cancelled", "canceled", "annulled", "invalidated", "deleted"})

FLOW: Final = "Property/Sad_flow"
TYPE: Final = "Identification/Type/Type_of_declaration"
GENERAL_PROCEDURE: Final = "Identification/Type/Declaration_gen_procedure_code"
OWN_REFERENCE: Final = "Declarant/Reference"
CONSIGNMENT_REFERENCE: Final = "Identification/UCR"

DATES: Final = (
    "Identification/Registration/Date",
    "Identification/Assessment/Date",
    "Identification/receipt/Date",
    "Identification/Receipt/Date",
    "Property/Date_of_declaration",
    "Export_release/Date_of_exit",
    "Item/Attached_documents/Attached_document_date",
)

# Roles: path of the party, then the names of code and name within it.
PARTIES: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("declarant", "Declarant", "Declarant_code", "Declarant_name"),
    ("exporter", "Traders/Exporter", "Exporter_code", "Exporter_name"),
    ("importer", "Traders/Consignee", "Consignee_code", "Consignee_name"),
    ("payer", "Traders/Financial", "Financial_code", "Financial_name"),
    ("carrier", "Transport/Carrier", "Carrier_code", "Carrier_name"),
    ("carrier", "Traders/Carrier", "Carrier_code", "Carrier_name"),
    ("principal", "Transit/Principal", "Principal_code", "Principal_name"),
)
REPRESENTATIVE: Final = "Declarant/Declarant_representative"

TRANSPORT_MODE: Final = ("Transport/Means_of_transport/Border_information/Mode",)
DEPARTURE: Final = ("General_information/Country/Export/Export_country_code",)
DESTINATION: Final = ("General_information/Country/Destination/Destination_country_code",)
FINANCIAL_CODES: Final = ("Financial/Financial_transaction/code1", "Financial/Financial_transaction/code2")
PAYMENT: Final = ("Financial/Mode_of_payment", "Item/Taxation/Item_taxes_mode_of_payment")
CONTAINERS: Final = "Container/Container_identity"
INVOICE_CURRENCY: Final = "Valuation/Gs_Invoice/Currency_code"

COMMODITY: Final = "Tarification/HScode/Commodity_code"
PRECISION: Final = "Tarification/HScode/Precision_1"
PROCEDURE: Final = "Tarification/Extended_customs_procedure"
NATIONAL_PROCEDURE: Final = "Tarification/National_customs_procedure"
PREFERENCE: Final = "Tarification/Preference_code"
UNIT: Final = "Tarification/Supplementary_unit"
# The export's own spelling has three p's; sites that mended it have two.
UNIT_CODES: Final = ("Suppplementary_unit_code", "Supplementary_unit_code")
UNIT_QUANTITIES: Final = ("Suppplementary_unit_quantity", "Supplementary_unit_quantity")
ITEM_PRICE: Final = "Tarification/Item_price"
DESCRIPTIONS: Final = ("Goods_description/Commercial_Description", "Goods_description/Description_of_goods")
ORIGIN: Final = "Goods_description/Country_of_origin_code"
GROSS: Final = "Valuation_item/Weight_itm/Gross_weight_itm"
NET: Final = "Valuation_item/Weight_itm/Net_weight_itm"
ITEM_INVOICE: Final = "Valuation_item/Item_Invoice"
NATIONAL_VALUES: Final = ("Valuation_item/Statistical_value", "Valuation_item/Total_CIF_itm")
PACKAGES: Final = "Packages/Number_of_packages"
TAX_LINES: Final = "Taxation/Taxation_line"
DOCUMENTS: Final = ("Attached_documents", "Attached_document")

# Values of an item that must be numbers where they stand, and what they are called.
NUMBERS: Final[tuple[tuple[str, str], ...]] = (
    (GROSS, "gross weight"),
    (NET, "net weight"),
    (PACKAGES, "number of packages"),
    (ITEM_PRICE, "item price"),
    (f"{ITEM_INVOICE}/Amount_foreign_currency", "invoice amount"),
    (NATIONAL_VALUES[0], "statistical value"),
    (NATIONAL_VALUES[1], "customs value"),
)

# Names under which sites add the outcome of selectivity, compared without case and underscores.
LANE_NAMES: Final = frozenset(
    {"lane", "selectivitylane", "selectedlane", "lanecolour", "lanecolor", "selectivitycolour", "selectivitycolor"}
)
