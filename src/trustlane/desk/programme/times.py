"""As of when a page of the programme speaks: what was known at an instant."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from trustlane.pages.asof import AsOf, read_as_of
from trustlane.pages.people import now


def as_of(request: HttpRequest) -> AsOf:
    """What was known at the time the page is asked for."""
    known = {"known": request.GET.get("known", "")}
    return read_as_of(known, at=now(request), zone=timezone.get_current_timezone())


def instant(then: AsOf) -> datetime | None:
    """The instant of knowledge, as questions take it: None where it is now."""
    return then.known if then.past else None
