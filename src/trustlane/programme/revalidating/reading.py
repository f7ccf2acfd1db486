"""Reads the rules of revalidation from YAML; what is wrong is told with its line and the mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources

from trustlane import written
from trustlane.programme.revalidating.rules import Rules

SHIPPED = "revalidation-2026"


def rules(words: str, *, where: str) -> Rules:
    """The rules of a file. `where` names it in messages. Raises `written.WrittenRefused`."""
    return written.judged(words, Rules, _faults, where=where)


@cache
def shipped() -> Rules:
    """What ships."""
    file = resources.files("trustlane.programme.revalidating").joinpath("library", f"{SHIPPED}.yaml")
    return rules(file.read_text("utf-8"), where=file.name)


def _faults(of: Rules) -> Iterator[written.Fault]:
    seen: Counter[str] = Counter()
    for number, rule in enumerate(of.rules):
        here = f"rules[{number}]"
        seen[rule.id] += 1
        if seen[rule.id] == 2:
            yield f"{here}.id", f"{rule.id} stands there twice; give one another name."
        if rule.majors == (rule.grade is not None):
            yield here, f"{rule.id} counts a grade or major gaps; write grade or majors: true, and not both."
    if of.least_months > of.longest_months:
        yield "least_months", f"{of.least_months} is longer than longest_months; write at most {of.longest_months}."
