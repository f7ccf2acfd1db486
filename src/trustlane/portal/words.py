"""What an applicant reads of a case: each stage, clock and refusal in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from trustlane.criteria.questionnaire import answers
from trustlane.evidence import refusals as evidence
from trustlane.pages.badges import Badge
from trustlane.programme import refusals as programme
from trustlane.programme.papers.refusals import PaperRefused
from trustlane.programme.rows import Askable
from trustlane.programme.stages import Stage

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Stand:
    """A stage as the applicant reads it: a word with its colour, and what goes on now."""

    badge: Badge
    says: Words


def _stand(word: Words, badge: Badge, says: Words) -> Stand:
    return Stand(Badge(word, badge.tone, badge.icon, says), says)


_DRAFT, _OURS = Badge("", "calm", icon="pencil"), Badge("", "busy", icon="hourglass")
_YOURS, _GOOD = Badge("", "warn", icon="user-exclamation"), Badge("", "good", icon="shield-check")
_PAUSED, _BAD = Badge("", "warn", icon="player-pause"), Badge("", "bad", icon="shield-x")
_OVER = Badge("", "quiet", icon="archive")

STANDS: Mapping[str, Stand] = {
    Stage.DRAFT: _stand(_("Draft"), _DRAFT, _("You are writing your application. Only people of your firm see it.")),
    Stage.SUBMITTED: _stand(_("Submitted"), _OURS, _("Customs looks whether your application is complete.")),
    Stage.NOT_ACCEPTED: _stand(
        _("Not accepted"),
        _OVER,
        _("Something was missing, so your application was not looked at. You may apply again, or appeal."),
    ),
    Stage.NON_ACCEPTANCE_APPEALED: _stand(
        _("Appeal under way"), _OURS, _("Somebody else looks again at why your application was not accepted.")
    ),
    Stage.ACCEPTED: _stand(_("Accepted"), _OURS, _("Your application is complete. Customs will now read it.")),
    Stage.DESK_REVIEW: _stand(_("Being read"), _OURS, _("Customs reads your answers and your documents.")),
    Stage.VALIDATION_PLANNED: _stand(
        _("Visit planned"), _OURS, _("Customs will visit you, or meet you by video. The days stand below.")
    ),
    Stage.VALIDATING: _stand(_("Visit under way"), _OURS, _("Customs looks at how you work.")),
    Stage.REPORTING: _stand(_("Report being written"), _OURS, _("The visit is over. Customs writes what it found.")),
    Stage.CORRECTING: _stand(
        _("Corrections asked for"),
        _YOURS,
        _("Customs found something to put right. Say what you changed, point by point."),
    ),
    Stage.DECISION_PENDING: _stand(
        _("Being decided"), _OURS, _("Somebody who did not visit you decides on your application.")
    ),
    Stage.REFUSAL_HEARING: _stand(
        _("You are heard first"), _YOURS, _("Customs means to refuse. Say what speaks against it before it decides.")
    ),
    Stage.REFUSED: _stand(_("Refused"), _BAD, _("Your application was refused. You may appeal.")),
    Stage.REFUSAL_APPEALED: _stand(_("Appeal under way"), _OURS, _("Somebody else looks at the refusal again.")),
    Stage.GRANTED: _stand(
        _("Granted"), _GOOD, _("You were granted the status. It begins on the day that stands below.")
    ),
    Stage.MONITORED: _stand(_("In force"), _GOOD, _("You are an authorized operator.")),
    Stage.AMENDING: _stand(
        _("In force, change proposed"),
        _GOOD,
        _("You are an authorized operator. A change of your terms is being decided."),
    ),
    Stage.REVALIDATION_REVIEW: _stand(
        _("In force, looked at anew"), _GOOD, _("You are an authorized operator. Customs looks at your records again.")
    ),
    Stage.REVALIDATION_PLANNED: _stand(
        _("In force, visit planned"),
        _GOOD,
        _("You are an authorized operator. Customs will visit you again; the days stand below."),
    ),
    Stage.REVALIDATING: _stand(
        _("In force, visit under way"), _GOOD, _("You are an authorized operator. Customs looks at how you work.")
    ),
    Stage.REVALIDATION_REPORTING: _stand(
        _("In force, report being written"),
        _GOOD,
        _("You are an authorized operator. The visit is over, and Customs writes what it found."),
    ),
    Stage.REVALIDATION_CORRECTING: _stand(
        _("In force, corrections asked for"),
        _YOURS,
        _("You are an authorized operator. Customs found something to put right: say what you changed."),
    ),
    Stage.REVALIDATION_PENDING: _stand(
        _("In force, validation being closed"),
        _GOOD,
        _("You are an authorized operator. Somebody who did not visit you reads the report and closes it."),
    ),
    Stage.REVALIDATION_AT_DESK: _stand(
        _("In force, validation being closed"),
        _GOOD,
        _("You are an authorized operator. Nobody visited you; a second officer reads what your records show."),
    ),
    Stage.DOWNGRADE_APPEALED: _stand(
        _("In force, appeal under way"),
        _GOOD,
        _("You are an authorized operator. Somebody else looks again at why your status was lowered."),
    ),
    Stage.FROZEN: _stand(
        _("Frozen"),
        _PAUSED,
        _("Your status gives no benefit for at most 72 hours. Then it is suspended, or in force again."),
    ),
    Stage.SUSPENDED: _stand(_("Suspended"), _PAUSED, _("Your status gives no benefit until it is given back.")),
    Stage.SUSPENSION_APPEALED: _stand(
        _("Appeal under way"), _PAUSED, _("Somebody else looks at the suspension again.")
    ),
    Stage.REINSTATING: _stand(
        _("Suspended, lifting proposed"), _PAUSED, _("Giving your status back is proposed; a second officer decides.")
    ),
    Stage.REVOCATION_HEARING: _stand(
        _("You are heard first"),
        _YOURS,
        _("Customs means to revoke your status. Say what speaks against it before it decides."),
    ),
    Stage.REVOKED: _stand(_("Revoked"), _BAD, _("Your status was taken away. You may appeal.")),
    Stage.REVOCATION_APPEALED: _stand(_("Appeal under way"), _BAD, _("Somebody else looks at the revocation again.")),
    Stage.ANNULMENT_HEARING: _stand(
        _("You are heard first"),
        _YOURS,
        _("Customs means to annul your status from its first day. Say what speaks against it before it decides."),
    ),
    Stage.ANNULLED: _stand(
        _("Annulled"), _BAD, _("Your status was annulled: it counts as never granted. You may appeal.")
    ),
    Stage.ANNULMENT_APPEALED: _stand(_("Appeal under way"), _BAD, _("Somebody else looks at the annulment again.")),
    Stage.WITHDRAWN: _stand(_("Given up"), _OVER, _("You withdrew your application, or gave your status back.")),
    Stage.LAPSED: _stand(_("Ended"), _OVER, _("The status ended with the firm, or its time ran out.")),
    Stage.SUCCEEDED: _stand(_("Passed on"), _OVER, _("The firm was merged or split; its successors go on.")),
}

TURNS: Mapping[str, Words] = {
    "customs": _("Customs"),
    "applicant": _("You"),
    "holder": _("You"),
    "agency": _("Another authority"),
    "": _("Nobody has to do anything"),
}
# What has to be done in a period, by its id in the presets.
CLOCKS: Mapping[str, Words] = {
    "acceptance": _("Customs says whether your application is complete."),
    "information": _("You answer what Customs asked."),
    "consultation": _("Another authority says what it knows."),
    "decision": _("Customs decides on your application."),
    "validation": _("Customs visits you and looks at how you work."),
    "corrective_action": _("You put right what was found, and say so."),
    "hearing": _("You say what speaks against what Customs means to do."),
    "next_validation": _("Customs validates you again."),
    "follow_up": _("Customs acts upon what it found."),
    "effect": _("Your status begins after this day."),
    "freeze": _("A second officer looks at the freeze."),
    "suspension": _("Customs ends the suspension."),
    "annual_report": _("You report on your own firm."),
    "revalidation": _("Your certificate is renewed."),
    "appeal": _("You may appeal."),
    "appeal_decision": _("Customs decides on your appeal."),
    "reapplication_ban": _("Until then no new application is accepted."),
}
# What it means that a period ends and nobody did anything.
SILENCES: Mapping[str, Words] = {
    "accepted": _("If Customs says nothing until then, your application counts as accepted."),
    "expired": _("If nothing is done until then, the status ends."),
    "final": _("After that day the decision can no longer be appealed."),
    "lapsed": _("If nothing is done until then, the freeze falls away."),
    "effective": _("From the next day on the status is in force."),
    "may_apply": _("From the next day on you may apply again."),
    "proceeds": _("If nothing comes until then, the case goes on without it."),
}

ROLES: Mapping[str, tuple[Words, Words]] = {
    "importer": (_("Importer"), _("You buy goods abroad and bring them in.")),
    "exporter": (_("Exporter"), _("You sell goods abroad and send them out.")),
    "manufacturer": (_("Manufacturer"), _("You make goods that are exported.")),
    "broker": (_("Customs broker"), _("You declare goods for others.")),
    "carrier": (_("Carrier"), _("You carry goods by road, rail, sea or air.")),
    "forwarder": (_("Freight forwarder"), _("You arrange transport for others.")),
    "terminal": (_("Terminal operator"), _("You load, unload and hold goods at a port, airport or station.")),
    "warehouse": (_("Warehouse keeper"), _("You store goods of others.")),
    "postal": (_("Postal or express operator"), _("You carry letters and parcels.")),
    "ecommerce": (
        _("E-commerce operator"),
        _("You sell across borders online, or run a market place for those who do."),
    ),
    "free_zone": (_("Free-zone operator"), _("You run a free zone, or work in one.")),
}

CHANGES: Mapping[str, Words] = {
    "address": _("Address or site"),
    "people": _("Owners, managers or the person in charge of customs"),
    "business": _("What we trade, make or carry"),
    "partners": _("Partners in our supply chain"),
    "systems": _("Accounts, computers or stock records"),
    "other": _("Something else"),
}

RELATIONS: Mapping[str, Words] = {
    "equal": _("Both ask for the same."),
    "covers": _("One of the two asks for all that the other asks for."),
    "covered_by": _("One of the two asks for all that the other asks for."),
    "overlaps": _("They ask for some of the same."),
}
REFUSALS: dict[type[Exception], Words] = {
    programme.WrongStage: _("This cannot be done now: the case went on since the page was made. Look at it again."),
    programme.CaseChanged: _("The case was changed since the page was made. Look at it again, then decide."),
    programme.NoNewerEdition: _("Your application goes by the newest criteria already."),
    programme.ChangesUnconfirmed: _("Say of each line what becomes of your answer. These are missing:"),
    programme.EditionOver: _(
        "The criteria you answered are no longer in force. Take your answers over to the new ones, then submit."
    ),
    programme.ReasonMissing: _("Write a sentence or more: Customs has to know why."),
    programme.Incomplete: _("Something is still missing. It is listed below; answer it, then submit again."),
    programme.ClockSaysNo: _("The period cannot be that much longer: look how much is possible, and until when."),
    programme.TimeAskedAlready: _("You asked before, and Customs has not answered yet. The period goes on meanwhile."),
    programme.NotAsked: _("This is not asked, or was answered before. Look at the page again."),
    programme.TermsMissing: _("Choose at least one role, and security, customs compliance or both."),
    programme.OpenCaseExists: _("Your firm has an application or a status already. Go on with that one."),
    programme.SiteUnfit: _(
        "Look at it again: the country in two letters, the code with that country before it, the days in their order."
    ),
    programme.SiteUnknown: _("This site is not among yours. Look at the page of your sites."),
    programme.EvidenceUnknown: _("This document is not among those your firm gave. Upload it first."),
    programme.ReapplicationBarred: _("Your firm may not apply again yet. The page of your status says until when."),
    programme.NothingToPrint: _(
        "There is no such paper in this case now. The page of your status shows what there is."
    ),
    PaperRefused: _("Something in your case cannot be printed. Write to your customs office: it can mend that."),
    answers.Empty: _("Nothing is answered. Answer the question, or leave it for later."),
    answers.NotAChoice: _("Choose one of the answers that are offered."),
    answers.NotANumber: _("Write a number in digits, with a point before decimals: 1250.5"),
    answers.NotADate: _("Write a day that exists: year, month and day, such as 2026-03-31"),
    answers.OutOfBounds: _("This cannot be meant. Look at the number or the day again."),
    answers.TooFine: _("Write fewer decimal places, or none."),
    answers.TooLong: _("This is too long. Shorten it, or attach a document."),
    answers.Unreadable: _("There are characters in it that nobody can see. Type it anew."),
    answers.NotEvidence: _("This is no number of a document. The numbers stand on the page of your documents."),
    evidence.Empty: _("The file is empty. Choose another one."),
    evidence.TooLarge: _("The file is too large. Make it smaller, or split it."),
    evidence.NotAllowed: _("Files of this kind are not kept. Send a PDF, a picture, a text or a table."),
    evidence.Mismatch: _("The file is not what its name says. Save it anew as PDF and send that."),
    evidence.Dangerous: _("The file can run by itself, so it is not kept. Send the document as PDF."),
    evidence.Unreadable: _("The file is damaged or locked by a password. Save it anew and send that."),
    evidence.DaysUnfit: _("The last day lies before the day it speaks of. Look at both days."),
    evidence.CertificateUndated: _("A certificate needs both days: the day it was issued, and until when it is good."),
    evidence.NotNewest: _("A newer version took its place before. Look at your documents, and replace the newest."),
    evidence.Lost: _("The file cannot be found. Tell your customs office."),
}


def askable_words(one: Askable) -> str:
    """A period that could be longer: what is to be done in it, and how much longer at most."""
    what = str(CLOCKS.get(one.term) or gettext(one.title)).rstrip(".")
    if one.longest is None:
        return what
    return f"{what} ({gettext('at most %(amount)s more') % {'amount': _so_much(one.longest, one.unit)}})"


def _so_much(amount: int, unit: str) -> str:
    known = {
        "months": ngettext("%(count)s month", "%(count)s months", amount),
        "years": ngettext("%(count)s year", "%(count)s years", amount),
        "working_days": ngettext("%(count)s working day", "%(count)s working days", amount),
    }
    return known.get(unit, ngettext("%(count)s day", "%(count)s days", amount)) % {"count": amount}


def stand(stage: str) -> Stand:
    """A stage as the applicant reads it; one that nobody foresaw stands under its own name."""
    return STANDS.get(stage, Stand(Badge(stage.replace("_", " "), "quiet", icon="help-circle"), ""))


def sentence(refused: Exception) -> str:
    """What the applicant reads of a refusal, with what to do instead."""
    why = refused.why if isinstance(refused, programme.AnswerUnfit) else refused
    for kind in type(why).__mro__:
        if kind in REFUSALS:
            return str(REFUSALS[kind])
    return gettext("This was refused, and nothing was changed. Look at the page again.")
