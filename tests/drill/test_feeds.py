"""kill -9 of those who write and of those who seal, at random points under load, with transactions held open."""

import itertools
import json
import os
import random
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.recognition.issuer import ORIGIN, Issuer
from trustlane.config.database import Login
from trustlane.recognition.feed import leaves
from trustlane.recognition.models import FeedEntry
from trustlane.recognition.queries import feeds

pytestmark = [pytest.mark.drill, pytest.mark.timeout(2400)]

KILLS = int(os.environ.get("TRUSTLANE_DRILL_KILLS", "40"))
ROOT = Path(__file__).resolve().parents[2]
OPERATORS = 25
AT_WORK = 8.0  # seconds after which a process that says nothing is at work
ACTS = 25  # after which one that tells its acts is


def instant():
    return datetime.now(UTC)  # noqa: TID251 - a drill runs in real time


class Crew:
    """Processes of ours that are killed and come back; each writes what it says into a file of its own."""

    def __init__(self, folder, environment):
        self.folder, self.environment = folder, environment
        self.numbers = itertools.count(1)
        self.living, self.began, self.files = {}, {}, {}

    def start(self, kind):
        number = next(self.numbers)
        command = {
            "writer": (sys.executable, "-m", "tests.drill.feed_writer", str(number)),
            "sealer": (sys.executable, "-m", "trustlane.cli", "feeds", "seal", "--every", "1"),
        }[kind]
        with (self.folder / f"{kind}-{number}.out").open("wb") as out:
            process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=out, stderr=subprocess.STDOUT)
        self.living[process] = kind
        self.began[process] = time.monotonic()
        self.files[process] = self.folder / f"{kind}-{number}.out"

    def at_work(self):
        """Those that are past their own beginning: to kill a process that only loads its modules shows little."""
        ended = {process: kind for process, kind in self.living.items() if process.poll() is not None}
        told = [f"{kind} {self.files[one].read_text()[-4_000:]}" for one, kind in ended.items()]
        assert not ended, "\n".join(["ended by itself:", *told])
        return [process for process, kind in self.living.items() if self._works(process, kind)]

    def _works(self, process, kind):
        if kind == "writer":
            return len(self.files[process].read_text().splitlines()) >= ACTS
        return time.monotonic() - self.began[process] > AT_WORK

    def kill(self, process):
        kind = self.living.pop(process)
        process.kill()
        process.wait()
        return kind

    def acknowledged(self):
        """The names of all entries of acts that were committed before their writer said so."""
        found = []
        for file in self.folder.glob("writer-*.out"):
            for line in file.read_text().splitlines(keepends=True):
                if line.startswith("[") and line.endswith("]\n"):
                    found += json.loads(line)
        return found


def hold_open(stop, login, lot):
    """Transactions that have begun and do not end for a while."""
    while not stop.is_set():
        with psycopg.connect(login.url()) as held:
            held.execute("SELECT pg_current_xact_id()")
            stop.wait(lot.uniform(0.2, 2.0))


@pytest.fixture
def login(transactional_db):
    told = connection.settings_dict
    return Login(told["HOST"], str(told["PORT"]), told["NAME"], told["USER"], told["PASSWORD"])


def test_every_acknowledged_act_is_present_once_and_no_smaller_tree_is_ever_served(login, world, tmp_path, settings):
    from trustlane.config import feed_keys

    settings.TRUSTLANE_ADMINISTRATION, settings.TRUSTLANE_FEEDS_FOLDER = "XA", tmp_path / "feeds"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TRUSTLANE_", "DATABASE_", "DJANGO_"))}
    environment |= {
        "DATABASE_URL": login.url(),
        "TRUSTLANE_STATE": str(tmp_path),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "trustlane.config.django",
    }
    signers = made_keys(feed_keys, tmp_path)
    issuer = Issuer(world, tmp_path / "feeds", signers)
    for number in range(1, OPERATORS + 1):
        issuer.operator(number, at=instant())
    issuer.feed(at=instant())
    reader, crew, lot, stop = issuer.reader(), Crew(tmp_path, environment), random.Random(5), threading.Event()
    for kind in ("writer", "writer", "writer", "sealer", "sealer"):
        crew.start(kind)
    holding = threading.Thread(target=hold_open, args=(stop, login, random.Random(7)))
    holding.start()
    try:
        looked = killed = 0
        until_signed(reader)
        while killed < KILLS:
            pause = time.monotonic() + lot.uniform(0.05, 1.5)
            while time.monotonic() < pause or not crew.at_work():
                reader.look(instant(), folds=False)  # refuses a smaller tree, a fork, an older time
                looked += 1
                time.sleep(0.05)
            crew.start(crew.kill(lot.choice(crew.at_work())))
            killed += 1
        for process in [process for process, kind in crew.living.items() if kind == "writer"]:
            crew.kill(process)
        stop.set()
        holding.join()
        until_all_is_signed()
    finally:
        stop.set()
        for process in list(crew.living):
            crew.kill(process)
    reader.look(instant(), folds=False)
    names = [leaves.read(entry).id for entry in reader.entries]
    acknowledged = crew.acknowledged()
    print(f"{killed} kills, {looked} looks, {len(acknowledged)} acknowledged entries of {len(names)} in the tree")
    assert len(acknowledged) > killed  # there was a load
    assert len(set(names)) == len(names)
    assert set(acknowledged) <= set(names)
    for subject in set(FeedEntry.objects.exclude(subject="").values_list("subject", flat=True)):
        order = FeedEntry.objects.filter(subject=subject).order_by("id").values_list("seq", flat=True)
        assert list(order) == sorted(order)
    follower = issuer.reader()
    now = instant()
    follower.look(now)
    assert follower.trusted(now) == valid(now)


def made_keys(feed_keys, state):
    """The keys of the node, in its folder, made as a demonstration makes them."""
    from types import SimpleNamespace

    from trustlane.recognition.signing import FileSigner, Signers

    feed_keys.ensure_invented(SimpleNamespace(state=state))
    folder = state / feed_keys.FOLDER
    return Signers(FileSigner(folder / feed_keys.FEED), FileSigner(folder / feed_keys.HEARTBEAT))


def until_signed(reader):
    deadline = time.monotonic() + 60
    while feeds.newest_note(ORIGIN) is None:
        assert time.monotonic() < deadline, "nothing was signed within a minute"
        time.sleep(0.2)


def until_all_is_signed():
    deadline = time.monotonic() + 120
    while any(row.waiting for row in feeds.feeds()):
        assert time.monotonic() < deadline, f"not signed within two minutes: {feeds.feeds()}"
        time.sleep(0.2)


def valid(now):
    from trustlane.standing.queries import register

    rows = register(valid=now.date(), issuer="XA", state="valid", size=1_000)
    return {one.fact.operator for one in rows}
