"""A draw as the plan of a validation keeps it: plain tables with every round, read back to be drawn again."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import msgspec

from trustlane.programme.assigning.drawing import Drawn
from trustlane.programme.assigning.people import DrawRefused

METHOD = "trustlane.programme.assigning, rounds of lots: HMAC-SHA256(seed, words), lowest first"


def written(drawn: Drawn) -> dict[str, Any]:
    """The draw in texts, numbers, lists and tables; lots as 64 hexadecimal digits, which every reader can hold."""
    kept: dict[str, Any] = msgspec.to_builtins(drawn, order="deterministic")
    for each in kept["rounds"]:
        for place in each["urn"]:
            place["first"] = f"{place['first']:064x}"
    return kept


def read(kept: Mapping[str, Any]) -> Drawn:
    """The draw that was kept. Raises DrawRefused where it cannot be read, with the place."""
    table = deepcopy(dict(kept))
    try:
        for each in table["rounds"]:
            for place in each["urn"]:
                place["first"] = int(place["first"], 16)
        return msgspec.convert(table, Drawn)
    except (KeyError, TypeError, ValueError, msgspec.ValidationError) as faulty:
        raise DrawRefused(f"What is kept of the draw cannot be read: {faulty}.") from faulty
