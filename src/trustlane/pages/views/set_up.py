"""Choosing a password with what two others handed over: a link from one, a code from the other."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from trustlane.access import refusals
from trustlane.access.actions import set_up
from trustlane.pages.forms import FirstPassword
from trustlane.pages.people import now
from trustlane.pages.views.language import remember

# What is said where a link opens nothing, and whether that may pass.
CLOSED: dict[type[Exception], Any] = {
    refusals.LinkUnknown: _("This link opens nothing. A newer one may have taken its place: ask who gave it to you."),
    refusals.LinkEnded: _("The time of this link is over. Ask who gave it to you for a new one."),
    refusals.LinkUsed: _(
        "A password was chosen by this link before. If that was not you, tell an administrator at once."
    ),
    refusals.NotConfirmed: _(
        "A second person has to confirm you first, and tells you a code. Then come back: the link stays good."
    ),
    refusals.TooManyCodes: _("Too many wrong codes were typed. Ask the person who told you the code for a new one."),
}


@login_not_required
@never_cache
@sensitive_post_parameters()
def choose(request: HttpRequest, link: str) -> HttpResponse:
    """Asks for the code and a password twice; says in words why a link opens nothing."""
    try:
        user = set_up.look(link=link, at=now(request)).user
        form = FirstPassword(user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            set_up.finish(link=link, code=given["code"], password=given["new_password1"], at=now(request))
            response = render(request, "pages/set_up_done.html", {"who": user})
            remember(response, user.language)
            return response
    except refusals.CodeWrong as wrong:
        form.wrong_code(wrong.left)
    except refusals.SetUpRefused as refused:
        said = CLOSED.get(type(refused), CLOSED[refusals.LinkUnknown])
        waits = isinstance(refused, refusals.NotConfirmed)
        status = 200 if waits else 404
        return render(request, "pages/set_up_closed.html", {"said": said, "waits": waits}, status=status)
    return render(request, "pages/set_up.html", {"form": form, "who": user})
