"""Reads every library that ships, and holds the words of papers against what papers say; a fault stops `make check`."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from trustlane.criteria import library as criteria
from trustlane.parties.roles import ROLES
from trustlane.programme.benefits import reading as benefits
from trustlane.programme.clocks import library as clocks
from trustlane.programme.papers.words import languages, words

PAPERS = Path(__file__).resolve().parents[1] / "src/trustlane/programme/papers"
# Which section of the words each paper speaks from.
SECTIONS = {"certificate": "certificate", "report": "report", "letters": "letter"}
ENGLISH = "en"


def wanted() -> dict[str, set[str]]:
    """For each section of the words the keys that templates and modules ask for by name."""
    found: dict[str, set[str]] = {}
    for module, section in SECTIONS.items():
        code = (PAPERS / f"{module}.py").read_text("utf-8")
        drawn = (PAPERS / "templates" / f"{section}.typ").read_text("utf-8")
        found[section] = {
            *re.findall(rf'(?:said|spoken\.{section})\["([a-z_]+)"\]', code),
            *re.findall(r"\bsaid\.([a-z_]+)", drawn),
        }
    return found


def missing() -> Iterator[str]:
    """Words that a paper asks for and a language does not have, and words that one language has and English has not."""
    english = msgspec.to_builtins(words(ENGLISH))
    for language in languages():
        spoken = msgspec.to_builtins(words(language))
        for section, keys in wanted().items():
            for key in sorted(keys - spoken[section].keys()):
                yield f"papers/words/{language}.yaml: {section}.{key} is missing; papers say it."
        for role in sorted(set(ROLES) - spoken["roles"].keys()):
            yield f"papers/words/{language}.yaml: roles.{role} is missing; name the role."
        for section, said in english.items():
            if isinstance(said, dict):
                for key in sorted(said.keys() ^ spoken[section].keys()):
                    yield f"papers/words/{language}.yaml: {section}.{key} stands in one of it and {ENGLISH}.yaml alone."


def main() -> int:
    """Read everything; say what is wrong."""
    try:
        read = criteria.read(criteria.files().items())
        counted = (len(read.catalogues), len(read.crosswalks), len(benefits.shipped().benefits), len(clocks.shipped()))
        faults = list(missing())
    except Exception as refused:  # every reader has its own refusal, and each names place and mend
        faults = [str(refused)]
    for fault in faults:
        print(fault)
    if not faults:
        print("{} catalogues, {} crosswalks, {} benefits, {} presets of clocks".format(*counted))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
