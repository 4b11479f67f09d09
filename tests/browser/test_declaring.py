"""A declaration from the first page to the receipt, on a phone and on a desk, with axe; once without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from playwright.sync_api import Page
from tests.browser.looks import assert_accessible, picture
from tests.declarations.declaring.conftest import SmallSchool, make_small_school

from aboveboard.web import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def small(transactional_db: None) -> SmallSchool:
    return make_small_school(clock.now())


def sign_in(page: Page, person: Any, live_server: Any) -> None:
    client = Client()
    client.force_login(person.user)
    page.context.add_cookies(
        [
            {
                "name": django_settings.SESSION_COOKIE_NAME,
                "value": client.cookies[django_settings.SESSION_COOKIE_NAME].value,
                "url": str(live_server),
            }
        ]
    )


def go_on(page: Page, name: str, *, look: bool) -> None:
    if look:
        picture(page, name)
        assert_accessible(page)
    page.get_by_role("button", name="Save and go on").click()


def declare_a_friend(page: Page, name: str, *, look: bool = True) -> None:
    page.goto("/")
    if look:
        picture(page, f"home-{name}")
        assert_accessible(page)
    page.get_by_role("button", name="Declare a relationship").click()
    if look:
        picture(page, f"start-{name}")
        assert_accessible(page)
    page.get_by_label("One person").check()
    page.get_by_role("button", name="Start").click()
    page.get_by_label("What is their name?").fill("Priya Example")
    page.get_by_label("A parent or carer of a pupil").check()
    page.get_by_label("A friend", exact=True).check()
    page.get_by_label("Which school?").select_option("hill")
    go_on(page, f"who-{name}", look=look)
    page.get_by_label("Year").fill("2012")
    page.get_by_role("radio", name="No", exact=True).check()
    go_on(page, f"beginning-{name}", look=look)
    page.get_by_label("WhatsApp").check()
    page.get_by_label("We are in touch already").check()
    page.get_by_label("Messages, or being friends").check()
    if page.get_by_label("Private, from my own account").count():
        page.get_by_label("Private, from my own account").check()
    go_on(page, f"contact-{name}", look=look)
    page.get_by_label("Tell us about it in your own words").fill("We have been friends since school.")
    go_on(page, f"context-{name}", look=look)
    go_on(page, f"recipients-{name}", look=look)
    if look:
        picture(page, f"check-{name}")
        assert_accessible(page)
    page.get_by_label("Your full name").fill("Tess Teacher")
    page.get_by_label("Code").fill(re.findall(r"\b\d{6}\b", str(mail.outbox[-1].body))[-1])
    page.get_by_role("button", name="Sign and send").click()
    page.get_by_role("heading", name="Signed and sent").wait_for()
    if look:
        picture(page, f"done-{name}")
        assert_accessible(page)


@pytest.mark.parametrize("name", ["phone", "desktop"])
def test_a_friend_is_declared(
    name: str,
    request: pytest.FixtureRequest,
    small: SmallSchool,
    live_server: Any,
) -> None:
    page: Page = request.getfixturevalue(name)
    sign_in(page, small.teacher, live_server)
    declare_a_friend(page, name)
    page.get_by_role("link", name=re.compile("^See it")).click()
    picture(page, f"declaration-{name}")
    assert_accessible(page)
    page.goto("/declarations/")
    picture(page, f"list-{name}")
    assert_accessible(page)
    for address, called in (("/named/", "named"), ("/privacy", "privacy")):
        page.goto(address)
        picture(page, f"{called}-{name}")
        assert_accessible(page)


def test_a_friend_is_declared_without_javascript(
    without_javascript: Page,
    small: SmallSchool,
    live_server: Any,
) -> None:
    sign_in(without_javascript, small.teacher, live_server)
    declare_a_friend(without_javascript, "plain", look=False)


def test_the_table_of_parents_takes_another_line_without_javascript(
    without_javascript: Page,
    phone: Page,
    desktop: Page,
    small: SmallSchool,
    live_server: Any,
) -> None:
    for name, page in (("plain", without_javascript), ("phone", phone), ("desktop", desktop)):
        sign_in(page, small.teacher, live_server)
        page.goto("/declare/")
        page.get_by_label("Several parents").check()
        page.get_by_role("button", name="Start").click()
        page.get_by_label("Name").first.fill("Ann Aye")
        page.get_by_role("button", name="Add another").click()
        assert page.get_by_label("Name").count() == 4
        assert page.get_by_label("Name").first.input_value() == "Ann Aye"
        picture(page, f"people-{name}")
        if name != "plain":  # axe is a script
            assert_accessible(page)
