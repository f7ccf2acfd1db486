"""An administration that writes a feed to XB, whose keys it trusts, and a clock that stands still."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.recognition.issuer import NOON, Issuer
from tests.wire.partner import trusts


@pytest.fixture
def issuer(world: Any, tmp_path: Any, settings: Any) -> Issuer:
    settings.TRUSTLANE_ADMINISTRATION = "XA"
    settings.TRUSTLANE_FEEDS_FOLDER = tmp_path / "feeds"
    settings.TRUSTLANE_KEYSETS_FOLDER = tmp_path / "keysets"
    return Issuer(world, tmp_path / "feeds")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], datetime]:
    """Pages speak of this instant."""

    def now() -> datetime:
        return NOON

    monkeypatch.setattr("django.utils.timezone.now", now)
    return now


@pytest.fixture
def feed(issuer: Issuer, clock: Callable[[], datetime]) -> Any:
    """A feed to XB with three operators, signed."""
    trusts((issuer.first, issuer.second), at=NOON - timedelta(hours=2))
    made = issuer.feed()
    for number in (1, 2, 3):
        issuer.says(issuer.operator(number))
    issuer.seal(made)
    return made
