"""Finds elements by the path of their names, whatever namespaces and prefixes a sender's software put on them."""

from __future__ import annotations

from collections.abc import Iterator

from trustlane.declarations.readers.xml_safe import Node


def every(node: Node, path: str) -> Iterator[Node]:
    """All elements at a path of names below a node, in order: `every(declaration, "GoodsShipment/Importer")`."""
    name, _, rest = path.partition("/")
    for child in node.children():
        if child.name == name:
            if rest:
                yield from every(child, rest)
            else:
                yield child


def one(node: Node | None, path: str) -> Node | None:
    """The first element at a path, if there is one."""
    return None if node is None else next(every(node, path), None)


def said(node: Node | None, *paths: str) -> str | None:
    """The first value found at one of the paths, tried in order; an empty element says nothing."""
    if node is None:
        return None
    for path in paths:
        for found in every(node, path):
            if found.words:
                return found.words
    return None


def attribute(node: Node | None, name: str) -> str | None:
    """An attribute's value by its name without namespace."""
    if node is None:
        return None
    for key, value in node.attrib.items():
        if key.rpartition("}")[2] == name and value.strip():
            return value.strip()
    return None
