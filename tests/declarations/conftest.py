"""What the tests of declarations share: short ways to say what was declared, and to keep it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from trustlane.declarations.frame import LINES, Read

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def line(reference: str, number: int | None = 1, **more: Any) -> dict[str, Any]:
    """One line of a declaration, with what a test does not care about filled in."""
    usual: dict[str, Any] = {
        "declaration": reference,
        "version": 1,
        "message": "original",
        "regime": "import",
        "day": date(2026, 3, 2),
        "office": "XA01",
        "importer": "IMP1",
        "line": number,
        "hs": "010121",
        "origin": "XB",
        "net_mass_g": 1000,
        "value_minor": 500,
        "currency": "EUR",
    }
    return {name: (usual | more).get(name) for name in LINES}


def reading(*lines: dict[str, Any]) -> Read:
    """A reading of these lines."""
    return Read(lines=pl.DataFrame(list(lines), schema=LINES))


@pytest.fixture
def keep(db: None) -> Callable[..., Any]:
    """Keep lines, or a reading, as received at an instant."""
    from django.db import connection

    from trustlane.declarations.sql import Loaded, load

    def kept(*lines: dict[str, Any], read: Read | None = None, at: datetime = NOON, **more: Any) -> Loaded:
        connection.ensure_connection()
        return load(connection.connection, read or reading(*lines), at=at, source="test", **more)

    return kept
