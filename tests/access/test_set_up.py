"""A password is chosen by the person alone, with a link from one administrator and a code from another."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from tests.world import NOW
from trustlane.access.actions import arrivals, people, set_up
from trustlane.access.halves import LASTS, TRIES
from trustlane.access.models import SetUp
from trustlane.access.queries import actor_of, open_set_up
from trustlane.access.refusals import (
    AlreadySettled,
    CodeWrong,
    LinkEnded,
    LinkUnknown,
    LinkUsed,
    NotConfirmed,
    Refused,
    TooManyCodes,
)
from trustlane.access.roles import Role
from trustlane.ledger.queries import story
from trustlane.ledger.subjects import Subject

pytestmark = pytest.mark.django_db
LINK, CODE, PASSWORD = "a-link-of-paper", "ABCD2345", "lantern-quince-42"


def begun(world, user=None, by=None, link=LINK):
    return set_up.begin(user=user or world.user(username="zoe"), link=link, by=by or world.administrators()[0], at=NOW)


def finish(code=CODE, link=LINK, at=NOW):
    return set_up.finish(link=link, code=code, password=PASSWORD, at=at)


def logs_in(username, password):
    return authenticate(RequestFactory().post("/login"), username=username, password=password)


def test_somebody_arrives_by_two_hands_and_logs_in(world):
    first, second = world.administrators()
    arrival = arrivals.welcome(
        username="zoe", full_name="Zoe Reed", role=Role.RISK_MANAGER, link=LINK, by=first, at=NOW, reason="new"
    )
    assert logs_in("zoe", "") is None
    confirmed = arrivals.confirm(proposal=arrival.proposal, code=CODE, by=second, at=NOW)
    assert confirmed.set_up.confirmed_by == second
    assert actor_of(arrival.user, at=NOW).holds(Role.RISK_MANAGER)
    assert finish("abcd-2345") == arrival.user
    assert logs_in("zoe", PASSWORD) == arrival.user
    told = story(Subject("user", str(arrival.user.pk)))
    assert [entry.verb for entry in told] == [
        "access.finish_set_up",
        "access.confirm_set_up",
        "access.approve_role",
        "access.begin_set_up",
        "access.propose_role",
        "access.enrol_person",
    ]
    recorded = json.dumps([[entry.before, entry.after, entry.reason] for entry in told])
    assert not any(secret in recorded for secret in (LINK, CODE, PASSWORD))


def test_nothing_of_an_arrival_stays_where_its_role_does_not_fit(world):
    first, _ = world.administrators()
    with pytest.raises(Exception, match="names no operator"):
        arrivals.welcome(username="zoe", full_name="Zoe", role=Role.OPERATOR, link=LINK, by=first, at=NOW, reason="x")
    assert not SetUp.objects.exists()
    assert people.enrol(username="zoe", full_name="Zoe", password=None, by=first, at=NOW)


def test_the_link_alone_opens_nothing(world):
    begun(world)
    with pytest.raises(NotConfirmed):
        finish("")


def test_who_handed_over_the_link_may_not_make_the_code(world):
    first, _ = world.administrators()
    with pytest.raises(Refused, match="did not hand over the link"):
        set_up.confirm(set_up=begun(world), code=CODE, by=first, at=NOW)


def test_nobody_begins_or_confirms_his_own(world):
    first, second = world.administrators()
    with pytest.raises(Refused, match="not the person's own"):
        begun(world, user=first, by=first)
    with pytest.raises(Refused, match="password is not the person's own"):
        set_up.confirm(set_up=begun(world, user=second, by=first), code=CODE, by=second, at=NOW)


def test_one_person_alone_is_refused_by_the_database_too(world):
    first, second = world.administrators()
    waiting = begun(world)
    changes = [
        ({"confirmed_by": first, "confirmed_at": NOW, "code_hash": "x"}, "needs_two_persons"),
        ({"confirmed_by": waiting.user, "confirmed_at": NOW, "code_hash": "x"}, "not_by_oneself"),
        ({"begun_by": waiting.user}, "not_by_oneself"),
        ({"confirmed_by": second, "confirmed_at": NOW}, "confirmed_with_a_code"),
        ({"used_at": NOW}, "used_when_confirmed"),
        ({"wrong_codes": TRIES + 1}, "bears_few_tries"),
    ]
    for change, refused in changes:
        with pytest.raises(IntegrityError, match=refused), transaction.atomic():
            SetUp.objects.filter(pk=waiting.pk).update(**change)
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        SetUp.objects.create(
            user=waiting.user, begun_by=second, begun_at=NOW, ends_at=NOW + LASTS, link_digest="another"
        )


def test_only_administrators_do_it_for_the_desk_and_register_officers_for_those_outside(world):
    rita, rolf = world.user(Role.REGISTER_OFFICER), world.user(Role.REGISTER_OFFICER)
    trader = world.trader("OP-7")
    waiting = begun(world, user=trader, by=rita)
    assert set_up.confirm(set_up=waiting, code=CODE, by=rolf, at=NOW).confirmed_by == rolf
    for by in (rita, world.user(Role.AUDITOR), trader):
        with pytest.raises(Refused):
            begun(world, user=world.user(), by=by, link="other")
    with pytest.raises(Refused):
        set_up.confirm(set_up=begun(world, user=world.user(), link="third"), code=CODE, by=rolf, at=NOW)


def test_a_password_is_chosen_once(world):
    _, second = world.administrators()
    waiting = begun(world)
    set_up.confirm(set_up=waiting, code=CODE, by=second, at=NOW)
    finish()
    with pytest.raises(LinkUsed):
        finish()
    with pytest.raises(AlreadySettled):
        set_up.confirm(set_up=waiting, code="NEWC0DE2", by=second, at=NOW)


def test_a_newer_link_takes_the_place_of_the_older(world):
    _, second = world.administrators()
    older = begun(world)
    newer = begun(world, user=older.user, link="newer")
    assert open_set_up(older.user, at=NOW) == newer
    with pytest.raises(AlreadySettled):
        set_up.confirm(set_up=older, code=CODE, by=second, at=NOW)
    with pytest.raises(LinkUnknown):
        finish()


def test_wrong_codes_are_counted_and_end_it_until_a_new_one_is_told(world):
    _, second = world.administrators()
    waiting = begun(world)
    set_up.confirm(set_up=waiting, code=CODE, by=second, at=NOW)
    for left in range(TRIES - 1, -1, -1):
        with pytest.raises(CodeWrong) as refused:
            finish("WRONGONE")
        assert refused.value.left == left
    with pytest.raises(TooManyCodes):
        finish()
    set_up.confirm(set_up=waiting, code="NEWCDE23", by=second, at=NOW)
    with pytest.raises(CodeWrong):
        finish()
    assert finish("NEWCDE23")


def test_after_a_week_or_a_closed_account_nothing_is_opened(world):
    first, second = world.administrators()
    waiting = begun(world)
    set_up.confirm(set_up=waiting, code=CODE, by=second, at=NOW)
    with pytest.raises(LinkEnded):
        finish(at=NOW + LASTS)
    assert open_set_up(waiting.user, at=NOW + LASTS) is None
    with pytest.raises(AlreadySettled):
        set_up.confirm(set_up=waiting, code=CODE, by=second, at=NOW + LASTS)
    people.close(user=waiting.user, by=first, at=NOW, reason="left")
    with pytest.raises(LinkEnded):
        finish(at=NOW + timedelta(hours=1))


def test_until_the_new_password_is_chosen_the_old_one_lets_in(world):
    _, second = world.administrators()
    user = world.user(username="ana", password="the old phrase")
    set_up.confirm(set_up=begun(world, user=user), code=CODE, by=second, at=NOW)
    assert logs_in("ana", "the old phrase") == user
    finish()
    assert logs_in("ana", "the old phrase") is None
    assert logs_in("ana", PASSWORD) == user


def test_neither_link_nor_code_is_kept(world):
    _, second = world.administrators()
    set_up.confirm(set_up=begun(world), code=CODE, by=second, at=NOW)
    (kept,) = SetUp.objects.values()
    assert LINK not in str(kept)
    assert CODE not in str(kept)
    assert kept["code_hash"].startswith("argon2")
