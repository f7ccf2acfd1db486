"""Keeps the demonstration alive: starts the pages, starts them again when they are killed, brings the database back."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import psutil

from trustlane.cli.refusal import Refused
from trustlane.config import database, places
from trustlane.config.settings import InForce

# Every process of a supervised node carries this in its environment: that is how those left over are known.
MARK = "TRUSTLANE_SUPERVISED"
# And which part it belongs to, so that one part is begun anew without the others.
PART = "TRUSTLANE_SUPERVISED_PART"
PAGES, CLOCKS = "pages", "clocks"
RUN = ("-m", "trustlane.cli")
LOOK_EVERY = 0.3
ASK_DATABASE_EVERY = 3.0
CLOCKS_EVERY = 60  # seconds
LONGEST_PAUSE = 10.0
LONG_ENOUGH = 30.0  # seconds a child lived before its next death counts as the first again

Say = Callable[[str], None]


@dataclass(frozen=True)
class Running:
    """A demonstration that runs: its supervising process and its address."""

    pid: int
    started: float
    url: str


def running(settings: InForce) -> Running | None:
    """Name the demonstration that runs, if its supervising process lives."""
    try:
        found = Running(**json.loads(_file(settings).read_text("utf-8")))
        alive = psutil.Process(found.pid)
        if alive.status() != psutil.STATUS_ZOMBIE and abs(alive.create_time() - found.started) < 1:
            return found
    except (OSError, ValueError, TypeError, psutil.NoSuchProcess):
        pass
    return None


def end(settings: InForce) -> bool:
    """Ask a running demonstration to stop, and end what a killed one left behind; say whether there was anything."""
    found = running(settings)
    if found:
        asked = psutil.Process(found.pid)
        asked.terminate()
        try:
            asked.wait(60)
        except psutil.TimeoutExpired:
            asked.kill()
    return end_orphans(settings) or found is not None


def end_orphans(settings: InForce, part: str = "") -> bool:
    """End the processes of this node that outlived their supervisor; of one part alone where it is named."""
    orphans = list(_marked(settings, part))
    for orphan in orphans:
        _quietly(orphan.terminate)
    _, stubborn = psutil.wait_procs(orphans, timeout=2)
    for orphan in stubborn:
        _quietly(orphan.kill)
    psutil.wait_procs(stubborn, timeout=5)
    return bool(orphans)


@contextmanager
def marked(settings: InForce) -> Iterator[None]:
    """Processes begun in here carry the mark of this node."""
    os.environ[MARK] = places.key(settings.state)
    try:
        yield
    finally:
        del os.environ[MARK]


@contextmanager
def only_one(settings: InForce) -> Iterator[None]:
    """Hold the place of this node's supervisor; the lock goes with the process, however it ends."""
    settings.state.mkdir(parents=True, exist_ok=True)
    with (settings.state / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            found = running(settings)
            where = f"at {found.url} (process {found.pid})" if found else "and is still starting"
            raise Refused(f"the demonstration already runs {where}; `make stop` ends it") from None
        yield


@contextmanager
def stopping_cleanly() -> Iterator[None]:
    """Turn the signals that end a process into an orderly way out."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(frozen=True)
class Part:
    """A process beside the pages that is kept alive: its name, the command, its environment, whether it should run."""

    name: str
    command: tuple[str, ...]  # of trustlane
    environment: Mapping[str, str]
    wanted: Callable[[], bool] = lambda: True
    words: Path | None = None  # where what it says goes; where ours goes, without


class Tended:
    """A part and its process: begun while it is wanted, begun again when it dies, ended when it is not wanted."""

    def __init__(self, settings: InForce, part: Part, say: Say) -> None:
        self.settings, self.part, self.say = settings, part, say
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths, self.born, self.again_at = 0, 0.0, 0.0

    def look(self, now: float) -> bool:
        """Do what is due at this moment of the machine's own clock; whether the process was begun."""
        if not self.part.wanted():
            self._end()
            return False
        if self.process is not None and self.process.poll() is not None:
            self.deaths = 1 if now - self.born > LONG_ENOUGH else self.deaths + 1
            self.again_at = now + min(LONGEST_PAUSE, 0.1 * 2**self.deaths)
            self.say(f"{self.part.name} ended ({_ending(self.process.returncode)}); starting again")
            end_orphans(self.settings, self.part.name)
            self.process = None
        if self.process is not None or now < self.again_at:
            return False
        self.born = now
        self.process = begun(self.settings, self.part)
        return True

    def _end(self) -> None:
        if self.process is not None:
            self.process.terminate()
            end_orphans(self.settings, self.part.name)
            self.process.wait()
            self.process = None


def begun(settings: InForce, part: Part) -> subprocess.Popen[bytes]:
    """Begin the process of a part, under the marks of this node and this part."""
    env = dict(part.environment) | {MARK: places.key(settings.state), PART: part.name}
    asked = [sys.executable, *RUN, *part.command]
    # A group of its own: Ctrl-C reaches the supervisor alone, who then ends its children in order.
    how: dict[str, Any] = {"env": env, "stdin": subprocess.DEVNULL, "start_new_session": True}
    if part.words is None:
        return subprocess.Popen(asked, **how)
    with part.words.open("ab") as words:
        return subprocess.Popen(asked, stdout=words, stderr=subprocess.STDOUT, **how)


class Supervisor:
    """One child that serves the pages, one that keeps the clocks of cases, the database under both, parts beside."""

    def __init__(self, settings: InForce, host: str, port: int, say: Say, beside: Sequence[Part] = ()) -> None:
        self.settings, self.host, self.port, self.say = settings, host, port, say
        self.beside = [Tended(settings, part, say) for part in beside]
        self.child: subprocess.Popen[bytes] | None = None
        self.clocks: subprocess.Popen[bytes] | None = None
        self.born = 0.0
        self.deaths = 0
        self.clocks_born = 0.0

    @property
    def url(self) -> str:
        """The address people open."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def run(self, ready: Callable[[str], None]) -> None:
        """Serve until told to stop."""
        me = psutil.Process()
        try:
            self._start_pages()
            self._wait_until_served()
            self._keep_clocks()  # nobody waits for them
            _write(_file(self.settings), asdict(Running(me.pid, me.create_time(), self.url)))
            ready(self.url)
            self._watch()
        finally:
            _file(self.settings).unlink(missing_ok=True)
            self._stop()

    def _start_pages(self) -> None:
        self.child = self._child(PAGES, "serve", "--host", self.host, "--port", str(self.port))
        self.born = time.monotonic()

    def _start(self) -> None:
        self._start_pages()
        if self.clocks is None or self.clocks.poll() is not None:
            self._keep_clocks()

    def _keep_clocks(self) -> None:
        self.clocks = self._child(CLOCKS, "clocks", "run", "--every", str(CLOCKS_EVERY))
        self.clocks_born = time.monotonic()

    def _child(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        # Where nobody named an address, e-mails and letters name the one that is served here.
        own = {} if self.settings.settings.web.address else {"TRUSTLANE_WEB_ADDRESS": self.url}
        return begun(self.settings, Part(name, command, os.environ | own))

    def _watch(self) -> None:
        asked = time.monotonic()
        while True:
            time.sleep(LOOK_EVERY)
            if self.child and self.child.poll() is not None:
                self._restart(f"the pages ended ({_ending(self.child.returncode)})")
            # Nobody waits for the clocks: one that ended is begun again at leisure.
            if self.clocks and self.clocks.poll() is not None and time.monotonic() - self.clocks_born > LONGEST_PAUSE:
                self._keep_clocks()
            # One at a time: a dozen processes that load their modules at once keep the pages waiting.
            any(tended.look(time.monotonic()) for tended in self.beside)
            if time.monotonic() - asked > ASK_DATABASE_EVERY:
                asked = time.monotonic()
                if not database.status(self.settings).living:
                    self._bring_database_back()

    def _restart(self, why: str) -> None:
        self.deaths = 1 if time.monotonic() - self.born > LONG_ENOUGH else self.deaths + 1
        pause = min(LONGEST_PAUSE, 0.1 * 2**self.deaths)
        self.say(f"{why}; starting them again")
        end_orphans(self.settings, PAGES)
        time.sleep(pause)
        self._start()

    def _bring_database_back(self) -> None:
        self.say("the database does not answer; bringing it back")
        try:
            database.ensure(self.settings)
        except Exception as failure:  # the supervisor outlives whatever is wrong, and tries again
            self.say(f"not yet: {failure}")
        else:
            self.say("the database is back")

    def _wait_until_served(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.child and self.child.poll() is not None:
                raise Refused(
                    f"the pages could not be started ({_ending(self.child.returncode)}); their words are above"
                )
            with socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET) as tried:
                if tried.connect_ex((self.host, self.port)) == 0:
                    return
            time.sleep(0.1)
        raise Refused("the pages did not start within a minute")

    def _stop(self) -> None:
        if self.child and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(15)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        end_orphans(self.settings)


def free_port(host: str, first: int, taken: Collection[int] = ()) -> int:
    """Find the first free port from this one on that is none of those taken."""
    for port in range(first, min(first + 100, 65536)):
        if port in taken:
            continue
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((host, port))
            except OSError:
                continue
            return port
    raise Refused(f"no free port from {first} on at {host}")


def _marked(settings: InForce, part: str = "") -> Iterator[psutil.Process]:
    mine, mark = os.getpid(), places.key(settings.state)
    for process in psutil.process_iter():
        try:
            if process.pid == mine:
                continue
            told = process.environ()
            if told.get(MARK) == mark and part in ("", told.get(PART)):
                yield process
        except (psutil.Error, OSError):
            continue


def _quietly(deed: Callable[[], Any]) -> None:
    with suppress(psutil.NoSuchProcess):
        deed()


def _ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _file(settings: InForce) -> Path:
    return settings.state / "demo.json"


def _write(file: Path, told: dict[str, Any]) -> None:
    partial = file.with_suffix(".new")
    partial.write_text(json.dumps(told), "utf-8")
    partial.replace(file)
