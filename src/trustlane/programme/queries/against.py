"""What customs knows that speaks against an answer of an operator; for officers alone, never on other pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from trustlane.criteria import queries as catalogues
from trustlane.criteria.questionnaire import contradictions as law
from trustlane.criteria.questionnaire.answers import met, read
from trustlane.criteria.questionnaire.contradictions import Contradiction, Facts
from trustlane.criteria.questionnaire.progress import Where
from trustlane.evidence import queries as evidence
from trustlane.parties.roles import Role
from trustlane.programme.models import Case
from trustlane.programme.monitoring.reading import shipped
from trustlane.programme.monitoring.rules import Claims, Occurrence, Rules
from trustlane.programme.queries.asked import SelfAssessment
from trustlane.programme.queries.conduct import Conduct, conduct, roles_seen

EXPIRED = "The document given as the answer has expired."
DECLARED_OTHERWISE = "The applicant says that its customs records are in order, and its consignments say otherwise."
MOST_NAMED = 8
# The rules of the questionnaire that ask what is on record; the applicant is not told of these.
_BY_RECORD = frozenset(
    rule.__name__
    for rule in (law.history_says_otherwise, law.role_seen_but_not_applied_for, law.role_applied_for_but_never_seen)
)


def claimed(assessment: SelfAssessment) -> dict[str, list[Where]]:
    """By criterion the places of the answers by which nothing is missing there."""
    found: dict[str, list[Where]] = {}
    for said in assessment.said:
        entry = assessment.questionnaire.entries.get(said.question)
        if entry is None or entry.item is None:
            continue
        value = read(entry.question, said)
        if value is not None and met(entry.question, value) == 100:
            found.setdefault(entry.item.id, []).append(Where(entry.section, said.question, said.site))
    return found


def expired(case: Case, assessment: SelfAssessment, *, on: date) -> Iterator[Contradiction]:
    """Answers that are files, of which the one that stands now was good until before the day.

    A file that only shows an answer is told by the rules of the questionnaire, to the applicant too.
    """
    named = {number for one in assessment.given.values() for number in one.documents}
    stands = evidence.newest(named)
    names = {number: name for name, number in assessment.numbers.items()}
    for one in assessment.given.values():
        entry = assessment.questionnaire.entries.get(one.question)
        if entry is None or not entry.asked or (one.site is not None and one.site not in names):
            continue
        place = Where(entry.section, one.question, names[one.site])
        for number in one.documents:
            row = stands.get(number)
            if number in one.evidence or row is None or row.operator != case.operator.reference:
                continue
            if row.expires is not None and row.expires < on:
                detail = f"Document {number}, which is this answer, expired on {row.expires}. The day is {on}."
                yield Contradiction("answer_expired", EXPIRED, (place,), detail)


def declared_otherwise(
    case: Case, assessment: SelfAssessment, *, at: datetime, on: date, rules: Rules | None = None
) -> Iterator[Contradiction]:
    """What was found and amended in the operator's consignments, where answers claim order in its customs records."""
    claims = (rules or shipped()).claims
    if claims is None:
        return
    told = conduct(case, at=at, days=claims.days)
    seen: Mapping[Role, int] = roles_seen(case, since=told.since, at=at) if told.declared else {}
    yield from _history(assessment, told, seen, on)
    speaking = [
        sentence
        for many, least, sentence in (
            (len(told.finds), claims.finds, _found(told)),
            (len(told.amendments), claims.amendments, _amended(told)),
        )
        if many >= least
    ]
    places = claimed(assessment)
    items = _items(case.catalogue, claims, on)
    where = tuple(place for item, said in places.items() if item in items for place in said)
    if where:
        yield from (Contradiction("declared_otherwise", DECLARED_OTHERWISE, where, detail) for detail in speaking)


def _history(assessment: SelfAssessment, told: Conduct, seen: Mapping[Role, int], on: date) -> Iterator[Contradiction]:
    """What the questions hold against figures, and roles against those that declarations show."""
    if not told.declared:
        return
    wrong = {one.reference for one in (*told.finds, *told.amendments)}
    share = (Decimal(100 * len(wrong)) / told.declared).quantize(Decimal("0.1"))
    # A firm that declares for itself is no broker by that.
    own = {role: many for role, many in seen.items() if role != "broker" or not {"importer", "exporter"} & set(seen)}
    facts = Facts(on=on, errors_per_hundred=share, declarations=Decimal(told.declared), roles_seen=own)
    found = law.contradictions(
        assessment.questions, assessment.questionnaire, assessment.applicant, assessment.said, facts
    )
    yield from (one for one in found if one.rule in _BY_RECORD)


def _items(catalogue: str, claims: Claims, on: date) -> set[str]:
    """The criteria of a catalogue that claim it: those that are named, and those that serve such a one elsewhere."""
    found = set(claims.of(catalogue))
    for walk in catalogues.crosswalks(on=on).values():
        for (name, item), (other, served), _ in walk.served():
            if name == catalogue and served in claims.of(other):
                found.add(item)
    return found


def _found(told: Conduct) -> str:
    kinds = ", ".join(sorted({one.kind for one in told.finds if one.kind})).replace("_", " ")
    many = f"Since {told.since}: {len(told.finds)} found in {told.examined} examined of {told.declared} declared"
    return f"{many}{f' ({kinds})' if kinds else ''}: {_named(told.finds)}."


def _amended(told: Conduct) -> str:
    many = f"Since {told.since}: {len(told.amendments)} amended after lodging, of {told.declared} declared"
    return f"{many}: {_named(told.amendments)}."


def _named(occurrences: Iterable[Occurrence]) -> str:
    names = list(dict.fromkeys(one.reference for one in occurrences))
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
