"""The menu lines of selectivity: the day at a glance, and the declarations behind it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trustlane.pages.menu import WORK, Entry, with_permission
from trustlane.selectivity.permits import Permission

ENTRIES: Sequence[Entry] = (
    Entry(
        _("Overview"),
        "selectivity:overview",
        icon="layout-dashboard",
        section=WORK,
        shows=with_permission(Permission.SEE_OVERVIEW),
    ),
    Entry(
        _("Declarations"),
        "selectivity:declarations",
        icon="packages",
        section=WORK,
        shows=with_permission(Permission.SEE_OVERVIEW),
    ),
    Entry(
        _("Covert holds"),
        "selectivity:holds",
        icon="hand-stop",
        section=WORK,
        shows=with_permission(Permission.SEE_HOLDS),
    ),
    Entry(
        _("Stops"),
        "selectivity:stops",
        icon="hand-stop",
        section=WORK,
        shows=with_permission(Permission.SEE_STOPS),
    ),
)
