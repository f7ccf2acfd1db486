"""The commitment to a seed is on record once, by somebody who may screen."""

import pytest

from tests.world import World
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.queries import rows
from trustlane.selectivity.actions.committing import VERB, commit_seed
from trustlane.selectivity.random_share import commitment

SEED = b"a seed for this test alone"


def test_it_is_on_record_once_and_the_seed_is_not(world: World) -> None:
    mira = world.user(Role.RISK_MANAGER)
    for _ in range(2):
        assert commit_seed(seed=SEED, by=mira, at=World.now) == commitment(SEED)
    (row,) = rows().filter(verb=VERB)
    assert row.body.after == {"commitment": commitment(SEED)}


def test_who_may_not_screen_may_not_commit(world: World) -> None:
    with pytest.raises(Refused):
        commit_seed(seed=SEED, by=world.user(Role.FRONTLINE_OFFICER), at=World.now)
    assert not rows().filter(verb=VERB).exists()
