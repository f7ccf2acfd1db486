"""Which measures of article 7.7 all operators have is proposed by one person, agreed to by another, and counted."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.actions import Granted
from trustlane.programme.models import Event, GeneralMeasures
from trustlane.programme.queries import benefits, measures
from trustlane.programme.refusals import ChoiceUnknown, NotAsked, ReasonMissing
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db


def proposed(programme: Programme, *letters: str, by: Any = None) -> GeneralMeasures:
    return deeds.propose_measures(
        letters=letters, reason="Customs Act, s. 7.", by=by or programme.officer, at=programme.tick()
    )


def test_they_count_once_a_second_person_agreed(programme: Programme) -> None:
    proposal = proposed(programme, "a", "c")
    assert measures.general() == () and measures.waiting() == proposal
    deeds.agree_measures(proposal=proposal, by=programme.decider, at=programme.tick())
    assert measures.general() == ("a", "c") and measures.waiting() is None
    met = benefits.verdict(["fewer-examinations"], ["exporter"])["exporter"]
    assert met.is_enough and met.measures["a"] == ()
    with pytest.raises(NotAsked):
        deeds.agree_measures(proposal=proposal, by=programme.decider, at=programme.tick())


def test_nobody_agrees_to_the_own_proposal_nor_to_one_that_another_replaced(programme: Programme) -> None:
    own, first = proposed(programme, "a", by=programme.decider), None
    with pytest.raises(Refused):
        deeds.agree_measures(proposal=own, by=programme.decider, at=programme.tick())
    first = proposed(programme, "a")
    proposed(programme, "b")
    with pytest.raises(NotAsked):
        deeds.agree_measures(proposal=first, by=programme.decider, at=programme.tick())
    with pytest.raises(IntegrityError), transaction.atomic():
        GeneralMeasures.objects.filter(pk=first.pk).update(letters=["d"])


def test_what_cannot_be_general_and_what_has_no_reason_is_refused(programme: Programme) -> None:
    with pytest.raises(ChoiceUnknown):
        proposed(programme, "e")
    with pytest.raises(ReasonMissing):
        deeds.propose_measures(letters=["a"], reason=" ", by=programme.officer, at=programme.tick())


def test_a_grant_keeps_for_which_roles_it_falls_short(programme: Programme) -> None:
    kept = []
    for letters in ((), ("a", "c")):
        if letters:
            deeds.agree_measures(proposal=proposed(programme, *letters), by=programme.decider, at=programme.tick())
        case = programme.case(Stage.DECISION_PENDING)
        terms = Granted(security=True, compliance=True, roles=case.roles, benefits=["fewer-examinations"])
        deeds.grant(case=case, terms=terms, reason="Met.", by=programme.decider, at=programme.tick())
        kept.append(Event.objects.get(case=case, move="grant").data.get("short"))
    assert kept == [["exporter"], None]


def test_both_steps_are_done_on_the_page(programme: Programme) -> None:
    def client(person: Any) -> Client:
        signed = Client()
        signed.force_login(person)
        return signed

    officer, decider = client(programme.officer), client(programme.decider)
    officer.post(reverse("cases:propose_measures"), {"letters": ["b"], "reason": "Customs Act, s. 7."})
    proposal = measures.waiting()
    assert proposal is not None
    assert "Customs Act, s. 7." in decider.get(reverse("cases:benefits")).content.decode()
    assert officer.post(reverse("cases:agree_measures", args=[proposal.pk])).status_code == 403
    decider.post(reverse("cases:agree_measures", args=[proposal.pk]))
    assert measures.general() == ("b",)
    assert "Agree to it" not in decider.get(reverse("cases:benefits")).content.decode()
