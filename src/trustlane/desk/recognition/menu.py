"""The menu line of arrangements with partners."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trustlane.pages.menu import REGISTER, Entry, with_permission
from trustlane.recognition.permits import Permission

ENTRIES: Sequence[Entry] = (
    Entry(
        _("Mutual recognition"),
        "recognition:list",
        icon="link",
        section=REGISTER,
        shows=with_permission(Permission.SEE_ARRANGEMENTS),
        also=("recognition:",),
    ),
)
