"""What a browser test holds each page to, and where pictures of it go."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from django.test import Client
from playwright.sync_api import Page

from aboveboard.people.models import Person

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def sign_in(page: Page, person: Person, live_server: object) -> None:
    """Give the browser the session of somebody who has signed in."""
    client = Client()
    client.force_login(person.user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}]
    )


@cache
def _axe() -> str:
    assert AXE.exists(), "axe-core is missing: make assets"
    return AXE.read_text()


def assert_accessible(page: Page, *, ignoring: tuple[str, ...] = ()) -> None:
    """No violation that axe knows of, and nothing wider than the screen."""
    # evaluate runs by the debugger and so outside the page's content security policy; a script tag would not.
    page.evaluate(_axe())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})"
        ".then(result => result.violations.map(v => [v.id, v.help, v.nodes.map(n => n.html)]))",
        RULES,
    )
    # govuk-frontend says with aria-expanded that a radio button reveals a question, knowingly against the standard.
    known = ("aria-allowed-attr", "govuk-radios__input")
    wrong = [
        f"{rule}: {help}: {nodes[:3]}"
        for rule, help, nodes in found
        if rule not in ignoring and not (rule == known[0] and all(known[1] in node for node in nodes))
    ]
    assert not wrong, f"{page.url}: " + "; ".join(wrong)
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """The page does not scroll sideways."""
    wide, screen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= screen, f"{page.url} is {wide} px wide on a screen of {screen} px"


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page when `PICTURES` names a folder; otherwise nothing."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
