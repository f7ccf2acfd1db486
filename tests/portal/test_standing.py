"""An operator sees its own standing, and of anybody else nothing at all."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.world import NOW, World
from trustlane.access.roles import Role
from trustlane.standing import actions, queries

LIST = "Name;TIN;Status\nAlder;XA1000000001;valid\nBirch;XA1000000002;suspended\n"


@pytest.fixture(autouse=True)
def register(settings: Any, tmp_path: Path, world: World) -> None:
    settings.TRUSTLANE_EVIDENCE_FOLDER = tmp_path
    first, second = world.user(Role.REGISTER_OFFICER), world.user(Role.REGISTER_OFFICER)
    at = NOW + timedelta(days=1)
    upload = actions.upload_list(
        file_name="list.csv", data=LIST.encode(), issuer="XA", on=date(2026, 3, 1), complete=True, by=first, at=at
    )
    actions.apply_list(upload=upload, seen=queries.preview(upload, at=at).digest, by=second, at=at)


def page_of(user: Any, path: str = "/portal/") -> Any:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(path, follow=True)


def test_the_first_page_of_an_operator_is_its_own_standing(world: World) -> None:
    answer = page_of(world.trader("XA1000000001"), "/")
    assert answer.request["PATH_INFO"] == "/portal/"
    text = answer.content.decode()
    assert "You are a trusted operator today" in text
    assert "Birch" not in text


def test_a_suspended_operator_is_told_that_it_is_treated_like_everybody(world: World) -> None:
    text = page_of(world.trader("XA1000000002")).content.decode()
    assert "Suspended" in text
    assert "You are a trusted operator today" not in text


def test_an_operator_nobody_ever_listed_is_told_what_to_do(world: World) -> None:
    assert "You hold no status today" in page_of(world.trader("XA1000000009")).content.decode()


def test_officers_and_people_without_a_role_have_no_portal(world: World) -> None:
    assert page_of(world.officer()).status_code == 403
    assert page_of(world.user()).status_code == 403


def test_an_operator_does_not_read_which_list_its_standing_came_from(world: World) -> None:
    text = page_of(world.trader("XA1000000001")).content.decode()
    assert "list.csv" not in text
