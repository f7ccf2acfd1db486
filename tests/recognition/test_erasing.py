"""After an erasure nothing of the exchanged body is in recognition's tables; where else it stands is listed."""

from datetime import timedelta

import pytest

from tests.recognition.dumps import ELSEWHERE, tables_with
from tests.recognition.feed.says import NOON, uuid7
from tests.recognition.issuers import READER, Issuer, Reading
from tests.world import NOW, World
from trustlane.parties.identifiers import Identifier
from trustlane.recognition.actions.erasing import erase_bodies
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.leaves import Erased
from trustlane.recognition.models import ReadSubject, WaitingAddition

LATER = NOON + timedelta(seconds=5)
SECRETS = ("Hidden Harbour Ltd", "XA777111", "529900T8BM49AURSDO55", "harbour@example.test", "12 Quay Street")
BODY = {
    "tin": "XA777111",
    "legal_name": "Hidden Harbour Ltd",
    "identifiers": (Identifier("LEI", "529900T8BM49AURSDO55"),),
    "contact": "harbour@example.test",
}


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def reading(world: World, issuer: Issuer) -> Reading:
    found = Reading(world, issuer)
    issuer.says(1, body=BODY)
    issuer.says(2)
    assert found.reads(NOON).well
    assert found.trusted() == {"XA777111", "XA000002"}
    assert "recognition_readbody" in tables_with(*SECRETS)
    return found


def erased(issuer: Issuer, *seqs: int) -> None:
    seq = issuer.next
    issuer.writes(leaves.write(Erased(seq=seq, id=uuid7(seq), effective=NOON, seqs=seqs)))
    for each in seqs:
        issuer.bodies[each] = None


def test_an_entry_that_says_so_erases_the_body_and_ends_what_it_gave(issuer: Issuer, reading: Reading) -> None:
    erased(issuer, 1)
    assert reading.reads(LATER).well
    assert reading.trusted() == {"XA000002"}
    assert reading.states()["XA777111"] == "withdrawn"
    assert not [each for each in tables_with(*SECRETS) if each.startswith("recognition_")]
    assert ReadSubject.objects.get(seq=1).operator is None


def test_after_consent_is_withdrawn_the_removal_comes_first_and_the_erasure_behind(
    issuer: Issuer, reading: Reading
) -> None:
    issuer.says(1, "withdrawn", reason="consent_withdrawn")
    assert reading.reads(LATER).well
    assert reading.trusted() == {"XA000002"}
    erased(issuer, 1)
    assert reading.reads(LATER + timedelta(seconds=1)).well
    assert not [each for each in tables_with(*SECRETS) if each.startswith("recognition_")]
    assert ReadSubject.objects.get(to="withdrawn").operator is None


def test_a_deed_of_ours_erases_the_body_and_it_is_not_fetched_again(issuer: Issuer, reading: Reading) -> None:
    assert erase_bodies(feed=reading.feed, seqs=[1], by=reading.first, at=NOW, reason="asked to") == 1
    assert reading.trusted() == {"XA000002"}
    assert reading.reads(LATER).well
    assert not [each for each in tables_with(*SECRETS) if each.startswith("recognition_")]


def test_an_addition_that_still_waits_is_erased_too(world: World, issuer: Issuer) -> None:
    reading = Reading(world, issuer)
    issuer.says(1, body=BODY)
    kept = issuer.bodies.pop(1)
    reading.reads(NOON)
    assert WaitingAddition.objects.count() == 1
    erase_bodies(feed=reading.feed, seqs=[1], by=READER, at=NOON, reason="asked to")
    issuer.bodies[1] = kept
    assert reading.reads(LATER).well
    assert WaitingAddition.objects.count() == 0
    assert reading.states() == {}
    assert tables_with(*SECRETS) == set()


def test_a_newer_body_stays_where_an_older_one_is_erased(issuer: Issuer, reading: Reading) -> None:
    issuer.says(2, "updated", body={"tier": "gold"})
    assert reading.reads(LATER).well
    erased(issuer, 2)
    assert reading.reads(LATER + timedelta(seconds=1)).well
    assert "XA000002" in reading.trusted()
    assert ReadSubject.objects.get(seq=3).operator is not None


def test_where_else_the_operator_still_stands_is_listed_with_why(issuer: Issuer, reading: Reading) -> None:
    erased(issuer, 1)
    assert reading.reads(LATER).well
    found = tables_with(*SECRETS)
    assert found <= set(ELSEWHERE), found - set(ELSEWHERE)
    assert "standing_standing" in found
