"""Walk the main journeys of the demo in a browser and keep a picture of each page: wide, and as wide as a phone.

    python -m tools.take_screenshots site/screenshots     all of them, with a page that shows them
    python -m tools.take_screenshots --readme             only docs/images/answer.png, which the README shows

It starts a demo of its own on a free port with a data folder of its own, and removes both.
"""

import argparse
import html
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright
from tools.install_browser import install_browser

ROOT = Path(__file__).resolve().parent.parent
README_PICTURE = ROOT / "docs" / "images" / "answer.png"
WIDE, PHONE = {"width": 1024, "height": 720}, {"width": 360, "height": 780}
README_SIZE = {"width": 1024, "height": 900}
PATIENCE_SECONDS = 120


@contextmanager
def demo() -> Iterator[str]:
    """The address of a fresh demo, which ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="aboveboard-pictures-") as data:
        address = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "ABOVEBOARD_DATA": data,
            "PORT": str(port),
            "PYTHONPATH": str(ROOT / "src"),
        }
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "ABOVEBOARD_ADDRESS"):
            environment.pop(name, None)
        log = Path(data) / "log"
        with log.open("wb") as said:
            service = subprocess.Popen(
                [sys.executable, "-m", "aboveboard.config.command_line", "run"],
                env=environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            while not answers(f"{address}/readyz"):
                if service.poll() is not None or time.monotonic() > until:
                    sys.exit(f"The demo did not start:\n{log.read_text()}")
                time.sleep(0.2)
            yield address
        finally:
            service.send_signal(signal.SIGTERM)
            service.wait(30)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


class Walk:
    """One browser, one person at a time, and where the pictures go."""

    def __init__(self, page: Page, take: Callable[[str, str, Page], None]) -> None:
        self.page = page
        self.take = take

    def become(self, name: str, to: str = "/") -> None:
        """Sign in as one of the demo's people."""
        self.page.goto(f"/demo/?next={to}")
        self.page.get_by_role("button", name=f"Sign in as {name}").click()
        self.page.wait_for_url(re.compile(re.escape(to) + "$"))

    def picture(self, name: str, title: str) -> None:
        """Keep the page as it stands."""
        self.take(name, title, self.page)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.locator("a").filter(has_text=name).first.click()

    def choose(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label, exact=True).check()


def ask(walk: Walk) -> None:
    """A teacher asks about a friend who is a parent."""
    walk.page.goto("/ask/")
    walk.picture("ask-where", "Can I ...? The first question")
    walk.choose("WhatsApp")
    walk.press("Continue")
    walk.choose("A friend", "A parent or carer of a pupil")
    walk.picture("ask-who", "How do you know them?")
    walk.page.get_by_label("Which school?").select_option(index=1)
    walk.press("Continue")
    walk.page.get_by_label("Year").fill("2011")
    walk.choose("No")
    walk.press("Continue")
    walk.choose(
        "We are in touch already",
        "Messages, or being friends or followers of each other",
        "Private, from my own account",
    )
    walk.press("Continue")
    expect(walk.page.get_by_role("heading", name="Yes, if you declare it.")).to_be_visible()
    walk.picture("ask-answer", "The answer")


def declare(walk: Walk) -> str:
    """She declares it, and gets a reference."""
    walk.press("Declare this")
    walk.page.get_by_label("What is their name?").fill("Mona Okonkwo")
    walk.picture("declare-who", "Declaring: who is it?")
    walk.press("Save and go on")
    for _ in range(6):
        heading = walk.page.locator("h1").inner_text()
        if "own words" in heading:
            break
        walk.press("Save and go on")
    walk.page.get_by_role("textbox").last.fill(
        "We have been friends since university. Her daughter joined Year 2 last year."
    )
    walk.picture("declare-context", "In your own words")
    walk.press("Save and go on")
    walk.picture("declare-recipients", "Who will receive this")
    walk.press("Save and go on")
    if walk.page.get_by_role("button", name="Send me a code").count():
        walk.press("Send me a code")
    code = walk.page.locator(".govuk-inset-text .app-reference").inner_text()
    walk.page.get_by_label("Your full name").fill("Priya Raman")
    walk.page.get_by_label("Code", exact=True).fill(code)
    walk.picture("declare-check", "Check and sign")
    walk.press("Sign and send")
    expect(walk.page.get_by_role("heading", name="Signed and sent")).to_be_visible()
    walk.picture("declare-done", "Signed and sent")
    return walk.page.locator(".app-reference").first.inner_text()


def receive(walk: Walk, reference: str) -> None:
    """The operations manager receives it and looks the name up."""
    walk.become("Dele Adeyemi", "/desk/")
    walk.picture("desk", "The operations manager's desk")
    walk.page.goto(f"/desk/{reference}/")
    walk.picture("desk-declaration", "One declaration on the desk")
    walk.follow("Look for the name in school records")
    walk.picture("desk-match", "Is it somebody on the school's records?")
    walk.page.goto(f"/desk/{reference}/")
    walk.follow("Acknowledge it")
    walk.press("Acknowledge")
    expect(walk.page.get_by_text("You have acknowledged the declaration.")).to_be_visible()
    walk.picture("desk-acknowledged", "Acknowledged")


def keep(walk: Walk, reference: str) -> None:
    """The teacher sees it on her file."""
    walk.become("Priya Raman", f"/declarations/{reference}/")
    walk.picture("my-declaration", "The teacher sees that it has been received")
    walk.page.goto("/my-file")
    walk.picture("my-file", "My file")
    walk.page.goto("/notices/")
    walk.picture("notices", "Notices")


def at_risk(walk: Walk) -> None:
    walk.page.goto("/ask/")
    walk.press("A child may be at risk")
    walk.picture("child-at-risk", "A child may be at risk")


def others(walk: Walk) -> None:
    """What the other roles see."""
    for name, address, picture, title in (
        ("Sunil Perera", "/desk/rounds/", "rounds", "Rounds: asking all staff"),
        ("Anand Krishnamurthy", "/platforms/", "platforms", "A headteacher's list of agreed platforms"),
        ("Joanne Tully", "/files", "files", "Trust HR opens a file"),
        ("Imelda Forsyth", "/settings/", "settings", "The trust's settings"),
        ("Klaus Brandt", "/named/requests/", "requests", "People who ask about a record"),
        ("Lucy Ferrand", "/roles/", "roles", "Who sits where"),
    ):
        walk.become(name, address)
        walk.picture(picture, title)
    walk.page.goto("/status/")
    walk.picture("status", "Status of the service")
    walk.page.goto("/named/")
    walk.picture("named", "For anybody who may be named")


def as_far_as_the_answer(walk: Walk) -> None:
    walk.become("Priya Raman", "/ask/")
    ask(walk)


def everything(walk: Walk) -> None:
    walk.page.goto("/demo/")
    walk.picture("demo", "Whom would you like to be?")
    walk.become("Priya Raman")
    walk.picture("home", "The first page")
    ask(walk)
    reference = declare(walk)
    receive(walk, reference)
    keep(walk, reference)
    at_risk(walk)
    others(walk)


def gallery(folder: Path, taken: list[tuple[str, str]]) -> None:
    """A page that shows the pictures, side by side in two widths."""
    figures = "".join(
        f"<section><h2>{html.escape(title)}</h2>"
        f'<img src="{name}-wide.png" alt="{html.escape(title)}, on a desk" width="700">'
        f'<img src="{name}-phone.png" alt="{html.escape(title)}, on a phone" width="240"></section>'
        for name, title in taken
    )
    style = "body{font-family:sans-serif;margin:2rem}img{vertical-align:top;border:1px solid;margin:0 1rem 1rem 0}"
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Screenshots of Aboveboard</title>'
        f"<style>{style}</style><h1>Screenshots</h1>{figures}</html>\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("folder", nargs="?", type=Path)
    where.add_argument("--readme", action="store_true")
    options = parser.parse_args()
    taken: list[tuple[str, str]] = []

    def both_widths(name: str, title: str, page: Page) -> None:
        for width, size in (("wide", WIDE), ("phone", PHONE)):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.screenshot(path=options.folder / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        taken.append((name, title))

    def for_the_readme(name: str, title: str, page: Page) -> None:
        if name == "ask-answer":
            README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
            page.set_viewport_size(README_SIZE)  # type: ignore[arg-type]
            page.screenshot(path=README_PICTURE)

    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=install_browser(), args=["--no-sandbox"])
        context = browser.new_context(base_url=address, locale="en-GB", viewport=WIDE)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        if options.readme:
            as_far_as_the_answer(Walk(context.new_page(), for_the_readme))
        else:
            everything(Walk(context.new_page(), both_widths))
        browser.close()
    if options.folder:
        gallery(options.folder, taken)
        print(f"{2 * len(taken)} screenshots: open {options.folder}/index.html")
    else:
        print(README_PICTURE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
