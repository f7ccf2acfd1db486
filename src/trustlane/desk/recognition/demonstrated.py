"""The nodes of a demonstration beside this one, and the line between two of them, which its parent lets run or not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Beside:
    """Another node of the demonstration."""

    code: str
    name: str
    url: str
    cut: bool  # the line between it and this one


def beside() -> list[Beside]:
    """The other nodes; none where this is no demonstration of several."""
    file = Path(settings.TRUSTLANE_NODES_FILE or "")
    if not settings.TRUSTLANE_NODES_FILE or not file.is_file():
        return []
    told = json.loads(file.read_text("utf-8"))
    return [
        Beside(one["code"], one["name"], one["url"], _mark(one["code"]).exists())
        for one in told
        if one["code"] != settings.TRUSTLANE_ADMINISTRATION
    ]


def cut(code: str) -> None:
    """Cut the line to that node, in both directions."""
    _mark(code).parent.mkdir(exist_ok=True)
    _mark(code).touch()


def heal(code: str) -> None:
    """Let it run again."""
    _mark(code).unlink(missing_ok=True)


def _mark(code: str) -> Path:
    pair = "-".join(sorted((code, settings.TRUSTLANE_ADMINISTRATION)))
    return Path(settings.TRUSTLANE_NODES_FILE).parent / "lines-cut" / pair
