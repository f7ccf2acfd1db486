"""A node of its own for tests: a state folder that a server started by root can reach too."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from trustlane.config import database, settings
from trustlane.config.settings import InForce


@pytest.fixture(scope="module")
def node() -> Iterator[InForce]:
    """A node whose private database is made when it is first asked for, and removed at the end."""
    # Not pytest's own folder: that one is closed to the system user a server runs as where the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="tln-", dir="/tmp"))
    folder.chmod(0o755)
    made = settings.load({"TRUSTLANE_STATE": str(folder)}, None)
    try:
        yield made
    finally:
        database.stop(made)
        shutil.rmtree(folder, ignore_errors=True)
