"""What people read of cases: stages as badges, whom a case waits for, what silence means, how a refusal is told."""

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
from trustlane.programme import labels
from trustlane.programme.papers.refusals import PaperRefused
from trustlane.programme.refusals import ProgrammeRefused
from trustlane.programme.stages import APPEALED, ON_VISIT, PLANNED, WRITTEN_UP, Stage

Words = str | Promise

# Tone and icon of each stage; its word is the label of the programme, its meaning the sentence beside it there.
_DRAWN: Mapping[str, Badge] = {
    Stage.DRAFT: Badge("", "quiet", icon="pencil"),
    Stage.SUBMITTED: Badge("", "busy", icon="inbox"),
    Stage.NOT_ACCEPTED: Badge("", "quiet", icon="ban"),
    Stage.NON_ACCEPTANCE_APPEALED: Badge("", "warn", icon="gavel"),
    Stage.ACCEPTED: Badge("", "busy", icon="mail-opened"),
    Stage.DESK_REVIEW: Badge("", "busy", icon="file-search"),
    Stage.VALIDATION_PLANNED: Badge("", "busy", icon="calendar-event"),
    Stage.VALIDATING: Badge("", "busy", icon="walk"),
    Stage.REPORTING: Badge("", "busy", icon="report"),
    Stage.CORRECTING: Badge("", "warn", icon="tool"),
    Stage.DECISION_PENDING: Badge("", "busy", icon="scale"),
    Stage.REFUSAL_HEARING: Badge("", "warn", icon="message"),
    Stage.REFUSED: Badge("", "bad", icon="x"),
    Stage.REFUSAL_APPEALED: Badge("", "warn", icon="gavel"),
    Stage.GRANTED: Badge("", "good", icon="check"),
    Stage.MONITORED: Badge("", "good", icon="shield-check"),
    Stage.AMENDING: Badge("", "good", icon="adjustments"),
    Stage.DOWNGRADE_APPEALED: Badge("", "good", icon="gavel"),
    Stage.REVALIDATION_REVIEW: Badge("", "good", icon="file-search"),
    Stage.REVALIDATION_PLANNED: Badge("", "good", icon="calendar-event"),
    Stage.REVALIDATING: Badge("", "good", icon="walk"),
    Stage.REVALIDATION_REPORTING: Badge("", "good", icon="report"),
    Stage.REVALIDATION_CORRECTING: Badge("", "good", icon="tool"),
    Stage.REVALIDATION_PENDING: Badge("", "good", icon="scale"),
    Stage.REVALIDATION_AT_DESK: Badge("", "good", icon="scale"),
    Stage.FROZEN: Badge("", "warn", icon="snowflake"),
    Stage.SUSPENDED: Badge("", "warn", icon="player-pause"),
    Stage.SUSPENSION_APPEALED: Badge("", "warn", icon="gavel"),
    Stage.REINSTATING: Badge("", "warn", icon="player-play"),
    Stage.REVOCATION_HEARING: Badge("", "warn", icon="message"),
    Stage.REVOKED: Badge("", "bad", icon="shield-x"),
    Stage.REVOCATION_APPEALED: Badge("", "warn", icon="gavel"),
    Stage.ANNULMENT_HEARING: Badge("", "warn", icon="message"),
    Stage.ANNULLED: Badge("", "bad", icon="shield-x"),
    Stage.ANNULMENT_APPEALED: Badge("", "warn", icon="gavel"),
    Stage.WITHDRAWN: Badge("", "quiet", icon="door-exit"),
    Stage.LAPSED: Badge("", "quiet", icon="hourglass-empty"),
    Stage.SUCCEEDED: Badge("", "quiet", icon="arrows-join"),
}
AGENCIES = labels.AGENCIES
RATINGS: Mapping[str, Badge] = {
    "met": Badge(labels.RATINGS["met"], "good", icon="check"),
    "recommendation": Badge(labels.RATINGS["recommendation"], "good", icon="bulb"),
    "minor": Badge(labels.RATINGS["minor"], "warn", icon="alert-circle"),
    "major": Badge(labels.RATINGS["major"], "bad", icon="alert-triangle"),
    "not_applicable": Badge(labels.RATINGS["not_applicable"], "quiet", icon="minus"),
}
OPINIONS: Mapping[str, Badge] = {
    "favourable": Badge(labels.OPINIONS["favourable"], "good", icon="check"),
    "unfavourable": Badge(labels.OPINIONS["unfavourable"], "bad", icon="x"),
    "silent": Badge(labels.OPINIONS["silent"], "quiet", icon="hourglass-empty"),
    "": Badge(_("Not answered yet"), "busy", icon="hourglass"),
}
_OFFICER, _TEAM, _DECIDER = _("Case officer"), _("Validation team"), _("Decision maker")
_CUSTOMS: Mapping[str, Words] = {
    **dict.fromkeys((Stage.SUBMITTED, Stage.ACCEPTED, Stage.DESK_REVIEW, Stage.SUSPENDED), _OFFICER),
    Stage.REVALIDATION_REVIEW: _OFFICER,
    **dict.fromkeys((*PLANNED, *ON_VISIT, *WRITTEN_UP), _TEAM),
    **dict.fromkeys(
        (
            Stage.DECISION_PENDING,
            Stage.REVALIDATION_PENDING,
            Stage.REVALIDATION_AT_DESK,
            Stage.AMENDING,
            Stage.FROZEN,
            Stage.REINSTATING,
            *APPEALED,
        ),
        _DECIDER,
    ),
}
_OTHERS: Mapping[str, Words] = {
    Stage.CORRECTING: labels.TURNS["applicant"],
    Stage.REVALIDATION_CORRECTING: labels.TURNS["holder"],
    Stage.REFUSAL_HEARING: labels.TURNS["applicant"],
    Stage.REVOCATION_HEARING: labels.TURNS["holder"],
    Stage.ANNULMENT_HEARING: labels.TURNS["holder"],
}
SILENCES: Mapping[str, Words] = {
    "nothing": _("If nothing happens by then, somebody is late; nothing follows by law."),
    "accepted": _("If nothing happens by then, the application counts as accepted."),
    "fulfilled": _("If nobody answers by then, what was asked about counts as fulfilled."),
    "lapsed": _("If nothing happens by then, what was provisional falls away."),
    "expired": _("After that the certificate is no longer valid."),
    "final": _("After that the decision can no longer be appealed."),
    "proceeds": _("If nobody answers by then, the case goes on without the answer."),
    "effective": _("After that the decision takes effect."),
    "may_apply": _("After that the operator may apply again."),
}
DECISION_KINDS: Mapping[str, Words] = {
    "granted": _("Granted"),
    "refused": _("Refused or not accepted"),
    "changed": _("Terms changed or kept"),
    "withheld": _("Withheld"),
    "taken": _("Revoked or annulled"),
    "revalidated": _("Revalidations closed"),
    "given_back": _("Given back"),
    "appeals": _("Appeals settled"),
}
# Causes that clocks of a preset go by, as who decides is asked for them.
CAUSES: Mapping[str, Words] = {"false_information": _("Yes: the operator knowingly gave false information")}
GROUNDS: Mapping[str, Words] = {
    "absent": _("Cannot come on the days of the visit"),
    "conflict": _("Has a conflict of interest that became known after the draw"),
    "left": _("No longer validates for the administration"),
    "unfit": _("Lacks a skill or language that turned out to be needed"),
}
SEATS: Mapping[str, Words] = {
    "lead": _("Leads"),
    "second": _("Second seat"),
    "third": _("Third seat"),
    "fourth": _("Fourth seat"),
}
GRADES: Mapping[str, Badge] = {
    "low": Badge(_("Low"), "good", icon="circle-check"),
    "medium": Badge(_("Medium"), "warn", icon="alert-circle"),
    "high": Badge(_("High"), "bad", icon="alert-triangle"),
    "": Badge(_("Not judged"), "quiet", icon="help-circle"),
}
RESPONSES: Mapping[str, Words] = {
    "take": _("Take it as it is"),
    "treat": _("Treat it with more controls"),
    "transfer": _("Transfer it to somebody who bears it"),
    "terminate": _("Terminate what brings it about"),
}
THREATS: Mapping[str, Words] = {
    "terror": _("Terror"),
    "contraband": _("Contraband"),
    "people_smuggling": _("Smuggling of people"),
    "organised_crime": _("Organised crime"),
    "conditions": _("Conditions that foster the others, such as corruption"),
}
RECOMMENDATIONS: Mapping[str, Words] = {
    "grant": _("To grant"),
    "refuse": _("To refuse"),
    **labels.OUTCOMES,
}
ASKERS: Mapping[str, Words] = {**labels.TURNS, "law": _("An act of law"), "": _("not said")}


@cache
def _meanings() -> Mapping[str, str]:
    said = docstrings(Stage)
    return {stage.value: said[stage.name] for stage in Stage}


def stage_badge(stage: str) -> Badge:
    """The badge of a stage; of one that the person does not read, a dash."""
    if not stage:
        return Badge("–", "quiet", icon="minus")
    drawn = _DRAWN[stage]
    return Badge(labels.STAGES[stage], drawn.tone, drawn.icon, meaning=gettext(_meanings()[stage]))


def waits_for(stage: str, turn: str) -> Words:
    """Whom a case waits for: of customs, which hand; by its stage, where no clock says so.

    What a holder owes in any case, such as its yearly report, does not hide that customs has to close what it began.
    """
    if turn in ("", "customs") or (turn == "holder" and stage in _CUSTOMS and stage != Stage.SUSPENDED):
        return _CUSTOMS.get(stage) or _OTHERS.get(stage) or labels.TURNS[turn]
    return labels.TURNS[turn]


@dataclass(frozen=True)
class Told:
    """A refusal as a page tells it: the rule, what was found here, and what to do instead."""

    sentence: str
    here: str
    mend: str
    why: tuple[str, ...] = ()


def told(refused: ProgrammeRefused | Refused | PaperRefused) -> Told:
    """A refusal in the reader's language; what was found in this case stays as it was written."""
    if isinstance(refused, Refused):
        return Told(
            gettext("This is not open to you in this case."),
            "",
            gettext("Somebody of whom this is true can do it."),
            tuple(gettext(sentence) for sentence in refused.why),
        )
    if isinstance(refused, PaperRefused):
        return Told(
            gettext("The paper cannot be made of what the case holds."),
            str(refused),
            gettext("Mend what is named in the case or in the register, then open the paper again."),
        )
    rule = " ".join((inspect.getdoc(type(refused)) or "").split())
    return Told(gettext(rule), str(refused), gettext(refused.mend) if refused.mend else "")
