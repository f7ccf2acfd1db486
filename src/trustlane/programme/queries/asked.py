"""What is asked of an applicant, what it answered and who, what is missing, and what does not fit together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.conf import settings

from trustlane.access.actors import id_of_person, person_of
from trustlane.access.models import User
from trustlane.clock.zones import day_of
from trustlane.criteria import queries as catalogues
from trustlane.criteria.questionnaire import contradictions as law
from trustlane.criteria.questionnaire.answers import Answer as Said
from trustlane.criteria.questionnaire.asking import Applicant, Questionnaire, asked
from trustlane.criteria.questionnaire.contradictions import Contradiction, Facts, Shown
from trustlane.criteria.questionnaire.progress import Missing, Progress, progress
from trustlane.criteria.questionnaire.progress import missing as lacking
from trustlane.criteria.questionnaire.questions import Questions
from trustlane.evidence import queries as evidence
from trustlane.evidence.models import Document
from trustlane.parties import queries as parties
from trustlane.programme.models import Answer, Case, EditionChange, Event
from trustlane.programme.stages import ANSWERABLE, HOLDING

# A firm with fewer people than this may take the short path. A setting of the house, no law.
SMALL_FIRM_BELOW = 50

Place = tuple[str, int | None]  # a question, and the number of the site where it is asked for each


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it stands: what was said, by whom, when."""

    id: int
    question: str
    site: int | None
    value: str | tuple[str, ...]
    note: str
    evidence: tuple[int, ...]
    source: str
    by: str
    by_name: str  # of the applicant's own people; "" of an officer who typed it from paper
    at: datetime

    @property
    def documents(self) -> tuple[int, ...]:
        """All documents it rests on: those that show it, and those that are the answer."""
        own = (int(one) for one in self.value if one.isdecimal()) if isinstance(self.value, tuple) else ()
        return tuple(dict.fromkeys((*self.evidence, *own)))


@dataclass(frozen=True)
class SelfAssessment:
    """The questionnaire of one case as its answers stand."""

    questions: Questions
    applicant: Applicant
    sites: Mapping[int, str]  # by number; the names are all different
    given: Mapping[Place, Given]
    open: bool = True  # the applicant may still answer otherwise
    new_sites: frozenset[int] = frozenset()  # a holder told of them: there it answers still

    @cached_property
    def numbers(self) -> dict[str | None, int | None]:
        """The number of a site by the name the questionnaire gives it."""
        return {None: None} | {name: number for number, name in self.sites.items()}

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """The answers as the law of questionnaires reads them; those about a site that is closed count nowhere."""
        return tuple(
            Said(
                one.question,
                one.value,
                None if one.site is None else self.sites[one.site],
                tuple(map(str, one.evidence)),
                one.by,
                one.at,
                one.note,
            )
            for one in self.given.values()
            if one.site is None or one.site in self.sites
        )

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """What is asked, and of each question that is not, why not."""
        return asked(self.questions, self.applicant, self.said)

    @cached_property
    def progress(self) -> tuple[Progress, ...]:
        """How far each section is."""
        return progress(self.questionnaire, self.said)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """Every place that keeps it from being submitted."""
        return lacking(self.questionnaire, self.said)

    def answerable(self, site: int | None) -> bool:
        """Whether an answer may be given now: for the firm (None) or for a site."""
        return self.open or site in self.new_sites

    @cached_property
    def left(self) -> tuple[Missing, ...]:
        """Of what is missing, that which can be answered now."""
        return tuple(one for one in self.missing if self.answerable(self.numbers[one.where.site]))

    def at(self, question: str, site: str | None) -> Given | None:
        """The answer at a place that the questionnaire names."""
        return self.given.get((question, self.numbers.get(site)))

    def name(self, one: Missing) -> str:
        """How a person is told of a place: the question, and the site it is asked for."""
        place = self.questionnaire.entries[one.where.question].question
        return f"{place.id} {place.text}" + (f" – {one.where.site}" if one.where.site else "")


def self_assessment(case: Case, *, on: date) -> SelfAssessment:
    """The questionnaire of a case, with the sites the operator has on that day."""
    sites = _sites(case, on)
    return SelfAssessment(
        questions=questions_of(case),
        applicant=Applicant(
            frozenset(case.roles),  # type: ignore[arg-type]
            "small" if case.small else "medium",
            tuple(sites.values()),
        ),
        sites=sites,
        given={(one.question, one.site): one for one in _given(case)},
        open=case.stage in ANSWERABLE,
        new_sites=told_sites(case) & frozenset(sites) if case.stage in HOLDING else frozenset(),
    )


def questions_of(case: Case, *, as_of: datetime | None = None) -> Questions:
    """What the case is asked: what counted when it was opened, or when it went over to its edition.

    Questions that come into force later, or ship with a later release, are for later cases; nothing that is open is
    asked otherwise of a sudden. Of a past instant: what it was asked then.
    """
    return _asked_at(case, _changes(case), as_of)


def known_questions(case: Case, *, as_of: datetime | None = None) -> Questions | None:
    """The same; None for a case of another time whose catalogue is here no longer."""
    return questions_by_then(case)(as_of)


def questions_by_then(case: Case) -> Callable[[datetime | None], Questions | None]:
    """What the case was asked at any instant, for many instants; None where that is here no longer."""
    changes = _changes(case)

    def asked(at: datetime | None) -> Questions | None:
        try:
            return _asked_at(case, changes, at)
        except KeyError:
            return None

    return asked


def _changes(case: Case) -> list[EditionChange]:
    return list(EditionChange.objects.filter(case=case).only("old", "old_asks", "at").order_by("pk"))


def _asked_at(case: Case, changes: Sequence[EditionChange], at: datetime | None) -> Questions:
    later = [one for one in changes if at is not None and one.at > at]
    name, asks = (later[0].old, later[0].old_asks) if later else (case.catalogue, case.asks)
    if asks:
        return catalogues.questions_called(name, asks)
    past = changes[: len(changes) - len(later)]
    begun = past[-1].at if past else case.opened_at
    return catalogues.questions_before_names(name, on=day_of(begun, settings.TIME_ZONE))


def told_sites(case: Case) -> frozenset[int]:
    """The numbers of the sites that a holder opened since it was granted its status."""
    rows = Event.objects.filter(case=case, move="notify_change", data__site__deed="open")
    return frozenset(int(number) for number in rows.values_list("data__site__number", flat=True))


def missing(case: Case, *, on: date) -> list[str]:
    """What has to be there before the application is submitted and is not, in the order of the questions."""
    assessment = self_assessment(case, on=on)
    return [assessment.name(one) for one in assessment.missing]


def contradictions(case: Case, assessment: SelfAssessment, *, on: date) -> tuple[Contradiction, ...]:
    """What cannot be right as it stands, judged by the answers and the days of the documents alone.

    What customs has on record apart from them is for officers: a page of the applicant must not tell it.
    """
    named = {number for one in assessment.given.values() for number in one.documents}
    documents = {
        str(number): Shown(row.speaks_of, row.expires)
        for number, row in evidence.newest(named).items()
        if row.operator == case.operator.reference
    }
    return law.contradictions(
        assessment.questions,
        assessment.questionnaire,
        assessment.applicant,
        assessment.said,
        Facts(on=on, documents=documents),
    )


def criteria(catalogue: str) -> dict[str, str]:
    """What each criterion of a catalogue asks, by its id, in the words in which a firm is asked."""
    return {item.id: item.question or item.text for item in catalogues.catalogue(catalogue).items.values()}


def strangers(operator: str, documents: Collection[int]) -> list[int]:
    """Those of the documents that the operator never gave."""
    rows = Document.objects.filter(pk__in=[one for one in documents if one < 1 << 62], operator=operator)
    return sorted(set(documents) - set(rows.values_list("pk", flat=True)))


def _sites(case: Case, on: date) -> dict[int, str]:
    here = [one for one in parties.sites_of(case.operator_id) if one.open_on(on)]
    names = {site.number: " ".join((site.name or site.city or site.street).split()) for site in here}
    taken = list(names.values())
    return {
        number: name if name and taken.count(name) == 1 else f"{name} ({number})".strip()
        for number, name in names.items()
    }


def newest(case: Case, *, until: datetime | None = None) -> list[Answer]:
    """What was said last, up to an instant, to each question at each site, and not taken back."""
    said = Answer.objects.filter(case=case) if until is None else Answer.objects.filter(case=case, at__lte=until)
    rows = said.order_by("question", "site", "-pk").distinct("question", "site")
    return [row for row in rows if row.value is not None]  # None: it was taken back


def names_of(actors: Collection[str]) -> dict[str, str]:
    """The names of people, by the ids under which they act."""
    people = {person_of(one) for one in actors}
    return {id_of_person(pk): name for pk, name in User.objects.filter(pk__in=people).values_list("pk", "full_name")}


def officers_of(actors: Collection[str]) -> frozenset[str]:
    """Those of the ids that are officers' and nobody's of an operator."""
    officers = User.objects.filter(pk__in={person_of(one) for one in actors}, operator="")
    return frozenset(id_of_person(pk) for pk in officers.values_list("pk", flat=True))


def _given(case: Case) -> Iterable[Given]:
    standing = newest(case)
    people = {person_of(row.by) for row in standing}
    # Of its own people; which officer typed an answer from paper, officers read elsewhere.
    own = User.objects.filter(pk__in=people, operator=case.operator.reference)
    names = {id_of_person(pk): name for pk, name in own.values_list("pk", "full_name")}
    for row in standing:
        yield Given(
            row.pk,
            row.question,
            row.site,
            tuple(map(str, row.value)) if isinstance(row.value, list) else str(row.value),
            row.note,
            tuple(row.evidence),
            row.source,
            row.by,
            names.get(row.by, ""),
            row.at,
        )
