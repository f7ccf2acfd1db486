"""Does this certificate hold today? The answer is the register's; a name is told to whoever has the sheet in hand."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trustlane.pages.people import now
from trustlane.programme.queries import papers
from trustlane.standing import labels

# Longer than any number or code that is on a certificate.
LONGEST = 60


@login_not_required
@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Asks for the number, and the code beside it."""
    number = request.GET.get("number", "").strip().upper()
    code = request.GET.get("code", "").strip().upper()
    if not number or "/" in number or "/" in code or len(number) > LONGEST or len(code) > LONGEST:
        said = _("Type the number as it stands on the certificate.") if "number" in request.GET else ""
        return render(request, "public/ask.html", {"said": said, "number": number[:LONGEST], "code": code[:LONGEST]})
    if code:
        return redirect("public:certificate", number=number, code=code)
    return redirect("public:number", number=number)


@login_not_required
@never_cache
@require_safe
def answer(request: HttpRequest, number: str, code: str = "") -> HttpResponse:
    """Says whether the certificate of that number is in force today."""
    known = "\x00" not in number + code and len(number) <= LONGEST and len(code) <= LONGEST
    found = papers.verified(number.upper(), code, at=now(request)) if known else None
    if found is None:
        return render(request, "public/unknown.html", {"number": number[:LONGEST]}, status=404)
    roles = [labels.ROLES[role] for role in found.roles]
    return render(
        request, "public/answer.html", {"found": found, "roles": roles, "wrong_code": bool(code and not found.name)}
    )
