"""What `make check` holds: form, floors, types, templates, migrations, translations, generated pages; no tests."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
DJANGO = ("-W", "ignore::RuntimeWarning", "-m", "django")

# Addresses of package registries, and places of one machine, have no business in the project. Spelled in pieces, so
# that this file does not break its own rule.
UNWANTED = {
    "a package registry's address": re.compile(
        r"py" r"pi\.org|python" r"hosted\.org|registry\.npm" r"js|deb\.deb" r"ian\.org"
    ),
    "a download address in a lock file": re.compile(r'"resol' r'ved":'),
    "a place of one machine": re.compile(r"(?<![\w.])/wo" r"rk/|/ro" r"ot/\.|/home/[a-z]+/"),
}


@dataclass(frozen=True)
class Outcome:
    """How one check went, in its own words."""

    name: str
    passed: bool
    said: str
    seconds: float


def tool(*command: str) -> Callable[[], tuple[bool, str]]:
    """Make a check of a command that says by its exit code whether all is well."""

    def run() -> tuple[bool, str]:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.returncode == 0, (done.stdout + done.stderr).strip()

    return run


def python(*arguments: str) -> Callable[[], tuple[bool, str]]:
    """Make a check of a Python program."""
    return tool(sys.executable, *arguments)


def no_stray_addresses() -> tuple[bool, str]:
    """Look for registries' addresses and one machine's places in what is committed."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    found = []
    for name in listed.splitlines():
        path = ROOT / name
        try:
            lines = path.read_text("utf-8").splitlines()
        except (UnicodeDecodeError, OSError):
            continue
        for number, line in enumerate(lines, 1):
            found += [f"{name}:{number}: {what}" for what, pattern in UNWANTED.items() if pattern.search(line)]
    return not found, "\n".join(found)


CHECKS: dict[str, Callable[[], tuple[bool, str]]] = {
    "types (mypy)": python("-m", "mypy", "-p", "trustlane"),
    "form (ruff format)": tool(str(BIN / "ruff"), "format", "--check", "--output-format", "concise", "."),
    "habits (ruff check)": tool(str(BIN / "ruff"), "check", "--output-format", "concise", "."),
    "floors (import-linter)": tool(str(BIN / "lint-imports"), "--no-cache"),
    "templates (djlint)": tool(str(BIN / "djlint"), "src", "--lint", "--quiet"),
    "migrations": python(*DJANGO, "makemigrations", "--check", "--dry-run", "--settings=trustlane.config.django"),
    "translations": python("scripts/messages.py", "check"),
    "libraries": python("scripts/libraries.py"),
    "generated pages": python("scripts/generated_docs.py", "--check"),
    "no stray addresses": no_stray_addresses,
}


def carry_out(name: str) -> Outcome:
    """Do one check."""
    began = time.perf_counter()
    passed, said = CHECKS[name]()
    return Outcome(name, passed, said, time.perf_counter() - began)


def main() -> int:
    """Do all checks, two at a time, and say at the end which failed."""
    with ThreadPoolExecutor(2) as pool:
        outcomes = []
        for outcome in pool.map(carry_out, CHECKS):
            outcomes.append(outcome)
            print(f"{'ok    ' if outcome.passed else 'FAILED'} {outcome.name} ({outcome.seconds:.1f} s)", flush=True)
            if not outcome.passed:
                print(outcome.said + "\n", flush=True)
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    print(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
