"""The database in force: an address is taken at its word; a private one is made, adopted, and brought back."""

import os
import stat
import threading
from pathlib import Path

import psutil
import psycopg
import pytest

from trustlane.config import binaries, cluster, database
from trustlane.config.database import Login, from_url
from trustlane.config.refusals import NoDatabase, SettingsRefused
from trustlane.config.settings import InForce, load

pytestmark = pytest.mark.skipif(not binaries.available(), reason="no PostgreSQL server binaries on this machine")


def postmaster(node: InForce) -> psutil.Process:
    folder = Path(database.status(node).folder)
    return psutil.Process(int((folder / "postmaster.pid").read_text().splitlines()[0]))


def asked(login: Login, question: str) -> object:
    with login.connect() as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]
    return row[0] if row else None


def test_a_missing_one_is_made_with_two_roles(node: InForce) -> None:
    made = database.ensure(node)
    assert asked(made.owner, "SELECT current_user") == "trustlane_owner"
    assert asked(made.app, "SELECT current_user") == "trustlane_app"
    assert asked(made.owner, "SELECT rolcreatedb AND NOT rolsuper FROM pg_roles WHERE rolname = current_user") is True
    assert (
        asked(made.app, "SELECT rolcreatedb OR rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        is False
    )


def test_nobody_enters_without_a_password(node: InForce) -> None:
    made = database.ensure(node)
    with pytest.raises(psycopg.OperationalError):
        Login(made.owner.host, made.owner.port, made.owner.name, made.owner.user, "guessed").connect()
    with pytest.raises(psycopg.OperationalError):
        Login(made.owner.host, made.owner.port, made.owner.name, database.ADMIN, "").connect()


def test_it_listens_on_no_network(node: InForce) -> None:
    made = database.ensure(node)
    assert asked(made.owner, "SHOW listen_addresses") == ""


def test_the_passwords_are_readable_by_this_node_alone(node: InForce) -> None:
    database.ensure(node)
    assert stat.S_IMODE((node.state / "logins.json").stat().st_mode) == 0o600


def test_letters_of_every_script_have_two_cases(node: InForce) -> None:
    made = database.ensure(node)
    if asked(made.owner, "SELECT datctype FROM pg_database WHERE datname = current_database()") == "C":
        pytest.skip("this machine has no C.UTF-8")
    assert asked(made.owner, "SELECT lower('ÄÖÉ')") == "äöé"


def test_a_living_one_is_adopted(node: InForce) -> None:
    database.ensure(node)
    before = postmaster(node).pid
    database.ensure(node)
    assert postmaster(node).pid == before


def test_many_at_once_get_the_same_one(node: InForce) -> None:
    database.stop(node)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(database.ensure(node).owner.host)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_a_killed_one_is_recovered_with_what_was_committed(node: InForce) -> None:
    made = database.ensure(node)
    with made.owner.connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('still here')")
    postmaster(node).kill()
    again = database.ensure(node)
    assert asked(again.owner, "SELECT word FROM kept LIMIT 1") == "still here"


def test_one_whose_socket_was_removed_is_started_again(node: InForce) -> None:
    made = database.ensure(node)
    (Path(made.owner.host) / f".s.PGSQL.{cluster.PORT}").unlink()
    assert asked(database.ensure(node).owner, "SELECT 1") == 1


@pytest.mark.parametrize("left", ["", "not a number\n", "{somebody else}\n/elsewhere\n"])
def test_a_lock_file_that_says_nothing_true_is_no_hindrance(node: InForce, left: str) -> None:
    database.ensure(node)
    folder = Path(database.status(node).folder)
    killed = postmaster(node)
    killed.kill()
    # A server that was killed and not yet gone would be told apart by its number; here another process has it.
    (folder / "postmaster.pid").write_text(left.replace("{somebody else}", str(os.getpid())))
    assert asked(database.ensure(node).owner, "SELECT 1") == 1


def test_what_was_begun_and_not_finished_is_made_again(node: InForce) -> None:
    fresh = load({"TRUSTLANE_STATE": str(node.state / "interrupted")}, None)
    best = binaries.available()[0]
    half = fresh.state / f"data-{best.major}.partial"
    half.mkdir(parents=True)
    fresh.state.chmod(0o755)
    (half / "PG_VERSION").write_text("half made")
    try:
        assert asked(database.ensure(fresh).owner, "SELECT 1") == 1
    finally:
        database.stop(fresh)


def test_who_leaves_last_stops_it(node: InForce) -> None:
    with database.in_use(node):
        with database.in_use(node):
            pass
        assert database.status(node).living
    assert not database.status(node).living


def test_another_major_version_gets_data_of_its_own(node: InForce) -> None:
    majors = {one.major: one.source for one in reversed(binaries.available())}
    if len({one.source for one in binaries.available()}) < 2 or len(majors) < 2:
        pytest.skip("only one kind of PostgreSQL on this machine")
    first = database.ensure(load({"TRUSTLANE_STATE": str(node.state), "TRUSTLANE_PG": "machine"}, None))
    other = database.ensure(load({"TRUSTLANE_STATE": str(node.state), "TRUSTLANE_PG": "wheel"}, None))
    assert asked(first.owner, "SHOW server_version_num") != asked(other.owner, "SHOW server_version_num")
    # Nothing changes under a node that does not ask for a change: the one that served last goes on serving.
    assert database.ensure(node).owner.host == other.owner.host


def test_data_whose_binaries_are_gone_is_refused_with_a_mend(node: InForce, monkeypatch: pytest.MonkeyPatch) -> None:
    database.ensure(node)
    database.stop(node)
    kept = database._remembered(node.state)
    assert kept is not None
    others = [one for one in binaries.available() if one.major != kept.major]
    if not others:
        pytest.skip("only one major version on this machine")
    monkeypatch.setattr(binaries, "available", lambda source="auto": others)
    with pytest.raises(NoDatabase, match=f"made by PostgreSQL {kept.major}"):
        database.ensure(node)


def test_an_address_that_does_not_answer_is_refused_without_its_password() -> None:
    node = load({"DATABASE_URL": "postgresql://me:secretword@127.0.0.1:1/name"}, None)
    with pytest.raises(NoDatabase) as refused:
        database.ensure(node)
    assert "127.0.0.1, database name" in str(refused.value)
    assert "secretword" not in str(refused.value)


def test_one_address_serves_both_roles_and_the_application_steps_down() -> None:
    known = database.known(load({"DATABASE_URL": "postgresql://me:word@host:5433/name"}, None))
    assert known is not None
    assert known.owner.user == known.app.user == "me"
    assert known.app.django()["OPTIONS"]["assume_role"] == "trustlane_app"
    assert "assume_role" not in known.owner.options


def test_an_address_of_its_own_for_the_application_is_taken() -> None:
    given = {"DATABASE_URL": "postgresql://me@host/name", "DATABASE_APP_URL": "postgresql://app@host/name"}
    known = database.known(load(given, None))
    assert known is not None
    assert (known.app.user, known.app.options) == ("app", {})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:w%40rd%2F@host:5433/na%20me",
        "postgresql://me:word@[::1]:5433/name?sslmode=require",
        "postgresql://me:word@/name?host=%2Frun%2Fpg&port=5432",
    ],
)
def test_an_address_read_and_written_is_the_same(url: str) -> None:
    assert from_url(from_url(url).url()) == from_url(url)


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(SettingsRefused, match="mysql:…"):
        from_url("mysql://me:word@host/name")
