"""What people read in the laboratory: names of looks, of groups of operators, and how much there is of a look."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trustlane.pages.templatetags.pages import number
from trustlane.selectivity.labels import KIND, UNITS, Group
from trustlane.selectivity.policy import Look, Policy

Words = str | Promise

GROUPS: dict[str, Words] = {
    "trusted": Group.OWN.label,
    "partner": Group.PARTNER.label,
    "small": Group.SMALL.label,
    "other": Group.OTHERS.label,
}
LOOKS: dict[str, Words] = {
    "blue": gettext_lazy("Audit after release"),
    "yellow": gettext_lazy("Papers checked"),
    "orange": gettext_lazy("X-ray images"),
    "red": gettext_lazy("Physical inspections"),
    "request_for_information": gettext_lazy("Requests for information"),
    "control_at_entry": gettext_lazy("Controls at first entry"),
    "request_for_screening": gettext_lazy("Requests for screening"),
    "do_not_load": gettext_lazy("Refusals to load"),
}
TRACKS: dict[str, Words] = {"goods": gettext_lazy("Goods"), "entry": gettext_lazy("Entry summaries")}


def look_name(policy: Policy, track: str, look: str) -> Words:
    """A look as people call it; one that only this policy knows by its own title."""
    return LOOKS.get(look) or policy.tracks[track].looks[look].title or look


def track_name(policy: Policy, track: str) -> Words:
    """A track as people call it."""
    return TRACKS.get(track) or policy.tracks[track].title or track


def kind_name(policy: Policy, kind: str) -> Words:
    """A kind of offence as people call it."""
    return KIND.get(kind) or policy.kinds[kind].title or kind


def unit_name(unit: str) -> Words:
    """What a look uses up."""
    return UNITS.get(unit, unit)


def amount(look: Look) -> str:
    """How much there is of a look in a day."""
    of = look.capacity
    if of is None:
        return ""
    if of.per_day is not None:
        return _("%(units)s %(unit)s a day at each office") % {
            "units": number(round(of.per_day, 3)),
            "unit": unit_name(look.unit),
        }
    if of.share is not None:
        return _("%(share)s of the %(unit)s that looking at everything would take") % {
            "share": f"{number(round(of.share * 100, 3))} %",
            "unit": unit_name(look.unit),
        }
    return _("stated by office, in %(unit)s") % {"unit": unit_name(look.unit)}
