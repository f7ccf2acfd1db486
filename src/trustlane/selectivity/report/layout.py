"""What reports are laid out with: one page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib import resources


def document(title: str, sections: Sequence[str]) -> str:
    """The whole page of its sections, without those that are empty; the same input gives the same bytes."""
    style = resources.files("trustlane.selectivity.report").joinpath("page.css").read_text(encoding="utf-8")
    body = "\n".join(section for section in sections if section)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def section(title: str, lead: str, content: str) -> str:
    """A part of a page; `lead` and `content` are HTML already."""
    return f"<section><h2>{escape(title)}</h2><p>{lead}</p>{content}</section>"


def side_by_side(*sections: str) -> str:
    """Parts beside one another where there is room."""
    return f'<div class="pair">{"".join(sections)}</div>'


def wide(chart: str, label: str) -> str:
    """A chart too wide for a phone: there it is moved sideways instead of being shrunk until nobody can read it."""
    return f'<div class="scroll wide" tabindex="0" role="region" aria-label="{escape(label)}">{chart}</div>'


def table(heads: list[str], rows: list[list[str]], caption: str) -> str:
    """A table; cells are HTML already."""
    head = "".join(f"<th scope=col>{escape(name)}</th>" for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
