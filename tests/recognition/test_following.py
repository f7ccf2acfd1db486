"""A partner's feed is read: what it says becomes standing here, and what it takes back is gone."""

from datetime import timedelta

from tests.recognition.feed.says import NOON
from tests.recognition.issuers import Issuer, Reading
from tests.world import World

SECOND = timedelta(seconds=1)


def test_what_a_partner_grants_becomes_standing_and_what_it_suspends_is_gone(world: World) -> None:
    issuer = Issuer()
    reading = Reading(world, issuer)
    issuer.says(1)
    looked = reading.reads(NOON)
    assert looked.well, looked
    assert reading.states() == {"XA000001": "valid"}
    issuer.says(1, "suspended")
    assert reading.reads(NOON + SECOND).well
    assert reading.states() == {"XA000001": "suspended"}
