"""Which languages a page exists in, for pages whose prose is written as a whole and not sentence by sentence."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def written_in(*codes: str) -> Callable[[View[P]], View[P]]:
    """A page written in these languages only. To readers of another it says so, and gives the first of these."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def told(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if (get_language() or codes[0]) not in codes:
                request.written_in = codes[0]  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return told

    return decorate
