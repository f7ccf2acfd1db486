"""An administration that writes feeds, with its files in a folder of the test; a desk for mutual recognition."""

import pytest

from tests.recognition.arranged import House
from tests.recognition.issuer import Issuer
from tests.world import World


@pytest.fixture
def issuer(world, tmp_path, settings):
    """People, keys and a folder, and nothing said yet."""
    settings.TRUSTLANE_ADMINISTRATION = "XA"
    settings.TRUSTLANE_FEEDS_FOLDER = tmp_path
    return Issuer(world, tmp_path)


@pytest.fixture
def house(world: World) -> House:
    """People with their roles, and a builder of arrangements at any stage."""
    return House(world)
