"""Answer once: what the operator answered under another catalogue, offered where a crosswalk says that it serves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from trustlane.criteria import queries as catalogues
from trustlane.criteria.crosswalk import Relation
from trustlane.criteria.questionnaire.answers import Answer as Said
from trustlane.criteria.questionnaire.answers import Value, choices, written
from trustlane.criteria.questionnaire.offers import Offer, offers
from trustlane.criteria.questionnaire.questions import Questions
from trustlane.programme.models import Case
from trustlane.programme.queries.asked import Place, SelfAssessment, self_assessment
from trustlane.programme.stages import HOLDING


@dataclass(frozen=True, slots=True)
class Offered:
    """An answer given elsewhere, offered at one place; a hint has no value and is only read."""

    question: str
    site: int | None
    key: str  # names exactly this offer: what is taken up is what was seen
    value: Value | None
    words: str  # the value, or what was answered, as it is read
    note: str
    documents: tuple[int, ...]
    catalogue: str  # that was answered, with its edition
    title: str
    item: str
    crosswalk: str
    relation: Relation  # as the crosswalk writes it, read from its first catalogue to its second
    why: str
    at: datetime
    case: str  # in which it was answered

    @property
    def source(self) -> str:
        """Where the answer comes from, as it is kept with it."""
        return (
            f"offer: {self.catalogue} {self.item} by {self.crosswalk}, answered {self.at.date()}, "
            f"{self.relation.replace('_', ' ')}, in {self.case}"
        )


def offered(case: Case, assessment: SelfAssessment, *, on: date) -> Mapping[Place, tuple[Offered, ...]]:
    """For places where nothing is answered yet, what serves there, and after it what is worth reading.

    Worked out anew each time; nothing is taken over by itself. Of several cases under a catalogue
    the one speaks by which a status is held, else the newest.
    """
    others = Case.objects.filter(operator=case.operator_id).exclude(catalogue=case.catalogue).select_related("operator")
    ordered = sorted(others, key=lambda other: (other.stage in HOLDING, other.pk))
    newest = {other.catalogue: other for other in ordered}
    if not newest:
        return {}
    given = {name: self_assessment(other, on=on) for name, other in newest.items()}
    walks = catalogues.crosswalks(on=on)
    called = {walk.name: name for name, walk in walks.items()}
    found: dict[Place, tuple[Offered, ...]] = {}
    answered = [(one.questions, one.said) for one in given.values()]
    for offer in offers(answered, walks.values(), assessment.questions):
        known = given[offer.catalogue].questions
        for one in _placed(replace(offer, crosswalk=called[offer.crosswalk]), known, assessment):
            one = replace(one, case=newest[one.catalogue].reference)
            place = (one.question, one.site)
            if place not in assessment.given:
                found[place] = (*found.get(place, ()), one)
    return found


def _placed(offer: Offer, known: Questions, assessment: SelfAssessment) -> Iterator[Offered]:
    """An offer where its item is asked first: its values at their sites, else a hint."""
    first = assessment.questions.of_item[offer.item][0]
    entry = assessment.questionnaire.entries[first.id]
    if not entry.asked:
        return
    of_item = {question.id: question for question in known.of_item[offer.from_item]}
    title = known.catalogue.title
    values = dict(offer.values)
    for site in entry.sites:
        value = values.get(site)
        shown = [one for one in offer.answers if one.site == site] or list(offer.answers)
        texts = dict(choices(first))
        words = (
            texts.get(written(value), written(value))
            if value is not None
            else "; ".join(_told(one, dict(choices(of_item[one.question]))) for one in shown if one.question in of_item)
        )
        of_first = next((one for one in shown if one.question == next(iter(of_item), "")), None)
        named = (offer.catalogue, offer.from_item, first.id, site or "", words, offer.crosswalk)
        yield Offered(
            question=first.id,
            site=assessment.numbers[site],
            key=hashlib.sha256("\n".join(named).encode()).hexdigest()[:16],
            value=value,
            words=words,
            note=of_first.how if of_first and value is not None else "",
            documents=tuple(int(one) for one in of_first.shown if one.isdecimal()) if of_first else (),
            catalogue=offer.catalogue,
            title=title,
            item=offer.from_item,
            crosswalk=offer.crosswalk,
            relation=offer.relation,
            why=offer.why,
            at=offer.at,
            case="",
        )


def _told(answer: Said, texts: Mapping[str, str]) -> str:
    said = written(answer.value)
    return texts.get(said, said)
