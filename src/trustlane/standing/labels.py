"""What people read about standing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, str | Promise] = {
    "valid": _("Valid"),
    "suspended": _("Suspended"),
    "revoked": _("Revoked"),
    "expired": _("Expired"),
    "withdrawn": _("Withdrawn"),
}

SCOPES: dict[str, str | Promise] = {"security": _("Security"), "compliance": _("Compliance")}

ROLES: dict[str, str | Promise] = {
    "": _("Any role"),
    "importer": _("Importer"),
    "exporter": _("Exporter"),
    "manufacturer": _("Manufacturer"),
    "broker": _("Customs broker"),
    "carrier": _("Carrier"),
    "forwarder": _("Freight forwarder"),
    "terminal": _("Terminal operator"),
    "warehouse": _("Warehouse keeper"),
    "postal": _("Postal or express operator"),
    "ecommerce": _("E-commerce platform"),
    "free_zone": _("Free-zone operator"),
}

CHANGES: dict[str, str | Promise] = {"added": _("Added"), "changed": _("Changed"), "removed": _("Removed")}

UPLOAD_STATES: dict[str, str | Promise] = {
    "waiting": _("Waits for a second person"),
    "applied": _("Applied"),
    "discarded": _("Discarded"),
}

FIELDS: dict[str, str | Promise] = {
    "name": _("Name"),
    "scope": _("Scope"),
    "tier": _("Tier"),
    "programme": _("Programme"),
    "state": _("Status"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid to"),
    "identifiers": _("Identifiers"),
    "source": _("Comes from"),
}
