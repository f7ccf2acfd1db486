"""From a status in the register to a checkpoint that a partner believes."""

from datetime import date, timedelta

import pytest

from tests.recognition.issuer import DAY, NOON, said
from trustlane.access.refusals import Refused
from trustlane.parties.identifiers import Identifier
from trustlane.recognition.actions.feeds import close_feed, open_feed, propose_feed, turn_the_day
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.bodies import ALL, opened
from trustlane.recognition.models import FeedBody, FeedEntry, Pseudonym
from trustlane.recognition.queries import feeds
from trustlane.recognition.refusals import FeedSettled, FeedTaken, ProfileUnfit


def kinds(reader):
    read = [leaves.read(entry) for entry in reader.entries]
    return [(leaf.to, leaf.reason) if isinstance(leaf, leaves.Status) else ("erased", leaf.seqs) for leaf in read]


def later(seconds):
    return NOON + timedelta(seconds=seconds)


def test_a_status_becomes_an_entry_and_a_checkpoint_that_is_believed(issuer):
    trader = issuer.operator(1)
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(trader)
    assert issuer.seal(feed).tree.size == 1
    believed = reader.look()
    assert (believed.checkpoint.size, believed.position.signed) == (1, NOON)
    assert reader.trusted() == {"XA000001"}
    issuer.says(trader, said("revoked"), at=later(5))
    issuer.seal(feed, later(6))
    reader.look(later(6))
    assert reader.trusted() == set()
    assert kinds(reader) == [("valid", "granted"), ("revoked", "by_customs")]


def test_opening_says_everybody_who_is_valid_and_consents(issuer):
    valid, suspended, silent = issuer.operator(1), issuer.operator(2), issuer.operator(3, consents=False)
    for trader in (valid, silent):
        issuer.says(trader, at=NOON - timedelta(hours=3))
    issuer.says(suspended, said("suspended"), at=NOON - timedelta(hours=3))
    feed, reader = issuer.feed(), issuer.reader()
    issuer.seal(feed)
    reader.look()
    assert kinds(reader) == [("valid", "agreement_began")]
    assert reader.trusted() == {"XA000001"}


def test_closing_says_that_the_agreement_ended_and_nothing_is_served_or_said_after_it(issuer):
    first, second = issuer.operator(1), issuer.operator(2)
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(first)
    issuer.says(second, said("suspended"))
    close_feed(feed=feed, by=issuer.first, at=later(1), reason="terminated")
    issuer.says(second, at=later(2))
    issuer.seal(feed, later(3))
    reader.look(later(3))
    assert kinds(reader) == [("valid", "granted"), ("withdrawn", "agreement_ended")]
    assert reader.trusted(later(3)) == set()
    assert feeds.bodies(feed.origin, 1, 9) == []


def test_narrowing_is_a_removal_and_then_an_addition(issuer):
    trader = issuer.operator(1)
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(trader)
    issuer.says(trader, said(compliance=False), at=later(1))
    issuer.seal(feed, later(2))
    reader.look(later(2))
    assert kinds(reader) == [("valid", "granted"), ("withdrawn", "narrowed"), ("updated", "scope")]
    assert [last.body.scope for last in reader.state.subjects.values()] == [("security",)]


def test_the_same_said_again_is_not_told_twice(issuer):
    trader = issuer.operator(1)
    feed, reader = issuer.feed(), issuer.reader()
    for second in range(3):
        issuer.says(trader, at=later(second))
    issuer.seal(feed, later(3))
    reader.look(later(3))
    assert kinds(reader) == [("valid", "granted")]


def test_an_entry_names_the_one_it_supersedes(issuer):
    trader, other = issuer.operator(1), issuer.operator(2)
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(trader)
    issuer.says(other)
    issuer.seal(feed)
    issuer.says(trader, said("revoked"), at=later(1))
    issuer.seal(feed, later(1))
    reader.look(later(1))
    assert [leaves.read(entry).supersedes for entry in reader.entries] == [None, None, 1]


def test_consent_withdrawn_removes_erases_and_tells_of_it(issuer):
    trader = issuer.operator(1)
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(trader)
    issuer.seal(feed)
    reader.look()
    issuer.consent(trader, given=False, at=later(1))
    assert not FeedBody.objects.filter(content__isnull=False).exists()
    issuer.seal(feed, later(2))
    reader.look(later(2))
    assert kinds(reader) == [("valid", "granted"), ("withdrawn", "consent_withdrawn"), ("erased", (1,))]
    assert feeds.bodies(feed.origin, 1, 3) == [feeds.Told(1, None)]
    assert reader.trusted(later(2)) == set()


def test_a_body_that_is_gone_before_its_entry_has_a_number_is_told_of_as_well(issuer):
    trader = issuer.operator(1)
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(trader)
    issuer.consent(trader, given=False, at=later(1))
    issuer.seal(feed, later(2))
    reader.look(later(2))
    assert kinds(reader)[-1] == ("erased", (1,))
    assert reader.trusted(later(2)) == set()


def test_after_consent_is_withdrawn_nothing_of_the_operator_is_said(issuer):
    trader = issuer.operator(1)
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(trader)
    issuer.consent(trader, given=False, at=later(1))
    issuer.says(trader, said("revoked"), at=later(2))
    issuer.seal(feed, later(3))
    reader.look(later(3))
    assert ("revoked", "by_customs") not in kinds(reader)


def test_consent_given_again_says_it_anew_with_another_salt(issuer):
    trader = issuer.operator(1)
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(trader)
    first = FeedBody.objects.get().salt
    issuer.consent(trader, given=False, at=later(1))
    issuer.consent(trader, at=later(2))
    issuer.seal(feed, later(3))
    reader.look(later(3))
    assert reader.trusted(later(3)) == {"XA000001"}
    assert FeedBody.objects.get(erased_at__isnull=True).salt != first


def test_who_acts_for_an_operator_withdraws_its_consent_and_nobody_elses(issuer, world):
    from trustlane.recognition.actions.consenting import withdraw_consent

    ours, other = issuer.operator(1), issuer.operator(2)
    trader = world.trader(ours.reference)
    withdraw_consent(operators=[ours], by=trader, at=NOON)
    assert not feeds.consents(ours.reference) and feeds.consents(other.reference)
    with pytest.raises(Refused):
        withdraw_consent(operators=[other], by=trader, at=NOON)


def test_a_period_begins_and_ends_by_the_day_alone(issuer):
    trader = issuer.operator(1)
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(trader, said(first=DAY + timedelta(days=2), until=DAY + timedelta(days=4)))
    told = []
    for days in range(8):
        at = NOON + timedelta(days=days)
        turn_the_day(at=at)
        issuer.seal(feed, at)
        reader.look(at)
        told.append(reader.trusted(at) == {"XA000001"})
    assert told == [False, False, True, True, True, False, False, False]
    assert kinds(reader) == [("valid", "granted"), ("expired", "period_over")]


def test_a_day_is_turned_once(issuer):
    issuer.feed()
    at = NOON + timedelta(days=1)
    assert turn_the_day(at=at) == turn_the_day(at=at) == 0


def test_an_operator_has_another_pseudonym_in_every_feed(issuer):
    trader = issuer.operator(1)
    issuer.feed()
    issuer.feed("mra.xa.example/xc", partner="XC")
    issuer.says(trader)
    assert Pseudonym.objects.filter(operator=trader).values("subject").distinct().count() == 2


def test_what_another_administration_says_is_not_told(issuer, settings):
    trader = issuer.operator(1)
    issuer.feed()
    settings.TRUSTLANE_ADMINISTRATION = "XB"
    issuer.says(trader)
    assert not FeedEntry.objects.exists()


def test_only_fields_of_the_profile_are_told(issuer):
    from trustlane.standing.actions import add_identifier

    trader = issuer.operator(1)
    add_identifier(operator=trader, identifier=Identifier("LEI", "529900T8BM49AURSDO55"), by=issuer.registrar, at=NOON)
    narrow = issuer.feed(fields=("legal_name",))
    wide = issuer.feed("mra.xa.example/xc", partner="XC", fields=ALL)
    issuer.says(trader)
    told = []
    for feed in (narrow, wide):
        issuer.seal(feed)
        (one,) = feeds.bodies(feed.origin, 1, 1)
        told.append(opened(one.sealed.commitment, one.sealed))
    assert (told[0].legal_name, told[0].identifiers) == (f"Trader {trader.reference}", ())
    assert [one.scheme for one in told[1].identifiers] == ["LEI"]


def test_the_time_is_signed_every_minute_and_not_more_often(issuer):
    feed, reader = issuer.feed(), issuer.reader()
    told = [issuer.seal(feed, later(seconds)).signed for seconds in (0, 1, 59, 60, 61, 120)]
    assert told == [True, False, False, True, False, True]
    assert reader.look(later(120)).position.signed == later(120)


def test_a_removal_is_signed_though_our_clock_went_back(issuer):
    trader = issuer.operator(1)
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(trader)
    issuer.seal(feed, later(100))
    reader.look(later(100))
    issuer.says(trader, said("revoked"), at=later(101))
    issuer.seal(feed, later(50))
    assert reader.look(later(101)).position.signed == later(100)
    assert reader.trusted(later(101)) == set()


def test_bodies_are_served_256_at_a_time_and_only_under_a_signature(issuer):
    traders = [issuer.operator(number) for number in range(1, 4)]
    feed = issuer.feed()
    for trader in traders:
        issuer.says(trader)
    assert feeds.bodies(feed.origin, 1, 3) == []
    issuer.seal(feed)
    assert [one.seq for one in feeds.bodies(feed.origin, 2, 10_000)] == [2, 3]


def test_narrower_tiles_are_cut_out_of_the_wider(issuer):
    feed = issuer.feed()
    for number in range(1, 4):
        issuer.says(issuer.operator(number))
    issuer.seal(feed)
    whole, part = (feeds.tile(feed.origin, f"tile/0/000.p/{width}") for width in (3, 2))
    assert whole[:64] == part
    bundle = feeds.tile(feed.origin, "tile/entries/000.p/1")
    assert feeds.tile(feed.origin, "tile/entries/000.p/3").startswith(bundle)
    assert feeds.tile(feed.origin, "tile/0/000") is None
    assert feeds.tile(feed.origin, "tile/0/000.p/4") is None
    assert feeds.tile("mra.xa.example/nobody", "tile/0/000") is None
    assert feeds.newest_note("mra.xa.example/nobody") is None


def proposed(issuer, **more):
    told = {"partner": "XB", "fields": ALL, "scope": ["security"], "reason": "agreement"} | more
    return propose_feed(origin="mra.xa.example/xb", by=issuer.first, at=NOON, **told)


def test_who_proposed_a_feed_may_not_open_it(issuer):
    feed = proposed(issuer)
    with pytest.raises(Refused, match="did not propose"):
        open_feed(feed=feed, by=issuer.first, at=NOON)


def test_an_origin_is_used_once(issuer):
    proposed(issuer)
    with pytest.raises(FeedTaken):
        proposed(issuer)


def test_a_feed_is_opened_once_and_closed_once(issuer):
    feed = issuer.feed()
    with pytest.raises(FeedSettled):
        open_feed(feed=feed, by=issuer.second, at=NOON)
    close_feed(feed=feed, by=issuer.first, at=NOON, reason="over")
    with pytest.raises(FeedSettled):
        close_feed(feed=feed, by=issuer.first, at=NOON, reason="over")


@pytest.mark.parametrize("odd", [{"fields": ["colour"]}, {"scope": ["weather"]}, {"scope": []}, {"roles": ["king"]}])
def test_a_profile_names_what_there_is(issuer, odd):
    with pytest.raises(ProfileUnfit):
        proposed(issuer, **odd)


def test_the_list_says_how_each_feed_does(issuer):
    issuer.feed()
    issuer.says(issuer.operator(1), since=date(2026, 3, 1))
    (row,) = feeds.feeds()
    assert (row.origin, row.state, row.size, row.waiting) == ("mra.xa.example/xb", "open", 0, 1)
