"""What partners write in the head and the cells of their lists, and what each word means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from trustlane.parties.spelling import latin


@dataclass(frozen=True, slots=True)
class Words:
    """Spellings by meaning, turned round so that a spelling leads to what it means."""

    columns: dict[str, str]
    states: dict[str, str]
    scopes: dict[str, str]
    roles: dict[str, str]


def plain(text: str) -> str:
    """A spelling without case, accents and punctuation."""
    return " ".join(re.sub(r"[^\w]+|_", " ", latin(text).casefold()).split())


@cache
def words() -> Words:
    """The spellings that come with the system."""
    text = resources.files("trustlane.standing").joinpath("law_data/list_words.yaml").read_text("utf-8")
    data = yaml.safe_load(text)

    def turned(name: str) -> dict[str, str]:
        return {plain(each): meaning for meaning, spellings in data[name].items() for each in [meaning, *spellings]}

    return Words(turned("columns"), turned("states"), turned("scopes"), turned("roles"))
