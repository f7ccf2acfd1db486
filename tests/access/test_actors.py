"""The ledger calls a person by the number of the account, and a part of the system by its name."""

import pytest

from trustlane.access.actors import NOBODY, Actor, id_of_person, person_of, system


def test_an_actor_knows_the_account_of_its_person():
    assert Actor("user:7").person == person_of("user:7") == 7
    assert id_of_person(7) == "user:7"


@pytest.mark.parametrize("actor", [system("clocks"), NOBODY, Actor("node:user:7"), Actor("")])
def test_who_is_no_person_has_no_account(actor):
    assert actor.person == person_of(actor.id) == 0


def test_only_a_part_of_the_system_acts_by_itself():
    assert system("clocks").is_system
    assert not Actor("user:7").is_system
    assert not NOBODY.is_system
