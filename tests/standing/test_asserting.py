"""Deeds about one operator wait for one another; whoever began before and waited speaks after."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.recognition.issuer import assert_valid, said
from tests.world import World
from trustlane.access.roles import Role
from trustlane.standing.models import Standing

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = date(2026, 3, 2)


@pytest.fixture
def operator(world: World) -> Any:
    from trustlane.parties.identifiers import Identifier
    from trustlane.standing.actions import register_operator

    return register_operator(
        name="Trader 1",
        identifiers=[Identifier("TIN", "XA000001")],
        by=world.user(Role.REGISTER_OFFICER),
        at=NOON,
        issuer="XA",
    )


def test_a_deed_that_began_before_another_and_waited_for_it_takes_its_word_back(operator: Any) -> None:
    later = NOON + timedelta(seconds=2)
    assert_valid(operator, since=DAY, at=later)
    assert_valid(operator, said("revoked"), since=DAY, at=NOON)
    first, second = Standing.objects.order_by("pk")
    assert (first.state, first.known_from, first.known_to) == ("valid", later, later)
    assert (second.state, second.known_from, second.known_to) == ("revoked", later, None)


def test_what_a_partner_says_waits_in_the_same_way(operator: Any) -> None:
    from django.db import transaction

    from trustlane.ledger.actions import record
    from trustlane.ledger.subjects import Subject
    from trustlane.standing.actions.asserting_many import Heard, assert_heard

    later = NOON + timedelta(seconds=2)
    assert_valid(operator, since=DAY, at=later)
    with transaction.atomic():
        row = record(
            verb="recognition.hear", actor="system:tests", subjects=[Subject("operator", operator.reference)], at=NOON
        )
        heard = Heard(operator.pk, operator.reference, "feed", DAY, ends="suspended")
        assert_heard(heard=[heard], issuer="XA", recorded_in=row, at=NOON)
    assert [(one.state, one.known_from) for one in Standing.objects.filter(known_to=None)] == [("suspended", later)]
