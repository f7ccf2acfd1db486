"""Statuses as people read them: a word, an icon and a colour, never a colour alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


@dataclass(frozen=True)
class Badge:
    """`tone` is one of good, busy, warn, bad, calm, quiet, or the name of a lane."""

    word: Words
    tone: str
    icon: str
    # What the word means, for those who meet it for the first time.
    meaning: Words = ""


LANES: dict[str, Badge] = {
    "green": Badge(pgettext_lazy("lane", "Green"), "green", icon="circle-check", meaning=_("Released without a check")),
    "yellow": Badge(pgettext_lazy("lane", "Yellow"), "yellow", icon="file-search", meaning=_("Papers are checked")),
    "orange": Badge(pgettext_lazy("lane", "Orange"), "orange", icon="scan", meaning=_("X-ray")),
    "red": Badge(pgettext_lazy("lane", "Red"), "red", icon="package", meaning=_("Physical inspection")),
    "blue": Badge(pgettext_lazy("lane", "Blue"), "blue", icon="report-search", meaning=_("Audit after release")),
}

OUTCOMES: dict[str, Badge] = {
    "complete": Badge(
        _("Assessment complete"), "green", icon="circle-check", meaning=_("May be loaded and carried on")
    ),
    "request_for_information": Badge(
        _("Request for information"), "yellow", icon="message-question", meaning=_("The carrier has to answer first")
    ),
    "request_for_screening": Badge(
        _("Request for screening"), "orange", icon="scan", meaning=_("The cargo is screened before it is loaded")
    ),
    "do_not_load": Badge(_("Do not load"), "red", icon="hand-stop", meaning=_("The cargo stays where it is")),
    "control_at_entry": Badge(
        _("Control at first entry"), "blue", icon="map-pin", meaning=_("Looked at where it first enters the territory")
    ),
}

STANDINGS: dict[str, Badge] = {
    "valid": Badge(pgettext_lazy("standing", "Valid"), "good", icon="shield-check", meaning=_("Trusted now")),
    "suspended": Badge(
        pgettext_lazy("standing", "Suspended"), "warn", icon="player-pause", meaning=_("Trust is paused")
    ),
    "revoked": Badge(pgettext_lazy("standing", "Revoked"), "bad", icon="shield-x", meaning=_("Trust was taken away")),
    "expired": Badge(
        pgettext_lazy("standing", "Expired"), "quiet", icon="hourglass-empty", meaning=_("The term ran out")
    ),
    "withdrawn": Badge(
        pgettext_lazy("standing", "Withdrawn"), "quiet", icon="door-exit", meaning=_("The operator gave it up")
    ),
}

ALL = {"lane": LANES, "outcome": OUTCOMES, "standing": STANDINGS}


def badge(kind: str, key: str) -> Badge:
    """The badge of a status; a status nobody foresaw is shown under its own name, not hidden."""
    return ALL[kind].get(str(key), Badge(str(key), "quiet", icon="help-circle"))
