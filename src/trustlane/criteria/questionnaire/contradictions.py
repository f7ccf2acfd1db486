"""Where answers speak against one another, against the documents shown, or against what customs already knows.

Each rule is a function whose docstring is the sentence people read. A contradiction is a question to be asked, not a
finding: it names its places and what speaks against what.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trustlane.criteria.question import Condition
from trustlane.criteria.questionnaire.answers import Answer, Value, latest, met, read, sets_aside, written
from trustlane.criteria.questionnaire.asking import Applicant, Entry, Questionnaire
from trustlane.criteria.questionnaire.conditions import asked_about, holds
from trustlane.criteria.questionnaire.progress import Where
from trustlane.criteria.questionnaire.questions import Questions
from trustlane.parties.roles import Role


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of a document: the day it speaks of and the last day it is good for, where it has such days."""

    speaks_of: date | None = None
    expires: date | None = None


@dataclass(frozen=True)
class Facts:
    """What customs knows apart from the answers. What is None was not looked up, and nothing is concluded from it."""

    on: date  # the day for which is judged
    documents: Mapping[str, Shown] = field(default_factory=dict)
    errors_per_hundred: Decimal | None = None  # declarations with an error, of a hundred
    penalties: Decimal | None = None
    declarations: Decimal | None = None  # in the period looked at
    years_in_business: Decimal | None = None
    roles_seen: Mapping[Role, int] | None = None  # in how many declarations the applicant stood in which role


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that cannot be right as it stands."""

    rule: str
    sentence: str  # of the rule
    where: tuple[Where, ...]  # empty where an answer is not what is wrong
    detail: str  # what speaks against what


Found = Iterator[tuple[tuple[Where, ...], str]]


@dataclass(frozen=True)
class _Case:
    """What the rules look at."""

    questions: Questions
    questionnaire: Questionnaire
    applicant: Applicant
    answers: Mapping[tuple[str, str | None], Answer]
    facts: Facts

    def given(self) -> Iterator[tuple[Where, Entry, Answer, Value]]:
        """Every answer that counts, where it stands."""
        for entry in self.questionnaire.asked:
            for site in entry.sites:
                answer = self.answers.get((entry.question.id, site))
                value = read(entry.question, answer)
                if answer is not None and value is not None:
                    yield Where(entry.section, entry.question.id, site), entry, answer, value

    def said(self, condition: Condition) -> tuple[Where, ...] | None:
        """The places that make a condition hold on the answers as they are; None where it does not."""
        by_question: dict[str, list[tuple[Where, Value]]] = {}
        for where, _, _, value in self.given():
            by_question.setdefault(where.question, []).append((where, value))

        def saying(of: str, wanted: tuple[str, ...]) -> bool | None:
            values = by_question.get(of)
            return any(written(value) in wanted for _, value in values) if values else None

        if not holds(condition, saying):
            return None
        return tuple(where for of, _ in asked_about(condition) for where, _ in by_question.get(of, []))


def answers_disagree(case: _Case) -> Found:
    """Two answers cannot both be right."""
    for one in case.questions.disagreements:
        if one.against is None:
            continue
        first, second = case.said(one.when), case.said(one.against)
        if first is not None and second is not None:
            yield (*first, *second), one.why


def role_says_otherwise(case: _Case) -> Found:
    """The answer does not fit the role that is applied for."""
    for one in case.questions.disagreements:
        roles = sorted(case.applicant.roles.intersection(one.roles))
        if roles and (places := case.said(one.when)) is not None:
            yield places, f"{one.why} Applies as {', '.join(roles)}."


def larger_than_the_light_path_is_for(case: _Case) -> Found:
    """The firm is asked the fewer questions of a small one, and says that it is larger."""
    path = case.questions.light_path
    if path is None or not case.questionnaire.light:
        return
    for where, _, _, value in case.given():
        if where.question == path.question and isinstance(value, Decimal) and value > Decimal(path.most):
            yield (where,), f"The answer is {format(value, 'f')}; the light path is for up to {path.most}."


def claimed_without_evidence(case: _Case) -> Found:
    """The answer says that this is done, and no document shows it."""
    for where, entry, answer, value in case.given():
        if entry.question.evidence and met(entry.question, value) and not answer.shown:
            yield (where,), f"What would show it: {'; '.join(entry.question.evidence)}."


def evidence_unknown(case: _Case) -> Found:
    """The answer rests on a document that is not there."""
    for where, _, answer, _ in case.given():
        for document in answer.shown:
            if document not in case.facts.documents:
                yield (where,), f"There is no document {document} among those that were given."


def evidence_expired(case: _Case) -> Found:
    """The answer rests on a document that was no longer valid on the day."""
    for where, document, shown, _ in _documents(case):
        if shown.expires is not None and shown.expires < case.facts.on:
            detail = f"Document {document}, which is behind this answer, expired on {shown.expires}."
            yield (where,), f"{detail} The day is {case.facts.on}."


def evidence_of_another_day(case: _Case) -> Found:
    """The document speaks of another day than the answer."""
    for where, document, shown, value in _documents(case):
        if isinstance(value, date) and shown.speaks_of is not None and shown.speaks_of != value:
            yield (where,), f"The answer is {value}; document {document} speaks of {shown.speaks_of}."


def evidence_of_the_future(case: _Case) -> Found:
    """The document speaks of a day that has not come yet."""
    for where, document, shown, _ in _documents(case):
        if shown.speaks_of is not None and shown.speaks_of > case.facts.on:
            yield (where,), f"Document {document} speaks of {shown.speaks_of}; the day is {case.facts.on}."


def dated_ahead(case: _Case) -> Found:
    """A day that should lie in the past lies in the future."""
    for where, entry, _, value in case.given():
        if entry.question.past and isinstance(value, date) and value > case.facts.on:
            yield (where,), f"The answer is {value}; the day is {case.facts.on}."


def set_aside_at_one_site_only(case: _Case) -> Found:
    """The same question concerns the firm at one site and not at another."""
    of: dict[str, list[tuple[Where, bool]]] = {}
    for where, entry, _, value in case.given():
        of.setdefault(where.question, []).append((where, sets_aside(entry.question, value)))
    for said in of.values():
        if len({aside for _, aside in said}) == 2:
            aside = ", ".join(where.site or "" for where, left in said if left)
            yield tuple(where for where, _ in said), f"It is said not to concern: {aside}."


def history_says_otherwise(case: _Case) -> Found:
    """What customs has on record speaks against the answer."""
    for rule in case.questions.history:
        figure: Decimal | None = getattr(case.facts, rule.fact)
        if figure is None:
            continue
        beyond = (rule.above is not None and figure > Decimal(rule.above)) or (
            rule.below is not None and figure < Decimal(rule.below)
        )
        if beyond and (places := case.said(rule.when)) is not None:
            yield places, f"{rule.why} On record: {format(figure, 'f')} {rule.fact.replace('_', ' ')}."


def role_seen_but_not_applied_for(case: _Case) -> Found:
    """Declarations show the applicant in a role for which it does not apply."""
    for role, count in sorted((case.facts.roles_seen or {}).items()):
        if count and role not in case.applicant.roles:
            yield (), f"Seen as {role.replace('_', ' ')} in {count:,} declarations."


def role_applied_for_but_never_seen(case: _Case) -> Found:
    """The applicant applies in a role in which no declaration shows it."""
    if case.facts.roles_seen is None:
        return
    # Only these stand in a declaration; a warehouse or a maker may never be named in one.
    for role in sorted(case.applicant.roles & {"importer", "exporter", "broker"}):
        if not case.facts.roles_seen.get(role):
            yield (), f"Applies as {role}; there is no declaration in which it was that."


RULES: tuple[Callable[[_Case], Found], ...] = (
    answers_disagree,
    role_says_otherwise,
    larger_than_the_light_path_is_for,
    claimed_without_evidence,
    evidence_unknown,
    evidence_expired,
    evidence_of_another_day,
    evidence_of_the_future,
    dated_ahead,
    set_aside_at_one_site_only,
    history_says_otherwise,
    role_seen_but_not_applied_for,
    role_applied_for_but_never_seen,
)


def contradictions(
    questions: Questions,
    questionnaire: Questionnaire,
    applicant: Applicant,
    answers: Iterable[Answer],
    facts: Facts,
) -> tuple[Contradiction, ...]:
    """Everything that cannot be right as it stands, rule by rule."""
    case = _Case(questions, questionnaire, applicant, latest(answers), facts)
    return tuple(
        Contradiction(rule.__name__, sentence(rule), where, detail) for rule in RULES for where, detail in rule(case)
    )


def sentence(rule: Callable[[_Case], Found]) -> str:
    """What people read of a rule."""
    return inspect.getdoc(rule) or ""


def _documents(case: _Case) -> Iterator[tuple[Where, str, Shown, Value]]:
    for where, _, answer, value in case.given():
        for document in answer.shown:
            if (shown := case.facts.documents.get(document)) is not None:
                yield where, document, shown, value
