"""An administration that writes feeds, with its files in a folder of the test."""

import pytest

from tests.recognition.issuer import Issuer


@pytest.fixture
def issuer(world, tmp_path, settings):
    """People, keys and a folder, and nothing said yet."""
    settings.TRUSTLANE_ADMINISTRATION = "XA"
    settings.TRUSTLANE_FEEDS_FOLDER = tmp_path
    return Issuer(world, tmp_path)
