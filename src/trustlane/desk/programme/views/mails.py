"""E-mails that were given up: to whom and why, for an administrator who mends the address or the server."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, permitted
from trustlane.programme import actions
from trustlane.programme.permits import Permission
from trustlane.programme.queries.inbox import mails_here, undelivered
from trustlane.programme.refusals import MailUnknown


@officers_only
@permitted(Permission.SEE_MAILS)
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The mails that were tried for a day and given up, newest first."""
    context = {
        "crumbs": [Crumb(_("E-mail that failed"))],
        "rows": undelivered(actor(request), at=now(request)),
        "mails_here": mails_here(),
    }
    return render(request, "programme/mails.html", context)


@officers_only
@permitted(Permission.SEE_MAILS)
@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Has a mail tried again."""
    try:
        actions.try_again(number=number, by=actor(request), at=now(request))
    except MailUnknown:
        raise Http404 from None
    messages.success(request, _("The e-mail is tried again within a minute."))
    return redirect("cases:mails")
