"""The menu lines of the programme."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trustlane.pages.menu import RECORD, REGISTER, Entry, with_permission
from trustlane.programme.permits import Permission

ENTRIES: Sequence[Entry] = (
    Entry(
        _("Cases"),
        "cases:worklist",
        icon="briefcase",
        section=REGISTER,
        shows=with_permission(Permission.SEE_WORKLIST),
        also=("cases:receive",),
    ),
    Entry(
        _("What a status gives"),
        "cases:benefits",
        icon="star",
        section=REGISTER,
        shows=with_permission(Permission.SEE_WORKLIST),
    ),
    Entry(
        _("Programme in figures"),
        "cases:figures",
        icon="chart-bar",
        section=REGISTER,
        shows=with_permission(Permission.SEE_FIGURES),
    ),
    Entry(
        _("From the old system"),
        "cases:arrivals",
        icon="package",
        section=REGISTER,
        shows=with_permission(Permission.SEE_MIGRATIONS),
    ),
    Entry(
        _("Audits"),
        "cases:audits",
        icon="fingerprint",
        section=RECORD,
        shows=with_permission(Permission.SAMPLE),
    ),
    Entry(
        _("Letters to post"),
        "cases:letters",
        icon="mail",
        section=REGISTER,
        shows=with_permission(Permission.SEE_LETTERS),
    ),
    Entry(
        _("Extend for many"),
        "cases:extend-many",
        icon="clock-plus",
        section=REGISTER,
        shows=with_permission(Permission.EXTEND_ALL),
    ),
    Entry(
        _("Validators"),
        "cases:validators",
        icon="user-check",
        section=REGISTER,
        shows=with_permission(Permission.SEE_VALIDATORS),
    ),
    Entry(
        _("Rating alike"),
        "cases:rounds",
        icon="equal",
        section=REGISTER,
        shows=with_permission(Permission.SEE_ROUNDS),
    ),
    Entry(
        _("Staffing"),
        "cases:staffing",
        icon="users",
        section=REGISTER,
        shows=with_permission(Permission.SEE_STAFFING),
    ),
)
