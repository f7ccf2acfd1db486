"""Several people of a firm answer: a section is taken or given, which says whom to ask and bars nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from tests.programme.cases import Programme
from tests.world import World
from trustlane.access.refusals import Refused
from trustlane.programme import actions as deeds
from trustlane.programme.models import Answer, SectionOwner
from trustlane.programme.queries.owning import colleagues, history, owners
from trustlane.programme.refusals import ChoiceUnknown, NotAsked, WrongStage
from trustlane.programme.stages import Stage


@pytest.fixture
def programme(world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """A programme whose clock the pages read too."""
    settings.TRUSTLANE_EVIDENCE_FOLDER = tmp_path
    made = Programme(world, preset="national-2026")
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.tick(seconds=1))
    return made


def client_of(person: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def of(name: str, case: Any, *more: Any) -> str:
    return reverse(f"portal:{name}", args=[case.reference, *more])


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def two_of(programme: Programme) -> tuple[Any, Any, Any]:
    """A draft, and two people of its firm."""
    case = programme.draft(small=False)
    return case, programme.trader(case.operator), programme.world.trader(case.operator.reference)


def test_a_section_is_taken_given_and_let_go_and_every_step_is_kept(programme: Programme) -> None:
    case, one, other = two_of(programme)
    client = client_of(one)
    assert client.post(of("own", case), {"section": "G", "person": one.pk}).status_code == 302
    assert owners(history(case))["G"].name == one.full_name
    client.post(of("own", case), {"section": "G", "person": other.pk})
    client.post(of("own", case), {"section": "G", "person": other.pk})  # the same again is no new step
    client.post(of("own", case), {"section": "G", "person": ""})
    assert owners(history(case)) == {}
    assert [step.person for step in history(case)] == [None, other.pk, one.pk]
    assert {step.by_name for step in history(case)} == {one.full_name}
    with pytest.raises(DatabaseError), transaction.atomic():
        SectionOwner.objects.filter(case=case).update(section="H")
    with pytest.raises(DatabaseError), transaction.atomic():
        SectionOwner.objects.filter(case=case).delete()


def test_the_name_stands_beside_the_section_and_mine_leaves_the_others_out(programme: Programme) -> None:
    case, one, other = two_of(programme)
    client = client_of(one)
    client.post(of("own", case), {"section": "G", "person": other.pk})
    client.post(of("own", case), {"section": "H", "person": one.pk})
    everything = client.get(of("questions", case))
    assert other.full_name in text_of(everything)
    assert everything.context["mine"] == 1
    mine = client.get(of("questions", case) + "?mine=1")
    assert [step.progress.chapter for step in mine.context["steps"]] == ["H"]
    theirs = client_of(other).get(of("questions", case) + "?mine=1")
    assert [step.progress.chapter for step in theirs.context["steps"]] == ["G"]
    assert "sees to this section; everybody of your firm may answer" in text_of(client.get(of("section", case, "G")))


def test_it_bars_nobody_of_the_firm_from_answering(programme: Programme) -> None:
    case, one, other = two_of(programme)
    deeds.give_section(case=case, section="G", person=other.pk, by=one, at=programme.tick())
    before = Answer.objects.filter(case=case, question="G.O1.1").latest("pk")
    said = {"question": "G.O1.1", "value": before.value, "note": "Said by a colleague."}
    assert client_of(one).post(of("answer", case), said, headers={"HX-Request": "true"}).status_code == 200
    assert Answer.objects.filter(case=case, question="G.O1.1").latest("pk").by == f"user:{one.pk}"


def test_only_people_of_the_firm_give_and_are_given(programme: Programme) -> None:
    case, one, _other = two_of(programme)
    stranger = programme.trader(programme.operator())
    with pytest.raises(ChoiceUnknown):
        deeds.give_section(case=case, section="G", person=stranger.pk, by=one, at=programme.tick())
    with pytest.raises(ChoiceUnknown):
        deeds.give_section(case=case, section="G", person=programme.officer.pk, by=one, at=programme.tick())
    with pytest.raises(NotAsked):
        deeds.give_section(case=case, section="no such", person=one.pk, by=one, at=programme.tick())
    for nobody in (stranger, programme.officer):
        with pytest.raises(Refused):
            deeds.give_section(case=case, section="G", person=one.pk, by=nobody, at=programme.tick())
    assert client_of(stranger).post(of("own", case), {"section": "G", "person": stranger.pk}).status_code == 404
    assert stranger.pk not in colleagues(case, at=programme.tick())
    for nonsense in ("x", "99999999999", "-1"):
        client_of(one).post(of("own", case), {"section": "G", "person": nonsense})
    assert not SectionOwner.objects.exists()


def test_where_nothing_can_be_answered_no_section_is_given(programme: Programme) -> None:
    case = programme.case(Stage.VALIDATING)
    trader = programme.trader(case.operator)
    with pytest.raises(WrongStage):
        deeds.give_section(case=case, section="G", person=trader.pk, by=trader, at=programme.tick())
