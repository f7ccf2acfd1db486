"""What an amendment changes is found in the header and in the lines."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from trustlane.declarations.facts import Head, Line, Version
from trustlane.desk.selectivity.changes import between, told

NONE: dict[str, Any] = dict.fromkeys(Head.__dataclass_fields__)
HEAD = Head(**{**NONE, "number": 1, "message": "original", "importer": "A", "day": date(2026, 3, 2)})
NO_LINE: dict[str, Any] = dict.fromkeys(Line.__dataclass_fields__)


def line(number: int, **said: Any) -> Line:
    return Line(**{**NO_LINE, "line": number, "currency": "USD", **said})


def version(*lines: Line, **head: Any) -> Version:
    return Version(replace(HEAD, **head), None, None, None, ("BOX1",), (), "file", None, lines, ())


def test_what_stays_is_not_told() -> None:
    assert between(version(line(1, hs="1")), version(line(1, hs="1"), number=2)).nothing


def test_header_containers_and_lines_are_compared() -> None:
    found = between(
        version(line(1, value_minor=100), line(2, hs="0101")),
        replace(version(line(1, value_minor=250), line(3, hs="0303"), importer="B"), containers=("BOX1", "BOX2")),
    )
    assert [(change.line, change.before, change.after) for change in found.changes] == [
        (0, "A", "B"),
        (0, "BOX1", "BOX1, BOX2"),
        (1, 100, 250),
    ]
    assert found.changes[-1].currency == "USD"
    assert [each.line for each in found.added] == [3]
    assert [each.line for each in found.removed] == [2]


def test_a_cancellation_takes_no_goods_out_and_the_next_version_is_compared_with_what_was_declared() -> None:
    versions = (
        version(line(1, hs="1")),
        version(number=2, message="cancellation", lodged=datetime(2026, 3, 3, tzinfo=UTC)),
        version(line(1, hs="2"), number=3, message="amendment"),
    )
    newest, cancelled, first = told(versions)
    assert first.nothing
    assert cancelled.nothing
    assert [(change.before, change.after) for change in newest.changes] == [("1", "2")]
