"""Where a node keeps what is its own: database, evidence, secrets; for root and for an ordinary user."""

import hashlib
import os
from pathlib import Path

from platformdirs import user_data_path

# A server that root starts runs as a system user, who cannot look below a checkout that only root may read.
SYSTEM = Path("/var/lib/trustlane")


def project() -> Path | None:
    """Name the checkout this package runs from, or None where it was installed as a wheel."""
    folder = Path(__file__).resolve().parents[3]
    return folder if (folder / "pyproject.toml").is_file() else None


def home() -> Path:
    """Name the folder that stands for this installation: the checkout, else the installed package."""
    return project() or Path(__file__).resolve().parents[1]


def key(folder: Path) -> str:
    """Make a short name for a folder, so that several checkouts on one machine stay apart."""
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12]


def is_root() -> bool:
    """Say whether this process runs as root."""
    return os.geteuid() == 0


def state(chosen: str = "") -> Path:
    """Name the folder of everything this node keeps: the one chosen, else the usual one for who runs it."""
    if chosen:
        return Path(chosen).expanduser().resolve()
    if is_root():
        return SYSTEM / key(home())
    checkout = project()
    if checkout and os.access(checkout, os.W_OK) and _is_ours(checkout / "var"):
        return checkout / "var"
    return user_data_path("trustlane") / key(home())


def make_private(folder: Path) -> Path:
    """Make a folder that only its owner may read, whatever the umask says."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _is_ours(folder: Path) -> bool:
    return not folder.exists() or (folder.stat().st_uid == os.geteuid() and os.access(folder, os.W_OK))
