"""The menu lines of people, and of the e-mails that did not reach them."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trustlane.access.permits import Permission
from trustlane.pages.menu import HOUSE, Entry, with_permission
from trustlane.programme.permits import Permission as Programme

ENTRIES: Sequence[Entry] = (
    Entry(
        _("People"),
        "people:people",
        icon="users",
        section=HOUSE,
        shows=with_permission(Permission.SEE_PEOPLE),
    ),
    Entry(
        _("E-mail that failed"),
        "cases:mails",
        icon="mail-off",
        section=HOUSE,
        shows=with_permission(Programme.SEE_MAILS),
    ),
)
