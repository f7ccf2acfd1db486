"""A partner without a node: lists in two hands, removals by one for a time, age from the day a list speaks of."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.recognition.arranged import House
from tests.recognition.by_file import HEAD, ByFile, listed, refs, row
from tests.world import World
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.recognition.actions.by_file import apply_removals, end_list_holds, set_aside
from trustlane.recognition.actions.calls import confirm_call, end_call, enter_call, lapse_calls
from trustlane.recognition.models import ReceivedList, ToldSuspension
from trustlane.recognition.queries.ages import heard
from trustlane.recognition.queries.received import looked
from trustlane.recognition.refusals import (
    CallLately,
    CallSettled,
    CallUnfit,
    FirstListPartial,
    JumpUnconfirmed,
    ListOlder,
    ListRefused,
    ListSettledBefore,
    NoPartnerByFile,
    NothingRemoved,
)
from trustlane.standing import queries as standing
from trustlane.standing.actions import apply_list, discard_list
from trustlane.standing.models import Standing
from trustlane.standing.refusals import ListUnreadable, OfAnArrangement

pytestmark = pytest.mark.django_db


@pytest.fixture
def xb(house: House) -> ByFile:
    return ByFile(house)


def call(xb: ByFile, number: int = 1, **more: Any) -> ToldSuspension:
    at = xb.house.later()
    given: dict[str, Any] = {
        "partner": "XB",
        "operator": f"XB{number:06}",
        "caller": "Bo Partner",
        "telephone": "+99 1 234",
        "told_at": at - timedelta(minutes=5),
        "called_back": True,
        "by": xb.house.desk,
        "at": at,
    }
    return enter_call(**{**given, **more})


def test_a_list_gives_once_a_second_person_applied_it_and_only_what_was_agreed(xb: ByFile) -> None:
    received = xb.brings(listed(1, 2))
    assert xb.valid() == set()
    with pytest.raises(Refused):
        xb.applies(received, by=xb.house.desk)
    done = xb.applies(received)
    assert (done.added, done.refused) == (2, 0)
    assert xb.valid() == refs(1, 2)
    (first, _) = Standing.objects.order_by("pk")
    assert (first.security, first.compliance) == (True, False)
    assert first.source == "lists/xb northport.csv, row 2"
    with pytest.raises(ListSettledBefore):
        xb.applies(received)


def test_the_database_wants_two_persons_and_keeps_what_was_settled(xb: ByFile) -> None:
    received = xb.brings(listed(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        ReceivedList.objects.filter(pk=received.pk).update(applied_by=xb.house.desk, applied_at=xb.house.at)
    xb.applies(received)
    for change in ({"applied_at": xb.house.later()}, {"speaks_of": date(2020, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ReceivedList.objects.filter(pk=received.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        received.delete()


def test_it_is_settled_under_the_arrangement_and_nowhere_else(xb: ByFile, world: World) -> None:
    received = xb.brings(listed(1))
    other = world.user(Role.REGISTER_OFFICER)
    with pytest.raises(OfAnArrangement):
        apply_list(upload=received.upload, seen="", by=other, at=xb.house.later())
    with pytest.raises(OfAnArrangement):
        discard_list(upload=received.upload, reason="no", by=other, at=xb.house.later())
    with pytest.raises(Refused):
        xb.brings(listed(1), by=other)


def test_what_another_way_gave_ages_with_the_list_once_it_says_the_same(xb: ByFile, world: World) -> None:
    from tests.standing.test_actions import done

    officers = [world.user(Role.REGISTER_OFFICER) for _ in range(2)]
    text = HEAD + row(1, scope="security") + row(2, scope="security")
    done(text, *officers, at=xb.house.later(), issuer="XB")
    assert {each.fact.source.split(" ")[0] for each in standing.register(valid=xb.house.at.date())} == {"holders.csv,"}
    with pytest.raises(FirstListPartial):
        xb.brings(text, complete=False)
    xb.applies(xb.brings(text))
    assert {each.fact.source.split(" ")[0] for each in standing.register(valid=xb.house.at.date())} == {"lists/xb"}


def test_its_age_counts_from_the_day_it_speaks_of_and_nothing_older_brings_it_back(xb: ByFile) -> None:
    assert heard(xb.house.at) == ()
    spoken = xb.house.at.date() - timedelta(days=10)
    first = xb.month(1, speaks_of=spoken)
    (fact,) = heard(xb.house.at)
    assert fact.signed is not None
    assert fact.signed.date() == spoken
    assert (fact.origin, fact.size) == ("lists/xb", first.number)
    assert fact.whole_until == fact.signed + timedelta(days=37.5)
    assert fact.half_until == fact.signed + timedelta(days=45)
    for day in (spoken - timedelta(days=1), xb.house.at.date() + timedelta(days=1)):
        with pytest.raises(ListOlder):
            xb.brings(listed(1), speaks_of=day)
    late = xb.brings(listed(1), speaks_of=spoken)
    xb.month(1)
    with pytest.raises(ListOlder):
        xb.applies(late)
    assert heard(xb.house.at)[0].signed > fact.signed


def test_suspending_the_arrangement_leaves_nothing_and_removals_apply(xb: ByFile) -> None:
    xb.month(1, 2)
    xb.house.move("hold", xb.one)
    assert heard(xb.house.at)[0].half_until is None
    xb.applies(xb.brings(listed(1)))
    assert xb.valid() == refs(1)


def test_who_is_missing_or_revoked_is_so_from_the_day_of_the_list(xb: ByFile) -> None:
    xb.month(1, 2, 3)
    at = xb.house.later(days=30)
    text = HEAD + row(1) + row(3, state="revoked") + row(4)
    xb.applies(xb.brings(text, at=at, speaks_of=at.date() - timedelta(days=2)), at=at)
    assert xb.valid() == refs(1, 4)
    assert xb.valid(at.date() - timedelta(days=3)) >= refs(1, 2, 3)


def test_for_which_nothing_was_agreed_is_refused_and_taken_away(xb: ByFile) -> None:
    xb.month(1, 2)
    received = xb.brings(HEAD + row(1) + row(2, scope="compliance"))
    found = looked(received.upload, at=xb.house.at)
    assert "was not agreed" in found.preview.refused[0].reason
    assert found.taken == ("XB000002",)


def test_an_implausible_list_is_applied_only_where_each_of_it_is_confirmed(xb: ByFile) -> None:
    xb.month(*range(1, 41))
    received = xb.brings(listed(*range(1, 31)))
    found = looked(received.upload, at=xb.house.at)
    assert [(one.name, one.many, one.of) for one in found.jumps] == [("missing", 10, 40), ("gone", 10, 40)]
    for given in ({}, {"confirmed": ["missing", "gone"]}, {"confirmed": ["missing"], "reason": "They said so."}):
        with pytest.raises(JumpUnconfirmed):
            xb.applies(received, **given)
    assert len(xb.valid()) == 40
    xb.applies(received, confirmed=["missing", "gone"], reason="They closed a programme.")
    assert len(xb.valid()) == 30
    received.refresh_from_db()
    assert (received.confirmed, received.reason) == ("missing gone", "They closed a programme.")


def test_nothing_is_half_applied(xb: ByFile) -> None:
    xb.month(1)
    received = xb.brings(listed(2))
    with pytest.raises(ListRefused):
        xb.applies(received, seen="0" * 64, confirmed=["missing", "gone"], reason="They said so.")
    received.refresh_from_db()
    assert received.state == received.upload.state == "waiting"
    assert xb.valid() == refs(1)


def test_a_file_that_is_no_list_is_not_kept(xb: ByFile) -> None:
    for data in (b"", b"%PDF-1.7", b"PK\x03\x04nothing", b"a;b\n1;2\n"):
        with pytest.raises(ListUnreadable):
            xb.brings(data)
    assert not ReceivedList.objects.exists()
    with pytest.raises(NoPartnerByFile):
        xb.brings(listed(1), partner="XC")


def test_one_person_withholds_what_a_list_takes_for_72_hours_and_no_more(xb: ByFile) -> None:
    xb.month(1, 2)
    received = xb.brings(listed(1))
    assert apply_removals(received=received, by=xb.house.desk, at=xb.house.later()) == ("XB000002",)
    assert xb.valid() == refs(1)
    with pytest.raises(ListSettledBefore):
        apply_removals(received=received, by=xb.house.other, at=xb.house.later())
    assert end_list_holds(at=xb.house.at + timedelta(hours=71)) == 0
    at = xb.house.later(hours=72)
    assert end_list_holds(at=at) == 1
    assert end_list_holds(at=at) == 0
    assert xb.valid() == refs(1, 2)
    xb.applies(received)
    assert xb.valid() == refs(1)


def test_where_nothing_runs_the_days_themselves_end_it(xb: ByFile) -> None:
    xb.month(1, 2)
    received = xb.brings(listed(1))
    apply_removals(received=received, by=xb.house.desk, at=xb.house.later())
    assert xb.valid(xb.house.at.date() + timedelta(days=3)) == refs(1)
    assert xb.valid(xb.house.at.date() + timedelta(days=4)) == refs(1, 2)


def test_applied_meanwhile_what_was_withheld_is_taken_for_good(xb: ByFile) -> None:
    xb.month(1, 2)
    received = xb.brings(listed(1))
    apply_removals(received=received, by=xb.house.desk, at=xb.house.later())
    xb.applies(received)
    end_list_holds(at=xb.house.later(hours=80))
    assert xb.valid() == xb.valid(xb.house.at.date() + timedelta(days=400)) == refs(1)


def test_a_list_that_takes_nothing_withholds_nothing_and_one_person_sets_it_aside(xb: ByFile) -> None:
    xb.month(1)
    received = xb.brings(listed(1, 2))
    with pytest.raises(NothingRemoved):
        apply_removals(received=received, by=xb.house.desk, at=xb.house.later())
    set_aside(received=received, reason="Sent twice.", by=xb.house.desk, at=xb.house.later())
    received.refresh_from_db()
    assert received.state == received.upload.state == "discarded"
    with pytest.raises(ListSettledBefore):
        xb.applies(received)


def test_a_call_counts_at_once_and_a_second_person_makes_it_last(xb: ByFile) -> None:
    xb.month(1, 2)
    told = call(xb)
    assert xb.valid() == refs(2)
    assert [each.fact.state for each in standing.history("XB000001") if "telephone" in each.fact.source]
    with pytest.raises(Refused):
        confirm_call(told=told, by=xb.house.desk, at=xb.house.later())
    confirm_call(told=told, by=xb.house.decider, at=xb.house.later())
    assert xb.valid(xb.house.at.date() + timedelta(days=300)) == refs(2)
    with pytest.raises(CallSettled):
        end_call(told=told, reason="No.", by=xb.house.other, at=xb.house.later())
    assert lapse_calls(at=xb.house.later(days=9)) == 0


def test_a_call_nobody_confirmed_lapses_and_the_same_person_cannot_go_on(xb: ByFile) -> None:
    xb.month(1)
    told = call(xb)
    with pytest.raises(CallSettled):
        call(xb, by=xb.house.other)
    at = xb.house.later(hours=72)
    with pytest.raises(CallSettled):
        confirm_call(told=told, by=xb.house.other, at=at)
    assert lapse_calls(at=at) == 1
    told.refresh_from_db()
    assert told.state == "lapsed"
    assert xb.valid() == refs(1)
    with pytest.raises(CallLately):
        call(xb)
    assert call(xb, by=xb.house.other).state == "waiting"


def test_a_second_person_ends_a_call_that_was_a_mistake(xb: ByFile) -> None:
    xb.month(1)
    told = call(xb)
    with pytest.raises(IntegrityError), transaction.atomic():
        ToldSuspension.objects.filter(pk=told.pk).update(ended_by=xb.house.desk, ended_at=xb.house.at)
    end_call(told=told, reason="Another firm of that name.", by=xb.house.other, at=xb.house.later())
    assert xb.valid() == refs(1)


@pytest.mark.parametrize("given", [{"called_back": False}, {"told_at": None}, {"operator": "XB000009"}, {"number": 2}])
def test_a_call_that_cannot_be_right_is_not_entered(xb: ByFile, given: dict[str, Any]) -> None:
    xb.month(1)
    xb.applies(xb.brings(HEAD + row(1) + row(2, state="revoked")))
    if "told_at" in given:
        given = {"told_at": xb.house.at + timedelta(hours=1)}
    with pytest.raises(CallUnfit):
        call(xb, **given)
    assert not ToldSuspension.objects.exists()


def test_a_list_older_than_a_call_does_not_bring_the_operator_back(xb: ByFile) -> None:
    xb.month(1, 2)
    told = call(xb)
    confirm_call(told=told, by=xb.house.other, at=xb.house.later())
    old = xb.brings(listed(1, 2), at=xb.house.later(days=1), speaks_of=told.told_at.date())
    found = looked(old.upload, at=xb.house.at)
    assert "by telephone" in found.preview.refused[0].reason
    xb.applies(old, confirmed=["unread"], reason="They sent what they had.")
    assert xb.valid() == refs(2)
    at = xb.house.later(days=1)
    xb.month(1, 2, at=at)
    assert xb.valid() == refs(1, 2)


def test_only_the_desk_does_it(xb: ByFile, world: World) -> None:
    xb.month(1)
    received = xb.brings(listed(1))
    for user in (xb.house.auditor, xb.house.decider, world.user(Role.CASE_OFFICER)):
        for deed in (
            lambda user=user: xb.brings(listed(1), by=user),
            lambda user=user: xb.applies(received, by=user),
            lambda user=user: apply_removals(received=received, by=user, at=xb.house.at),
            lambda user=user: set_aside(received=received, reason="no", by=user, at=xb.house.at),
            lambda user=user: call(xb, by=user),
        ):
            with pytest.raises(Refused):
                deed()


def test_a_decision_rests_on_the_list_its_digest_and_its_age(xb: ByFile) -> None:
    from tests.selectivity.declared import basis, lines, many
    from trustlane.selectivity import screening
    from trustlane.selectivity.trust import Register

    received = xb.month(1)
    root = base64.b64encode(bytes.fromhex(received.upload.sha256)).decode()
    history = many(60, seed=4)
    began = xb.house.at
    for days, expected in ((1, [False]), (40, [True]), (46, [])):
        at = began + timedelta(days=days)
        register = Register.of(standing.snapshot(at), ("XA",), heard=heard(at))
        decided, _ = screening.screen(lines({"exporter": "XB000001"}), basis(history, register=register), at=at)
        told = [one for one in decided["trusted"][0].to_list() if one["role"] == "exporter"]
        assert [one["half"] for one in told if one["feed"] == f"lists/xb 1 {root}"] == expected, days
        assert bool(decided["credits"][0]) == bool(expected)
