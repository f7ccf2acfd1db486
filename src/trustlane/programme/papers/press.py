"""The one door to typst: a template and plain data in, PDF/A-3b out.

Data reach a template only as JSON that it reads; nothing is ever written into its source. The same data at the same
instant give the same bytes.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final, cast

import typst

from trustlane.programme.papers import fonts
from trustlane.programme.papers.refusals import Illegible, PaperRefused, TooLong

_STANDARD: Final = "a-3b"
_ONE_AT_A_TIME = threading.Lock()  # the compiler keeps one world of files
_SHARED = "house.typ"
_NO_ROOM = re.compile(r"panicked with: no room: ([a-z ]+)")


def press(
    template: str,
    data: Mapping[str, Any],
    *,
    at: datetime,
    enclosed: Mapping[str, bytes] | None = None,
    room: str = __package__,
) -> bytes:
    """Set a template of a room in type, of this one where none is named. `at` is its date of making; `enclosed` are
    text files it shows."""
    if at.tzinfo is None:
        raise PaperRefused(f"The instant of making needs its zone; {at.isoformat()} has none.")
    world = {
        "main.typ": _source(f"{template}.typ", room),
        _SHARED: _source(_SHARED, __package__),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        **(enclosed or {}),
    }
    made_at = at.astimezone(UTC).replace(microsecond=0)
    try:
        with _ONE_AT_A_TIME:
            # Its types know of one file only; several, by name, are taken as well.
            made = _compiler().compile(cast(bytes, world), format="pdf", pdf_standards=[_STANDARD], timestamp=made_at)
    except typst.TypstError as error:
        raise _refusal(error.message) from error
    assert isinstance(made, bytes)
    return made


def _refusal(message: str) -> PaperRefused:
    if place := _NO_ROOM.search(message):
        return TooLong(f"The {place[1]} does not fit on its sheet; shorten it.")
    if "could not be displayed" in message:
        return Illegible(f"No font here shows all of a text ({message}).")
    return PaperRefused(f"The paper cannot be set in type: {message}.")


@cache
def _source(name: str, room: str) -> bytes:
    return files(room).joinpath("templates", name).read_bytes()


@cache
def _compiler() -> typst.Compiler:
    folders = sorted({str(path.parent) for path in fonts.files()})
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
    return typst.Compiler(font_paths=known, ignore_system_fonts=True)
