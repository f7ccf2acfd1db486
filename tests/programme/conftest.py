"""A programme with its people, for tests of cases."""

import pytest

from tests.programme.cases import Programme
from tests.world import World


@pytest.fixture
def programme(world: World) -> Programme:
    """People with their roles, and a builder of cases at any stage."""
    return Programme(world)
