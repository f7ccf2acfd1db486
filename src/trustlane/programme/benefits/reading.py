"""Reads catalogues of benefits from YAML; what is wrong is told with its line and the mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources

from trustlane import written
from trustlane.programme.benefits.catalogue import Benefits

SHIPPED = "benefits-2026"


def benefits(words: str, *, where: str) -> Benefits:
    """A catalogue from YAML. `where` names the file in messages. Raises `written.WrittenRefused`."""
    return written.judged(words, Benefits, _faults, where=where)


@cache
def shipped() -> Benefits:
    """What ships."""
    file = resources.files("trustlane.programme.benefits").joinpath("library", f"{SHIPPED}.yaml")
    return benefits(file.read_text("utf-8"), where=file.name)


def _faults(of: Benefits) -> Iterator[written.Fault]:
    seen: Counter[str] = Counter()
    for number, one in enumerate(of.benefits):
        here = f"benefits[{number}]"
        seen[one.id] += 1
        if seen[one.id] == 2:
            yield f"{here}.id", f"{one.id} stands there twice; keep one."
        if one.measured and one.not_measured:
            yield f"{here}.not_measured", f"{one.id} is measured and not measured; keep one of the two."
        if not one.measured and not one.not_measured.strip():
            yield here, f"{one.id} does not say how it is measured; name a measure, or say why not under not_measured."
        if len(set(one.roles)) < len(one.roles) or ("all" in one.roles and len(one.roles) > 1):
            yield f"{here}.roles", f"{one.id} names a role twice or others beside all; write each once, or all alone."
