"""Refusals as pages: whatever a room refuses for want of a permit becomes a page that says what was not true."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from trustlane.access.refusals import Refused
from trustlane.pages.asof import NotADay


class RefusalsArePages:
    """Translates the trees of refusals that every face shares, once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            why = [gettext(sentence) for sentence in exception.why]
            return render(request, "errors/403.html", {"why": why}, status=403)
        if isinstance(exception, NotADay):
            return render(request, "errors/400.html", {"not_a_day": exception}, status=400)
        return None
