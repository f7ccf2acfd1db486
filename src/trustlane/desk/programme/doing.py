"""Does a deed that a page has no more to ask for, and says on the next page how that went."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from trustlane.desk.programme.words import told
from trustlane.pages.people import actor, now
from trustlane.programme.refusals import ProgrammeRefused


def done(request: HttpRequest, deed: Callable[..., object], says: str, **about: object) -> None:
    """Do the deed as the person, now; say that it was done, or why it was not."""
    try:
        deed(by=actor(request), at=now(request), **about)
    except ProgrammeRefused as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, says)


def sentence(refusal: ProgrammeRefused) -> str:
    """A refusal in one line: what is not so, what it is here, and how it is mended."""
    found = told(refusal)
    return " ".join(filter(None, (found.sentence, found.here, found.mend)))
