"""What is signed only grows: whoever dies, whoever is slower, and whatever is restored from an old copy."""

import json
import shutil
import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from tests.recognition.disks import Power, PowerLost
from tests.recognition.issuer import NOON, ORIGIN, said
from trustlane.access.refusals import Refused
from trustlane.recognition.actions import sealing
from trustlane.recognition.actions.numbering import number
from trustlane.recognition.actions.restoring import read_entries, take_back
from trustlane.recognition.actions.sealing import Sealer, folder_of
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.checkpoints import read as read_checkpoint
from trustlane.recognition.feed.notes import read as read_note
from trustlane.recognition.feed.refusals import SignatureMissing
from trustlane.recognition.models import Consent, Feed, FeedBody, FeedEntry, FeedTree, Pseudonym
from trustlane.recognition.queries import feeds
from trustlane.recognition.refusals import (
    DatabaseBehind,
    FileBehind,
    SealedMeanwhile,
    TailUnfit,
    TreeContradicted,
)


def later(seconds):
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def busy(issuer):
    """A feed with three entries that are signed."""
    feed = issuer.feed()
    issuer.traders = [issuer.operator(number) for number in range(1, 4)]
    for trader in issuer.traders:
        issuer.says(trader)
    issuer.seal(feed)
    issuer.open = feed
    return issuer


def signed_file(issuer):
    return folder_of(issuer.folder, ORIGIN) / "signed.json"


def sizes_signed(signers):
    texts = [message.decode() for message in signers.feed.signed]
    return [read_checkpoint(text).size for text in texts]


# --- guards of the database


def refused_by_the_database(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_an_entry_is_numbered_once_and_otherwise_never_changed(busy):
    entries = FeedEntry.objects.filter(seq=2)
    for change in ({"seq": 9}, {"to": "revoked"}, {"leaf": b"x"}, {"seq": None, "leaf": None}, {"commitment": None}):
        refused_by_the_database(lambda change=change: entries.update(**change))
    refused_by_the_database(entries.delete)


def test_numbers_have_no_gap(busy):
    busy.says(busy.traders[0], said("revoked"), at=later(1))
    waiting = FeedEntry.objects.filter(seq__isnull=True)
    refused_by_the_database(lambda: waiting.update(seq=5, leaf=b"{}"))
    assert waiting.update(seq=4, leaf=b"{}") == 1


def test_a_body_is_erased_once_and_otherwise_never_changed(busy):
    body = FeedBody.objects.filter(entry__seq=1)
    row = FeedEntry.objects.get(seq=1).recorded_in
    refused_by_the_database(lambda: body.update(content=b"other"))
    refused_by_the_database(lambda: body.update(salt=None))
    refused_by_the_database(body.delete)
    body.update(salt=None, content=None, erased_at=NOON, erased_in=row)
    refused_by_the_database(lambda: body.update(salt=b"s" * 32, content=b"{}", erased_at=None, erased_in=None))


def test_a_body_is_the_one_its_entry_commits_to(issuer):
    feed = issuer.feed()
    issuer.says(issuer.operator(1))
    entry = FeedEntry.objects.get(feed=feed)
    FeedBody.objects.filter(entry=entry)
    told = {"name": "n", "kind": "status", "subject": "0" * 32, "to": "valid", "reason": "granted"}
    bare = FeedEntry.objects.create(
        feed=feed, effective=NOON, commitment=b"c" * 32, recorded_in=entry.recorded_in, **told
    )
    refused_by_the_database(lambda: FeedBody.objects.create(entry=bare, salt=b"s" * 32, content=b"{}"))


def test_a_tree_never_gets_smaller_nor_another_root(busy):
    tree = FeedTree.objects.filter(feed=busy.open)
    refused_by_the_database(lambda: tree.update(size=2))
    refused_by_the_database(lambda: tree.update(root=b"r" * 32))
    refused_by_the_database(lambda: tree.update(signed_at=later(-1)))
    refused_by_the_database(lambda: tree.update(note=None))
    refused_by_the_database(tree.delete)


def test_feeds_pseudonyms_and_consents_stay_as_they_are(busy):
    refused_by_the_database(lambda: Feed.objects.update(origin="mra.xa.example/other"))
    refused_by_the_database(lambda: Feed.objects.update(opened_at=None, opened_by=None, opened_in=None))
    refused_by_the_database(Feed.objects.all().delete)
    refused_by_the_database(lambda: Pseudonym.objects.update(subject="0" * 32))
    refused_by_the_database(lambda: Consent.objects.update(given=False))


def test_nobody_opens_a_feed_alone_by_hand(issuer):
    from trustlane.recognition.actions.feeds import propose_feed

    feed = propose_feed(
        origin=ORIGIN, partner="XB", fields=["tin"], scope=["security"], by=issuer.first, at=NOON, reason="x"
    )
    alone = {"opened_by": feed.proposed_by, "opened_at": NOON, "opened_in": feed.recorded_in}
    refused_by_the_database(lambda: Feed.objects.filter(pk=feed.pk).update(**alone))


# --- who dies, and who is slower


def test_wherever_the_power_goes_the_feed_goes_on_with_what_it_signed(busy):
    """At every step of the disk, one after the other: what was published stands, and the next look signs on."""
    power = Power(busy.folder)
    power.kept = {path: path.read_bytes() for path in busy.folder.rglob("*") if path.is_file()}
    power.flushed = dict(power.kept)
    reader, cuts = busy.reader(), 0
    reader.look()
    for step in range(1, 100):
        busy.says(busy.traders[step % 3], said("suspended" if step % 2 else "valid"), at=later(step))
        power.steps_left = step
        try:
            with transaction.atomic():
                busy.new_sealer(disk=power.disk).seal(busy.open, at=later(step))
            finished = True
        except PowerLost:
            finished = False
            cuts += 1
        power.goes()
        reader.look(later(step))
        busy.new_sealer(disk=power.disk).seal(busy.open, at=later(step))
        reader.look(later(step))
        if finished and step > 20:
            break
    assert cuts > 8
    sizes = sizes_signed(busy.signers)
    assert sizes == sorted(sizes)


def test_the_same_check_fails_on_a_disk_that_is_not_flushed(busy):
    shutil.rmtree(busy.folder)
    busy.folder.mkdir()
    forgetful = Power(busy.folder, forgets=True)
    another = busy.feed("mra.xa.example/xc", partner="XC")
    busy.new_sealer(disk=forgetful.disk).seal(another, at=later(1))
    forgetful.goes()
    with pytest.raises(FileBehind):
        busy.new_sealer(disk=forgetful.disk).seal(another, at=later(2))


class Slow(Sealer):
    """A sealing process that lost its lock unawares: before it signs, another one has signed more."""

    def _laid(self, feed, disk, before, size):
        new = super()._laid(feed, disk, before, size)
        self.meanwhile()
        return new


def overtaken(busy):
    slow = Slow(busy.signers, busy.folder)

    def meanwhile():
        busy.says(busy.traders[1], said("revoked"), at=later(2))
        busy.new_sealer().seal(busy.open, at=later(2))

    slow.meanwhile = meanwhile
    busy.says(busy.traders[0], said("revoked"), at=later(1))
    slow.seal(busy.open, at=later(3))


def test_who_was_overtaken_signs_nothing(busy):
    with pytest.raises(SealedMeanwhile):
        overtaken(busy)
    assert sizes_signed(busy.signers) == [3, 5]


def test_the_same_check_fails_without_the_compare_and_swap(busy, monkeypatch):
    monkeypatch.setattr(sealing, "swap_file", lambda *swap: None)
    monkeypatch.setattr(sealing, "swap_database", lambda *swap: None)
    overtaken(busy)
    assert sizes_signed(busy.signers) == [3, 5, 4]


def test_a_file_that_was_overtaken_stops_it_before_the_database_does(busy, monkeypatch):
    monkeypatch.setattr(sealing, "swap_file", lambda *swap: None)
    with pytest.raises(SealedMeanwhile, match="database"):
        overtaken(busy)


def test_tiles_that_were_lost_are_made_again_out_of_the_entries(busy):
    shutil.rmtree(folder_of(busy.folder, ORIGIN) / "tile")
    busy.new_sealer().seal(busy.open, at=later(100))
    assert busy.reader().look(later(100)).checkpoint.size == 3


# --- what is restored


def test_a_database_behind_the_file_signs_nothing(busy):
    said_more = json.loads(signed_file(busy).read_text()) | {"size": 7}
    signed_file(busy).write_text(json.dumps(said_more))
    with pytest.raises(DatabaseBehind, match="7 entries were signed; the database has 3"):
        busy.new_sealer().seal(busy.open, at=later(100))


def test_nothing_gets_a_number_while_the_database_is_behind(busy):
    said_more = json.loads(signed_file(busy).read_text()) | {"size": 7}
    signed_file(busy).write_text(json.dumps(said_more))
    busy.says(busy.traders[0], said("revoked"), at=later(1))
    with pytest.raises(DatabaseBehind):
        busy.new_sealer().seal(busy.open, at=later(100))
    assert FeedEntry.objects.filter(seq__isnull=True).count() == 1


@pytest.mark.parametrize("spoilt", ["missing", "older", "broken", "another"])
def test_a_file_behind_the_database_signs_nothing(busy, spoilt):
    file = signed_file(busy)
    if spoilt == "missing":
        file.unlink()
    else:
        older = json.loads(file.read_text()) | {"size": 2}
        words = {"older": json.dumps(older), "broken": "{", "another": json.dumps(older | {"origin": "x.y/z"})}
        file.write_text(words[spoilt])
    with pytest.raises(FileBehind):
        busy.new_sealer().seal(busy.open, at=later(100))


def test_entries_that_do_not_make_the_signed_tree_are_not_signed(busy):
    other = json.loads(signed_file(busy).read_text()) | {"root": "00" * 32}
    signed_file(busy).write_text(json.dumps(other))
    with pytest.raises(TreeContradicted):
        busy.new_sealer().seal(busy.open, at=later(100))


def restored(busy, as_owner, *, after):
    """Takes what was said after so many entries out of the database, as an old copy would; what the partner kept."""
    note = feeds.newest_note(ORIGIN)
    reader = busy.reader()
    reader.look(later(500), folds=False)
    with as_owner, connection.cursor() as cursor:
        for table in ("recognition_feedbody", "recognition_feedentry", "recognition_feedtree"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        gone = "(SELECT id FROM recognition_feedentry WHERE seq > %s)"
        cursor.execute(f"UPDATE recognition_feedbody SET told_in_id = NULL WHERE told_in_id IN {gone}", [after])
        cursor.execute(f"DELETE FROM recognition_feedbody WHERE entry_id IN {gone}", [after])
        cursor.execute("DELETE FROM recognition_feedentry WHERE seq > %s", [after])
        root = sealing.Frontier().grown(map(sealing.leaf_hash, reader.entries[:after])).root
        cursor.execute("UPDATE recognition_feedtree SET size = %s, root = %s", [after, root])
        for table in ("recognition_feedbody", "recognition_feedentry", "recognition_feedtree"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return note, reader.entries[after:]


def back(busy, note, tail, **more):
    given = {"keys": busy.signers.keys(ORIGIN), "folder": busy.folder, "by": busy.first, "at": later(600)} | more
    return take_back(feed=busy.open, note=note, entries=tail, **given)


def test_the_tail_comes_back_before_anything_is_signed(busy, as_owner):
    reader = busy.reader()
    busy.says(busy.traders[0], said("revoked"), at=later(1))
    busy.says(busy.traders[1], said("suspended"), at=later(2))
    busy.seal(busy.open, later(3))
    reader.look(later(3))
    note, tail = restored(busy, as_owner, after=3)
    busy.sealer = busy.new_sealer()
    with pytest.raises(DatabaseBehind):
        busy.seal(busy.open, later(500))
    came = back(busy, note, tail)
    assert (came.size, came.entries, came.nobody) == (5, 2, 0)
    assert came.look_at == tuple(trader.reference for trader in busy.traders[:2])
    busy.says(busy.traders[2], said("revoked"), at=later(601))
    busy.seal(busy.open, later(602))
    reader.look(later(602))
    assert reader.trusted(later(602)) == set()
    sizes = sizes_signed(busy.signers)
    assert sizes == sorted(sizes)


def test_what_had_no_number_in_the_old_copy_gets_the_one_it_was_signed_with(busy, as_owner):
    busy.says(busy.traders[0], said("revoked"), at=later(1))
    with transaction.atomic():
        busy.seal(busy.open, later(3))
    note, tail = feeds.newest_note(ORIGIN), []
    reader = busy.reader()
    reader.look(later(3), folds=False)
    tail = reader.entries[3:]
    with as_owner, connection.cursor() as cursor:
        for table in ("recognition_feedentry", "recognition_feedtree"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("UPDATE recognition_feedentry SET seq = NULL, leaf = NULL WHERE seq = 4")
        root = sealing.Frontier().grown(map(sealing.leaf_hash, reader.entries[:3])).root
        cursor.execute("UPDATE recognition_feedtree SET size = 3, root = %s", [root])
        for table in ("recognition_feedentry", "recognition_feedtree"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    back(busy, note, tail)
    assert FeedEntry.objects.count() == 4
    assert bytes(FeedEntry.objects.get(seq=4).leaf) == tail[0]


def test_a_consent_whose_withdrawal_was_lost_is_withdrawn_and_its_body_erased_again(busy, as_owner):
    trader = busy.traders[0]
    busy.consent(trader, given=False, at=later(1))
    busy.seal(busy.open, later(2))
    note, tail = restored(busy, as_owner, after=3)
    with as_owner, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE recognition_consent DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM recognition_consent WHERE NOT given")
        cursor.execute("ALTER TABLE recognition_consent ENABLE TRIGGER USER")
    assert feeds.consents(trader.reference)
    back(busy, note, tail)
    assert not feeds.consents(trader.reference)
    assert feeds.bodies(ORIGIN, 1, 1) == [feeds.Told(1, None)]
    busy.new_sealer().seal(busy.open, at=later(700))
    assert busy.reader().look(later(700)).checkpoint.size == 5


def test_a_subject_nobody_knows_any_more_is_taken_away(busy, as_owner):
    stranger = busy.operator(9)
    busy.says(stranger, at=later(1))
    busy.seal(busy.open, later(2))
    reader = busy.reader()
    reader.look(later(2))
    note, tail = restored(busy, as_owner, after=3)
    with as_owner, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE recognition_pseudonym DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM recognition_pseudonym WHERE operator_id = %s", [stranger.pk])
        cursor.execute("ALTER TABLE recognition_pseudonym ENABLE TRIGGER USER")
    assert back(busy, note, tail).nobody == 1
    busy.new_sealer().seal(busy.open, at=later(700))
    reader.look(later(700))
    assert "XA000009" not in reader.trusted(later(700))


def test_where_only_the_file_was_lost_the_partners_checkpoint_is_enough(busy):
    shutil.rmtree(busy.folder)
    busy.folder.mkdir()
    back(busy, feeds.newest_note(ORIGIN), [])
    busy.new_sealer().seal(busy.open, at=later(700))
    assert busy.reader().look(later(700)).checkpoint.size == 3


def test_a_tail_that_does_not_make_the_signed_tree_is_refused(busy, as_owner):
    busy.says(busy.traders[0], said("revoked"), at=later(1))
    busy.says(busy.traders[1], said("revoked"), at=later(2))
    busy.seal(busy.open, later(3))
    note, tail = restored(busy, as_owner, after=3)
    for odd in (tail[:1], [], tail[::-1], [tail[0], tail[1].replace(b"revoked", b"expired")]):
        with pytest.raises(TailUnfit):
            back(busy, note, odd)
    assert FeedEntry.objects.count() == 3


def test_a_note_that_is_not_ours_takes_nothing_back(busy):
    note = read_note(feeds.newest_note(ORIGIN))
    bare = type(note)(note.text, note.signatures[1:])
    with pytest.raises(SignatureMissing):
        back(busy, bare.written, [])


def test_only_the_desk_of_agreements_takes_back(busy):
    with pytest.raises(Refused):
        back(busy, feeds.newest_note(ORIGIN), [], by=busy.registrar)


def test_a_file_of_entries_is_read_whole_or_refused():
    assert read_entries(b"\x00\x02ab\x00\x01c") == [b"ab", b"c"]
    with pytest.raises(TailUnfit):
        read_entries(b"\x00\x09ab")


# --- a transaction that is held open


def nobody_is_older():
    """Waits until no transaction on the server, of another test beside this one either, is older than what was said.

    Additions wait for such a one (`numbering`), whichever database it is at work in.
    """
    for _ in range(1_200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) > max(xid) FROM recognition_feedentry")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("another transaction on this server was open for two minutes")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_held_open_loses_and_reorders_nothing_and_no_removal_waits_for_it(issuer):
    traders = [issuer.operator(number) for number in range(1, 4)]
    feed, reader = issuer.feed(), issuer.reader()
    issuer.says(traders[0])
    nobody_is_older()
    issuer.seal(feed)
    settings = connection.settings_dict
    told = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    with psycopg.connect(dbname=settings["NAME"], password=settings["PASSWORD"], **told) as held:
        held.execute("SELECT pg_current_xact_id()")  # began before everything below
        issuer.says(traders[1], at=later(1))
        issuer.says(traders[0], said("revoked"), at=later(2))
        assert issuer.seal(feed, later(3)).waiting == 1
        reader.look(later(3))
        assert reader.trusted(later(3)) == set()
        issuer.says(traders[1], said("suspended"), at=later(4))
        issuer.says(traders[1], at=later(5))
        issuer.seal(feed, later(6))
        held.commit()
    nobody_is_older()
    issuer.seal(feed, later(7))
    reader.look(later(7))
    read = [leaves.read(entry) for entry in reader.entries]
    assert [(one.to, one.reason) for one in read] == [
        ("valid", "granted"),
        ("revoked", "by_customs"),
        ("valid", "granted"),
        ("suspended", "by_customs"),
        ("valid", "reinstated"),
    ]
    assert reader.trusted(later(7)) == {"XA000002"}


@pytest.mark.django_db(transaction=True)
def test_two_sequencers_give_each_number_once(issuer):
    from django.db import connections

    feed = issuer.feed()
    for each in range(1, 9):
        issuer.says(issuer.operator(each))
    nobody_is_older()

    def numbers():
        try:
            number(feed, at=NOON)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=numbers) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(FeedEntry.objects.values_list("seq", flat=True)) == list(range(1, 9))


def test_of_tiles_that_are_not_full_only_the_newest_two_stay_and_every_narrower_one_is_served(busy):
    for second in range(1, 6):
        busy.says(busy.traders[0], said("suspended" if second % 2 else "valid"), at=later(second))
        busy.seal(busy.open, later(second))
    folder = folder_of(busy.folder, ORIGIN)
    assert sorted(file.name for file in (folder / "tile/0/000.p").iterdir()) == ["7", "8"]
    assert sorted(file.name for file in (folder / "tile/entries/000.p").iterdir()) == ["7", "8"]
    whole = feeds.tile(ORIGIN, "tile/0/000.p/8")
    assert [feeds.tile(ORIGIN, f"tile/0/000.p/{width}") for width in range(1, 9)] == [
        whole[: 32 * width] for width in range(1, 9)
    ]
