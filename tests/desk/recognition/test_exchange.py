"""The exchange in one look: states, waits, receipts, keys; two persons end a quarantine, its proof at hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import desk_clock
from tests.recognition.feed.says import uuid7
from tests.recognition.issuers import Issuer, Reading
from tests.wire.partner import trusts
from tests.world import World
from trustlane.access.roles import Role
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.leaves import Erased
from trustlane.recognition.models import Quarantine
from trustlane.recognition.queries import following

pytestmark = pytest.mark.django_db
PAGE = "/desk/recognition/exchange/"
NOW = desk_clock.TODAY


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def reading(world: World) -> Reading:
    world.now = NOW - timedelta(days=2)
    return Reading(world, Issuer())


@pytest.fixture
def quarantined(reading: Reading) -> Reading:
    """One operator above the cap of one in a day."""
    reading.agrees(NOW - timedelta(days=1), live=1)
    for of in (1, 2):
        reading.issuer.says(of)
    at = NOW - timedelta(minutes=2)
    reading.looks(at, reading.issuer.serves(at))
    assert Quarantine.objects.filter(kind="cap").count() == 1
    return reading


def test_each_feed_stands_there_with_its_age_and_what_needs_somebody(reading: Reading) -> None:
    desk = signed_in(reading.first)
    assert desk.get(PAGE).context["read"][0].signed is None
    reading.issuer.says(1)
    at = NOW - timedelta(minutes=5)
    reading.looks(at, reading.issuer.serves(at))
    page = desk.get(PAGE)
    (row,) = page.context["read"]
    assert (row.standing.state, row.trusted, row.well) == ("fresh", 1, True)
    assert "Fresh" in page.content.decode()
    late = NOW - timedelta(minutes=1)
    reading.looks(late, reading.issuer.serves(late, note=b"nonsense"))
    told = desk.get(PAGE).content.decode()
    assert "The last look was refused." in told
    assert "NoteUnfit" in told


def test_those_that_need_somebody_stand_first(quarantined: Reading, world: World) -> None:
    well = Issuer("mra.aa.example/xb")
    calm = Reading(world, well, code="AA")
    at = NOW - timedelta(minutes=1)
    calm.looks(at, well.serves(at))
    rows = signed_in(quarantined.first).get(PAGE).context["read"]
    assert next(row.origin for row in rows) == quarantined.feed.origin


def test_two_persons_end_a_quarantine_on_its_page(quarantined: Reading) -> None:
    one, other = signed_in(quarantined.first), signed_in(quarantined.second)
    number = Quarantine.objects.get().pk
    at = f"{PAGE}quarantines/{number}/"
    assert "More was added than the agreement allows" in one.get(PAGE).content.decode()
    assert one.post(at, {"reason": ""}).status_code == 422
    assert one.post(at, {"reason": "a\x00b"}).status_code == 422
    assert one.post(at, {"reason": "They had a merger; both came on one day."}).status_code == 302
    own = one.get(at)
    assert "Waiting for somebody else" in own.content.decode()
    assert one.post(at).status_code == 403
    assert Quarantine.objects.get().ended_at is None
    assert "They had a merger" in other.get(at).content.decode()
    assert other.post(at).status_code == 302
    assert Quarantine.objects.get().ended_by_id == quarantined.second.pk
    assert other.get(at).status_code == 404


def test_the_proof_is_a_file_that_proves_it_by_itself(quarantined: Reading) -> None:
    from trustlane.recognition.feed import evidence

    number = Quarantine.objects.get().pk
    answer = signed_in(quarantined.first).get(f"{PAGE}quarantines/{number}/evidence.json")
    assert "attachment" in answer["Content-Disposition"]
    assert evidence.proven(answer.json())


def test_who_reads_only_reads(quarantined: Reading, world: World) -> None:
    number = Quarantine.objects.get().pk
    for role in (Role.AUDITOR, Role.RISK_MANAGER):
        reader = signed_in(world.user(role))
        assert reader.get(PAGE).status_code == 200
        page = reader.get(f"{PAGE}quarantines/{number}/")
        assert "Somebody of the desk for mutual recognition proposes it." in page.content.decode()
        assert reader.post(f"{PAGE}quarantines/{number}/", {"reason": "so"}).status_code == 403
    assert signed_in(world.user(Role.RISK_MANAGER)).get(PAGE).context["written"] is None
    for path in ("", f"quarantines/{number}/", f"quarantines/{number}/evidence.json"):
        assert signed_in(world.user(Role.CASE_OFFICER)).get(PAGE + path).status_code == 403
    assert following.open_quarantine(999_999, by=quarantined.first, at=NOW) is None


def test_keys_and_what_we_write_stand_there_too(reading: Reading, tmp_path: Any, settings: Any, world: World) -> None:
    from tests.recognition.issuer import Issuer as Writer

    settings.TRUSTLANE_ADMINISTRATION, settings.TRUSTLANE_FEEDS_FOLDER = "XA", tmp_path
    at = NOW - timedelta(days=1)
    writer = Writer(world, tmp_path)
    trusts((writer.first, writer.second), at=at)
    feed = writer.feed(at=at)
    told = signed_in(writer.first).get(PAGE).content.decode()
    assert "By two persons, who compared its fingerprint" in told
    assert feed.origin in told
    assert "never" in told


def test_who_owes_a_statement_of_erasure_and_since_when_stands_on_the_page(reading: Reading) -> None:
    desk, issuer = signed_in(reading.first), reading.issuer
    issuer.says(1)
    at = NOW - timedelta(minutes=5)
    reading.looks(at, issuer.serves(at))
    assert "statement of erasure" not in desk.get(PAGE).content.decode()
    issuer.says(1, "withdrawn", reason="consent_withdrawn")
    issuer.writes(leaves.write(Erased(seq=3, id=uuid7(3), effective=at, seqs=(1,))))
    issuer.bodies[1] = None
    later = NOW - timedelta(minutes=4)
    reading.looks(later, issuer.serves(later))
    page = desk.get(PAGE)
    (row,) = page.context["read"]
    assert (row.unstated, row.unstated_since) == (1, later)
    assert "We owe one statement of erasure, since" in page.content.decode()
