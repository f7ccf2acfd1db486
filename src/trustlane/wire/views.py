"""What a partner's node may ask for and hand in."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from trustlane.access.actors import Actor
from trustlane.pages.people import now
from trustlane.recognition.actions.following import look_soon
from trustlane.recognition.actions.receipting import keep_receipt
from trustlane.recognition.actions.stating import keep_statement
from trustlane.recognition.disk import Disk
from trustlane.recognition.feed import bundled
from trustlane.recognition.feed.refusals import FeedRefused
from trustlane.recognition.queries import feeds
from trustlane.recognition.refusals import FeedUnknown, RecognitionRefused
from trustlane.wire.asking import caller, problem, refused, signed

NOTE = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
FOREVER = "private, max-age=31536000, immutable"
AGAIN = timedelta(seconds=5)  # between two hints that are heard


@signed("GET")
def checkpoint(request: HttpRequest, who: Actor, feed: str) -> HttpResponse:
    """The newest signed note of a feed; nothing where the partner has it (ETag)."""
    found = feeds.served(feed, by=who, at=now(request))
    note = feeds.newest_note(found.origin)
    if note is None:
        raise FeedUnknown("feed", "nothing of it is signed yet")
    mark = f'"{sha256(note).hexdigest()}"'
    answer = (
        HttpResponseNotModified()
        if request.headers.get("If-None-Match") == mark
        else HttpResponse(note, content_type=NOTE)
    )
    answer["ETag"] = mark
    return answer


@signed("GET")
def tile(request: HttpRequest, who: Actor, feed: str, path: str) -> HttpResponse:
    """A tile of hashes or a bundle of entries within the signed tree."""
    found = feeds.served(feed, by=who, at=now(request))
    data = feeds.tile(found.origin, f"tile/{path}")
    if data is None:
        return problem("NotServed", f"tile/{path} is not in the signed tree", "", 404)
    answer = HttpResponse(data, content_type=BYTES)
    answer["Cache-Control"] = FOREVER
    return answer


@signed("GET")
def bodies(request: HttpRequest, who: Actor, feed: str, first: int, last: int) -> HttpResponse:
    """Bodies of at most 256 entries by their numbers, compressed where the partner takes that."""
    found = feeds.served(feed, by=who, at=now(request))
    if not 0 < first <= last < first + bundled.MOST:
        return problem("RangeUnfit", f"{first}-{last} is no range of at most {bundled.MOST} entries", "", 400)
    told = feeds.bodies(found.origin, first, last)
    data = bundled.write({one.seq: one.sealed for one in told})
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(data, content_type="application/json")
    # No time within, so that the same bodies are the same bytes.
    answer = HttpResponse(gzip.compress(data, 6, mtime=0), content_type="application/json")
    answer["Content-Encoding"] = "gzip"
    return answer


@signed("POST")
def receipt(request: HttpRequest, who: Actor, feed: str) -> HttpResponse:
    """The partner's word, signed, that it applied a tree of ours."""
    found = feeds.served(feed, by=who, at=now(request))
    try:
        kept = keep_receipt(feed=found, data=request.body, by=who, at=now(request))
    except FeedRefused as refusal:
        return refused(refusal)
    return JsonResponse({"size": kept.size, "received": kept.received_at.strftime("%Y-%m-%dT%H:%M:%SZ")}, status=201)


@signed("POST")
def erased(request: HttpRequest, who: Actor, feed: str) -> HttpResponse:
    """The partner's word, signed, that it holds no body any more that an entry of ours took back."""
    found = feeds.served(feed, by=who, at=now(request))
    kept = keep_statement(feed=found, data=request.body, by=who, at=now(request))
    return JsonResponse({"seq": kept.seq, "received": kept.received_at.strftime("%Y-%m-%dT%H:%M:%SZ")}, status=201)


@login_not_required
@never_cache
@csrf_exempt
def hint(request: HttpRequest) -> HttpResponse:
    """ "Look now": whatever comes is answered alike; only a partner's own hint is heard, and not too often."""
    if request.method != "POST":
        answer = problem("MethodUnfit", "It is asked by POST.", "", 405)
        answer["Allow"] = "POST"
        return answer
    with suppress(RecognitionRefused):  # no word of it: a hint carries no authority and gets no answer
        look_soon(partner=caller(request).partner, at=now(request), pause=AGAIN)
    return HttpResponse(status=202)


@signed("GET")
def status(request: HttpRequest, who: Actor) -> HttpResponse:
    """How far the partner's own feeds are signed, and of which tree we have its receipt."""
    rows = feeds.served_to(who, at=now(request))
    return JsonResponse(
        {
            "administration": settings.TRUSTLANE_ADMINISTRATION,
            "now": now(request).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "feeds": [
                {
                    "origin": row.origin,
                    "size": row.size,
                    "signed": row.signed_at.strftime("%Y-%m-%dT%H:%M:%SZ") if row.signed_at else None,
                    "receipt": row.receipt,
                    "closed": row.closed,
                }
                for row in rows
            ],
        }
    )


@login_not_required
@require_GET
def keyset(request: HttpRequest, version: int) -> HttpResponse:
    """A version of our own keys; open to everybody, as it is verified by itself."""
    data = Disk(Path(settings.TRUSTLANE_KEYSETS_FOLDER)).read(f"{version}.root.json") if version < 100_000 else None
    if data is None:
        return problem("KeysetUnknown", f"there is no version {version}", "", 404)
    return HttpResponse(data, content_type="application/json")
