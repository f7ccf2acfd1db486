"""What an officer enters for a firm: beside each form of the firm, how and on which day it came, and the paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from trustlane.evidence import actions as evidence
from trustlane.pages.people import actor, now
from trustlane.portal.casework import today, types
from trustlane.portal.forms import CameForm
from trustlane.programme.came import Came, has_account


class Entering:
    """The second half of a form where an officer fills it in; of a firm's own people there is none."""

    def __init__(self, request: HttpRequest, case: Any) -> None:
        self.request, self.case = request, case
        self.typed = types(request)
        self.account = self.typed and has_account(case.operator.reference, at=now(request))
        self.form = self._asked() if self.typed else None

    def _asked(self) -> CameForm:
        post, files = self.request.POST or None, self.request.FILES or None
        return CameForm(post, files, today=today(self.request), paper=self.account)

    def is_valid(self) -> bool:
        """What is asked here was answered, or nothing is."""
        return self.form is None or self.form.is_valid()

    @property
    def day(self) -> date:
        """The day from which it counts; only of what is valid."""
        received: date = today(self.request) if self.form is None else self.form.cleaned_data["received"]
        return received

    def came(self) -> Came | None:
        """How and when it came, its scan kept; within the transaction of the deed. Raises what evidence refuses."""
        if self.form is None:
            return None
        said = self.form.cleaned_data
        return Came(said["channel"], said["received"], self._scanned(said))

    def context(self) -> dict[str, Any]:
        """What the pages of a form need to know of it."""
        return {
            "typed": self.typed,
            "account": self.account,
            "came_form": self.form,
            "firm": self.case.name,
            "reference": self.case.reference,
        }

    def done(self, said: str) -> str:
        """What is told once it is done."""
        return _("It was entered, and counts from the day it came.") if self.typed else said

    def back(self) -> HttpResponse:
        """To the case, on whichever side one is."""
        return redirect("cases:case" if self.typed else "portal:case", self.case.reference)

    def _scanned(self, said: dict[str, Any]) -> tuple[int, ...]:
        scan = said["scan"]
        if scan is None:
            return ()
        kept = evidence.keep(
            name=scan.name,
            media_type=scan.content_type or "",
            speaks_of=said["received"],
            by=actor(self.request),
            at=now(self.request),
            stream=scan,
            operator=self.case.operator.reference,
        )
        return (kept.pk,)
