"""Every address, asked anything by anybody: an answer below 500, and nothing half done."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.selectivity.declared import fact, many
from tests.selectivity.trying.assessed import written
from tests.world import NOW, World
from trustlane.access.roles import Role

# fmt: off
NAMES = (
    "valid", "known", "day", "office", "sort", "after", "before", "search", "state", "scope", "issuer", "role", "lane",
    "regime", "declaration", "reference", "party", "hs", "origin", "drawn", "trusted", "changed", "without", "rule",
    "operator", "day_from", "day_to", "from", "to", "kind", "tab", "next", "language", "page", "size", "q", "file",
    "complete", "sender", "on", "seen", "reason", "username", "password", "full_name", "email", "only_office", "first",
    "last", "code", "new_password1", "new_password2", "old_password", "capacity.goods.orange", "credit", "cap.security",
    "random", "stake.contraband",
)
SILLY = (
    "", " ", "\x00", "a\x00b", "'", '"', "<script>", "%", "%00", "../../etc/passwd", "-1", "0", "1", "1e999", "9" * 40,
    "NaN", "null", "true", "2026-02-30", "0000-00-00", "9999-12-31", "-9999-01-01", "2026-03-02T10:00", "2026-03-02",
    "\ud7ff", "\uffff", "\u202e", "😀" * 50, "x" * 5_000, "day", "-day", "eyJ4IjoxfQ", "WzEsMl0", "red",
    "green", "import", "XA", "IMP1", "M3-1", "importer", "valid", "security", "ar-xb", "csv", "xlsx",
    "//elsewhere.example", "administrator", "WAITING-LINK-OF-ZOE2", "waiting", "ana@example.org",
)
# fmt: on
words = st.sampled_from(SILLY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
questions = st.dictionaries(st.sampled_from(NAMES) | words.filter(bool), words, max_size=6)


def addresses() -> list[tuple[str, tuple[str, ...]]]:
    """Every named address with the names of its parts."""
    found: list[tuple[str, tuple[str, ...]]] = []

    def walk(patterns: list[Any], space: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            elif isinstance(pattern, URLPattern) and pattern.name:
                found.append((space + pattern.name, tuple(pattern.pattern.converters)))

    walk(get_resolver().url_patterns, "")
    return found


@pytest.fixture
def askers(world: World, tmp_path: Path, settings: Any) -> dict[str, Client]:
    """An officer with every role, a frontline officer, a trader and a stranger, in a house with something in it."""
    from trustlane.access.actions import arrivals
    from trustlane.standing import actions

    settings.TRUSTLANE_LABORATORY_FOLDER = written(tmp_path / "laboratory", 200)
    lines = many(40, seed=3)
    world.declared(lines)
    world.screened(lines, fact("IMP1"), keep=False)
    register = world.user(Role.REGISTER_OFFICER)
    for number, state in enumerate(("valid", "suspended"), start=1):
        data = f"Name;TIN;Status;Valid from\nTeasel {number};XA100000000{number};{state};2024-01-01\nNobody;;valid;\n"
        actions.upload_list(
            file_name=f"{number}.csv",
            data=data.encode(),
            issuer="XA",
            on=NOW.date(),
            complete=False,
            by=register,
            at=NOW,
        )
    enrolled, _ = world.administrators()
    arrivals.welcome(
        username="zoe", full_name="Zoe", role=Role.AUDITOR, link="WAITING-LINK-OF-ZOE2", by=enrolled, at=NOW, reason="x"
    )
    people = {
        "register": register,
        "everything": world.user(*(role for role in Role if role is not Role.OPERATOR)),
        "frontline": world.officer("A1"),
        "trader": world.trader("XA1000000001"),
    }
    clients = {"stranger": Client(raise_request_exception=False)}
    for name, person in people.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return clients


def address_of(name: str, parts: tuple[str, ...], pick: Callable[[], str]) -> str | None:
    for _ in range(5):
        try:
            return reverse(name, args=[pick() for _ in parts])
        except NoReverseMatch:
            continue
    return None


@given(data=st.data())
@hypothesis_settings(max_examples=250)
def test_no_question_breaks_a_page(askers: dict[str, Client], data: st.DataObject) -> None:
    name, parts = data.draw(st.sampled_from(addresses()))
    address = address_of(name, parts, lambda: data.draw(words | st.integers(-1, 10**20).map(str)))
    if address is None:
        return
    who = data.draw(st.sampled_from(sorted(askers)))
    asked = data.draw(questions)
    if data.draw(st.integers(0, 3)):
        answer = askers[who].get(f"{address}?{urlencode(asked)}")
    else:
        answer = askers[who].post(address, asked)
    if answer.streaming:
        for _ in answer:
            pass
    assert answer.status_code < 500, (who, address, asked)


@pytest.mark.parametrize("who", ["stranger", "trader"])
def test_what_is_not_theirs_is_refused_at_every_address_of_the_desk(askers: dict[str, Client], who: str) -> None:
    for name, parts in addresses():
        if name.split(":")[0] not in ("standing", "selectivity", "benefits", "laboratory", "people"):
            continue
        address = address_of(name, parts, lambda: "1")
        assert address is not None
        for answer in (askers[who].get(address), askers[who].post(address, {"reason": "x"})):
            assert answer.status_code in (302, 403, 404, 405), (name, answer.status_code)
            if answer.status_code == 302:
                assert "/login/" in answer.headers["Location"]
