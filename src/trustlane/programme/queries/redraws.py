"""Whether a seat may be drawn anew by one officer alone, and which redraw waits for a second one who agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from trustlane.access.actors import id_of_person
from trustlane.access.models import User
from trustlane.programme.models import Case, Event, RedrawAsked
from trustlane.programme.queries.drawing import kept_draw


@dataclass(frozen=True, slots=True)
class Asked:
    """A redraw that was asked for in the plan that stands."""

    id: int
    leaves: int
    leaves_name: str
    ground: str
    words: str
    by_name: str
    at: datetime
    agreed_name: str  # "" while nobody agreed
    agreed_at: datetime | None


def takes_two(case: Case) -> bool:
    """Whether the team was drawn anew so often that once more takes a second officer."""
    drawn = kept_draw(case)
    return drawn is not None and len(drawn.taken_out) >= drawn.wanted.most_redraws


def team_of(case: Case) -> Mapping[int, str]:
    """Who was drawn and is still in the team, by number; the names of those who might leave it."""
    drawn = kept_draw(case)
    people = [int(person) for person in drawn.team.values()] if drawn else []
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "full_name"))
    return {person: names.get(person, str(person)) for person in people}


def standing_plan(case: Case) -> Event | None:
    """The last plan of the case."""
    return Event.objects.filter(case=case, move="plan_validation").order_by("-number").first()


def redraw_asked(case: Case) -> Asked | None:
    """The redraw that was asked for last in the plan that stands; None where none was, or another plan stands since."""
    row = _last(case)
    if row is None or not takes_two(case):
        return None
    return Asked(
        row.pk,
        row.leaves_id,
        row.leaves.full_name,
        row.ground,
        row.words,
        row.asked_by.full_name,
        row.asked_at,
        row.agreed_by.full_name if row.agreed_by else "",
        row.agreed_at,
    )


def agreed_for(case: Case, person: int, ground: str) -> tuple[str, str]:
    """Who agreed that this person leaves on that ground, and in which words it was asked; nobody and nothing else."""
    row = _last(case)
    if row is None or row.agreed_by_id is None or (row.leaves_id, row.ground) != (person, ground):
        return "", ""
    return id_of_person(row.agreed_by_id), row.words


def _last(case: Case) -> RedrawAsked | None:
    plan = standing_plan(case)
    rows = RedrawAsked.objects.filter(plan=plan).select_related("leaves", "asked_by", "agreed_by")
    return rows.order_by("-pk").first() if plan else None
