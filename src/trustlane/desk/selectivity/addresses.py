"""Where figures lead: the address of exactly the declarations that were counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

Rows = Callable[..., str]


def rows(known: Mapping[str, str], *, office: str = "") -> Rows:
    """Makes addresses of the list for one office (all, if none), as known at the time the page speaks of."""
    base = reverse("selectivity:declarations")

    def address(*, first: date | None = None, last: date | None = None, **filters: str) -> str:
        days = {"day_from": first.isoformat() if first else "", "day_to": last.isoformat() if last else ""}
        query = {**days, "office": office, **filters, **known}
        return f"{base}?{urlencode({name: value for name, value in query.items() if value})}"

    return address
