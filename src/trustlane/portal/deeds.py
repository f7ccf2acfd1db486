"""What somebody who acts for an operator can do in a case: each move with its words and its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from trustlane.portal.words import CHANGES, Words
from trustlane.programme.labels import INCIDENTS
from trustlane.programme.moves import APPEALABLE, APPEALS, HEARINGS
from trustlane.programme.rows import CaseFile
from trustlane.programme.stages import MENDED, Stage


@dataclass(frozen=True, slots=True)
class Deed:
    """One small form: what it is called, what it does, what is asked."""

    name: str  # in addresses
    moves: frozenset[str]  # any of these makes it possible
    title: Words
    lead: Words
    label: Words  # of the text
    button: Words
    icon: str
    done: Words
    required: bool = True
    tone: str = "primary"
    kinds: Mapping[str, Words] | None = None
    documents: bool = False
    until: bool = False  # for how long is asked too


DEEDS: Mapping[str, Deed] = {
    deed.name: deed
    for deed in (
        Deed(
            "answer",
            frozenset({"answer_information"}),
            _("Answer what Customs asked"),
            _("Write your answer, and choose the documents that belong to it."),
            _("Your answer"),
            _("Send the answer"),
            icon="message-reply",
            done=_("Your answer was sent. Customs goes on from here."),
            documents=True,
        ),
        Deed(
            "be-heard",
            frozenset({"hear"}),
            _("Say what speaks against it"),
            _("Customs has said what it means to do and why. It decides once you were heard, or the time is over."),
            _("What speaks against it"),
            _("Send this to Customs"),
            icon="message-exclamation",
            done=_("Customs has what you said, and decides with it at hand."),
        ),
        Deed(
            "comment",
            frozenset({"comment_report"}),
            _("Comment on the report"),
            _("Read the report on the visit first. Whoever decides reads your comment together with it."),
            _("What you say to it"),
            _("Send the comment"),
            icon="message-2",
            done=_("Your comment was sent. Whoever decides reads it with the report."),
        ),
        Deed(
            "appeal",
            APPEALS,
            _("Appeal"),
            _("Somebody who did not take the decision looks at it again. It costs you nothing but the reasons."),
            _("Why the decision is wrong"),
            _("Appeal"),
            icon="scale",
            done=_("Your appeal was lodged."),
        ),
        Deed(
            "condition",
            frozenset({"meet_condition"}),
            _("Say how you met a condition"),
            _("Your suspension is lifted once each condition is met, or Customs waives it. Show how you met one."),
            _("What you did, and since when"),
            _("Send this to Customs"),
            icon="checklist",
            done=_("Customs has what you said, and looks at it."),
            documents=True,
        ),
        # Its questions have a page of their own; see `portal.views.yearly`.
        Deed(
            "yearly-report",
            frozenset({"report_yearly"}),
            _("Give the yearly report"),
            _("Once a year you look at your own firm: does everything that your status rests on still hold?"),
            "",
            _("Give the report"),
            icon="report",
            done=_("Your report was given."),
        ),
        Deed(
            "change",
            frozenset({"notify_change"}),
            _("Tell of a change"),
            _("Tell Customs when something changes that your status rests on: before it happens, where you can."),
            _("What changes, and from when"),
            _("Tell Customs"),
            icon="building-warehouse",
            done=_("Customs was told of the change."),
            kinds=CHANGES,
        ),
        Deed(
            "incident",
            frozenset({"report_incident"}),
            _("Report an incident"),
            _("Say what happened as soon as you know of it. Whoever reports is not blamed for having reported."),
            _("What happened, where and when, and what you did"),
            _("Report it"),
            icon="alert-triangle",
            done=_("Customs was told of the incident."),
            kinds=INCIDENTS,
        ),
        Deed(
            "more-time",
            frozenset({"ask_extension"}),
            _("Ask for more time"),
            _("Some periods can be longer where you ask before they end. Until Customs answers, the period goes on."),
            _("Why you need it"),
            _("Ask for more time"),
            icon="clock-plus",
            done=_("Customs has your request. Until it answers, the period goes on."),
        ),
        Deed(
            "suspension",
            frozenset({"request_suspension"}),
            _("Ask for your status to be suspended"),
            _("While you rebuild or move, your status may rest. It gives no benefit until Customs gives it back."),
            _("Why"),
            _("Suspend our status"),
            icon="player-pause",
            done=_("Your status is suspended, as you asked."),
            tone="danger",
            until=True,
        ),
        Deed(
            "give-back",
            frozenset({"give_back"}),
            _("Give your status back"),
            _("Your status ends today, and so do its benefits. You may apply again later, from the beginning."),
            _("Why"),
            _("Give our status back"),
            icon="door-exit",
            done=_("Your status was given back."),
            tone="danger",
        ),
        Deed(
            "withdraw",
            frozenset({"withdraw"}),
            _("Withdraw the application"),
            _("The application ends here. What you answered is kept, and you may apply again."),
            _("Why (Customs learns from it)"),
            _("Withdraw the application"),
            icon="door-exit",
            done=_("The application was withdrawn."),
            required=False,
            tone="danger",
        ),
    )
}
# What has to be done before anything else, where it can be done at all.
_FIRST = ("answer", "be-heard")


@dataclass(frozen=True, slots=True)
class Next:
    """The next deed: where it is done, and what it is called."""

    page: str  # a name of an address; a deed is done on its own page
    label: Words
    icon: str
    deed: str = ""
    number: int | None = None  # of a document


def open_to(file: CaseFile, *, entered: bool = False) -> list[Deed]:
    """The deeds that the person can do now, in the order of the table.

    What an officer has ``entered`` came on an earlier day; whether an appeal came in time is then for the deed to say.
    """
    can = {move.name for move in file.moves}
    if not asked_for_information(file):
        can.discard("answer_information")
    if not file.conditions:
        can.discard("meet_condition")
    if not file.askable:
        can.discard("ask_extension")
    if not entered and not may_appeal(file):
        can -= DEEDS["appeal"].moves
    return [deed for deed in DEEDS.values() if can & deed.moves]


def next_deed(file: CaseFile, *, complete: bool, new_sites: bool = False, expired: int | None = None) -> Next | None:
    """What the person has to do next; None where it is for somebody else to do something.

    ``complete`` says that no question of the self-assessment is left; ``new_sites`` that some about a site that a
    holder opened wait for an answer; ``expired`` is the number of a document behind an answer that ran out.
    """
    if file.row.stage == Stage.DRAFT:
        if complete:
            return Next("submit", _("Check and submit"), icon="send")
        return Next("questions", _("Go on answering"), icon="arrow-right")
    if file.row.stage in MENDED and any(not one.steps for one in file.corrections):
        return Next("corrections", _("Answer the corrections"), icon="tool")
    possible = {deed.name: deed for deed in open_to(file)}
    for name in _FIRST:
        if name in possible:
            return _page(possible[name])
    if "condition" in possible and any(not one.said for one in file.conditions):
        return _page(possible["condition"])
    due = {clock.term for clock in file.clocks if not clock.ended and (clock.warning or clock.late)}
    if "annual_report" in due and "yearly-report" in possible:
        return _page(possible["yearly-report"])
    if new_sites:
        return Next("sites", _("Answer for your new sites"), icon="building-warehouse")
    # Who is not accepted mends its application and applies again; a status that holds waits for nobody.
    if "appeal" in possible and file.row.stage in (Stage.REFUSED, Stage.REVOKED, Stage.ANNULLED):
        return _page(possible["appeal"])
    if expired is not None:
        return Next("newer", _("Give a newer document"), icon="files", number=expired)
    return None


def asked_for_information(file: CaseFile) -> bool:
    """Customs asked for information that was not given yet."""
    moves = (event.move for event in file.timeline if event.move in ("ask_information", "answer_information"))
    return next(moves, "") == "ask_information"


def question_asked(file: CaseFile) -> str:
    """What Customs asked for last, said it means to do, or decided."""
    asked = APPEALABLE | {"ask_information", *HEARINGS.values()}
    return next((event.reason for event in file.timeline if event.move in asked), "")


def may_appeal(file: CaseFile) -> bool:
    """The time to appeal is not over, or nobody set one."""
    runs = [clock for clock in file.clocks if clock.term == "appeal"]
    return not runs or any(not clock.ended and not clock.late for clock in runs)


def _page(deed: Deed) -> Next:
    return Next("deed", deed.title, deed.icon, deed.name)
