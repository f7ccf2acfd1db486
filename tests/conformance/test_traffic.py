"""Two readers that share no code agree on days of drawn traffic: what they believe, what they apply, what they give."""

import random
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import invented, product, run
from conformance.invented import NOON, SECOND, WITNESS, Feed, sealed, status, subject, uuid7
from conformance.reader import commands
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.leaves import Agreement, Erased

SUBJECTS = 6
TERMS = {"terms": {"live": 4, "in_a_day": 6, "profile": sorted(invented.ALL)}}


@pytest.fixture(autouse=True)
def no_disk(monkeypatch):
    monkeypatch.setattr(commands.os, "fsync", lambda _: None)


class Both:
    """Two readers of one folder."""

    def __init__(self, folder: Path, **init):
        self.folder = folder
        (folder / "feed").mkdir()
        self.laid = {}
        self.ask("init", **invented.init(**init))

    def ask(self, what, **asked):
        found = []
        for name, answer in (("second", commands.answer), ("product", product.answer)):
            at = {"state": str(self.folder / name), "directory": str(self.folder / "feed")}
            found.append({key: value for key, value in answer(what, asked | at).items() if key != "what"})
        assert found[0] == found[1], (what, asked)
        return found[0]

    def sync(self, files, at, **more):
        run.lay(self.folder / "feed", dict.fromkeys(self.laid.keys() - files.keys()))
        for name, data in files.items():
            path = self.folder / "feed" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.laid = files
        on = (NOON + at * SECOND).date().isoformat()
        return self.ask("sync", at=instant(at), on=on, **more)

    def agree_on_all(self, at):
        for number in range(1, SUBJECTS + 2):
            on = (NOON + at * SECOND).date().isoformat()
            self.ask("decide", subject=subject(number), at=instant(at), on=on, credit="3/7")
        self.ask("receipt", at=instant(at))


def instant(at):
    return f"{NOON + at * SECOND:%Y-%m-%dT%H:%M:%SZ}"


TO = st.sampled_from(["valid", "valid", "updated", "suspended", "revoked", "expired", "withdrawn"])
ODDITIES = ["odd", "unknown", "erased", "agreement", "no body", "wrong body"]
SAYINGS = st.one_of(
    st.tuples(st.just("status"), st.integers(1, SUBJECTS), TO),
    st.tuples(st.just("status"), st.integers(1, SUBJECTS), TO),
    st.tuples(st.sampled_from(ODDITIES), st.integers(1, SUBJECTS)),
)
DEALS = st.fixed_dictionaries(
    {
        "says": st.lists(SAYINGS, max_size=4),
        "waits": st.sampled_from([1, 60, 800, 4000, 50_000, 90_000]),
        "line": st.sampled_from(
            ["good"] * 5 + ["no beat", "witness", "early", "old", "fork", "shrunk", "cut", "no tile"]
        ),
        "release": st.sampled_from([False, False, False, True]),
    }
)


def said(feed, saying):
    kind, of, *to = saying
    if kind == "status":
        return feed.tells(of, to[0])
    if kind == "odd":
        return feed.says(lambda seq: leaves.write(status(seq, of)).replace(b'"granted"', b'"because"'))
    if kind == "unknown":
        return feed.says(lambda seq: leaves.write(status(seq, of)).replace(b'"status"', b'"surprise"'))
    if kind == "agreement":
        return feed.says(lambda seq: leaves.write(Agreement(seq=seq, id=uuid7(seq), effective=NOON, body=b"d" * 32)))
    if kind == "erased":
        if not feed.size:
            return feed
        gone = feed.size
        feed = feed.says(lambda seq: leaves.write(Erased(seq=seq, id=uuid7(seq), effective=NOON, seqs=(gone,))))
        return replace(feed, bodies={**feed.bodies, gone: None})
    feed = feed.tells(of)
    body = None if kind == "no body" else sealed(feed.size + 1000)
    bodies = {seq: one for seq, one in feed.bodies.items() if seq != feed.size}
    return replace(feed, bodies=bodies if body is None else {**bodies, feed.size: body})


def handed_out(feed, older, line, at):
    """The folder as this line hands it out."""
    if line == "no beat":
        return feed.files(at=None)
    if line == "witness":
        return feed.files(note=WITNESS.cosigns(feed.note(at=None), at))
    if line == "early":
        return feed.files(at + 61 * SECOND)
    if line == "old":
        return older.files(at - timedelta(days=2))
    if line == "fork" and feed.size:
        return feed.first(feed.size - 1).tells(6, "revoked", id=uuid7(7777)).files(at)
    if line == "shrunk" and feed.size:
        return feed.first(feed.size - 1).files(at)
    files = feed.files(at)
    tile = next((name for name in files if name.startswith("tile/0/")), None)
    bundle = next((name for name in files if name.startswith("tile/entries/")), None)
    if line == "cut" and bundle:
        files[bundle] = files[bundle][:-1]
    if line == "no tile" and tile:
        del files[tile]
    return files


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(DEALS, min_size=1, max_size=8))
def test_both_readers_agree_on_days_of_traffic(deals):
    with tempfile.TemporaryDirectory() as folder:
        both, feed, at = Both(Path(folder), **TERMS), Feed(), 0
        for deal in deals:
            at += deal["waits"]
            older = feed
            for saying in deal["says"]:
                feed = said(feed, saying)
            files = handed_out(feed, older, deal["line"], NOON + at * SECOND)
            both.sync(files, at, release=deal["release"])
            both.agree_on_all(at + 1)
            both.agree_on_all(at + 15_000)


def test_both_readers_agree_on_a_long_day_that_fills_tiles():
    """Some eight hundred entries in forty looks, over the borders at 256, 512 and 768 entries."""
    chance, feed = random.Random(5), Feed()
    with tempfile.TemporaryDirectory() as folder:
        both = Both(Path(folder), terms={"live": 1000, "in_a_day": 1000, "profile": sorted(invented.ALL)})
        for look in range(40):
            for _ in range(chance.randrange(10, 40)):
                to = chance.choice(["valid", "valid", "updated", "suspended", "revoked"])
                feed = feed.tells(chance.randrange(1, 300), to)
            told = both.sync(feed.files(NOON + 60 * look * SECOND), 60 * look)
            assert (told["verdict"], told["size"]) == ("accepted", feed.size)
        both.agree_on_all(60 * 40)
    assert feed.size > 768
