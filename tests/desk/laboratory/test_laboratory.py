"""The policy laboratory: what is tried stands in the address, what is wrong is named, the file is what was shown."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from tests.selectivity.declared import fact, many
from tests.selectivity.trying.assessed import POLICY_TEXT, written
from tests.world import World
from trustlane.access.roles import Role
from trustlane.selectivity import policy
from trustlane.selectivity.laboratory import FILE

PAGE, EXPORT = "/desk/laboratory/", "/desk/laboratory/policy.yaml"
PAGES = (PAGE, f"{PAGE}every-box/", f"{PAGE}scenario/", EXPORT)
HALF = {"capacity.goods.orange": "50", "credit": "150", "random": "2", "stake.contraband": "200", "cap.security": "40"}


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    cache.clear()
    settings.TRUSTLANE_LABORATORY_FOLDER = tmp_path / "laboratory"
    return tmp_path / "laboratory"


@pytest.fixture
def kept(folder: Path) -> Path:
    return written(folder)


@pytest.fixture
def as_person(world: World) -> Callable[..., Client]:
    def signed_in(*roles: Role) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(world.user(*roles), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def manager(as_person: Callable[..., Client]) -> Client:
    return as_person(Role.RISK_MANAGER)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.RISK_MANAGER, Role.OPERATOR)])
def test_only_risk_managers_try_policies(as_person: Callable[..., Client], kept: Path, role: Role) -> None:
    client = as_person(role)
    assert {client.get(address).status_code for address in PAGES} == {403}


def test_a_trader_finds_no_laboratory(world: World, kept: Path) -> None:
    client = Client()
    client.force_login(world.trader("XA1000000001"), backend="django.contrib.auth.backends.ModelBackend")
    assert {client.get(address).status_code for address in PAGES} == {403}


def test_without_numbers_the_policy_is_shown_as_it_is(manager: Client, kept: Path) -> None:
    page = manager.get(PAGE)
    assert page.status_code == 200
    assert page.context["moved"] == []
    for row in page.context["groups"]:
        assert row.counts[0] == row.counts[1]
    assert policy.parse(manager.get(EXPORT).content.decode()) == policy.default()


def test_what_is_tried_stands_in_the_address_and_is_what_is_exported(manager: Client, kept: Path) -> None:
    page = manager.get(PAGE, HALF)
    before, now, _without = page.context["groups"][-1].counts
    assert before != now
    orange = next(row for row in page.context["looks"] if row.before.look == "orange")
    assert orange.now.room == pytest.approx(orange.before.room / 2, rel=0.01)
    address = re.search(rf'href="({EXPORT}\?[^"]+)"', page.content.decode())
    assert address is not None
    exported = manager.get(address[1].replace("&amp;", "&"))
    assert exported.headers["Content-Disposition"] == 'attachment; filename="default-2.yaml"'
    text = exported.content.decode()
    assert "not evidence about the world" in text.replace("\n#", "")
    tried, start = policy.parse(text), policy.default()
    assert tried.tracks["goods"].looks["orange"].capacity.share == 0.015  # type: ignore[union-attr]
    assert tried.random.per_million == 20_000
    assert tried.caps == {"security": 0.4, "revenue": 0.75}
    assert tried.kinds["contraband"].stake.harm == 2 * start.kinds["contraband"].stake.harm
    assert tried.version == start.version + 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("capacity.goods.orange", "-1"),
        ("capacity.goods.orange", "1e999"),
        ("capacity.goods.orange", "NaN"),
        ("credit", "much"),
        ("cap.security", "101"),
        ("random", "100.1"),
        ("stake.contraband", "9" * 400),
        ("stake.contraband", "a\x00b"),
    ],
)
def test_a_number_that_cannot_be_tried_is_named_and_nothing_is_shown_for_it(
    manager: Client, kept: Path, name: str, value: str
) -> None:
    page = manager.get(PAGE, {name: value, "random": "3"} if name != "random" else {name: value})
    assert page.status_code == 200
    assert [wrong for wrong, _label, _told in page.context["form"].wrong] == [name]
    assert "Give a number from 0 to" in page.content.decode()
    assert "tiles" not in page.context
    back = manager.get(EXPORT, {name: value})
    assert back.status_code == 302
    assert back.headers["Location"] == f"{PAGE}?{urlencode({name: value})}"


def test_every_chart_says_that_it_is_simulated_and_whence(manager: Client, kept: Path) -> None:
    for address in PAGES[:2]:
        page = manager.get(address).content.decode()
        charts, marks = page.count('class="chart"'), page.count('class="simulated"')
        assert 0 < charts <= marks
        assert page.count("lessons about the stated mechanics, not evidence about the world") > marks
        assert "small" in page
        assert "0123456789abcdef" in page
        assert f'href="{PAGE}scenario/"' in page


def test_the_scenario_tells_each_parameter_in_its_sentence(manager: Client, kept: Path) -> None:
    page = manager.get(f"{PAGE}scenario/").content.decode()
    assert "offence_ratio" in page
    assert "What people read." in page


def test_where_nothing_was_kept_the_page_names_the_command(manager: Client, folder: Path) -> None:
    for address in PAGES:
        page = manager.get(address)
        assert page.status_code == 200
        assert '<code translate="no">trustlane laboratory</code>' in page.content.decode()
    (folder.parent / "laboratory.new").mkdir()
    assert "A period is being kept" in manager.get(PAGE).content.decode()


def test_what_was_damaged_is_refused_and_nothing_of_it_is_shown(manager: Client, kept: Path) -> None:
    (kept / FILE).write_bytes(b"PAR1")
    for address in PAGES:
        page = manager.get(address)
        assert page.status_code == 200
        assert "declarations.parquet is not as it was written" in page.content.decode()
        assert "trustlane laboratory" in page.content.decode()


def test_the_page_says_when_another_policy_is_in_force(manager: Client, kept: Path, folder: Path, world: World) -> None:
    said = "The policy in force is another"
    lines = many(30, seed=3)
    world.declared(lines)
    world.screened(lines, fact("IMP1"), keep=False)
    assert said not in manager.get(PAGE).content.decode()
    written(folder, text=POLICY_TEXT.replace("per_million: 10000", "per_million: 20000"))
    assert said in manager.get(PAGE).content.decode()
