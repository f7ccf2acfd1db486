"""When something goes wrong: what happened in plain words, and what to do instead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Draws without asking anything of the database, which may be what is broken."""
    return HttpResponse(
        render_to_string("errors/500.html", {"reference": request.headers.get("X-Request-ID", "")}), status=500
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without its seal: the browser kept it too long, or another site sent it."""
    return render(request, "errors/form_expired.html", status=403)
