"""A partner's feed is read: what it says becomes standing here, and what it takes back is gone."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.recognition.feed.says import NOON, ORIGIN
from tests.recognition.issuers import READER, Issuer, Reading, agreed
from tests.world import World
from trustlane.parties.identifiers import Identifier
from trustlane.recognition.actions.applying import NOTHING
from trustlane.recognition.actions.following import follow
from trustlane.recognition.queries.ages import heard, standing_of_feed
from trustlane.recognition.queries.following import feeds
from trustlane.recognition.sources import FolderSource
from trustlane.standing import queries as standing

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


def test_a_name_and_a_source_stand_in_the_register_as_the_partner_wrote_them(world: World) -> None:
    reading = Reading(world, issuer := Issuer(), scope=("security",))
    issuer.says(
        1,
        body={
            "legal_name": "Example Exports Ltd",
            "scope": ("compliance", "security"),
            "roles": ("exporter", "manufacturer"),
            "tier": "gold",
            "programme": "AEO",
            "identifiers": (Identifier("LEI", "529900T8BM49AURSDO55"), Identifier("LEI", "529900T8BM49AURSDO56")),
            "valid_to": date(2028, 12, 31),
        },
    )
    assert reading.reads(NOON).well
    rows = [row.fact for row in standing.of_operator("XA000001", valid=NOON.date())]
    assert {row.role for row in rows} == {"exporter", "manufacturer"}
    told = rows[0]
    assert (told.name, told.issuer, told.state, told.tier) == ("Example Exports Ltd", "XA", "valid", "gold")
    assert (told.scope, told.programme, told.source) == (frozenset({"security"}), "AEO", f"{ORIGIN} 1")
    assert (told.valid_from, told.valid_to) == (NOON.date(), date(2028, 12, 31))
    # A number that fails its check digits is not taken over.
    assert {each.value for each in told.identifiers} == {"XA000001", "529900T8BM49AURSDO55"}


def test_our_own_operator_with_the_same_number_is_the_same_and_one_with_the_same_name_is_not(world: World) -> None:
    from trustlane.parties.actions import register

    register(name="Ours", identifiers=[Identifier("TIN", "XB5")], actor="user:1", at=world.now)
    register(name="Twin Ltd", identifiers=[Identifier("TIN", "XB6")], actor="user:1", at=world.now)
    reading = Reading(world, issuer := Issuer())
    issuer.says(1, body={"tin": "XA1", "identifiers": (Identifier("TIN", "XB5"),), "legal_name": "Other"})
    issuer.says(2, body={"tin": "XA2", "legal_name": "Twin Ltd"})
    assert reading.reads(NOON).well
    assert reading.trusted() == {"XB5", "XA2"}


def test_what_begins_later_begins_then_and_what_is_taken_ends_at_once(world: World) -> None:
    reading = Reading(world, issuer := Issuer())
    issuer.says(1, effective=datetime(2026, 3, 10, tzinfo=UTC))
    issuer.says(2, effective=datetime(2026, 3, 10, 6, tzinfo=UTC))
    issuer.says(3)
    assert reading.reads(NOON).well
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in (9, 10, 11)]
    assert [reading.trusted(day) for day in days] == [
        {"XA000003"},
        {"XA000001", "XA000003"},
        {"XA000001", "XA000002", "XA000003"},
    ]
    issuer.says(3, "suspended", effective=datetime(2026, 5, 1, tzinfo=UTC))
    assert reading.reads(NOON + SECOND).well
    assert reading.states(NOON)["XA000003"] == "suspended"


def test_the_newest_word_counts_where_a_list_of_the_same_partner_said_otherwise(world: World) -> None:
    reading = Reading(world, issuer := Issuer())
    issuer.says(1)
    reading.reads(NOON)
    other = Issuer("mra.xa.example/region")
    second = Reading(world, other)
    other.says(1, body={"tier": "silver"})
    assert second.reads(NOON + SECOND).well
    (row,) = standing.of_operator("XA000001", valid=NOON.date())
    assert (row.fact.tier, row.fact.source) == ("silver", "mra.xa.example/region 1")
    issuer.says(1, "revoked")
    assert reading.reads(NOON + 2 * SECOND).well
    assert reading.states()["XA000001"] == "revoked"


def test_an_update_that_names_somebody_else_ends_what_the_first_had(world: World) -> None:
    reading = Reading(world, issuer := Issuer())
    issuer.says(1)
    reading.reads(NOON)
    issuer.says(1, "updated", reason="identifiers", body={"tin": "XA999"})
    assert reading.reads(NOON + SECOND).well
    assert reading.trusted() == {"XA999"}


def test_nothing_is_read_before_two_persons_agreed(world: World) -> None:
    from trustlane.access.refusals import Refused
    from trustlane.access.roles import Role
    from trustlane.recognition.actions.agreeing import agree_terms, propose_terms, stop_following
    from trustlane.recognition.refusals import NotFollowed

    issuer = Issuer()
    person = world.user(Role.MRA_DESK)
    terms = propose_terms(origin=ORIGIN, issuer="XA", agreed=agreed(issuer), by=person, at=world.now)
    with pytest.raises(NotFollowed):
        follow(feed=terms.feed, source=issuer.serves(), by=READER, at=NOON)
    with pytest.raises(Refused):
        agree_terms(terms=terms, by=person, at=world.now)
    reading = Reading(world, Issuer("mra.xa.example/xd"))
    stop_following(feed=reading.feed, by=reading.first, at=world.now, reason="the agreement ended")
    with pytest.raises(NotFollowed):
        reading.reads(NOON)


def test_heartbeats_alone_make_a_feed_younger_and_leave_no_row_in_the_record(world: World) -> None:
    from trustlane.ledger.models import Row

    reading = Reading(world, issuer := Issuer())
    issuer.says(1)
    reading.reads(NOON)
    rows = Row.objects.count()
    for minute in range(1, 4):
        assert reading.reads(NOON + timedelta(minutes=minute)).well
    assert Row.objects.count() == rows
    assert standing_of_feed(ORIGIN, NOON + timedelta(minutes=4)).age == timedelta(minutes=1)


def test_age_counts_from_the_signed_time_and_only_a_newer_one_brings_a_benefit_back(world: World) -> None:
    reading = Reading(world, issuer := Issuer())
    issuer.says(1)
    reading.reads(NOON)
    seen = []
    for hours in (0, 1, 5, 25, 26):
        at = NOON + timedelta(hours=hours)
        reading.looks(at)  # the same old note, fetched again and again
        now = standing_of_feed(ORIGIN, at)
        seen.append((now.state.value, now.left))
    assert seen == [("fresh", 1), ("ageing", 1), ("stale", Fraction(1, 2)), ("expired", 0), ("expired", 0)]
    (told,) = heard()
    assert (told.signed, told.whole_until) == (NOON, NOON + timedelta(hours=4))
    assert reading.reads(NOON + timedelta(hours=26)).well
    assert standing_of_feed(ORIGIN, NOON + timedelta(hours=26)).state == "fresh"


def test_bodies_are_asked_for_only_when_removals_have_taken_effect(world: World) -> None:
    reading = Reading(world, issuer := Issuer())
    for of in range(1, 301):
        issuer.says(of)
    reading.reads(NOON)
    issuer.says(1, "revoked")
    issuer.says(400)
    issuer.serves(NOON + SECOND)
    steps = []

    def between(step: str) -> None:
        steps.append((step, "XA000001" in reading.trusted(), "XA000400" in reading.trusted()))

    assert reading.looks(NOON + SECOND, between=between).well
    assert steps[-3:] == [("applied", False, False), ("bodies", False, False), ("added", False, True)]


def test_a_partial_tile_that_is_gone_is_read_out_of_the_full_one(world: World) -> None:
    reading = Reading(world, issuer := Issuer())
    for of in range(1, 200):
        issuer.says(of)
    issuer.serves(NOON)
    reading.looks(NOON)
    issuer.says(200)
    issuer.serves(NOON + SECOND)
    note = issuer.source.files["checkpoint"]
    for of in range(201, 260):
        issuer.says(of)
    issuer.serves(NOON + 2 * SECOND)
    for path in [each for each in issuer.source.files if ".p/" in each and "/001" not in each and each != "checkpoint"]:
        if path.startswith(("tile/0/000", "tile/entries/000")):
            del issuer.source.files[path]
    issuer.source.files["checkpoint"] = note
    assert reading.looks(NOON + SECOND).size == 200


def test_a_folder_as_an_issuer_writes_it_is_read_like_memory(world: World, tmp_path: Path) -> None:
    reading = Reading(world, issuer := Issuer())
    for of in range(1, 600):
        issuer.says(of)
    issuer.says(3, "revoked")
    source = issuer.folder(tmp_path, NOON)
    assert reading.looks(NOON, source=source).done.entries == 600
    assert len(reading.trusted()) == 598
    assert reading.looks(NOON, source=source).done == NOTHING
    assert reading.looks(NOON, source=FolderSource(tmp_path / "nowhere")).refusal == "Unreachable"


def test_the_desk_sees_how_each_feed_does(world: World) -> None:
    reading = Reading(world, issuer := Issuer(), live=1)
    issuer.says(1)
    issuer.says(2)
    reading.reads(NOON)
    at = world.now
    (row,) = feeds(by=reading.first, at=at)
    assert (row.trusted, row.waiting, row.alarms, [one.kind for one in row.quarantines]) == (1, 1, 1, ["cap"])
    assert not row.well


# --- what the database itself keeps -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE recognition_believedtree SET size = size - 1",
        "UPDATE recognition_believedtree SET root = decode('00', 'hex')",
        "UPDATE recognition_believedtree SET signed = signed - interval '1 second'",
        "UPDATE recognition_believedtree SET signed = NULL",
        "DELETE FROM recognition_believedtree",
        "UPDATE recognition_readentry SET leaf = ''",
        "DELETE FROM recognition_readentry",
        "UPDATE recognition_readbody SET content = ''",
        "UPDATE recognition_readsubject SET seq = 0",
        "UPDATE recognition_readsubject SET \"to\" = 'valid' WHERE \"to\" = 'revoked'",
        "DELETE FROM recognition_readsubject",
        "UPDATE recognition_followedterms SET live = 9",
        "UPDATE recognition_followedterms SET agreed_by_id = NULL, agreed_at = NULL",
        "UPDATE recognition_quarantine SET evidence = '{}'",
        "UPDATE recognition_quarantine SET from_seq = 99",
        "UPDATE recognition_quarantine SET ended_by_id = 1, ended_at = now()",
        "DELETE FROM recognition_quarantine",
    ],
)
def test_the_database_lets_nothing_that_was_read_be_changed(statement: str, world: World) -> None:
    from django.db import DatabaseError, connection, transaction

    reading = Reading(world, issuer := Issuer(), live=2)
    issuer.says(1)
    issuer.says(2)
    issuer.says(2, "revoked")
    issuer.says(3)
    issuer.says(4)
    reading.reads(NOON)
    assert reading.quarantines()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_one_person_alone_ends_no_quarantine_in_the_database(world: World) -> None:
    from django.db import IntegrityError, transaction

    reading = Reading(world, issuer := Issuer(), live=0)
    issuer.says(1)
    reading.reads(NOON)
    (found,) = reading.quarantines()
    found.proposed_by = found.ended_by = reading.first
    found.proposed_at = found.ended_at = NOON
    with pytest.raises(IntegrityError), transaction.atomic():
        found.save()


def test_one_addition_the_register_refuses_stops_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustlane.recognition.actions import hearing
    from trustlane.recognition.models import WaitingAddition
    from trustlane.standing.refusals import RegisterConflict

    said = hearing.assert_heard

    def refusing(**given: Any) -> None:
        if any(one.reference == "XA000003" for one in given["heard"]):
            raise RegisterConflict("as if somebody had written it by hand")
        said(**given)

    monkeypatch.setattr(hearing, "assert_heard", refusing)
    reading = Reading(world, issuer := Issuer())
    for of in range(1, 8):
        issuer.says(of)
    assert reading.reads(NOON).well
    assert reading.trusted() == {f"XA00000{of}" for of in (1, 2, 4, 5, 6, 7)}
    assert "RegisterConflict" in WaitingAddition.objects.get().why


def test_the_command_says_in_a_sentence_what_came_of_a_look(world: World, tmp_path: Path) -> None:
    from trustlane.cli.following import Following

    issuer = Issuer()
    Reading(world, issuer)
    issuer.says(1)
    issuer.folder(tmp_path, NOON)
    following = Following(ORIGIN, str(tmp_path))
    said = following.look(patient=False)
    assert said == "Followed to entry 1; applied now: entries 1, removals 0, additions 1."
    (tmp_path / "checkpoint").write_bytes(b"")
    for _ in range(6):
        assert str(following.look(patient=False)).startswith("Refused (NoteUnfit)")
    assert following.look(patient=True) is None  # the pause after a failure is not over
