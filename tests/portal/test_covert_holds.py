"""Nothing an operator, a partner or the public can fetch changes by one byte where a covert hold exists.

Two runs of one world: the same declarations, the same people, the same things really done at the border; in one of them
officers hold an operator and a declaration, and the holds change what is decided. Every address of the house is
fetched by a stranger and by traders, the held company's own people among them. What a hold makes officers *do* differs
in life, and shows once it is done, as every examination does: so here the same is done in both.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.pages.test_hostile_questions import addresses
from tests.programme.cases import Programme
from tests.selectivity.declared import basis, fact, lines
from tests.world import World
from trustlane.access.roles import Role
from trustlane.parties.actions.registering import register
from trustlane.parties.identifiers import Identifier
from trustlane.portal.deeds import DEEDS
from trustlane.portal.views.workbook import XLSX
from trustlane.programme.models import Case
from trustlane.programme.stages import Stage
from trustlane.selectivity import policy, screening
from trustlane.selectivity.actions import holds
from trustlane.selectivity.actions.keeping import keep_decisions
from trustlane.selectivity.holding import About
from trustlane.selectivity.queries.decisions import decided
from trustlane.selectivity.queries.holds import rules_with_holds

HELD, OTHER = "XA1000000001", "XA1000000002"
NOW = datetime(2026, 8, 1, 9, tzinfo=UTC)
QUESTIONS = (
    "",
    "?examined=yes",
    "?examined=no",
    "?state=waiting",
    "?sort=-hours",
    "?sort=office",
    "?day_from=2026-03-01",
)


def declared() -> pl.DataFrame:
    """A quarter's consignments of the held company, of another, and of a dozen firms like them."""
    firms = [HELD, OTHER, *(f"IMP{number}" for number in range(12))]
    rows = [
        {
            "declaration": f"{firm}-{number}",
            "importer": firm,
            "day": date(2026, 1, 5) + timedelta(days=(7 * place + 3 * number) % 80),
            "value_minor": 20_000 + 9_000 * number + 1_000 * place,
            "origin": ("CN", "VN", "JP")[number % 3],
        }
        for place, firm in enumerate(firms)
        for number in range(16)
    ]
    return lines(*rows)


LINES = declared()
DONE = [
    {
        "declaration": row["declaration"],
        "lane": "red" if number % 5 == 0 else "green",
        "examination": "physical" if number % 5 == 0 else "none",
        "examined_at": row["lodged"] + timedelta(hours=3) if number % 5 == 0 else None,
        "result": "clean" if number % 5 == 0 else None,
        "released_at": row["lodged"] + timedelta(hours=4 + number % 7),
    }
    for number, row in enumerate(LINES.iter_rows(named=True))
]


@pytest.fixture
def clients(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, Client]:
    """A stranger, people of both companies, two risk managers; time stands still, and tokens are not drawn by lot."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr("django.middleware.csrf.get_random_string", lambda length, allowed_chars: "a" * length)
    monkeypatch.setattr("django.utils.cache.http_date", lambda seconds: "a moment")
    companies = {
        number: register(
            name=f"Company {number}", identifiers=[Identifier("TIN", number)], actor="system:tests", at=world.now
        )
        for number in (HELD, OTHER)
    }
    world.declared(LINES, observed=DONE, at=datetime(2026, 4, 1, tzinfo=UTC))
    people = {
        "held": world.trader(HELD),
        "other": world.trader(OTHER),
        "manager": world.user(Role.RISK_MANAGER, username="manager"),
        "second": world.user(Role.RISK_MANAGER, username="second"),
    }
    # Both have a case in the programme: the held one a status in force, the other an application.
    programme = Programme(world, preset="national-2026", people={HELD: people["held"], OTHER: people["other"]})
    programme.case(Stage.MONITORED, operator=companies[HELD])
    programme.case(Stage.SUBMITTED, operator=companies[OTHER])
    found = {"stranger": Client(raise_request_exception=False)}
    for name, person in people.items():
        found[name] = Client(raise_request_exception=False)
        found[name].force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return found


def screened(*, held: bool) -> None:
    """Everything is decided, and decided again; in one run under two holds, one of them ratified."""
    from trustlane.access.models import User

    manager, second = User.objects.get(username="manager"), User.objects.get(username="second")
    if held:
        until = NOW + timedelta(days=30)
        common = {"reason": "a covert tip", "withdraws_credit": True, "demands_look": True, "until": until}
        first = NOW - timedelta(hours=2)
        operator = holds.place(about=About.OPERATOR, subject=HELD, by=manager, at=first, **common)  # type: ignore[arg-type]
        holds.place(about=About.DECLARATION, subject=f"{OTHER}-3", by=manager, at=first, **common)  # type: ignore[arg-type]
        holds.ratify(hold=operator, by=second, at=first + timedelta(minutes=5))
    for at in (NOW - timedelta(hours=1), NOW - timedelta(minutes=1)):
        rules = rules_with_holds(policy.default(), None, at=at)
        rests_on = basis(LINES, fact(HELD), fact(OTHER), rules=rules)
        decisions, tables = screening.screen(LINES, rests_on, at=at)
        keep_decisions(
            decisions=decisions,
            lines=LINES,
            basis=rests_on.named,
            tables=tables,
            policy_text="name: x",
            by=manager,
            at=at,
        )


def every_address(thorough: bool) -> Iterator[str]:
    """Every address of the house, with references where it takes some; lists are asked what lists are asked, and if
    thorough every page of the portal is."""
    cases = Case.objects.order_by("pk").values_list("reference", flat=True)
    references = [f"{HELD}-5", f"{OTHER}-3", "IMP1-2", "no-such-number", "1", "csv", *cases]
    for name, parts in addresses():
        for reference in references if parts else [""]:
            try:
                address = reverse(name, args=[reference] * len(parts))
            except NoReverseMatch:
                continue
            asked = name.startswith("portal:") and (thorough or not parts)
            yield from (address + question for question in (QUESTIONS if asked else ("",)))

    for case in cases:
        for name, part in (
            ("section", "FIRM"),
            ("section", "G"),
            ("question", "FIRM.1"),
            ("following", "FIRM.1"),
            *(("deed", deed) for deed in DEEDS),
        ):
            yield reverse(f"portal:{name}", args=[case, part])


def told(answer: Any, body: bytes) -> bytes:
    """The body; of a workbook its parts, without the second in which it was made."""
    if answer.headers.get("Content-Type") != XLSX:
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return b"".join(parts.read(name) for name in sorted(parts.namelist()) if name != "docProps/core.xml")


def fetched(client: Client, thorough: bool) -> dict[str, tuple[int, tuple[tuple[str, str], ...], bytes]]:
    """Status, headers and body under every address, by address."""
    found = {}
    for address in every_address(thorough):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        found[address] = (answer.status_code, _headers(answer), told(answer, body))
    return found


def _headers(answer: Any) -> tuple[tuple[str, str], ...]:
    # How long a workbook is depends on the second in which it was made.
    made = answer.headers.get("Content-Type") == XLSX
    return tuple(sorted(one for one in answer.headers.items() if not (made and one[0] == "Content-Length")))


def run(clients: dict[str, Client], *, held: bool, thorough: bool) -> tuple[dict[str, Any], dict[str, str]]:
    """What everybody outside fetches in one run, and what was decided in it; then the run is undone."""
    cache.clear()
    with transaction.atomic():
        screened(held=held)
        lanes = dict(decided().values_list("declaration", "lane"))
        pages = {name: fetched(clients[name], thorough) for name in ("stranger", "held", "other")}
        transaction.set_rollback(True)
    return pages, lanes


@pytest.mark.parametrize("thorough", [False, pytest.param(True, marks=pytest.mark.drill)])
def test_a_covert_hold_changes_no_byte_outside(clients: dict[str, Client], thorough: bool) -> None:
    without, lanes_without = run(clients, held=False, thorough=thorough)
    within, lanes_within = run(clients, held=True, thorough=thorough)
    # The runs do differ inside: the held company and the held declaration are looked at.
    changed = {one for one in lanes_without if lanes_without[one] != lanes_within[one]}
    assert f"{OTHER}-3" in changed
    assert sum(one.startswith(HELD) for one in changed) > 5
    for who, pages in without.items():
        assert len(pages) > 50
        for address, answer in pages.items():
            assert within[who][address] == answer, (who, address)
    # And what is compared is there: own consignments, and an average of peers that was struck.
    own = without["held"]
    assert own[f"/portal/consignments/{HELD}-5/"][0] == 200
    assert b"Firms like yours, on average" in own["/portal/peers/"][2]
    assert own["/desk/selectivity/"][0] == 403
    assert b"You are an authorized operator" in own["/portal/status/"][2]


def test_the_same_comparison_sees_what_a_desk_page_tells(clients: dict[str, Client]) -> None:
    seen = []
    for held in (False, True):
        cache.clear()
        with transaction.atomic():
            screened(held=held)
            seen.append(clients["manager"].get(f"/desk/selectivity/declarations/{OTHER}-3/").content)
            transaction.set_rollback(True)
    assert seen[0] != seen[1]
    assert b"Held by officers" not in seen[0]
    assert b"Held by officers" in seen[1]
