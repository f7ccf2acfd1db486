"""What browsers are served: copies the few files the pages need out of node_modules into build/vendor.

From there `collectstatic` takes them, with the pages' own files, into build/static under names with digests."""

import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
SERVED = ROOT / "build" / "vendor"
FOR_TESTS = ROOT / "build" / "axe"

# folder below build/vendor -> (package, files below the package; a pattern may match several)
COPIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "tabler/css": ("@tabler/core", ("dist/css/tabler.min.css", "dist/css/tabler.rtl.min.css")),
    "tabler/js": ("@tabler/core", ("dist/js/tabler.min.js",)),
    "htmx": ("htmx.org", ("dist/htmx.min.js",)),
    "echarts": ("echarts", ("dist/echarts.min.js",)),
    "fonts/inter": ("@fontsource-variable/inter", ("wght.css",)),
    "fonts/inter/files": ("@fontsource-variable/inter", ("files/inter-*-wght-normal.woff2",)),
    "fonts/noto-sans-arabic": ("@fontsource-variable/noto-sans-arabic", ("wght.css",)),
    "fonts/noto-sans-arabic/files": (
        "@fontsource-variable/noto-sans-arabic",
        ("files/noto-sans-arabic-*-wght-normal.woff2",),
    ),
}
# What a file says of files that are not served: its source map, and the older formats of a font.
NOT_SERVED = re.compile(
    r"/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+"
    r"|,\s*url\([\"']?[^\"')]*\.(?:woff|ttf)(?:\?[^\"')]*)?[\"']?\)\s*format\([^)]*\)"
)
LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "NOTICE")


def files_of(package: str, patterns: tuple[str, ...]) -> list[Path]:
    """Say which files of a package the patterns name; each pattern must name at least one."""
    found: list[Path] = []
    for pattern in patterns:
        matched = sorted((MODULES / package).glob(pattern))
        if not matched:
            sys.exit(f"assets: {package} has no {pattern}; was the package updated? Mend COPIES in scripts/assets.py")
        found += matched
    return found


def copy(source: Path, folder: Path) -> None:
    """Copy one file, readable by whoever serves it, without what it says of files that are not served."""
    folder.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".css", ".js"}:
        (folder / source.name).write_text(NOT_SERVED.sub("", source.read_text("utf-8")), "utf-8")
    else:
        shutil.copyfile(source, folder / source.name)
    (folder / source.name).chmod(0o644)


def main() -> None:
    """Make build/vendor and build/axe anew, so that nothing of an older version is left in them."""
    fresh = SERVED.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    versions = {}
    for folder, (package, patterns) in COPIES.items():
        for source in files_of(package, patterns):
            copy(source, fresh / folder)
        versions[package] = json.loads((MODULES / package / "package.json").read_text("utf-8"))["version"]
        for licence in LICENCES:
            if (MODULES / package / licence).is_file():
                copy(MODULES / package / licence, fresh / "licences" / package.replace("/", "-").lstrip("@"))
    (fresh / "versions.json").write_text(json.dumps(versions, indent=2, sort_keys=True) + "\n", "utf-8")
    shutil.rmtree(SERVED, ignore_errors=True)
    fresh.rename(SERVED)
    copy(files_of("axe-core", ("axe.min.js",))[0], FOR_TESTS)


if __name__ == "__main__":
    main()
