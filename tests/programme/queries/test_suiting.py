"""What a plan proposes rests on what was found and seen before: a major gap asks for a visit on site."""

from typing import Any

import pytest

from tests.programme.cases import Programme
from trustlane.programme.queries.suiting import NOTHING_AGAINST, Proposal, Told, proposal
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def proposed(programme: Programme, case: Any) -> Proposal:
    return proposal(case, at=programme.tick(), on=programme.now.date())


def again(programme: Programme, old: Any) -> Any:
    case = programme.draft(operator=old.operator)
    for step in ("submit", "accept", "begin_review"):
        programme.do(step, case)
    return case


def test_an_operator_nobody_saw_is_visited_in_person_at_least_in_part(programme: Programme) -> None:
    found = proposed(programme, programme.case(Stage.DESK_REVIEW))
    modes, rules = found.suited((), NOTHING_AGAINST)
    assert modes == ("on_site", "hybrid")
    assert "site_was_seen_before" in {rule.name for rule in rules}
    assert found.suited((), Told())[0] == ("on_site",)


@pytest.mark.parametrize(
    ("gap", "record", "modes"), [(False, "clean", ("on_site", "hybrid")), (True, "major", ("on_site",))]
)
def test_what_was_found_last_time_counts(programme: Programme, gap: bool, record: str, modes: tuple[str, ...]) -> None:
    old = programme.case(Stage.REPORTING)
    if gap:
        programme.do("find a gap", old)
    programme.do("withdraw", old)
    found = proposed(programme, again(programme, old))
    assert (found.places[0].last_record, found.places[0].seen_in_person) == (record, True)
    assert found.suited((), NOTHING_AGAINST)[0] == modes
