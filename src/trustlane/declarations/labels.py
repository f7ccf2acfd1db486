"""The words people read for what declarations know by code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MESSAGES = {
    "original": _("Original"),
    "amendment": _("Amendment"),
    "cancellation": _("Cancellation"),
}

REGIMES = {
    "import": _("Import"),
    "export": _("Export"),
    "transit": _("Transit"),
    "entry_summary": _("Entry summary"),
}

EVENTS = {
    "received": _("Received"),
    "accepted": _("Accepted"),
    "rejected": _("Rejected"),
    "control": _("Control announced"),
    "documents_wanted": _("Documents wanted"),
    "released": _("Released"),
    "cleared": _("Cleared"),
    "amended": _("Amended"),
    "cancelled": _("Cancelled"),
    "tax_assessed": _("Duties and taxes assessed"),
    "arrived": _("Goods arrived"),
    "exited": _("Goods left"),
    "query": _("Question from customs"),
}

ROLES = {
    "declarant": _("Declarant"),
    "importer": _("Importer"),
    "exporter": _("Exporter"),
    "carrier": _("Carrier"),
    "representative": _("Representative"),
    "consignee": _("Consignee"),
    "consignor": _("Consignor"),
    "notify": _("Party to notify"),
    "buyer": _("Buyer"),
    "seller": _("Seller"),
}

STATES = {
    "open": pgettext_lazy("state of a declaration", "Open"),
    "amended": pgettext_lazy("state of a declaration", "Amended"),
    "cancelled": pgettext_lazy("state of a declaration", "Cancelled"),
}

EXAMINATIONS = {
    "none": _("Not examined"),
    "documents": _("Documents"),
    "xray": _("X-ray"),
    "physical": _("Physical"),
    "audit": _("Audit after release"),
}

RESULTS = {
    "clean": _("Nothing found"),
    "find": _("Find"),
}

# What was found, as far as whoever reported it uses these words.
KINDS = {
    "undervaluation": _("Value declared too low"),
    "misclassification": _("Wrong commodity code"),
    "false_origin": _("False or unproven origin"),
    "prohibited": _("Prohibited or restricted goods"),
    "contraband": _("Contraband hidden in legal cargo"),
    "phantom_shipper": _("A sender that does not exist"),
    "irregularity": _("Something wrong with the declaration"),
    "critical": _("Danger to society, safety or health"),
}

# What a version was kept with although something about it is out of order.
NOTES = {
    "original_unknown": _("The declaration this message amends or cancels is not known here."),
    "late": _("It arrived after the cancellation, though it was lodged before."),
}

# How an operator is told which firms are like it.
PEERS = {
    ("importer", "small"): _("Importers with at most 12 consignments in the quarter"),
    ("importer", "medium"): _("Importers with 13 to 120 consignments in the quarter"),
    ("importer", "large"): _("Importers with more than 120 consignments in the quarter"),
    ("exporter", "small"): _("Exporters with at most 12 consignments in the quarter"),
    ("exporter", "medium"): _("Exporters with 13 to 120 consignments in the quarter"),
    ("exporter", "large"): _("Exporters with more than 120 consignments in the quarter"),
    ("declarant", "small"): _("Declarants with at most 12 consignments in the quarter"),
    ("declarant", "medium"): _("Declarants with 13 to 120 consignments in the quarter"),
    ("declarant", "large"): _("Declarants with more than 120 consignments in the quarter"),
}
