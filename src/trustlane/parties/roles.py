"""In what capacity an operator trades: the words that registers, catalogues and certificates share."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal[
    "importer",
    "exporter",
    "manufacturer",
    "broker",
    "carrier",
    "forwarder",
    "terminal",
    "warehouse",
    "postal",
    "ecommerce",
    "free_zone",
]
ROLES: tuple[Role, ...] = get_args(Role)
