"""Find a Chromium for the browser tests, or install one. Prints its path; never skips.

In order: BROWSER_PATH, an installed Chromium or Chrome, `apt-get install chromium` (as root), Playwright's own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def playwright_browser() -> str | None:
    """The Chromium that Playwright downloaded earlier, if any."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find_browser() -> str | None:
    """The path of a Chromium on this machine, or None. BROWSER_PATH that leads nowhere is an error."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        if not shutil.which(named):
            sys.exit(f"BROWSER_PATH is {named}, which is not a program. Correct it or unset it.")
        return named
    installed = (shutil.which(name) for name in (*NAMES, *APPLICATIONS))
    return next((path for path in installed if path), None) or playwright_browser()


def install_browser() -> str:
    """Return the path of a Chromium, installing it if there is none. Exits with a message when that fails."""
    found = find_browser()
    if found:
        return found
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        attempts.insert(0, [*quiet, "install", "--yes", "--no-install-recommends", "chromium"])
        attempts.insert(0, [*quiet, "update"])
    said = []
    for command in attempts:
        print(f"No browser yet: {' '.join(command)} ...", file=sys.stderr, flush=True)
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
        said.append((done.stderr or done.stdout).strip())
        found = find_browser()
        if found:
            return found
    sys.exit(
        "The browser tests need a Chromium and none could be installed.\n\n"
        + "\n\n".join(said)
        + "\n\nInstall Chromium or Chrome, or set BROWSER_PATH to one, then run `make test` again."
    )


if __name__ == "__main__":
    print(install_browser())
