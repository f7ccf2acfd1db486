"""What can be wrong with questions whose shape is right: each fault with its place and the mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trustlane.criteria.catalogue import Catalogue
from trustlane.criteria.question import FIRM, MET_LIST, Condition, Question, QuestionFile
from trustlane.criteria.questionnaire.answers import choices, parsed
from trustlane.criteria.questionnaire.conditions import asked_about, denied, malformed
from trustlane.criteria.questionnaire.questions import Placed, Questions, bind
from trustlane.parties.roles import ROLES, Role
from trustlane.written import Fault


def of_catalogue(catalogue: Catalogue) -> Iterator[Fault]:
    """What is wrong with the questions that stand in a catalogue itself."""
    places = {
        question.id: f"sections[{number}].items[{place}].questions[{asked}]"
        for number, section in enumerate(catalogue.sections)
        for place, item in enumerate(section.items)
        for asked, question in enumerate(item.questions)
    }
    for number, section in enumerate(catalogue.sections):
        if section.id == FIRM:
            yield (
                f"sections[{number}].id",
                f"{FIRM} stands for questions about the firm; choose another id.",
            )
        for place, item in enumerate(section.items):
            if item.of == "customs" and item.questions:
                where = f"sections[{number}].items[{place}].questions"
                yield where, f"{item.id} is for customs to do; nobody is asked, leave the questions out."
                return
            yield from _twice(item.questions, f"sections[{number}].items[{place}]")
    if places:
        yield from _of_questions(bind(catalogue), places)


def of_file(file: QuestionFile, catalogues: Mapping[str, Catalogue]) -> Iterator[Fault]:
    """Questions without an item, items asked about twice, and what is wrong with the questions themselves."""
    catalogue = catalogues.get(file.name)
    if catalogue is None:
        there = ", ".join(sorted(catalogues))
        yield "catalogue", f"there is no catalogue {file.name}; there are: {there}. Give its file too."
        return
    told = [*_orphans(file, catalogue), *_lists(file)]
    yield from told
    if told:
        return
    places = {question.id: f"opening[{number}]" for number, question in enumerate(file.opening)}
    places |= {
        question.id: f"items[{number}].questions[{asked}]"
        for number, asking in enumerate(file.items)
        for asked, question in enumerate(asking.questions)
    }
    bound = bind(catalogue, file)
    yield from _of_questions(bound, places)
    known = _Known(bound)
    for number, one in enumerate(file.disagreements):
        yield from known.condition(f"disagreements[{number}].if", one.when)
        if one.against is not None:
            yield from known.condition(f"disagreements[{number}].and", one.against)
        if (one.against is None) != bool(one.roles):
            yield f"disagreements[{number}]", f"{one.id}: say what it disagrees with, under and or under roles."
    for number, rule in enumerate(file.history):
        yield from known.condition(f"history[{number}].if", rule.when)
        if (rule.above is None) == (rule.below is None):
            yield f"history[{number}]", f"{rule.id}: say above or below which number, one of them."
    if file.light_path is not None:
        asked = bound.by_id.get(file.light_path.question)
        if asked is None or asked.question.kind != "number":
            yield "light_path.question", f"{file.light_path.question} is no question that is answered with a number."
    ids = [(f"disagreements[{number}]", one.id) for number, one in enumerate(file.disagreements)]
    ids += [(f"history[{number}]", rule.id) for number, rule in enumerate(file.history)]
    yield from _repeated(ids)


def _orphans(file: QuestionFile, catalogue: Catalogue) -> Iterator[Fault]:
    for number, asking in enumerate(file.items):
        found = catalogue.items.get(asking.item)
        where = f"items[{number}]"
        if found is None:
            yield f"{where}.item", f"{catalogue.name} has no item {asking.item}; it was perhaps renamed or left out."
        elif found.of != "operator":
            yield f"{where}.item", f"{asking.item} is for customs to do; nobody is asked about it."
        elif found.questions:
            yield f"{where}.item", f"{asking.item} has questions in the catalogue already; keep them in one place."
        yield from _twice(asking.questions, where)
    yield from _repeated((f"items[{number}].item", asking.item) for number, asking in enumerate(file.items))
    opening = ((f"opening[{number}].id", question.id) for number, question in enumerate(file.opening))
    yield from _repeated(opening)


def _lists(file: QuestionFile) -> Iterator[Fault]:
    for number, one in enumerate(file.lists):
        yield from _repeated(
            (f"lists[{number}].choices[{place}]", choice.id) for place, choice in enumerate(one.choices)
        )
    named = [("", MET_LIST), *((f"lists[{number}].id", one.id) for number, one in enumerate(file.lists))]
    yield from _repeated(named)
    known = [name for _, name in named]
    askings = [(f"opening[{place}]", question) for place, question in enumerate(file.opening)]
    askings += [
        (f"items[{number}].questions[{place}]", question)
        for number, asking in enumerate(file.items)
        for place, question in enumerate(asking.questions)
    ]
    for where, question in askings:
        if question.choices_from and question.choices_from not in known:
            yield f"{where}.choices_from", f"there is no list {question.choices_from}; there are: {', '.join(known)}."


def _twice(questions: Iterable[Question], where: str) -> Iterator[Fault]:
    yield from _repeated((f"{where}.questions[{place}].id", question.id) for place, question in enumerate(questions))


def _repeated(named: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for where, name in named:
        if name in seen:
            yield where, f"{name} stands there twice; keep one."
        seen.add(name)


def _of_questions(bound: Questions, places: Mapping[str, str]) -> Iterator[Fault]:
    known = _Known(bound)
    for placed in bound.placed:
        question = placed.question
        where = places.get(question.id)
        if where is not None:
            prefix = placed.item.id if placed.item else FIRM
            if not question.id.startswith(f"{prefix}."):
                yield f"{where}.id", f"{question.id} is asked about {prefix}; its id begins with {prefix}."
            yield from ((f"{where}.{field}".rstrip("."), f"{question.id}: {said}") for field, said in _kind(question))
            yield from known.of(where, placed)
        known.meet(placed)
    yield from known.items(places)


def _kind(question: Question) -> Iterator[Fault]:
    """What a question of its kind needs, and what it has no use for."""
    many = len(question.choices)
    if question.kind == "choice":
        if many < 2:
            yield "choices", "write at least two choices, or name a list under choices_from."
        named = [{choice.id, choice.text.strip().casefold()} for choice in question.choices]
        yield from _repeated(("choices", name) for names in named for name in sorted(names))
        if question.counts and any((choice.met is None) == choice.applies for choice in question.choices):
            yield "choices", "each choice says met, or applies: false; one of them."
    elif many or question.choices_from:
        yield "choices", f"a question of kind {question.kind} has no choices; leave them out."
    if question.counts and not question.required:
        yield "required", "a question that says how far the item is met has to be answered."
    if question.kind not in ("yes_no", "scale") and question.good != "yes":
        yield "good", "only yes_no and scale have a good end; say met beside each choice instead."
    if question.kind != "number" and (question.unit or question.places):
        yield "unit", "only a number has a unit and decimal places."
    if question.kind == "number" and not question.unit:
        yield "unit", "say of what the number is, such as people."
    if question.past and question.kind != "date":
        yield "past", "only a date lies in the past."
    if (question.kind == "scale") != bool(question.low and question.high):
        yield "low", "a scale, and only a scale, says under low and high what its ends mean."
    yield from _bounds(question)
    if (question.light == "merged") != bool(question.merged_into):
        yield "light", "say merged and the question it is merged into, both or neither."


def _bounds(question: Question) -> Iterator[Fault]:
    both = (("least", question.least), ("most", question.most))
    if question.kind in ("number", "scale"):
        ends = [parsed(end) for _, end in both if end is not None]
        if None in ends:
            yield "least", "least and most are numbers."
        elif question.kind == "scale" and (len(ends) < 2 or any(end != int(end) for end in ends if end is not None)):
            yield "least", "a scale has least and most, whole numbers."
        elif len(ends) == 2 and Decimal(str(ends[0])) >= Decimal(str(ends[1])):
            yield "least", "least is less than most."
    elif question.kind == "date":
        days = [_day(end) for _, end in both if end is not None]
        if None in days:
            yield "least", "least and most are days, such as 2026-01-31."
        elif len(days) == 2 and str(days[0]) >= str(days[1]):
            yield "least", "least is before most."
    elif question.kind == "text" and question.least is None:
        if question.most is not None and not 0 < int(parsed(question.most) or 0) <= 4_000:
            yield "most", "most is the number of characters of a text, from 1 to 4000."
    elif question.least is not None or question.most is not None:
        yield "least", f"a question of kind {question.kind} has no least and most."


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


@dataclass
class _Known:
    """The questions met so far, in the order in which they are asked; what comes later cannot decide anything."""

    bound: Questions
    met: dict[str, Placed] = field(default_factory=dict)

    def meet(self, placed: Placed) -> None:
        self.met[placed.question.id] = placed

    def of(self, where: str, placed: Placed) -> Iterator[Fault]:
        question = placed.question
        if question.asked_if is not None:
            yield from self._asked_if(f"{where}.asked_if", placed, question.asked_if)
        if question.light == "merged" and question.merged_into:
            yield from self._merged(f"{where}.merged_into", placed, question.merged_into)

    def condition(self, where: str, condition: Condition) -> Iterator[Fault]:
        """What is wrong with a condition on any question there is."""
        if said := malformed(condition):
            yield where, said
            return
        for of, wanted in asked_about(condition):
            placed = self.bound.by_id.get(of)
            if placed is None:
                yield where, f"there is no question {of}."
                continue
            possible = [name for name, _ in choices(placed.question)]
            wrong = [one for one in wanted if placed.question.kind not in ("yes_no", "choice") or one not in possible]
            if wrong and possible:
                yield where, f"{wrong[0]!r} cannot be answered to {of}; there are: {', '.join(possible)}."
            elif wrong:
                yield where, f"{of} is a {placed.question.kind}; a condition compares only yes_no and choice."

    def _asked_if(self, where: str, placed: Placed, condition: Condition) -> Iterator[Fault]:
        told = list(self.condition(where, condition))
        yield from told
        for of in dict.fromkeys(name for name, _ in asked_about(condition) if not told):
            other = self.met.get(of)
            if other is None:
                yield where, f"{of} is asked later; a condition looks at what was asked before."
            elif not other.question.required:
                yield where, f"{of} need not be answered; a question that decides is required."
            elif placed.question.light == "yes" and other.question.light != "yes":
                yield where, f"{placed.question.id} is asked on the light path and {of} is not; nothing would decide."
            elif missed := _roles(placed) - _roles(other):
                yield where, f"{of} is not asked of {', '.join(sorted(missed))}, so that nothing would decide."
            elif other.question.per_site and not placed.question.per_site and of in denied(condition):
                # Else one more site could take a question away that was asked before.
                yield where, f"{of} is asked for each site; under not it decides only what is asked for each site too."

    def _merged(self, where: str, placed: Placed, into: str) -> Iterator[Fault]:
        other = self.bound.by_id.get(into)
        if other is None or other.question.light != "yes" or other.question.id == placed.question.id:
            yield where, f"{into} is no question that is asked on the light path."
        elif missed := _roles(placed) - _roles(other):
            yield where, f"{into} is not asked of {', '.join(sorted(missed))}."
        elif other.question.asked_if not in (None, placed.question.asked_if):
            yield where, f"{into} is asked only under a condition that is not that of {placed.question.id}."
        elif placed.question.counts and not other.question.counts:
            yield (
                where,
                f"{into} does not say how far anything is met, so that it cannot stand for {placed.question.id}.",
            )

    def items(self, places: Mapping[str, str]) -> Iterator[Fault]:
        """Items that could not be judged by the answers, and what a firm must meet but would never be asked."""
        for name, questions in self.bound.of_item.items():
            where = places.get(questions[0].id)
            if where is None:
                continue
            item = self.bound.catalogue.items[name]
            plain = [one for one in questions if one.counts and not one.roles and _by_the_firm_alone(one)]
            if not plain:
                yield where, f"{name} has no question that says for everybody how far it is met; write one."
            elif item.level == "must" and all(one.light == "no" for one in plain):
                yield where, f"{name} must be met; ask about it on the light path too, or merge it into a question."


def _by_the_firm_alone(question: Question) -> bool:
    """Whether nothing but what the firm is decides if the question is asked."""
    return question.asked_if is None or all(of.startswith(f"{FIRM}.") for of, _ in asked_about(question.asked_if))


def _roles(placed: Placed) -> set[Role]:
    """The roles that a question is asked of."""
    of_item = _roles_of_item(placed)
    return of_item & set(placed.question.roles) if placed.question.roles else of_item


def _roles_of_item(placed: Placed) -> set[Role]:
    if placed.section is None or placed.item is None:
        return set(ROLES)
    return set(placed.section.applies if placed.item.applies is None else placed.item.applies)
