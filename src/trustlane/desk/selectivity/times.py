"""As of when a page of selectivity speaks: as known at an instant; the day it is about is a question of its own."""

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


def in_address(then: AsOf) -> dict[str, str]:
    """What has to stand in an address so that the next page speaks of the same time."""
    return {"known": then.known_day.isoformat()} if then.past else {}
