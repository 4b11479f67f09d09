"""Every page of the access matrix, as somebody who may see it, on a phone and on a desk.

A new page is here as soon as it has its row there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from tests.architecture.access_matrix import MATRIX, NO_ROLE, VISITOR, Made, Row, Who
from tests.browser.broken_pages import STATUSES
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looks import assert_accessible, picture, sign_in
from tests.people_of_a_school import make_holders, make_person

from aboveboard.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [row for row in MATRIX if row.method == "get" and row.status == 200]


def who_looks(row: Row, made: Made, people: Mapping[Who, Person]) -> Person | None:
    """Somebody whom the record concerns, else the first role in the matrix, else a visitor."""
    known = {**made.people, **people}
    return None if VISITOR in row.gets_in else next(known[who] for who in known if who in row.gets_in)


def pages_to_see(people: Mapping[Who, Person]) -> Iterator[tuple[str, Person | None]]:
    """The address of every page, and who looks at it. What is no page (a PDF, a receipt) is left out."""
    for row in PAGES:
        made = row.recipe(people) if row.recipe else Made()
        person = who_looks(row, made, people)
        address = reverse(row.address, kwargs=dict(made.kwargs)) + made.query
        client = Client()
        if person:
            client.force_login(person.user)
        if client.get(address).headers["Content-Type"].startswith("text/html"):
            yield address, person


def look(page: Page, address: str, wrong: list[str]) -> None:
    page.goto(address)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        picture(page, f"{address.strip('/').replace('/', '-')}-{size['width']}")
        try:
            assert_accessible(page)
        except AssertionError as found:
            wrong.append(f"{size['width']} px: {found}")


def test_every_page_is_accessible_and_fits_the_screen(desktop: Page, live_server: object) -> None:
    people: dict[Who, Person] = {**make_holders(), NO_ROLE: make_person("Nobody")}
    wrong: list[str] = []
    seen = 0
    for address, person in pages_to_see(people):
        desktop.context.clear_cookies()
        if person:
            sign_in(desktop, person, live_server)
        look(desktop, address, wrong)
        seen += 1
    assert not wrong, "\n".join(wrong)
    assert seen > len(PAGES) / 2


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "visitor"])
def test_every_error_is_accessible_and_fits_the_screen(
    desktop: Page, live_server: object, settings: Any, signed_in: bool
) -> None:
    settings.ROOT_URLCONF = "tests.browser.broken_pages"
    if signed_in:
        sign_in(desktop, make_person("Ada"), live_server)
    wrong: list[str] = []
    for status in STATUSES:
        look(desktop, f"/broken/{status}", wrong)
    assert not wrong, "\n".join(wrong)
