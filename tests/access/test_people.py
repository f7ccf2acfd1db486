"""People are enrolled and their accounts changed by recorded deeds; a password is never recorded."""

import json

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from tests.world import NOW
from trustlane.access.actions import people, roles
from trustlane.access.actions.erasure import erase_content
from trustlane.access.actions.founding import Founder, found
from trustlane.access.models import User
from trustlane.access.queries import actor_of, actors_of
from trustlane.access.refusals import AlreadyFounded, NameTaken, Refused, RoleInTheWay, RolesApart, TooFewFounders
from trustlane.access.roles import Role
from trustlane.ledger.models import Row
from trustlane.ledger.queries import Finding, rows, story, verify
from trustlane.ledger.subjects import Subject

pytestmark = pytest.mark.django_db


def logs_in(**words):
    return authenticate(RequestFactory().post("/login"), **words)


def told(user):
    return story(Subject("user", str(user.pk)))


def test_a_person_is_enrolled_and_that_is_recorded(world):
    first, _ = world.administrators()
    user = people.enrol(username="ana", full_name="Ana Silva", office="XA01", password="pass phrase", by=first, at=NOW)
    (entry,) = told(user)
    assert (entry.verb, entry.actor) == ("access.enrol_person", first.actor)
    assert entry.after["full_name"] == "Ana Silva"
    assert "pass" not in json.dumps(entry.after)


def test_a_password_is_kept_with_argon2_and_lets_in(world):
    user = world.user(username="ana", password="pass phrase")
    assert user.password.startswith("argon2$")
    assert logs_in(username="ANA", password="pass phrase") == user
    assert logs_in(username="ana", password="other") is None


def test_without_a_password_nobody_logs_in(world):
    world.user(username="ana")
    assert logs_in(username="ana", password="") is None


def test_two_people_do_not_share_a_name_whatever_its_case(world):
    world.user(username="ana")
    with pytest.raises(NameTaken, match="'ANA'"):
        world.user(username="ANA")
    with pytest.raises(IntegrityError, match="one_person_a_username"), transaction.atomic():
        User.objects.create(username="Ana", full_name="x", enrolled_at=NOW)


@pytest.mark.parametrize("name", ["", "a b", "a\tb"])
def test_a_name_to_log_in_with_has_no_spaces(name):
    with pytest.raises(IntegrityError, match="has_no_spaces"), transaction.atomic():
        User.objects.create(username=name, full_name="x", enrolled_at=NOW)


def test_an_amendment_records_what_changed_and_only_that(world):
    first, _ = world.administrators()
    user = world.user(full_name="Ana Silva", office="XA01")
    people.amend(user=user, full_name="Ana Souza", office="XA01", by=first, at=NOW, reason="married")
    entry = told(user)[0]
    assert (entry.before, entry.after, entry.reason) == (
        {"full_name": "Ana Silva"},
        {"full_name": "Ana Souza"},
        "married",
    )


def test_an_amendment_that_changes_nothing_is_no_deed(world):
    user = world.user(office="XA01")
    before = len(told(user))
    people.amend(user=user, office="XA01", by=world.administrators()[0], at=NOW)
    assert len(told(user)) == before


def test_everybody_chooses_the_language_of_his_own_pages_only(world):
    user, other = world.user(), world.user()
    assert people.prefer(user=user, language="ar", by=user, at=NOW).language == "ar"
    with pytest.raises(Refused, match="own"):
        people.prefer(user=other, language="ar", by=user, at=NOW)


def test_an_account_is_closed_and_opened_again_by_somebody_else(world):
    first, second = world.administrators()
    closed = people.close(user=second, by=first, at=NOW, reason="left")
    assert not closed.is_active
    assert people.reopen(user=second, by=first, at=NOW, reason="came back").is_active
    with pytest.raises(Refused):
        people.close(user=first, by=first, at=NOW, reason="locks the door from outside")


def test_a_closed_account_does_not_log_in(world):
    user = world.user(username="ana", password="pass phrase")
    people.close(user=user, by=world.administrators()[0], at=NOW, reason="left")
    assert logs_in(username="ana", password="pass phrase") is None


def test_everybody_changes_his_own_password(world):
    user = world.user(username="ana")
    people.change_password(user=user, password="new phrase", by=user, at=NOW)
    assert logs_in(username="ana", password="new phrase") == user
    assert (told(user)[0].verb, told(user)[0].after) == ("access.change_password", None)


def test_nobody_sets_the_password_of_another(world):
    first, _ = world.administrators()
    user = world.user()
    for by in (first, world.user(Role.REGISTER_OFFICER)):
        with pytest.raises(Refused, match="account is the person's own"):
            people.change_password(user=user, password="new phrase", by=by, at=NOW)


def test_who_acts_for_an_operator_is_not_moved_to_another_by_one_person(world):
    first, _ = world.administrators()
    trader = world.trader("OP-7")
    with pytest.raises(RoleInTheWay, match="Revoke the role"):
        people.amend(user=trader, operator="OP-8", by=first, at=NOW)
    roles.revoke(grant=trader.role_grants.get(), by=first, at=NOW, reason="changes company")
    assert people.amend(user=trader, operator="OP-8", by=first, at=NOW).operator == "OP-8"


@pytest.mark.parametrize("held", [True, False])
def test_whom_an_account_acts_for_stays_while_a_role_rests_or_waits_on_it(world, held):
    first, _ = world.administrators()
    officer = world.user(*([Role.AUDITOR] if held else []))
    if not held:
        roles.propose(user=officer, role=Role.AUDITOR, by=first, at=NOW, reason="needed")
    with pytest.raises(RoleInTheWay):
        people.amend(user=officer, operator="OP-8", by=first, at=NOW)


def test_register_officers_enrol_and_amend_those_outside_and_nobody_else(world):
    rita = world.user(Role.REGISTER_OFFICER)
    trader = people.enrol(username="otto", full_name="Otto", password=None, operator="OP-7", by=rita, at=NOW)
    assert people.amend(user=trader, full_name="Otto O.", by=rita, at=NOW).full_name == "Otto O."
    assert not people.close(user=trader, by=rita, at=NOW, reason="left the company").is_active
    for deed in (
        lambda: people.enrol(username="x", full_name="X", password=None, by=rita, at=NOW),
        lambda: people.amend(user=world.user(), full_name="X", by=rita, at=NOW),
        lambda: people.close(user=world.administrators()[0], by=rita, at=NOW, reason="x"),
    ):
        with pytest.raises(Refused):
            deed()


def test_only_administrators_enrol(world):
    with pytest.raises(Refused):
        people.enrol(username="x", full_name="X", password=None, by=world.user(Role.AUDITOR), at=NOW)


def test_a_house_is_founded_by_two_and_the_record_says_so():
    users = found(founders=[Founder("ana", "Ana", "pass phrase"), Founder("bo", "Bo")], at=NOW, reason="first start")
    assert all(actor_of(user, at=NOW).holds(Role.ADMINISTRATOR) for user in users)
    row = Row.objects.get()
    assert (row.verb, row.actor) == ("access.found", "system:setup")


@pytest.mark.parametrize("founders", [[], [Founder("ana", "Ana")], [Founder("ana", "Ana"), Founder("ANA", "Ana")]])
def test_one_alone_founds_nothing(founders):
    with pytest.raises(TooFewFounders, match="two different persons"):
        found(founders=founders, at=NOW, reason="first start")


def test_who_acts_for_an_operator_founds_no_house():
    User.objects.create(username="otto", full_name="Otto", operator="OP-7", enrolled_at=NOW)
    with pytest.raises(RolesApart):
        found(founders=[Founder("ana", "Ana"), Founder("otto", "Otto")], at=NOW, reason="first start")


def test_a_house_is_founded_once(world):
    world.administrators()
    with pytest.raises(AlreadyFounded):
        found(founders=[Founder("eve", "Eve"), Founder("mallory", "Mallory")], at=NOW, reason="let me in")


def test_a_house_that_lost_its_administrators_recovers_by_another_verb(world):
    first, second = world.administrators()
    people.close(user=second, by=first, at=NOW, reason="left")
    users = found(founders=[Founder("founder2", "x"), Founder("new", "New")], at=NOW, reason="nobody left")
    assert users[0].pk == second.pk
    assert users[0].is_active
    assert story(Subject("user", str(users[1].pk)))[0].verb == "access.recover"


def test_a_recovery_can_set_a_new_password_and_keeps_one_that_is_not_named(world):
    first, second = world.administrators()
    people.change_password(user=second, password="own phrase", by=second, at=NOW)
    people.close(user=second, by=first, at=NOW, reason="left")
    found(founders=[Founder("founder1", "x", "new phrase"), Founder("founder2", "x")], at=NOW, reason="nobody left")
    assert logs_in(username="founder1", password="new phrase") == first
    assert logs_in(username="founder2", password="own phrase") == second


def test_content_is_erased_by_an_administrator_who_did_not_do_the_deed(world):
    first, second = world.administrators()
    user = world.user(full_name="To Be Forgotten")
    row = rows().get(verb="access.enrol_person", subjects__subject_id=str(user.pk), subjects__kind="user")
    with pytest.raises(Refused, match="did not do the deed"):
        erase_content(row=row, by=first, at=NOW, reason="asked")
    erase_content(row=row, by=second, at=NOW, reason="asked to be forgotten")
    assert verify(rows().get(pk=row.pk)) is Finding.ERASED
    assert told(user)[0].verb == "ledger.erase"
    with pytest.raises(Refused):
        erase_content(row=row, by=world.user(Role.AUDITOR), at=NOW, reason="asked")


def test_a_password_hashed_once_lets_each_of_several_people_in():
    given = people.hashed("known to everybody")
    first, second = found(
        founders=[Founder("anna", "Anna Adler", given), Founder("adam", "Adam Ash", given)], at=NOW, reason="begin"
    )
    for user in (first, second):
        assert logs_in(username=user.username, password="known to everybody") == user
        assert logs_in(username=user.username, password=given.kept) is None


def test_several_people_are_seen_by_the_permits_as_each_alone(world):
    officer, trader = world.user(Role.CASE_OFFICER, office="XA01"), world.trader("XA1")
    nobody = world.user()
    both = actors_of([officer, trader, nobody], at=NOW)
    assert both == {user.pk: actor_of(user, at=NOW) for user in (officer, trader, nobody)}
    assert both[officer.pk].roles != both[trader.pk].roles
    assert not both[nobody.pk].roles
