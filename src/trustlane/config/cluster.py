"""One private PostgreSQL: made by initdb, started and stopped by pg_ctl, nothing more; a dead one is recovered."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from subprocess import CompletedProcess

import psutil
import psycopg

from trustlane.config import places, service_user
from trustlane.config.binaries import Binaries
from trustlane.config.refusals import ClusterFailed
from trustlane.config.service_user import ServiceUser

PORT = 5432  # only the name of the socket: no port is opened
LONGEST_SOCKET = 100  # a socket's path may have 107 bytes; `.lock` is added to it
PATIENCE = 300  # seconds: recovery after a kill replays what was written since the last checkpoint
LARGEST_LOG = 10_000_000

CONFIGURATION = """\
# Written anew at every start. Reached by a socket only, with passwords; nothing listens on the network.
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0777
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = '256MB'
max_wal_size = '2GB'
work_mem = '32MB'
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""
ENTRANCE = """\
# Everyone shows a password, whoever they are on this machine.
local all all scram-sha-256
"""

# What a living server says that has no room just now, and one that is starting, stopping or recovering.
FULL = ("too many clients", "remaining connection slots")
BUSY = ("the database system is",)


@dataclass(frozen=True)
class Cluster:
    """A private PostgreSQL: its binaries, its folders, and the system user it runs as where we are root."""

    binaries: Binaries
    data: Path
    run: Path
    user: ServiceUser | None

    @property
    def log(self) -> Path:
        """The file the server writes its words to."""
        return self.run / "server.log"

    @property
    def sockets(self) -> Path:
        """The folder of the socket: beside the log where the path is short enough, else one in the temporary folder."""
        if len(os.fsencode(self.run / f".s.PGSQL.{PORT}.lock")) < LONGEST_SOCKET:
            return self.run
        return Path(tempfile.gettempdir()) / f"trustlane-{os.geteuid()}-{places.key(self.run)}"

    @property
    def exists(self) -> bool:
        """Say whether the data folder was made."""
        return (self.data / "PG_VERSION").exists()


class Answer(Enum):
    """What comes back when somebody connects."""

    WELCOME = "lets us in"
    REFUSED = "speaks, and does not let us in"
    SILENT = "does not speak"


def answer(cluster: Cluster, user: str, password: str, *, database: str = "postgres") -> Answer:
    """Try the door: the only test of life, since a killed postmaster may linger as a zombie."""
    silent, deadline = 0, time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            connect(cluster, user, password, database=database).close()
        except psycopg.OperationalError as error:
            said = str(error)
            if any(word in said for word in FULL):
                return Answer.WELCOME
            if any(word in said for word in BUSY):
                time.sleep(0.2)
            elif "FATAL:" in said:
                return Answer.REFUSED
            elif "timeout" not in said or (silent := silent + 1) == 3:
                return Answer.SILENT
        else:
            return Answer.WELCOME
    return Answer.SILENT


def connect(cluster: Cluster, user: str, password: str, *, database: str = "postgres") -> psycopg.Connection:
    """Connect through the socket."""
    return psycopg.connect(
        host=str(cluster.sockets),
        port=PORT,
        user=user,
        password=password,
        dbname=database,
        connect_timeout=5,
        autocommit=True,
    )


def initialise(cluster: Cluster, user: str, password: str) -> None:
    """Make the data folder; what an interrupted attempt left behind is removed first."""
    partial = cluster.data.with_name(cluster.data.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    word = partial.with_suffix(".word")
    word.write_text(password, "ascii")
    for path, mode in ((partial, 0o700), (word, 0o600)):
        path.chmod(mode)
        if cluster.user:
            cluster.user.own(path, mode)
    try:
        for ctype in ("C.UTF-8", "C"):
            said = _initdb(cluster, partial, word, user, ctype)
            if said.returncode == 0:
                break
            if ctype == "C" or "locale" not in said.stdout:
                raise ClusterFailed(f"initdb of {cluster.binaries} failed:\n{said.stdout.strip()}")
    finally:
        word.unlink(missing_ok=True)
    _write(cluster, partial / "pg_hba.conf", ENTRANCE)
    with (partial / "postgresql.conf").open("a") as configuration:
        configuration.write("\ninclude_if_exists = 'trustlane.conf'\n")
    partial.rename(cluster.data)


def start(cluster: Cluster) -> None:
    """Start the server and wait until it lets people in; recover first what a killed one left behind."""
    _make_folders(cluster)
    _stop_unreachable(cluster)
    _clear_remains(cluster)
    sockets = str(cluster.sockets).replace("'", "''")
    if "," in sockets or '"' in sockets:
        sockets = '"{}"'.format(sockets.replace('"', '\\"'))
    _write(cluster, cluster.data / "trustlane.conf", CONFIGURATION.format(port=PORT, sockets=sockets))
    if cluster.log.exists() and cluster.log.stat().st_size > LARGEST_LOG:
        cluster.log.replace(cluster.log.with_suffix(".old.log"))
    said = _pg_ctl(cluster, "start", "-w", "-t", str(PATIENCE), "-l", cluster.log)
    if said.returncode != 0:
        raise ClusterFailed(f"{cluster.binaries} did not start:\n{said.stdout.strip()}\n{_last_words(cluster)}")


def stop(cluster: Cluster) -> bool:
    """Stop the server if it runs; say whether it did."""
    if _postmaster(cluster) is None:
        return False
    said = _pg_ctl(cluster, "stop", "-w", "-t", "120", "-m", "fast")
    if said.returncode != 0 and _postmaster(cluster) is not None:
        raise ClusterFailed(f"{cluster.binaries} did not stop:\n{said.stdout.strip()}")
    return True


def _initdb(cluster: Cluster, data: Path, word: Path, user: str, ctype: str) -> CompletedProcess[str]:
    # Sorting by code point is the same on every machine; case is Unicode's where the machine knows it.
    asked: list[str | Path] = [
        cluster.binaries.folder / "initdb",
        "-D",
        data,
        "-U",
        user,
        f"--pwfile={word}",
        "--auth=scram-sha-256",
    ]
    asked += ["--encoding=UTF8", "--locale=C", f"--lc-ctype={ctype}", "--data-checksums"]
    return service_user.run(asked, cluster.user)


def _pg_ctl(cluster: Cluster, deed: str, *more: str | Path) -> CompletedProcess[str]:
    return service_user.run([cluster.binaries.folder / "pg_ctl", deed, "-D", cluster.data, *more], cluster.user)


def _make_folders(cluster: Cluster) -> None:
    for folder in {cluster.run, cluster.sockets}:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_uid not in {os.geteuid(), cluster.user.uid if cluster.user else -1}:
            raise ClusterFailed(f"{folder} belongs to somebody else; remove it")
        folder.chmod(0o700)
        if cluster.user:
            cluster.user.own(folder, 0o700)


def _write(cluster: Cluster, file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    file.chmod(0o600)
    if cluster.user:
        cluster.user.own(file, 0o600)


def _postmaster(cluster: Cluster) -> psutil.Process | None:
    """Find the living postmaster of this data folder; a zombie, or another process with its number, is none."""
    number = _number_in(cluster.data / "postmaster.pid")
    return next((process for process in _servers(cluster) if process.pid == number), None)


def _number_in(lock: Path) -> int | None:
    try:
        return int(lock.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _servers(cluster: Cluster) -> Iterator[psutil.Process]:
    """List the living processes that work in this data folder: a postmaster, or backends that outlived theirs."""
    for process in psutil.process_iter(["name", "status"]):
        named = (process.info["name"] or "").startswith(("postgres", "postmaster"))
        if named and process.info["status"] != psutil.STATUS_ZOMBIE and _works_in(cluster, process):
            yield process


def _works_in(cluster: Cluster, process: psutil.Process) -> bool:
    try:
        if cluster.user is None:
            return Path(process.cwd()) == cluster.data.resolve()
        # In a container even root may not see where another user's process works; that user may.
        said = service_user.run(["readlink", f"/proc/{process.pid}/cwd"], cluster.user)
        return said.stdout.strip() == str(cluster.data.resolve())
    except (psutil.Error, OSError):
        return False


def _stop_unreachable(cluster: Cluster) -> None:
    """Stop a living server that does not answer: its socket was removed, or it hangs. Its log keeps its word."""
    for mode in ("fast", "immediate"):
        if _postmaster(cluster):
            _pg_ctl(cluster, "stop", "-w", "-t", "10", "-m", mode)
    if hanging := _postmaster(cluster):
        hanging.kill()


def _clear_remains(cluster: Cluster) -> None:
    """Remove the lock files of a killed server, once nothing of it lives any more.

    A zombie postmaster still answers to its number, so a new one would refuse to start. PostgreSQL guards its files
    against backends that outlived their postmaster by what stands in that lock file; before it goes, they have to be
    gone. A lock whose number nobody has is left: PostgreSQL itself sees that it is stale.
    """
    deadline = time.monotonic() + 20
    while orphans := list(_servers(cluster)):
        if time.monotonic() > deadline - 15:
            for orphan in orphans:
                orphan.kill()
        if time.monotonic() > deadline:
            raise ClusterFailed(
                f"processes {[orphan.pid for orphan in orphans]} still work in {cluster.data}; end them"
            )
        time.sleep(0.1)
    for remains in (cluster.data / "postmaster.pid", cluster.sockets / f".s.PGSQL.{PORT}.lock"):
        number = _number_in(remains)
        if remains.exists() and (number is None or psutil.pid_exists(number)):
            remains.unlink()


def _last_words(cluster: Cluster) -> str:
    try:
        return "\n".join(cluster.log.read_text("utf-8", errors="replace").splitlines()[-12:])
    except OSError:
        return ""
