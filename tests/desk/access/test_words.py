"""Every deed about a person has words of its own, and a mark that is drawn."""

import re
from pathlib import Path

import pytest

from trustlane.access import actions
from trustlane.desk.access.words import DEEDS

ACTIONS = Path(actions.__file__).parent


def test_every_deed_of_the_room_is_told_in_words() -> None:
    source = "".join(path.read_text("utf-8") for path in ACTIONS.glob("*.py"))
    verbs = set(re.findall(r'"(access\.[a-z_]+)"', source))
    assert len(verbs) > 10
    assert verbs - set(DEEDS) == set()


@pytest.mark.parametrize("verb", DEEDS)
def test_every_mark_is_in_the_sprite(verb: str) -> None:
    sprite = Path(__file__).resolve().parents[3] / "build" / "icons" / "icons.svg"
    assert f'id="{DEEDS[verb].icon}"' in sprite.read_text("utf-8")
