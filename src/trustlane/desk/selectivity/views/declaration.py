"""Being written."""

from django.http import Http404


def declaration(request, **of):
    raise Http404
