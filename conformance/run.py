"""Runs the vectors against any implementation: `python conformance/run.py COMMAND…`, such as `./our-reader`.

The command is called once for each step with `init`, `sync`, `decide` or `receipt` behind it, one JSON object on its
standard input, and one answered on its standard output. Standard library only.
"""

import argparse
import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).resolve().parent / "vectors"
PATIENCE = 60  # seconds for one command
Ask = Callable[[str, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """How one vector went: where it failed first, and how; nothing where it passed."""

    family: str
    name: str
    failed: str = ""


def families(folder: Path = VECTORS) -> dict[str, list[dict[str, Any]]]:
    """The vectors by the file they stand in."""
    return {path.stem: json.loads(path.read_text("utf-8"))["vectors"] for path in sorted(folder.glob("*.json"))}


def differences(expected: dict[str, Any], answered: dict[str, Any]) -> Iterator[str]:
    """What an answer says other than was expected; of several refusals that fit any one will do."""
    for name, value in expected.items():
        came = answered.get(name)
        if name == "refusal":
            if came not in value:
                yield f"refusal {came} instead of {' or '.join(value)}"
        elif name == "notices":
            told = [[each.get("told"), each.get("seq")] for each in came or ()]
            if sorted(told, key=str) != sorted(value, key=str):
                yield f"notices {told} instead of {value}"
        elif came != value:
            yield f"{name} {came!r} instead of {value!r}"


def attempt(vector: dict[str, Any], ask: Ask, folder: Path) -> str:
    """Take an implementation through one vector; where it fails first, and how."""
    state, feed = folder / "state", folder / "feed"
    feed.mkdir(parents=True)
    begun = ask("init", vector["init"] | {"state": str(state)})
    if wrong := list(differences(vector.get("expect", {"verdict": "ready"}), begun)):
        return f"init: {'; '.join(wrong)}"
    for number, step in enumerate(vector["steps"], 1):
        asked = {name: value for name, value in step.items() if name not in ("do", "files", "expect")}
        asked["state"] = str(state)
        if step["do"] == "sync":
            lay(feed, step["files"])
            asked["directory"] = str(feed)
        answered = ask(step["do"], asked)
        if wrong := list(differences(step["expect"], answered)):
            return f"step {number} ({step['do']}): {'; '.join(wrong)}"
    return ""


def lay(folder: Path, files: dict[str, str | None]) -> None:
    """Change the folder of the feed: a file by its path in base64, or nothing to take it away."""
    for name, written in files.items():
        path = folder / name
        if written is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(written))


def outcomes(ask: Ask, chosen: dict[str, list[dict[str, Any]]], only: str = "") -> Iterator[Outcome]:
    """Every vector whose name holds these letters, each in a folder of its own."""
    for family, vectors in chosen.items():
        for vector in vectors:
            if only in f"{family}/{vector['name']}":
                with tempfile.TemporaryDirectory() as folder:
                    yield Outcome(family, vector["name"], attempt(vector, ask, Path(folder)))


def command(words: list[str]) -> Ask:
    """An implementation that is a command."""

    def ask(what: str, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            done = subprocess.run(
                [*words, what], input=json.dumps(asked), capture_output=True, text=True, timeout=PATIENCE, check=False
            )
            answered = json.loads(done.stdout)
        except subprocess.TimeoutExpired:
            return {"verdict": "no answer in time"}
        except json.JSONDecodeError:
            return {"verdict": f"no JSON, exit code {done.returncode}: {done.stderr.strip()[-200:]}"}
        return answered if isinstance(answered, dict) else {"verdict": "not an object"}

    return ask


def table(results: list[Outcome]) -> str:
    """Vectors by family, passed and failed, and below it each that failed."""
    lines = [f"{'vectors':<14}{'passed':>8}{'failed':>8}"]
    for family in dict.fromkeys(each.family for each in results):
        of = [each for each in results if each.family == family]
        failed = sum(bool(each.failed) for each in of)
        lines.append(f"{family:<14}{len(of) - failed:>8}{failed:>8}")
    lines += [f"\n{each.family}/{each.name}\n  {each.failed}" for each in results if each.failed]
    failed = sum(bool(each.failed) for each in results)
    return "\n".join([*lines, f"\n{len(results) - failed} passed, {failed} failed"])


def main() -> int:
    """Run the vectors, print the table; 1 where one failed."""
    parser = argparse.ArgumentParser(description="Runs the vectors of the exchange against a reader of feeds.")
    parser.add_argument("--only", default="", help="vectors whose family/name holds these letters")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="the reader's command, and words before the step's")
    asked = parser.parse_args()
    if not asked.command:
        parser.error("name the command of a reader, such as: python -m conformance.reader")
    results = list(outcomes(command(asked.command), families(), asked.only))
    print(table(results))
    return int(any(each.failed for each in results) or not results)


if __name__ == "__main__":
    sys.exit(main())
