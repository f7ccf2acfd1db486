"""The menu line of the policy laboratory."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trustlane.pages.menu import WORK, Entry, with_permission
from trustlane.selectivity.permits import Permission

ENTRIES: Sequence[Entry] = (
    Entry(
        _("Policy laboratory"),
        "laboratory:index",
        icon="flask",
        section=WORK,
        shows=with_permission(Permission.TRY_POLICIES),
    ),
)
