"""The form of a page of permits: sentences about a person and a thing, joined by any and all."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from trustlane.access.actors import Actor
from trustlane.access.roles import Role

Test = Callable[[Actor, Any, datetime], bool]
# Gives a filter the database understands (django.db.models.Q), so that a list shows exactly what the sentence allows.
RowFilter = Callable[[Actor, datetime], Any]


@dataclass(frozen=True, slots=True)
class Predicate:
    """One sentence that is true or not of an actor and a thing at an instant."""

    name: str
    sentence: str
    test: Test
    needs_object: bool
    rows: RowFilter | None = None

    def __call__(self, actor: Actor, obj: Any, at: datetime) -> bool:
        return self.test(actor, obj, at)


@dataclass(frozen=True, slots=True)
class AllOf:
    """A clause: it holds when every one of its sentences does."""

    predicates: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What a permission asks for: it is given when one of the clauses holds."""

    clauses: tuple[AllOf, ...]


Table = Mapping[StrEnum, AnyOf]


def all_of(*predicates: Predicate) -> AllOf:
    """Every one of these sentences has to be true."""
    if not predicates:
        raise ValueError("A clause needs at least one sentence; an empty one would allow everybody.")
    return AllOf(predicates)


def any_of(*clauses: AllOf | Predicate) -> AnyOf:
    """One of these clauses has to hold; a single sentence is a clause of its own."""
    return AnyOf(tuple(clause if isinstance(clause, AllOf) else AllOf((clause,)) for clause in clauses))


def _sentence(test: Callable[..., bool]) -> str:
    sentence = " ".join(inspect.cleandoc(test.__doc__ or "").split())
    if not sentence:
        raise ValueError(f"{test.__name__} needs a docstring: it is the sentence people read.")
    return sentence


def about_actor(test: Callable[[Actor, datetime], bool]) -> Predicate:
    """A sentence about the person alone; its docstring is what people read."""
    return Predicate(
        name=test.__name__,
        sentence=_sentence(test),
        test=lambda actor, obj, at: test(actor, at),
        needs_object=False,
    )


@about_actor
def is_part_of_the_system(actor: Actor, at: datetime) -> bool:
    """It is a part of the system that acts by itself."""
    return actor.is_system


def about_object(*, rows: RowFilter | None = None) -> Callable[[Test], Predicate]:
    """A sentence about the person and a thing; ``rows`` says the same of a whole list, for ``visible``."""

    def made(test: Test) -> Predicate:
        return Predicate(name=test.__name__, sentence=_sentence(test), test=test, needs_object=True, rows=rows)

    return made


def holds(*roles: Role) -> Predicate:
    """The person holds one of these roles, for any office."""
    return Predicate(
        name=f"holds_{'_or_'.join(roles)}",
        sentence=f"The person is {_listed(roles)}.",
        test=lambda actor, obj, at: actor.holds(*roles),
        needs_object=False,
    )


def holds_for_its_office(
    *roles: Role, office_of: Callable[[Any], str] = lambda obj: obj.office, rows: str = "office"
) -> Predicate:
    """The person holds one of these roles for the office of the thing; ``rows`` is the lookup of that office."""

    def filtered(actor: Actor, at: datetime) -> Any:
        # Imported here: the tables themselves are law and run without Django.
        from django.db.models import Q

        offices = actor.offices(*roles)
        return Q() if "" in offices else Q(**{f"{rows}__in": sorted(offices)})

    return Predicate(
        name=f"holds_{'_or_'.join(roles)}_for_its_office",
        sentence=f"The person is {_listed(roles)} for the office concerned.",
        test=lambda actor, obj, at: actor.holds_for(office_of(obj), *roles),
        needs_object=True,
        rows=filtered,
    )


def _listed(roles: tuple[Role, ...]) -> str:
    names = [f"{'an' if role[0] in 'aeiou' else 'a'} {role.replace('_', ' ')}" for role in roles]
    return " or ".join(names).replace("mra", "MRA")
