"""Who looks at a page: the person with the roles held now, looked up once a request, and the gates before a page."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from trustlane.access import evaluator
from trustlane.access.actors import Actor
from trustlane.access.models import User
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.pages.menu import Viewer

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

OFFICERS = tuple(role for role in Role if role is not Role.OPERATOR)


def now(request: HttpRequest) -> datetime:
    """The instant of this request: one and the same for everything the page asks."""
    at: datetime | None = getattr(request, "_trustlane_at", None)
    if at is None:
        at = timezone.now()
        request._trustlane_at = at  # type: ignore[attr-defined]
    return at


def actor(request: HttpRequest) -> Actor:
    """The person of this request as the permits see it."""
    who: Actor | None = getattr(request, "_trustlane_actor", None)
    if who is None:
        who = evaluator.as_actor(request.user, now(request))
        request._trustlane_actor = who  # type: ignore[attr-defined]
    return who


def person(request: HttpRequest) -> User:
    """The account of this request; pages for anybody ask for it only after asking whether there is one."""
    if not isinstance(request.user, User):
        raise Refused("account", ("The person is signed in.",))
    return request.user


def may(request: HttpRequest, permission: StrEnum, obj: object = None) -> evaluator.Answer:
    """Whether the person of this request has a permission, and why."""
    return evaluator.in_force().may(actor(request), permission, obj, at=now(request))


def require(request: HttpRequest, permission: StrEnum, obj: object = None) -> Actor:
    """The person of this request, if it has the permission; else Refused, which becomes a page that says why."""
    return evaluator.in_force().require(actor(request), permission, obj, at=now(request))


def viewer(request: HttpRequest) -> Viewer:
    """The person of this request as the menu sees it."""
    return Viewer(
        may=lambda permission: may(request, permission).allowed,
        officer=actor(request).holds(*OFFICERS),
        operator=actor(request).holds(Role.OPERATOR),
    )


def permitted(permission: StrEnum) -> Callable[[View[P]], View[P]]:
    """A page for those who have this permission in general; what it shows of one thing it asks for again."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require(request, permission)
            return view(request, *args, **kwargs)

        return gated

    return decorate


def officers_only(view: View[P]) -> View[P]:
    """A page for people of the administration, whatever their role."""

    @wraps(view)
    def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not actor(request).holds(*OFFICERS):
            raise Refused("desk", ("The person works for the administration.",))
        return view(request, *args, **kwargs)

    return gated


def operators_only(view: View[P]) -> View[P]:
    """A page for people who act for an operator."""

    @wraps(view)
    def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not (actor(request).holds(Role.OPERATOR) and actor(request).operator):
            raise Refused("portal", ("The person acts for an operator.",))
        return view(request, *args, **kwargs)

    return gated
