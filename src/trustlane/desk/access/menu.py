"""The menu line of people."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trustlane.access.permits import Permission
from trustlane.pages.menu import HOUSE, Entry, with_permission

ENTRIES: Sequence[Entry] = (
    Entry(
        _("People"),
        "people:people",
        icon="users",
        section=HOUSE,
        shows=with_permission(Permission.SEE_PEOPLE),
    ),
)
