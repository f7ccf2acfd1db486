"""The menu lines of the register."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trustlane.pages.menu import REGISTER, Entry, with_permission
from trustlane.standing.permits import Permission

ENTRIES: Sequence[Entry] = (
    Entry(
        _("Register"),
        "standing:register",
        icon="certificate",
        section=REGISTER,
        shows=with_permission(Permission.SEE_REGISTER),
    ),
    Entry(
        _("Lists received"),
        "standing:lists",
        icon="list-check",
        section=REGISTER,
        shows=with_permission(Permission.SEE_LISTS),
    ),
)
