"""What people read of catalogues: stages, phases and relations as badges, what changed, how a refusal is told."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustlane.access.permits_page import docstrings
from trustlane.criteria import labels
from trustlane.criteria.lifecycle import Phase, Stage
from trustlane.criteria.queries import SHIPPED
from trustlane.criteria.refusals import CatalogueRefused
from trustlane.pages.badges import Badge

Words = str | Promise

_TONES: Mapping[str, tuple[str, str]] = {
    Stage.DRAFT: ("quiet", "pencil"),
    Stage.CONSULTATION: ("busy", "message"),
    Stage.SETTLING: ("warn", "tool"),
    Stage.ADOPTED: ("good", "check"),
    Stage.DROPPED: ("quiet", "ban"),
    Phase.COMING: ("calm", "calendar-event"),
    Phase.IN_FORCE: ("good", "shield-check"),
    Phase.TRANSITION: ("warn", "hourglass"),
    Phase.RETIRED: ("quiet", "archive"),
}
CHANGES: Mapping[str, Badge] = {
    "added": Badge(_("New"), "calm", icon="plus"),
    "removed": Badge(_("Left out"), "bad", icon="minus"),
    "raised": Badge(_("Now must"), "warn", icon="arrow-up"),
    "lowered": Badge(_("Now should"), "calm", icon="arrow-down"),
    "reworded": Badge(_("Changed"), "busy", icon="pencil"),
    "unchanged": Badge(_("As before"), "quiet", icon="equal"),
}
FIELDS: Mapping[str, Words] = {
    "text": _("Criterion"),
    "question": _("Question"),
    "guidance": _("Guidance"),
    "evidence": _("What shows it"),
    "weight": _("Weight"),
    "level": _("Must or should"),
    "also": _("Standards that satisfy it"),
    "of": _("Who has to do it"),
    "sites": _("Asked site by site"),
    "applies": _("Whom it applies to"),
}
LEVELS: Mapping[str, Badge] = {
    "must": Badge(_("must"), "busy", icon="alert-circle"),
    "should": Badge(_("should"), "quiet", icon="bulb"),
}
RELATIONS: Mapping[str, Badge] = {
    "equal": Badge(_("Equal"), "good", icon="equal", meaning=_("An answer to one serves the other, both ways.")),
    "covers": Badge(_("Covers"), "good", icon="arrow-right", meaning=_("An answer on this side serves the other.")),
    "covered_by": Badge(
        _("Covered by"), "good", icon="arrow-left", meaning=_("An answer on the other side serves this one.")
    ),
    "overlaps": Badge(_("Overlaps"), "warn", icon="link", meaning=_("An answer is worth reading, no more.")),
    "none": Badge(_("None"), "quiet", icon="minus", meaning=_("An answer says nothing about the other side.")),
}
OUTCOMES: Mapping[str, Badge] = {
    "taken": Badge(labels.OUTCOMES["taken"], "good", icon="check"),
    "partly": Badge(labels.OUTCOMES["partly"], "calm", icon="check"),
    "not_taken": Badge(labels.OUTCOMES["not_taken"], "quiet", icon="x"),
    "": Badge(_("Not answered yet"), "warn", icon="hourglass"),
}


def standing(stage: str, phase: str = "") -> Badge:
    """Where an edition stands: its phase once it is adopted, else its stage."""
    if stage == SHIPPED and phase == Phase.IN_FORCE:
        return Badge(_("Ships with Trustlane"), "good", icon="package", meaning=_("Can be used as it is."))
    key = phase or stage
    of: type[Stage] | type[Phase] = Phase if phase else Stage
    tone, icon = _TONES[key]
    word = labels.PHASES[key] if phase else labels.STAGES[key]
    return Badge(word, tone, icon=icon, meaning=gettext(docstrings(of)[key.upper()]))


@dataclass(frozen=True)
class Told:
    """A refusal as a person reads it: the rule, what was found, what to do instead."""

    sentence: str
    here: tuple[str, ...]
    mend: str


def told(refused: CatalogueRefused) -> Told:
    """A refusal in the reader's language; what was found stays as it was written, a line each."""
    rule = " ".join((inspect.getdoc(type(refused)) or "").split())
    return Told(gettext(rule), tuple(str(refused).splitlines()), gettext(refused.mend) if refused.mend else "")
