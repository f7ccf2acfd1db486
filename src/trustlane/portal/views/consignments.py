"""Being written."""

from django.http import Http404


def index(request, **of):
    raise Http404


def one(request, **of):
    raise Http404
