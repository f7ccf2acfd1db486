"""Being written."""

from django.http import Http404


def index(request, **of):
    raise Http404


def export(request, **of):
    raise Http404
