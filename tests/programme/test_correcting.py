"""The time of an applicant to mend what was found: it goes on until every gap has an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.programme.cases import Programme
from trustlane.programme import actions as deeds
from trustlane.programme.actions import Rating
from trustlane.programme.models import Case
from trustlane.programme.queries.findings import latest, open_corrections, unrated
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def test_the_time_to_mend_goes_on_until_every_gap_has_an_answer(programme: Programme) -> None:
    programme.preset = "national-2026"
    case = programme.case(Stage.VALIDATING)
    lead, trader = programme.validators[0], programme.trader(case.operator)
    first, second, *others = unrated(case)
    gaps = [Rating(item, "minor", item, programme.now, "It stood open.") for item in (first, second)]
    deeds.rate_all(
        case=case,
        ratings=[*gaps, *(Rating(item, "met", item, programme.now) for item in others)],
        by=lead,
        at=programme.tick(),
    )
    programme.do("end_validation", case)
    due = programme.now.date() + timedelta(30)
    asked = {one.pk: ("Close it.", due) for one in latest(case) if one.rating == "minor"}
    deeds.ask_correction(case=case, asked=asked, reason="Two gaps.", by=lead, at=programme.tick())
    one, other = open_corrections(case)
    deeds.answer_correction(correction=one, text="Closed.", by=trader, at=programme.tick())
    assert _waits_for(case) == ("corrective_action", "applicant")
    deeds.answer_correction(correction=one, text="Closed, and a picture.", by=trader, at=programme.tick())
    assert _waits_for(case) == ("corrective_action", "applicant")
    deeds.answer_correction(correction=other, text="Closed too.", by=trader, at=programme.tick())
    assert _waits_for(case)[0] != "corrective_action"


def _waits_for(case: Case) -> tuple[str, str]:
    return Case.objects.values_list("due_term", "turn").get(pk=case.pk)
