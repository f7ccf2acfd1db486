"""The page of permits people read, made from the tables themselves."""

import ast
import inspect
from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise
from textwrap import dedent

from trustlane.access.tables import AnyOf, Table

HEAD = """# Permits: who may do what

Made from the tables in the code, so it says what the system does. A permission is given when one of its
lines holds, and a line holds when every sentence in it is true. What stands on no table, nobody may do; a closed
account may nothing.
"""


def permits_page(tables: Iterable[Table]) -> str:
    """All tables as one page of Markdown: a chapter a room, a paragraph a permission, a line a clause."""
    chapters = [_chapter(table) for table in tables if table]
    return "\n".join([HEAD, *chapters])


def docstrings(permissions: type[StrEnum]) -> dict[str, str]:
    """The sentence under each member of an enum, which Python itself does not keep.

    An enum that is made from a table has no such text, and gives its ``sentences()`` itself.
    """
    if told := getattr(permissions, "sentences", None):
        return dict(told())
    tree = ast.parse(dedent(inspect.getsource(permissions)))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef)).body
    found: dict[str, str] = {}
    for member, below in pairwise(body):
        if (
            isinstance(member, ast.Assign)
            and isinstance(member.targets[0], ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            found[member.targets[0].id] = " ".join(str(below.value.value).split())
    return found


def _chapter(table: Table) -> str:
    permissions = type(next(iter(table)))
    module = inspect.getmodule(permissions)
    room = permissions.__module__.removeprefix("trustlane.").removesuffix(".permits")
    about = " ".join((inspect.getdoc(module) or "").split())
    said = docstrings(permissions)
    paragraphs = [_paragraph(permission, said[permission.name], rule) for permission, rule in table.items()]
    return "\n".join([f"## {room.capitalize()}", "", about, "", *paragraphs])


def _paragraph(permission: StrEnum, said: str, rule: AnyOf) -> str:
    clauses = [" ".join(predicate.sentence for predicate in clause.predicates) for clause in rule.clauses]
    lines = [f"- {'or: ' if place else ''}{clause}" for place, clause in enumerate(clauses)]
    title = permission.value.replace("_", " ").capitalize()
    return "\n".join([f"### {title}", "", f"{said} (`{permission.value}`)", "", *lines, ""])
