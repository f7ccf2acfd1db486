"""One model for all tests of this room: fitting takes a second."""

import pytest

from tests.selectivity.model.history import QUICK, history, wrong
from trustlane.selectivity.model.fitting import fit
from trustlane.selectivity.model.model import Model


@pytest.fixture(scope="session")
def model() -> Model:
    """Learnt from an invented history."""
    rows = history()
    return fit(rows, wrong(rows), seed=1, settings=QUICK)
