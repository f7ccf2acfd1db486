"""Who is enrolled and holds what: now, on another day, and as it was known then."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.utils import timezone

from tests.world import NOW
from trustlane.access.actions import lockouts, people, roles, set_up
from trustlane.access.directory import Then, Wanted, offices, persons, waiting_count
from trustlane.access.directory import people as listed
from trustlane.access.dossier import confirmers, dossier, locked_until
from trustlane.access.dossier import grant as open_grant
from trustlane.access.dossier import proposal as open_proposal
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def names(world, then=None, by=None, now=NOW, **wanted):
    by = by or world.administrators()[0]
    found = listed(Wanted(**wanted), then or Then(now, now), by=by, now=now)
    return sorted(found.values_list("username", flat=True))


def back(at, known=None):
    return Then(at, known or at, past=True)


def test_people_are_found_by_name_role_office_and_company(world):
    world.user(Role.AUDITOR, username="aude", full_name="Aude Marsh")
    world.officer("XA01", username="fay")
    world.trader("OP-7", username="otto")
    assert names(world, search="marsh") == ["aude"]
    assert names(world, search="op-7") == ["otto"]
    assert names(world, role="frontline_officer") == ["fay"]
    assert names(world, office="XA01") == ["fay"]
    assert names(world, operator="OP-7") == ["otto"]
    assert names(world, search="100%_") == []
    assert offices() == ["XA01"]


def test_who_is_closed_and_who_waits_is_told_apart(world):
    first, _ = world.administrators()
    world.user(username="here")
    gone, proposed, linked = world.user(username="gone"), world.user(username="proposed"), world.user(username="linked")
    people.close(user=gone, by=first, at=NOW, reason="left")
    roles.propose(user=proposed, role=Role.AUDITOR, by=first, at=NOW, reason="needed")
    set_up.begin(user=linked, link="link", by=first, at=NOW)
    assert names(world, state="closed") == ["gone"]
    assert "gone" not in names(world, state="active")
    assert names(world, state="waiting") == ["linked", "proposed"]
    assert waiting_count(by=first, at=NOW) == 2


def test_register_officers_see_those_outside_only_and_auditors_everybody(world):
    world.trader("OP-7", username="otto")
    rita, aude = world.user(Role.REGISTER_OFFICER), world.user(Role.AUDITOR)
    assert names(world, by=rita) == ["otto"]
    assert len(names(world, by=aude)) == 5
    assert names(world, by=world.user(Role.RISK_MANAGER)) == []
    assert dossier(aude.pk, Then(NOW, NOW), by=rita, now=NOW) is None


def test_the_past_is_shown_as_it_was_and_as_it_was_known(world):
    first, _ = world.administrators()
    user = world.user(Role.RISK_MANAGER, username="ana", full_name="Ana Silva", office="XA01")
    people.amend(user=user, full_name="Ana Souza", office="XA02", by=first, at=NOW + DAY)
    people.amend(user=user, office="XA03", by=first, at=NOW + 2 * DAY)
    people.close(user=user, by=first, at=NOW + 3 * DAY, reason="left")
    roles.revoke(grant=user.role_grants.get(), by=first, at=NOW + 3 * DAY, reason="left")
    now = NOW + 10 * DAY

    def as_of(then):
        (found,) = persons(listed(Wanted(search="ana"), then, by=first, now=now), then)
        return found.full_name, found.office, found.active, [held.role for held in found.roles]

    assert as_of(Then(now, now)) == ("Ana Souza", "XA03", False, [])
    assert as_of(back(NOW + DAY / 2)) == ("Ana Silva", "XA01", True, ["risk_manager"])
    assert as_of(back(NOW + 1.5 * DAY)) == ("Ana Souza", "XA02", True, ["risk_manager"])
    # On the tenth day, by what was known on the second, the role was held without an end.
    assert as_of(back(now, known=NOW + 2.5 * DAY)) == ("Ana Souza", "XA03", True, ["risk_manager"])
    assert names(world, back(NOW + 1.5 * DAY), now=now, office="XA02") == ["ana"]
    assert names(world, back(NOW + 1.5 * DAY), now=now, office="XA01") == ["ana"]  # her role is for that office
    assert names(world, back(NOW + 1.5 * DAY), now=now, state="closed") == []
    assert names(world, back(NOW + 1.5 * DAY), now=now, search="silva") == []
    assert names(world, back(NOW - DAY), now=now) == []


def test_one_person_is_told_whole(world):
    first, second = world.administrators()
    user = world.user(Role.AUDITOR, username="ana")
    declined = roles.propose(user=user, role=Role.RISK_MANAGER, by=first, at=NOW, reason="perhaps")
    roles.refuse(proposal=declined, by=second, at=NOW, reason="no")
    roles.propose(user=user, role=Role.MRA_DESK, by=first, at=NOW, reason="needed")
    told = dossier(user.pk, Then(NOW, NOW), by=first, now=NOW)
    assert [held.role for held in told.person.roles] == ["auditor"]
    assert [grant.approved_by for grant in told.grants] == [second]
    assert [refusal.reason for refusal in told.refusals] == ["no"]
    assert [proposal.role for proposal in told.proposals] == ["mra_desk"]
    assert told.names[first.actor] == "Founder One"
    assert told.story[-1].verb == "access.enrol_person"
    before = dossier(user.pk, back(NOW - DAY), by=first, now=NOW)
    assert before is None


def test_what_waits_is_found_by_those_who_may_see_the_person(world):
    first, second = world.administrators()
    user = world.user(Role.AUDITOR)
    waiting = roles.propose(user=user, role=Role.MRA_DESK, by=first, at=NOW, reason="needed")
    rita = world.user(Role.REGISTER_OFFICER)
    assert open_proposal(waiting.pk, by=second, at=NOW) == waiting
    assert open_proposal(waiting.pk, by=rita, at=NOW) is None
    held = user.role_grants.get()
    assert open_grant(held.pk, by=second, at=NOW) == held
    assert open_grant(held.pk, by=rita, at=NOW) is None
    roles.revoke(grant=held, by=first, at=NOW, reason="left")
    assert open_grant(held.pk, by=second, at=NOW) is None


def test_who_could_be_the_second_person_is_named(world):
    first, _ = world.administrators()
    world.user(Role.REGISTER_OFFICER, full_name="Rita")
    assert confirmers(Role.AUDITOR, but=[first.pk], at=NOW) == ["Founder Two"]
    assert confirmers(Role.OPERATOR, but=[first.pk], at=NOW) == ["Founder Two", "Rita"]


def test_a_locked_out_person_is_let_in_again_by_a_recorded_deed(world, settings):
    first, _ = world.administrators()
    user = world.user(username="ana", password="pass phrase")

    def tries(name, password):
        return authenticate(RequestFactory().post("/login"), username=name, password=password)

    for _ in range(settings.AXES_FAILURE_LIMIT):
        tries("ANA", "wrong")
    at = timezone.now()  # noqa: TID251 - axes counts by the machine's clock
    assert tries("ana", "pass phrase") is None
    assert locked_until(user, at=at) > at
    with pytest.raises(Refused):
        lockouts.unlock(user=user, by=world.user(Role.AUDITOR), at=NOW)
    assert lockouts.unlock(user=user, by=first, at=NOW, reason="it was her") == 1
    assert locked_until(user, at=at) is None
    assert tries("ana", "pass phrase") == user
    assert lockouts.unlock(user=user, by=first, at=NOW) == 0
    told = dossier(user.pk, Then(NOW, NOW), by=first, now=NOW).story
    assert [entry.verb for entry in told].count("access.unlock_person") == 1
