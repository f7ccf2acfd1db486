"""Signing in and out: one form, one sentence for every failure, a lock after too many."""

from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator

from trustlane.pages.forms import LoginForm
from trustlane.pages.views.language import remember


@method_decorator(login_not_required, name="dispatch")
class Login(views.LoginView):
    """Who is signed in already goes on; the session gets a new key at the moment of signing in."""

    form_class = LoginForm
    template_name = "pages/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            people=settings.DEMONSTRATION_PEOPLE, shared_password=settings.DEMONSTRATION_PASSWORD, **kwargs
        )

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        preferred = getattr(form.get_user(), "language", "")
        if preferred:
            remember(response, preferred)
        return response


class Logout(views.LogoutView):
    """Only by POST: a picture on a foreign page cannot sign anybody out."""

    http_method_names = ["post", "options"]


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """After too many wrong passwords: says how long to wait, and whom to ask."""
    wait = get_cool_off(request)
    minutes = round(wait.total_seconds() / 60) if wait else None
    return render(request, "errors/locked_out.html", {"minutes": minutes}, status=429)


def name_tried(request: HttpRequest, credentials: Any = None) -> str | None:
    """The name a password was tried for, in one case: small and large letters are no way around the lock."""
    given = (credentials or {}).get("username") or request.POST.get("username")
    return None if given is None else str(given).casefold()
