"""What people read of arrangements: stages and verdicts as badges, each move's page, how a refusal is told."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustlane.access.permits_page import docstrings
from trustlane.access.refusals import Refused
from trustlane.pages.badges import Badge
from trustlane.recognition import labels
from trustlane.recognition.refusals import RecognitionRefused
from trustlane.recognition.stages import Stage

Words = str | Promise

_DRAWN: Mapping[str, tuple[str, str]] = {
    Stage.FEASIBILITY: ("busy", "file-search"),
    Stage.WORK_PLAN: ("busy", "calendar-event"),
    Stage.COMPARISON: ("busy", "scale"),
    Stage.VISITS: ("busy", "walk"),
    Stage.PROCEDURES: ("busy", "adjustments"),
    Stage.SIGNATURE: ("busy", "pencil"),
    Stage.SIGNING: ("busy", "user-check"),
    Stage.OPERATION: ("good", "shield-check"),
    Stage.CHANGING: ("good", "adjustments"),
    Stage.HELD: ("warn", "snowflake"),
    Stage.SUSPENDED: ("warn", "player-pause"),
    Stage.RESUMING: ("warn", "player-play"),
    Stage.TERMINATING: ("warn", "hourglass"),
    Stage.TERMINATED: ("quiet", "x"),
    Stage.ABANDONED: ("quiet", "ban"),
}
VERDICTS: Mapping[str, Badge] = {
    "compatible": Badge(labels.VERDICTS["compatible"], "good", icon="check"),
    "partly": Badge(labels.VERDICTS["partly"], "warn", icon="alert-circle"),
    "gap": Badge(labels.VERDICTS["gap"], "bad", icon="alert-triangle"),
    "": Badge(_("Open"), "quiet", icon="minus"),
}


FRESH: Mapping[str, Badge] = {
    "fresh": Badge(_("Fresh"), "good", icon="circle-check", meaning=_("The agreed benefit")),
    "ageing": Badge(_("Ageing"), "warn", icon="clock", meaning=_("The agreed benefit still; look at the line")),
    "stale": Badge(_("Stale"), "warn", icon="hourglass", meaning=_("Half of the agreed credit")),
    "expired": Badge(_("Expired"), "bad", icon="x", meaning=_("No credit: like any other trader, never worse")),
    "quarantined": Badge(_("Quarantined"), "bad", icon="alert-triangle", meaning=_("New additions give nothing")),
}


LISTS: Mapping[str, Badge] = {
    "waiting": Badge(_("Waits for a second person"), "busy", icon="hourglass"),
    "applied": Badge(_("Applied"), "good", icon="circle-check"),
    "discarded": Badge(_("Set aside"), "quiet", icon="ban"),
}
CALLS: Mapping[str, Badge] = {
    "waiting": Badge(_("Counts for 72 hours"), "warn", icon="hourglass"),
    "confirmed": Badge(_("Confirmed"), "good", icon="circle-check", meaning=_("Until a newer list says otherwise")),
    "rejected": Badge(_("Ended"), "quiet", icon="ban"),
    "lapsed": Badge(_("Lapsed"), "quiet", icon="clock", meaning=_("Nobody confirmed it within 72 hours")),
}


@cache
def _meanings() -> Mapping[str, str]:
    said = docstrings(Stage)
    return {stage.value: said[stage.name] for stage in Stage}


def stage_badge(stage: str) -> Badge:
    """The badge of a stage."""
    tone, icon = _DRAWN[stage]
    return Badge(labels.STAGES[stage], tone, icon=icon, meaning=gettext(_meanings()[stage]))


WHY = _("Why")


@dataclass(frozen=True)
class Deed:
    """What the page of a move says; `asks` is the label of its text, `tone` the look of its button."""

    title: Words
    lead: Words = ""
    asks: Words = WHY
    tone: str = "primary"
    icon: str = "check"


_SECOND = _("A second person agrees. Until then everything stays as it is.")
DEEDS: Mapping[str, Deed] = {
    "begin_plan": Deed(
        _("Go on to the work plan"),
        _("Recognition is feasible: say on which legal basis, between which programmes, for how much trade."),
        _("What was found"),
        icon="calendar-event",
    ),
    "begin_comparison": Deed(
        _("Begin the comparison"),
        _("The joint work plan is agreed, and each partner has a contact point."),
        _("What was agreed"),
        icon="scale",
    ),
    "begin_visits": Deed(
        _("Go on to the joint visits"),
        _("Every item is judged in both directions. What was judged stays open to be judged anew."),
        _("A remark"),
        icon="walk",
    ),
    "begin_procedures": Deed(
        _("Go on to the procedures"),
        _("Each side joined validations of the other."),
        _("What the joint report says"),
        icon="adjustments",
    ),
    "complete_procedures": Deed(
        _("Make it ready to sign"),
        _("Procedures are agreed, and the exchange of data was tried for some weeks."),
        _("What came of the pilot"),
        icon="pencil",
    ),
    "reopen_comparison": Deed(_("Go back to the comparison"), icon="arrow-back-up"),
    "propose_signature": Deed(
        _("Propose to sign"),
        _("The terms are frozen as they are drafted now. A second person agrees, and signs."),
        _("On what the proposal rests"),
        icon="user-check",
    ),
    "sign": Deed(
        _("Sign"),
        _("The terms below count from their day on. You sign as the second person."),
        _("Where and by whom it was signed"),
        icon="certificate",
    ),
    "evaluate": Deed(_("Note an evaluation"), asks=_("What came of it"), icon="report"),
    "propose_change": Deed(_("Propose other terms"), _SECOND, icon="adjustments"),
    "agree_change": Deed(
        _("Agree to the other terms"), _("The terms below take the place of those in force."), icon="adjustments"
    ),
    "hold": Deed(
        _("Withhold recognition"),
        _("At once, for 72 hours at most: then it counts again, unless a second person ratifies."),
        tone="danger",
        icon="snowflake",
    ),
    "ratify_hold": Deed(
        _("Suspend the arrangement"),
        _("What one person withheld stays withheld until two persons end it."),
        tone="danger",
        icon="player-pause",
    ),
    "end_hold": Deed(
        _("End the withholding"), _("Recognition counts again at once."), _("A remark"), icon="player-play"
    ),
    "propose_resumption": Deed(_("Propose to end the suspension"), _SECOND, icon="player-play"),
    "resume": Deed(_("End the suspension"), _("Recognition counts again at once."), icon="player-play"),
    "propose_termination": Deed(_("Propose to end the arrangement"), _SECOND, tone="danger", icon="hourglass"),
    "terminate": Deed(
        _("End the arrangement"),
        _("From now on no operator of a partner gets a benefit by it. It stays to be read."),
        tone="danger",
        icon="x",
    ),
    "drop_proposal": Deed(
        _("Drop what was proposed"), _("The arrangement is where it was before."), icon="arrow-back-up"
    ),
    "abandon": Deed(
        _("Give the arrangement up"), _("It is kept to be read, and goes on no more."), tone="danger", icon="ban"
    ),
    "give_owner": Deed(_("Give it to somebody"), asks=_("A remark"), icon="users"),
}


@dataclass(frozen=True)
class Told:
    """A refusal as a page tells it: the rule, its place and what was found there, and what to do instead."""

    sentence: str
    here: tuple[str, ...]
    mend: str


def told(refused: RecognitionRefused | Refused) -> Told:
    """A refusal in the reader's language; what was found stays as it was written, a line each."""
    if isinstance(refused, Refused):
        return Told(
            gettext("This is not open to you."),
            tuple(gettext(sentence) for sentence in refused.why),
            gettext("Somebody of whom this is true can do it."),
        )
    rule = " ".join((inspect.getdoc(type(refused)) or "").split())
    return Told(gettext(rule), tuple(str(refused).splitlines()), gettext(refused.mend) if refused.mend else "")
