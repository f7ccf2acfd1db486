"""Has a Chromium for the browser tests: the machine's, else by apt where that can be done; else says how to get one."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 600


def found() -> str | None:
    """Name a Chromium of this machine."""
    if named := os.environ.get("TRUSTLANE_CHROMIUM"):
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> None:
    """Install Chromium where it is missing and can be had; never fails, since only the browser tests need it."""
    if found():
        return
    if os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        print("No Chromium on this machine; installing it for the browser tests …", flush=True)
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for deed in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            try:
                subprocess.run([apt, *deed], env=env, stdout=subprocess.DEVNULL, timeout=PATIENCE, check=False)
            except (OSError, subprocess.TimeoutExpired) as failure:
                print(f"apt-get: {failure}")
    if not found():
        print(
            "Browser tests will be skipped: no Chromium. Debian: apt-get install chromium, or set TRUSTLANE_CHROMIUM."
        )


if __name__ == "__main__":
    main()
