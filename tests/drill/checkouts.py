"""A clean clone of the project, set up and run: by root in a folder only root may read, or by an ordinary user."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDINARY = "trustlane-drill"
# What an ordinary user has: no folder of root's, none of the settings of whoever runs the drill.
PLAIN_PATH = "/usr/local/bin:/usr/bin:/bin"
SETUP_TAKES = 900
FIRST_START_TAKES = 600
LATER_START_TAKES = 120


@dataclass
class Checkout:
    """A clone, who runs it, and which PostgreSQL it is told to use."""

    folder: Path
    user: str
    home: Path
    postgres: str = "auto"
    extra: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """The environment of whoever runs it."""
        if self.user == "root":
            dropped = ("TRUSTLANE_", "DATABASE_", "DJANGO_", "PYTEST_", "VIRTUAL_ENV", "MAKE", "MFLAGS")
            known = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
        else:
            known = {"PATH": PLAIN_PATH, "HOME": str(self.home), "LANG": "C.UTF-8"}
        return known | {"TRUSTLANE_PG": self.postgres} | self.extra

    def start(self, *command: str, log: Path) -> subprocess.Popen[bytes]:
        """Start a command in the clone, as its user, its words going to a file."""
        who = {} if os.geteuid() != 0 or self.user == "root" else {"user": self.user, "group": self.user}
        more = {"extra_groups": []} if who else {}
        with log.open("ab") as words:
            return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
                command,
                cwd=self.folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
                **who,
                **more,
            )

    def run(self, *command: str, timeout: float = 120) -> str:
        """Run a command to its end and return its words; one that fails fails the test, with them."""
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "log"
            started = self.start(*command, log=log)
            try:
                code = started.wait(timeout)
            except subprocess.TimeoutExpired:
                started.kill()
                code = -1
            said = log.read_text("utf-8", errors="replace")
        assert code == 0, f"{' '.join(command)} ended with {code}:\n{said[-3000:]}"
        return said

    def trustlane(self, *arguments: str) -> str:
        """Run the command `trustlane` of the clone."""
        return self.run(str(self.folder / ".venv/bin/python"), "-m", "trustlane.cli", *arguments)

    def settings(self) -> dict[str, dict[str, str]]:
        """The folders of the clone's node."""
        told: dict[str, dict[str, str]] = json.loads(self.trustlane("settings", "--json"))
        return told


class Demonstration:
    """`make demo` in a clone."""

    def __init__(self, checkout: Checkout, log: Path) -> None:
        self.checkout, self.log = checkout, log
        self.started: subprocess.Popen[bytes] | None = None
        self.state = Path(checkout.settings()["folders"]["state"])  # type: ignore[arg-type]
        self.url = ""

    def start(self, patience: float) -> float:
        """Start it and wait until pages are served; returns the seconds that took."""
        began, before = time.monotonic(), self.words().count("is served at")
        self.started = self.checkout.start("make", "demo", "DEMO=--small --nodes 1", log=self.log)
        while time.monotonic() - began < patience:
            if self.words().count("is served at") > before:
                self.url = self.words().rsplit("is served at", 1)[1].split()[0]
                self.until_served(30)
                return time.monotonic() - began
            assert self.started.poll() is None, f"make demo ended:\n{self.words()[-3000:]}"
            time.sleep(0.2)
        raise AssertionError(f"not served within {patience} s:\n{self.words()[-3000:]}")

    def words(self) -> str:
        """Everything it has said."""
        return self.log.read_text("utf-8", errors="replace") if self.log.exists() else ""

    def until_served(self, patience: float) -> float:
        """Wait until the login page is answered; returns the seconds that took."""
        began = time.monotonic()
        while time.monotonic() - began < patience:
            try:
                with urllib.request.urlopen(f"{self.url}/login/", timeout=5) as answer:
                    if answer.status == 200:
                        return time.monotonic() - began
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise AssertionError(f"{self.url} not served within {patience} s:\n{self.words()[-3000:]}")

    def supervisor(self) -> psutil.Process:
        """The process that watches."""
        return psutil.Process(json.loads((self.state / "demo.json").read_text())["pid"])

    def pages(self, *, other_than: int = 0) -> psutil.Process:
        """The process that serves the pages, and has workers below it; a new one, where the old one was killed."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for child in self.supervisor().children():
                with suppress(psutil.Error):
                    if child.pid != other_than and "serve" in child.cmdline() and child.children():
                        return child
            time.sleep(0.2)
        raise AssertionError(f"no pages are served any more:\n{self.words()[-3000:]}")

    def postmaster(self) -> psutil.Process:
        """The database server of this node."""
        newest = max(self.state.glob("data-*/postmaster.pid"), key=lambda file: file.stat().st_mtime)
        return psutil.Process(int(newest.read_text().splitlines()[0]))

    def kill_everything(self) -> None:
        """Take the power away from all of it at once."""
        supervisor, postmaster = self.supervisor(), self.postmaster()
        victims = [supervisor, *supervisor.children(recursive=True), postmaster, *postmaster.children(recursive=True)]
        for victim in victims:
            victim.suspend()
        for victim in victims:
            victim.kill()
        self.reap()

    def reap(self) -> None:
        """Let `make` itself end."""
        if self.started:
            self.started.wait(60)

    def end(self) -> None:
        """Stop it as a person does, and leave nothing running."""
        if self.started and self.started.poll() is None:
            os.killpg(self.started.pid, signal.SIGINT)
            try:
                self.started.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self.started.pid, signal.SIGKILL)
        self.checkout.trustlane("stop")


@contextmanager
def cloned(user: str) -> Iterator[Checkout]:
    """A clean clone of what is committed, set up; removed at the end with everything it kept."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout, so there is nothing to clone")
    # Closed to everybody else: a server that root starts has to manage all the same. And with a space in its name.
    base = Path(tempfile.mkdtemp(prefix="trustlane-drill-", dir="/var/tmp"))
    checkout = Checkout(base / "a clone", user, base / "home")
    state: Path | None = None
    try:
        checkout.home.mkdir()
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(checkout.folder)], check=True)
        if os.geteuid() == 0 and user != "root":
            entry = pwd.getpwnam(user)
            for path in [base, *base.rglob("*")]:
                os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)
        checkout.run("make", "setup", timeout=SETUP_TAKES)
        state = Path(checkout.settings()["folders"]["state"])  # type: ignore[arg-type]
        yield checkout
    finally:
        for folder in {state, base} - {None}:
            shutil.rmtree(str(folder), ignore_errors=True)


@contextmanager
def ordinary_user() -> Iterator[str]:
    """Somebody without rights: whoever runs the drill, or where that is root, a user made for it."""
    if os.geteuid() != 0:
        yield pwd.getpwuid(os.geteuid()).pw_name
        return
    useradd, userdel = shutil.which("useradd"), shutil.which("userdel")
    if not useradd or not userdel:
        pytest.skip("no useradd on this machine, so no ordinary user can be made")
    usable = "import sys; sys.exit(sys.version_info < (3, 11))"
    plain = {"PATH": PLAIN_PATH}
    tried = [["python3", "-c", usable], ["python3", "-m", "pip", "--version"], ["make", "--version"]]
    for asked in tried:
        if subprocess.run(
            asked, env=plain, capture_output=True, check=False, executable=shutil.which(asked[0], path=PLAIN_PATH)
        ).returncode:
            pytest.skip(f"an ordinary user of this machine has no usable {' '.join(asked[:3])}")
    subprocess.run([useradd, "--system", "--shell", "/bin/sh", ORDINARY], capture_output=True, check=False)
    try:
        yield ORDINARY
    finally:
        subprocess.run([userdel, ORDINARY], capture_output=True, check=False)
