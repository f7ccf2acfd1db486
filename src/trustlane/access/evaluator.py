"""May this person do this, and if not, why not: the one place where tables of permits are applied."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.module_loading import import_string

from trustlane.access.actors import NOBODY, Actor
from trustlane.access.models import User
from trustlane.access.queries import actor_of
from trustlane.access.refusals import NoRowFilter, Refused
from trustlane.access.tables import AllOf, AnyOf, Predicate, Table

M = TypeVar("M", bound=Model)
# Whoever a face has at hand: a person (Django's anonymous visitor has no key, and may nothing), or a ready actor.
Someone = Actor | User | Any

NOT_ACTIVE = "The account is not active."
NOT_LISTED = "No table of permits names this permission."


@dataclass(frozen=True, slots=True)
class Answer:
    """Allowed or not; ``why`` are the sentences that were true, or else those that were not."""

    allowed: bool
    why: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.allowed


class Permits:
    """All tables of permits together; what no table allows is refused."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._rules: dict[str, AnyOf] = {}
        for table in tables:
            for permission, rule in table.items():
                name = full_name(permission)
                if name in self._rules:
                    raise ValueError(f"{name} stands in two tables of permits.")
                self._rules[name] = rule

    def may(self, actor: Someone, permission: StrEnum, obj: Any = None, *, at: datetime) -> Answer:
        """Whether the actor has this permission on this thing at that instant, and why."""
        rule = self._rules.get(full_name(permission))
        if rule is None:
            return Answer(False, (NOT_LISTED,))
        who = as_actor(actor, at)
        if not who.active:
            return Answer(False, (NOT_ACTIVE,))
        missing: list[str] = []
        for clause in rule.clauses:
            false = [predicate.sentence for predicate in clause.predicates if not _true(predicate, who, obj, at)]
            if not false:
                return Answer(True, tuple(predicate.sentence for predicate in clause.predicates))
            missing += [sentence for sentence in false if sentence not in missing]
        return Answer(False, tuple(missing) or (NOT_LISTED,))

    def require(self, actor: Someone, permission: StrEnum, obj: Any = None, *, at: datetime) -> Actor:
        """The actor, if it may; else Refused, with the sentences that were not true."""
        who = as_actor(actor, at)
        answer = self.may(who, permission, obj, at=at)
        if not answer.allowed:
            raise Refused(full_name(permission), answer.why)
        return who

    def visible(self, actor: Someone, permission: StrEnum, queryset: QuerySet[M], at: datetime) -> QuerySet[M]:
        """The rows of the list on which the actor has the permission."""
        rule = self._rules.get(full_name(permission))
        who = as_actor(actor, at)
        if rule is None or not who.active:
            return queryset.none()
        allowed = [filters for clause in rule.clauses if (filters := _rows(clause, who, at)) is not None]
        if not allowed:
            return queryset.none()
        if any(not filters for filters in allowed):
            return queryset
        either = Q()
        for filters in allowed:
            either |= filters
        # Filters may follow a relation to many, which would repeat rows; a key in a subquery never does.
        return queryset.filter(pk__in=queryset.model._default_manager.filter(either).values("pk"))


def full_name(permission: StrEnum) -> str:
    """The permission with the room it belongs to: ``access.grant_role``."""
    room = type(permission).__module__.removeprefix("trustlane.").removesuffix(".permits")
    return f"{room}.{permission.value}"


def as_actor(someone: Someone, at: datetime) -> Actor:
    """The actor behind whatever a face has at hand; a visitor who is not logged in is nobody."""
    if isinstance(someone, Actor):
        return someone
    if isinstance(someone, User) and someone.pk is not None:
        return actor_of(someone, at=at)
    # request.user is a lazy wrapper: isinstance sees through it, but an anonymous visitor is of no class we know.
    return NOBODY


@lru_cache(maxsize=1)
def in_force() -> Permits:
    """The permits of this installation, from the table in ``config/wiring.py``."""
    return Permits(import_string(settings.TRUSTLANE_PERMITS))


def _true(predicate: Predicate, actor: Actor, obj: Any, at: datetime) -> bool:
    # Asked in general (may this person see the menu?), a sentence about a thing cannot be true.
    if predicate.needs_object and obj is None:
        return False
    return predicate(actor, obj, at)


def _rows(clause: AllOf, actor: Actor, at: datetime) -> Q | None:
    """The clause as a filter: empty for every row, None for no row."""
    filters = Q()
    for predicate in clause.predicates:
        if not predicate.needs_object:
            if not predicate(actor, None, at):
                return None
        elif predicate.rows is None:
            raise NoRowFilter(f"{predicate.name} says nothing of whole lists; give about_object(rows=…).")
        else:
            filters &= predicate.rows(actor, at)
    return filters
