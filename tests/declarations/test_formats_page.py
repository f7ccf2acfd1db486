"""The examples on the page about file formats are accepted as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

from trustlane.declarations.readers.json_lines import read_json_bytes
from trustlane.declarations.readers.mapping_files import parse_mapping

PAGE = (Path(__file__).parents[2] / "docs" / "formats" / "declarations.md").read_text("utf-8")


def example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found.group(1)


def test_the_mapping_on_the_page_is_a_mapping() -> None:
    mapping = parse_mapping(example("yaml"), "page")
    assert (mapping.decimal, mapping.thousands, mapping.delimiter) == (",", ".", ";")
    assert mapping.observed
    assert mapping.parties
    assert mapping.outcomes


def test_the_declaration_on_the_page_is_read_whole() -> None:
    read = read_json_bytes(example("json").encode(), "page")
    assert read.refused == ()
    assert (read.lines.height, read.events.height, read.observed.height, read.outcomes.height) == (1, 1, 1, 1)
    assert read.lines.row(0, named=True)["previous"] == "26XA0000"
