"""Draws one sprite, build/icons/icons.svg, of the icons that templates and modules name.

An icon is named in full where it is used, `icon="shield-check"`, in a template or in Python: that is how it gets in.
A page then loads some tens of icons in a few kilobytes, where the whole set as a font is a megabyte on a poor line.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUTLINE = ROOT / "node_modules/@tabler/icons/icons/outline"
SPRITE = ROOT / "build/icons/icons.svg"
SOURCES = ROOT / "src/trustlane"

NAMED = re.compile(r"""(?<!:)\bicon=["']([a-z0-9-]+)["']""")


def named() -> dict[str, Path]:
    """Every icon a template or module names, with the first place that does."""
    found: dict[str, Path] = {}
    for path in sorted([*SOURCES.rglob("*.html"), *SOURCES.rglob("*.py")]):
        for name in NAMED.findall(path.read_text("utf-8")):
            found.setdefault(name, path.relative_to(ROOT))
    return found


def symbol(name: str, place: Path) -> str:
    """One icon as `<symbol id="name">`; it takes its colour and stroke from where it is used."""
    path = OUTLINE / f"{name}.svg"
    if not path.is_file():
        sys.exit(f"icons: {place} names the icon {name!r}, which Tabler's outline set does not have")
    body = re.sub(r"(?s)^.*?<svg[^>]*>|</svg>\s*$", "", path.read_text("utf-8"))
    body = re.sub(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "", body)
    squeezed = re.sub(r">\s+<", "><", body.strip())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{squeezed}</symbol>'


def main() -> None:
    symbols = [symbol(name, place) for name, place in sorted(named().items())]
    SPRITE.parent.mkdir(parents=True, exist_ok=True)
    SPRITE.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n", "utf-8")


if __name__ == "__main__":
    main()
