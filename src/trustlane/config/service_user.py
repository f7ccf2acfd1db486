"""Which system user a server that root starts runs as: a PostgreSQL server refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trustlane.config import places

KNOWN = ("postgres", "trustlane")
LAST_RESORT = "nobody"


@dataclass(frozen=True)
class ServiceUser:
    """A system user, by name and numbers."""

    name: str
    uid: int
    gid: int

    def own(self, path: Path, mode: int) -> None:
        """Give a path to this user."""
        os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def needed() -> ServiceUser | None:
    """Say who the server runs as: nobody else where we are an ordinary user, a system user where we are root."""
    if not places.is_root():
        return None
    for name in KNOWN:
        if found := _named(name):
            return found
    if useradd := shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"):
        asked = [useradd, "--system", "--no-create-home", "--home-dir", str(places.SYSTEM), "--shell", "/bin/false"]
        subprocess.run([*asked, "trustlane"], capture_output=True, check=False)
    found = _named("trustlane") or _named(LAST_RESORT)
    if found is None:
        raise LookupError("no system user to run PostgreSQL as: create one called trustlane")
    return found


def run(command: Sequence[str | Path], user: ServiceUser | None) -> subprocess.CompletedProcess[str]:
    """Run a command as that user, with a bare environment, and return what it said."""
    return subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TZ": "UTC"},
        umask=0o077,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def can_run(program: Path, user: ServiceUser) -> bool:
    """Say whether that user can run a program; below a folder that only root may read, not even its name is found."""
    try:
        return run([program, "--version"], user).returncode == 0
    except OSError:
        return False


def _named(name: str) -> ServiceUser | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return ServiceUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
