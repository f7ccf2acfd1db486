"""What journeys do on the desk of the programme: find a case, read its stage, make its next move."""

from datetime import UTC, datetime, timedelta
from typing import Any

LIST = "/desk/cases/"


def day(days: int) -> str:
    """A day from today on, as a field takes it."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()  # noqa: TID251 - journeys happen now


def found(page: Any, name: str, query: str = "kind=all") -> str:
    """Goes to the case of the operator of that name; gives its address."""
    page.goto(f"{LIST}?{query}&search={name}")
    page.locator("#cases tbody th a").first.click()
    page.wait_for_url("**/desk/cases/XA-**")
    return str(page.url).split("?")[0]


def stage(page: Any) -> str:
    """The stage of the case on the page, in words."""
    page.wait_for_load_state()
    return str(page.locator(".page-title .badge-word").first.inner_text())


def pressed(page: Any, button: str) -> None:
    """Presses the button of a move's own page, and is back at the case."""
    page.locator("main form").get_by_role("button", name=button).click()
    page.wait_for_url("**/desk/cases/XA-*/")


def next_deed(page: Any, title: str) -> None:
    """Follows the one filled button of the case; the page it leads to is whole."""
    page.locator(".next-card .btn-primary", has_text=title).click()
    page.wait_for_load_state()
