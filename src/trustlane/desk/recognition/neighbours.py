"""What a neighbour of the demonstration shows on its own pages: signed on there as one of its people, by the form."""

from __future__ import annotations

import json
from http.cookiejar import CookieJar
from threading import Lock
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from django.conf import settings
from django.urls import reverse

AS = "rita"  # manages risks there: she keeps declarations, and sees what was decided of them
WAITS = 5.0  # seconds for one answer
_known: dict[str, Neighbour] = {}


class Unreached(Exception):
    """The neighbour did not answer, or not as one of a demonstration does."""


class Neighbour:
    """A browser without a window, signed on at one neighbour."""

    def __init__(self, url: str) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise Unreached(url)
        self.url, self.jar, self.lock = url, CookieJar(), Lock()
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.jar))

    def sees(self, number: str) -> dict[str, Any]:
        """What it knows of an operator of that number."""
        told: dict[str, Any] = json.loads(self._asked(reverse("recognition:guide-seen") + "?" + _form(number=number)))
        return told

    def lets_arrive(self, number: str) -> None:
        """A consignment that names it as the sender arrives there."""
        self.sees(number)  # signed on
        with self.lock:
            self._sent(reverse("recognition:guide"), consignment=number)

    def _asked(self, path: str) -> str:
        with self.lock:
            where, told = self._fetched(path)
            if where != path.partition("?")[0]:  # sent to sign on
                self._sent(reverse("login"), username=AS, password=str(settings.DEMONSTRATION_PASSWORD))
                where, told = self._fetched(path)
            if where != path.partition("?")[0]:
                raise Unreached(f"{self.url} does not let {AS} in")
            return told

    def _sent(self, path: str, **said: str) -> None:
        token = next((cookie.value or "" for cookie in self.jar if "csrf" in cookie.name), "")
        self._fetched(path, _form(csrfmiddlewaretoken=token, **said).encode())

    def _fetched(self, path: str, data: bytes | None = None) -> tuple[str, str]:
        """Where one came to, and what stands there."""
        request = Request(self.url + path, data)  # noqa: S310 - a node of this demonstration, by http
        try:
            with self.opener.open(request, timeout=WAITS) as answer:
                return urlsplit(answer.url).path, answer.read().decode()
        except (URLError, OSError, ValueError) as trouble:
            raise Unreached(f"{self.url}: {trouble}") from trouble


def neighbour(url: str) -> Neighbour:
    """The neighbour at that address; one stays signed on as long as this process lives."""
    return _known.setdefault(url, Neighbour(url))


def _form(**said: str) -> str:
    return urlencode(said)
