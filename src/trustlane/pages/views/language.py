"""The language of the pages: chosen by hand, remembered by the browser and, for those signed in, by the account."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from trustlane.access.actions import people
from trustlane.pages.people import actor, now, person

CODES = {code for code, _name in settings.LANGUAGES}


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """Sets the language and goes back to the page it was chosen on."""
    code = request.POST.get("language", "")
    if code not in CODES:
        return HttpResponseBadRequest()
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    remember(response, code)
    if request.user.is_authenticated:
        people.prefer(user=person(request), language=code, by=actor(request), at=now(request))
    return response


def remember(response: HttpResponseBase, code: str) -> None:
    """A cookie that no script reads."""
    if code not in CODES:
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
