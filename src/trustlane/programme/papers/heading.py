"""What stands above every paper about a case: which case, whose, of which administration, by which criteria."""

from __future__ import annotations

from typing import Any, Protocol

from trustlane.programme.papers import fonts, legible, words


class OfCase(Protocol):
    """A paper about one case."""

    @property
    def case(self) -> str:
        """Its reference."""
        ...

    @property
    def administration(self) -> str:
        """Who has the case."""
        ...

    @property
    def operator(self) -> str:
        """The name of the operator."""
        ...

    @property
    def catalogue(self) -> str:
        """The criteria, with their edition."""
        ...


def heading(paper: OfCase, subject: str, language: str) -> dict[str, Any]:
    """The fields of it, in a language; ``subject`` has places for the case and the name. Raises `PaperRefused`."""
    case = legible.line(paper.case, "case", longest=60)
    operator = legible.line(paper.operator, "operator", longest=legible.NAME)
    return {
        "language": fonts.spoken(language),
        "families": fonts.families(language),
        "title": words.fill(subject, {"case": case, "name": operator}),
        "administration": legible.breakable(legible.line(paper.administration, "administration")),
        "case": case,
        "operator": legible.running(operator),
        "catalogue": legible.breakable(legible.line(paper.catalogue, "catalogue")),
    }
