"""Reads rules of monitoring from YAML; what is wrong is told with its line and the mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources

from trustlane import written
from trustlane.criteria import library
from trustlane.programme.monitoring.rules import Rules

SHIPPED = "monitoring-2026"


def rules(words: str, *, where: str) -> Rules:
    """The rules of a file. `where` names it in messages. Raises `written.WrittenRefused`."""
    return written.judged(words, Rules, _faults, where=where)


@cache
def shipped() -> Rules:
    """What ships."""
    file = resources.files("trustlane.programme.monitoring").joinpath("library", f"{SHIPPED}.yaml")
    return rules(file.read_text("utf-8"), where=file.name)


def _claimed(of: Rules) -> Iterator[written.Fault]:
    """Criteria that there are not; of other catalogues than those that ship the crosswalks tell."""
    known = library.shipped().catalogues
    for number, one in enumerate(of.claims.answers if of.claims else ()):
        here = f"claims.answers[{number}]"
        catalogue = known.get(one.catalogue)
        if catalogue is None:
            there = ", ".join(sorted(known))
            yield f"{here}.catalogue", f"there is no catalogue {one.catalogue}; there are: {there}."
            continue
        asked = {item.id for item in catalogue.items.values() if item.of == "operator"}
        for item in one.items:
            if item not in asked:
                yield f"{here}.items", f"{one.catalogue} asks operators for no {item}; name a criterion that it has."


def _faults(of: Rules) -> Iterator[written.Fault]:
    yield from _claimed(of)
    seen: Counter[str] = Counter()
    for number, rule in enumerate(of.rules):
        here = f"rules[{number}]"
        seen[rule.id] += 1
        if seen[rule.id] == 2:
            yield f"{here}.id", f"{rule.id} stands there twice; give one another name."
        if rule.kinds and rule.of != "finds":
            yield f"{here}.kinds", f"{rule.id} counts amendments, which have no kind; delete kinds."
        if rule.percent is None and rule.among != 1:
            yield f"{here}.among", f"{rule.id} asks for no share; delete among, or write percent too."
