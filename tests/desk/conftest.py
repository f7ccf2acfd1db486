"""Pages of the desk speak of now, which is the tests' own day."""

import pytest

from tests import desk_clock


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    desk_clock.begin()
    monkeypatch.setattr("django.utils.timezone.now", desk_clock.now)
