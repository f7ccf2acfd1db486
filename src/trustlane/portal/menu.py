"""The menu lines of somebody who acts for an operator."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trustlane.pages.menu import PORTAL, Entry

ENTRIES: Sequence[Entry] = (
    Entry(
        _("Your standing"), "portal:standing", icon="shield-check", section=PORTAL, shows=lambda viewer: viewer.operator
    ),
    Entry(
        _("Your AEO status"), "portal:status", icon="certificate", section=PORTAL, shows=lambda viewer: viewer.operator
    ),
    Entry(_("Your documents"), "portal:documents", icon="files", section=PORTAL, shows=lambda viewer: viewer.operator),
    Entry(
        _("Your consignments"),
        "portal:consignments",
        icon="packages",
        section=PORTAL,
        shows=lambda viewer: viewer.operator,
    ),
    Entry(
        _("You and firms like yours"),
        "portal:peers",
        icon="chart-bar",
        section=PORTAL,
        shows=lambda viewer: viewer.operator,
    ),
)
