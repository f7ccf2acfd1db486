"""What people read about operators, sites and identifiers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCHEMES: dict[str, str | Promise] = {
    "TIN": _("Trader identification number"),
    "EORI": _("EORI number"),
    "LEI": _("Legal entity identifier"),
    "AEO": _("AEO number"),
    "MID": _("Manufacturer identification code"),
    "ISO6346": _("Container number"),
    "NATIONAL": _("National number"),
}

NAME_KINDS: dict[str, str | Promise] = {"legal": _("Legal name"), "trade": _("Trade name")}

SITE_KINDS: dict[str, str | Promise] = {
    "office": _("Office"),
    "factory": _("Factory"),
    "warehouse": _("Warehouse"),
    "terminal": _("Terminal"),
    "yard": _("Yard"),
    "other": _("Other site"),
}
