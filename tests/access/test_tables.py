"""Tables of permits are made of sentences, and an empty one allows nobody."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from tests.world import NOW
from trustlane.access.actors import Actor, HeldRole, system
from trustlane.access.roles import Role
from trustlane.access.tables import AllOf, about_actor, about_object, all_of, any_of, holds, holds_for_its_office


def officer(*held):
    return Actor("user:1", roles=frozenset(HeldRole(role, office) for role, office in held))


def test_a_sentence_is_the_docstring():
    @about_actor
    def is_awake(actor: Actor, at: datetime) -> bool:
        """The person
        is awake."""
        return True

    assert (is_awake.name, is_awake.sentence, is_awake.needs_object) == ("is_awake", "The person is awake.", False)
    assert is_awake(officer(), None, NOW)


def test_a_test_without_a_sentence_is_refused():
    with pytest.raises(ValueError, match="needs a docstring"):

        @about_object()
        def silent(actor, obj, at):
            return True


def test_an_empty_clause_is_refused_because_it_would_allow_everybody():
    with pytest.raises(ValueError, match="would allow everybody"):
        all_of()


def test_a_single_sentence_is_a_clause():
    awake = holds(Role.AUDITOR)
    assert any_of(awake).clauses == (AllOf((awake,)),)


def test_roles_are_named_in_the_sentence():
    assert holds(Role.AUDITOR, Role.MRA_DESK).sentence == "The person is an auditor or a MRA desk."
    assert holds_for_its_office(Role.FRONTLINE_OFFICER).sentence == (
        "The person is a frontline officer for the office concerned."
    )


def test_a_role_for_one_office_is_not_held_for_another():
    here = holds_for_its_office(Role.FRONTLINE_OFFICER)
    thing = SimpleNamespace(office="XA01")
    assert here(officer((Role.FRONTLINE_OFFICER, "XA01")), thing, NOW)
    assert here(officer((Role.FRONTLINE_OFFICER, "")), thing, NOW)
    assert not here(officer((Role.FRONTLINE_OFFICER, "XA02")), thing, NOW)
    assert not here(officer((Role.AUDITOR, "XA01")), thing, NOW)


def test_the_office_of_a_thing_can_lie_elsewhere():
    here = holds_for_its_office(Role.AUDITOR, office_of=lambda thing: thing.order.office, rows="order__office")
    thing = SimpleNamespace(order=SimpleNamespace(office="XA01"))
    assert here(officer((Role.AUDITOR, "XA01")), thing, NOW)
    assert here.rows(officer((Role.AUDITOR, "XA01")), NOW).children == [("order__office__in", ["XA01"])]


def test_a_role_for_all_offices_filters_nothing():
    here = holds_for_its_office(Role.AUDITOR)
    assert not here.rows(officer((Role.AUDITOR, ""), (Role.AUDITOR, "XA01")), NOW)


def test_a_part_of_the_system_has_the_roles_its_job_needs():
    feeds = system("feeds", [Role.MRA_DESK])
    assert (feeds.id, feeds.holds(Role.MRA_DESK), feeds.holds(Role.AUDITOR)) == ("system:feeds", True, False)
    assert feeds.holds_for("XA01", Role.MRA_DESK)
    assert feeds.offices(Role.MRA_DESK) == {""}
