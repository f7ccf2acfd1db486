"""The sixty cases of the demonstration as stories: which deeds, how many days before today, and what is said in them.

No database here. Days are chosen so that some clocks are late and some end tomorrow, whenever today is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from trustlane.programme.stages import Stage

YEARS = timedelta(days=730)  # over which the cases are spread
OPENED = YEARS + timedelta(days=40)  # before the last day: the programme's people are there from then on


class Firm(StrEnum):
    """Whose case it is."""

    APPLICANT = "applicant"
    """A firm of the invented country that has no status: its declarations go on as before."""
    MEMBER = "member"
    """A firm whose status the country's register knows all through the quarter, in the same words as the programme."""
    OTHER = "other"
    """A firm that declares nothing, so that what becomes of its status contradicts no decision that was taken."""


@dataclass(frozen=True, slots=True)
class Step:
    """A deed of a story, and how many days before the day after the last one it was done."""

    deed: str
    ago: int


@dataclass(frozen=True, slots=True)
class Story:
    """A case from its first day to where it is now."""

    stage: Stage
    firm: Firm
    steps: tuple[Step, ...]
    full: bool = False  # all criteria of the SAFE Framework, instead of the short national list
    guest: bool = False  # a guest of a partner and one of another agency take part
    recommends: str = "grant"
    trader: str = ""  # who logs in for the firm; nobody does for most


# Days after the application was submitted.
_OPENED = (("open", -14), ("answer", -5))
_SUBMITTED = (*_OPENED, ("submit", 0))
_ACCEPTED = (*_SUBMITTED, ("assign", 3), ("accept", 12))
_REVIEWED = (*_ACCEPTED, ("begin_review", 15))
_PLANNED = (*_REVIEWED, ("plan_validation", 38))
_VISITED = (*_PLANNED, ("begin_validation", 58))
_SEEN = (*_VISITED, ("rate", 58), ("end_validation", 60))
_GAPS = (*_VISITED, ("find_gaps", 58), ("rate", 58), ("end_validation", 60))
_ASKED = (*_GAPS, ("ask_correction", 66))
_MENDED = (*_ASKED, ("answer_corrections", 84), ("settle_corrections", 90))
_PENDING = (*_SEEN, ("report", 74))
_AGAINST = (*_GAPS, ("report", 74), ("intend_refusal", 82))
_REFUSED = (*_AGAINST, ("hear", 95), ("refuse", 114))
_GRANTED = (*_PENDING, ("grant", 92))
_IN_FORCE = (*_GRANTED, ("take_effect", 97))
_IN_FORCE_MENDED = (*_MENDED, ("report", 95), ("grant", 108), ("take_effect", 113))
# What another agency is asked, and what it says for its own benefits, before a visit is planned.
_ASKS, _AGREES = ("consult", 20), ("agree_to_benefits", 35)
# Days after a holder's new validation began.
_AGAIN = (("report_yearly", -30), ("begin_revalidation", 0))
_VISIT_AGAIN = (*_AGAIN, ("plan_validation", 4), ("begin_validation", 24))
_SEEN_AGAIN = (*_VISIT_AGAIN, ("rate", 24), ("end_validation", 26))
_ASKED_AGAIN = (*_VISIT_AGAIN, ("find_gaps", 24), ("rate", 24), ("end_validation", 26), ("ask_correction", 32))
_AT_DESK = (*_AGAIN, ("conclude_at_desk", 9))
_Course = tuple[tuple[str, int], ...]


def _reviewing(course: _Course, *more: tuple[str, int]) -> _Course:
    """The same with more deeds between the review and the plan of a visit."""
    place = [deed for deed, _ in course].index("begin_review") + 1
    return (*course[:place], *more, *course[place:])


def _mapped(course: _Course) -> _Course:
    """The same with a map of risks, which the officer makes before a visit is planned."""
    return _reviewing(course, ("map_risk", 30))


def _applied(stage: Stage, submitted: int, course: _Course, firm: Firm = Firm.APPLICANT, **more: object) -> Story:
    """The story of an application that was submitted so many days ago."""
    steps = tuple(Step(deed, submitted - after) for deed, after in course)
    return Story(stage, firm, steps, **more)  # type: ignore[arg-type]


def _held(
    stage: Stage,
    submitted: int,
    acted: int,
    then: _Course,
    firm: Firm = Firm.OTHER,
    course: _Course = _IN_FORCE,
    **more: object,
) -> Story:
    """The story of a status: applied for so many days ago, and what happened to it from so many days ago on."""
    told = _applied(stage, submitted, course, firm, **more)
    steps = (*told.steps, *(Step(deed, acted - after) for deed, after in then))
    return Story(stage, firm, steps, told.full, told.guest, told.recommends, told.trader)


def stories() -> tuple[Story, ...]:
    """All sixty, in every stage of the programme; the first of a member is Otto's, the first applicant's is Tess'."""
    return (*_applications(), *_statuses(), *_ends())


def _applications() -> Iterator[Story]:
    s = Stage
    yield _applied(
        s.CORRECTING, 88, (*_mapped(_ASKED), ("answer_first_correction", 80), ("write", 82)), full=True, trader="tess"
    )
    for ago in (20, 2):
        yield _applied(s.DRAFT, ago - 14, (("open", -14), ("answer_some", -13)))
    # Twenty working days to accept: one is late, one is due tomorrow.
    for ago in (34, 27, 17, 4):
        yield _applied(s.SUBMITTED, ago, _SUBMITTED)
    yield _applied(s.SUBMITTED, 24, (*_SUBMITTED, ("assign", 2), ("ask_information", 9)))
    yield _applied(s.NOT_ACCEPTED, 500, (*_SUBMITTED, ("ask_information", 5), ("not_accept", 29)))
    returned = (*_SUBMITTED, ("ask_information", 5), ("not_accept", 19), ("appeal", 33))
    yield _applied(s.NON_ACCEPTANCE_APPEALED, 60, returned)
    yield _applied(s.ACCEPTED, 16, _ACCEPTED)
    yield _applied(s.ACCEPTED, 30, (*_ACCEPTED, ("consult", 14)))
    yield _applied(s.DESK_REVIEW, 40, (*_REVIEWED, ("consult", 20)))
    yield _applied(s.DESK_REVIEW, 131, (*_REVIEWED, ("consult", 20), ("answer_consultation", 58), ("map_risk", 61)))
    informed = (*_REVIEWED, ("ask_information", 18), ("answer_information", 30))
    yield _applied(s.DESK_REVIEW, 45, (*informed, ("map_some_risk", 40)))
    yield _applied(s.DESK_REVIEW, 150, (*_REVIEWED, ("extend", 118)))
    yield _applied(s.VALIDATION_PLANNED, 55, _mapped(_PLANNED), full=True, guest=True)
    yield _applied(s.VALIDATION_PLANNED, 50, _PLANNED)
    yield _applied(s.VALIDATION_PLANNED, 126, (*_mapped(_PLANNED), ("plan_again", 60)))
    yield _applied(s.VALIDATING, 61, (*_mapped(_VISITED), ("rate_some", 58)), guest=True)
    yield _applied(s.VALIDATING, 64, _VISITED)
    yield _applied(s.REPORTING, 75, _SEEN)
    for ago in (115, 96):
        yield _applied(s.CORRECTING, ago, _ASKED)
    # A hundred and twenty days to decide: late, due tomorrow, and with time to spare.
    yield _applied(s.DECISION_PENDING, 141, _mapped(_PENDING))
    yield _applied(s.DECISION_PENDING, 131, (*_mapped(_PENDING), ("send_back", 80), ("report", 88)))
    yield _applied(s.DECISION_PENDING, 100, (*_PENDING, ("comment_report", 80)))
    yield _applied(s.DECISION_PENDING, 120, (*_MENDED, ("report", 95)))
    yield _applied(s.REFUSAL_HEARING, 111, _AGAINST, recommends="refuse")
    yield _applied(s.REFUSAL_HEARING, 101, (*_AGAINST, ("hear", 95)), recommends="refuse")
    yield _applied(s.REFUSED, 420, _REFUSED, recommends="refuse")
    yield _applied(s.REFUSAL_APPEALED, 140, (*_REFUSED, ("appeal", 130)), recommends="refuse")
    yield _applied(s.GRANTED, 94, _GRANTED)


def _statuses() -> Iterator[Story]:
    s, member = Stage, Firm.MEMBER
    yield _held(
        s.MONITORED,
        700,
        250,
        (
            ("report_yearly", 0),
            ("write", 40),
            ("notify_change", 100),
            ("tell_incident", 180),
            ("answer_incident", 184),
        ),
        member,
        _reviewing(_IN_FORCE, _ASKS, ("map_risk", 30), _AGREES),
        trader="otto",
    )
    yield _held(s.REVALIDATION_REPORTING, 690, 40, _SEEN_AGAIN, member)
    # Frozen and lapsed, before the quarter that is screened.
    lapsed: _Course = (("freeze", -100), ("lapse_freeze", -97))
    yield _held(s.REVALIDATION_CORRECTING, 640, 200, (*lapsed, *_ASKED_AGAIN), member)
    yield _held(s.REVALIDATION_PLANNED, 560, 15, (*_AGAIN, ("plan_validation", 4)), member)
    yield _held(s.MONITORED, 600, 130, (*_AT_DESK, ("revalidate", 20)), member, _IN_FORCE_MENDED)
    # Its yearly report is late.
    told: _Course = (("notify_change", 0), ("report_incident", 60), ("withhold_benefits", 109))
    yield _held(s.MONITORED, 480, 110, told, member, _reviewing(_IN_FORCE, _ASKS, _AGREES))
    yield _held(s.REVALIDATION_REVIEW, 360, 20, (("begin_revalidation", 0),), member, _IN_FORCE_MENDED)
    amending: _Course = (("report_yearly", 0), ("grant_benefits", 20), ("propose_amendment", 58))
    yield _held(s.AMENDING, 520, 70, amending, member, _reviewing(_IN_FORCE, _ASKS, ("answer_consultation", 35)))
    lowered: _Course = (("report_yearly", 0), ("propose_amendment", 20), ("downgrade", 29), ("appeal", 45))
    yield _held(s.DOWNGRADE_APPEALED, 530, 62, lowered)
    yield _held(s.REVOCATION_HEARING, 610, 160, (("report_yearly", 0), ("intend_revocation", 131)), member)
    yield _held(s.ANNULMENT_HEARING, 450, 35, (("intend_annulment", 0),), member)
    yield _held(s.FROZEN, 400, 1, (("freeze", 0),))
    # Suspended until two conditions are met: one is, and the other is not yet.
    withheld: _Course = (("freeze", 64), ("ratify_with_conditions", 66), ("meet_first_condition", 90))
    yield _held(s.SUSPENDED, 550, 100, (("report_yearly", 0), *withheld))
    yield _held(s.SUSPENDED, 470, 40, (("report_yearly", 0), ("request_suspension", 15)))
    yield _held(s.REVALIDATING, 640, 25, (*_VISIT_AGAIN, ("rate_some", 24)))
    yield _held(s.REVALIDATION_PENDING, 655, 60, (*_SEEN_AGAIN, ("report", 40)))
    yield _held(s.REVALIDATION_AT_DESK, 510, 20, _AT_DESK)
    yield _held(s.SUSPENSION_APPEALED, 500, 60, (("report_yearly", 0), ("freeze", 30), ("ratify", 32), ("appeal", 44)))
    lifted: _Course = (("freeze", 70), ("ratify_with_conditions", 72), ("meet_conditions", 100))
    yield _held(s.REINSTATING, 580, 130, (("report_yearly", 0), *lifted, ("propose_reinstatement", 115)))


def _ends() -> Iterator[Story]:
    s = Stage
    revoked: _Course = (("intend_revocation", 0), ("hear", 18), ("revoke", 33))
    annulled: _Course = (("intend_annulment", 0), ("hear", 20), ("annul", 40))
    yield _held(s.REVOKED, 725, 320, revoked)
    yield _held(s.REVOCATION_APPEALED, 620, 70, (*revoked, ("appeal", 50)))
    yield _held(s.ANNULLED, 680, 200, annulled)
    yield _held(s.ANNULMENT_APPEALED, 540, 80, (*annulled, ("appeal", 55)))
    yield _applied(s.WITHDRAWN, 380, (*_REVIEWED, ("withdraw", 30)))
    yield _held(s.WITHDRAWN, 660, 90, (("give_back", 0),))
    yield _applied(s.LAPSED, 350, (*_REVIEWED, ("lapse", 32)))
    yield _held(s.SUCCEEDED, 630, 180, (("succeed", 0),))


# The firm of the guided walk over the border waits for its decision; it is none of the sixty.
WALKED = _applied(Stage.DECISION_PENDING, 86, _PENDING, Firm.OTHER)


def instants(steps: Iterable[Step], today: date, chance: Random) -> list[datetime]:
    """When each step is done: in office hours of its day, and after the one before it."""
    found: list[datetime] = []
    for step in steps:
        at = datetime.combine(today - timedelta(days=step.ago), time(8, 30), UTC)
        at += timedelta(minutes=chance.randrange(0, 400, 5))
        if found and at <= found[-1]:
            at = found[-1] + timedelta(minutes=chance.randrange(15, 60, 5))
        found.append(at)
    return found


# Where the firms of some stories work: name, kind, street, whom to meet.
SITES = (
    ("Main warehouse", "warehouse", "Quay Road", "The shift leader, at the gate"),
    ("Head office", "office", "Ropewalk", "The customs manager, second floor"),
)
ILL = "One of the team fell ill, and the visit was put off by two weeks."

# What is said, by deed; a story takes one of each.
WORDS: dict[str, tuple[str, ...]] = {
    "ask_information": (
        "Which of your warehouses hold goods under customs control, and who has the keys?",
        "Please send the accounts of the last year; those sent are of the year before it.",
        "Your organisation chart names no deputy of the customs manager. Who stands in?",
    ),
    "answer_information": (
        "Two warehouses. The keys are with the shift leaders; the list is attached to the answer on access.",
        "The accounts of the last year were approved last week and are with this letter.",
    ),
    "not_accept": (
        "The accounts that were asked for did not come. The application can be made again with them.",
        "The firm was founded eight months ago and cannot show the years of records the programme asks for.",
    ),
    "consult": (
        "Does anything known to you about hygiene or recalls speak against a trusted status?",
        "The applicant imports foodstuffs under your permits. Were its permits ever withdrawn?",
    ),
    "answer_consultation": (
        "Three inspections in two years, all without a finding.",
        "One recall in two years, told of by the firm itself within a day. Nothing speaks against it.",
    ),
    "plan_again": (ILL,),
    "ask_correction": (
        "Two gaps have to be closed before we can recommend the status.",
        "The visit went well but for two points, which are listed with what we ask for.",
    ),
    "report": (
        "Records and stock agree for every consignment traced; the site is well kept and its people know what to do.",
        "All criteria are met. The way seals are checked could serve as a model for others.",
        "The firm knows its suppliers and looks at what arrives. What was asked for was done.",
    ),
    "report_against": (
        "Of twelve consignments traced, five could not be followed from order to release. The gaps were known before.",
        "Outsiders walk the loading bay unasked, and nobody could say who had the seals last week.",
    ),
    "comment_report": (
        "The report says that the second gate is never locked. It is, from six in the evening; the visit was at four.",
    ),
    "send_back": (
        "The report is silent about the second warehouse. Was it visited, and what was seen?",
        "Which consignments were traced, and by which papers? Please name them.",
    ),
    "intend_refusal": (
        "Stock records could not be reconciled with declarations. We mean to refuse, and ask for your view first.",
        "Access to cargo is not controlled at the main site. We mean to refuse, and ask for your view first.",
    ),
    "hear": (
        "The records of the months in question were lost with a computer; we offer to build them up again from papers.",
        "We ask to wait until the new fence stands, which is ordered.",
        "The person who did this acted alone and has left the company. The rules were tightened since.",
    ),
    "grant": (
        "All criteria are met, and the team's recommendation is borne out by the file.",
        "The conditions are met. The gaps that were found were closed, and this was seen.",
        "Record, solvency, security and competence were shown; nothing in the file speaks against it.",
    ),
    "refuse": (
        "What was said at the hearing does not show that goods can be traced. A new application is possible.",
        "The gaps go on. The application is refused; it can be made again once they are closed.",
    ),
    "notify_change": (
        "A new managing director takes over next month.",
        "We rent a further warehouse from next quarter on.",
        "Our security firm changes at the end of the year.",
    ),
    "report_incident": (
        "Somebody used our number on a declaration that is not ours.",
        "A seal was found broken on arrival; nothing was missing. The driver and the police were heard.",
    ),
    "tell_incident": (
        "Your number stood on a declaration of a firm that we do not know to act for you. Did you allow it?",
    ),
    "answer_incident": (
        "We did not. We told our forwarder to ask us before each use of our number, and changed who may lodge for us.",
    ),
    "withhold_benefits": ("A sample of the last lot was above the limit; we look at it again before we decide.",),
    "grant_benefits": ("Two years without a finding: fewer samples from now on.",),
    "first_condition": ("The register of drivers is kept for every consignment, and shown for one month.",),
    "second_condition": ("The seals in stock are counted, and the missing ones are told to us by number.",),
    "meet_condition": (
        "Done since the first of the month; the list goes with our yearly report.",
        "Counted twice by two persons; the numbers were sent to the office.",
    ),
    "begin_revalidation": (
        "Its time has come: the last validation is two years back.",
        "The firm moved its warehouse; we want to see the new one before its time.",
        "A risk is left that was judged high, and half of the time is over.",
    ),
    "conclude_at_desk": (
        "Two yearly reports, the declarations of two years and the new site on paper: nothing changed for the worse.",
        "Records, duties paid and the papers on training were read; a visit would show no more.",
    ),
    "revalidate": (
        "What was read and seen bears out that the status goes on.",
        "All as it was, one recommendation on training.",
    ),
    "propose_amendment": (
        "The firm gave up its own warehouse; security is no longer its to keep.",
        "From now on the firm exports only through a forwarder.",
    ),
    "downgrade": ("The firm has no warehouse of its own any more, so it is not authorized for security.",),
    "freeze": (
        "Undeclared goods were found behind the last rows of a container; it is not clear who put them there.",
        "A seizure at the border names this holder as consignee.",
        "The firm's seals turned up on a container it says it never loaded.",
    ),
    "ratify": (
        "The packing list was changed after the container was sealed. The status is suspended until that is explained.",
        "The firm cannot yet say who had access that night.",
    ),
    "lapse_freeze": ("72 hours passed and nobody ratified the freeze.",),
    "request_suspension": ("We rebuild our loading bay and cannot keep it closed to others for two months.",),
    "propose_reinstatement": ("Seals are now kept by two people and counted each day; this was seen at a visit.",),
    "intend_revocation": (
        "Two suspensions within a year, for the same cause. We mean to revoke the status.",
        "The firm's tax debts are unpaid for nine months, and no plan was kept. We mean to revoke the status.",
    ),
    "intend_annulment": (
        "The training records shown at the visit were written the week before. We mean to annul the status.",
        "The application left out a conviction of the firm's owner. We mean to annul the status.",
    ),
    "revoke": ("What was said does not weigh against two suspensions for one cause.", "The debts stand as they did."),
    "annul": ("The status rested on papers that were not true.", "The conviction was known when the firm applied."),
    "appeal": (
        "The decision rests on a report that mixes up our two sites.",
        "The measures we took in spring were not looked at.",
    ),
    "withdraw": ("We merge our business first and shall apply afterwards.",),
    "give_back": ("We no longer trade across the border.",),
    "lapse": ("The company was wound up and struck off the company register.",),
    "succeed": ("The company was merged into another, which goes on with the business.",),
    "extend": ("The applicant's main site reopens after a flood next month; the visit has to wait for it.",),
    "write": (
        "Thank you for the visit. The offer of the fence builder came today; work begins in two weeks.",
        "Please note that our office is closed in the first week of next month.",
    ),
    "agenda": (
        "Opening talk; gate and fence; warehouse; records of three consignments; closing talk.",
        "Walk from gate to loading bay; seals; training; three consignments from order to release.",
    ),
    "answer": (
        "We do, and our handbook says how.",
        "Yes; looked at each year by our own auditor.",
        "Yes, since years.",
    ),
    "recommendation": (
        "Done, but written down nowhere: put it in the handbook.",
        "The list is complete; let a second person look at it once a year.",
        "Good in practice; the new colleagues have not had the course yet.",
        "It works because one person knows it all; name a deputy.",
    ),
    "asked": (
        "Close it, and show by pictures and a written rule that it stays so.",
        "Name who answers for it, and send the list of the last month.",
        "Change the procedure, teach it, and send who was taught.",
    ),
    "mended": (
        "Done last week; pictures and the new rule are attached.",
        "The shift leader answers for it now; the list of last month is attached.",
    ),
    "settled": ("Seen at a second, short visit.", "The papers show it; looked at on a video call."),
    "condition": ("The new fence is finished by the end of the year.", "A second person is trained in sealing."),
}


_ACCESS = (
    "The gate to the loading bay stood open, and nobody was there.",
    "Visitors get no badge and walk alone.",
    "The alarm was off at night for three weeks; nobody noticed.",
    "The keys of the bonded store hang beside the door.",
)
_SEALS = (
    "Seals lie in an open drawer; used ones are not written down.",
    "Of twelve containers two were not looked into before loading; the list shows a tick all the same.",
)
_LEAVERS = ("Leavers keep their access cards until somebody thinks of it.",)
_PARTNERS = ("Nobody could say which haulier stood in the yard last night.",)
_RULES = ("Three declarations of the spring named the wrong article; the firm found out, and told nobody.",)
_RECORDS = (
    "For two of twelve consignments the order could not be found.",
    "Saved data was never brought back for a try; the disk of the spring is empty.",
)
_DEBTS = ("A demand of the tax office is open for four months; there is no agreement on it.",)
_SKILLS = ("One person alone knows how declarations are made; nobody stands in.",)
# What gaps are found in, by the section of the criterion: of the short national list, and of the SAFE Framework.
_NATIONAL = {"A": _RULES, "B": _RECORDS, "C": _DEBTS, "D": _SKILLS, "E": (*_ACCESS, *_SEALS, *_LEAVERS, *_PARTNERS)}
_SAFE = {
    "A": _RULES,
    "B": _RECORDS,
    "C": _DEBTS,
    "D": ("Nobody at the site knew whom to call at customs.",),
    "E": ("Of nine new colleagues two have had the course.",),
    "F": ("Five people share one password.",),
    "G": _SEALS,
    "H": _SEALS,
    "I": _ACCESS,
    "J": _LEAVERS,
    "K": _PARTNERS,
    "L": ("The plan for an emergency names three people who have left the firm.",),
    "M": ("Nobody looked again at what last year's review had found.",),
}


def gaps_of(item: str, full: bool) -> tuple[str, ...]:
    """What a gap in a criterion can be: of the whole SAFE Framework where ``full``, else of the short list."""
    return (_SAFE if full else _NATIONAL).get(item.partition(".")[0], _RECORDS)


class Saying:
    """What is said in the stories: by chance, and the same for the same seed."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def __call__(self, deed: str) -> str:
        """One of the sentences of a deed."""
        return self.chance.choice(WORDS[deed])
