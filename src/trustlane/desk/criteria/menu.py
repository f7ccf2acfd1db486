"""The menu line of the catalogues."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trustlane.criteria.permits import Permission
from trustlane.pages.menu import REGISTER, Entry, with_permission

ENTRIES: Sequence[Entry] = (
    Entry(
        _("Criteria"),
        "criteria:list",
        icon="list-check",
        section=REGISTER,
        shows=with_permission(Permission.SEE_CATALOGUES),
        also=("criteria:",),
    ),
)
