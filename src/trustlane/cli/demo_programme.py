"""The AEO programme of the demonstration: sixty cases, brought where they are by the deeds of the people who do them.

The country's register and the programme must not contradict each other, nor the decisions already taken at the border:

- A firm that only applies is one of the country's importers without a status; nothing it asks for changes a decision.
- A holder whose status is in force is one of the country's own members, if the register says just one thing of it up
  to the last day. Its status is left off the list the register officer uploads: the programme asserts it, in the same
  scope and role, before the first day that is screened.
- Whoever had its status withheld or taken declares nothing, and is on no list.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import segno

from trustlane.cli import demo_methods, demo_risks
from trustlane.cli.demo_methods import VALIDATORS
from trustlane.cli.demo_size import SEED
from trustlane.cli.demo_stories import ILL, OPENED, SITES, Firm, Saying, Story, gaps_of, instants, stories
from trustlane.programme.stages import REVALIDATION, Stage

if TYPE_CHECKING:
    from trustlane.access.actors import Actor
    from trustlane.access.models import User
    from trustlane.cli.demo_country import History
    from trustlane.criteria.question import Question
    from trustlane.parties.identifiers import Identifier
    from trustlane.parties.models import Operator
    from trustlane.programme.models import Case, Correction
    from trustlane.standing.facts import StandingFact

OWN = "XA"
OFFICE, AGENCY = "GULLHAVEN", "FOODSAFETY"
AGENCY_GRANTS_AS = "food_safety"  # in the catalogue of benefits
JOINING = "SALTPOCKET"  # an office that brings its cases in a spreadsheet
PRESET = "national-2026"
SHORT, WHOLE = "national-2026", "safe-2025"
OFFICERS = ("cara", "cole")
DECIDERS = ("dora", "dirk", "dina")
FIRST_OTHER = 9_001  # places that no firm of the country takes
ROLES = ("exporter", "manufacturer", "warehouse", "forwarder", "ecommerce", "free_zone")
HOLDERS = sum(story.firm is Firm.MEMBER for story in stories())
MAILS = "example.org"  # nobody's
# Every so many firms have no e-mail address, and get their letters by post; so do those who were granted a status, or
# lost it for a while, in the last days, so that letters wait to be posted.
UNREACHED = 7
RECENT = timedelta(days=6)  # what happened since is not read, and not posted
SPARE = 4  # members held back beyond those that are needed: the register may yet say something else of one

# A yearly report of a firm in which nothing changed.
QUIET_YEAR = (
    *((question, "no") for question in ("P.O1.1", "S.O1.1", "T.O1.1", "N.O1.1", "V.O1.3", "C.O1.1", "F.O1.1")),
    ("V.O1.1", "120"),
    ("V.O1.2", "2"),
    ("F.O2.1", "yes"),
)


@dataclass(frozen=True, slots=True)
class Applying:
    """Who applies, and for what."""

    reference: str
    name: str
    identifiers: tuple[Identifier, ...]
    roles: tuple[str, ...] = ("importer",)
    security: bool = True
    compliance: bool = True


def members(history: History) -> dict[str, Applying]:
    """Firms whose status the programme may assert rather than a list, the one Otto acts for first; by reference."""
    told: dict[str, list[StandingFact]] = {}
    for fact in history.standing:
        told.setdefault(fact.operator, []).append(fact)
    simple = [facts[0] for facts in told.values() if len(facts) == 1]
    fit = [fact for fact in simple if (fact.issuer, fact.state, fact.role, fact.tier) == (OWN, "valid", "importer", "")]
    fit.sort(key=lambda fact: (fact.operator != history.busiest, fact.operator))
    return {
        fact.operator: Applying(
            fact.operator,
            fact.name,
            fact.identifiers,
            security="security" in fact.scope,
            compliance="compliance" in fact.scope,
        )
        for fact in fit[: HOLDERS + SPARE]
    }


def applicants(history: History) -> list[Applying]:
    """Importers without a status, in an order drawn by the seed; Tess acts for the first."""
    known = {fact.operator for fact in history.standing} | {history.doubtful}
    firms = [
        one
        for one in history.operators
        if one.role == "importer"
        and one.country == OWN
        and one.identifiers[0].value not in known
        and one.reference not in known
    ]
    firms.sort(key=lambda one: one.reference)
    wanted = sum(story.firm is Firm.APPLICANT for story in stories())
    chosen = Random(SEED).sample(firms, min(wanted, len(firms)))  # noqa: S311 - nothing rests on it
    return [Applying(one.identifiers[0].value, one.name, one.identifiers) for one in chosen]


@dataclass
class Laying:
    """The cases as they are laid in: who does what, and which firms are left to tell a story of."""

    users: Mapping[str, User]
    today: date
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - nothing rests on it
    entered: frozenset[str] = frozenset()  # firms the house knows already
    others: int = 0
    told: int = 0
    preset: str = PRESET  # of the periods of its cases

    def __post_init__(self) -> None:
        from trustlane.access.queries import actor_of

        self.say = Saying(self.chance)
        opened = opening(self.today)
        # Nobody's roles change in the two years: who acts is asked once, not at each of two thousand deeds.
        self.actors: dict[str, Actor] = {
            name: actor_of(self.users[name], at=opened + timedelta(days=1))
            for name in (*OFFICERS, *VALIDATORS, *DECIDERS, "fern", "gita", "aude", "rosa")
        }
        self.named = {user.pk: name for name, user in self.users.items()}

    def applications(self, firms: Sequence[Applying]) -> None:
        """All stories but those of members; where the country has too few firms, others take their place."""
        waiting = list(firms)
        own = [story for story in stories() if story.firm is Firm.APPLICANT]
        planned = next(place for place, story in enumerate(own) if story.stage is Stage.VALIDATION_PLANNED)
        stranger = waiting[planned].reference if planned < len(waiting) else ""
        demo_methods.qualify(self.users, self.actors[OFFICERS[0]], self.today, stranger)
        for story in stories():
            if story.firm is not Firm.MEMBER:
                self.tell(story, waiting.pop(0) if story.firm is Firm.APPLICANT and waiting else self.other())

    def holders(self, firms: Iterable[Applying]) -> None:
        """The stories of members; where too few are left, others take their place."""
        waiting = list(firms)
        for story in stories():
            if story.firm is Firm.MEMBER:
                self.tell(story, waiting.pop(0) if waiting else self.other())

    def beside(self) -> None:
        """What is done about all cases together, once they are told."""
        demo_methods.measures(self.actors[OFFICERS[0]], self.actors[DECIDERS[0]], self.today)
        demo_methods.rounds(self.actors, self.today)
        demo_methods.editions(self.actors, self.today, AGENCY)
        demo_methods.audit(self.actors["aude"], self.today)
        demo_methods.arrival(self.actors["rosa"], self.today, JOINING, PRESET)

    def settle(self, now: datetime) -> None:
        """What was told some days ago was read, and what had to go by post was posted."""
        from trustlane.access.queries import actor_of
        from trustlane.programme import actions
        from trustlane.programme.queries.inbox import readers
        from trustlane.programme.queries.letters import to_post

        for person in readers():
            actions.read_all(by=actor_of(person, at=now), at=now, told_by=now - RECENT)
        officer = self.actors[OFFICERS[0]]
        waiting = to_post(officer, at=now).filter(issued_at__lte=now - RECENT)
        numbers = list(waiting.values_list("pk", flat=True))
        if numbers:
            actions.post_letters(numbers=numbers, by=officer, at=now)

    def other(self) -> Applying:
        """A firm that is invented for the programme alone."""
        from trustlane.parties.identifiers import Identifier
        from trustlane.simulate import names

        place = FIRST_OTHER + self.others
        self.others += 1
        number = f"{OWN}9{place:08d}"
        name = names.trading(np.array([place * 7]))[0]
        role = ROLES[place % len(ROLES)]
        return Applying(number, name, (Identifier("TIN", number),), roles=(role,))

    def tell(self, story: Story, firm: Applying) -> Case:
        """Do every deed of a story, each when it was done."""
        self.told += 1
        telling = Telling(self, story, firm, self.told)
        when = instants(story.steps, self.today, self.chance)
        for step, at in zip(story.steps, when, strict=True):
            telling.at = at
            getattr(telling, step.deed)()
        return telling.case


def opening(today: date) -> datetime:
    """The instant from which the programme's people are there."""
    return datetime.combine(today - OPENED, time(8), UTC)


def enter(firms: Iterable[Applying], at: datetime) -> None:
    """Register firms as operators the house knows by name."""
    from trustlane.parties.actions import enter as entered
    from trustlane.parties.facts import Entry

    entered(
        entries=[Entry(one.reference, one.name, one.identifiers) for one in firms],
        actor="system:demonstration",
        at=at,
        source="application to the programme",
        issuer=OWN,
    )


class Telling:
    """One story as it is told: a method for each deed, done by whoever does such deeds in the case, at `at`."""

    at: datetime
    case: Case

    def __init__(self, laying: Laying, story: Story, firm: Applying, number: int) -> None:
        self.laying, self.story, self.firm, self.number = laying, story, firm, number
        self.say, self.chance = laying.say, laying.chance
        self.officer_name = OFFICERS[number % len(OFFICERS)]
        self.officer = laying.actors[self.officer_name]
        self.decider = laying.actors[DECIDERS[number % len(DECIDERS)]]
        self.trader = self._trader()
        self.document: int | None = None
        self.sites: tuple[int, ...] = ()
        self.team: list[str] = []  # by lot, once a visit is planned; the lead first

    @property
    def lead(self) -> Actor:
        """Who leads the validation."""
        return self.laying.actors[self.team[0]]

    def _trader(self) -> Actor:
        """Who acts for the firm; most of them cannot log in."""
        from trustlane.access.actions import people, roles
        from trustlane.access.queries import actor_of
        from trustlane.access.roles import Role

        opened = opening(self.laying.today)
        if self.firm.reference not in self.laying.entered:
            enter([self.firm], opened)
        known = self.laying.users.get(self.story.trader)
        if known is not None and known.operator == self.firm.reference:
            return actor_of(known, at=opened + timedelta(days=1))
        first, second = self.laying.users["ada"], self.laying.users["abel"]
        unreached = self.number % UNREACHED == 0 or self.story.stage in (Stage.GRANTED, Stage.FROZEN)
        user = people.enrol(
            username=f"trader{self.number:02d}",
            full_name=f"Customs manager of {self.firm.name}",
            password=None,
            email="" if unreached else f"trader{self.number:02d}@{MAILS}",
            by=first,
            at=opened,
            operator=self.firm.reference,
        )
        proposal = roles.propose(user=user, role=Role.OPERATOR, by=first, at=opened, reason="acts for its firm")
        roles.approve(proposal=proposal, by=second, at=opened + timedelta(minutes=5))
        return actor_of(user, at=opened + timedelta(days=1))

    def _do(self, deed: str, by: Actor, **given: Any) -> Any:
        from trustlane.programme import actions

        done: Callable[..., Any] = getattr(actions, deed)
        return done(case=self.case, by=by, at=self.at, **given)

    # The application.
    def open(self) -> None:
        """A draft of the firm, in one office; every third is small."""
        from trustlane.programme import actions

        self.case = actions.open_case(
            operator=_operator(self.firm.reference),
            roles=self.firm.roles,
            security=self.firm.security,
            compliance=self.firm.compliance,
            small=self.number % 3 == 0,
            office=OFFICE,
            preset=self.laying.preset,
            chosen_by=self.officer,
            by=self.trader,
            at=self.at,
            catalogue=WHOLE if self.story.full else SHORT,
        )
        if self.story.trader or self.number % 6 == 0:
            self.sites = tuple(self._open_site(*said) for said in SITES)

    def _open_site(self, name: str, kind: str, street: str, contact: str) -> int:
        from trustlane.programme.actions import Place

        place = Place(name, kind, f"{self.number} {street}", "", "Gullhaven", OWN, contact=contact)
        number: int = self._do("open_site", self.trader, place=place)
        return number

    def answer(self) -> None:
        """Every question."""
        self._answer(None)

    def answer_some(self) -> None:
        """The first questions of a draft."""
        self._answer(4)

    def _answer(self, many: int | None) -> None:
        """What is asked, as a firm would that has its house in order; some answers bring up further questions."""
        from trustlane.programme import actions
        from trustlane.programme.queries.asked import self_assessment

        while True:
            assessment = self_assessment(self.case, on=self.at.date())
            entries = assessment.questionnaire.entries
            replies = [
                actions.Reply(
                    one.where.question,
                    self._favourable(entries[one.where.question].question),
                    assessment.numbers[one.where.site],
                    note=self.say("answer"),
                )
                for one in assessment.missing[:many]
            ]
            if not replies:
                return
            actions.answer_all(case=self.case, replies=replies, by=self.trader, at=self.at)
            if many is not None:
                return

    def _favourable(self, question: Question) -> object:
        if question.kind == "yes_no":
            return "no" if question.good == "no" else "yes"
        if question.kind == "choice":
            return max(question.choices, key=lambda choice: (choice.applies, choice.met or 0)).id
        if question.kind == "scale":
            return question.least if question.good == "no" else question.most
        if question.kind == "number":
            return question.least or "1"
        if question.kind == "date":
            return question.most or (self.at.date() - timedelta(days=90)).isoformat()
        return [str(self._document())] if question.kind == "file" else self.say("answer")

    def _document(self) -> int:
        """One picture, kept once for a firm: a page that says it is invented."""
        if self.document is None:
            from trustlane.evidence.actions import keep

            picture = io.BytesIO()
            segno.make("An invented document of an invented firm").save(picture, kind="png", scale=8)
            kept = keep(
                name="security-handbook-page.png",
                media_type="image/png",
                speaks_of=self.at.date() - timedelta(days=90),
                data=picture.getvalue(),
                by=self.trader,
                at=self.at,
                operator=self.firm.reference,
            )
            self.document = kept.pk
        return self.document

    def submit(self) -> None:
        self._do("submit", self.trader)

    def assign(self) -> None:
        """The case officer takes the case."""
        self._do("assign", self.officer, officer=self.laying.users[self.officer_name])

    def ask_information(self) -> None:
        self._do("ask_information", self.officer, text=self.say("ask_information"))

    def answer_information(self) -> None:
        self._do("answer_information", self.trader, text=self.say("answer_information"))

    def accept(self) -> None:
        self._do("accept", self.officer)

    def not_accept(self) -> None:
        self._do("not_accept", self.officer, reason=self.say("not_accept"))

    def begin_review(self) -> None:
        self._do("begin_review", self.officer)

    def consult(self) -> None:
        """Asks the food agency, with a day of its own."""
        due = self.at.date() + timedelta(days=60)
        self._do(
            "consult", self.officer, agency=AGENCY, question=self.say("consult"), due=due, granting=AGENCY_GRANTS_AS
        )

    def answer_consultation(self) -> None:
        """Favourably, without a word on benefits."""
        self._answer_consultation(())

    def agree_to_benefits(self) -> None:
        """Favourably, and with the agency's own benefits where it has some for such a firm."""
        self._answer_consultation(self._of_the_agency())

    def _of_the_agency(self) -> tuple[str, ...]:
        from trustlane.programme.agency_benefits import offered_by

        return offered_by({AGENCY_GRANTS_AS}, self.firm.roles)

    def _answer_consultation(self, benefits: Sequence[str]) -> None:
        from trustlane.programme import actions
        from trustlane.programme.models import Consultation

        asked = Consultation.objects.get(case=self.case, answered_in__isnull=True)
        text = self.say("answer_consultation")
        by = self.laying.actors["fern"]
        actions.answer_consultation(
            consultation=asked, opinion="favourable", text=text, by=by, at=self.at, benefits=benefits
        )

    def extend(self) -> None:
        self._do(
            "extend",
            self.officer,
            term="decision",
            days=30,
            asked_by="customs",
            reason=self.say("extend"),
            legal_basis="Order of the invented administration on trusted traders, section 12",
        )

    def map_risk(self) -> None:
        """The whole map of risks."""
        self._judge(whole=True)

    def map_some_risk(self) -> None:
        """A map that was begun."""
        self._judge(whole=False)

    def _judge(self, *, whole: bool) -> None:
        chance = Random(SEED + self.number)  # noqa: S311 - nothing rests on it
        demo_risks.judge(self.case, by=self.officer, at=self.at, chance=chance, whole=whole)

    # Validation.
    def plan_validation(self, reason: str = "") -> None:
        """With a team drawn by lot; who fell ill leaves a team that was drawn, and its seat is drawn anew."""
        from trustlane.programme.actions import Plan
        from trustlane.programme.queries.suiting import NOTHING_AGAINST, proposal

        begins = self.at.date() + timedelta(days=20)
        wished = self.chance.choice(("on_site", "hybrid", "remote"))
        ends = begins + timedelta(days=2)
        modes, _rules = proposal(self.case, at=self.at, on=self.at.date()).suited(self.sites, NOTHING_AGAINST)
        plan = Plan(
            mode=wished if wished in modes else modes[-1],
            sites=self.sites,
            begins=begins,
            ends=ends,
            agenda=self.say("agenda"),
            told=NOTHING_AGAINST,
        )
        # A partner's guest, and the food agency, which is spared a visit of its own.
        guests = [self.laying.users[name].pk for name in ("gita", "fern")] if self.story.guest else []
        out = (self.laying.users[self.team[-1]].pk, "absent") if reason == ILL else None
        event = self._do("plan_by_lot", self.officer, plan=plan, guests=guests, out=out, reason=reason)
        self.team = [self.laying.named[person] for person in event.data["team"]]

    def plan_again(self) -> None:
        self.plan_validation(self.say("plan_again"))

    def begin_validation(self) -> None:
        self._do("begin_validation", self.lead)

    def find_gaps(self) -> None:
        """A major gap and a minor one."""
        from trustlane.programme.queries.findings import unrated

        gaps = zip(self.chance.sample(unrated(self.case), 2), ("major", "minor"), strict=True)
        self._rate([(item, rating, self.chance.choice(gaps_of(item, self.story.full))) for item, rating in gaps])

    def rate(self) -> None:
        """Everything that is not rated yet; now and then with a recommendation."""
        self._rate_first(None)

    def rate_some(self) -> None:
        """The first half of a short list."""
        self._rate_first(7)

    def _rate_first(self, many: int | None) -> None:
        from trustlane.programme.queries.findings import unrated

        found = []
        for item in unrated(self.case)[:many]:
            advised = self.chance.random() < 0.12
            found.append((item, "recommendation", self.say("recommendation")) if advised else (item, "met", ""))
        self._rate(found)

    def _rate(self, found: Iterable[tuple[str, str, str]]) -> None:
        """Each of the team sends what it saw in one go."""
        from trustlane.programme.actions import Rating
        from trustlane.programme.queries.findings import round_of

        seen: dict[str, list[Rating]] = {}
        number = round_of(self.case)
        for item, rating, text in found:
            one = Rating(item, rating, f"{number} {item} {rating}", self.at, text)
            seen.setdefault(self.chance.choice(self.team), []).append(one)
        for name, ratings in seen.items():
            self._do("rate_all", self.laying.actors[name], ratings=ratings)

    def end_validation(self) -> None:
        self._do("end_validation", self.lead)

    def ask_correction(self) -> None:
        from trustlane.programme.queries.findings import latest

        due = self.at.date() + timedelta(days=30)
        gaps = [one for one in latest(self.case) if one.rating in ("major", "minor")]
        asked = {one.pk: (self.say("asked"), due + timedelta(days=10 * place)) for place, one in enumerate(gaps)}
        self._do("ask_correction", self.lead, asked=asked, reason=self.say("ask_correction"))

    def answer_first_correction(self) -> None:
        self._mend(self._corrections()[0])

    def answer_corrections(self) -> None:
        for correction in self._corrections():
            self._mend(correction)

    def _corrections(self) -> list[Correction]:
        from trustlane.programme.queries.findings import open_corrections

        return open_corrections(self.case)

    def _mend(self, correction: Correction) -> None:
        from trustlane.programme import actions

        actions.answer_correction(correction=correction, text=self.say("mended"), by=self.trader, at=self.at)

    def settle_corrections(self) -> None:
        from trustlane.programme import actions

        for correction in self._corrections():
            text = self.say("settled")
            actions.settle(correction=correction, settled="mended", text=text, by=self.lead, at=self.at)
        self._do("settle_corrections", self.lead)

    def report(self) -> None:
        recommends = self.story.recommends
        reason = self.say("report" if recommends == "grant" else "report_against")
        self.case.refresh_from_db()
        if self.case.stage in REVALIDATION:
            recommends = "keep"
        self._do("report", self.lead, recommends=recommends, reason=reason)

    def comment_report(self) -> None:
        self._do("comment_report", self.trader, text=self.say("comment_report"))

    # The decision.
    def send_back(self) -> None:
        self._do("send_back", self.decider, reason=self.say("send_back"))

    def intend_refusal(self) -> None:
        self._do("intend_refusal", self.decider, reason=self.say("intend_refusal"))

    def hear(self) -> None:
        self._do("hear", self.trader, text=self.say("hear"))

    def refuse(self) -> None:
        self._do("refuse", self.decider, reason=self.say("refuse"))

    def grant(self) -> None:
        from trustlane.programme.actions import Granted
        from trustlane.programme.queries.agency_benefits import given
        from trustlane.programme.queries.benefits import fitting

        agreed = given(self.case, at=self.at)
        terms = Granted(
            security=self.firm.security,
            compliance=self.firm.compliance,
            roles=self.firm.roles,
            benefits=[
                one.id
                for one in fitting(self.firm.roles)
                if (one.agency == "customs" and one.measured) or one.id in agreed
            ],
            conditions=self.say("condition") if self.number % 5 == 0 else "",
        )
        self._do("grant", self.decider, terms=terms, reason=self.say("grant"))

    # The status.
    def take_effect(self) -> None:
        self._do("take_effect", _clocks())

    def report_yearly(self) -> None:
        from trustlane.programme.actions import Reply

        people = str(4 + self.number % 40)
        replies = [Reply(question, value) for question, value in (*QUIET_YEAR, ("P.O1.3", people))]
        self._do("answer_report_all", self.trader, replies=replies)
        self._do("give_report", self.trader)

    def notify_change(self) -> None:
        self._do("notify_change", self.trader, text=self.say("notify_change"))

    def report_incident(self) -> None:
        text = self.say("report_incident")
        kind = "seal" if text.startswith("A seal") else "number_used"
        self._do("report_incident", self.trader, text=text, kind=kind)

    def tell_incident(self) -> None:
        """The other way round: customs tells the holder."""
        self._do("tell_incident", self.officer, text=self.say("tell_incident"), kind="number_used")

    def answer_incident(self) -> None:
        """The holder's word on what customs told it last."""
        from trustlane.programme.queries.incidents import incidents_told

        number = max(incidents_told(self.case).values_list("number", flat=True))
        text = self.say("answer_incident")
        self._do("report_incident", self.trader, text=text, kind="number_used", answers=number)

    def grant_benefits(self) -> None:
        self._by_the_agency("grant_benefits")

    def withhold_benefits(self) -> None:
        self._by_the_agency("withhold_benefits")

    def _by_the_agency(self, deed: str) -> None:
        """A deed of the food agency, where it has a benefit for such a firm."""
        benefits = self._of_the_agency()
        if benefits:
            self._do(deed, self.laying.actors["fern"], benefits=benefits, reason=self.say(deed))

    def revalidate(self) -> None:
        self._do("revalidate", self.decider, outcome="keep", reason=self.say("revalidate"))

    def begin_revalidation(self) -> None:
        self._do("begin_revalidation", self.officer, reason=self.say("begin_revalidation"))

    def conclude_at_desk(self) -> None:
        self._do("conclude_at_desk", self.officer, recommends="keep", reason=self.say("conclude_at_desk"))

    def propose_amendment(self) -> None:
        from trustlane.programme.actions import Granted

        both = self.firm.security and self.firm.compliance
        terms = Granted(
            security=self.firm.security and not both,
            compliance=self.firm.compliance,
            roles=self.firm.roles,
            conditions=self.say("condition"),
        )
        self._do("propose_amendment", self.officer, terms=terms, reason=self.say("propose_amendment"))

    def downgrade(self) -> None:
        self._do("downgrade", self.decider, reason=self.say("downgrade"))

    def freeze(self) -> None:
        self._do("freeze", self.officer, reason=self.say("freeze"))

    def ratify(self) -> None:
        self._do("ratify", self.decider, reason=self.say("ratify"))

    def ratify_with_conditions(self) -> None:
        """With what has to be met before the suspension is lifted."""
        from trustlane.programme.conditions import Condition

        first, second = (self.at.date() + timedelta(days=days) for days in (30, 60))
        conditions = [Condition(self.say("first_condition"), first), Condition(self.say("second_condition"), second)]
        self._do("ratify", self.decider, reason=self.say("ratify"), conditions=conditions)

    def meet_first_condition(self) -> None:
        self._meet(1)

    def meet_conditions(self) -> None:
        self._meet(1)
        self._meet(2)

    def _meet(self, condition: int) -> None:
        self._do("meet_condition", self.trader, condition=condition, text=self.say("meet_condition"))

    def lapse_freeze(self) -> None:
        """By the clock, once the seventy-two hours are over."""
        self.at += timedelta(hours=8)
        self._do("lapse_freeze", _clocks(), reason=self.say("lapse_freeze"))

    def request_suspension(self) -> None:
        self._do("request_suspension", self.trader, reason=self.say("request_suspension"))

    def propose_reinstatement(self) -> None:
        from trustlane.programme.conditions import MET, Settled, conditions_of
        from trustlane.programme.queries.conditions import case_events

        settled = {one.number: Settled(MET) for one in conditions_of(case_events(self.case))}
        reason = self.say("propose_reinstatement")
        self._do("propose_reinstatement", self.officer, reason=reason, settled=settled)

    def intend_revocation(self) -> None:
        self._do("intend_revocation", self.officer, reason=self.say("intend_revocation"))

    def revoke(self) -> None:
        self._do("revoke", self.decider, reason=self.say("revoke"))

    def intend_annulment(self) -> None:
        self._do("intend_annulment", self.officer, reason=self.say("intend_annulment"))

    def annul(self) -> None:
        self._do("annul", self.decider, reason=self.say("annul"))

    def appeal(self) -> None:
        self._do("appeal", self.trader, reason=self.say("appeal"))

    def withdraw(self) -> None:
        self._do("withdraw", self.trader, reason=self.say("withdraw"))

    def give_back(self) -> None:
        self._do("give_back", self.trader, reason=self.say("give_back"))

    def lapse(self) -> None:
        self._do("lapse", self.officer, reason=self.say("lapse"))

    def succeed(self) -> None:
        """Passes to a firm that is new to the programme."""
        heir = self.laying.other()
        enter([heir], opening(self.laying.today))
        self._do("succeed", self.decider, successors=[_operator(heir.reference)], reason=self.say("succeed"))

    def write(self) -> None:
        self._do("write", self.trader, text=self.say("write"))


def _operator(reference: str) -> Operator:
    from trustlane.parties.models import Operator

    return Operator.objects.get(reference=reference)


def _clocks() -> Actor:
    from trustlane.programme.actions.timing import CLOCKS

    return CLOCKS
