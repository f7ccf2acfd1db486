"""What can be wrong with a catalogue or a crosswalk whose shape is right: each fault with its place and the mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from trustlane.criteria.catalogue import Catalogue, Item
from trustlane.criteria.crosswalk import Crosswalk, Named
from trustlane.written import Fault


def of_catalogue(catalogue: Catalogue, *, asked: bool = True) -> Iterator[Fault]:
    """Ids that stand twice or in the wrong section, items that nobody can answer or that apply to nobody.

    A catalogue that nobody is asked by (``asked`` false), such as a partner's, needs neither questions nor evidence.
    """
    yield from _twice((f"sections[{place}]", section.id) for place, section in enumerate(catalogue.sections))
    every = []
    for number, section in enumerate(catalogue.sections):
        for place, item in enumerate(section.items):
            where = f"sections[{number}].items[{place}]"
            every.append((where, item.id))
            if not item.id.startswith(f"{section.id}."):
                yield f"{where}.id", f"{item.id} stands in section {section.id}; its id begins with {section.id}."
            applies = section.applies if item.applies is None else item.applies
            if item.of == "operator" and not applies:
                yield where, f"{item.id} applies to nobody; name a role under applies, or leave it out."
            if asked:
                yield from _answerable(where, item)
    yield from _twice(every)
    yield from _twice((f"grades[{place}]", grade.id) for place, grade in enumerate(catalogue.grades))
    sections = {section.id for section in catalogue.sections}
    for number, grade in enumerate(catalogue.grades):
        for place, need in enumerate(grade.needs):
            if need.section is not None and need.section not in sections:
                yield f"grades[{number}].needs[{place}].section", f"{grade.id}: there is no section {need.section}."


def _answerable(where: str, item: Item) -> Iterator[Fault]:
    if item.of == "operator" and not item.question:
        yield where, f"{item.id} has no question; write what an operator is asked."
    if item.of == "operator" and not item.evidence:
        yield where, f"{item.id} names no evidence; write what would show it."
    if item.of == "customs" and item.question:
        yield f"{where}.question", f"{item.id} is for customs to do; nobody is asked, leave the question out."


def of_crosswalk(crosswalk: Crosswalk, catalogues: Mapping[str, Catalogue]) -> Iterator[Fault]:
    """Catalogues and items that there are not, and pairs that are linked twice."""
    sides = {"from": crosswalk.of, "to": crosswalk.to}
    if crosswalk.of == crosswalk.to:
        yield "to", f"{crosswalk.to.name} is related to itself; name two catalogues."
    missing = [(side, of) for side, of in sides.items() if of.name not in catalogues]
    for side, of in missing:
        yield side, f"there is no catalogue {of.name}; there are: {', '.join(sorted(catalogues))}. Give its file too."
    if missing:
        return
    for number, link in enumerate(crosswalk.links):
        for side, item in (("from", link.of), ("to", link.to)):
            yield from _known(f"links[{number}].{side}", item, sides[side], catalogues)
    pairs = ((f"links[{number}]", f"{link.of} with {link.to}") for number, link in enumerate(crosswalk.links))
    yield from _twice(pairs)


def _known(where: str, item: str, of: Named, catalogues: Mapping[str, Catalogue]) -> Iterator[Fault]:
    found = catalogues[of.name].items.get(item)
    if found is None:
        yield where, f"{of.name} has no item {item}; it was perhaps renamed or left out in this edition."
    elif found.of != "operator":
        yield where, f"{item} is for customs to do; only what operators answer is linked."


def _twice(named: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for where, name in named:
        seen[name] += 1
        if seen[name] == 2:
            yield where, f"{name} stands there twice; keep one."
