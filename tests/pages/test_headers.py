"""Every answer carries the strict policy; pages of signed-in people are never kept; nothing is open by oversight."""

import re
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.world import World

# What a stranger may open; every other address asks who one is first.
# A link to a password opens nothing without its code, and says nothing before somebody has confirmed it.
# A partner's node signs its requests instead (`wire.asking`); our keysets are for everybody.
OF_NODES = {f"wire:{name}" for name in ("bodies", "checkpoint", "erased", "hint", "receipt", "status", "tile")}
OPEN_TO_ALL = {"login", "language", "set_up", "public:ask", "public:number", "public:certificate", "wire:keyset"}


def names(patterns: list[Any], prefix: str = "") -> list[tuple[str, Any]]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += names(pattern.url_patterns, space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append((prefix + pattern.name, pattern.callback))
    return found


def test_no_page_is_open_to_strangers_by_oversight() -> None:
    open_now = {name for name, view in names(get_resolver().url_patterns) if not getattr(view, "login_required", True)}
    assert open_now == OPEN_TO_ALL | OF_NODES


@pytest.mark.django_db
def test_the_policy_lets_nothing_inline_run(client: Any) -> None:
    answer = client.get("/login/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = answer.content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*(src=|application/json))", page)


def test_pages_of_signed_in_people_are_not_kept(client: Any, world: World) -> None:
    client.force_login(world.officer(), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/account/")
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_logging_out_takes_a_form_and_not_a_link(client: Any) -> None:
    assert client.get("/logout/").status_code in (302, 405)


def test_a_foreign_site_cannot_be_the_way_back_from_choosing_a_language(client: Any, db: None) -> None:
    answer = client.post("/language/", {"language": "en-xa", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert answer.cookies["django_language"]["httponly"]
