"""What one node asks of another: a method, a place, header fields, content; and nothing that two read differently."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from trustlane.recognition.refusals import shown
from trustlane.recognition.requests.refusals import FieldAbsent, FieldTwice, RequestUnfit

MOST_FIELDS = 100
LONGEST_FIELD = 4096  # characters of a value that is looked at
_METHOD = re.compile("[A-Z]{3,10}")
_AUTHORITY = re.compile(r"[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?(?::(?P<port>[1-9][0-9]{0,4}))?", re.ASCII)
# RFC 3986 sections 3.3 and 3.4; a percent sign is followed by two digits, so that nobody reads it in two ways.
_PATH = re.compile(r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2})*)+")
_QUERY = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*")
_LONGEST_PATH = 512
_VALUE = re.compile("[\x20-\x7e]*")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came or is to go; the query is None where there is no question mark."""

    method: str
    authority: str
    path: str
    query: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    content: bytes = b""

    def __post_init__(self) -> None:
        met = _AUTHORITY.fullmatch(self.authority)
        if not _METHOD.fullmatch(self.method):
            raise RequestUnfit("request, method", f"{shown(self.method)} is none")
        if met is None or met["port"] == "443":  # RFC 9421 section 2.2.3: the usual port is not written
            raise RequestUnfit("request, host", f"{shown(self.authority)} is not written in the one way")
        if len(self.path) > _LONGEST_PATH or not _PATH.fullmatch(self.path) or _climbs(self.path):
            raise RequestUnfit("request, path", f"{shown(self.path)} is not written in the one way")
        if self.query is not None and (len(self.query) > _LONGEST_PATH or not _QUERY.fullmatch(self.query)):
            raise RequestUnfit("request, query", f"{shown(self.query)} is not written in the one way")
        if len(self.fields) > MOST_FIELDS:
            raise RequestUnfit("request", f"{len(self.fields)} header fields; at most {MOST_FIELDS} are read")

    def field(self, name: str) -> str:
        """The one value of a header field; refused where it is absent, repeated or not printable ASCII."""
        found = [value for each, value in self.fields if each.lower() == name]
        if not found:
            raise FieldAbsent(f"request, {name}", "it is not there")
        if len(found) > 1:
            raise FieldTwice(f"request, {name}", f"it stands there {len(found)} times")
        value = found[0].strip(" \t")
        if len(value) > LONGEST_FIELD or not _VALUE.fullmatch(value):
            raise RequestUnfit(f"request, {name}", f"{shown(value)} is too long or not plain text")
        return value

    def component(self, name: str) -> str:
        """The value of a part that is signed (RFC 9421 sections 2.1 and 2.2)."""
        if name in _DERIVED:
            return _DERIVED[name](self)
        return self.field(name)

    def also(self, more: Sequence[tuple[str, str]]) -> Asked:
        """The same request with more header fields."""
        return Asked(self.method, self.authority, self.path, self.query, (*self.fields, *more), self.content)


_DERIVED: Mapping[str, Callable[[Asked], str]] = {
    "@method": lambda asked: asked.method,
    "@authority": lambda asked: asked.authority,
    "@path": lambda asked: asked.path,
    "@query": lambda asked: f"?{asked.query or ''}",
}


def _climbs(path: str) -> bool:
    """Whether a part of the path would lead up, or nowhere: a server might resolve what the signer did not."""
    return any(part in (".", "..") for part in path.replace("%2E", ".").split("/"))
