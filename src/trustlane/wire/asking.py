"""Who asks: the request as it came, believed by its signature; and refusals as documents."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from trustlane.access.actors import Actor, node
from trustlane.access.refusals import Refused
from trustlane.pages.people import now
from trustlane.recognition.actions.remembering import InDatabase
from trustlane.recognition.feed.refusals import TilePathUnfit
from trustlane.recognition.queries import keysets
from trustlane.recognition.refusals import FeedUnknown, ReceiptContradicts, RecognitionRefused
from trustlane.recognition.requests.asked import Asked
from trustlane.recognition.requests.refusals import (
    DigestDiffers,
    DigestUnfit,
    FieldAbsent,
    FieldTwice,
    InputUnfit,
    MemoryFull,
    Replayed,
    RequestRefused,
    RequestUnfit,
    SignatureUnfit,
)
from trustlane.recognition.requests.signing import believed

P = ParamSpec("P")
Signed = Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]
Plain = Callable[Concatenate[HttpRequest, P], HttpResponse]

PROBLEM = "application/problem+json"
LONGEST = 16_384  # bytes that any request may bring
WAIT = "60"  # seconds

# The first of these that a refusal is; whatever else is not believed is not allowed in.
STATUS: tuple[tuple[type[RecognitionRefused], int], ...] = (
    (Replayed, 409),
    (MemoryFull, 429),
    (RequestUnfit, 400),
    (FieldTwice, 400),
    (DigestUnfit, 400),
    (DigestDiffers, 400),
    (InputUnfit, 400),
    (SignatureUnfit, 400),
    (FieldAbsent, 401),
    (RequestRefused, 401),
    (FeedUnknown, 404),
    (TilePathUnfit, 404),
    (ReceiptContradicts, 409),
    (RecognitionRefused, 400),
)


def signed(*methods: str) -> Callable[[Signed[P]], Plain[P]]:
    """A page for partners' nodes: asked by one of these methods, and by a request that is believed."""

    def made(page: Signed[P]) -> Plain[P]:
        @login_not_required
        @never_cache
        @csrf_exempt
        @wraps(page)
        def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in methods:
                answer = problem("MethodUnfit", f"It is asked by {' or '.join(methods)}.", "", 405)
                answer["Allow"] = ", ".join(methods)
                return answer
            try:
                return page(request, caller(request), *args, **kwargs)
            except RecognitionRefused as refusal:
                return refused(refusal)
            except Refused:
                # What somebody may not read is not told apart from what there is not.
                return refused(FeedUnknown("feed", "there is none of that name for you"))

        return asked

    return made


def caller(request: HttpRequest) -> Actor:
    """The partner whose key signed the request."""
    at = now(request)
    known = keysets.callers(at=at)
    found = believed(
        as_asked(request),
        callers={name: each.caller for name, each in known.items()},
        nonces=InDatabase(),
        at=at,
    )
    return node(known[found.keyid].partner)


def as_asked(request: HttpRequest) -> Asked:
    """The request in the words of the law; RequestUnfit where it is none of this exchange."""
    try:
        authority, content = request.get_host().lower(), request.body
    except RequestDataTooBig:
        raise RequestUnfit("request, content", f"at most {LONGEST:,} bytes are read") from None
    if len(content) > LONGEST:
        raise RequestUnfit("request, content", f"at most {LONGEST:,} bytes are read")
    return Asked(
        method=request.method or "",
        authority=authority,
        path=request.path,
        query=request.META.get("QUERY_STRING") or None,
        fields=tuple(request.headers.items()),
        content=content,
    )


def refused(refusal: RecognitionRefused) -> JsonResponse:
    """The refusal as a document, with the status it stands for."""
    status = next(status for kind, status in STATUS if isinstance(refusal, kind))
    answer = problem(type(refusal).__name__, str(refusal), refusal.mend, status)
    if status == 429:
        answer["Retry-After"] = WAIT
    return answer


def problem(name: str, detail: str, mend: str, status: int) -> JsonResponse:
    """A refusal by its name (RFC 9457)."""
    told = {"title": name, "status": status, "detail": detail}
    return JsonResponse(told | ({"mend": mend} if mend else {}), status=status, content_type=PROBLEM)
