"""Giving a role takes two persons, neither of whom approves his own; taking it away takes one; the past stays."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from tests.world import NOW
from trustlane.access.actions import roles
from trustlane.access.models import RoleGrant, RoleProposal, RoleRefusal, RoleRevocation
from trustlane.access.queries import actor_of, grants_of, holders, names, open_proposals
from trustlane.access.refusals import AlreadySettled, Refused, RolesApart
from trustlane.access.roles import Role
from trustlane.ledger.queries import story
from trustlane.ledger.subjects import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(world):
    first, _ = world.administrators()
    return roles.propose(user=world.user(), role=Role.RISK_MANAGER, by=first, at=NOW, reason="needed")


def granted(proposal, **change):
    terms = {
        "user_id": proposal.user_id,
        "role": proposal.role,
        "office": proposal.office,
        "valid_from": proposal.valid_from,
        "valid_to": proposal.valid_to,
        "granted_at": NOW,
        "proposal_id": proposal.pk,
        "proposed_by_id": proposal.proposed_by_id,
    }
    return RoleGrant.objects.create(**(terms | change))


def test_what_is_only_proposed_is_not_held(proposal):
    assert not actor_of(proposal.user, at=NOW).roles
    assert list(open_proposals()) == [proposal]


def test_who_proposed_may_not_approve(world, proposal):
    with pytest.raises(Refused, match="did not propose it"):
        roles.approve(proposal=proposal, by=proposal.proposed_by, at=NOW)


def test_who_receives_a_role_may_not_approve_it(world):
    first, second = world.administrators()
    proposal = roles.propose(user=second, role=Role.RISK_MANAGER, by=first, at=NOW, reason="needed")
    with pytest.raises(Refused, match="not the one who receives"):
        roles.approve(proposal=proposal, by=second, at=NOW)


def test_one_person_alone_is_refused_by_the_database_too(proposal):
    with pytest.raises(IntegrityError, match="needs_two_persons"), transaction.atomic():
        granted(proposal, approved_by_id=proposal.proposed_by_id)


def test_the_receiver_is_refused_by_the_database_too(proposal):
    with pytest.raises(IntegrityError, match="not_approved_by_its_receiver"), transaction.atomic():
        granted(proposal, approved_by_id=proposal.user_id)


def test_the_database_knows_no_grant_that_was_not_proposed(world, proposal):
    with pytest.raises(IntegrityError, match="proposed_or_founding"), transaction.atomic():
        granted(proposal, proposal_id=None, proposed_by_id=None)
    _, second = world.administrators()
    for change in ({"role": "auditor"}, {"office": "XA01"}, {"user_id": second.pk}, {"valid_from": NOW - timedelta(1)}):
        with pytest.raises(IntegrityError, match="is not what proposal"), transaction.atomic():
            granted(proposal, **({"approved_by_id": second.pk} | change))


def test_the_proposer_cannot_be_passed_off_as_another(world, proposal):
    first, second = world.administrators()
    assert proposal.proposed_by == first
    with pytest.raises(IntegrityError, match="is not what proposal"), transaction.atomic():
        granted(proposal, proposed_by_id=second.pk, approved_by_id=first.pk)


def test_only_administrators_give_roles(world):
    auditor = world.user(Role.AUDITOR)
    with pytest.raises(Refused, match="is an administrator"):
        roles.propose(user=auditor, role=Role.ADMINISTRATOR, by=auditor, at=NOW, reason="me")


def test_register_officers_give_and_take_the_role_of_a_trader_and_no_other(world):
    rita, rolf, trader = world.user(Role.REGISTER_OFFICER), world.user(Role.REGISTER_OFFICER), world.trader("OP-7")
    roles.revoke(grant=trader.role_grants.get(), by=rita, at=NOW, reason="left")
    proposal = roles.propose(user=trader, role=Role.OPERATOR, by=rita, at=NOW, reason="came back")
    with pytest.raises(Refused, match="did not propose it"):
        roles.approve(proposal=proposal, by=rita, at=NOW)
    assert roles.approve(proposal=proposal, by=rolf, at=NOW).role == Role.OPERATOR
    with pytest.raises(Refused, match="role is to act for an operator"):
        roles.propose(user=rolf, role=Role.RISK_MANAGER, by=rita, at=NOW, reason="x")
    first, _ = world.administrators()
    desk = roles.propose(user=world.user(), role=Role.RISK_MANAGER, by=first, at=NOW, reason="x")
    with pytest.raises(Refused, match="role is to act for an operator"):
        roles.approve(proposal=desk, by=rita, at=NOW)
    with pytest.raises(Refused, match="role is to act for an operator"):
        roles.revoke(grant=rolf.role_grants.get(), by=rita, at=NOW, reason="x")


@pytest.mark.parametrize(("operator", "role"), [("OP-7", Role.AUDITOR), ("", Role.OPERATOR)])
def test_who_acts_for_an_operator_holds_no_role_of_the_desk(world, operator, role):
    first, second = world.administrators()
    user = world.user(operator=operator)
    with pytest.raises(RolesApart):
        roles.propose(user=user, role=role, by=first, at=NOW, reason="x")
    terms = {"user": user, "role": role.value, "valid_from": NOW, "proposed_by": first}
    proposal = RoleProposal.objects.create(**terms, proposed_at=NOW, reason="around the law")
    with pytest.raises(RolesApart):
        roles.approve(proposal=proposal, by=second, at=NOW)
    with pytest.raises(IntegrityError, match="does not fit whom account"), transaction.atomic():
        granted(proposal, approved_by_id=second.pk)


def test_a_proposal_is_approved_once(world, proposal):
    _, second = world.administrators()
    roles.approve(proposal=proposal, by=second, at=NOW)
    with pytest.raises(AlreadySettled):
        roles.approve(proposal=proposal, by=second, at=NOW)
    with pytest.raises(AlreadySettled):
        roles.refuse(proposal=proposal, by=second, at=NOW, reason="too late")
    with pytest.raises(IntegrityError, match="was approved"), transaction.atomic():
        RoleRefusal.objects.create(proposal=proposal, refused_by=second, refused_at=NOW, reason="x")
    assert not open_proposals().exists()


def test_what_was_refused_is_not_approved(world, proposal):
    first, second = world.administrators()
    roles.refuse(proposal=proposal, by=first, at=NOW, reason="withdrawn")
    with pytest.raises(AlreadySettled):
        roles.approve(proposal=proposal, by=second, at=NOW)
    with pytest.raises(IntegrityError, match="was refused"), transaction.atomic():
        granted(proposal, approved_by_id=second.pk)


def test_one_person_takes_a_role_away_and_only_once(world):
    user = world.user(Role.RISK_MANAGER)
    first, second = world.administrators()
    roles.revoke(grant=user.role_grants.get(), by=first, at=NOW, reason="left")
    assert not actor_of(user, at=NOW).roles
    with pytest.raises(AlreadySettled):
        roles.revoke(grant=user.role_grants.get(), by=second, at=NOW, reason="left")


@pytest.mark.parametrize("model", [RoleProposal, RoleGrant, RoleRefusal, RoleRevocation])
def test_the_history_of_roles_is_never_edited(world, as_owner, model):
    first, second = world.administrators()
    user = world.user(Role.AUDITOR)
    roles.revoke(grant=user.role_grants.get(), by=first, at=NOW, reason="left")
    refused = roles.propose(user=user, role=Role.AUDITOR, by=first, at=NOW, reason="again")
    roles.refuse(proposal=refused, by=second, at=NOW, reason="no")
    for role in (nullcontext(), as_owner):
        with role, pytest.raises(IntegrityError, match="UPDATE is refused"), transaction.atomic():
            model.objects.update(id=F("id"))
        with role, pytest.raises(IntegrityError, match="DELETE is refused"), transaction.atomic():
            model.objects.all()._raw_delete("default")


@pytest.mark.parametrize("change", [{"role": "king"}, {"valid_to": NOW}])
def test_the_database_refuses_what_is_no_role_or_no_time(world, proposal, change):
    terms = {"user": proposal.user, "role": "auditor", "valid_from": NOW, "proposed_by": proposal.proposed_by}
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleProposal.objects.create(**(terms | {"proposed_at": NOW, "reason": ""} | change))


def test_the_way_of_a_role_is_a_story(world):
    user = world.user(Role.RISK_MANAGER, office="XA01")
    roles.revoke(grant=user.role_grants.get(), by=world.administrators()[1], at=NOW, reason="left")
    told = story(Subject("user", str(user.pk)))
    assert [entry.verb for entry in told] == [
        "access.revoke_role",
        "access.approve_role",
        "access.propose_role",
        "access.enrol_person",
    ]
    assert (told[0].before["role"], told[0].before["office"], told[0].reason) == ("risk_manager", "XA01", "left")
    assert [entry.actor for entry in told[1:3]] == [each.actor for each in reversed(world.administrators())]


def test_who_holds_a_role_for_an_office(world):
    here, there, everywhere = world.officer("XA01"), world.officer("XA02"), world.officer("")
    assert set(holders(Role.FRONTLINE_OFFICER, at=NOW, office="XA01")) == {here, everywhere}
    assert set(holders(Role.FRONTLINE_OFFICER, at=NOW)) == {here, there, everywhere}
    assert [grant.role for grant in grants_of(here)] == ["frontline_officer"]


def test_actors_of_a_story_have_names(world):
    user = world.user(full_name="Ana Silva")
    found = names({user.actor, "system:setup", "user:999999"})
    assert found[user.actor].full_name == "Ana Silva"
    assert found["system:setup"].full_name == "system:setup"
    assert found["user:999999"].full_name == "user:999999"
