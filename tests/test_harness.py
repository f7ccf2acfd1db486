"""The tests themselves: the network is shut off, pure tests need no database, every test finds a clean one."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.databases import LONGEST_RUN, PREFIX, Copies, passing
from trustlane.access.models import User
from trustlane.access.roles import Role

TESTS = Path(__file__).parent


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_the_network_is_shut_off():
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect(("192.0.2.1", 80))


def test_this_machine_may_be_talked_to():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_committed_is_gone_for_the_next(world, turn):
    assert not User.objects.exists()
    world.user(Role.AUDITOR)


@pytest.mark.django_db
def test_what_a_test_did_not_commit_is_gone_as_well(world):
    assert not User.objects.exists()
    assert world.officer("XA02").role_grants.get().office == "XA02"


def test_what_a_killed_run_left_behind_is_dropped(monkeypatch):
    with Copies.in_use() as copies:
        young = passing("copy_killed")
        monkeypatch.setattr("tests.databases.time.time", lambda: 1_700_000_000)
        old = passing("copy_killed")
        monkeypatch.undo()
        for name in (young, old):
            copies.run("CREATE DATABASE {}", name)
        try:
            with copies.owner.connect() as connection:
                copies._drop_old(connection)
                pattern = f"{PREFIX}copy_killed%"
                found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])
                assert [name for (name,) in found.fetchall() if name in {young, old}] == [young]
        finally:
            for name in (young, old):
                copies.run("DROP DATABASE IF EXISTS {}", name)
    assert LONGEST_RUN > 3600


def test_pure_tests_start_no_database():
    nowhere = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(TESTS / "clock" / "test_holidays.py")],
        env=nowhere,
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:]


def test_every_test_file_says_what_it_claims():
    files = sorted(TESTS.rglob("test_*.py"))
    assert [str(path) for path in files if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []
