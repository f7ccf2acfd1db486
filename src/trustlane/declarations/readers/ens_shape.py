"""Holds an entry summary message against its table: what is missing, stands too often, or is written otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from trustlane.declarations.readers.ens_table import Field, Group
from trustlane.declarations.readers.xml_safe import Node

SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a message: where, what is wrong, what to do."""

    node: Node
    path: str
    reason: str
    mend: str


def inside(node: Node) -> dict[str, list[Node]]:
    """The children of an element by name, in order."""
    found: dict[str, list[Node]] = {}
    for child in node.children():
        found.setdefault(child.name, []).append(child)
    return found


def problems_of_shape(node: Node, group: Group, path: str, whose: str) -> Iterator[Problem]:
    """Everything in which a group of the message differs from its table."""
    found = inside(node)
    for part in group.parts:
        standing = found.get(part.tag)
        if standing is None:
            if part.must:
                yield _missing(node, part, path, whose)
            continue
        most = part.most if isinstance(part, Group) else 1
        if len(standing) > most:
            yield Problem(
                standing[most],
                f"{path}/{part.tag}[{most + 1}]",
                f"The {part.what} ({part.tag}) stands {len(standing):,} times{whose}; at most {most:,} may.",
                "Leave out what is too much, or spread the goods over several messages.",
            )
        for position, child in enumerate(standing[:most], start=1):
            here = f"{path}/{part.tag}" + (f"[{position}]" if most > 1 else "")
            if isinstance(part, Group):
                yield from problems_of_shape(child, part, here, _within(part, position, whose))
            else:
                problem = _written(child, part, here, whose)
                if problem is not None:
                    yield problem


def _within(group: Group, position: int, whose: str) -> str:
    if group.most == 1:
        return f" in the {group.what} ({group.tag}){whose}"
    return f" in {group.what} {position}{whose}"


def _missing(node: Node, part: Field | Group, path: str, whose: str) -> Problem:
    how = f" {part.format.how}" if isinstance(part, Field) else ""
    return Problem(
        node,
        f"{path}/{part.tag}",
        f"The {part.what} ({part.tag}) is missing{whose}.",
        f"Add {part.tag}, the {part.what}.{how}",
    )


def _written(node: Node, field: Field, path: str, whose: str) -> Problem | None:
    if len(node):
        return Problem(
            node,
            path,
            f"The {field.what} ({field.tag}){whose} holds elements where a value belongs.",
            f"{field.format.how}",
        )
    value = node.words
    if not value:
        mend = field.format.how if field.must else f"{field.format.how} Or leave {field.tag} out."
        return Problem(node, path, f"The {field.what} ({field.tag}) is empty{whose}.", mend)
    if field.format.admits(value):
        return None
    shown = value if len(value) <= SHOWN else value[:SHOWN] + "…"
    return Problem(
        node,
        path,
        f"The {field.what} ({field.tag}) is written '{shown}'{whose}; its format is {field.format.notation}.",
        field.format.how,
    )
