"""Pages of docs/ that are made from the code: writes them anew, or with --check says which are not current.

A generator is a function without arguments that returns the page's text; it is named here beside its page.
"""

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# page below docs/ -> module:function
GENERATORS: dict[str, str] = {
    "reference/benefits.md": "scripts.reference_benefits:page",
    "reference/cli.md": "scripts.reference_cli:page",
    "reference/clocks.md": "scripts.reference_clocks:page",
    "reference/columns.md": "scripts.reference_formats:columns",
    "reference/criteria.md": "scripts.reference_criteria:page",
    "reference/entry-summaries.md": "scripts.reference_formats:messages",
    "reference/permits.md": "scripts.reference_permits:page",
    "reference/policy.md": "scripts.reference_policy:page",
    "reference/scenario.md": "scripts.reference_scenario:page",
    "reference/settings.md": "scripts.reference_settings:page",
    "reference/signals.md": "scripts.reference_signals:page",
    "reference/standing-lists.md": "scripts.reference_standing:page",
}


def text_of(generator: str) -> str:
    """Run one generator."""
    module, function = generator.split(":")
    return str(getattr(importlib.import_module(module), function)()).rstrip() + "\n"


def main() -> int:
    """Write or check every page."""
    sys.path.insert(0, str(ROOT))
    checking, stale = "--check" in sys.argv[1:], []
    for page, generator in GENERATORS.items():
        file, text = ROOT / "docs" / page, text_of(generator)
        if file.exists() and file.read_text("utf-8") == text:
            continue
        if checking:
            stale.append(page)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
            print(f"docs/{page}")
    if stale:
        print("Not current, run `make docs`: " + ", ".join(f"docs/{page}" for page in stale))
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
