"""One's own account: who I am to the system, what I may do and until when, a new password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from trustlane.access import queries
from trustlane.access.actions import people
from trustlane.access.permits import Permission
from trustlane.pages.crumbs import Crumb
from trustlane.pages.forms import NewPassword
from trustlane.pages.people import actor, may, now, person


def account(request: HttpRequest) -> HttpResponse:
    """Name, roles with their offices and dates, and the way to a new password."""
    grants = queries.grants_of(person(request))
    return render(
        request,
        "pages/account.html",
        {
            "grants": grants,
            "at": now(request),
            "may_see_people": may(request, Permission.SEE_PERSON, person(request)).allowed,
            "crumbs": [Crumb(_("Your account"))],
        },
    )


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Changes the password: other browsers are signed out by it, this one goes on under a new key."""
    form = NewPassword(person(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = people.change_password(
            user=person(request), password=form.cleaned_data["new_password1"], by=actor(request), at=now(request)
        )
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password was changed. Other browsers were signed out."))
        return redirect("account")
    return render(
        request,
        "pages/password.html",
        {"form": form, "crumbs": [Crumb(_("Your account"), reverse("account")), Crumb(_("New password"))]},
    )
