"""One case on one page: where it stands, what is next, its clocks, and behind tabs everything it consists of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trustlane.access.evaluator import Answer, in_force
from trustlane.access.roles import Role
from trustlane.declarations import queries as declarations
from trustlane.declarations.permits import Permission as Declarations
from trustlane.desk.programme.answered import sections
from trustlane.desk.programme.deeds import ASIDE, DEEDS, ENTERED, next_of
from trustlane.desk.programme.documents import papers_given, shown_with_conditions
from trustlane.desk.programme.forms import Reviewed, Written, gaps_to_mend
from trustlane.desk.programme.judged import next_leg
from trustlane.desk.programme.opening import Opened, opened
from trustlane.desk.programme.times import as_of, instant
from trustlane.desk.programme.words import Words, waits_for
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, may, now, officers_only
from trustlane.programme import labels
from trustlane.programme.checklists import criteria_for
from trustlane.programme.moves import APPEALS, BY_OUTSIDERS, HEARINGS, MOVES
from trustlane.programme.permits import Moving, Permission
from trustlane.programme.presets import desk_allowed, preset_named
from trustlane.programme.queries import benefits, conduct, letters, papers, successions
from trustlane.programme.queries.answered import answers
from trustlane.programme.queries.asked import contradictions, known_questions, self_assessment
from trustlane.programme.queries.claims import claims
from trustlane.programme.queries.cutovers import dual_run
from trustlane.programme.queries.drawing import Repeated, repeated, revealed_seed, review_began
from trustlane.programme.queries.editions import Crossing, crossing
from trustlane.programme.queries.hearings import heard_or_over
from trustlane.programme.queries.points import points_of
from trustlane.programme.queries.receipts import receipt
from trustlane.programme.queries.redraws import takes_two
from trustlane.programme.queries.reporting import yearly_reports
from trustlane.programme.queries.risks import risk_file
from trustlane.programme.queries.tracing import to_trace, traced
from trustlane.programme.refusals import NotYetThere
from trustlane.programme.risk.legs import STEPS
from trustlane.programme.rows import CaseFile, EventRow
from trustlane.programme.stages import ANSWERABLE, APPEALED, MENDED, RATED_AT, Stage
from trustlane.selectivity.permits import Permission as Selectivity
from trustlane.standing import queries as standing
from trustlane.standing.permits import Permission as Standing

# Ratings that ask for nothing; those with a word to say stand above them.
GOOD = ("met", "not_applicable")


@dataclass(frozen=True)
class Tab:
    """One part of a case; `count` is what is in it."""

    name: str
    label: str | Promise
    count: int | str = ""


@dataclass(frozen=True)
class Deeds:
    """What the person can do now: the next, those beside it, and those that are possible at any time.

    ``settle`` is the number of a correction that the applicant answered and nobody settled yet.
    """

    next: str
    others: tuple[str, ...]
    aside: tuple[str, ...]
    settle: int | None = None


@dataclass(frozen=True)
class Enter:
    """A page on which something that a firm sent is entered."""

    href: str
    title: Words
    icon: str


@officers_only
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """The case as this person may see it, now or as of another day."""
    try:
        one = opened(request, reference, dated=True)
    except NotYetThere:
        crumbs = [Crumb(_("Cases"), reverse("cases:worklist")), Crumb(reference, data=True)]
        context = {"crumbs": crumbs, "as_of": as_of(request), "known_only": True, "reference": reference}
        return render(request, "programme/not_there_yet.html", context)
    return page(request, one)


def page(
    request: HttpRequest,
    one: Opened,
    *,
    written: Written | None = None,
    reviewed: Reviewed | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a case; with a message that could not be sent or a review that could not be kept, where one is."""
    file = one.file
    sees_conduct = may(request, Permission.SEE_CONDUCT, one.case).allowed
    reviews = conduct.reviews(one.case, at=one.then.known or now(request)) if sees_conduct else ()
    risk = may(request, Permission.SEE_RISK, one.case).allowed
    tabs = _tabs(file, goods=sees_conduct and (file.terms is not None or bool(reviews)), risk=risk)
    asked = "messages" if written is not None else "goods" if reviewed is not None else request.GET.get("tab", "")
    tab = next((each for each in tabs if each.name == asked), tabs[0])
    may_rate = not one.then.past and may(request, Permission.RATE, one.case).allowed
    may_settle = not one.then.past and may(request, Permission.SETTLE, one.case).allowed
    return render(
        request,
        "programme/case.html",
        {
            "crumbs": one.crumbs(),
            "as_of": one.then,
            "known_only": True,
            "file": file,
            "row": file.row,
            "preset": preset_named(file.preset).title,
            "tabs": tabs,
            "tab": tab,
            "deeds": _deeds(file, may_settle=may_settle, heard=_heard(request, one)),
            "waits_for": _waits_for(file),
            "may_answer_time": {move.name for move in file.moves} & {"extend", "decline_extension"},
            "papers": papers.available(file),
            "letters": letters.of_case(one.case, actor(request), at=now(request)),
            "eyes": _eyes(request, one),
            "running": [clock for clock in file.clocks if not clock.ended],
            "over": [clock for clock in file.clocks if clock.ended],
            "may_rate": may_rate,
            "guest_rates": may_rate and file.is_a_guests and file.row.stage in RATED_AT,
            **_kin(request, one),
            "may_settle": may_settle,
            "mended": MENDED,
            "may_assign": not one.then.past and may(request, Permission.ASSIGN, one.case).allowed,
            "may_follow": may(request, Permission.SAMPLE).allowed,
            "may_see_standing": may(request, Standing.SEE_STANDING, file.row.operator).allowed,
            "reviews": reviews,
            "open_review": next((each for each in reviews if not each.outcome), None),
            "may_answer_review": not one.then.past and may(request, Permission.ANSWER_REVIEW, one.case).allowed,
            "dual_run": dual_run(at=now(request)) if file.migrated else None,
            "dual_run_link": may(request, Permission.SEE_MIGRATIONS).allowed,
            "crossing": _crossing(request, one),
            **_came(request, one),
            "me": actor(request).id,
            "now": now(request),
            "today": timezone.localdate(now(request)),
            **_of_tab(request, one, tab.name, written, reviewed),
        },
        status=status,
    )


def _came(request: HttpRequest, one: Opened) -> dict[str, Any]:
    """How the application came in; and where it came on paper, whether this person types its answers now."""
    found = receipt(one.case) if one.file.inside else None
    entered = {"may_enter": _may_enter(one.file)}
    if found is None:
        return entered
    typing = found.entered and not one.then.past and one.case.stage in ANSWERABLE
    return {
        "came": found,
        "scans": papers_given(request, one, found.documents),
        "may_type": typing and may(request, Permission.ANSWER, one.case).allowed,
        **entered,
    }


def _may_enter(file: CaseFile) -> list[Enter]:
    """What of the firm this person may enter now; what the law gives once, once."""
    can = {move.name for move in file.moves}
    can -= set() if _asked(file) else {"answer_information"}
    can -= set() if file.conditions else {"meet_condition"}
    can -= set() if file.askable else {"ask_extension"}
    can -= set() if any(not one.settled for one in file.corrections) else {"answer_correction"}
    return [
        Enter(reverse(page, args=[file.row.reference, *more]), title, icon)
        for move, (page, more, title, icon) in ENTERED.items()
        if move in can
    ]


def _crossing(request: HttpRequest, one: Opened) -> Crossing | None:
    """The way to a newer edition, where this person may take the case over."""
    if one.then.past or not may(request, Permission.CHANGE_EDITION, one.case).allowed:
        return None
    return crossing(one.case, on=timezone.localdate(now(request)))


def _tabs(file: CaseFile, *, goods: bool, risk: bool) -> list[Tab]:
    happened = Tab("happened", _("What happened"), len(file.timeline))
    validation = Tab("validation", _("Validation"), len(file.findings) or "")
    consultations = Tab("consultations", _("Consultations"), len(file.consultations) or "")
    if file.seen_by == "agency":
        return [consultations, happened]
    if file.seen_by == "guest":
        return [validation, happened]
    if file.seen_by == "joint":
        return [validation, consultations, happened]
    return [
        happened,
        Tab("application", _("Application")),
        *([Tab("risk", _("Risk"))] if risk else []),
        validation,
        consultations,
        Tab("messages", _("Messages"), len(file.messages) or ""),
        Tab("status", _("Status")),
        *([Tab("goods", _("Consignments"))] if goods else []),
    ]


def _deeds(file: CaseFile, *, may_settle: bool, heard: bool) -> Deeds:
    open_to = [move.name for move in file.moves if move.name in DEEDS]
    wanted = "ratify" if file.beside == Stage.FROZEN else next_of(file.row.stage, recommends=recommended(file))
    unsettled = [one for one in file.corrections if not one.settled]
    gaps = gaps_to_mend(file)
    # The report goes on once each correction is settled; what has to be mended is asked for before it. What is taken or
    # refused waits until the person concerned was heard.
    without = {"settle_corrections"} if unsettled else set()
    without |= set() if gaps else {"ask_correction"}
    without |= set() if desk_allowed(file.preset) else {"conclude_at_desk"}
    if not heard:
        without |= set(HEARINGS)
    open_to = [name for name in open_to if name not in without]
    if wanted == "report" and any(gap.rating == "major" for gap in gaps):
        wanted = "ask_correction"
    if file.seen_by in ("agency", "joint"):
        wanted = "answer_consultation"
    others = [name for name in open_to if name not in ASIDE and name != wanted]
    return Deeds(
        wanted if wanted in open_to else "",
        tuple(others),
        tuple(name for name in open_to if name in ASIDE),
        settle=next((one.id for one in unsettled if one.steps), None) if may_settle else None,
    )


def _heard(request: HttpRequest, one: Opened) -> bool:
    """Nobody has to be heard now, or somebody was, or the time for it is over."""
    return one.case.stage not in MOVES["hear"].sources or heard_or_over(one.case, at=now(request))


def _asked(file: CaseFile) -> bool:
    """Information was asked for and has not come yet."""
    moves = (event.move for event in file.timeline)
    return next((move for move in moves if move in ("ask_information", "answer_information")), "") == "ask_information"


def _waits_for(file: CaseFile) -> Words:
    """Whom the case waits for: once every correction is answered, the team."""
    if file.row.stage in MENDED and all(one.steps for one in file.corrections):
        return waits_for(Stage.REPORTING, "customs")
    return waits_for(file.beside if file.beside == Stage.FROZEN else file.row.stage, file.row.turn)


def recommended(file: CaseFile) -> str:
    """What was recommended last."""
    found = reported(file)
    return str(found.data.get("recommends", "")) if found else ""


def reported(file: CaseFile) -> EventRow | None:
    """The report of the team, or of who looked at a holder at the desk, that was made last."""
    return next((event for event in file.timeline if event.move in ("report", "conclude_at_desk")), None)


def _kin(request: HttpRequest, one: Opened) -> dict[str, Any]:
    """Who went on where this company ended, and whose successor it is; for officers."""
    if not one.file.inside:
        return {}
    who, at = actor(request), now(request)
    return {
        "successors": successions.successors(one.case, who=who, at=at),
        "predecessors": successions.predecessors(one.case, who=who, at=at),
    }


def _traced(request: HttpRequest, one: Opened) -> dict[str, Any]:
    """Each consignment of the plan with what tracing it showed, for officers; an earlier day has the plan alone."""
    if not one.file.inside or one.then.past:
        return {}
    said = traced(one.case)
    rows = [(number, each, said.get(each)) for number, each in enumerate(to_trace(one.case), 1)]
    return {
        "tracing": [(*row, labels.TRACED[row[2].outcome] if row[2] else "") for row in rows],
        "may_trace": one.case.stage in RATED_AT and may(request, Permission.TRACE, one.case).allowed,
    }


# Whose proposal a stage decides upon, and the decision that says who may.
_PROPOSED = {
    Stage.DECISION_PENDING: ("report", "grant"),
    Stage.REVALIDATION_PENDING: ("report", "revalidate"),
    Stage.REVALIDATION_AT_DESK: ("conclude_at_desk", "revalidate"),
    Stage.AMENDING: ("propose_amendment", "amend"),
    Stage.FROZEN: ("freeze", "ratify"),
    Stage.REINSTATING: ("propose_reinstatement", "reinstate"),
    Stage.REVOCATION_HEARING: ("intend_revocation", "revoke"),
    Stage.ANNULMENT_HEARING: ("intend_annulment", "annul"),
    Stage.NON_ACCEPTANCE_APPEALED: ("not_accept", "dismiss_non_acceptance_appeal"),
    Stage.REFUSAL_APPEALED: ("refuse", "dismiss_refusal_appeal"),
    Stage.DOWNGRADE_APPEALED: ("downgrade", "dismiss_downgrade_appeal"),
    Stage.SUSPENSION_APPEALED: ("ratify", "dismiss_suspension_appeal"),
    Stage.REVOCATION_APPEALED: ("revoke", "dismiss_revocation_appeal"),
    Stage.ANNULMENT_APPEALED: ("annul", "dismiss_annulment_appeal"),
}


@dataclass(frozen=True)
class Eyes:
    """Who proposed, or decided what was appealed against, and whether this person may decide."""

    by: str
    at: Any
    answer: Answer
    appealed: bool
    by_outsiders: bool


def _eyes(request: HttpRequest, one: Opened) -> Eyes | None:
    """Two pairs of eyes: shown to officers where one proposed and another has to decide."""
    frozen = one.file.beside == Stage.FROZEN
    move, decision = _PROPOSED.get(Stage.FROZEN if frozen else Stage(one.case.stage), ("", ""))
    proposed = next((event for event in _settled_upon(one, frozen=frozen) if event.move == move), None)
    if proposed is None or not one.file.inside or one.then.past:
        return None
    answer = may(request, Moving(decision), one.case)
    if not actor(request).holds(Role.DECISION_MAKER):
        answer = Answer(False, ())
    return Eyes(
        proposed.by_name, proposed.at, answer, one.case.stage in APPEALED and not frozen, decision in BY_OUTSIDERS
    )


def _settled_upon(one: Opened, *, frozen: bool) -> Sequence[EventRow]:
    """The events of the case, the newest first: of a case under appeal those before that, and of a freeze all."""
    events = one.file.timeline
    appealed = [place for place, event in enumerate(events) if event.move in APPEALS]
    return events[appealed[0] :] if one.case.stage in APPEALED and appealed and not frozen else events


def _of_tab(
    request: HttpRequest, one: Opened, tab: str, written: Written | None, reviewed: Reviewed | None
) -> dict[str, Any]:
    file = one.file
    if tab == "application" and file.inside:
        given = answers(one.case, actor(request), at=now(request), as_of=instant(one.then))
        claimed = claims(one.case, actor(request), at=now(request), on=one.then.known_day, as_of=instant(one.then))
        chapters = sections(known_questions(one.case, as_of=instant(one.then)), given, claimed)
        named = [number for chapter in chapters for answer in chapter.answers for number in answer.documents]
        on = one.then.known_day
        return {
            "sections": chapters,
            "papers_given": papers_given(request, one, named),
            "sites": one.sites(),
            "places": [(site, site.open_on(on)) for site in one.places(instant(one.then))],
            **_second_looks(one, on),
        }
    if tab == "validation":
        rated = {finding.item for finding in file.findings}
        asked = criteria_for(file.catalogue, file.row.roles)
        return {
            "gaps": [finding for finding in file.findings if finding.rating not in GOOD],
            "good": [finding for finding in file.findings if finding.rating in GOOD],
            "rated": len(rated),
            "asked": len(asked),
            "left": len([item for item in asked if item not in rated]),
            "papers_given": papers_given(request, one, [n for each in file.corrections for n in each.evidence]),
            "draw": _draw(one),
            "takes_two": _takes_two(request, one),
            "sites": one.sites(),
            "comments": papers.comments(file),
            **_traced(request, one),
            "open_corrections": [each for each in file.corrections if not each.settled],
        }
    if tab == "risk":
        found = risk_file(one.case, actor(request), at=now(request), on=one.then.known_day, as_of=instant(one.then))
        return {
            "risks": found,
            "asked": known_questions(one.case, as_of=instant(one.then)),
            "steps": [(step, STEPS[step], found.missing.get(step, ())) for step in STEPS],
            "may_judge": not one.then.past and may(request, Permission.JUDGE_RISK, one.case).allowed,
            "next_leg": next_leg(found),
        }
    if tab == "messages":
        writing = {
            "may_write": not one.then.past and may(request, Permission.WRITE, one.case).allowed,
            "may_write_inside": not one.then.past and may(request, Permission.WRITE_INSIDE, one.case).allowed,
        }
        return {**writing, "form": written or Written()}
    if tab == "goods":
        told = conduct.conduct(one.case, at=one.then.known or now(request))
        return {"conduct": told, "opens": _opens(request, told), "form": reviewed or Reviewed()}
    if tab == "status":
        then = instant(one.then)
        yearly = yearly_reports(one.case, actor(request), at=now(request), as_of=then) if file.inside else ()
        named = [number for report in yearly for number in report.documents] + shown_with_conditions(file)
        shown = papers_given(request, one, named)
        figures = reverse("benefits:index") if may(request, Selectivity.SEE_BENEFITS).allowed else ""
        return {
            "yearly": yearly,
            "papers_given": shown,
            "figures": figures,
            **_benefits(file),
            **_standing(request, one),
        }
    return {}


def _benefits(file: CaseFile) -> dict[str, Any]:
    """What was granted, and what it makes of article 7.7 for each role."""
    if file.terms is None or not file.terms.benefits:
        return {}
    given = file.terms.benefits
    met = benefits.verdict(given, file.terms.roles, tier=file.terms.tier)
    return {"expected": benefits.expected(given), "verdict": list(met.values()), "short": _short(file)}


def _short(file: CaseFile) -> EventRow | None:
    """The grant, where it gave some role fewer than three of the seven measures as they counted then."""
    return next((event for event in file.timeline if event.move == "grant" and event.data.get("short")), None)


def _standing(request: HttpRequest, one: Opened) -> dict[str, Any]:
    file = one.file
    if may(request, Standing.SEE_STANDING, file.row.operator).allowed:
        rows = standing.of_operator(file.row.operator, valid=one.then.known_day, known=one.then.known)
        return {"standing": rows}
    return {}


def _opens(request: HttpRequest, told: conduct.Conduct) -> frozenset[str]:
    """Of the declarations a page names, those that the person may open."""
    named = [one.reference for one in (*told.finds, *told.amendments)]
    rows = declarations.declared().filter(reference__in=named)
    seen = in_force().visible(actor(request), Declarations.SEE_DECLARATION, rows, now(request))
    return frozenset(seen.values_list("reference", flat=True))


def _takes_two(request: HttpRequest, one: Opened) -> bool:
    """A seat is drawn anew only with a second officer, and the person plans or may agree."""
    concerned = may(request, Moving.PLAN_VALIDATION, one.case).allowed
    concerned = concerned or may(request, Permission.AGREE_REDRAW, one.case).allowed
    return not one.then.past and concerned and takes_two(one.case)


def _draw(one: Opened) -> Repeated | None:
    """The draw of the team as the plan keeps it, drawn again; for officers alone."""
    return repeated(one.file.plan, review_began(one.case), revealed_seed(one.case)) if one.file.inside else None


def _second_looks(one: Opened, on: date) -> dict[str, Any]:
    """Today's points, what does not fit together and is worth asking about, and apart from it what nothing shows."""
    if one.then.past:
        return {}
    assessment = self_assessment(one.case, on=on)
    found = contradictions(one.case, assessment, on=on)
    points = points_of(assessment)
    bare = [place for each in found if each.rule == "claimed_without_evidence" for place in each.where]
    return {
        "odd": [each for each in found if each.rule != "claimed_without_evidence"],
        "bare": bare,
        "points": points,
        "points_by_criterion": points.gaps(one.file.findings) if points else (),
    }
