"""An edition of the national criteria on its way, and an open application that is answered under the one before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.journeys.seeds import now
from tests.journeys.seeds_programme import _person, at_the_office

OLD = "national-2026"


def renewed(name: str = "2027") -> str:
    """The words of the next edition: one item asks for more than before."""
    from trustlane.criteria import queries

    words = (queries.words(OLD) or "").replace('edition: "2026"', f'edition: "{name}"', 1)
    return words.replace("Has your firm kept clear of", "Has your firm, and whoever owns it, kept clear of", 1)


def application() -> None:
    """A submitted application under the national criteria."""
    from trustlane.programme.stages import Stage

    builder = at_the_office(now() - timedelta(days=3))
    builder.number = 500
    builder.case(Stage.SUBMITTED, catalogue=OLD)


def consulted() -> None:
    """An edition of another family in its consultation, with a comment and its answer."""
    from trustlane.criteria import actions

    cleo, gus = _person("cleo"), _person("gus")
    words = renewed().replace("id: national", "id: islands", 1)
    at = now() - timedelta(days=1)
    edition: Any = actions.load(data=words.encode(), file_name="islands-2027.yaml", by=cleo, at=at)
    until = (at + timedelta(days=20)).date()
    actions.consult(edition=edition, bodies=["FOOD", "Chamber of Commerce"], until=until, by=cleo, at=at)
    text = "A small firm cannot know the record of each of its owners."
    said = actions.comment(edition=edition, item="A.O1", text=text, by=gus, at=at)
    actions.comment(edition=edition, item="", text="Good that it is short.", by=gus, at=at)
    actions.reply(comment=said, outcome="partly", text="Owners of a tenth or more alone.", by=cleo, at=at)
