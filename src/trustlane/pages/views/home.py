"""The first page: each person lands where their work is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from trustlane.pages import menu
from trustlane.pages.people import viewer


def home(request: HttpRequest) -> HttpResponse:
    """The first line of the person's menu; a page that says so where there is none yet."""
    for group in menu.drawn(menu.entries(), viewer(request), path=request.path):
        for line in group.entries:
            return redirect(line.href)
    return render(request, "pages/no_role.html")
