"""A programme office: its people, signed in, and a builder of cases at any stage."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.programme.cases import Programme
from tests.world import World


@pytest.fixture
def programme(world: World) -> Programme:
    """Its cases begin three weeks ago, so that pages, which speak of now, look back at them."""
    today = desk_clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    return Programme(world, now=today - timedelta(days=20))


@pytest.fixture
def as_person() -> Callable[[Any], Client]:
    def signed_in(user: Any) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def officer(programme: Programme, as_person: Callable[[Any], Client]) -> Client:
    return as_person(programme.officer)


@pytest.fixture
def lead(programme: Programme, as_person: Callable[[Any], Client]) -> Client:
    return as_person(programme.validators[0])


@pytest.fixture
def decider(programme: Programme, as_person: Callable[[Any], Client]) -> Client:
    return as_person(programme.decider)


@pytest.fixture
def auditor(programme: Programme, as_person: Callable[[Any], Client]) -> Client:
    return as_person(programme.person("auditor"))


@pytest.fixture
def agency(programme: Programme, as_person: Callable[[Any], Client]) -> Client:
    return as_person(programme.person("agency_officer"))
