"""The menu line of benefits: what the programme spares, and whom."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trustlane.pages.menu import WORK, Entry, with_permission
from trustlane.selectivity.permits import Permission

ENTRIES: Sequence[Entry] = (
    Entry(
        _("Benefits"),
        "benefits:index",
        icon="scale",
        section=WORK,
        shows=with_permission(Permission.SEE_BENEFITS),
    ),
)
