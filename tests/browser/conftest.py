"""A real browser, found or fetched; never skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

# Playwright keeps an event loop in this thread, which makes Django refuse the database calls of fixtures.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

ASSETS = Path(__file__).resolve().parents[2] / "src/aboveboard/web/assets/static"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}


def installed() -> str | None:
    return os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, NAMES)), None)


def _launch(playwright: Playwright) -> Browser:
    if not installed() and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False)
    if path := installed():
        return playwright.chromium.launch(executable_path=path, args=QUIET)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return playwright.chromium.launch(args=QUIET)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert ASSETS.joinpath("aboveboard.css").exists(), "Build the assets first: make assets"
    with sync_playwright() as playwright:
        try:
            browser = _launch(playwright)
        except Exception as error:
            pytest.fail(
                f"The browser tests need Chromium. Install it, or name one with BROWSER_PATH=... ({error})",
                pytrace=False,
            )
        yield browser
        browser.close()


def _context(browser: Browser, live_server: object, **options: object) -> BrowserContext:
    context = browser.new_context(base_url=str(live_server), locale="en-GB", **options)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    return context


def _page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None
    )
    yield page
    context.close()
    assert not wrong, f"the browser complained: {wrong}"


@pytest.fixture
def desktop(browser: Browser, live_server: object) -> Iterator[Page]:
    """A page at 1280 px; fails the test if a script fails or the content security policy is broken."""
    yield from _page(_context(browser, live_server, viewport=DESKTOP))


@pytest.fixture
def phone(browser: Browser, live_server: object) -> Iterator[Page]:
    """The same at 360 px, with touch."""
    yield from _page(_context(browser, live_server, viewport=PHONE, has_touch=True, is_mobile=True))


@pytest.fixture
def without_javascript(browser: Browser, live_server: object) -> Iterator[Page]:
    """The same at 1280 px, with JavaScript switched off."""
    yield from _page(_context(browser, live_server, viewport=DESKTOP, java_script_enabled=False))
