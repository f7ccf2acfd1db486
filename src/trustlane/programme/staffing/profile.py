"""A profile of an office: its duties, which of them two persons do, in the order of weight, and what replaces that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

import msgspec

from trustlane import written
from trustlane.criteria.words import Name, Sentence
from trustlane.programme.staffing.law import NEVER

MOST_DUTIES = 10  # all ways to share them out are tried


class Duty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something somebody does; `borrowed` where people of other units or neighbours may do it."""

    id: Name
    title: Sentence
    borrowed: bool = False


class Replacement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is done where one person holds both duties."""

    what: Sentence
    by: Sentence
    within_days: Annotated[int, msgspec.Meta(ge=1, le=365)]


class Separation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two duties that two persons do, and why; without a replacement it is never given up.

    What the system itself keeps apart (`law`) has none, but for what may still happen once a team is drawn.
    """

    one: Name
    other: Name
    why: Sentence
    replaced_by: Replacement | None = None


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of office. The first of its separations weighs most and is given up last."""

    id: Name
    title: Sentence
    about: Sentence
    duties: Annotated[tuple[Duty, ...], msgspec.Meta(min_length=1, max_length=MOST_DUTIES)]
    separations: tuple[Separation, ...]


def profile(words: str, *, where: str) -> Profile:
    """A profile from YAML. `where` names the file in messages. Raises `written.WrittenRefused`."""
    return written.judged(words, Profile, _faults, where=where)


def shipped(name: str = "small-office") -> Profile:
    """A profile that ships."""
    file = resources.files("trustlane.programme.staffing").joinpath("profiles", f"{name}.yaml")
    return profile(file.read_text("utf-8"), where=file.name)


@cache
def in_use(file: str) -> Profile:
    """The profile of an administration's own file; the one that ships where none is named.

    Raises `written.WrittenRefused`.
    """
    return profile(written.text_of(Path(file).expanduser()), where=file) if file else shipped()


def _faults(of: Profile) -> Iterator[written.Fault]:
    duties = {duty.id for duty in of.duties}
    if len(duties) < len(of.duties):
        yield "duties", "two duties have one id; give each its own."
    seen: Counter[frozenset[str]] = Counter()
    for number, separation in enumerate(of.separations):
        here = f"separations[{number}]"
        pair = frozenset((separation.one, separation.other))
        for one in sorted(pair - duties):
            yield here, f"there is no duty {one}; there are: {', '.join(sorted(duties))}."
        if pair in NEVER and separation.replaced_by is not None:
            both = f"{separation.one} and {separation.other}"
            yield f"{here}.replaced_by", f"the system lets nobody do both {both} in one case; leave it out."
        seen[pair] += 1
        if len(pair) == 1:
            yield here, f"{separation.one} is kept apart from itself; name two duties."
        elif seen[pair] == 2:
            yield here, f"{separation.one} and {separation.other} are kept apart twice; keep one line."
