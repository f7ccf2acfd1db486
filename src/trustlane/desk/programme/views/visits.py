"""The checklist of a visit on a validator's device: who may keep it, how long, and the worker that serves it there."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from trustlane.desk.programme.opening import opened
from trustlane.pages.people import may, officers_only, person, require
from trustlane.programme.permits import Permission

# What a page that may be kept says to the worker: for whom, and for how many seconds. Without it nothing is kept.
KEEP = "Trustlane-Keep"
WORKER = Path(__file__).resolve().parents[1] / "visit_worker.js"


@officers_only
@require_safe
def worker(request: HttpRequest, reference: str) -> HttpResponse:
    """The script that answers for one checklist while the line is lost; its address lets it reach no other page."""
    require(request, Permission.KEEP_VISIT, opened(request, reference).case)
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


def may_keep(request: HttpRequest, case: Any) -> bool:
    """Whether the checklist of this case may stay on the device of this person: for the team, while it visits."""
    return may(request, Permission.KEEP_VISIT, case).allowed


def kept_for(request: HttpRequest) -> str:
    """For whom a page is kept, and for how many seconds: as long as a session lasts."""
    return f"{person(request).pk} {settings.SESSION_COOKIE_AGE}"


def lock(request: HttpRequest, reference: str) -> str:
    """The key that locks what waits on a device (32 bytes, base64): this person's for this case, and never kept apart
    from the page. Where the page is gone from the device, only this person's next page opens what waits there."""
    made = salted_hmac("trustlane.desk.visits", f"{person(request).pk}:{reference}", algorithm="sha256")
    return b64encode(made.digest()).decode()


@cache
def _script() -> str:
    return WORKER.read_text("utf-8")
